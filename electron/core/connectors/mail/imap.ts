/**
 * The IMAP connector: a person's own mailbox, read whole, newest first, and followed.
 *
 * Owns the conversation with the server. Promises what `conformance.ts` tests: every message exactly once from any
 * committed cursor, nothing called complete that is not, every failure a DeskError. Reading never writes to the mailbox:
 * folders are opened read-only; only the copy of what was sent is put under Sent. RFC 3501 and 9051, 7162 (CONDSTORE, QRESYNC), 2177 (IDLE), 5819 (LIST-STATUS), 6154 (SPECIAL-USE).
 *
 * Inside: imapClient (log in), imapSession (order and news), imapFolder (one folder), imapPull and imapFolders (decisions);
 * mailOut (sending), smtp (one try).
 */
import { DeskError } from '../../../../shared/result.ts';
import type { Connector } from '../connector.ts';
import { connectImap, IMAP_TUNING, type ImapTuning } from './imapClient.ts';
import { ImapSession } from './imapSession.ts';
import { MAIL_OUT_TUNING, MailOut, type MailOutTuning } from './mailOut.ts';

/** The connector with other times and sizes; tests use it. */
export function createImapConnector(tuning: Partial<ImapTuning> = {}, outTuning: Partial<MailOutTuning> = {}): Connector {
  const tuned = { ...IMAP_TUNING, ...tuning };
  const tunedOut = { ...MAIL_OUT_TUNING, ...outTuning };
  return {
    kind: 'imap',
    open: async (context) => {
      const { config } = context.setup;
      if (!('outgoing' in config)) throw new DeskError('bad-request', { what: 'an IMAP account without a server' });
      const out = config.outgoing === null ? null : new MailOut(config, config.outgoing, tuned, tunedOut, context);
      const session = new ImapSession(await connectImap(config, tuned, context.signal), tuned, context, out);
      void out?.learnLimit();
      return session;
    },
  };
}

export const imapConnector: Connector = createImapConnector();
