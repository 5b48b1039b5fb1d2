/** Reads the cells of a shop's row: text, amounts, dates, channels, states and people. Says what is doubtful, and stops at what cannot be used. */
import { ORDER_STATES } from '../../../shared/domain.ts';
import type { ContactPointRef, OrderState, PriceChannel, RowProblem } from '../../../shared/domain.ts';
import { readAmount } from '../connectors/files/formats/amounts.ts';
import type { ShopMeaning } from '../connectors/files/formats/shopColumns.ts';
import type { RowCells, RowContext } from '../connectors/files/formats/shopTable.ts';
import { documentPoint, mailPoint, phonePoint } from '../identity/address.ts';
import type { Claim, DeskFacts, Evidence } from './normalised.ts';
import { CURRENCY_SIGNS, inMinor, linesOfText, quantityOf } from './shopRowAmounts.ts';
import type { OrderLine, ReadLine } from './shopRowAmounts.ts';
import { readMoment } from './shopRowDates.ts';
import { channelOf, folded, STATE_WORDS } from './shopRowWords.ts';

/** Something wrong in a row; `meaning` is the column it stands in, null for the row as a whole. */
export type FoundProblem = { problem: RowProblem; meaning: ShopMeaning | null; value: string };

/** Whom a row is about, the most personal address first, and what it says of them. */
export type People = { points: ContactPointRef[]; said: { claims: Claim[]; evidence: Evidence[] } };

/** Thrown while a row is read, caught in normalizeShopRow.ts: the row cannot be used. */
export class UnusableRow extends Error {
  readonly found: FoundProblem;
  constructor(found: FoundProblem) {
    super(found.problem);
    this.found = found;
  }
}

/** The cells of one row, and of the rows that belong to it. What cannot be used is thrown as UnusableRow. */
export class ShopRow {
  readonly #lines: readonly RowCells[];
  readonly #context: RowContext;
  readonly #desk: DeskFacts;
  readonly #problems: FoundProblem[];

  constructor(lines: readonly RowCells[], context: RowContext, desk: DeskFacts, problems: FoundProblem[]) {
    this.#lines = lines;
    this.#context = context;
    this.#desk = desk;
    this.#problems = problems;
  }

  text(meaning: ShopMeaning): string {
    return this.#lines[0]?.[meaning] ?? '';
  }

  hasColumn(meaning: ShopMeaning): boolean {
    return this.#context.columns.includes(meaning);
  }

  need(meaning: ShopMeaning, problem: RowProblem): string {
    const text = this.text(meaning);
    if (text === '') throw this.unusable(problem, meaning, '');
    return text;
  }

  say(problem: RowProblem, meaning: ShopMeaning | null, value: string): void {
    this.#problems.push({ problem, meaning, value });
  }

  unusable(problem: RowProblem, meaning: ShopMeaning | null, value: string): UnusableRow {
    return new UnusableRow({ problem, meaning, value });
  }

  /** In the smallest unit; null when nothing is written. */
  amount(meaning: ShopMeaning, currency: string, line: RowCells = this.#lines[0] ?? {}): number | null {
    const text = line[meaning] ?? '';
    if (text === '') return null;
    const hundredths = readAmount(text, this.#context.marks[meaning] ?? null);
    if (hundredths === 'unclear' || hundredths === 'bad') throw this.unusable(hundredths === 'bad' ? 'amount-bad' : 'amount-unclear', meaning, text);
    if (hundredths < 0 && meaning !== 'total' && meaning !== 'lineAmount') throw this.unusable('amount-bad', meaning, text);
    return inMinor(hundredths, currency);
  }

  currency(): string {
    const text = this.text('currency').toUpperCase();
    if (text === '') return '';
    const code = CURRENCY_SIGNS[text] ?? text;
    if (code !== '' && !/^[A-Z]{3}$/.test(code)) throw this.unusable('currency-bad', 'currency', text);
    return code;
  }

  date(meaning: ShopMeaning, isEnd = false): number | null {
    const text = this.text(meaning);
    if (text === '') return null;
    const atMs = readMoment(text, this.#context.dates, this.#desk, isEnd);
    if (atMs === null) throw this.unusable('date-bad', meaning, text);
    return atMs;
  }

  /** A last day counts to its end. */
  period(): { fromMs: number | null; toMs: number | null } {
    const [fromMs, toMs] = [this.date('from'), this.date('to', true)];
    if (fromMs !== null && toMs !== null && toMs < fromMs) throw this.unusable('period-reversed', 'to', this.text('to'));
    return { fromMs, toMs };
  }

  priceChannel(text: string): PriceChannel | '*' {
    const words = folded(text);
    if (/^(?:todos|all|cualquiera|any|\*)$/.test(words)) return '*';
    const channel = channelOf(words);
    if (channel === null) throw this.unusable('channel-unknown', 'channel', text);
    return channel;
  }

  /** In our words where we have one, else in the source's. */
  salesChannel(): string {
    const text = this.text('channel');
    return channelOf(folded(text)) ?? text.slice(0, 60);
  }

  state(): OrderState {
    const text = this.text('state');
    if (text === '') return 'placed';
    const words = folded(text).replace(/[_-]/g, ' ');
    const found = ORDER_STATES.find((state) => state === words) ?? STATE_WORDS.find(([, pattern]) => pattern.test(words))?.[0];
    if (found === undefined) throw this.unusable('state-unknown', 'state', text);
    return found;
  }

  stars(): number | null {
    const text = this.text('stars');
    if (text === '') return null;
    const drawn = /^[★⭐]+[☆]*$/u.test(text) ? [...text].filter((char) => char !== '☆').length : null;
    const [, value, of] = /^(\d{1,3}(?:[.,]\d{1,2})?)(?:\s*(?:\/|de|of|out of)\s*(\d{1,3}))?(?:\s*(?:estrellas?|stars?))?$/i.exec(text) ?? [];
    const stars = drawn ?? (value === undefined ? Number.NaN : (Number(value.replace(',', '.')) / Number(of ?? 5)) * 5);
    if (stars >= 1 && stars <= 5) return Math.round(stars * 10) / 10;
    this.say('stars-bad', 'stars', text);
    return null;
  }

  url(): string {
    const text = this.text('url');
    if (text === '') return '';
    if (/^https?:\/\/[^\s]+$/i.test(text) && URL.canParse(text)) return text.slice(0, 2_000);
    this.say('url-bad', 'url', text);
    return '';
  }

  /** The customer's addresses, the most personal first; one that cannot be read makes the row unusable. */
  people(): People {
    const points: ContactPointRef[] = [];
    const add = (meaning: 'mail' | 'document' | 'phone', read: (text: string) => ContactPointRef | 'withheld' | null): void => {
      const text = this.text(meaning);
      const point = text === '' ? null : read(text);
      if (text !== '' && (point === null || point === 'withheld')) throw this.unusable('bad-customer', meaning, text);
      if (point !== null && point !== 'withheld') points.push(point);
    };
    add('mail', mailPoint);
    add('document', (text) => documentPoint(text, this.#desk.country));
    add('phone', (text) => phonePoint(text, this.#desk.country));
    const [main] = points;
    const name = (this.text('customer') || this.text('author')).slice(0, 300);
    return { points, said: { claims: main === undefined || name === '' ? [] : [{ point: main, field: 'name', value: name }], evidence: points.length > 1 ? [{ rule: 'contact-card', points }] : [] } };
  }

  /** Lines of an order, from a column of JSON or from rows of their own. `sum`: what they come to, where that is plain. */
  lines(currency: string, total: number | null): { lines: OrderLine[]; sum: number | null } {
    const told = this.text('lines');
    const read = told !== '' ? linesOfText(told, currency) : this.#lines.flatMap((line): ReadLine[] => {
      const [code, name] = [line.lineCode ?? '', line.lineName ?? ''];
      if (code === '' && name === '') return [];
      return [{ code, name: name || code, quantity: quantityOf(line.lineQuantity ?? ''), amount: this.amount('lineAmount', currency, line), isWhole: null }];
    });
    const plain = read.reduce((sum, line) => sum + (line.amount ?? 0), 0);
    // The column may hold the price of one: then the amounts come to the total only times the quantity.
    const isUnit = total !== null && plain !== total && read.reduce((sum, line) => sum + Math.round((line.amount ?? 0) * line.quantity), 0) === total;
    const lines = read.slice(0, 500).map(({ amount, isWhole, ...line }): OrderLine => ({ ...line, amountMinor: Math.round((amount ?? 0) * (isWhole === false || (isWhole === null && isUnit) ? line.quantity : 1)) }));
    const isPlain = read.length > 0 && read.every((line) => line.amount !== null && (line.isWhole !== null || line.quantity === 1));
    return { lines, sum: isPlain ? lines.reduce((sum, line) => sum + line.amountMinor, 0) : null };
  }
}
