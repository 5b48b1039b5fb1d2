/**
 * What opens the history where nothing else keeps its key: a passphrase that is chosen once, then typed at every start;
 * and after a history was made, once, its recovery words.
 */
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useDesktopContext, useRecoveryWords } from '../data/queries.ts';
import { useUnlock } from '../data/setup.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { Checkbox, TextField } from '../ui/fields.tsx';
import { Icon } from '../ui/icons.tsx';
import { RecoveryWords } from './RecoveryWords.tsx';

const SHORTEST = 8;

export function Unlock(): ReactElement | null {
  const context = useDesktopContext();
  const words = useRecoveryWords().data?.words ?? null;
  if (context.data === undefined) return null;
  return (
    <div className="door">
      {words !== null ? <RecoveryWords words={words} /> : context.data.newProfile ? <ChoosePassphrase /> : <TypePassphrase isKeychainLost={context.data.hasKeychain} />}
    </div>
  );
}

function ChoosePassphrase(): ReactElement {
  const { t } = useTranslation();
  const unlock = useUnlock();
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [isShown, setShown] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const shortError = isAsked && first.length < SHORTEST ? t('firstRun.chooseShort') : undefined;
  const differentError = isAsked && shortError === undefined && first !== second ? t('firstRun.chooseDifferent') : undefined;
  const submit = (): void => {
    setAsked(true);
    if (first.length >= SHORTEST && first === second) unlock.mutate(first);
  };
  const type = isShown ? 'text' : 'password';
  return (
    <KeyForm title={t('firstRun.chooseTitle')} lead={t('firstRun.chooseLead')} action={unlock.isPending ? t('firstRun.unlocking') : t('firstRun.chooseAction')} isBusy={unlock.isPending} error={unlock.error} onSubmit={submit}>
      <TextField label={t('firstRun.chooseField')} hint={t('firstRun.chooseHint')} error={shortError} type={type} autoComplete="new-password" autoFocus value={first} onChange={(event) => setFirst(event.target.value)} />
      <TextField label={t('firstRun.chooseAgain')} error={differentError} type={type} autoComplete="new-password" value={second} onChange={(event) => setSecond(event.target.value)} />
      <Checkbox label={t('firstRun.showPassphrase')} isOn={isShown} onChange={setShown} />
    </KeyForm>
  );
}

function TypePassphrase({ isKeychainLost }: { isKeychainLost: boolean }): ReactElement {
  const { t } = useTranslation();
  const unlock = useUnlock();
  const [typed, setTyped] = useState('');
  const [isShown, setShown] = useState(false);
  const submit = (): void => {
    if (typed.trim() !== '') unlock.mutate(typed);
  };
  return (
    <KeyForm title={t('firstRun.unlockTitle')} lead={isKeychainLost ? t('firstRun.unlockLost') : t('firstRun.unlockLead')} action={unlock.isPending ? t('firstRun.unlocking') : t('firstRun.unlockAction')} isBusy={unlock.isPending} error={unlock.error} onSubmit={submit}>
      <TextField label={t('firstRun.unlockField')} type={isShown ? 'text' : 'password'} autoComplete="current-password" autoFocus required value={typed} onChange={(event) => setTyped(event.target.value)} />
      <Checkbox label={t('firstRun.showPassphrase')} isOn={isShown} onChange={setShown} />
    </KeyForm>
  );
}

type KeyFormProps = { title: string; lead: string; action: string; isBusy: boolean; error: Error | null; onSubmit: () => void; children: ReactNode };

function KeyForm({ title, lead, action, isBusy, error, onSubmit, children }: KeyFormProps): ReactElement {
  const { t } = useTranslation();
  return (
    <form
      className="door-card door-card-s"
      aria-labelledby="key-title"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) onSubmit();
      }}
    >
      <span className="door-icon"><Icon name="lock" large /></span>
      <h1 id="key-title">{title}</h1>
      <p className="door-lead">{lead}</p>
      {children}
      {error !== null && <p className="field-error" role="alert">{errorWords(t, error)}</p>}
      <div className="door-actions">
        <Button look="primary" type="submit" disabled={isBusy}>{action}</Button>
      </div>
    </form>
  );
}
