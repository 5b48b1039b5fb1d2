/** Finds a product by words, code or a code reader (whose Enter comes before any answer), and gives it on. */
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { ProductView } from '../../shared/selling.ts';
import { query } from '../data/client.ts';
import { useProducts } from '../data/sellingQueries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Combobox } from '../ui/Combobox.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import { priceLine } from './priceWords.ts';

const MOST = 8;

type ProductPickerProps = {
  onPick: (product: ProductView) => void;
  autoFocus?: boolean;
  onEscape?: () => void;
  /** The choices hang below the field; else they stand there. */
  floating?: boolean;
  /** What the field is for, where that is more than finding. */
  purpose?: { label: string; placeholder: string; group: string; icon: ReactNode; noneWords: string };
  /** Nothing is proposed before something was asked. */
  waits?: boolean;
  /** For what the catalogue does not have: it is noted as it was written. */
  byWord?: { words: (text: string) => string; onTake: (text: string) => void } | undefined;
};

export function ProductPicker({ onPick, autoFocus = false, onEscape, floating = true, purpose, waits = false, byWord }: ProductPickerProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState('');
  const asked = text.trim();
  const found = useProducts(asked, MOST);
  const { rows, total } = found.data ?? { rows: [], total: 0 };
  const take = (product: ProductView): void => {
    setText('');
    onPick(product);
  };
  // The choices on the screen may be those of the letters before.
  const takeFirst = (): void => {
    if (asked === '') return;
    query('product.search', { text: asked, limit: 1 }).then(({ rows: [first] }) => {
      if (first) take(first);
      else if (byWord) noteWord(byWord);
      else showToast({ text: purpose?.noneWords ?? t('selling.noProduct', { text: asked }), tone: 'danger' });
    }, (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }));
  };
  const noteWord = ({ onTake }: NonNullable<typeof byWord>): void => {
    setText('');
    onTake(asked);
  };
  const choices = waits && asked === '' ? [] : rows.map((product) => ({ id: product.code, content: <ProductChoice product={product} />, onPick: () => take(product) }));
  const word = byWord === undefined || asked === '' || rows.length > 0 ? [] : [{ id: 'by-word', content: <><Icon name="plus" />{byWord.words(asked)}</>, onPick: () => noteWord(byWord) }];
  return (
    <div className="product-picker">
      <Combobox
        label={purpose?.label ?? t('selling.find')}
        placeholder={purpose?.placeholder ?? t('selling.findHint')}
        text={text}
        onText={setText}
        floating={floating}
        autoFocus={autoFocus}
        onEnter={takeFirst}
        {...(waits && { isOpen: asked !== '', onEscape: () => setText('') })}
        {...(onEscape && { onEscape })}
        groups={[{ label: purpose?.group ?? t('selling.products'), choices: [...choices, ...word] }]}
        shortcut={purpose?.icon}
        empty={found.data === undefined ? undefined : asked === '' ? t('selling.noCatalogue') : t('selling.noProduct', { text: asked })}
        footer={total > rows.length ? t('selling.more', { formatted: format.number(total - rows.length) }) : undefined}
      />
    </div>
  );
}

export function ProductChoice({ product }: { product: ProductView }): ReactElement {
  return (
    <>
      <span className="choice-words">
        <span className="choice-title cut">{product.name}</span>
        <span className="choice-line cut">{[product.code, product.category].filter(Boolean).join(' · ')}</span>
      </span>
      <PriceText product={product} />
    </>
  );
}

/** A price line; in red, and with a sign where there is room for one, where the channels differ (S8, N6). */
export function PriceText({ product, isNarrow = false }: { product: Pick<ProductView, 'prices' | 'mismatch'>; isNarrow?: boolean }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span className="price" data-mismatch={product.mismatch !== null} title={product.mismatch === null ? undefined : t('selling.mismatch')}>
      {product.mismatch !== null && <>{!isNarrow && <Icon name="warn" />}<span className="hidden-text">{t('selling.mismatch')} </span></>}
      {priceLine(t, format, product.prices, product.mismatch)}
    </span>
  );
}
