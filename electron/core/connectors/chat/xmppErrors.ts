/** What a server, TLS, DNS and sockets say when chat does not work, as the program's own errors. */
import { DeskError } from '../../../../shared/result.ts';
import type { ErrorCode } from '../../../../shared/result.ts';
import { toDeskError } from '../mail/imapErrors.ts';
import { attribute, NS } from './stanzas.ts';
import type { Element } from './stanzas.ts';

/** A stanza of ours came back as an error (RFC 6120, 8.3); the stream goes on. */
export class StanzaRefused extends Error {
  readonly condition: string;
  /** `wait` means: later perhaps. */
  readonly type: string;
  readonly text: string;
  readonly error: Element | undefined;

  constructor(stanza: Element) {
    const error = stanza.getChild('error');
    const condition = error?.getChildElements().find((child) => child.getNS() === NS.stanzas && child.getName() !== 'text')?.getName() ?? 'undefined-condition';
    super(condition);
    this.name = 'StanzaRefused';
    this.condition = condition;
    this.type = attribute(error, 'type');
    this.text = error?.getChild('text', NS.stanzas)?.text() ?? '';
    this.error = error;
  }
}

/** RFC 6120, 6.5 and 4.9.3: conditions of a failed log-in and of a stream that was ended. */
const LOGIN: Readonly<Record<string, ErrorCode>> = {
  'not-authorized': 'wrong-password', 'credentials-expired': 'wrong-password', 'account-disabled': 'wrong-password', 'invalid-authzid': 'wrong-password', 'aborted': 'server-refused',
  'temporary-auth-failure': 'server-busy', 'mechanism-too-weak': 'server-refused', 'invalid-mechanism': 'server-refused', 'encryption-required': 'server-refused',
};
const STREAM: Readonly<Record<string, ErrorCode>> = {
  'host-unknown': 'host-unknown', 'host-gone': 'host-unknown', 'not-authorized': 'wrong-password', 'conflict': 'connection-lost', 'connection-timeout': 'connection-lost',
  'system-shutdown': 'connection-lost', 'reset': 'connection-lost', 'remote-connection-failed': 'server-busy', 'resource-constraint': 'server-busy', 'internal-server-error': 'server-busy', 'policy-violation': 'server-busy',
};

/** Any thrown thing of the chat connector as a DeskError; a DeskError stays as it is. */
export function toChatError(thrown: unknown, host: string): DeskError {
  if (thrown instanceof DeskError) return thrown;
  const options = { cause: thrown };
  if (thrown instanceof StanzaRefused) return new DeskError(thrown.type === 'wait' ? 'server-busy' : 'server-refused', { host, reason: thrown.condition }, options);
  const { name, condition, message } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { name?: unknown; condition?: unknown; message?: unknown };
  const said = typeof condition === 'string' ? condition : '';
  if (name === 'SASLError') return new DeskError(LOGIN[said] ?? 'server-refused', { host, reason: said === '' ? 'no-mechanism' : said }, options);
  if (name === 'StreamError') {
    if (said === 'policy-violation' && /encrypt|TLS/i.test(String(message))) return new DeskError('server-refused', { host, reason: 'encryption-required' }, options);
    return new DeskError(STREAM[said] ?? 'protocol-error', { host, reason: said }, options);
  }
  if (name === 'XMLError') return new DeskError('protocol-error', { host, kind: 'xml' }, options);
  if (name === 'TimeoutError') return new DeskError('server-slow', { host }, options);
  return toDeskError(thrown, host);
}
