/** What it takes to say facts on this screen. */
import { useMemo } from 'react';
import { useShopParts } from '../data/visitQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useLanguage } from '../i18n/useFormat.ts';
import type { Saying } from './reasonWords.ts';

export function useSaying(): Saying {
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  const currency = useShopParts().data?.currency ?? 'ARS';
  return useMemo(() => ({ t, format, language, currency }), [t, format, language, currency]);
}
