/**
 * The decisions of an IMAP pull, without input or output: what a folder's cursor says, whether a folder has to be
 * opened, what is missing and what to ask for next.
 *
 * A folder's cursor names exactly the messages that were handed over (`have`), so that any crash, any order of reading
 * and any server are right: what is missing is what the server has and `have` has not, what is gone is the reverse.
 * Watermarks alone would not do: recent mail is read before old mail, new mail arrives meanwhile, and without QRESYNC
 * only a set difference tells what was expunged.
 */
import type { Cursor, RawRecord } from '../connector.ts';
import { UidSet } from './uidSet.ts';

/** Flags of the newest this many messages are compared where the server has no CONDSTORE. */
export const COMPARED_FLAGS = 500;

/** What is remembered of one folder; `toCursor` and `fromCursor` are its only forms. */
export type FolderMemory = {
  /** Text of a 63-bit number at most (imapflow gives it as a bigint). */
  uidValidity: string;
  /** UIDs handed over and, as far as known, still there. */
  have: UidSet;
  /** UIDNEXT at the last look: all that is not below it is new. */
  next: number;
  /** At the end of the last look `have` was all the server had. */
  whole: boolean;
  /** Flags and expunges up to this mod-sequence are known; null without CONDSTORE. */
  modseq: bigint | null;
  /** Unseen messages at the last look, null when the server was not asked: the one cheap sign of changed flags without CONDSTORE. */
  unseen: number | null;
  /** UID -> `flagsCode` of the newest messages, kept only without CONDSTORE. */
  flags: Map<number, string> | null;
  /** The folder is no longer at the server, and that was said. */
  removed: boolean;
};

/** The same as JSON. Modseq is text because it has 63 bits. */
export function toCursor(memory: FolderMemory): Cursor {
  return {
    version: 1,
    uidValidity: memory.uidValidity,
    have: memory.have.toText(),
    next: memory.next,
    whole: memory.whole,
    modseq: memory.modseq === null ? null : memory.modseq.toString(),
    unseen: memory.unseen,
    ...(memory.flags === null ? {} : { flags: [...memory.flags].map(([uid, code]) => `${uid}:${code}`).join(' ') }),
    ...(memory.removed ? { removed: true } : {}),
  };
}

/** Null for no cursor and for one that cannot be read: the folder is then read anew, which stores nothing twice. */
export function fromCursor(cursor: Cursor | undefined): FolderMemory | null {
  if (cursor?.['version'] !== 1) return null;
  const { uidValidity, have, next, whole, modseq, unseen, flags, removed } = cursor;
  const uids = typeof have === 'string' ? UidSet.fromText(have) : null;
  if (uids === null || typeof uidValidity !== 'string' || typeof next !== 'number') return null;
  return {
    uidValidity, have: uids, next, whole: whole === true,
    modseq: typeof modseq === 'string' && /^\d+$/.test(modseq) ? BigInt(modseq) : null,
    unseen: typeof unseen === 'number' ? unseen : null,
    flags: typeof flags === 'string' ? readFlags(flags) : null,
    removed: removed === true,
  };
}

export function freshMemory(uidValidity: string): FolderMemory {
  return { uidValidity, have: UidSet.empty(), next: 1, whole: false, modseq: null, unseen: null, flags: null, removed: false };
}

export function placeOf(uidValidity: string, uid: number): string {
  return `${uidValidity}.${uid}`;
}

/** What STATUS says of a folder; a field the server left out is null. */
export type FolderStatus = { uidValidity: string | null; next: number | null; messages: number | null; unseen: number | null; modseq: bigint | null };

/**
 * Whether opening the folder could show nothing new.
 * @param refused messages the server has but does not hand out
 * @param byModseq the server keeps mod-sequences, so that changed flags show in STATUS; without, a changed number of unseen messages is the sign
 */
export function isUnchanged(memory: FolderMemory, status: FolderStatus, refused: number, byModseq: boolean): boolean {
  if (!memory.whole || memory.removed || status.uidValidity !== memory.uidValidity || status.next !== memory.next) return false;
  if (status.messages !== memory.have.count + refused) return false;
  return byModseq ? status.modseq !== null && status.modseq === memory.modseq : status.unseen === memory.unseen && memory.unseen !== null;
}

/** Two STATUS answers differ in something that can mean work. */
export function hasMoved(before: FolderStatus, now: FolderStatus): boolean {
  return (['uidValidity', 'next', 'messages', 'unseen', 'modseq'] as const).some((field) => before[field] !== null && now[field] !== null && before[field] !== now[field]);
}

export type FetchPlan = { asked: UidSet; sequence: string };

/** A command line is kept short: many servers refuse lines over 8,000 characters (RFC 7162 4 speaks of 8,192 octets). */
const MAX_PARTS = 200;

/**
 * The newest of what is missing, as one sequence set.
 *
 * UIDs that no longer exist cost nothing in a range, so ranges are drawn over every gap that holds no message we have:
 * a mailbox with many deletions is still asked for in one range.
 * @param known what must not be sent again
 */
export function planFetch(missing: UidSet, known: UidSet, limit: number): FetchPlan {
  const newest = missing.newest(limit);
  const ranges: [number, number][] = [];
  for (const uid of newest) {
    const last = ranges.at(-1);
    if (last && (uid === last[1] + 1 || known.isFreeBetween(last[1], uid))) last[1] = uid;
    else ranges.push([uid, uid]);
  }
  const kept = ranges.slice(-MAX_PARTS);
  const lowest = kept[0]?.[0] ?? 0;
  const sequence = kept.map(([from, to]) => (from === to ? String(from) : `${from}:${to}`)).join(',');
  const asked = kept.length === ranges.length ? newest : UidSet.of([...newest].filter((uid) => uid >= lowest));
  return { asked, sequence };
}

/** Flags as they are stored: without \Recent, which is about the session and not about the message (RFC 3501 2.3.2). */
export function keptFlags(flags: Iterable<string> | undefined): string[] {
  return [...(flags ?? [])].filter((flag) => flag.toLowerCase() !== '\\recent').toSorted();
}

/** Flags as one word without spaces or colons; only ever compared for equality. */
export function flagsCode(flags: readonly string[]): string {
  return flags.map((flag) => flag.replace(/[\s:]/g, '_')).join(',');
}

/** Keeps the codes of the newest messages only. */
export function trimFlags(flags: Map<number, string>, have: UidSet): Map<number, string> {
  const newest = have.newest(COMPARED_FLAGS);
  return new Map([...flags].filter(([uid]) => newest.has(uid)).toSorted((a, b) => a[0] - b[0]));
}

/**
 * At most this many records or bytes in one batch. connector.ts allows 250 records; at 125 the buffers of a batch are
 * freed while young, which measured 65 MiB less memory and 10 % less CPU over 20,000 messages, and transactions are shorter.
 */
export const BATCH_RECORDS = 125;
export const BATCH_BYTES = 4 * 1024 * 1024;

/** Whether a batch has to be closed before this record is added; a record larger than a batch makes one of its own. */
export function isFull(records: readonly RawRecord[], bytes: number, nextBytes: number): boolean {
  return records.length >= BATCH_RECORDS || (records.length > 0 && bytes + nextBytes > BATCH_BYTES);
}

function readFlags(text: string): Map<number, string> {
  const flags = new Map<number, string>();
  for (const part of text.split(' ')) {
    const colon = part.indexOf(':');
    const uid = Number(part.slice(0, colon));
    if (colon > 0 && Number.isInteger(uid)) flags.set(uid, part.slice(colon + 1));
  }
  return flags;
}
