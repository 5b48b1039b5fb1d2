/** An offer that was made by word: what, of which product, at which price, until when and how. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { DAY_MS } from '../../shared/time.ts';
import type { Channel } from '../../shared/domain.ts';
import type { ProductView } from '../../shared/selling.ts';
import { useShopParts } from '../data/visitQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Button, IconButton } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { ProductPicker } from './ProductPicker.tsx';
import { useOfferActs } from './useOfferActs.ts';
import { useTouchChannel } from './useTouchChannel.ts';

/** Channels by which an offer can be made. */
export const MADE_BY = ['call', 'chat', 'mail', 'visit'] as const satisfies readonly Channel[];

export function OfferDialog({ customerId, product: given, onClose }: { customerId: string; product: ProductView | null; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const touch = useTouchChannel(customerId);
  const [product, setProduct] = useState(given);
  const first = given?.prices.find((one) => one.channel === 'branch') ?? given?.prices[0];
  const [text, setText] = useState(given?.name ?? '');
  const shop = useShopParts().data?.currency ?? 'ARS';
  const currency = first?.currency ?? shop;
  const unit = 10 ** (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2);
  const [price, setPrice] = useState(first === undefined ? '' : String(first.amountMinor / unit));
  const [until, setUntil] = useState('');
  const [channel, setChannel] = useState<(typeof MADE_BY)[number]>(MADE_BY.find((one) => one === touch) ?? 'call');
  const { present } = useOfferActs(customerId);
  const amountMinor = readPrice(price, unit);
  const submit = (): void => {
    if (text.trim() === '' || amountMinor === 'bad') return;
    present({ offerId: null, text: text.trim(), productCode: product?.code ?? null, amountMinor, validToMs: until === '' ? null : new Date(`${until}T00:00:00`).getTime() + DAY_MS - 1, channel });
    onClose();
  };
  return (
    <Dialog
      title={t('offers.add')}
      onClose={onClose}
      onSubmit={submit}
      footer={(
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" disabled={text.trim() === '' || amountMinor === 'bad'}>{t('offers.write')}</Button>
        </>
      )}
    >
      <TextField label={t('offers.say')} hint={t('offers.sayHint')} maxLength={2_000} value={text} onChange={(event) => setText(event.target.value)} />
      <div className="field">
        <span className="field-label">{t('offers.product')}</span>
        {product === null ? <ProductPicker onPick={setProduct} /> : (
          <p className="chosen-product"><span className="cut">{product.name}</span> <IconButton label={t('offers.noProduct')} icon="close" onClick={() => setProduct(null)} /></p>
        )}
      </div>
      <div className="field-row">
        <TextField label={t('offers.price')} inputMode="decimal" error={amountMinor === 'bad' ? t('offers.priceBad') : undefined} value={price} onChange={(event) => setPrice(event.target.value)} />
        <TextField label={t('offers.validTo')} type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
      </div>
      {typeof amountMinor === 'number' && <p className="field-hint">{format.money({ amountMinor, currency })}</p>}
      <SelectField label={t('offers.how')} value={channel} onValue={setChannel} options={MADE_BY.map((one) => ({ value: one, label: t(`channel.${one}`) }))} />
    </Dialog>
  );
}

/** A number that can be read in one way alone; three digits after a mark could be thousands. */
function readPrice(text: string, unit: number): number | null | 'bad' {
  const said = text.trim();
  if (said === '') return null;
  return /^\d{1,12}(?:[.,]\d{1,2})?$/.test(said) ? Math.round(Number(said.replace(',', '.')) * unit) : 'bad';
}
