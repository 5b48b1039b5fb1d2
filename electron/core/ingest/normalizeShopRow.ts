/**
 * Reads one row of a shop's table: a product with its prices, an order, an offer, a step somebody took on a site, a
 * review.
 *
 * Promises: never guesses. An amount that can be read in two ways, a date or a customer that cannot be read make the
 * row unusable, kept with its reason: an offer to one person must never become one for everybody.
 */
import { ORDER_STATES, PRICE_CHANNELS } from '../../../shared/domain.ts';
import type { ContactPointRef, OrderState, PageFacts, PriceChannel, RowProblem } from '../../../shared/domain.ts';
import type { ShopFilePreview } from '../../../shared/selling.ts';
import { DAY_MS } from '../../../shared/time.ts';
import type { RawRecord } from '../connectors/connector.ts';
import { readAmount } from '../connectors/files/formats/amounts.ts';
import { AMOUNTS } from '../connectors/files/formats/shopColumns.ts';
import type { ShopMeaning } from '../connectors/files/formats/shopColumns.ts';
import { meaningNames, readCells } from '../connectors/files/formats/shopTable.ts';
import type { RowCells, RowContext, TableFile } from '../connectors/files/formats/shopTable.ts';
import { chatPoint, documentPoint, mailPoint, phonePoint } from '../identity/address.ts';
import { interactionId } from '../identity/ids.ts';
import { wallTimeToMs } from './localTime.ts';
import type { Claim, DeskFacts, Evidence, NormalisedInteraction, NormalisedRecord, RowFact, RowKeys } from './normalised.ts';
import { digest, oneLine, unreadableRecord } from './reading.ts';

export function normalizeShopRow(record: Pick<RawRecord, 'raw' | 'context' | 'receivedAtMs'>, desk: DeskFacts): NormalisedRecord {
  return readRow(record, desk).record;
}

type Found = { problem: RowProblem; meaning: ShopMeaning | null; value: string };
type Read = { record: NormalisedRecord; problems: Found[]; about: RowKeys['about'] };

/** Thrown inside this file alone: the row cannot be used. */
class Unusable extends Error {
  readonly found: Found;
  constructor(found: Found) {
    super(found.problem);
    this.found = found;
  }
}

/** Problems that are said and do not keep a row from being used. */
const SAID_ONLY: ReadonlySet<RowProblem> = new Set<RowProblem>(['no-customer', 'stars-bad', 'url-bad']);
const PROBLEMS_SHOWN = 50;

/** What importing a table would do, and the keys of its usable rows: which of them are known, only the store can tell. */
export function previewRows(file: TableFile, desk: DeskFacts): { preview: ShopFilePreview; keys: RowKeys[] } {
  const keys: RowKeys[] = [];
  const problems: ShopFilePreview['problems'] = [];
  let unusable = 0;
  for (const row of file.rows) {
    const read = readRow({ raw: Buffer.from(row.raw), context: row.context, receivedAtMs: null }, desk);
    if (read.problems.some(({ problem }) => !SAID_ONLY.has(problem))) unusable++;
    else keys.push({ recordKey: interactionId(read.record.recordKey), about: read.about });
    for (const { problem, meaning, value } of read.problems) {
      const at = meaning === null ? -1 : row.context.columns.indexOf(meaning);
      if (problems.length < PROBLEMS_SHOWN) problems.push({ row: row.row, column: file.headers[at] ?? '', problem, value: value.slice(0, 120) });
    }
  }
  const preview: ShopFilePreview = {
    format: file.format, table: file.table, rows: file.rows.length, columns: file.headers.map((header, at) => ({ header, meaning: file.columns[at] ?? 'ignore' })), meanings: meaningNames(file.table), sample: file.sample,
    added: keys.length, changed: 0, known: 0, unusable, problems,
  };
  return { preview, keys };
}

function readRow(record: Pick<RawRecord, 'raw' | 'context' | 'receivedAtMs'>, desk: DeskFacts): Read {
  const context = record.context as RowContext | null;
  const text = Buffer.from(record.raw.buffer, record.raw.byteOffset, record.raw.byteLength).toString('utf8');
  const lines = context === null ? null : readCells(text, context);
  if (context === null || lines === null) return { record: unreadableRecord(record.raw, 'not-a-row'), problems: [{ problem: 'broken-row', meaning: null, value: oneLine(text) }], about: null };
  const key = keyOf(lines, context);
  const empty: NormalisedRecord = { recordKey: key, groupKey: null, interaction: null, claims: [], evidence: [], problems: [], unreadable: null };
  const problems: Found[] = [];
  const row = new Row(lines, context, desk, problems);
  if (context.replacedBy !== null) return { record: empty, problems: [{ problem: 'repeated', meaning: context.columns.find((meaning) => meaning === 'code' || meaning === 'number' || meaning === 'id') ?? null, value: String(context.replacedBy) }], about: null };
  try {
    const made = READERS[context.table](row, key, record.receivedAtMs);
    const fact = made.fact;
    const about: RowKeys['about'] = fact === undefined ? null : { table: fact.table, id: fact.table === 'product' ? fact.code : fact.table === 'order' ? fact.number : fact.id };
    return { record: { ...empty, ...made }, problems, about };
  } catch (thrown) {
    if (!(thrown instanceof Unusable)) throw thrown;
    return { record: { ...empty, unreadable: 'row-unclear' }, problems: [...problems, thrown.found], about: null };
  }
}

/** What a row says makes its key, not where it stands; how its amounts are read is part of what they say. */
function keyOf(lines: readonly RowCells[], { table, marks, dates, replacedBy }: RowContext): string {
  const said = lines.map((line) => Object.entries(line).sort(([a], [b]) => (a < b ? -1 : 1)).map(([meaning, value]) => `${meaning}${AMOUNTS.has(meaning as ShopMeaning) && /[.,]/.test(value) ? `(${marks[meaning as ShopMeaning] ?? ''})` : ''}=${value}`));
  return `row:${digest([table, replacedBy === null ? '' : 'replaced', dates ?? '', ...said.map((cells) => cells.join('\u0000'))])}`;
}

type Made = Partial<Pick<NormalisedRecord, 'interaction' | 'claims' | 'evidence'>> & { fact?: RowFact };
const READERS: Record<RowContext['table'], (row: Row, key: string, receivedAtMs: number | null) => Made> = { products: readProduct, orders: readOrder, offers: readOffer, steps: readStep, reviews: readReview };

function readProduct(row: Row): Made {
  const code = row.need('code', 'no-code').slice(0, 100);
  const name = row.text('name') || code;
  const currency = row.currency();
  const period = row.period();
  const prices: (RowFact & { table: 'product' })['prices'] = [];
  const add = (channel: PriceChannel | '*', amountMinor: number | null): void => {
    if (amountMinor !== null) prices.push({ channel, amountMinor, currency, ...period });
  };
  const named = row.text('channel');
  add(named === '' ? '*' : row.priceChannel(named), row.amount('price', currency));
  for (const channel of PRICE_CHANNELS) add(channel, row.amount(`price.${channel}`, currency));
  return { fact: { table: 'product', saidAtMs: row.date('updated'), code, slot: `${folded(named)}|${period.fromMs ?? ''}|${period.toMs ?? ''}`, name: name.slice(0, 300), norm: folded(`${name} ${code}`), category: row.text('category').slice(0, 200), description: row.text('description').slice(0, 4_000), prices } };
}

function readOrder(row: Row, _key: string, receivedAtMs: number | null): Made {
  const number = row.need('number', 'no-number').slice(0, 100);
  const currency = row.currency();
  const people = row.people();
  if (people.points.length === 0) row.say('no-customer', null, number);
  const total = row.amount('total', currency);
  const lines = row.lines(currency, total);
  const amountMinor = total ?? lines.sum;
  if (amountMinor === null) throw row.unusable('no-amount', 'total', '');
  const updatedAtMs = row.date('updated');
  return {
    fact: {
      table: 'order', saidAtMs: updatedAtMs, number, point: people.points[0] ?? null, state: row.state(), channel: row.salesChannel(), orderedAtMs: row.date('date') ?? updatedAtMs ?? receivedAtMs ?? 0, amountMinor, currency, lines: lines.lines,
    },
    ...people.said,
  };
}

function readOffer(row: Row): Made {
  const people = row.people();
  // Whoever was named and cannot be read: without them it would be an offer for everybody.
  if (people.points.length === 0 && row.text('customer') !== '') throw row.unusable('bad-customer', 'customer', row.text('customer'));
  const text = row.need('text', 'no-text').slice(0, 2_000);
  const currency = row.currency();
  const [campaign, productCode] = [row.text('campaign').slice(0, 200), row.text('code').slice(0, 100) || null];
  const point = people.points[0] ?? null;
  const to = point === null ? '' : `${point.kind}:${point.value}`;
  const own = row.text('id');
  const id = interactionId(own === '' ? `offer:${digest(['', folded(campaign), folded(text), productCode ?? '', to])}` : `offer:${digest([own, to])}`);
  return { fact: { table: 'offer', saidAtMs: row.date('updated'), id, point, text, campaign, productCode, amountMinor: row.amount('price', currency), currency, ...row.period(), channel: row.salesChannel() }, ...people.said };
}

/** Something a customer asked in a form waits for an answer; what they did alone does not. */
const ASKS = /\b(?:form|formulario|consulta|contacto|contact|question|pregunta|reclamo|claim|ticket|turno|cotizacion|presupuesto|quote)\b/;

function readStep(row: Row, key: string, receivedAtMs: number | null): Made {
  const kind = row.need('kind', 'no-kind').slice(0, 200);
  const people = row.people();
  if (people.points.length === 0) row.say('no-customer', null, kind);
  const text = row.text('text');
  const asks = ASKS.test(folded(kind)) && text !== '';
  return { ...people.said, interaction: touchpoint(row, key, { channel: 'web', people, title: kind, text, page: { url: row.url(), site: '', stars: null }, role: asks ? 'author' : 'subject', occurredAtMs: row.date('date') ?? receivedAtMs }) };
}

function readReview(row: Row, key: string, receivedAtMs: number | null): Made {
  const author = row.text('author') || row.text('customer');
  const url = row.url();
  const site = (row.text('site') || hostOf(url)).slice(0, 200);
  const people = row.people();
  // Whoever can be named has a better name than the one they write under in public.
  people.said.claims = [];
  const stars = row.stars();
  const text = row.text('text');
  if (text === '' && stars === null) throw row.unusable('no-text', 'text', '');
  if (people.points.length === 0) {
    const point = author === '' ? null : chatPoint('review', `${site === '' ? 'web' : site}/${author}`);
    if (point === null) throw row.unusable('no-author', 'author', '');
    people.points.push(point);
    people.said = { claims: [{ point, field: 'name', value: author.slice(0, 300) }], evidence: [] };
  }
  const title = [site, stars === null ? '' : `${'★'.repeat(Math.round(stars))}${'☆'.repeat(5 - Math.round(stars))}`].filter((part) => part !== '').join(' ');
  return { ...people.said, interaction: touchpoint(row, key, { channel: 'public', people, title, text, page: { url, site, stars }, role: 'author', occurredAtMs: row.date('date') ?? receivedAtMs }) };
}

type Touch = { channel: 'web' | 'public'; people: People; title: string; text: string; page: PageFacts; role: 'author' | 'subject'; occurredAtMs: number | null };

function touchpoint(row: Row, key: string, { channel, people, title, text, page, role, occurredAtMs }: Touch): NormalisedInteraction {
  const name = row.text('customer') || row.text('author');
  return {
    key, channel, direction: 'inbound', occurredAtMs: occurredAtMs ?? 0, title, preview: oneLine(text), text, threadKey: null,
    parties: people.points.slice(0, 1).map((point) => ({ point, name: name.slice(0, 300), role })), own: [], attachments: [],
    list: false, automatic: false, bounce: false, dateDoubtful: row.text('date') === '', hasHtml: false, call: null, page,
  };
}

// ------------------------------------------------------------------------------------------------ cells

type People = { points: ContactPointRef[]; said: { claims: Claim[]; evidence: Evidence[] } };

class Row {
  readonly #lines: readonly RowCells[];
  readonly #context: RowContext;
  readonly #desk: DeskFacts;
  readonly #problems: Found[];

  constructor(lines: readonly RowCells[], context: RowContext, desk: DeskFacts, problems: Found[]) {
    this.#lines = lines;
    this.#context = context;
    this.#desk = desk;
    this.#problems = problems;
  }

  text(meaning: ShopMeaning): string {
    return this.#lines[0]?.[meaning] ?? '';
  }

  need(meaning: ShopMeaning, problem: RowProblem): string {
    const text = this.text(meaning);
    if (text === '') throw this.unusable(problem, meaning, '');
    return text;
  }

  say(problem: RowProblem, meaning: ShopMeaning | null, value: string): void {
    this.#problems.push({ problem, meaning, value });
  }

  unusable(problem: RowProblem, meaning: ShopMeaning | null, value: string): Unusable {
    return new Unusable({ problem, meaning, value });
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

type OrderLine = { code: string; name: string; quantity: number; amountMinor: number };
/** `isWhole`: whether the amount is that of the line, or of one piece; null: the source does not say. */
type ReadLine = { code: string; name: string; quantity: number; amount: number | null; isWhole: boolean | null };

function linesOfText(text: string, currency: string): ReadLine[] {
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

function quantityOf(text: string): number {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(value) || value <= 0 ? 1 : value;
}

const CURRENCY_SIGNS: Readonly<Record<string, string>> = { $: '', '€': 'EUR', US$: 'USD', U$S: 'USD', 'U$D': 'USD', 'R$': 'BRL', '£': 'GBP', AR$: 'ARS', PESOS: '', EUROS: 'EUR', DOLARES: 'USD' };

const CHANNEL_WORDS: readonly (readonly [PriceChannel, RegExp])[] = [
  ['web', /^(?:web|online|on line|internet|tienda (?:online|web)|e ?commerce|sitio(?: web)?|app|website)$/], ['branch', /^(?:sucursal|sucursales|local|tienda|mostrador|salon|branch|store|shop|counter|presencial|en persona|visita|visit)$/],
  ['phone', /^(?:telefono|telefonico|tel|phone|llamada|call|call ?center|telesales)$/], ['mail', /^(?:mail|correo|e ?mail)$/], ['chat', /^(?:chat|whatsapp|wsp|mensajes?)$/],
];

function channelOf(words: string): PriceChannel | null {
  return CHANNEL_WORDS.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}

const STATE_WORDS: readonly (readonly [OrderState, RegExp])[] = [
  ['cancelled', /^(?:cancelad[oa]|anulad[oa]|cancell?ed|void(?:ed)?|rechazad[oa])$/], ['returned', /^(?:devuelt[oa]|devolucion|returned|refunded|reembolsad[oa])$/],
  ['delivered', /^(?:entregad[oa]|delivered|completed?|completad[oa]|retirad[oa]|picked up|fulfilled|cerrad[oa]|finalizad[oa])$/], ['shipped', /^(?:enviad[oa]|despachad[oa]|shipped|in transit|en camino|en viaje|dispatched|out for delivery)$/],
  ['ready', /^(?:list[oa](?: para (?:retirar|retiro|entregar))?|ready(?: for pickup)?|disponible(?: para retirar)?|para retirar)$/],
  ['preparing', /^(?:en preparacion|preparando|preparing|processing|en proceso|procesando|armado|picking|in progress)$/], ['paid', /^(?:pagad[oa]|pago(?: acreditado| aprobado)?|paid|payment received|acreditad[oa]|aprobad[oa])$/],
  ['placed', /^(?:nuev[oa]|new|pendiente|pending|recibid[oa]|received|creado|created|open|abiert[oa]|ingresad[oa]|confirmad[oa]|confirmed|pendiente de pago|awaiting payment|on hold)$/],
];

const digitsOf = new Map<string, number>();

/** Without a currency the hundredths stay: whoever shows them knows the shop's. */
function inMinor(hundredths: number, currency: string): number {
  if (currency === '') return hundredths;
  let digits = digitsOf.get(currency);
  if (digits === undefined) digitsOf.set(currency, (digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2));
  return Math.round(hundredths * 10 ** (digits - 2));
}

/** For comparing and searching: no case, no accents, single spaces. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}*$%]+/gu, ' ').trim();
}

function hostOf(url: string): string {
  return url === '' ? '' : new URL(url).hostname.replace(/^www\./, '');
}

const MONTH_FIRST = new Set(['US', 'PH', 'PR', 'GU']);

/** A moment as tables write it; a day alone is its beginning, or with `isEnd` its last millisecond. */
function readMoment(text: string, order: RowContext['dates'], desk: DeskFacts, isEnd: boolean): number | null {
  if (/^\d{10}$/.test(text)) return Number(text) * 1_000;
  if (/^\d{13}$/.test(text)) return Number(text);
  const zoned = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})$/.exec(text);
  if (zoned !== null) {
    const atMs = Date.parse(text.replace(' ', 'T'));
    return Number.isFinite(atMs) ? atMs : null;
  }
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?$/.exec(text);
  const written = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s?(a\.?\s?m\.?|p\.?\s?m\.?)?)?$/i.exec(text);
  const monthFirst = order === null ? MONTH_FIRST.has(desk.country) : order === 'mdy';
  const [year, month, day, hour, minute, second] = (iso !== null ? [iso[1], iso[2], iso[3], iso[4], iso[5], iso[6]]
    : written === null ? [] : [written[3], monthFirst ? written[1] : written[2], monthFirst ? written[2] : written[1], written[4], written[5], written[6]]).map((part) => (part === undefined ? undefined : Number(part)));
  if (year === undefined || month === undefined || day === undefined) return null;
  const half = written?.[7]?.toLowerCase();
  const hours = hour === undefined ? 0 : half === undefined ? hour : (hour % 12) + (half.startsWith('p') ? 12 : 0);
  const time = { year: year < 100 ? 2_000 + year : year, month, day, hour: hours, minute: minute ?? 0, second: second ?? 0 };
  const check = new Date(Date.UTC(time.year, month - 1, day));
  if (check.getUTCMonth() !== month - 1 || check.getUTCDate() !== day || hours > 23 || time.minute > 59 || time.second > 59) return null;
  const atMs = wallTimeToMs(time, desk.timeZone);
  return isEnd && hour === undefined ? atMs + DAY_MS - 1 : atMs;
}
