/** Who came: one field for a name, a part of a phone, a document, a mail address or a code reader; or somebody new. */
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { toErrorData } from '../../shared/result.ts';
import { CustomerChoice } from '../app/searchChoices.tsx';
import { query } from '../data/client.ts';
import { useCommand } from '../data/commands.ts';
import { useCustomerChoices } from '../data/queries.ts';
import { goToStep } from '../data/visits.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Avatar, Button } from '../ui/controls.tsx';
import { Combobox } from '../ui/Combobox.tsx';
import { TextField } from '../ui/fields.tsx';
import { showToast } from '../ui/toasts.tsx';
import { CheckRow } from './CheckRow.tsx';
import { takeKeys } from './typedAhead.ts';
import type { Visit, VisitActs } from './useVisitActs.ts';

const MOST = 8;
type StepProps = { visit: Visit; acts: VisitActs };

export function IdentifyStep({ visit, acts }: StepProps): ReactElement {
  const { t } = useTranslation();
  /** What was looked for before somebody new was chosen; null while one is looked for. */
  const [sought, setSought] = useState<string | null>(null);
  const take = (customerId: string): void => void acts.set({ customerId }).then(() => goToStep('brief'));
  return (
    <>
      <h2 className="visit-title">{t('visit.identify.title')}</h2>
      {visit.customerId !== null && (
        <section className="visit-card visit-known" aria-label={t('visit.identify.now')}>
          <Avatar name={visit.customerName} channel="visit" large />
          <span className="grow"><b>{visit.customerName}</b><span className="line-sub">{t('visit.identify.now')}</span></span>
          <Button look="primary" onClick={() => goToStep('brief')}>{t('visit.next')}</Button>
        </section>
      )}
      {visit.customerId !== null && <CheckRow visit={visit} acts={acts} />}
      <section className="visit-card" aria-label={visit.customerId === null ? t('visit.identify.field') : t('visit.identify.change')}>
        {visit.customerId !== null && <h3>{t('visit.identify.change')}</h3>}
        {sought === null ? <Finder onTake={take} onNew={setSought} /> : <NewHere sought={sought} onDone={take} onCancel={() => setSought(null)} />}
      </section>
    </>
  );
}

function Finder({ onTake, onNew }: { onTake: (customerId: string) => void; onNew: (sought: string) => void }): ReactElement {
  const { t } = useTranslation();
  const [ahead] = useState(takeKeys);
  const [text, setText] = useState(ahead.text);
  const asked = text.trim();
  const rows = useCustomerChoices(asked, MOST).data?.rows ?? [];
  // A code reader ends with Enter before the answer is on the screen: what counts is the answer to what stands in the field.
  const takeFirst = (of: string): void => {
    if (of === '') return;
    query('customer.list', { text: of, offset: 0, limit: 1 }).then(({ rows: [first] }) => {
      if (first) onTake(first.id);
    }, (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }));
  };
  const isAhead = useRef(ahead.isEntered);
  useEffect(() => {
    if (!isAhead.current) return;
    isAhead.current = false;
    takeFirst(ahead.text.trim());
  });
  return (
    <>
      <div data-first className="visit-finder">
        <Combobox
          label={t('visit.identify.field')}
          placeholder={t('visit.identify.placeholder')}
          text={text}
          onText={setText}
          autoFocus
          onEnter={() => takeFirst(asked)}
          groups={[{ label: t('search.customers'), choices: asked === '' ? [] : rows.map((row) => ({ id: row.id, content: <CustomerChoice row={row} />, onPick: () => onTake(row.id) })) }]}
          empty={asked === '' ? <span className="faint">{t('visit.identify.hint')}</span> : <><b>{t('visit.identify.nobody', { text: asked })}</b><p>{t('visit.identify.nobodyHint')}</p></>}
        />
      </div>
      <Button icon="plus" onClick={() => onNew(asked)}>{t('visit.identify.isNew')}</Button>
    </>
  );
}

function NewHere({ sought, onDone, onCancel }: { sought: string; onDone: (customerId: string) => void; onCancel: () => void }): ReactElement {
  const { t } = useTranslation();
  const isAddress = /@|^\P{L}*\d\P{L}*$/u.test(sought);
  const [name, setName] = useState(isAddress ? '' : sought);
  const [address, setAddress] = useState(isAddress ? sought : '');
  const add = useCommand('customer.add', { quiet: true });
  const isEmpty = name.trim() === '' && address.trim() === '';
  return (
    <form
      className="visit-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isEmpty || add.isPending) return;
        add.mutate({ name: name.trim(), address: address.trim() }, {
          onSuccess: ({ customerId, isNew }) => {
            if (!isNew) showToast({ text: t('visit.identify.known') });
            onDone(customerId);
          },
        });
      }}
    >
      <TextField label={t('visit.identify.name')} autoFocus maxLength={300} value={name} onChange={(event) => setName(event.target.value)} />
      <TextField
        label={t('visit.identify.address')}
        hint={t('visit.identify.addressHint')}
        error={add.error === null ? undefined : toErrorData(add.error).code === 'address-invalid' ? t('visit.identify.bad') : errorWords(t, add.error)}
        maxLength={320}
        value={address}
        onChange={(event) => {
          add.reset();
          setAddress(event.target.value);
        }}
      />
      <div className="visit-form-foot">
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
        <Button look="primary" type="submit" disabled={isEmpty || add.isPending}>{t('visit.identify.add')}</Button>
      </div>
    </form>
  );
}
