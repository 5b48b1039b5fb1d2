/**
 * Connecting a mailbox: address, server and password, a test with its outcome in words, then what tells own from
 * foreign. The same form changes an account. Nothing is kept before the test has passed, or the person says so.
 */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { AccountView, ImapServerInput, ServerGuess } from '../../shared/contract.ts';
import { DeskError } from '../../shared/result.ts';
import { useCommand } from '../data/commands.ts';
import { useSettings } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Banner, Button } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/fields.tsx';
import { showToast } from '../ui/toasts.tsx';
import { AboutBusiness } from './AboutBusiness.tsx';
import { candidates, changedServer, emptyForm, formOf, withGuess, withServer } from './accountForm.ts';
import type { AccountForm } from './accountForm.ts';
import { isOwn, normalOwn, suggestedOwn } from './ownAddress.ts';
import { ServerFields } from './ServerFields.tsx';

/** `account` null connects a new one. */
export function AccountDialog({ account, onClose }: { account: AccountView | null; onClose: () => void }): ReactElement {
  const [found, setFound] = useState<{ address: string; guesses: readonly ServerGuess[] } | null>(null);
  if (account !== null) return <EditAccount account={account} onClose={onClose} />;
  if (found === null) return <AddressStep onFound={(address, guesses) => setFound({ address, guesses })} onClose={onClose} />;
  return <AddAccount {...found} onBack={() => setFound(null)} onClose={onClose} />;
}

function AddressStep({ onFound, onClose }: { onFound: (address: string, guesses: readonly ServerGuess[]) => void; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const guess = useCommand('account.guess', { quiet: true });
  const [address, setAddress] = useState('');
  const [isAsked, setAsked] = useState(false);
  const normal = normalOwn(address);
  const isAddress = normal !== null && normal.includes('@');
  const submit = (): void => {
    setAsked(true);
    if (!isAddress || guess.isPending) return;
    // Without an answer the server is written by hand.
    guess.mutate({ address: normal }, { onSuccess: (guesses) => onFound(normal, guesses), onError: () => onFound(normal, []) });
  };
  return (
    <Dialog
      title={t('settings.account.addTitle')}
      onClose={onClose}
      onSubmit={submit}
      footer={(
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" disabled={guess.isPending}>{guess.isPending ? t('settings.account.looking') : t('common.continue')}</Button>
        </>
      )}
    >
      <TextField
        label={t('settings.account.address')}
        hint={t('settings.account.addressHint')}
        error={isAsked && !isAddress ? t('settings.account.addressBad') : undefined}
        inputMode="email"
        autoFocus
        value={address}
        onChange={(event) => setAddress(event.target.value)}
      />
    </Dialog>
  );
}

function AddAccount({ address, guesses, onBack, onClose }: { address: string; guesses: readonly ServerGuess[]; onBack: () => void; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const first = guesses[0];
  const [form, setForm] = useState<AccountForm>(first ? withGuess(emptyForm(address), first) : emptyForm(address));
  const [isWritten, setWritten] = useState(first === undefined);
  const settings = useSettings();
  const test = useServerTest();
  const add = useCommand('account.add');
  const passed = test.passed;
  /** The guess that answered, though not as hoped: from then on it alone is tried, and trust in a certificate is trust in it. */
  const [isSettled, setSettled] = useState(false);
  const isKnownOwn = isOwn(address, settings.data?.own ?? []);
  const finish = (server: ImapServerInput): void => {
    const label = form.label.trim() || address;
    add.mutate({ ...server, label }, {
      onSuccess: () => {
        showToast({ text: t('settings.account.added', { label }) });
        onClose();
      },
    });
  };
  const submit = (): void => {
    if (passed !== null) finish(passed.server);
    else void test.run(candidates(form, guesses, isWritten || isSettled)).then(({ server, hasPassed }) => {
      if (server === null) return;
      setForm(withServer(form, server));
      setSettled(true);
      if (hasPassed && isKnownOwn) finish(server);
    });
  };
  return (
    <Dialog
      title={t('settings.account.addTitle')}
      onClose={onClose}
      onSubmit={submit}
      footer={(
        <>
          <Button onClick={onBack}>{t('common.back')}</Button>
          <Button look="primary" type="submit" disabled={test.host !== null || add.isPending || form.password === ''}>
            {test.host !== null ? t('settings.account.testing', { host: test.host }) : passed !== null ? t('settings.account.start') : t('settings.account.test')}
          </Button>
        </>
      )}
    >
      {passed !== null ? (
        <>
          <Banner tone="info" icon="check">{t('settings.account.works', { count: passed.folders })}</Banner>
          <p>{t('settings.account.ownLead')}</p>
          <AboutBusiness suggestion={suggestedOwn(address)} />
        </>
      ) : (
        <ServerFields form={form} isNew found={isWritten ? null : first?.from ?? null} error={test.error} onChange={setForm} onWrite={() => setWritten(true)} />
      )}
    </Dialog>
  );
}

function EditAccount({ account, onClose }: { account: AccountView; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const before = formOf(account);
  const [form, setForm] = useState(before);
  const test = useServerTest();
  const update = useCommand('account.update');
  const finish = (server: ImapServerInput): void => {
    const label = form.label.trim() || account.label;
    const changed = changedServer(before, server);
    update.mutate({ accountId: account.id, ...(label === account.label ? {} : { label }), ...(Object.keys(changed).length === 0 ? {} : { server: changed }) }, {
      onSuccess: () => {
        showToast({ text: t('settings.account.saved', { label }) });
        onClose();
      },
    });
  };
  const submit = (): void => {
    const [server] = candidates(form, [], true);
    if (server === undefined) return;
    // The password that is kept never comes back to the window, so only a new one can be tried here.
    if (form.password === '') finish(server);
    else void test.run([server]).then(({ hasPassed }) => { if (hasPassed) finish(server); });
  };
  return (
    <Dialog
      title={t('settings.account.editTitle', { label: account.label })}
      onClose={onClose}
      onSubmit={submit}
      footer={(
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" disabled={test.host !== null || update.isPending}>
            {test.host !== null ? t('settings.account.testing', { host: test.host }) : t('common.save')}
          </Button>
        </>
      )}
    >
      <ServerFields form={form} isNew={false} found={null} error={test.error ?? (account.error && form.password === '' ? account.error : null)} onChange={setForm} onWrite={() => undefined} />
    </Dialog>
  );
}

/** Errors after which another guess may still answer. */
const TRY_NEXT = new Set(['host-unknown', 'connection-refused', 'tls-unavailable', 'server-slow']);

type Outcome = { server: ImapServerInput | null; hasPassed: boolean };
type ServerTest = { host: string | null; error: unknown; passed: { server: ImapServerInput; folders: number } | null; run: (servers: readonly ImapServerInput[]) => Promise<Outcome> };

/** Tries servers in order until one answers; `server` is the one that did, whether it let the person in or not. */
function useServerTest(): ServerTest {
  const test = useCommand('account.test', { quiet: true });
  const [host, setHost] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [passed, setPassed] = useState<ServerTest['passed']>(null);
  const run = async (servers: readonly ImapServerInput[]): Promise<Outcome> => {
    setError(null);
    let firstError: unknown = null;
    for (const server of servers) {
      setHost(server.host);
      try {
        const { folders } = await test.mutateAsync(server);
        setPassed({ server, folders });
        setHost(null);
        return { server, hasPassed: true };
      } catch (thrown) {
        firstError ??= thrown;
        if (thrown instanceof DeskError && TRY_NEXT.has(thrown.code)) continue;
        setHost(null);
        setError(thrown);
        return { server, hasPassed: false };
      }
    }
    setHost(null);
    setError(firstError);
    return { server: null, hasPassed: false };
  };
  return { host, error, passed, run };
}
