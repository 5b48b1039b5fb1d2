/** What the "connect mail" screen asks: whether both sides of an account work. */
import type { AccountTest } from '../../../../shared/accounts.ts';
import { DeskError } from '../../../../shared/result.ts';
import type { ImapConfig } from '../connector.ts';
import { connectImap, demand, hangUp, IMAP_TUNING } from './imapClient.ts';
import { chooseFolders } from './imapFolders.ts';
import { testSmtp } from './smtp.ts';

/**
 * Logs in to the server that is read and to the one that sends, looks and leaves. Nothing is sent.
 * @throws DeskError as `Connector.open`, with `side`: `incoming` or `outgoing`, the one that failed
 */
export async function testMailAccount(config: ImapConfig, signal: AbortSignal = new AbortController().signal): Promise<AccountTest> {
  const incoming = await onSide('incoming', testIncoming(config, signal));
  const { outgoing } = config;
  if (outgoing === null) return { facts: {}, folders: incoming.folders, details: incoming.offers };
  const { maxBytes, offers } = await onSide('outgoing', testSmtp(outgoing, signal));
  return { facts: maxBytes > 0 ? { smtpMaxBytes: maxBytes } : {}, folders: incoming.folders, details: [...incoming.offers, ...offers] };
}

/** How many folders would be read, and what the server offers after login. */
async function testIncoming(config: ImapConfig, signal: AbortSignal): Promise<{ folders: number; offers: string[] }> {
  const line = await connectImap(config, IMAP_TUNING, signal);
  try {
    const listed = demand(line, await line.client.list(), 'list');
    const offers = [...line.client.capabilities.keys()].toSorted();
    return { folders: chooseFolders(listed, line.client.capabilities.has('X-GM-EXT-1')).length, offers };
  } catch (thrown) {
    throw line.explain(thrown);
  } finally {
    await hangUp(line.client);
  }
}

async function onSide<T>(side: 'incoming' | 'outgoing', test: Promise<T>): Promise<T> {
  try {
    return await test;
  } catch (thrown) {
    if (!(thrown instanceof DeskError)) throw thrown;
    throw new DeskError(thrown.code, { ...thrown.params, side }, { cause: thrown });
  }
}
