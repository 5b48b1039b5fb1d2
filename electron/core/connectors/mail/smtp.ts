/**
 * One try to send one mail (RFC 5321, 6409): what came of it is known, or said to be unknown.
 *
 * Promises: nothing of the mail is written before `passPointOfNoReturn` settled and before every addressee was taken;
 * a mail goes to all of its addressees or to none; `unknown` only where the end of the mail may have reached the server
 * and its answer did not reach us. Never throws out of `sendBySmtp`, never falls back to plain text.
 */
import { isAscii } from 'node:buffer';
import { domainToASCII } from 'node:url';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { AccountFacts, OutgoingMailInput } from '../../../../shared/accounts.ts';
import { DeskError, toErrorData } from '../../../../shared/result.ts';
import { MINUTE_MS, SECOND_MS } from '../../../../shared/time.ts';
import type { Delivery } from '../connector.ts';
import { recipientsRefused, replyCode, toSmtpError } from './smtpErrors.ts';

/** Times; tests make them short. */
export type SmtpTuning = {
  connectTimeoutMs: number;
  greetingTimeoutMs: number;
  /** Silence that ends a try while the mail cannot have been taken yet. */
  silenceMs: number;
  /** Silence after the end of the mail. A server may look into it for long; giving up early is what makes doubles (RFC 5321 4.5.3.2.6). */
  verdictMs: number;
};

export const SMTP_TUNING: SmtpTuning = { connectTimeoutMs: 20 * SECOND_MS, greetingTimeoutMs: 30 * SECOND_MS, silenceMs: MINUTE_MS, verdictMs: 10 * MINUTE_MS };

export type MailEffect = { raw: Uint8Array; envelope: { from: string; to: readonly string[] } };
export type SmtpContext = { signal: AbortSignal; onFacts(facts: AccountFacts): void };

/** Never throws. Repeating it sends again: the caller knows whether it may. */
export async function sendBySmtp(config: OutgoingMailInput, mail: MailEffect, passPointOfNoReturn: () => Promise<void>, context: SmtpContext, tuning: SmtpTuning = SMTP_TUNING): Promise<Delivery> {
  const body: Body = { hasEnded: false, passing: null, failure: null };
  const once = { ...mail, envelope: { from: asciiDomain(mail.envelope.from), to: [...new Set(mail.envelope.to.map(asciiDomain))] } };
  let line: SmtpLine | null = null;
  try {
    line = await connectSmtp(config, context.signal, tuning);
    if (line.maxBytes > 0) context.onFacts({ smtpMaxBytes: line.maxBytes });
    await line.send(once, lazyBody(once, line, passPointOfNoReturn, body, tuning));
    return { outcome: 'sent', record: null };
  } catch (thrown) {
    const error = toErrorData(body.failure ?? toSmtpError(thrown, config.host, { sizeBytes: mail.raw.byteLength, limitBytes: line?.maxBytes ?? 0 }));
    // The caller must not hear of the outcome while it still writes down that there may be one.
    await body.passing?.catch(() => undefined);
    // A refusal is an answer; and without its last line no server has a mail (RFC 5321 4.1.1.4).
    return body.hasEnded && replyCode(thrown) === null ? { outcome: 'unknown', error } : { outcome: 'notSent', error };
  } finally {
    line?.end();
  }
}

/** Connects, logs in and leaves. @throws DeskError @returns the largest mail it takes (0: not said) and what it offers */
export async function testSmtp(config: OutgoingMailInput, signal: AbortSignal, tuning: SmtpTuning = SMTP_TUNING): Promise<{ maxBytes: number; offers: string[] }> {
  try {
    const line = await connectSmtp(config, signal, tuning);
    line.end();
    return { maxBytes: line.maxBytes, offers: line.offers };
  } catch (thrown) {
    throw toSmtpError(thrown, config.host, { sizeBytes: 0, limitBytes: 0 });
  }
}

/** A logged-in connection. */
type SmtpLine = {
  readonly host: string;
  readonly maxBytes: number;
  readonly offers: string[];
  /** What the server answered so far. */
  readonly replies: readonly string[];
  /** Envelope, then body; settles with the server's verdict. @throws whatever nodemailer says, or `core-stopped` */
  send(mail: MailEffect, body: Readable): Promise<void>;
  /** From now on a silence of this length ends the line. */
  allowSilence(ms: number): void;
  /** Says goodbye when nothing is under way, else hangs up. Never throws. */
  end(): void;
};

async function connectSmtp(config: OutgoingMailInput, signal: AbortSignal, tuning: SmtpTuning): Promise<SmtpLine> {
  if (signal.aborted) throw new DeskError('core-stopped');
  const replies: string[] = [];
  const connection = new SMTPConnection({
    host: config.host, port: config.port, secure: config.security === 'tls', requireTLS: config.security === 'starttls', ignoreTLS: config.security === 'plain',
    tls: { rejectUnauthorized: !config.acceptInvalidCertificate },
    // The name of this machine is nobody's business (RFC 5321 4.1.3 allows an address literal).
    name: '[127.0.0.1]',
    connectionTimeout: tuning.connectTimeoutMs, greetingTimeout: tuning.greetingTimeoutMs, socketTimeout: tuning.silenceMs, socketCloseTimeout: SECOND_MS,
    // The only way in which nodemailer tells, before the body, which addressees were refused and which sizes are taken.
    transactionLog: true, logger: { debug: (entry: { tnx?: unknown } | undefined, reply?: unknown) => { if (entry?.tnx === 'server' && typeof reply === 'string') replies.push(reply); } },
  });
  let fail: (thrown: unknown) => void = () => undefined;
  // Nodemailer tells of a broken line by an event, of a refusal by the callback, and of our own closing not at all.
  const settles = <T>(step: (done: (error: unknown, value?: T) => void) => void): Promise<T | undefined> => new Promise((resolve, reject) => {
    fail = (thrown) => reject(thrown instanceof Error ? thrown : new DeskError('protocol-error', { host: config.host }));
    step((error, value) => { if (error === null || error === undefined) resolve(value); else fail(error); });
  });
  connection.on('error', (error: unknown) => fail(error));
  let isBusy = false;
  const cut = (): void => { fail(new DeskError('core-stopped')); connection.close(); };
  signal.addEventListener('abort', cut, { once: true });
  const end = (): void => {
    signal.removeEventListener('abort', cut);
    if (isBusy || connection.destroyed) connection.close();
    else connection.quit();
  };
  try {
    await settles((done) => connection.connect(done));
    if (config.user !== '') await settles((done) => connection.login({ user: config.user, pass: config.password }, done));
  } catch (thrown) {
    isBusy = true;
    end();
    throw thrown;
  }
  const offers = lastEhlo(replies);
  return {
    host: config.host, maxBytes: sizeOf(offers), offers, replies,
    send: async (mail, body) => {
      isBusy = true;
      const envelope = { from: mail.envelope.from, to: [...mail.envelope.to], size: mail.raw.byteLength, use8BitMime: !isAscii(mail.raw) };
      await settles((done) => connection.send(envelope, body, done));
      isBusy = false;
    },
    allowSilence: (ms) => { if (connection._socket) connection._socket.setTimeout(ms); },
    end,
  };
}

/** `hasEnded`: its last line may have left. `failure`: why it was not begun; nodemailer writes over what a stream throws. */
type Body = { hasEnded: boolean; passing: Promise<void> | null; failure: unknown };

const CHUNK = 64 * 1024;

/** Read for the first time once the server asks for the mail: whatever must be known before is settled here. */
function lazyBody(mail: MailEffect, line: SmtpLine, passPointOfNoReturn: () => Promise<void>, body: Body, tuning: SmtpTuning): Readable {
  const answered = line.replies.length;
  const begin = async (): Promise<void> => {
    // One reply for the sender, one for each addressee.
    const refused = line.replies.slice(answered + 1, answered + 1 + mail.envelope.to.length).filter((reply) => !reply.startsWith('2'));
    if (refused.length > 0) throw recipientsRefused(refused, line.host);
    body.passing = passPointOfNoReturn();
    await body.passing;
  };
  const chunks = async function* (): AsyncGenerator<Buffer> {
    await begin().catch((thrown: unknown) => { body.failure = thrown; throw new Error('not begun'); });
    const raw = Buffer.from(mail.raw.buffer, mail.raw.byteOffset, mail.raw.byteLength);
    for (let at = 0; at < raw.length; at += CHUNK) yield raw.subarray(at, at + CHUNK);
    body.hasEnded = true;
    line.allowSilence(tuning.verdictMs);
  };
  return Readable.from(chunks(), { objectMode: false, highWaterMark: CHUNK });
}

/** The extensions as told last: those told before STARTTLS do not count (RFC 3207 4.2). */
function lastEhlo(replies: readonly string[]): string[] {
  const ehlo = replies.findLast((reply) => reply.startsWith('250-')) ?? '';
  return ehlo.split(/\r?\n/).slice(1).map((line) => line.replace(/^250[- ]/, '').trim()).filter((line) => line !== '');
}

/** RFC 1870; 0 means that there is no fixed limit, or that it is not said. */
function sizeOf(offers: readonly string[]): number {
  const size = Number(/^SIZE\s+(\d{1,15})$/i.exec(offers.find((line) => /^SIZE\b/i.test(line)) ?? '')?.[1] ?? 0);
  return Number.isSafeInteger(size) ? size : 0;
}

/** Servers without SMTPUTF8 know international domains by their ASCII form (RFC 5890). */
function asciiDomain(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  return at < 0 || domain === '' ? address : `${address.slice(0, at)}@${domain}`;
}
