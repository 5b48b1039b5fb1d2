/** A quiet line above the text that is being written: it repeats an offer that is through, or a price that the catalogue does not ask (S21, N6). */
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { Money, PriceChannel } from '../../shared/domain.ts';
import { useOfferCheck } from '../data/sellingQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Icon } from '../ui/icons.tsx';

/** So long after the last letter the text is looked at. */
const PAUSE_MS = 400;

export function OfferWarnings({ customerId, text }: { customerId: string; text: string }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const own = usePaused(withoutQuotes(text));
  const found = useOfferCheck(customerId, own).data;
  if (own.trim() === '' || found === undefined || found.length === 0) return null;
  return (
    <ul className="offer-warnings" role="status" aria-label={t('offers.warnsTitle')}>
      {found.map((warning) => (
        <li key={`${warning.kind} ${warning.text}`}>
          <Icon name="warn" />
          <span>{warning.kind === 'price' ? priceWords(warning.text, warning.detail) : t(`offers.warns.${warning.kind === 'expired' ? 'expired' : warning.detail === 'accepted' ? 'accepted' : 'declined'}`, { text: warning.text })}</span>
        </li>
      ))}
    </ul>
  );

  function priceWords(said: string, detail: string): string {
    const { channel, ...price } = JSON.parse(detail) as Money & { channel: PriceChannel };
    return t('offers.warns.price', { text: said, price: format.money(price), where: t(`selling.in.${channel}`) });
  }
}

/** What they wrote is not said by us. */
function withoutQuotes(text: string): string {
  return text.split('\n').filter((line) => !line.startsWith('>')).join('\n');
}

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return text.trim() === '' ? text : paused;
}
