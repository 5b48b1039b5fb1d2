/** What the customer saved: there in the next call, chat or visit (S9). */
import type { ReactElement } from 'react';
import { intend } from '../data/intents.ts';
import { useFavourites } from '../data/sellingQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { IconButton, Panel } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { PriceText } from './ProductPicker.tsx';
import { useFavourite } from './useFavourite.ts';

export function FavouritesPanel({ customerId }: { customerId: string }): ReactElement {
  const { t } = useTranslation();
  const favourites = useFavourites(customerId).data ?? [];
  const set = useFavourite(customerId);
  return (
    <Panel title={t('selling.favourites')} action={<IconButton label={`${t('selling.addFavourite')}  p`} icon="plus" onClick={() => intend('findProduct', { product: null })} />}>
      {favourites.length === 0 && <p className="faint">{t('selling.noFavourites')}</p>}
      <ul className="lines">
        {favourites.map((favourite) => (
          <li key={favourite.code} className="line favourite">
            <span className="favourite-star"><Icon name="survey" /></span>
            <span className="grow">
              <span className="line-main">{favourite.name}</span>
              <span className="line-sub"><PriceText product={favourite} isNarrow /></span>
              {favourite.note !== '' && <span className="line-sub">{favourite.note}</span>}
            </span>
            <IconButton label={t('selling.removeOf', { name: favourite.name })} icon="close" className="line-act" onClick={() => set(favourite.code, favourite.name, false)} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
