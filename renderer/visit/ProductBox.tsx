/** Products that were looked at, and those to be kept as favourites: one key, the first letters, Enter (S9). */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { QueryOutput } from '../../shared/contract.ts';
import { query } from '../data/client.ts';
import { useFavouritesAt, useProductsLike } from '../data/visitQueries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useLanguage } from '../i18n/useFormat.ts';
import { IconButton, Segmented } from '../ui/controls.tsx';
import { Combobox } from '../ui/Combobox.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { Visit, VisitActs } from './useVisitActs.ts';
import { moneyWords } from './visitWords.ts';

export type ProductMode = 'look' | 'favourite';
type Product = QueryOutput<'product.search'>['rows'][number];

const MOST = 6;

export function ProductBox({ visit, acts, mode, onMode }: { visit: Visit; acts: VisitActs; mode: ProductMode; onMode: (mode: ProductMode) => void }): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const asked = text.trim();
  const found = useProductsLike(asked, MOST).data?.rows ?? [];
  const isFavourite = mode === 'favourite';
  const take = (product: Product): void => {
    setText('');
    void (isFavourite ? acts.favourite(product.code, product.name, true) : acts.look(product.code, product.name));
  };
  // The choices on the screen may be those of the letters before.
  const takeFirst = (): void => {
    if (asked === '') return;
    query('product.search', { text: asked, limit: 1 }).then(({ rows: [first] }) => {
      if (first) take(first);
      else if (isFavourite) showToast({ text: t('visit.acts.favouriteUnknown'), tone: 'danger' });
      else byWord();
    }, (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }));
  };
  const byWord = (): void => {
    setText('');
    void acts.look('', asked);
  };
  const isShut = isFavourite && visit.customerId === null;
  const choices = asked === '' ? [] : found.map((product) => ({ id: product.code, content: <ProductChoice product={product} />, onPick: () => take(product) }));
  const word = asked === '' || isFavourite || found.length > 0 ? [] : [{ id: 'by-word', content: <><Icon name="plus" />{t('visit.acts.noteProduct', { text: asked })}</>, onPick: byWord }];
  return (
    <>
      <div className="visit-product">
        <Combobox
          label={t('visit.acts.productField')}
          placeholder={t(isFavourite ? 'visit.acts.favouriteHint' : 'visit.acts.productHint')}
          text={text}
          onText={setText}
          floating
          isOpen={asked !== ''}
          onEnter={takeFirst}
          onEscape={() => setText('')}
          groups={[{ label: t(isFavourite ? 'visit.acts.favourite' : 'visit.acts.look'), choices: [...choices, ...word] }]}
          empty={t('visit.acts.noProduct', { text: asked })}
          shortcut={isFavourite ? <Icon name="survey" className="visit-star" /> : undefined}
        />
        <Segmented label={t('visit.acts.mode')} value={mode} options={[{ value: 'look', label: t('visit.acts.look') }, { value: 'favourite', label: t('visit.acts.favourite') }]} onChange={onMode} />
      </div>
      {isShut && <p className="visit-hint">{t('visit.acts.needs')}</p>}
      <Looked visit={visit} acts={acts} />
    </>
  );
}

function ProductChoice({ product }: { product: Product }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const price = product.prices.find((one) => one.channel === 'branch') ?? product.prices[0];
  return (
    <>
      <span className="choice-words">
        <span className="choice-title cut">{product.name}</span>
        <span className="choice-line cut">{[product.code, product.category].filter(Boolean).join(' · ')}</span>
      </span>
      <span className="visit-price" data-mismatch={product.mismatch !== null} title={product.mismatch === null ? undefined : t('visit.acts.mismatch', { low: moneyWords(language, product.mismatch.low), high: moneyWords(language, product.mismatch.high) })}>
        {price && moneyWords(language, price)}{product.mismatch !== null && <Icon name="warn" />}
      </span>
    </>
  );
}

/** Of this visit; a star keeps one for the next visit, call or chat. */
function Looked({ visit, acts }: { visit: Visit; acts: VisitActs }): ReactElement | null {
  const { t } = useTranslation();
  const kept = new Set(useFavouritesAt(visit.customerId).data?.map((favourite) => favourite.code));
  const items = visit.items.filter((item) => item.kind === 'product' || item.kind === 'favourite');
  const products = items.filter((item, at) => item.ref === '' || items.findIndex((other) => other.ref === item.ref) === at);
  if (products.length === 0) return null;
  return (
    <ul className="visit-lines">
      {products.map((item) => (
        <li key={item.itemId}>
          <span className="grow cut">{item.label}</span>
          {item.ref !== '' && <IconButton label={t(kept.has(item.ref) ? 'visit.acts.unsave' : 'visit.acts.save', { name: item.label })} icon="survey" className="visit-star" aria-pressed={kept.has(item.ref)} disabled={visit.customerId === null} onClick={() => void acts.favourite(item.ref, item.label, !kept.has(item.ref))} />}
        </li>
      ))}
    </ul>
  );
}
