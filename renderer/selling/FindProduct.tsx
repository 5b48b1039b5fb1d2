/** Opens the search for a product wherever it is asked for: the keyboard, the palette, the panel of favourites. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { ProductView } from '../../shared/selling.ts';
import { useIntent } from '../data/intents.ts';
import { ProductDialog } from './ProductDialog.tsx';

export function FindProduct({ customerId }: { customerId: string }): ReactElement | null {
  const [finding, setFinding] = useState<{ product: ProductView | null } | null>(null);
  useIntent('findProduct', setFinding);
  return finding === null ? null : <ProductDialog customerId={customerId} found={finding.product} onClose={() => setFinding(null)} />;
}
