/** What nodemailer and a mail server say went wrong, as the program's own errors. Replies are judged by number (RFC 5321 4.2, RFC 3463), never shown: they may name people. */
import { DeskError } from '../../../../shared/result.ts';
import { toDeskError } from './imapErrors.ts';

/** What the thrown things have in common; every field may be missing. */
type Thrown = { code?: unknown; originalCode?: unknown; responseCode?: unknown; response?: unknown; command?: unknown; message?: unknown; rejected?: unknown; rejectedErrors?: unknown };

/** OpenSSL's words where nodemailer keeps only those, and Node's name for each. */
const CERTIFICATE_WORDS: readonly [RegExp, string][] = [
  [/self[- ]signed/i, 'DEPTH_ZERO_SELF_SIGNED_CERT'], [/has expired/i, 'CERT_HAS_EXPIRED'], [/not yet valid/i, 'CERT_NOT_YET_VALID'], [/altnames|hostname mismatch/i, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  [/unable to (verify|get)/i, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'], [/revoked/i, 'CERT_REVOKED'],
];

/** How large the mail is, and what the server said it takes (0: it did not say). */
export type MailSizes = { sizeBytes: number; limitBytes: number };

export function toSmtpError(thrown: unknown, host: string, sizes: MailSizes): DeskError {
  if (thrown instanceof DeskError) return thrown;
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Thrown;
  const reply = replyCode(error);
  if (reply !== null) return refusal(error, reply, host, sizes);
  const options = { cause: thrown };
  const message = text(error.message);
  const certificate = CERTIFICATE_WORDS.find(([words]) => words.test(message))?.[1];
  if (certificate !== undefined) return toDeskError({ code: certificate, message }, host);
  switch (text(error.code)) {
    // Too large for what the server announced: it was not even asked.
    case 'EMESSAGE': return tooLarge(host, sizes, options);
    case 'EAUTH': return new DeskError('wrong-password', { host }, options);
    case 'ETLS': return new DeskError('tls-unavailable', { host }, options);
    case 'EENVELOPE': return new DeskError('address-invalid', { host }, options);
    case 'ETIMEDOUT': return new DeskError('server-slow', { host }, options);
    case 'ECONNECTION': return new DeskError('connection-lost', { host }, options);
    default: return toDeskError({ code: text(error.originalCode) || text(error.code), message }, host);
  }
}

/** The number of a refusal, null when the server did not refuse (the line broke, or nothing was asked). */
export function replyCode(thrown: unknown): number | null {
  const code = typeof thrown === 'object' && thrown !== null ? (thrown as Thrown).responseCode : undefined;
  return typeof code === 'number' && code >= 400 && code < 600 ? code : null;
}

/** Some or all of the addressees were refused: one mail for all of them or for none. */
export function recipientsRefused(replies: readonly string[], host: string): DeskError {
  const final = replies.find((reply) => reply.startsWith('5'));
  if (final === undefined) return new DeskError('server-busy', { host, smtp: Number(replies[0]?.slice(0, 3)) });
  return new DeskError('recipient-refused', { host, count: replies.length, smtp: Number(final.slice(0, 3)), ...enhanced(final) });
}

function refusal(error: Thrown, reply: number, host: string, sizes: MailSizes): DeskError {
  const options = { cause: error };
  const response = text(error.response);
  const params = { host, smtp: reply, ...enhanced(response) };
  const command = text(error.command);
  if (Array.isArray(error.rejected)) {
    const replies = Array.isArray(error.rejectedErrors) ? error.rejectedErrors.map((one: unknown) => text((one as Thrown | null)?.response)) : [response];
    return recipientsRefused(replies, host);
  }
  if (command.startsWith('AUTH')) return authRefusal(reply, response, params, options);
  if (command === 'STARTTLS') return new DeskError('tls-unavailable', { host }, options);
  if (reply < 500) return new DeskError('server-busy', params, options);
  if (isTooLarge(reply, response)) return tooLarge(host, sizes, options);
  if (command === 'MAIL FROM') return reply === 530 ? new DeskError('wrong-password', params, options) : new DeskError('sender-refused', params, options);
  if (command === 'RCPT TO') return new DeskError('recipient-refused', { ...params, count: 1 }, options);
  if (command === 'DATA') return new DeskError('content-refused', params, options);
  // The greeting or EHLO: the server does not talk to us at all.
  return text(error.code) === 'ETLS' ? new DeskError('tls-unavailable', { host }, options) : new DeskError('server-refused', params, options);
}

function authRefusal(reply: number, response: string, params: Record<string, string | number>, options: { cause: unknown }): DeskError {
  if (reply < 500) return new DeskError('server-busy', params, options);
  if (reply === 538 || reply === 523 || /must issue a starttls|encryption required/i.test(response)) return new DeskError('server-refused', { ...params, reason: 'encryption-required' }, options);
  // 500 to 504: the server knows no login at all, or not here.
  return reply <= 504 ? new DeskError('server-refused', params, options) : new DeskError('wrong-password', params, options);
}

/** RFC 1870 6: 552, or the enhanced code for it (RFC 3463 3.4: 5.3.4, 5.2.3); Microsoft 365 answers 554 5.3.4. */
function isTooLarge(reply: number, response: string): boolean {
  return /^5\d\d[ -]5\.(?:3\.4|2\.3)\b/.test(response) || (reply === 552 && !/^552[ -]5\.(?!3\.4|2\.3)/.test(response));
}

function tooLarge(host: string, { sizeBytes, limitBytes }: MailSizes, options: { cause: unknown }): DeskError {
  // A server that names no limit has told one thing about it: it lies below this mail.
  const limit = limitBytes > 0 && limitBytes < sizeBytes ? { limit: inMiB(limitBytes), limitBytes } : { limit: `< ${inMiB(sizeBytes)}` };
  return new DeskError('message-too-large', { host, sizeBytes, ...limit }, options);
}

function inMiB(bytes: number): string {
  return `${Math.floor((bytes * 10) / 1024 / 1024) / 10} MiB`;
}

function enhanced(response: string): { status?: string } {
  const status = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  return status === undefined ? {} : { status };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
