/** Filters of the customers list: group, preferred channel, least value, open case; and the order. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { CustomerFilter } from '../../shared/deciding.ts';
import type { ReachChannel, Segment } from '../../shared/domain.ts';
import { EVERYBODY, REACH_CHANNELS, SEGMENTS } from '../data/decidingQueries.ts';
import { useSaying } from '../deciding/useSaying.ts';
import { minorPerUnit } from '../i18n/format.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';

/** How many of them narrow the list. */
export function filtersOn(filter: CustomerFilter): number {
  return [filter.segment, filter.prefers, filter.minValueMinor, filter.hasOpenCase].filter((part) => part !== null).length;
}

export function FindFilters({ filter, onChange }: { filter: CustomerFilter; onChange: (filter: CustomerFilter) => void }): ReactElement {
  const { t } = useTranslation();
  const minor = minorPerUnit(useSaying().currency);
  const [typed, setTyped] = useState(filter.minValueMinor === null ? '' : String(filter.minValueMinor / minor));
  const change = (part: Partial<CustomerFilter>): void => onChange({ ...filter, ...part });
  const setValue = (text: string): void => {
    const digits = text.replace(/\D/g, '').slice(0, 12);
    setTyped(digits);
    change({ minValueMinor: digits === '' ? null : Number(digits) * minor });
  };
  const cases = filter.hasOpenCase === null ? 'any' : filter.hasOpenCase ? 'open' : 'none';
  return (
    <div className="find-filters" role="group" aria-label={t('deciding.find.filters')}>
      <SelectField<Segment | ''> label={t('deciding.find.segment')} value={filter.segment ?? ''} onValue={(value) => change({ segment: value === '' ? null : value })} options={[{ value: '', label: t('deciding.find.anySegment') }, ...SEGMENTS.map((value) => ({ value, label: t(`deciding.segments.${value}`) }))]} />
      <SelectField<ReachChannel | ''> label={t('deciding.find.prefers')} value={filter.prefers ?? ''} onValue={(value) => change({ prefers: value === '' ? null : value })} options={[{ value: '', label: t('deciding.find.anyChannel') }, ...REACH_CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))]} />
      <TextField label={t('deciding.find.minValue')} inputMode="numeric" placeholder={t('deciding.find.minValueHint')} value={typed} onChange={(event) => setValue(event.target.value)} />
      <SelectField label={t('deciding.find.cases')} value={cases} onValue={(value) => change({ hasOpenCase: value === 'any' ? null : value === 'open' })} options={[{ value: 'any', label: t('deciding.find.anyCase') }, { value: 'open', label: t('deciding.find.openCase') }, { value: 'none', label: t('deciding.find.noOpenCase') }]} />
      <SelectField label={t('deciding.find.sort')} value={filter.sort} onValue={(sort) => change({ sort })} options={(['last', 'value', 'name'] as const).map((value) => ({ value, label: t(`deciding.find.sorts.${value}`) }))} />
      <div className="find-foot">
        <Button
          small
          look="quiet"
          disabled={filtersOn(filter) === 0 && filter.sort === 'last'}
          onClick={() => {
            setTyped('');
            onChange(EVERYBODY);
          }}
        >
          {t('deciding.find.clear')}
        </Button>
      </div>
    </div>
  );
}
