/** Opens the search for a product wherever it is asked for: the keyboard, the palette, the panel of favourites. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useIntent } from '../data/intents.ts';
import { ProductDialog } from './ProductDialog.tsx';

export function FindProduct({ customerId }: { customerId: string }): ReactElement | null {
  const [isFinding, setFinding] = useState(false);
  useIntent('findProduct', () => setFinding(true));
  return isFinding ? <ProductDialog customerId={customerId} onClose={() => setFinding(false)} /> : null;
}
