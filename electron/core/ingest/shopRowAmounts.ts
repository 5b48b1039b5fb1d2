/** Reads currencies, amounts, quantities and the lines of an order as shops write them. */
import { readAmount } from '../connectors/files/formats/amounts.ts';

/** A line of an order as it is kept; `amountMinor` is that of the whole line. */
export type OrderLine = { code: string; name: string; quantity: number; amountMinor: number };
/** A line as its source writes it. `isWhole`: whether the amount is that of the line, or of one piece; null: the source does not say. */
export type ReadLine = { code: string; name: string; quantity: number; amount: number | null; isWhole: boolean | null };

/** Lines in one cell: a JSON list, or words between semicolons. */
export function linesOfText(text: string, currency: string): ReadLine[] {
  let list: unknown = null;
  try {
    list = JSON.parse(text);
  } catch {
    // "2 x Heladera; Garantía": words are lines too.
  }
  if (!Array.isArray(list)) return text.split(/[;\n|]/).map((part) => part.trim()).filter((part) => part !== '').map((part) => {
    const [, quantity, name] = /^(\d{1,4})\s*[x×*]\s*(.+)$/i.exec(part) ?? [];
    return { code: '', name: (name ?? part).slice(0, 300), quantity: Number(quantity ?? 1), amount: null, isWhole: null };
  });
  return list.flatMap((item: unknown): ReadLine[] => {
    if (typeof item === 'string') return [{ code: '', name: item.slice(0, 300), quantity: 1, amount: null, isWhole: null }];
    if (typeof item !== 'object' || item === null) return [];
    const field = (...names: string[]): string => {
      const found = names.map((name) => (item as Record<string, unknown>)[name]).find((value) => typeof value === 'string' || typeof value === 'number');
      return found === undefined ? '' : String(found);
    };
    const amount = (text: string): number | null => {
      const read = text === '' ? 'bad' : readAmount(text, '.');
      return typeof read === 'number' ? inMinor(read, currency) : null;
    };
    const whole = amount(field('total', 'subtotal', 'amount', 'importe'));
    const each = amount(field('price', 'precio', 'unitPrice', 'unit_price', 'precioUnitario'));
    const code = field('code', 'sku', 'codigo', 'código', 'id', 'product', 'producto');
    return [{ code: code.slice(0, 100), name: (field('name', 'nombre', 'description', 'descripcion', 'title') || code).slice(0, 300), quantity: quantityOf(field('quantity', 'qty', 'cantidad', 'units')), amount: whole ?? each, isWhole: whole !== null ? true : each !== null ? false : null }];
  });
}

/** One, where nothing usable is written. */
export function quantityOf(text: string): number {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(value) || value <= 0 ? 1 : value;
}

/** Signs and words for a currency; empty: which one depends on the shop. */
export const CURRENCY_SIGNS: Readonly<Record<string, string>> = { $: '', '€': 'EUR', US$: 'USD', U$S: 'USD', 'U$D': 'USD', 'R$': 'BRL', '£': 'GBP', AR$: 'ARS', PESOS: '', EUROS: 'EUR', DOLARES: 'USD' };

const digitsOf = new Map<string, number>();

/** Without a currency the hundredths stay: whoever shows them knows the shop's. */
export function inMinor(hundredths: number, currency: string): number {
  if (currency === '') return hundredths;
  let digits = digitsOf.get(currency);
  if (digits === undefined) digitsOf.set(currency, (digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2));
  return Math.round(hundredths * 10 ** (digits - 2));
}
