/** One product found, saved or offered: the first letters (or a scan), Enter, Enter. */
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { ProductView } from '../../shared/selling.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Banner, Button } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { OfferDialog } from './OfferDialog.tsx';
import { ProductPicker, PriceText } from './ProductPicker.tsx';
import { useFavourite } from './useFavourite.ts';

/** @param found the product, where it was found before */
export function ProductDialog({ customerId, found, onClose }: { customerId: string; found: ProductView | null; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [product, setProduct] = useState(found);
  const [isOffering, setOffering] = useState(false);
  const favourite = useFavourite(customerId);
  if (product !== null && isOffering) return <OfferDialog customerId={customerId} product={product} onClose={onClose} />;
  const save = (): void => {
    if (product === null) return;
    favourite(product.code, product.name, true);
    onClose();
  };
  return (
    <Dialog
      title={t('selling.find')}
      onClose={onClose}
      footer={product !== null && (
        <>
          <Button onClick={() => setOffering(true)}>{t('selling.offerIt')}</Button>
          <SaveButton key={product.code} onSave={save} />
        </>
      )}
    >
      <ProductPicker onPick={setProduct} floating={false} />
      {product !== null && <ProductFacts product={product} />}
    </Dialog>
  );
}

/** Has the focus as soon as a product is chosen: the second action of two. */
function SaveButton({ onSave }: { onSave: () => void }): ReactElement {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return <Button ref={button} data-autofocus look="primary" icon="survey" onClick={onSave}>{t('selling.save')}</Button>;
}

function ProductFacts({ product }: { product: ProductView }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  return (
    <section className="product-facts" aria-label={product.name} aria-live="polite">
      <h3>{product.name}</h3>
      <p className="field-hint">{[product.code, product.category].filter(Boolean).join(' · ')}</p>
      <p><PriceText product={product} /></p>
      {product.mismatch !== null && <Banner tone="warn">{t('selling.mismatch')}</Banner>}
      {product.description !== '' && <p>{product.description}</p>}
      <p className="field-hint">{t('selling.readAt', { source: product.source.label, when: format.relative(product.readAtMs, nowMs) })}</p>
    </section>
  );
}
