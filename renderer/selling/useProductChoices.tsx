/** Products among the answers of a search: each opens for the customer whose tab is in front, to be saved or offered. */
import { intend } from '../data/intents.ts';
import { openCustomer, useNavigation } from '../data/navigation.ts';
import { useProducts } from '../data/sellingQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { ChoiceGroup } from '../ui/Combobox.tsx';
import { ProductChoice } from './ProductPicker.tsx';

const MOST = 5;

/** `onPicked` runs before the product opens. Empty while nothing is asked or nobody is on the screen. */
export function useProductChoices(text: string, onPicked: () => void): ChoiceGroup[] {
  const { t } = useTranslation();
  const { tabs, activeId } = useNavigation();
  const tab = tabs.find((one) => one.customerId === activeId);
  const asked = text.trim();
  const found = useProducts(asked, MOST, asked !== '' && tab !== undefined).data;
  if (asked === '' || tab === undefined || found === undefined) return [];
  return [{
    label: t('selling.products'),
    choices: found.rows.map((product) => ({
      id: `product-${product.code}`,
      content: <ProductChoice product={product} />,
      onPick: () => {
        onPicked();
        openCustomer(tab);
        // Their workspace takes the product, once it is on the screen.
        setTimeout(() => intend('findProduct', { product }), 0);
      },
    })),
  }];
}
