/**
 * The XMPP connector: live chat with customers, and the server's archive of it.
 *
 * Owns the conversation with the server. Promises what `conformance.ts` tests; that nothing said is lost or doubled,
 * whatever way it comes (archive, live, carbon, our own sending); every failure a DeskError. RFC 6120 and 6121;
 * XEP-0313 (archive), 0280 (carbons), 0184 and 0333 (receipts), 0085 (typing), 0363 (files), 0359 (ids).
 *
 * Inside: xmppSocket (the way there), xmppClient (log in, ask), offers (what the server can do), archivePull and mam
 * (history), listening (live), sending and fileUpload (effects), xmppSession (order).
 */
import { DeskError } from '../../../../shared/result.ts';
import type { Connector } from '../connector.ts';
import { connectXmpp, XMPP_TUNING } from './xmppClient.ts';
import type { XmppTuning } from './xmppClient.ts';
import { openSession } from './xmppSession.ts';

/** The connector with other times and sizes; tests use it. */
export function createXmppConnector(tuning: Partial<XmppTuning> = {}): Connector {
  const tuned = { ...XMPP_TUNING, ...tuning };
  return {
    kind: 'xmpp',
    open: async (context) => {
      const { config, accountId, kind } = context.setup;
      if (kind !== 'xmpp' || !('address' in config)) throw new DeskError('bad-request', { what: 'a chat account without an address' });
      // The same name each time: a new stream ends the half-dead one before it, with whatever was still on its way in it.
      const line = await connectXmpp(config, `hilo-${accountId.slice(0, 8)}`, tuned, context.signal);
      return openSession(line, config, tuned, context);
    },
  };
}

export const xmppConnector: Connector = createXmppConnector();
