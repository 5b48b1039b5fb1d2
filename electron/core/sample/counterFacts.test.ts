import { describe, expect, it } from 'vitest';
import { counterFacts } from './counterFacts.ts';
import type { DatedFact } from './counterFacts.ts';
import { offersTable, ordersTable, PRODUCTS } from './renderShop.ts';
import { PURCHASES } from './stories/purchases.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 13, 54);
const OTHER_TIMES = [Date.UTC(2027, 0, 1, 3, 0, 0, 1), Date.UTC(2028, 1, 29, 2, 59)];

const factsAt = (nowMs: number): DatedFact[] => counterFacts({
  nowMs, idOf: (name) => name, pointOf: (person) => person, contactOf: (person, channel, atMs) => `${person} ${channel} ${atMs}`,
  offerOf: (text) => ({ id: text, campaign: '', productCode: null, amountMinor: null, toMs: null }),
});
const facts = factsAt(NOW_MS);
const ofType = <T extends DatedFact['type']>(type: T): Extract<DatedFact, { type: T }>[] => facts.filter((fact): fact is Extract<DatedFact, { type: T }> => fact.type === type);

describe('what the shop’s people did', () => {
  it('is the same for the same moment, in order, and nothing of it lies ahead', () => {
    expect(factsAt(NOW_MS)).toEqual(facts);
    for (const nowMs of [NOW_MS, ...OTHER_TIMES]) {
      const times = factsAt(nowMs).map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(Math.max(...times)).toBeLessThanOrEqual(nowMs);
    }
  });

  it('S4: numbers the receipts of each branch in a row, in the order of the visits, up to the one that the mail names', () => {
    const receipts = ofType('visit.close').flatMap(({ payload }) => payload.receipt ?? []);
    for (const series of ['V', 'B']) {
      const numbers = receipts.filter((receipt) => receipt.series === series).map(({ number }) => number);
      expect(numbers.length).toBeGreaterThan(5);
      expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at));
    }
    expect(receipts.filter(({ series }) => series === 'V').at(-1)?.number).toBe(20_311);
  });

  it('opens, waits, solves, escalates and puts aside cases', () => {
    expect(ofType('case.open').length).toBeGreaterThan(9);
    expect(ofType('case.escalate').map(({ payload }) => payload.toTeam)).toEqual(['Posventa Belgrano', 'Posventa Belgrano']);
    expect(ofType('case.set').filter(({ payload }) => payload.field === 'status').length).toBeGreaterThan(3);
    expect(ofType('case.set').some(({ payload }) => payload.field === 'snoozedUntilMs')).toBe(true);
  });
});

describe('the tables of the shop', () => {
  it('S8: sell every purchase of the year and ask two prices for a few things', () => {
    expect(new Set(PRODUCTS.map(({ code }) => code)).size).toBe(PRODUCTS.length);
    expect(PRODUCTS.filter(({ web, branch }) => web !== branch).map(({ code }) => code)).toEqual(['GAR-EXT2', 'HEL-SAM382', 'LSE-LG9', 'AIR-BGH26', 'ASP-ATM20']);
    const names = new Set(PRODUCTS.map(({ name }) => name));
    expect(PURCHASES.filter(({ item }) => names.has(item)).length).toBeGreaterThan(25);
  });

  it('S16, S17: hold orders in every stage, and offers that run, have run out, and are for one person', () => {
    const rows = (bytes: Uint8Array): string[][] => new TextDecoder().decode(bytes).trim().split('\r\n').slice(1).map((line) => line.split(';'));
    expect(new Set(rows(ordersTable(NOW_MS)).map((row) => row[1]))).toEqual(new Set(['entregado', 'en preparación', 'listo para retirar', 'enviado', 'pagado', 'cancelado', 'nuevo']));
    const last = rows(offersTable(NOW_MS)).map((row) => row[7] ?? '');
    expect(last.filter((day) => day < '2026-11-22').length).toBe(3);
    expect(last.filter((day) => day >= '2026-11-22').length).toBe(7);
  });
});
