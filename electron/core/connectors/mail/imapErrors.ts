/** What imapflow, TLS, DNS and sockets throw, as the program's own errors. */
import { DeskError } from '../../../../shared/result.ts';

/** What the thrown things have in common; every field may be missing. */
type Thrown = {
  code?: unknown;
  message?: unknown;
  authenticationFailed?: unknown;
  serverResponseCode?: unknown;
  responseStatus?: unknown;
  responseText?: unknown;
  response?: unknown;
  reason?: unknown;
  tlsFailed?: unknown;
};

/** Node's names for why a certificate is not trusted (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const CERTIFICATE_REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong-host',
  HOSTNAME_MISMATCH: 'wrong-host',
  CERT_REVOKED: 'revoked',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-issuer',
  CERT_UNTRUSTED: 'unknown-issuer',
};
const SOCKET_CODES: Readonly<Record<string, 'host-unknown' | 'connection-refused' | 'offline' | 'server-slow' | 'connection-lost'>> = {
  ENOTFOUND: 'host-unknown',
  ECONNREFUSED: 'connection-refused',
  // The resolver itself cannot be reached: no network, rather than a wrong name.
  EAI_AGAIN: 'offline',
  ENETUNREACH: 'offline',
  ENETDOWN: 'offline',
  EHOSTUNREACH: 'offline',
  EADDRNOTAVAIL: 'offline',
  ETIMEDOUT: 'server-slow',
  ETIMEOUT: 'server-slow',
  CONNECT_TIMEOUT: 'server-slow',
  GREETING_TIMEOUT: 'server-slow',
  UPGRADE_TIMEOUT: 'server-slow',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  NoConnection: 'connection-lost',
  EConnectionClosed: 'connection-lost',
  ClosedAfterConnectText: 'connection-lost',
  ClosedAfterConnectTLS: 'connection-lost',
  StateLogout: 'connection-lost',
};
/** Response codes and phrases of a server that could serve us later (RFC 5530 3, RFC 9051 7.1; Microsoft 365 and Gmail use plain words). */
const BUSY_CODES = new Set(['UNAVAILABLE', 'LIMIT', 'INUSE', 'THROTTLED', 'SERVERBUG']);
const BUSY_WORDS = /too many|throttl|temporar|overloaded|connection limit|maximum number of connections|server busy/i;

/**
 * Any thrown thing of the mail connector as a DeskError; a DeskError stays as it is.
 * @param host goes into the parameters, for the words a person reads
 */
export function toDeskError(thrown: unknown, host: string): DeskError {
  if (thrown instanceof DeskError) return thrown;
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Thrown;
  const options = { cause: thrown };
  const code = text(error.code);
  const said = serverWords(error);
  if (isBusy(error)) return new DeskError('server-busy', { host }, options);
  const certificate = certificateReason(error, code);
  if (certificate !== null) return new DeskError('certificate-untrusted', { host, reason: certificate }, options);
  // Spoken TLS to a port without it, or the server will not upgrade.
  if (/^(EPROTO|ERR_SSL_)/.test(code) || error.tlsFailed === true || /STARTTLS/.test(text(error.message))) return new DeskError('tls-unavailable', { host }, options);
  if (/Login is disabled/.test(text(error.message)) || text(error.serverResponseCode) === 'PRIVACYREQUIRED') return new DeskError('server-refused', { host, reason: 'encryption-required' }, options);
  if (error.authenticationFailed === true) return new DeskError('wrong-password', { host }, options);
  const socket = SOCKET_CODES[code];
  if (socket !== undefined) return new DeskError(socket, { host }, options);
  if (error.responseStatus === 'NO') return new DeskError('server-refused', { host, reason: said.slice(0, 200) }, options);
  return new DeskError('protocol-error', { host, kind: code || text(error.message).slice(0, 60) }, options);
}

/** True for an answer that says "not now": worth another try later. */
export function isBusy(thrown: unknown): boolean {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Thrown;
  if (error.code === 'ETHROTTLE' || BUSY_CODES.has(text(error.serverResponseCode).toUpperCase())) return true;
  const said = serverWords(error);
  return BUSY_CODES.has(/\[([A-Z]+)/.exec(said)?.[1] ?? '') || BUSY_WORDS.test(said);
}

/** True when the server understood the command and answered NO; the connection goes on. */
export function isRefusal(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && (thrown as Thrown).responseStatus === 'NO';
}

function certificateReason(error: Thrown, code: string): string | null {
  const known = CERTIFICATE_REASONS[code];
  if (known !== undefined) return known;
  return /^(CERT_|UNABLE_TO_|ERR_TLS_CERT)/.test(code) || /certificate/i.test(text(error.message)) ? 'untrusted' : null;
}

function serverWords(error: Thrown): string {
  return [error.responseText, error.reason, typeof error.response === 'string' ? error.response : ''].map(text).join(' ').trim();
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
