/** S5, S11, S28: visits and the answers to their surveys are the same on every desk, whatever arrives first. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SurveyVerdict, TimelineItem } from '../../../shared/domain.ts';
import type { Operation } from '../../../shared/operations.ts';
import type { RawRecord } from '../connectors/connector.ts';
import { digest } from '../digest.ts';
import { timelineItem } from '../handlers/views.ts';
import { contactPointId } from '../identity/ids.ts';
import { interactionById } from '../store/interactions.ts';
import { allOperations } from '../store/operations.ts';
import { countingSurveys, putReceiptFile, surveyInteractionId, surveysOfCustomer, surveysOfVisit, visitById } from '../store/visits.ts';
import { mail, NOW_MS, seeded, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';

const TOKEN = '7K3M9QXRT2BCDEF';
const ANA = contactPointId({ kind: 'mail', value: 'ana@uno.example' });
const OTHER = contactPointId({ kind: 'mail', value: 'beto@tres.example' });
const VISIT = '0d9c1f5e-77aa-4c1e-9a57-0a3b5f2f8a11';

const answer = (score: number | string, more: { from?: string; minutesAgo?: number; code?: string; text?: string } = {}): RawRecord =>
  mail({ from: more.from ?? 'Ana <ana@uno.example>', subject: `Encuesta: ${score} [visita ${more.code ?? '7K3M9-QXRT2-BCDEF'}]`, text: more.text ?? '', minutesAgo: more.minutesAgo ?? 5 });

/** A visit of Ana's, closed with a survey. */
function visited(desk: TestDesk, visitId = VISIT, token = TOKEN): void {
  desk.act('visit.open', { visitId, branch: 'CAB', startedAtMs: NOW_MS - 3_600_000 });
  desk.act('visit.set', { visitId, field: 'contactPointId', value: ANA });
  desk.act('visit.close', { visitId, endedAtMs: NOW_MS - 3_000_000, receipt: { series: 'CAB-7F3K', number: 1 }, survey: { token, mailTo: 'ana@uno.example' } });
}
const verdicts = (desk: TestDesk, visitId = VISIT): [SurveyVerdict, number | null][] => surveysOfVisit(desk.store, visitId).map((row) => [row.verdict, row.score]);
const shown = (desk: TestDesk, id: string): TimelineItem | null => {
  const row = interactionById(desk.store, id);
  return row === null ? null : timelineItem({ reader: desk.store, country: 'AR' }, row);
};
const count = (desk: TestDesk, sql: string): number => (desk.store.prepare(sql).get() as { n: number }).n;

describe('S5: an answer by mail', () => {
  it.each(['before', 'after'] as const)('that comes %s its visit is matched with it, its agent and its branch', (when) => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'Ana <ana@uno.example>', minutesAgo: 90 })]);
    if (when === 'after') visited(desk);
    desk.ingest([answer(4, { text: 'Muy amables' })]);
    expect(surveysOfVisit(desk.store, '').map((row) => row.verdict)).toEqual(when === 'before' ? ['broken-token'] : []);
    if (when === 'before') visited(desk);
    expect(surveysOfVisit(desk.store, '')).toEqual([]);
    expect(surveysOfVisit(desk.store, VISIT)).toMatchObject([{ source: 'mail', verdict: 'counts', score: 4, comment: 'Muy amables', agent: 'Ana', branch: 'CAB', answeredAtMs: NOW_MS - 300_000 }]);
    const survey = shown(desk, surveyInteractionId(VISIT));
    expect(survey).toMatchObject({ channel: 'survey', direction: 'inbound', title: '4/5', text: 'Muy amables', links: [{ interactionId: VISIT, kind: 'of-visit', channel: 'visit' }] });
    expect(shown(desk, VISIT)?.links).toMatchObject([{ interactionId: survey?.id, kind: 'after-visit', channel: 'survey', title: '4/5' }]);
    // The mail, the visit, the survey, and the letter of before.
    expect(count(desk, 'SELECT count(*) AS n FROM interaction')).toBe(4);
    expect(countingSurveys(desk.store, NOW_MS - 600_000)).toMatchObject([{ visitId: VISIT, score: 4, point: ANA, interactionId: surveyInteractionId(VISIT) }]);
    expect(countingSurveys(desk.store, NOW_MS)).toEqual([]);
    expect(surveysOfCustomer(desk.store, [ANA, OTHER])[0]?.score).toBe(4);
  });

  it('twice: the first counts and the second is kept, whichever arrives first', () => {
    for (const order of [[0, 1], [1, 0]]) {
      const desk = testDesk();
      visited(desk);
      const mails = [answer(5, { minutesAgo: 9 }), answer(1, { minutesAgo: 3 })];
      for (const n of order) desk.ingest([mails[n] as RawRecord]);
      expect(verdicts(desk)).toEqual([['counts', 5], ['again', 1]]);
      expect(count(desk, "SELECT count(*) AS n FROM interaction WHERE channel = 5")).toBe(1);
      expect(count(desk, "SELECT count(*) AS n FROM interaction WHERE channel = 0")).toBe(2);
    }
  });

  it('from another address is kept and does not count; from the address it was sent to it does', () => {
    const desk = testDesk();
    visited(desk);
    desk.ingest([answer(1, { from: 'Beto <beto@tres.example>', minutesAgo: 9 }), answer(5, { minutesAgo: 3 })]);
    expect(verdicts(desk)).toEqual([['other-address', 1], ['counts', 5]]);
  });

  it('from the address that was put right after the closing counts too', () => {
    const desk = testDesk();
    visited(desk);
    desk.act('visit.set', { visitId: VISIT, field: 'mailTo', value: 'Ana@Dos.example' });
    desk.ingest([answer(4, { from: 'Ana <ana@dos.example>' })]);
    expect(verdicts(desk)).toEqual([['counts', 4]]);
    desk.act('visit.set', { visitId: VISIT, field: 'mailTo', value: '' });
    expect(verdicts(desk)).toEqual([['other-address', 4]]);
  });

  it('with a broken token, or without a score, is kept as what it is', () => {
    const desk = testDesk();
    visited(desk);
    desk.ingest([answer(3, { code: '7K3M9-QXR', minutesAgo: 9 }), answer('', { text: '¿Me mandan la factura?', minutesAgo: 8 })]);
    expect(verdicts(desk)).toEqual([['no-score', null]]);
    expect(surveysOfVisit(desk.store, '')).toMatchObject([{ verdict: 'broken-token', score: 3 }]);
    // Who asks something waits for an answer, and so does who answered what nobody can match.
    expect(count(desk, 'SELECT attempts AS n FROM customer WHERE waiting_key IS NOT NULL')).toBe(2);
  });

  it('by an automatic reply is none', () => {
    const desk = testDesk();
    visited(desk);
    desk.ingest([mail({ from: 'ana@uno.example', subject: 'Fuera de la oficina: Su visita [visita 7K3M9-QXRT2-BCDEF]', text: 'Vuelvo el 5', extra: 'Auto-Submitted: auto-replied' })]);
    expect(verdicts(desk)).toEqual([]);
  });

  it('a number alone leaves nobody waiting', () => {
    const desk = testDesk();
    visited(desk);
    desk.ingest([answer(5)]);
    expect(count(desk, 'SELECT count(*) AS n FROM customer WHERE waiting_key IS NOT NULL')).toBe(0);
  });

  it('after one on the screen is the second; a closing that is undone lets go of both', () => {
    const desk = testDesk();
    visited(desk);
    desk.act('survey.answer', { visitId: VISIT, score: 5, comment: 'Gracias', answeredAtMs: NOW_MS - 2_900_000 });
    desk.ingest([answer(2)]);
    expect(verdicts(desk)).toEqual([['counts', 5], ['again', 2]]);
    const close = allOperations(desk.store).find((operation) => operation.type === 'visit.close');
    const undo = desk.act('operation.undo', { operationId: close?.id ?? '' });
    expect(verdicts(desk)).toEqual([['counts', 5]]);
    expect(surveysOfVisit(desk.store, '')).toMatchObject([{ verdict: 'broken-token', score: 2 }]);
    desk.act('operation.undo', { operationId: undo });
    expect(verdicts(desk)).toEqual([['counts', 5], ['again', 2]]);
    expect(surveysOfVisit(desk.store, '')).toEqual([]);
  });
});

describe('S11, S28: visits', () => {
  it('wait for whoever came to be known', () => {
    const desk = testDesk();
    visited(desk);
    desk.act('survey.answer', { visitId: VISIT, score: 5, comment: '', answeredAtMs: NOW_MS - 2_900_000 });
    expect(shown(desk, VISIT)).toBeNull();
    desk.ingest([mail({ from: 'Ana <ana@uno.example>' })]);
    expect(shown(desk, VISIT)).toMatchObject({ channel: 'visit', title: 'CAB' });
    expect(shown(desk, surveyInteractionId(VISIT))).toMatchObject({ channel: 'survey' });
  });

  it('closed on two desks keep the receipt that was given first', () => {
    const desk = testDesk();
    visited(desk);
    desk.act('visit.close', { visitId: VISIT, endedAtMs: NOW_MS, receipt: { series: 'MIT-AAAA', number: 9 }, survey: null });
    expect(visitById(desk.store, VISIT)).toMatchObject({ receiptSeries: 'CAB-7F3K', receiptNumber: 1, surveyToken: TOKEN });
  });

  it('a rebuild keeps what was printed', async () => {
    const desk = testDesk();
    visited(desk);
    desk.store.write((writer) => putReceiptFile(writer, { visitId: VISIT, receipt: 'CAB-7F3K:1', blobId: randomUUID(), outboxId: randomUUID(), madeAtMs: NOW_MS }));
    const before = desk.store.prepare('SELECT * FROM receipt_file').all();
    await desk.rebuild();
    expect(desk.store.prepare('SELECT * FROM receipt_file').all()).toEqual(before);
  });

  it('and their surveys are the same rows in any order, with acts undone and two visits that share a token', async () => {
    const seen = new Map<string, number>();
    for (let seed = 1; seed <= 25; seed++) {
      const random = seeded(seed);
      const visits = [VISIT, randomUUID()];
      const points = [ANA, OTHER];
      const author = testDesk();
      const acts = [
        () => author.act('visit.open', { visitId: random.pick(visits), branch: random.pick(['CAB', 'MIT']), startedAtMs: NOW_MS - random.below(90) * 60_000 }),
        () => author.act('visit.set', { visitId: random.pick(visits), field: 'contactPointId', value: random.pick(points) }),
        () => author.act('visit.set', { visitId: random.pick(visits), field: 'notes', value: `Nota ${random.below(9)}` }),
        () => author.act('visit.close', { visitId: random.pick(visits), endedAtMs: NOW_MS - random.below(90) * 60_000, receipt: null, survey: random.below(5) === 0 ? null : { token: random.pick([TOKEN, TOKEN, '8K3M9QXRT2BCDEF']), mailTo: random.pick(['ana@uno.example', 'beto@tres.example']) } }),
        () => author.act('survey.answer', { visitId: random.pick(visits), score: 1 + random.below(5), comment: '', answeredAtMs: NOW_MS - random.below(9) * 60_000 }),
        () => author.act('interaction.assign', { interactionId: random.pick<string>([...visits, ...visits.map(surveyInteractionId)]), fromContactPointId: random.pick(points), toContactPointId: random.pick(points), subject: '', other: '' }),
        () => { const known = allOperations(author.store); return known.length === 0 ? '' : author.act('operation.undo', { operationId: random.pick(known).id }); },
        ...(random.below(4) === 0 ? [() => author.act('visit.drop', { visitId: random.pick(visits) })] : []),
      ];
      for (let n = 0; n < 22; n++) random.pick(acts)();
      const records = [answer(5, { minutesAgo: 9 }), answer(2, { minutesAgo: 4 }), answer(1, { from: 'beto@tres.example', minutesAgo: 6 }), answer(3, { code: '8K3M9-QXRT2-BCDEF' }), answer(4, { code: '9K3M9-QX' })];
      const deliveries: ({ record: RawRecord } | { operation: Operation })[] = [...records.map((record) => ({ record })), ...allOperations(author.store).map((operation) => ({ operation }))];
      const digests = new Set<string>();
      for (let order = 0; order < 4; order++) {
        const desk = testDesk();
        for (const delivery of order === 0 ? deliveries : [...random.shuffle(deliveries), ...random.shuffle(deliveries).slice(0, 4)]) {
          if ('record' in delivery) desk.ingest([delivery.record]);
          else desk.receive(delivery.operation);
        }
        digests.add(digest(desk.store));
        if (order > 0) continue;
        await desk.rebuild();
        digests.add(digest(desk.store));
        for (const { verdict } of desk.store.prepare('SELECT verdict FROM survey').all() as { verdict: string }[]) seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
      }
      expect(digests.size, `world ${seed}`).toBe(1);
    }
    // The worlds are not empty ones.
    for (const verdict of ['counts', 'again', 'other-address', 'broken-token']) expect(seen.get(verdict) ?? 0, verdict).toBeGreaterThan(3);
  });
});
