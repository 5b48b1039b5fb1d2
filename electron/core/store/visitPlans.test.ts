/** Questions about visits, receipts and surveys use their indexes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import { contactPointId } from '../identity/ids.ts';
import { mail, NOW_MS, testDesk } from '../testing.ts';
import type { Reader } from './open.ts';
import { countingSurveys, itemsOfVisit, mailsToQueue, nextReceiptNumber, openVisits, preferencesOf, receiptFile, receiptsToPrint, repliesTo, surveysOfCustomer, surveysOfVisit, visitById, visitOfToken, visitsOf } from './visits.ts';

const desk = testDesk();
const { store } = desk;
const ANA = contactPointId({ kind: 'mail', value: 'ana@x.example' });

beforeAll(() => {
  desk.ingest([mail({ from: 'ana@x.example' })]);
  for (let n = 0; n < 40; n++) {
    const visitId = randomUUID();
    desk.act('visit.open', { visitId, branch: 'CAB', startedAtMs: NOW_MS - n * 60_000 });
    desk.act('visit.set', { visitId, field: 'contactPointId', value: ANA });
    desk.act('visit.close', { visitId, endedAtMs: NOW_MS, receipt: { series: 'CAB', number: n + 1 }, survey: { token: `7K3M9QXRT2BC${String(n).padStart(3, '0')}`, mailTo: 'ana@x.example' } });
    desk.act('survey.answer', { visitId, score: 5, comment: '', answeredAtMs: NOW_MS });
    desk.act('preference.set', { contactPointId: ANA, code: `c${n}`, on: true, interactionId: null, atMs: NOW_MS });
  }
});
afterAll(() => store.close());

/** Steps of the plans that walk a table. */
function walks(work: (reader: Reader) => unknown): string[] {
  const found: string[] = [];
  work({
    prepare(sql) {
      const blanks = Array.from({ length: sql.split('?').length - 1 }, () => null);
      found.push(...(store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...blanks) as { detail: string }[]).map(({ detail }) => detail).filter((step) => /^SCAN (?!json_each)/.test(step)));
      return store.prepare(sql);
    },
  });
  return found;
}

describe('S4, S5, S11: plans', () => {
  it.each<[string, (reader: Reader) => unknown]>([
    ['a visit', (reader) => [visitById(reader, 'x'), itemsOfVisit(reader, 'x'), receiptFile(reader, 'x'), surveysOfVisit(reader, 'x')]],
    ['visits of a customer', (reader) => visitsOf(reader, [ANA], 10)],
    ['what is open on a desk', (reader) => openVisits(reader, desk.device)],
    ['what is to be printed and mailed', (reader) => [receiptsToPrint(reader, desk.device), mailsToQueue(reader, desk.device)]],
    ['the next number', (reader) => nextReceiptNumber(reader, desk.device, 'CAB')],
    ['a token and its answers', (reader) => [visitOfToken(reader, 'x'), repliesTo(reader, 'x')]],
    ['surveys', (reader) => [surveysOfCustomer(reader, [ANA]), countingSurveys(reader, 0)]],
    ['preferences', (reader) => preferencesOf(reader, [ANA])],
  ])('%s: by index alone', (_, work) => expect(walks(work)).toEqual([]));

  it('the next number follows the last of its series and device', () => {
    expect([nextReceiptNumber(store, desk.device, 'CAB'), nextReceiptNumber(store, desk.device, 'MIT'), nextReceiptNumber(store, randomUUID(), 'CAB')]).toEqual([41, 1, 1]);
  });
});
