/**
 * The line protocol of Asterisk's manager interface: bytes to messages and back. Pure.
 *
 * A message is lines `Key: value`, ended by an empty line. Keys may repeat and differ in case between versions; a value
 * that the exchange does not know is the literal `<unknown>` (AMI v2 specification, docs.asterisk.org).
 */

/** Asterisk's own lines are far shorter; what is longer is dropped and counted, and what follows is read on. */
const LINE_MAX_BYTES = 64 * 1024;
/** Lines of one message that are kept. */
const MESSAGE_MAX_LINES = 500;

export type AmiMessage = {
  /** `Event`, `Response`, or empty for what is neither. */
  readonly kind: 'Event' | 'Response' | '';
  /** Name of the event, or the word of the response (`Success`, `Error`, `Goodbye`). */
  readonly name: string;
  /** First value of a key, whatever its case; empty when it is missing, `<unknown>`, `<null>` or `<none>`. */
  get(key: string): string;
  /** Every key, in lower case. */
  keys(): ReadonlySet<string>;
};

export type AmiReader = {
  /** Feeds bytes; answers with the messages that were completed. */
  push(chunk: Uint8Array): AmiMessage[];
  /** The greeting, once its line has come: `Asterisk Call Manager/9.0.0`. */
  readonly banner: string | null;
  /** Lines that were dropped because they were too long or no `Key: value`. */
  readonly droppedLines: number;
};

const UNKNOWN = new Set(['<unknown>', '<null>', '<none>']);

/** Reads one connection from its first byte. */
export function createAmiReader(): AmiReader {
  let pending: Buffer = Buffer.alloc(0);
  let isSkipping = false;
  let banner: string | null = null;
  let droppedLines = 0;
  let fields = new Map<string, string>();
  let lines = 0;

  const takeLine = (line: Buffer): AmiMessage | null => {
    const text = decode(line.at(-1) === 13 ? line.subarray(0, -1) : line);
    if (banner === null && /^Asterisk Call Manager/i.test(text)) {
      banner = text.slice(0, 100);
      return null;
    }
    if (text === '') {
      const done = fields;
      fields = new Map();
      lines = 0;
      return done.size === 0 ? null : toMessage(done);
    }
    const colon = text.indexOf(':');
    lines += 1;
    if (colon <= 0 || lines > MESSAGE_MAX_LINES) {
      droppedLines += 1;
      return null;
    }
    const key = text.slice(0, colon).trim().toLowerCase();
    if (!fields.has(key)) fields.set(key, text.slice(colon + 1).trim());
    return null;
  };

  return {
    get banner() { return banner; },
    get droppedLines() { return droppedLines; },
    push(chunk) {
      const messages: AmiMessage[] = [];
      let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        const line = pending.length === 0 ? rest.subarray(0, end) : Buffer.concat([pending, rest.subarray(0, end)]);
        rest = rest.subarray(end + 1);
        pending = Buffer.alloc(0);
        if (isSkipping || line.length > LINE_MAX_BYTES) droppedLines += 1;
        else {
          const message = takeLine(line);
          if (message !== null) messages.push(message);
        }
        isSkipping = false;
      }
      if (!isSkipping) pending = Buffer.concat([pending, rest]);
      if (pending.length > LINE_MAX_BYTES) {
        pending = Buffer.alloc(0);
        isSkipping = true;
      }
      return messages;
    },
  };
}

/** One action as it goes over the line. Line breaks inside values are taken out: they would begin another header. */
export function writeAction(name: string, fields: readonly (readonly [string, string])[]): string {
  return `${[['Action', name] as const, ...fields].map(([key, value]) => `${key}: ${value.replace(/[\r\n\0]+/g, ' ')}`).join('\r\n')}\r\n\r\n`;
}

function toMessage(fields: ReadonlyMap<string, string>): AmiMessage {
  const kind = fields.has('event') ? 'Event' : fields.has('response') ? 'Response' : '';
  return {
    kind, name: fields.get(kind.toLowerCase()) ?? '',
    get(key) {
      const value = fields.get(key.toLowerCase()) ?? '';
      return UNKNOWN.has(value) ? '' : value;
    },
    keys: () => new Set(fields.keys()),
  };
}

/** Names come as the network sent them: UTF-8, or the old Latin alphabet of some carriers. */
function decode(line: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(line);
  } catch {
    return new TextDecoder('windows-1252').decode(line);
  }
}
