/** By which channels a customer can be reached: accounts of ours, addresses of theirs, and what is lacking. */
import type { ReachAccount, ReachAddress, ReachOption } from '../../../shared/composing.ts';
import type { AccountView } from '../../../shared/contract.ts';
import { REACH_CHANNELS } from '../../../shared/domain.ts';
import type { ContactPointId, EffectKind, ReachChannel } from '../../../shared/domain.ts';
import { formatPoint } from '../identity/address.ts';
import type { PointRow } from '../store/customers.ts';
import { interactionByKey } from '../store/interactions.ts';
import type { Reader } from '../store/open.ts';
import type { ViewContext } from './views.ts';

const EFFECT: Record<ReachChannel, EffectKind> = { mail: 'mail', chat: 'chat', call: 'dial' };

export function reachOptions(context: ViewContext, points: readonly PointRow[], accounts: readonly AccountView[]): ReachOption[] {
  return REACH_CHANNELS.map((channel): ReachOption => {
    const able = accounts.filter((account) => account.can.effects.includes(EFFECT[channel])).map(reachAccount);
    const addresses = addressesOf(context, points, channel);
    return { channel, accounts: able, addresses, lacks: lacking(channel, able, addresses, points) };
  });
}

/** A number can be called without any exchange of ours, by a `tel:` link. Of a chat that was only read from an export we have no account to answer by. */
function lacking(channel: ReachChannel, accounts: readonly ReachAccount[], addresses: readonly ReachAddress[], points: readonly PointRow[]): ReachOption['lacks'] {
  if (channel === 'call') return addresses.length > 0 ? null : 'address';
  if (accounts.length === 0) return 'account';
  if (addresses.length > 0) return null;
  return channel === 'chat' && points.some((point) => point.kind === 'chat') ? 'account' : 'address';
}

function reachAccount(account: AccountView): ReachAccount {
  const { setup, facts } = account;
  const isMail = setup?.kind === 'imap';
  return {
    accountId: account.id, label: account.label, address: ownAddressesOf(account)[0] ?? '', signature: isMail ? (setup.config.outgoing?.signature ?? '') : '',
    maxBytes: (isMail ? facts.smtpMaxBytes : facts.chatFileMaxBytes) ?? null, isOnline: account.error === null && account.phase !== 'paused' && account.phase !== 'connecting' && account.phase !== 'waiting',
  };
}

/** The account's own: mail and chat addresses, the one it sends from first, or its device. */
export function ownAddressesOf({ setup }: AccountView): string[] {
  switch (setup?.kind) {
    case 'imap': return [setup.config.outgoing?.address ?? '', setup.config.user].filter((address) => address.includes('@'));
    case 'xmpp': return [setup.config.address];
    case 'asteriskAmi': return [setup.config.device];
    default: return [];
  }
}

/** The newest used first; one that was never used last. */
function addressesOf(context: ViewContext, points: readonly PointRow[], channel: ReachChannel): ReachAddress[] {
  const found = points.flatMap((point) => {
    const value = addressFor(point, channel);
    return value === null ? [] : [{ contactPointId: point.uuid as ContactPointId, value, shown: formatPoint(point, context.country), lastAtMs: lastUse(context.reader, point.id), isPhone: point.kind === 'phone' }];
  });
  // A number that is both a telephone and a chat account is one number.
  const numbers = new Set(found.filter(({ isPhone }) => isPhone).map(({ value }) => value));
  return found.filter(({ isPhone, value }) => isPhone || !numbers.has(value)).sort((a, b) => (b.lastAtMs ?? 0) - (a.lastAtMs ?? 0) || (a.value < b.value ? -1 : 1)).map(({ isPhone: _isPhone, ...address }) => address);
}

function addressFor({ kind, value }: PointRow, channel: ReachChannel): string | null {
  if (channel === 'mail') return kind === 'mail' ? value : null;
  if (channel === 'chat') return kind === 'chat' && value.startsWith('xmpp:') ? value.slice('xmpp:'.length) : null;
  if (kind === 'phone') return value;
  return kind === 'chat' && value.startsWith('whatsapp:+') ? value.slice('whatsapp:'.length) : null;
}

function lastUse(reader: Reader, point: number): number | null {
  const { key } = reader.prepare('SELECT max(interaction) AS key FROM party WHERE point = ?').get(point) as { key: number | null };
  return key === null ? null : (interactionByKey(reader, key)?.occurredAtMs ?? null);
}
