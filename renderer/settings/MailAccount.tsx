/**
 * A mailbox: address, server and password, a test of reading and of sending, then what tells own from foreign.
 * Reading that works is kept even where sending does not yet; the account says so and can be completed later.
 */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { AccountTest, ImapServerInput, OutgoingMailInput, ServerGuess } from '../../shared/accounts.ts';
import type { AccountView } from '../../shared/contract.ts';
import { useCommand } from '../data/commands.ts';
import { useSettings } from '../data/queries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Banner, Button } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/fields.tsx';
import { showToast } from '../ui/toasts.tsx';
import { AboutBusiness } from './AboutBusiness.tsx';
import { candidates, emptyForm, formOf, mailSetup, outgoingForm, outgoingFormOf, outgoingOf, serverOf, withGuess, withServer } from './accountForm.ts';
import type { AccountForm, OutgoingForm } from './accountForm.ts';
import { OutgoingFields } from './OutgoingFields.tsx';
import { normalOwn, suggestedOwn } from './ownAddress.ts';
import { ServerFields } from './ServerFields.tsx';
import { useAccountTest } from './useAccountTest.ts';

type Guesses = readonly ServerGuess[];

export function AddMail({ onClose }: { onClose: () => void }): ReactElement {
  const [found, setFound] = useState<{ address: string; guesses: Guesses } | null>(null);
  const settings = useSettings().data;
  if (found === null) return <AddressStep onFound={(address, guesses) => setFound({ address, guesses })} onClose={onClose} />;
  return <ServerStep {...found} name={settings?.agentName ?? ''} onBack={() => setFound(null)} onClose={onClose} />;
}

function AddressStep({ onFound, onClose }: { onFound: (address: string, guesses: Guesses) => void; onClose: () => void }): ReactElement {
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

type Passed = { server: ImapServerInput; result: AccountTest };

/** First the mailbox alone is tried, then sending beside it: so it is clear which of the two does not work. */
function ServerStep({ address, guesses, name, onBack, onClose }: { address: string; guesses: Guesses; name: string; onBack: () => void; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [toRead, toSend] = [guesses.filter((one) => one.protocol === 'imap'), guesses.filter((one) => one.protocol === 'smtp')];
  const [first] = toRead;
  const [form, setForm] = useState<AccountForm>(first ? withGuess(emptyForm(address), first) : emptyForm(address));
  const [isWritten, setWritten] = useState(first === undefined);
  /** The guess that answered, though not as hoped: from then on it alone is tried, and trust in a certificate is trust in it. */
  const [isSettled, setSettled] = useState(false);
  const [passed, setPassed] = useState<Passed | null>(null);
  const [sending, setSending] = useState<{ form: OutgoingForm; result: AccountTest | null; error: unknown }>(() => ({ form: outgoingForm(address, name), result: null, error: null }));
  const test = useAccountTest();
  const add = useCommand('account.add');
  const trySending = async (server: ImapServerInput, wanted: OutgoingForm, isGuessed: boolean): Promise<void> => {
    const all = isGuessed ? candidates(wanted, toSend, false) : [wanted];
    const { tried, result, error } = await test.run(all, (one) => {
      const outgoing = outgoingOf(withPassword(one, server));
      return outgoing === null ? null : mailSetup(server, outgoing);
    });
    setSending({ form: tried ?? wanted, result, error });
  };
  const tryReading = async (): Promise<void> => {
    const { tried, result } = await test.run(candidates(form, toRead, isWritten || isSettled), (one) => {
      const server = serverOf(one);
      return server && mailSetup(server, null);
    });
    const server = tried && serverOf(tried);
    if (!server) return;
    setForm(withServer(form, server));
    setSettled(true);
    if (result === null) return;
    setPassed({ server, result });
    // The trust in the certificate of the one server is not trust in the other's.
    if (toSend.length > 0) await trySending(server, sending.form, true);
  };
  const finish = (): void => {
    if (passed === null) return;
    const label = form.label.trim() || address;
    const outgoing: OutgoingMailInput | null = sending.result === null || !sending.form.isOn ? null : outgoingOf(withPassword(sending.form, passed.server));
    add.mutate({ label, setup: mailSetup(passed.server, outgoing) }, {
      onSuccess: () => {
        showToast({ text: t('settings.account.added', { label }) });
        onClose();
      },
    });
  };
  const isBusy = test.host !== null;
  return (
    <Dialog
      title={t('settings.account.addTitle')}
      onClose={onClose}
      onSubmit={() => (passed === null ? void tryReading() : finish())}
      footer={(
        <>
          <Button onClick={onBack}>{t('common.back')}</Button>
          <Button look="primary" type="submit" disabled={isBusy || add.isPending || form.password === ''}>
            {test.host !== null ? t('settings.account.testing', { host: test.host }) : passed !== null ? t('settings.account.start') : t('settings.account.test')}
          </Button>
        </>
      )}
    >
      {passed === null ? <ServerFields form={form} isNew found={isWritten ? null : first?.from ?? null} error={test.error} onChange={setForm} onWrite={() => setWritten(true)} /> : (
        <>
          <Banner tone="info" icon="check">{t('settings.account.works', { count: passed.result.folders })}</Banner>
          {!isBusy && <Sending {...sending} onTest={() => void trySending(passed.server, sending.form, false)} onChange={(next) => setSending({ ...sending, form: next, result: isSameServer(next, sending.form) ? sending.result : null })} />}
          <p>{t('settings.account.ownLead')}</p>
          <AboutBusiness suggestion={suggestedOwn(address)} />
        </>
      )}
    </Dialog>
  );
}

/** How sending stands, in words, and what of it can be changed. */
function Sending({ form, result, error, onTest, onChange }: { form: OutgoingForm; result: AccountTest | null; error: unknown; onTest: () => void; onChange: (form: OutgoingForm) => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const limit = result?.facts.smtpMaxBytes;
  return (
    <>
      {result !== null && <Banner tone="info" icon="check">{t('settings.account.sends', { host: form.host })} {limit !== undefined && t('settings.account.sendsUpTo', { size: format.size(limit) })}</Banner>}
      {result === null && <Banner tone="warn">{t('settings.account.sendsNot')} {error !== null && errorWords(t, error)}</Banner>}
      <OutgoingFields form={form} isNew isFolded={result !== null} error={error} onChange={onChange} />
      {result === null && form.isOn && <div><Button small onClick={onTest} disabled={outgoingOf(form) === null}>{t('settings.account.testSending')}</Button></div>}
    </>
  );
}

export function EditMail({ account, onClose }: { account: AccountView; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const settings = useSettings().data;
  const [form, setForm] = useState(() => formOf(account));
  const [sending, setSending] = useState(() => outgoingFormOf(account, normalOwn(form.user)?.includes('@') === true ? form.user : '', settings?.agentName ?? ''));
  const wasSending = account.setup?.kind === 'imap' && account.setup.config.outgoing !== null;
  const test = useAccountTest(account.id);
  const update = useCommand('account.update');
  const server = serverOf(form);
  const outgoing = sending.isOn ? outgoingOf(sending) : null;
  const isComplete = server !== null && (!sending.isOn || outgoing !== null);
  const submit = async (): Promise<void> => {
    if (!isComplete || test.host !== null) return;
    // A changed server is not always at hand: only who types a password wants to see it tried.
    const isTyped = form.password !== '' || sending.password !== '';
    if (isTyped && (await test.run([form], () => mailSetup(server, outgoing))).result === null) return;
    const label = form.label.trim() || account.label;
    update.mutate({ accountId: account.id, label, setup: mailSetup(server, outgoing) }, {
      onSuccess: () => {
        showToast({ text: t('settings.account.saved', { label }) });
        onClose();
      },
    });
  };
  return (
    <Dialog
      title={t('settings.account.editTitle', { label: account.label })}
      onClose={onClose}
      onSubmit={() => void submit()}
      footer={(
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" disabled={test.host !== null || update.isPending || !isComplete}>
            {test.host !== null ? t('settings.account.testing', { host: test.host }) : t('common.save')}
          </Button>
        </>
      )}
    >
      <ServerFields form={form} isNew={false} found={null} error={test.error ?? (account.error && form.password === '' ? account.error : null)} onChange={setForm} onWrite={() => undefined} />
      <OutgoingFields form={sending} isNew={!wasSending} isFolded={false} error={null} onChange={setSending} />
    </Dialog>
  );
}

/** Most providers take the same user and password for reading and sending. */
function withPassword(form: OutgoingForm, server: ImapServerInput): OutgoingForm {
  return form.password === '' && form.user === server.user ? { ...form, password: server.password } : form;
}

function isSameServer(a: OutgoingForm, b: OutgoingForm): boolean {
  return (['host', 'port', 'security', 'user', 'password', 'acceptInvalidCertificate', 'address'] as const).every((key) => a[key] === b[key]);
}
