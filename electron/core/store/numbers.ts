/**
 * The history as figures: one walk through who spoke with us, in the order of time, and counts of surveys and motives.
 *
 * The walk is a generator that pauses every few milliseconds, so that whoever drives it can let other queries have
 * their turn: a year of a busy shop is some hundred thousand rows. It keeps one small state for each customer and
 * never touches the words of the history.
 */
import { CASE_STATUSES, CHANNELS } from '../../../shared/domain.ts';
import type { Channel, Priority } from '../../../shared/domain.ts';
import { DAY_MS } from '../../../shared/time.ts';
import { channelNumber, keyAt, WORD } from './interactions.ts';
import type { Reader } from './open.ts';

/** `toMs` exclusive; an empty `branch` or `agent` is all. */
export type NumbersScope = { fromMs: number; toMs: number; branch: string; agent: string };

/** A touchpoint of the span. `isOwn`: of the branch and the agent that were asked for. */
export type ContactSeen = { key: number; channel: Channel; customers: readonly number[]; isOwn: boolean };
/** A customer's first unanswered word of the span; `answeredKey` null when nobody answered within ANSWER_DAYS. `isOwn` speaks of the answer. */
export type WaitSeen = { key: number; channel: Channel; customer: number; answeredKey: number | null; isOwn: boolean };
/** A customer who came by another channel than the time before. `key`: the new contact. */
export type ChangeSeen = { key: number; customer: number; from: Channel; to: Channel };

export type NumbersSinks = { contact?(seen: ContactSeen): void; wait?(seen: WaitSeen): void; change?(seen: ChangeSeen): void };

/** So long a contact is remembered: a later one by another channel is no change of channel, and a later word of ours no answer. */
export const ANSWER_DAYS = 30;
/** About 3 ms a slice in a history of a million, measured encrypted and with the pages not yet read. */
const SLICE_ROWS = 800;

/** Channels in which a word of ours is ours alone; in the others the customer was there, or nobody of ours was. */
const WRITTEN: ReadonlySet<Channel> = new Set(['mail', 'chat']);
/** What people do without anybody speaking to anybody. */
const UNSPOKEN: ReadonlySet<Channel> = new Set(['visit', 'survey', 'web', 'public']);

type Row = [key: number, point: number, channel: number, word: number, settled: number, customer: number, isOwn: number];
type Said = { channel: Channel; word: number; isSettled: boolean; isOwn: boolean };
type Waiting = { key: number; channel: Channel };

/**
 * Tells the sinks what happened in the span. Reads ANSWER_DAYS before it as well, so that nobody looks new at its
 * start, and after it, so that the last words find their answers.
 * @returns customers with a contact that `isOwn`
 */
export function* walkContacts(reader: Reader, scope: NumbersScope, sinks: NumbersSinks): Generator<undefined, ReadonlySet<number>> {
  const [from, to, memory] = [keyAt(scope.fromMs), keyAt(scope.toMs), keyAt(ANSWER_DAYS * DAY_MS)];
  const isInSpan = (key: number): boolean => key >= from && key < to;
  const waiting = new Map<number, Waiting>();
  const last = new Map<number, Waiting>();
  const attended = new Set<number>();
  const giveUp = (customer: number, { key, channel }: Waiting): void => {
    if (isInSpan(key)) sinks.wait?.({ key, channel, customer, answeredKey: null, isOwn: false });
  };

  function followWord(key: number, customer: number, { channel, word, isSettled, isOwn }: Said): void {
    const open = waiting.get(customer);
    const isStale = open !== undefined && key - open.key > memory;
    if (open !== undefined && (isStale || word === WORD.ours)) {
      waiting.delete(customer);
      if (isStale) giveUp(customer, open);
      else if (isInSpan(open.key)) sinks.wait?.({ ...open, customer, answeredKey: key, isOwn });
    }
    if (word === WORD.theirs && !isSettled && !waiting.has(customer)) waiting.set(customer, { key, channel });
  }

  function followChannel(key: number, customer: number, { channel, word }: Said): void {
    // Our letter is no choice of theirs; nor is the survey that we sent after them.
    if ((word !== WORD.theirs && WRITTEN.has(channel)) || channel === 'survey') return;
    const before = last.get(customer);
    last.set(customer, { key, channel });
    if (before !== undefined && before.channel !== channel && key - before.key <= memory && isInSpan(key)) sinks.change?.({ key, customer, from: before.channel, to: channel });
  }

  function take(rows: readonly Row[]): void {
    const said = saidBy(rows);
    const [key, , channelPlace] = rows[0] as Row;
    const channel = CHANNELS[channelPlace] as Channel;
    const isOwn = rows.some((row) => row[6] === 1);
    if (said.size === 0) return;
    if (isInSpan(key)) {
      if (isOwn) for (const customer of said.keys()) attended.add(customer);
      sinks.contact?.({ key, channel, customers: [...said.keys()], isOwn });
    }
    for (const [customer, word] of said) {
      followChannel(key, customer, word);
      followWord(key, customer, word);
    }
  }

  // All addresses of one touchpoint are looked at together: somebody who writes with a copy to themselves wrote once.
  const group: Row[] = [];
  for (const slice of slices(reader, scope, Math.max(0, from - memory), to + memory)) {
    for (const row of slice) {
      if (group.length > 0 && group[0]?.[0] !== row[0]) take(group.splice(0));
      group.push(row);
    }
    yield;
  }
  if (group.length > 0) take(group);
  for (const [customer, open] of waiting) giveUp(customer, open);
  return attended;
}

/** What each customer said in one touchpoint, by the strongest of their addresses; nobody where it was no contact. */
function saidBy(rows: readonly Row[]): Map<number, Said> {
  const said = new Map<number, Said>();
  for (const [, , channelPlace, word, settled, customer, isOwn] of rows) {
    const channel = CHANNELS[channelPlace] as Channel;
    if (channel === 'note' || (word === WORD.none && !UNSPOKEN.has(channel))) continue;
    const before = said.get(customer);
    if (before === undefined || (word === WORD.theirs && before.word !== WORD.theirs)) said.set(customer, { channel, word, isSettled: settled === 1, isOwn: isOwn === 1 });
  }
  return said;
}

function* slices(reader: Reader, { branch, agent }: NumbersScope, fromKey: number, toKey: number): Generator<Row[]> {
  const ofAgent = agent === '' ? '' : 'AND EXISTS (SELECT 1 FROM interaction WHERE key = party.interaction AND interaction.agent = @agent)';
  const ofBranch = branch === '' ? '' : `AND party.channel = ${channelNumber('visit')} AND EXISTS (SELECT 1 FROM interaction JOIN visit ON visit.id = interaction.id WHERE key = party.interaction AND visit.branch = @branch)`;
  const statement = reader.prepare(`SELECT party.interaction, party.point, party.channel, party.word, party.settled, contact_point.customer, 1 ${ofAgent} ${ofBranch}
    FROM party INDEXED BY party_time JOIN contact_point ON contact_point.id = party.point
    WHERE (party.interaction, party.point) > (@key, @point) AND party.interaction < @toKey ORDER BY party.interaction, party.point LIMIT ${SLICE_ROWS}`).raw();
  for (let [key, point] = [fromKey, -1]; ;) {
    const rows = statement.all({ key, point, toKey, agent, branch }) as Row[];
    const lastRow = rows.at(-1);
    if (lastRow === undefined) return;
    yield rows;
    [key, point] = lastRow;
  }
}

// ------------------------------------------------------------------------------------------------ cases, surveys and motives

const STATUSES = CASE_STATUSES.map((status) => `'${status}'`).join(', ');
/** Cases of the span, by when they were opened; of a branch those that a visit there was about. */
const IN_CASES = `desk_case.status IN (${STATUSES}) AND desk_case.opened_at_ms >= @fromMs AND desk_case.opened_at_ms < @toMs AND (@agent = '' OR desk_case.owner = @agent)
    AND (@branch = '' OR desk_case.id IN (SELECT case_id FROM visit WHERE branch = @branch AND case_id IS NOT NULL))`;

export type CaseSeen = {
  customer: number | null; title: string; priority: Priority; openedAtMs: number; firstOursAtMs: number | null; sinceAtMs: number | null; solvedAtMs: number | null;
  /** JSON of pairs of moments. */
  rests: string;
};

export function casesOpened(reader: Reader, scope: NumbersScope): CaseSeen[] {
  return reader.prepare(`SELECT contact_point.customer, title, priority, opened_at_ms AS openedAtMs, first_ours_at_ms AS firstOursAtMs, since_at_ms AS sinceAtMs, solved_at_ms AS solvedAtMs, rests
    FROM desk_case LEFT JOIN contact_point ON contact_point.uuid = desk_case.point WHERE ${IN_CASES}`).all(scope) as CaseSeen[];
}

const IN_SURVEYS = `survey.verdict = 'counts' AND survey.score IS NOT NULL AND survey.answered_at_ms >= @fromMs AND survey.answered_at_ms < @toMs
  AND (@branch = '' OR survey.branch = @branch) AND (@agent = '' OR survey.agent = @agent)`;

export function countSurveys(reader: Reader, scope: NumbersScope): { branch: string; agent: string; score: number; answers: number }[] {
  return reader.prepare(`SELECT branch, agent, score, count(*) AS answers FROM survey WHERE ${IN_SURVEYS} GROUP BY branch, agent, score`).all(scope) as { branch: string; agent: string; score: number; answers: number }[];
}

export type ActSeen = { customer: number; interactionId: string | null; atMs: number; detail: string; score: number | null };

/** Answers of one branch and agent, with one score or any; the newest first. */
export function surveysBehind(reader: Reader, scope: NumbersScope, score: number | null): ActSeen[] {
  return reader.prepare(`SELECT contact_point.customer, visit.id AS interactionId, survey.answered_at_ms AS atMs, survey.comment AS detail, survey.score
    FROM survey JOIN visit ON visit.id = survey.visit_id JOIN contact_point ON contact_point.uuid = coalesce(visit.point, survey.point)
    WHERE ${IN_SURVEYS} AND (@score IS NULL OR survey.score = @score) ORDER BY survey.answered_at_ms DESC`).all({ ...scope, score }) as ActSeen[];
}

/** A visit that belongs to a case for the same motive is counted with the case. */
const IN_MOTIVES = `SELECT visit.motive AS motive, visit.point AS point, visit.id AS interactionId, visit.ended_at_ms AS atMs, visit.outcome AS detail FROM visit
    WHERE visit.state = 'closed' AND visit.ended_at_ms >= @fromMs AND visit.ended_at_ms < @toMs AND (@branch = '' OR visit.branch = @branch) AND (@agent = '' OR visit.agent = @agent)
    AND NOT EXISTS (SELECT 1 FROM desk_case WHERE desk_case.id = visit.case_id AND desk_case.motive = visit.motive)
  UNION ALL SELECT desk_case.motive, desk_case.point, NULL, desk_case.opened_at_ms, desk_case.title FROM desk_case WHERE ${IN_CASES}`;

/** The most frequent first. */
export function countMotives(reader: Reader, scope: NumbersScope): { motive: string; count: number }[] {
  return reader.prepare(`SELECT motive, count(*) AS count FROM (${IN_MOTIVES}) WHERE motive <> '' GROUP BY motive ORDER BY count(*) DESC, motive`).all(scope) as { motive: string; count: number }[];
}

export function motiveBehind(reader: Reader, scope: NumbersScope, motive: string): ActSeen[] {
  return reader.prepare(`SELECT contact_point.customer, interactionId, atMs, detail, NULL AS score FROM (${IN_MOTIVES}) AS act JOIN contact_point ON contact_point.uuid = act.point
    WHERE act.motive = @motive ORDER BY atMs DESC`).all({ ...scope, motive }) as ActSeen[];
}

/** Who of ours stands in visits and cases. */
export function agentsAtWork(reader: Reader): string[] {
  return reader.prepare("SELECT agent FROM visit WHERE agent <> '' UNION SELECT owner FROM desk_case WHERE owner <> '' LIMIT 500").pluck().all() as string[];
}
