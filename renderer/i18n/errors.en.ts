/** The English side of errors.es.ts. */
import type { ErrorCode, ErrorReason } from '../../shared/result.ts';

export const errorsEn: Record<ErrorCode, string> = {
  'host-unknown': 'There is no server by that name. Nothing new was read; what was read before is still here. Check the spelling of the server in the account settings.',
  'connection-refused': 'The server is there but does not answer on that port. Nothing new was read; it tries again by itself. If it goes on, check the port and the kind of security.',
  'connection-lost': 'The line dropped half way. What had been read is kept, and the next try goes on from the same place.',
  'server-slow': 'The server takes too long to answer. Nothing is lost; it tries again by itself in a while.',
  'server-busy': 'The server asks to wait because it has too many connections. It tries again by itself; if it goes on, close other programs that use the same account.',
  'server-refused': 'The server did not allow what was asked. What was read before is still here. Ask whoever runs the account whether IMAP access is enabled.',
  'wrong-password': 'The server did not accept the user or the password. No new mail comes in until it is put right. Type the password again; some providers ask for an app password.',
  'certificate-untrusted': 'The server showed a certificate that nobody known has signed. The password was not sent. Go on only if the server is yours or whoever runs it confirmed the certificate.',
  'tls-unavailable': 'The server does not offer the encrypted connection that was asked for. The password was not sent. Choose another kind of security or another port.',
  'protocol-error': 'The server answered something that makes no sense. Nothing is lost; it tries again by itself.',
  'offline': 'There is no network. Everything read so far is here, and what is new comes by itself when the network is back.',
  'file-missing': 'The file is no longer in that place. Nothing was read. Find it again and choose it once more.',
  'file-unreadable': 'The file cannot be read. Nothing of it was stored. Check its permissions, or whether another program holds it open.',
  'file-kind-unknown': 'This file is of no known kind. Nothing was read. mbox, Maildir, .eml, WhatsApp exports, Asterisk Master.csv and contacts as vCard or CSV all work.',
  'file-wrong-columns': 'The columns of this sheet are not the expected ones. Nothing was read. If these are contacts, import them as contacts and say what each column is.',
  'file-empty': 'The file is empty. There was nothing to read. Export it again from where it came.',
  'export-language-unknown': 'The chat was exported in a language or date format that is not known. Nothing was read, so that no date is wrong. Export it again with the phone in Spanish or English.',
  'database-corrupt': 'The file of the history is damaged. Hilo leaves it alone so as not to make it worse. Copy the folder and open a backup, or read the accounts again in a new profile.',
  'database-newer': 'This history was written by a newer version of Hilo. It stays closed so that nothing is damaged. Update the program on this machine.',
  'database-locked': 'Another Hilo has this history open. Only one can write at a time. Close the other window and try again.',
  'key-missing': 'The key that opens the history is missing on this machine. The data is intact. Type the recovery words you kept the first time.',
  'key-wrong': 'That key does not open this history. The data is intact. Check capitals and spaces and try again, or use the recovery words.',
  'disk-full': 'The disk is full. What was stored is safe, but nothing new fits. Make room and it goes on by itself.',
  'bad-request': 'The window asked for something malformed. Nothing changed. This is a fault of the program: tell whoever maintains it.',
  'not-found': 'That is no longer there. Something else may have changed it meanwhile. Open the customer again.',
  'not-allowed': 'That is not allowed from here, to keep the data safe. Nothing changed. If it is a file, try saving instead of opening.',
  'conflict': 'Something else changed the same thing first. Nothing was done, so as not to overwrite it. Look at how it stands and decide again.',
  'cancelled': 'It was cancelled. What was done up to there is kept. You can start again whenever you like.',
  'core-stopped': 'The history closed for a moment and is opening again. The last thing you asked for may not have been done: wait a few seconds and repeat it.',
  'internal': 'Something failed inside the program. What was stored is safe. Try again; if it repeats, tell whoever maintains it.',
};

/** The English side of reasonsEs. */
export const reasonsEn: Record<ErrorReason, string> = {
  'too-large': 'The file is too large to be read whole (the limit is {{limitMiB}} MiB). Nothing of it was stored. Export it in smaller parts.',
  'too-large-archive': 'The chat inside the archive is too large to be read whole. Nothing of it was stored. Export it without media.',
  'broken-archive': 'The archive is damaged or not complete. Nothing of it was stored. Export or copy it again from where it came.',
  'encrypted-archive': 'The archive has a password. Nothing of it was stored. Unpack it and import the folder or the text of the chat.',
  'unknown-method-archive': 'The archive is packed in a way that is not known. Nothing of it was stored. Unpack it and import the folder or the text of the chat.',
  'encryption-required': 'The server takes no passwords over a connection without encryption. The password was not sent. Choose TLS or STARTTLS for the account.',
};
