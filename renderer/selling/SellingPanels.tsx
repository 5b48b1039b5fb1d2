/** Offers, favourites and orders, in the order in which an agent looks for them. */
import type { ReactElement } from 'react';
import { FavouritesPanel } from './FavouritesPanel.tsx';
import { OffersPanel } from './OffersPanel.tsx';
import { OrdersPanel } from './OrdersPanel.tsx';

export function SellingPanels({ customerId }: { customerId: string }): ReactElement {
  return (
    <>
      <OffersPanel customerId={customerId} />
      <FavouritesPanel customerId={customerId} />
      <OrdersPanel customerId={customerId} />
    </>
  );
}
