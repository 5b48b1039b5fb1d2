/**
 * Every statement on a hot path uses an index and sorts nothing that grows with the history.
 *
 * The statements are caught as they are prepared by the functions themselves, so a changed one is judged as it is now.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANNELS } from '../../../shared/domain.ts';
import { normalForm } from '../ingest/prepare.ts';
import { card, cdr, chat, mail, NOW_MS, testDesk } from '../testing.ts';
import { callBrief } from '../handlers/brief.ts';
import { datumPlaces } from '../handlers/datumPlaces.ts';
import { customerDecisions } from '../handlers/decisions.ts';
import { preferredChannel } from '../handlers/preferred.ts';
import { suggestionsFor } from '../handlers/suggestions.ts';
import { gapsOf } from '../handlers/gaps.ts';
import { contactPointView, fieldValues, timelineItem } from '../handlers/views.ts';
import { caseContacts, casesLinkedTo, casesOfPoints, checksOf, escalationsOf, openCases, refreshCaseWords, spokenInSolved, tagsOf } from './cases.ts';
import { claimsOf, countWaiting, customersByLast, decisionsOf, evidenceOf, linksOf, membersOf, pointsWithClaim, refreshCustomer, regroundPoints, waitingCustomers } from './customers.ts';
import { outboundByWireId } from './deliveries.ts';
import { openDrafts, saveDraft } from './drafts.ts';
import { adoptMailings, countByChannel, interactionByKey, interactionOfRecord, journey, putSettled, removeInteraction, settleMainPoint, timelineKeys } from './interactions.ts';
import type { Reader, Store } from './open.ts';
import { operationsAbout } from './operations.ts';
import type { Search } from './search.ts';
import { dueTasks, queueViews, tasksOfCase, tasksOfPoints } from './tasks.ts';
import { findRecord, forgetPlaces, isGone, markPlacesGone, placesOf, recordsAfter, recordsOfGroup, unreadableByAccount, unreadableRecords } from './sources.ts';

const desk = testDesk();
const { store } = desk;
beforeAll(() => {
  for (let n = 0; n < 60; n++) desk.ingest([mail({ from: `Ana ${n % 7} <c${n % 7}@x.example>`, id: `m${n}@x`, minutesAgo: n })]);
  desk.ingest([card({ name: 'Ana 1', mails: ['c1@x.example', 'c1@y.example'], phones: ['011 4902-1500'] })], { stream: 'cards', importId: 'i' });
  desk.ingest([cdr({ from: '1149021500', to: '1001', call: '1.1' })], { stream: 'calls' });
  desk.ingest([chat({ peer: 'Dora', text: 'Hola' })], { stream: 'chat' });
});
afterAll(() => store.close());

/** What SQLite would do for every statement that `work` prepares. */
function plansOf(work: (reader: Reader & Pick<Store, 'write'>) => unknown): { sql: string; plan: string[] }[] {
  const seen = new Map<string, string[]>();
  const reader: Reader & Pick<Store, 'write'> = {
    prepare(sql) {
      const found = (store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...blanks(sql)) as { detail: string }[]).map((row) => row.detail);
      seen.set(sql, found);
      return store.prepare(sql);
    },
    write: (inner) => store.write((writer) => inner({ ...writer, prepare: reader.prepare })),
  };
  work(reader);
  return [...seen].map(([sql, plan]) => ({ sql, plan }));
}

function blanks(sql: string): unknown[] {
  const names = [...new Set(sql.match(/[@:][a-z]\w*/gi) ?? [])];
  return names.length > 0 && !sql.includes('?') ? [Object.fromEntries(names.map((name) => [name.slice(1), null]))] : Array.from({ length: sql.split('?').length - 1 }, () => null);
}

/** Tables that grow with the history; json_each, small lists and single rows may be walked. */
const GROWING = /^SCAN (?!json_each|stated|mailing\b|value\b|account\b|stream\b|setting\b|import\b|revoked_import\b|shop_part\b)/;

/** What is wrong with the statements of `work`; of those that match, a walk or a sort is allowed. */
function faults(work: (reader: Reader & Pick<Store, 'write'>) => unknown, allowed: { scan?: RegExp; sort?: RegExp } = {}): string[] {
  const plans = plansOf(work);
  const found = plans.length === 0 ? ['no statement was seen'] : [];
  for (const { sql, plan } of plans) {
    for (const step of plan) {
      if (GROWING.test(step) && allowed.scan?.test(sql) !== true && !/SUBQUERY|CONSTANT ROW|\(subquery/.test(step)) found.push(`walks a table: ${step}\n${sql}`);
      if (step.includes('TEMP B-TREE FOR ORDER BY') && allowed.sort?.test(sql) !== true) found.push(`sorts: ${step}\n${sql}`);
    }
  }
  return found;
}

const context = { reader: store, country: 'AR' };
const someone = (): { id: number; uuid: string; customer: number } => store.prepare('SELECT id, uuid, customer FROM contact_point LIMIT 1').get() as never;

describe('this test', () => {
  it('sees a walk and a sort when there is one', () => {
    expect(faults((reader) => reader.prepare('SELECT * FROM interaction WHERE title = ?'))).toEqual([expect.stringContaining('walks a table')]);
    expect(faults((reader) => reader.prepare('SELECT * FROM interaction WHERE key > ? ORDER BY title'))).toEqual([expect.stringContaining('sorts')]);
  });
});

describe('reading people and timelines', () => {
  it('a page of a timeline, newest first, around and with channels', () => {
    expect(faults((reader) => timelineKeys(reader, [1, 2], { limit: 50 }))).toEqual([]);
    expect(faults((reader) => timelineKeys(reader, [1, 2], { after: 7, limit: 50, channels: [...CHANNELS] }))).toEqual([]);
    expect(faults((reader) => journey(reader, [1, 2], 0, 100))).toEqual([]);
    expect(faults((reader) => countByChannel(reader, [1, 2]))).toEqual([]);
    expect(faults((reader) => countByChannel(reader, [1]))).toEqual([]);
  });
  it('an item with its fate and what belongs to it, the gaps around it, the drafts of its customer', () => {
    const key = store.prepare('SELECT max(key) AS key FROM interaction').pluck().get() as number;
    store.db.prepare('UPDATE interaction SET direction = 1, wire_id = ? WHERE key = ?').run('w@x', key);
    const work = (reader: Reader): unknown => timelineItem({ ...context, reader }, interactionByKey(reader, key) as never);
    // The sort is over what is said of one mail.
    expect(faults(work, { sort: /FROM delivery WHERE about = \?/ })).toEqual([]);
    expect(new Set(plansOf(work).map(({ sql }) => /FROM (delivery|settled|interaction_link|outbox)/.exec(sql)?.[1]).filter(Boolean))).toEqual(new Set(['delivery', 'interaction_link', 'outbox', 'settled']));
    expect(faults((reader) => outboundByWireId(reader, 'w@x'))).toEqual([]);
    store.db.prepare("INSERT INTO account (id, kind, label, config, created_at_ms) VALUES ('g', 'imap', '', '{}', 0)").run();
    store.db.prepare("INSERT INTO source_gap (account_id, stream, from_ms, to_ms, reason) VALUES ('g', '', 0, 9, 'not-listening')").run();
    expect(faults((reader) => gapsOf(reader, someone().customer, 0, 10), { sort: /FROM (source_gap|contact_point WHERE customer = \?)/ })).toEqual([]);
    expect(faults((reader) => openDrafts(reader, [someone().uuid]))).toEqual([]);
    expect(faults(({ write }) => write((writer) => saveDraft(writer, { point: someone().uuid, draftId: null, baseRevision: 0, content: { channel: 'note', text: 'x' }, atMs: 0 })))).toEqual([]);
  });
  it('the queue and the list of customers', () => {
    for (const order of ['newest', 'longest', 'value'] as const) for (const missedOnly of [false, true]) expect(faults((reader) => waitingCustomers(reader, 0, { missedOnly, order, limit: 50 }))).toEqual([]);
    expect(faults((reader) => countWaiting(reader, 0))).toEqual([]);
    for (const work of [(reader: Reader) => openCases(reader), (reader: Reader) => spokenInSolved(reader, 0), (reader: Reader) => dueTasks(reader, NOW_MS)]) expect(faults(work)).toEqual([]);
    const indexes = plansOf((reader) => [openCases(reader), spokenInSolved(reader, 0), dueTasks(reader, 0)]).flatMap(({ plan }) => plan).join();
    for (const index of ['desk_case_status', 'desk_case_their', 'task_open']) expect(indexes).toContain(index);
    expect(faults((reader) => customersByLast(reader, 0, 50), { scan: /FROM customer/ })).toEqual([]);
    const plan = plansOf((reader) => customersByLast(reader, 0, 50)).find(({ sql }) => sql.includes('ORDER BY'))?.plan.join();
    expect(plan).toMatch(/USING INDEX customer_last/);
  });
  it('one customer: members, what is said, links, evidence, decisions', () => {
    // The sorts are over one customer's own few rows.
    expect(faults((reader) => membersOf(reader, 1), { sort: /FROM contact_point WHERE customer = \?/ })).toEqual([]);
    expect(faults((reader) => claimsOf(reader, [1, 2]), { sort: /FROM claim WHERE point IN/ })).toEqual([]);
    for (const work of [linksOf, evidenceOf] as const) expect(faults((reader) => work(reader, 1))).toEqual([]);
    expect(faults((reader) => decisionsOf(reader, 'x'))).toEqual([]);
    expect(faults((reader) => pointsWithClaim(reader, 'name', 'ana 1', 5))).toEqual([]);
    const own = /FROM (contact_point WHERE customer = \?|claim WHERE point IN|operation JOIN operation_subject)/;
    expect(faults((reader) => suggestionsFor({ ...context, reader }, someone().customer), { sort: own })).toEqual([]);
    expect(faults((reader) => fieldValues(reader, [1]), { sort: own })).toEqual([]);
    expect(faults((reader) => customerDecisions(reader as Store, [someone().uuid]), { sort: own })).toEqual([]);
    expect(faults((reader) => contactPointView({ ...context, reader }, membersOf(store, someone().customer)[0] as never), { sort: own })).toEqual([]);
  });
  it('S2, S10: the brief of a number that rings, and the preferred channel', () => {
    const few = /FROM (contact_point WHERE customer = \?|claim WHERE point IN|account\b)/;
    for (const number of ['1149021500', '1149999999']) expect(faults((reader) => callBrief({ ...context, reader }, number, NOW_MS), { sort: few })).toEqual([]);
    expect(faults((reader) => preferredChannel({ ...context, reader }, [1, 2], NOW_MS), { sort: few })).toEqual([]);
  });
  it('S25: cases and tasks of one customer, the contacts of a case, and a case made anew', () => {
    const [point, id] = [someone().uuid, store.prepare('SELECT id FROM interaction WHERE channel = 0').pluck().get() as string];
    desk.act('case.open', { caseId: 'aaaaaaaa-0000-4000-8000-000000000001', contactPointId: point, title: 'T', motive: '', channel: 'mail', openedAtMs: 0, interactionId: id });
    desk.act('task.add', { taskId: 'aaaaaaaa-0000-4000-8000-000000000002', contactPointId: point, caseId: 'aaaaaaaa-0000-4000-8000-000000000001', title: 'T', owner: '', dueAtMs: 0, createdAtMs: 0, ground: null });
    const own = /FROM (party JOIN interaction|queue_view|contact_point WHERE customer = \?)/;
    const members = membersOf(store, someone().customer);
    expect(faults((reader) => [casesOfPoints(reader, [point]), tasksOfPoints(reader, [point]), tasksOfCase(reader, 'c'), queueViews(reader)], { sort: own, scan: /FROM queue_view/ })).toEqual([]);
    expect(faults((reader) => caseContacts(reader, members.map((member) => member.id), 'aaaaaaaa-0000-4000-8000-000000000001', []), { sort: own })).toEqual([]);
    expect(faults((reader) => [checksOf(reader, 'c'), escalationsOf(reader, 'c'), tagsOf(reader, 'c'), casesLinkedTo(reader, 'i')])).toEqual([]);
    expect(faults(({ write }) => write((writer) => refreshCaseWords(writer, members)), { sort: own })).toEqual([]);
  });
  it('S13: where a datum stands', () => {
    const search = { interactions: () => ({ hits: [] }) } as unknown as Search;
    const work = (reader: Reader): unknown => datumPlaces({ ...context, reader }, search, 'Ana 1');
    expect(datumPlaces(context, search, 'Ana 1').length).toBeGreaterThan(0);
    expect(faults(work)).toEqual([]);
    expect(plansOf(work).map(({ sql }) => sql).some((sql) => sql.includes('norm = ?'))).toBe(true);
    expect(normalForm('Ana 1')).toBe('ana 1');
  });
});

describe('taking records in', () => {
  it('what is known, where it stands, whether it is gone', () => {
    expect(faults((reader) => findRecord(reader, 'k'))).toEqual([]);
    expect(faults((reader) => isGone(reader, 1))).toEqual([]);
    expect(faults((reader) => placesOf(reader, 1), { sort: /WHERE source_place.record = \?/ })).toEqual([]);
    expect(faults((reader) => recordsAfter(reader, 0, 10))).toEqual([]);
    expect(faults((reader) => recordsOfGroup(reader, 'g'))).toEqual([]);
    expect(faults((reader) => unreadableRecords(reader, 0, 10), { scan: /unreadable IS NOT NULL/ })).toEqual([]);
    const scanned = [(reader: Reader) => unreadableRecords(reader, 0, 10), unreadableByAccount].flatMap((work) => plansOf(work)).flatMap(({ plan }) => plan).filter((step) => GROWING.test(step));
    expect(scanned).not.toEqual([]);
    for (const step of scanned) expect(step).toMatch(/source_record_unreadable/);
    expect(faults((reader) => interactionOfRecord(reader, 1))).toEqual([]);
  });
  it('places that go, streams that are numbered anew', () => {
    expect(faults(({ write }) => write((writer) => markPlacesGone(writer, 1, ['x'], 0)))).toEqual([]);
    expect(faults(({ write }) => write((writer) => forgetPlaces(writer, 999, 'x')))).toEqual([]);
  });
  it('the summary of a customer, a call made anew, a mailing taken over, an address that nothing names', () => {
    expect(faults(({ write }) => write((writer) => refreshCustomer(writer, someone().customer)), { sort: /FROM (contact_point WHERE customer = \?|claim WHERE point IN)/ })).toEqual([]);
    expect(faults(({ write }) => write((writer) => adoptMailings(writer, someone())))).toEqual([]);
    expect(faults(({ write }) => write((writer) => settleMainPoint(writer, (store.prepare('SELECT max(key) AS key FROM interaction').get() as { key: number }).key)), { sort: /party_if_known AS mailing/ })).toEqual([]);
    const { id } = store.prepare('SELECT id FROM interaction WHERE channel = 2').get() as { id: string };
    expect(faults(({ write }) => write((writer) => removeInteraction(writer, id)))).toEqual([]);
    const phone = store.prepare("SELECT id FROM contact_point WHERE kind = 'phone'").get() as { id: number };
    expect(faults(({ write }) => write((writer) => regroundPoints(writer, [phone.id])), { sort: /FROM \(/ })).toEqual([]);
  });
  it('what needs no answer: a sync asks of it one row for each new word, and the summary of a customer nothing', () => {
    const settles = (work: (reader: Reader & Pick<Store, 'write'>) => unknown): string[] => plansOf(work).filter(({ sql }) => /\b(FROM|JOIN|INTO) settled\b/.test(sql)).flatMap(({ plan }) => plan);
    expect(settles(({ write }) => write((writer) => refreshCustomer(writer, someone().customer)))).toEqual([]);
    const { id } = store.prepare("SELECT id FROM interaction WHERE channel = 1").get() as { id: string };
    expect(settles(({ write }) => write((writer) => putSettled(writer, id, 'o'))).filter((step) => !/settled USING PRIMARY KEY/.test(step))).toEqual([]);
    expect(faults(({ write }) => write((writer) => putSettled(writer, id, null)))).toEqual([]);
  });
  it('what operations say about a thing', () => {
    expect(faults((reader) => operationsAbout(reader, 'note:x'), { sort: /operation_subject/ })).toEqual([]);
  });
});
