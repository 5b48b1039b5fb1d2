/**
 * A line on loopback that can be cut: TCP in between a client and any server (SMTP, IMAP, XMPP, AMI, a database).
 *
 * Promises that what was passed on before a cut arrives, in order, and that nothing of what came after does.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** `reset`: both sides see it at once. `close`: both sides see an orderly end. `silent`: nobody sees anything, and nothing passes any more. */
export type CutKind = 'reset' | 'close' | 'silent';
export type Way = 'toServer' | 'toClient';

/** When to cut by itself: after so many bytes one way, or before the first piece that matches is passed on. */
export type CutRule = { way: Way; how: CutKind } & ({ afterBytes: number } | { before: RegExp });

export type CutProxy = {
  readonly host: string;
  readonly port: number;
  /** Connections that are open now, and how many there were. */
  readonly open: number;
  readonly made: number;
  /** Passed on since the start. */
  readonly bytes: Readonly<Record<Way, number>>;
  /** Cuts what is open; new connections work, unless `block` was asked for. */
  cut(how: CutKind): void;
  /** Cuts the next connection that meets the rule, once; bytes are counted per connection. @returns settles when it has */
  cutWhen(rule: CutRule): Promise<void>;
  /** What the server says no longer arrives; what the client says does. Open and new connections. */
  swallowReplies(): void;
  /** Nobody gets through: new connections are refused, and open ones reset. */
  block(): void;
  /** Everything passes again, on new connections. */
  restore(): void;
  dispose(): Promise<void>;
};

/** Nothing is taken any more either: a dead line acknowledges nothing. */
function fallSilent(line: Line): void {
  line.isSilent = true;
  line.client.pause();
  line.server.pause();
}

type Line = { client: Socket; server: Socket; bytes: Record<Way, number>; isSilent: boolean };
type Rule = { rule: CutRule; met: () => void };

export async function startCutProxy(target: { port: number; host?: string }): Promise<CutProxy> {
  const lines = new Set<Line>();
  const bytes: Record<Way, number> = { toServer: 0, toClient: 0 };
  let rules: Rule[] = [];
  let made = 0;
  let swallows = false;
  let isBlocked = false;

  const drop = (line: Line, how: CutKind): void => {
    if (how === 'silent') { fallSilent(line); return; }
    lines.delete(line);
    for (const socket of [line.client, line.server]) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroySoon();
    }
  };

  /** How much of this piece may still pass, and the rule that ends the line after it. */
  const judge = (line: Line, way: Way, chunk: Buffer): { pass: number; rule: Rule | null } => {
    for (const rule of rules) {
      if (rule.rule.way !== way) continue;
      if ('before' in rule.rule) {
        if (rule.rule.before.test(chunk.toString('latin1'))) return { pass: 0, rule };
      } else if (line.bytes[way] + chunk.length >= rule.rule.afterBytes) {
        return { pass: Math.max(0, rule.rule.afterBytes - line.bytes[way]), rule };
      }
    }
    return { pass: chunk.length, rule: null };
  };

  const relay = (line: Line, way: Way): void => {
    const [from, to] = way === 'toServer' ? [line.client, line.server] : [line.server, line.client];
    from.on('data', (chunk: Buffer) => {
      if (line.isSilent || (way === 'toClient' && swallows)) return;
      const { pass, rule } = judge(line, way, chunk);
      line.bytes[way] += pass;
      bytes[way] += pass;
      const isRoomLeft = pass === 0 || to.destroyed || to.write(chunk.subarray(0, pass), () => { if (rule !== null && rule.rule.how === 'reset') drop(line, 'reset'); });
      if (rule !== null) {
        rules = rules.filter((one) => one !== rule);
        // A reset throws away what the system has not sent yet: it comes once the last piece is out.
        if (rule.rule.how !== 'reset' || pass === 0) drop(line, rule.rule.how);
        else fallSilent(line);
        rule.met();
      } else if (!isRoomLeft) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
    from.on('end', () => { if (!line.isSilent) to.end(); });
    from.on('error', () => { lines.delete(line); if (!line.isSilent) to.destroy(); });
    from.on('close', () => { lines.delete(line); if (!line.isSilent) to.destroySoon(); });
  };

  const listener = createServer({ allowHalfOpen: true }, (client) => {
    if (isBlocked) { client.resetAndDestroy(); return; }
    made += 1;
    const server = connect({ port: target.port, host: target.host ?? '127.0.0.1', allowHalfOpen: true });
    const line: Line = { client, server, bytes: { toServer: 0, toClient: 0 }, isSilent: false };
    lines.add(line);
    relay(line, 'toServer');
    relay(line, 'toClient');
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', () => resolve()));
  const all = new Set<Socket>();
  listener.on('connection', (socket) => { all.add(socket); socket.once('close', () => all.delete(socket)); });
  const { port } = listener.address() as AddressInfo;

  return {
    host: '127.0.0.1', port, bytes,
    get open() { return lines.size; },
    get made() { return made; },
    cut: (how) => { for (const line of lines) drop(line, how); },
    cutWhen: (rule) => new Promise((met) => { rules.push({ rule, met }); }),
    swallowReplies: () => { swallows = true; },
    block: () => { isBlocked = true; for (const line of lines) drop(line, 'reset'); },
    restore: () => { isBlocked = false; swallows = false; rules = []; },
    dispose: async () => {
      for (const line of lines) { line.client.destroy(); line.server.destroy(); }
      for (const socket of all) socket.destroy();
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
}
