/**
 * Connecting an account of any of the four kinds, or changing one: fields, a test with its outcome in words, then what
 * is still needed. Nothing is kept before the test has passed; a password that is kept never comes back to the window.
 */
import type { ReactElement } from 'react';
import type { AccountView } from '../../shared/contract.ts';
import type { AccountKind } from './accountForm.ts';
import { CallLogAccount, ChatAccount, PhoneAccount } from './LiveAccounts.tsx';
import { AddMail, EditMail } from './MailAccount.tsx';

/** `account` null connects a new one of `kind`. */
export function AccountDialog({ account, kind = 'imap', onClose }: { account: AccountView | null; kind?: AccountKind; onClose: () => void }): ReactElement {
  switch (account?.setup?.kind ?? kind) {
    case 'imap': return account === null ? <AddMail onClose={onClose} /> : <EditMail account={account} onClose={onClose} />;
    case 'xmpp': return <ChatAccount account={account} onClose={onClose} />;
    case 'asteriskAmi': return <PhoneAccount account={account} onClose={onClose} />;
    case 'asteriskSql': return <CallLogAccount account={account} onClose={onClose} />;
  }
}
