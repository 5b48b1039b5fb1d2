/** Country and own addresses, saved as they are changed. `suggestion` is offered as own, and can be taken out again. */
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { useCommand } from '../data/commands.ts';
import { useSettings } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useLanguage } from '../i18n/useFormat.ts';
import { SelectField } from '../ui/fields.tsx';
import { countryOptions } from './countries.ts';
import { OwnAddresses } from './OwnAddresses.tsx';

export function AboutBusiness({ suggestion = null }: { suggestion?: string | null }): ReactElement | null {
  const { t } = useTranslation();
  const language = useLanguage();
  const settings = useSettings();
  const save = useCommand('settings.set');
  const isOffered = useRef(false);
  const own = settings.data?.own;
  useEffect(() => {
    if (own === undefined || suggestion === null || isOffered.current) return;
    isOffered.current = true;
    if (!own.includes(suggestion)) save.mutate({ own: [...own, suggestion] });
  }, [own, suggestion, save]);
  if (settings.data === undefined) return null;
  return (
    <>
      <SelectField label={t('settings.country')} hint={t('settings.countryHint')} options={countryOptions(language)} value={settings.data.country} onValue={(country) => save.mutate({ country })} />
      <OwnAddresses own={settings.data.own} onChange={(next) => save.mutate({ own: next })} />
    </>
  );
}
