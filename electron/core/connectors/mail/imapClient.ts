/** A logged-in connection: what imapflow is told, and what its silences mean. */
import { ImapFlow } from 'imapflow';
import { DeskError } from '../../../../shared/result.ts';
import { MINUTE_MS, SECOND_MS } from '../../../../shared/time.ts';
import type { ImapConfig } from '../connector.ts';
import { toDeskError } from './imapErrors.ts';

/** Times and sizes; tests make them short. */
export type ImapTuning = {
  /** How often folders other than INBOX are looked at while listening. */
  lookMs: number;
  /** How often INBOX is asked on a server without IDLE. */
  pollMs: number;
  /** How often INBOX is asked for new mail while old history is still being read. */
  inboxCheckMs: number;
  connectTimeoutMs: number;
  greetingTimeoutMs: number;
  /** A command without a single byte of answer for this long is a dead line. */
  silenceMs: number;
  /** After a sleep of the machine, the line has this long to prove that it is alive. */
  wakeTimeoutMs: number;
  /** First pause before a message that did not come is asked for again; doubled each time. */
  retryMs: number;
  /** This much of every folder comes before old history of any. */
  recent: number;
  /** Messages asked for in one command. Dovecot looks through the whole Maildir at the end of each (14 ms at 20,000 messages). */
  span: number;
  /** Messages of old history read from one folder before the next has its turn. */
  turn: number;
};

export const IMAP_TUNING: ImapTuning = {
  lookMs: MINUTE_MS,
  pollMs: 15 * SECOND_MS,
  inboxCheckMs: 10 * SECOND_MS,
  connectTimeoutMs: 20 * SECOND_MS,
  greetingTimeoutMs: 15 * SECOND_MS,
  silenceMs: MINUTE_MS,
  wakeTimeoutMs: 10 * SECOND_MS,
  retryMs: 500,
  recent: 500,
  span: 2_500,
  turn: 5_000,
};

/** A connection, and why it ended where imapflow tells that only by an event. */
export type ImapLine = {
  readonly client: ImapFlow;
  readonly host: string;
  /** Set once the line is gone: the reason, when there is one. */
  failure(): unknown;
  /** The thrown thing as a DeskError, with the line's own reason where the thrown one only says "no connection". */
  explain(thrown: unknown): DeskError;
};

/**
 * Connects and logs in. An aborted signal ends it at once.
 *
 * `starttls` never falls back to plain text, `plain` never encrypts: both were chosen by a person.
 * @throws DeskError host-unknown, connection-refused, offline, server-slow, certificate-untrusted, tls-unavailable, wrong-password, server-busy, server-refused
 */
export async function connectImap(config: ImapConfig, tuning: ImapTuning, signal: AbortSignal): Promise<ImapLine> {
  if (signal.aborted) throw new DeskError('cancelled');
  const client = new ImapFlow({
    host: config.host, port: config.port,
    secure: config.security === 'tls', doSTARTTLS: config.security === 'starttls' ? true : config.security === 'plain' ? false : undefined,
    auth: { user: config.user, pass: config.password },
    tls: { rejectUnauthorized: !config.acceptInvalidCertificate },
    clientInfo: { name: 'Hilo', version: false, vendor: false, 'support-url': false },
    logger: false, qresync: true,
    // When to listen is decided here, and a command should never have to break an IDLE nobody asked for.
    disableAutoIdle: true,
    connectionTimeout: tuning.connectTimeoutMs, greetingTimeout: tuning.greetingTimeoutMs, socketTimeout: tuning.silenceMs,
  });
  let failure: unknown = null;
  // Without a listener an 'error' event would end the process.
  client.on('error', (error: Error) => { failure ??= error; });
  const cut = (): void => client.close();
  signal.addEventListener('abort', cut, { once: true });
  client.once('close', () => signal.removeEventListener('abort', cut));
  try {
    await client.connect();
  } catch (thrown) {
    client.close();
    throw signal.aborted ? new DeskError('cancelled', {}, { cause: thrown }) : toDeskError(thrown, config.host);
  }
  const explain = (thrown: unknown): DeskError => {
    const error = toDeskError(thrown, config.host);
    return error.code === 'connection-lost' && failure !== null ? toDeskError(failure, config.host) : error;
  };
  return { client, host: config.host, failure: () => failure, explain };
}

/** Says goodbye for at most a second, then hangs up. Never throws. */
export async function hangUp(client: ImapFlow): Promise<void> {
  if (!client.usable) { client.close(); return; }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => { timer = setTimeout(resolve, SECOND_MS); });
  // A line that breaks while we say goodbye has ended as well.
  await Promise.race([client.logout().catch(() => undefined), late]);
  clearTimeout(timer);
  client.close();
}

/** The connection as a server can do something with it: some calls of imapflow answer `false` where they failed. */
export function demand<T>(line: ImapLine, answer: T | false | undefined | null, what: string): T {
  if (answer !== false && answer !== undefined && answer !== null) return answer;
  if (!line.client.usable) throw line.explain({ code: 'NoConnection' });
  throw new DeskError('protocol-error', { host: line.host, kind: what });
}

/** Waits, but not past an abort. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => { clearTimeout(timer); signal.removeEventListener('abort', done); resolve(); };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
