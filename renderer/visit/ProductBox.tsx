/** Products that were looked at, and those to be kept as favourites: one key, the first letters, Enter (S9). */
import type { ReactElement } from 'react';
import { useFavourites } from '../data/sellingQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { ProductPicker } from '../selling/ProductPicker.tsx';
import { IconButton, Segmented } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import type { Visit, VisitActs } from './useVisitActs.ts';

export type ProductMode = 'look' | 'favourite';

export function ProductBox({ visit, acts, mode, onMode }: { visit: Visit; acts: VisitActs; mode: ProductMode; onMode: (mode: ProductMode) => void }): ReactElement {
  const { t } = useTranslation();
  const isFavourite = mode === 'favourite';
  const isShut = isFavourite && visit.customerId === null;
  return (
    <>
      <div className="visit-product">
        <ProductPicker
          waits
          onPick={({ code, name }) => void (isFavourite ? acts.favourite(code, name, true) : acts.look(code, name))}
          purpose={{
            label: t('visit.acts.productField'), placeholder: t(isFavourite ? 'visit.acts.favouriteHint' : 'visit.acts.productHint'), group: t(isFavourite ? 'visit.acts.favourite' : 'visit.acts.look'),
            icon: isFavourite ? <Icon name="survey" className="visit-star" /> : undefined, noneWords: t('visit.acts.favouriteUnknown'),
          }}
          byWord={isFavourite ? undefined : { words: (text) => t('visit.acts.noteProduct', { text }), onTake: (text) => void acts.look('', text) }}
        />
        <Segmented label={t('visit.acts.mode')} value={mode} options={[{ value: 'look', label: t('visit.acts.look') }, { value: 'favourite', label: t('visit.acts.favourite') }]} onChange={onMode} />
      </div>
      {isShut && <p className="visit-hint">{t('visit.acts.needs')}</p>}
      <Looked visit={visit} acts={acts} />
    </>
  );
}

/** Of this visit; a star keeps one for the next visit, call or chat. */
function Looked({ visit, acts }: { visit: Visit; acts: VisitActs }): ReactElement | null {
  const { t } = useTranslation();
  const kept = new Set(useFavourites(visit.customerId).data?.map((favourite) => favourite.code));
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
