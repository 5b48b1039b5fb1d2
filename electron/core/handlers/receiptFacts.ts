/** What stands on a receipt, gathered from the local history. */
import type { Language } from '../../../shared/contract.ts';
import type { Money, VisitItemKind } from '../../../shared/domain.ts';
import type { Shop } from '../../../shared/shop.ts';
import { firstName } from '../decisions/firstName.ts';
import { pricesNow } from '../decisions/parity.ts';
import { claimsOf, customerSummary, membersOf } from '../store/customers.ts';
import type { Reader } from '../store/open.ts';
import { pricesOf, productByCode } from '../store/selling.ts';
import { readShop } from '../store/shop.ts';
import { itemsOfVisit } from '../store/visits.ts';
import type { VisitRow } from '../store/visits.ts';
import { RECEIPT_WORDS } from './receiptWords.ts';
import { offersOf } from './selling.ts';
import { customerName, customerOf } from './views.ts';

export type ReceiptLine = { kind: VisitItemKind; label: string; price: Money | null; validToMs: number | null; isAccepted: boolean };
export type ReceiptFacts = {
  /** As printed; empty for a visit without a receipt, whose mail carries the survey alone. */
  shown: string;
  language: Language;
  timeZone: string;
  shop: Shop['identity'];
  branch: { name: string; address: string };
  customer: string;
  /** For the greeting; empty where there is none to be told. */
  givenName: string;
  agent: string;
  startedAtMs: number;
  endedAtMs: number;
  motive: string;
  lines: ReceiptLine[];
  /** The matter it was about, and how it stands. */
  matter: { title: string; status: string } | null;
  outcome: string;
  nextSteps: { title: string; dueAtMs: number | null }[];
};

/** What is written for who gave no name; a customer reads nothing instead. */
const NAMELESS = 'desk';

/** `CAB-7F3K 00012`; null without one. */
export function receiptShown(row: Pick<VisitRow, 'receiptSeries' | 'receiptNumber'>): string | null {
  return row.receiptNumber === null ? null : `${row.receiptSeries ?? ''} ${String(row.receiptNumber).padStart(5, '0')}`;
}

/** @param desk zone of the shop, its country, and the language for who states none */
export function receiptFacts(reader: Reader, row: VisitRow, desk: { timeZone: string; country: string; language: Language }): ReceiptFacts {
  const shop = readShop(reader);
  const owner = row.point === null ? null : customerOf(reader, row.point);
  const points = owner === null ? [] : membersOf(reader, owner.root);
  const known = shop.branches.find((branch) => branch.code === row.branch);
  const endedAtMs = row.endedAtMs ?? row.startedAtMs;
  const stated = claimsOf(reader, points.map((point) => point.id)).find((claim) => claim.field === 'language' && claim.value !== '')?.value ?? '';
  const summary = owner === null ? null : customerSummary(reader, owner.root);
  const customer = summary === null ? '' : customerName({ reader, country: desk.country }, summary.name);
  // As a code, or as somebody typed it.
  const language: Language = /^(?:en|ingl)/i.test(stated) ? 'en' : /^(?:es|cast|spanish)/i.test(stated) ? 'es' : desk.language;
  return {
    shown: receiptShown(row) ?? '', language, timeZone: desk.timeZone,
    shop: shop.identity, branch: { name: known?.name ?? row.branch, address: known?.address ?? '' },
    customer, givenName: firstName(customer, summary?.organisation ?? '') ?? '', agent: row.agent === NAMELESS ? '' : row.agent, startedAtMs: row.startedAtMs, endedAtMs,
    motive: row.motive === '' ? '' : (shop.motives.find((motive) => motive.code === row.motive)?.label || row.motive),
    lines: receiptLines(reader, row, shop, points.map((point) => point.uuid), endedAtMs, language),
    matter: row.caseId === null ? null : matterOf(reader, row.caseId), outcome: row.outcome.trim(), nextSteps: nextSteps(reader, row, points.map((point) => point.uuid)),
  };
}

function matterOf(reader: Reader, caseId: string): ReceiptFacts['matter'] {
  return (reader.prepare('SELECT title, status FROM desk_case WHERE id = ?').get(caseId) as { title: string; status: string } | undefined) ?? null;
}

/** What each thing cost at the counter then; offers with their validity and what was answered. */
function receiptLines(reader: Reader, row: VisitRow, shop: Shop, points: readonly string[], atMs: number, language: Language): ReceiptLine[] {
  const items = itemsOfVisit(reader, row.id);
  const offers = items.some((item) => item.kind === 'offer') ? offersOf(reader, points, atMs) : [];
  return items.map(({ kind, ref, label }) => {
    const plain = { kind, label: label || ref, price: null, validToMs: null, isAccepted: false };
    if (kind === 'preference') return { ...plain, label: shop.preferences.find((one) => one.code === ref)?.label || (Object.hasOwn(RECEIPT_WORDS[language].preferences, ref) ? (RECEIPT_WORDS[language].preferences[ref] ?? '') : plain.label) };
    if (kind === 'offer') {
      const offer = offers.find((one) => one.id === ref);
      return offer === undefined ? plain : { ...plain, price: offer.price, validToMs: offer.validToMs, isAccepted: offer.answer?.answer === 'accepted' };
    }
    const price = kind === 'datum' || ref === '' ? undefined : pricesNow(pricesOf(reader, productByCode(reader, ref)?.code ?? ref), atMs).find((one) => one.channel === 'branch');
    return price === undefined ? plain : { ...plain, price: { amountMinor: price.amountMinor, currency: price.currency } };
  });
}

/** What is still to be done of the matter, or was agreed during the visit. */
function nextSteps(reader: Reader, row: VisitRow, points: readonly string[]): ReceiptFacts['nextSteps'] {
  return reader.prepare(`SELECT title, due_at_ms AS dueAtMs FROM task WHERE point IN (SELECT value FROM json_each(?)) AND done_at_ms IS NULL AND created_at_ms BETWEEN ? AND ? AND rule_id IS NULL
    ORDER BY coalesce(due_at_ms, 9e15), id LIMIT 8`).all(JSON.stringify(points), row.startedAtMs, row.endedAtMs ?? row.startedAtMs) as ReceiptFacts['nextSteps'];
}
