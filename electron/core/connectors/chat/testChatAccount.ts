/** What the "connect chat" screen asks: whether the account works, and what its server can do. */
import { randomUUID } from 'node:crypto';
import type { AccountTest, ChatAccountInput } from '../../../../shared/accounts.ts';
import { askOffers } from './offers.ts';
import { connectXmpp, XMPP_TUNING } from './xmppClient.ts';
import { fileFacts } from './xmppSession.ts';

/** Logs in beside whatever is running, looks and leaves. @throws DeskError as `connectXmpp` */
export async function testChatAccount(config: ChatAccountInput): Promise<AccountTest> {
  const line = await connectXmpp(config, `hilo-test-${randomUUID().slice(0, 8)}`, XMPP_TUNING, new AbortController().signal);
  try {
    const offers = await askOffers(line);
    return { facts: { hasArchive: offers.hasArchive, ...fileFacts(offers) }, folders: 0, details: offers.features };
  } finally {
    await line.close();
  }
}
