/**
 * Texts in the making: truth, one open draft for each contact point and channel.
 *
 * Promises that no text somebody typed is lost by another window, a merge, a sending or a taking back: what loses
 * against a later text stands in `others`, what is left over by a sending or thrown away can be brought back for
 * thirty days. A draft belongs to whoever has its contact point now. Never sends anything.
 */
import { randomUUID } from 'node:crypto';
import type { DraftContent } from '../../../shared/composing.ts';
import type { DraftId } from '../../../shared/domain.ts';
import type { Reader, Writer } from './open.ts';

export type OtherText = { content: DraftContent; savedAtMs: number };
export type DraftRow = { id: DraftId; point: string; channel: DraftContent['channel']; content: DraftContent; others: OtherText[]; revision: number; updatedAtMs: number; discardedAtMs: number | null };

/** More texts than this beside a draft are not kept: the oldest go. */
export const MAX_OTHERS = 20;
/** How long a draft that was thrown away can be brought back. */
export const DISCARDED_KEEP_MS = 30 * 86_400_000;

const COLUMNS = 'id, point, channel, content, others, revision, updated_at_ms AS updatedAtMs, discarded_at_ms AS discardedAtMs';
type RawDraft = Omit<DraftRow, 'content' | 'others'> & { content: string; others: string };
const readDraft = (row: RawDraft): DraftRow => ({ ...row, content: JSON.parse(row.content) as DraftContent, others: JSON.parse(row.others) as OtherText[] });

export function draftById(reader: Reader, id: string): DraftRow | null {
  const row = reader.prepare(`SELECT ${COLUMNS} FROM draft WHERE id = ?`).get(id) as RawDraft | undefined;
  return row === undefined ? null : readDraft(row);
}

/** Open drafts of these contact points (uuids) that hold a text, newest first. */
export function openDrafts(reader: Reader, points: readonly string[]): DraftRow[] {
  const rows = reader.prepare(`SELECT ${COLUMNS} FROM draft WHERE point IN (SELECT value FROM json_each(?)) AND discarded_at_ms IS NULL`).all(JSON.stringify(points)) as RawDraft[];
  return rows.map(readDraft).filter((row) => !isEmpty(row.content) || row.others.length > 0).sort((x, y) => y.updatedAtMs - x.updatedAtMs || (x.id < y.id ? -1 : 1));
}

export type Saving = { point: string; draftId: string | null; baseRevision: number; content: DraftContent; atMs: number };
export type Saved = { draftId: DraftId; point: string; revision: number; conflict: boolean };

/**
 * Saves what a window shows. A window that did not know the stored text does not write over it: that text moves to
 * `others`. A draft that is gone meanwhile (sent, thrown away in another window) is made or opened again: somebody
 * goes on writing in it.
 */
export function saveDraft(writer: Writer, { point, draftId, baseRevision, content, atMs }: Saving): Saved {
  const named = draftId === null ? null : draftById(writer, draftId);
  const place = named?.point ?? point;
  // The same composer in another channel writes another draft.
  const own = named?.channel === content.channel ? named : null;
  const row = (own?.discardedAtMs === null ? own : openDraftAt(writer, place, content.channel)) ?? own;
  if (row === null) return { draftId: insertDraft(writer, place, content, atMs), point: place, revision: 1, conflict: false };
  if (sameText(row.content, content) && row.discardedAtMs === null) return { draftId: row.id, point: row.point, revision: row.revision, conflict: false };
  const isKnown = row === own && baseRevision === row.revision;
  const others = withOther(row.others, isKnown ? content : row.content, row.updatedAtMs, content);
  const revision = update(writer, row, content, others, atMs);
  return { draftId: row.id, point: row.point, revision, conflict: !isKnown && !isEmpty(row.content) && !sameText(row.content, content) };
}

/** Thrown away by the agent; kept aside for a while. @returns false when there is no such draft */
export function discardDraft(writer: Writer, id: string, atMs: number): boolean {
  return writer.prepare('UPDATE draft SET discarded_at_ms = coalesce(discarded_at_ms, ?) WHERE id = ?').run(atMs, id).changes === 1;
}

/** Back as it was; where another draft was begun in its place since, its texts stand beside that one's. @returns the draft that has them now */
export function restoreDraft(writer: Writer, row: DraftRow): DraftId {
  if (row.discardedAtMs === null) return row.id;
  const open = openDraftAt(writer, row.point, row.channel);
  if (open === null) {
    writer.prepare('UPDATE draft SET discarded_at_ms = NULL, revision = revision + 1 WHERE id = ?').run(row.id);
    return row.id;
  }
  writer.prepare('DELETE FROM draft WHERE id = ?').run(row.id);
  addTexts(writer, open, [{ content: row.content, savedAtMs: row.updatedAtMs }, ...row.others]);
  return open.id;
}

/**
 * What the draft was for has been sent. Its row goes when it held nothing but that text. The text of another window
 * stays open; older words of the sent text, and what stood beside it, are put aside like a draft thrown away.
 */
export function takeDraft(writer: Writer, id: string, sent: DraftContent, atMs: number): void {
  const row = draftById(writer, id);
  if (row === null) return;
  const others = row.others.filter((other) => !sameText(other.content, sent));
  const isAll = sameText(row.content, sent) || isEmpty(row.content);
  if (isAll && others.length === 0) writer.prepare('DELETE FROM draft WHERE id = ?').run(id);
  else if (!isAll && others.length < row.others.length) setOthers(writer, id, others);
  else discardDraft(writer, id, atMs);
}

/** What was taken back from the outbox becomes the draft of its address again, or stands beside a newer one; it never writes over it. */
export function putBackDraft(writer: Writer, point: string, content: DraftContent, atMs: number): DraftId {
  const open = openDraftAt(writer, point, content.channel);
  if (open === null) return insertDraft(writer, point, content, atMs);
  addTexts(writer, open, [{ content, savedAtMs: atMs }]);
  return open.id;
}

export function dropDiscarded(writer: Writer, nowMs: number): number {
  return writer.prepare('DELETE FROM draft WHERE discarded_at_ms < ?').run(nowMs - DISCARDED_KEEP_MS).changes;
}

/** No words and no files: addresses and a quotation that the console put there itself are nothing somebody wrote. */
export function isEmpty(content: DraftContent): boolean {
  switch (content.channel) {
    case 'mail': return content.text.trim() === '' && content.subject.trim() === '' && content.attachments.length === 0 && !/<img\b/i.test(content.html ?? '');
    case 'chat': return content.text.trim() === '' && content.attachments.length === 0;
    case 'note': return content.text.trim() === '';
    case 'call':
    case 'visit': return content.text.trim() === '' && content.motive.trim() === '';
  }
}

export function sameText(one: DraftContent, other: DraftContent): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

/** The same words in whatever order the members of an object came. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)).map(([key, member]) => [key, inOrder(member)]));
}

function openDraftAt(reader: Reader, point: string, channel: string): DraftRow | null {
  const row = reader.prepare(`SELECT ${COLUMNS} FROM draft WHERE point = ? AND channel = ? AND discarded_at_ms IS NULL`).get(point, channel) as RawDraft | undefined;
  return row === undefined ? null : readDraft(row);
}

function insertDraft(writer: Writer, point: string, content: DraftContent, atMs: number): DraftId {
  const id = randomUUID() as string as DraftId;
  writer.prepare('INSERT INTO draft (id, point, channel, content, revision, updated_at_ms) VALUES (?, ?, ?, ?, 1, ?)').run(id, point, content.channel, JSON.stringify(content), atMs);
  return id;
}

/** @returns the new revision */
function update(writer: Writer, row: DraftRow, content: DraftContent, others: readonly OtherText[], atMs: number): number {
  const revision = row.revision + 1;
  writer.prepare('UPDATE draft SET content = ?, others = ?, revision = ?, updated_at_ms = ?, discarded_at_ms = NULL WHERE id = ?').run(JSON.stringify(content), JSON.stringify(others), revision, atMs, row.id);
  return revision;
}

/** Leaves the revision: what a window knows of the draft itself holds. */
function setOthers(writer: Writer, id: string, others: readonly OtherText[]): void {
  writer.prepare('UPDATE draft SET others = ? WHERE id = ?').run(JSON.stringify(others), id);
}

/** Puts texts beside an open draft; the first becomes the draft where that was emptied. */
function addTexts(writer: Writer, row: DraftRow, texts: readonly OtherText[]): void {
  const first = isEmpty(row.content) ? texts.find((text) => !isEmpty(text.content)) : undefined;
  const content = first?.content ?? row.content;
  const others = texts.reduce((list, text) => withOther(list, text.content, text.savedAtMs, content), row.others);
  if (first === undefined) setOthers(writer, row.id, others);
  else update(writer, row, content, others, first.savedAtMs);
}

/** Each text once, the newest first, none that is the content itself. */
function withOther(others: readonly OtherText[], text: DraftContent, savedAtMs: number, content: DraftContent): OtherText[] {
  const rest = others.filter((other) => !sameText(other.content, text) && !sameText(other.content, content));
  const added = isEmpty(text) || sameText(text, content) ? rest : [{ content: text, savedAtMs }, ...rest];
  return added.sort((x, y) => y.savedAtMs - x.savedAtMs).slice(0, MAX_OTHERS);
}
