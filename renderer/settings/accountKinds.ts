/** The kinds of account that can be connected: icon, channel and the words of the button. */
import type { Channel } from '../../shared/domain.ts';
import type { AccountView } from '../../shared/contract.ts';
import type { IconName } from '../ui/icons.tsx';
import type { AccountKind } from './accountForm.ts';

export const ACCOUNT_KINDS = {
  imap: { icon: 'mail', channel: 'mail', add: 'sync.addMail' },
  xmpp: { icon: 'chat', channel: 'chat', add: 'sync.addChat' },
  asteriskAmi: { icon: 'call', channel: 'call', add: 'sync.addPhone' },
  asteriskSql: { icon: 'source', channel: 'call', add: 'sync.addCallLog' },
} as const satisfies Record<AccountKind, { icon: IconName; channel: Channel; add: string }>;

export const OTHER_KINDS = ['xmpp', 'asteriskAmi', 'asteriskSql'] as const satisfies readonly AccountKind[];

/** Set up by a person, not a file that was imported. */
export function isAccount(account: AccountView): boolean {
  return Object.hasOwn(ACCOUNT_KINDS, account.kind);
}

export function kindOf(account: AccountView): AccountKind {
  return account.setup?.kind ?? 'imap';
}

/** Where it connects to; an address that is looked up by itself stands for its server. */
export function serverNameOf(account: AccountView): string {
  const { setup } = account;
  if (setup === null) return '';
  return setup.config.host !== '' ? setup.config.host : setup.kind === 'xmpp' ? setup.config.address.replace(/^[^@]*@/, '') : '';
}
