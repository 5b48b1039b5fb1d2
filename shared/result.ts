/**
 * What can go wrong, named by what the caller should do about it.
 *
 * Owns every error code of the program. The core never writes words for people: it gives a code and
 * parameters, and the window or the command line says them in the reader's language.
 */

/** What the caller should do: try again later, ask for credentials, start the stream over, ask a person, or report a bug. */
export type Recovery = 'retry' | 'reauthenticate' | 'resync' | 'askPerson' | 'bug';

const RECOVERY_OF = {
  // reaching a source
  'host-unknown': 'askPerson',
  'connection-refused': 'retry',
  'connection-lost': 'retry',
  'server-slow': 'retry',
  'server-busy': 'retry',
  'server-refused': 'askPerson',
  'wrong-password': 'reauthenticate',
  'certificate-untrusted': 'askPerson',
  'tls-unavailable': 'askPerson',
  'protocol-error': 'retry',
  'offline': 'retry',
  'table-missing': 'askPerson',
  'columns-missing': 'askPerson',
  // sending
  'address-invalid': 'askPerson',
  'recipient-refused': 'askPerson',
  'sender-refused': 'askPerson',
  'content-refused': 'askPerson',
  'message-too-large': 'askPerson',
  'outcome-unknown': 'askPerson',
  'no-account': 'askPerson',
  'not-supported': 'askPerson',
  'expired': 'askPerson',
  'already-sent': 'askPerson',
  // visits
  'visit-not-identified': 'askPerson',
  'visit-closed': 'askPerson',
  // offers
  'offer-closed': 'askPerson',
  // files handed to us
  'file-missing': 'askPerson',
  'file-unreadable': 'askPerson',
  'file-kind-unknown': 'askPerson',
  'file-wrong-columns': 'askPerson',
  'file-empty': 'askPerson',
  'export-language-unknown': 'askPerson',
  // the local history
  'database-corrupt': 'askPerson',
  'database-newer': 'askPerson',
  'database-locked': 'askPerson',
  'key-missing': 'askPerson',
  'key-wrong': 'askPerson',
  'disk-full': 'retry',
  // decisions
  'rule-invalid': 'askPerson',
  // requests
  'bad-request': 'bug',
  'not-found': 'askPerson',
  'not-allowed': 'bug',
  'conflict': 'askPerson',
  'cancelled': 'askPerson',
  'core-stopped': 'retry',
  'internal': 'bug',
} as const satisfies Record<string, Recovery>;

export type ErrorCode = keyof typeof RECOVERY_OF;

/** What `params.reason` may say beside a code, where it changes what a person should do. Other reasons (a system's own code) are for the log. */
export const ERROR_REASONS = ['too-large', 'too-large-archive', 'broken-archive', 'encrypted-archive', 'unknown-method-archive', 'encryption-required', 'rule-unreadable', 'rule-unknown-fact', 'rule-unknown-operator', 'rule-unknown-action', 'rule-wrong-value', 'rule-without-conditions', 'rule-failed'] as const;
export type ErrorReason = (typeof ERROR_REASONS)[number];

/** Parameters of a message: counts, host names, folder names. Never bodies, names or addresses of customers. */
export type ErrorParams = Readonly<Record<string, string | number | boolean>>;

/** The one error class. `params` may be shown and logged; `cause` may hold personal data and is only for the debugger. */
export class DeskError extends Error {
  readonly code: ErrorCode;
  readonly recovery: Recovery;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: { cause?: unknown }) {
    super(code, options);
    this.name = 'DeskError';
    this.code = code;
    this.recovery = RECOVERY_OF[code];
    this.params = params;
  }
}

/** DeskError as plain data, for process and thread borders. */
export type ErrorData = { code: ErrorCode; recovery: Recovery; params: ErrorParams };

/** Any thrown thing as data; what is not a DeskError becomes `internal`, with its message left out (it may hold personal data). */
export function toErrorData(thrown: unknown): ErrorData {
  if (thrown instanceof DeskError) return { code: thrown.code, recovery: thrown.recovery, params: thrown.params };
  return { code: 'internal', recovery: 'bug', params: { kind: thrown instanceof Error ? thrown.name : typeof thrown } };
}

export function fromErrorData(data: ErrorData): DeskError {
  return new DeskError(data.code, data.params);
}

/** The envelope of every answer that crosses a border: it always settles. */
export type Envelope<T> = { ok: true; value: T } | { ok: false; error: ErrorData };

/** Throws `internal` when a fact the code relies on does not hold. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new DeskError('internal', { what });
}
