/** A datum put right while the customer stands there: what is known stands in the field, so that nothing is asked again (S26). */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { CustomerField } from '../../shared/domain.ts';
import { CUSTOMER_FIELDS } from '../data/shared.ts';
import { useCustomer } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { Visit, VisitActs } from './useVisitActs.ts';

/** Often asked at a counter; the rest is in the workspace. */
const ASKED: readonly CustomerField[] = ['document', 'mail', 'phone', 'address', 'city', 'birthday'];
const ORDER = [...ASKED, ...CUSTOMER_FIELDS.filter((field) => !ASKED.includes(field) && field !== 'preferredChannel')];

export function DatumBox({ visit, acts }: { visit: Visit; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  if (visit.customerId === null) return <p className="visit-hint">{t('visit.acts.needs')}</p>;
  return <DatumForm customerId={visit.customerId} acts={acts} />;
}

function DatumForm({ customerId, acts }: { customerId: string; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  const view = useCustomer(customerId).data;
  const [field, setField] = useState<CustomerField>('address');
  const [text, setText] = useState<string | null>(null);
  const known = view?.fields.find((one) => one.field === field)?.value ?? '';
  const name = t(`fields.${field}`);
  const save = (): void => {
    const value = (text ?? '').trim();
    if (text === null || value === known) return;
    void acts.setDatum(field, value, value === '' ? name : `${name}: ${value}`).then(() => {
      setText(null);
      showToast({ text: t('visit.acts.datumSaved', { field: name }) });
    });
  };
  return (
    <form className="visit-line-form" onSubmit={(event) => { event.preventDefault(); save(); }}>
      <SelectField label={t('visit.acts.datumField')} hideLabel value={field} options={ORDER.map((one) => ({ value: one, label: t(`fields.${one}`) }))} onValue={(next) => { setField(next); setText(null); }} />
      <TextField label={t('visit.acts.datumValue')} hideLabel placeholder={name} maxLength={2_000} value={text ?? known} onChange={(event) => setText(event.target.value)} />
      <Button type="submit" disabled={text === null || text.trim() === known}>{t('visit.acts.datumSave')}</Button>
    </form>
  );
}
