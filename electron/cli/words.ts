/** Errors of the command line in words, in English: what happened and what can be done. */
import type { ErrorCode, ErrorData } from '../../shared/result.ts';

const WORDS: Record<ErrorCode, string> = {
  'host-unknown': 'No server answers to that name. Check the spelling of the host, and whether this machine is online.',
  'connection-refused': 'The server does not accept connections on that port. Check the port, or try again later.',
  'connection-lost': 'The line to the server broke. What was read so far is kept; run it again to go on.',
  'server-slow': 'The server did not answer in time. What was read so far is kept; run it again to go on.',
  'server-busy': 'The server says that it is busy. Try again later.',
  'server-refused': 'The server refused the request.',
  'wrong-password': 'The server does not accept this user and password.',
  'certificate-untrusted': 'The server shows a certificate that nobody we trust has signed. If you know this server, allow it with --insecure-certificate.',
  'tls-unavailable': 'The server offers no encryption on this port. Use --tls on its TLS port, or --plain if the line is safe.',
  'protocol-error': 'The server answered something that cannot be understood.',
  'offline': 'This machine is offline.',
  'table-missing': 'The database has no such table, or this user may not read it.',
  'columns-missing': 'The table does not have the columns of a call log.',
  'address-invalid': 'That is no address that can be written to. Check its spelling.',
  'recipient-refused': 'The server does not take messages for that address.',
  'sender-refused': 'The server does not let this account send from that address.',
  'content-refused': 'The server refused the message itself.',
  'message-too-large': 'The message is larger than the server takes. Send less, or a link.',
  'outcome-unknown': 'Nobody can tell whether it left. Look whether it arrived, then `outbox retry` sends it again and `outbox cancel` drops it.',
  'no-account': 'No account can send this. Add one, or say which with --account.',
  'not-supported': 'That source cannot do this.',
  'expired': 'It was not possible in time, and later it would make no sense.',
  'already-sent': 'It has left already.',
  'file-missing': 'There is no such file.',
  'file-unreadable': 'The file cannot be read.',
  'file-kind-unknown': 'The file is of no kind that is read here: mail (mbox, Maildir, eml), WhatsApp exports, Asterisk call logs, contacts (vCard, CSV).',
  'file-wrong-columns': 'The table does not have the columns that are needed.',
  'file-empty': 'The file is empty.',
  'export-language-unknown': 'The chat export is in a language or shape that is not known yet. It is kept as it is.',
  'database-corrupt': 'The history is damaged. Nothing was changed. Restore it from a copy, or read the sources into a new profile.',
  'database-newer': 'This history was written by a newer version of the program. Update the program; nothing was changed.',
  'database-locked': 'Another program has the history open.',
  'key-missing': 'The key of this history was not given. Use --key-file, HILO_KEY_FILE or HILO_PASSPHRASE.',
  'key-wrong': 'This key does not open the history.',
  'disk-full': 'The disk is full. What was read so far is kept; make room and run it again.',
  'rule-invalid': 'The rule cannot be used; look at its conditions.',
  'bad-request': 'The call is not right.',
  'not-found': 'Nothing by that name is in the history.',
  'not-allowed': 'That is not allowed.',
  'conflict': 'That cannot be done as things stand.',
  'cancelled': 'Cancelled.',
  'core-stopped': 'The program stopped in the middle of it.',
  'internal': 'Something went wrong inside the program. Nothing that was stored is lost.',
};

export function sentence(error: ErrorData): string {
  const params = Object.entries(error.params).map(([key, value]) => `${key}: ${value}`).join(', ');
  return `${error.code}: ${WORDS[error.code]}${params === '' ? '' : ` (${params})`}`;
}
