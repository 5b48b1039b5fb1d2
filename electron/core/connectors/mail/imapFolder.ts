/**
 * Reads one folder: what changed, what is gone, what is missing; and hands it over as batches.
 *
 * Promises: a message leaves `missing` only when it was handed over, or when the server said that it no longer exists,
 * or when it refused the message alone three times (it is then set aside for this session and asked for again in the
 * next). An answer that ends early, which imapflow does not report, is noticed by comparing UIDs and asked for again.
 * The folder has to be the selected one: `open` or `reopen` comes before `read`.
 */
import type { FetchMessageObject } from 'imapflow';
import { DeskError } from '../../../../shared/result.ts';
import type { RawRecord, SyncBatch } from '../connector.ts';
import { compareFlags, readChanges, searchUids, type Flagged } from './imapChanges.ts';
import { pause, type ImapLine, type ImapTuning } from './imapClient.ts';
import { isBusy, isRefusal } from './imapErrors.ts';
import type { ChosenFolder } from './imapFolders.ts';
import { flagsCode, freshMemory, isFull, keptFlags, placeOf, planFetch, toCursor, trimFlags, type FolderMemory, type FolderStatus } from './imapPull.ts';
import { UidSet } from './uidSet.ts';

/** A write transaction stays short: this many expunges or changed flags go into one batch. */
const MAX_CHANGES = 1_000;
/** A message that did not come this often, asked for alone, is set aside. */
const MAX_TRIES = 3;
/** So many messages set aside in a row are no accident: the server does not want to serve us now. */
const MAX_REFUSED_IN_A_ROW = 3;

export type ReaderTools = {
  line: ImapLine;
  tuning: ImapTuning;
  signal: AbortSignal;
  /** Waits until the caller has room. */
  put(batch: SyncBatch): Promise<void>;
  /** UIDs of this folder the server would not hand out in this session. */
  refused: UidSet;
};

/** What SELECT said, copied: imapflow goes on changing its own object. */
type Box = { uidValidity: string; next: number; exists: number; modseq: bigint | null };

export class FolderReader {
  readonly folder: ChosenFolder;
  readonly #tools: ReaderTools;
  #memory: FolderMemory;
  #isKnown: boolean;
  #missing = UidSet.empty();
  #records: RawRecord[] = [];
  #bytes = 0;
  #gone: string[] = [];
  #flagged: SyncBatch['flagged'] = [];
  #renumbered: string | null = null;
  #saidComplete = false;
  /** EXISTS at the last look. */
  #exists = 0;
  #refusedInARow = 0;

  /** @param memory what the cursor says, null for a folder read for the first time */
  constructor(tools: ReaderTools, folder: ChosenFolder, memory: FolderMemory | null) {
    this.#tools = tools;
    this.folder = folder;
    this.#isKnown = memory !== null;
    this.#memory = memory ?? freshMemory('');
  }

  /** Everything of the last look was handed over. */
  get isDone(): boolean {
    return this.#missing.isEmpty;
  }

  /** The folder as it was at the last look, in the words of STATUS. */
  get status(): FolderStatus {
    return { uidValidity: this.#memory.uidValidity, next: this.#memory.next, messages: this.#exists, unseen: this.#memory.unseen, modseq: this.#memory.modseq };
  }

  /**
   * Selects the folder and finds out what changed, is gone and is missing.
   * @param unseen what STATUS said just before, null when it was not asked
   * @returns false when the server does not open it (no right to read it, or it is gone)
   */
  async open(unseen: number | null): Promise<boolean> {
    const box = await this.#select();
    if (box === null) return false;
    this.#takeNumbering(box);
    const { line } = this.#tools;
    const memory = this.#memory;
    const { flagged, vanished } = box.modseq === null ? await compareFlags(line, memory) : await readChanges(line, this.folder.path, memory, box.modseq);
    const gone = await this.#findMissing(box, vanished);
    await this.#tellChanges([...gone], flagged.filter(({ uid }) => !gone.has(uid)));
    memory.modseq = box.modseq;
    memory.unseen = unseen;
    if (box.modseq === null) memory.flags ??= new Map();
    else memory.flags = null;
    this.#saidComplete = false;
    return true;
  }

  /** Selects it again for its next turn; new mail that came meanwhile joins what is missing. */
  async reopen(): Promise<boolean> {
    const box = await this.#select();
    if (box === null) return false;
    if (box.uidValidity !== this.#memory.uidValidity) return this.open(null);
    if (box.next > this.#memory.next) {
      for (const uid of await searchUids(this.#tools.line, `${this.#memory.next}:*`)) if (uid >= this.#memory.next && !this.#memory.have.has(uid)) this.#missing.add(uid);
      this.#memory.next = Math.max(box.next, this.#missing.last + 1);
    }
    return true;
  }

  /**
   * Hands over up to `limit` messages, newest first, and says "complete" when nothing is left.
   * @param span how many are asked for in one command; a command is answered oldest first
   */
  async read(limit: number, span: number): Promise<void> {
    for (let left = limit; left > 0 && !this.#missing.isEmpty;) {
      const { asked } = planFetch(this.#missing, this.#known(), Math.min(left, span));
      await this.#fetch(asked);
      left -= asked.count;
    }
    const hasNews = this.#records.length > 0 || this.#gone.length > 0 || this.#flagged.length > 0 || this.#renumbered !== null;
    if (hasNews || (this.isDone && !this.#saidComplete)) await this.#flush(this.isDone);
  }

  /** Says that nothing changed since the cursor, without opening the folder. */
  async sayUnchanged(): Promise<void> {
    await this.#flush(true);
  }

  /** Says that the folder is no longer at the server: all its places are gone. */
  async sayRemoved(): Promise<void> {
    const gone = [...this.#memory.have];
    this.#tools.refused.clear();
    await this.#tellChanges(gone, []);
    this.#memory = { ...this.#memory, next: 1, modseq: null, unseen: null, flags: null, removed: true };
    await this.#flush(true);
  }

  get #total(): number {
    return this.#memory.have.count + this.#missing.count + this.#tools.refused.count;
  }

  /** What must not be asked for. */
  #known(): UidSet {
    if (this.#tools.refused.isEmpty) return this.#memory.have;
    const known = this.#memory.have.copy();
    for (const uid of this.#tools.refused) known.add(uid);
    return known;
  }

  async #select(): Promise<Box | null> {
    const { line } = this.#tools;
    try {
      // Read-only: neither \Seen nor \Recent of the person's own program changes because we look.
      const box = await line.client.mailboxOpen(this.folder.path, { readOnly: true });
      if (box.uidValidity === undefined) return null;
      this.#exists = box.exists;
      const keepsModseq = line.client.enabled.has('CONDSTORE') && box.noModseq !== true && box.highestModseq !== undefined;
      return { uidValidity: box.uidValidity.toString(), next: box.uidNext ?? 0, exists: box.exists, modseq: keepsModseq ? (box.highestModseq ?? null) : null };
    } catch (thrown) {
      if (isRefusal(thrown) && !isBusy(thrown)) return null;
      throw thrown;
    }
  }

  /** Another UIDVALIDITY voids every number we know (RFC 3501 2.3.1.1): all is read again, under new places. */
  #takeNumbering(box: Box): void {
    if (this.#memory.uidValidity === box.uidValidity) { this.#memory.removed = false; return; }
    if (this.#isKnown) this.#renumbered = `${box.uidValidity}.`;
    this.#tools.refused.clear();
    this.#memory = freshMemory(box.uidValidity);
    this.#missing = UidSet.empty();
    this.#isKnown = true;
  }

  /** Sets what is missing and answers with what we have and the server has not. */
  async #findMissing(box: Box, vanished: UidSet): Promise<UidSet> {
    const memory = this.#memory;
    const stays = memory.have.minus(vanished);
    const { refused } = this.#tools;
    const selected = this.#tools.line.client.mailbox;
    const exists = (): number => (selected ? selected.exists : box.exists);
    // The cheap way, proven by counting: what we have and what is new is all there is.
    if (memory.whole) {
      const fresh = UidSet.empty();
      if (exists() > 0 && box.next !== memory.next) for (const uid of await searchUids(this.#tools.line, `${memory.next}:*`)) if (uid >= memory.next) fresh.add(uid);
      if (stays.count + refused.count + fresh.count === exists()) {
        this.#missing = fresh.minus(this.#known());
        memory.next = Math.max(box.next, memory.next, fresh.last + 1);
        return vanished;
      }
    }
    const remote = exists() === 0 ? UidSet.empty() : await searchUids(this.#tools.line, null);
    memory.next = Math.max(box.next, remote.last + 1, memory.have.last + 1);
    // An answer shorter than the folder was cut off: it can show what is there, but not what is gone.
    const isTrusted = remote.count >= exists();
    if (isTrusted) for (const uid of refused.minus(remote)) refused.remove(uid);
    this.#missing = remote.minus(this.#known());
    return isTrusted ? memory.have.minus(remote) : vanished;
  }

  async #tellChanges(gone: number[], flagged: Flagged[]): Promise<void> {
    const { have, uidValidity } = this.#memory;
    const take = (): void => {
      const uids = gone.splice(0, MAX_CHANGES);
      for (const uid of uids) have.remove(uid);
      this.#gone = uids.map((uid) => placeOf(uidValidity, uid));
      this.#flagged = flagged.splice(0, MAX_CHANGES).map(({ uid, flags }) => ({ place: placeOf(uidValidity, uid), flags }));
    };
    for (take(); gone.length > 0 || flagged.length > 0; take()) await this.#flush(false);
  }

  /** Asks until every UID came, or is known not to exist, or was refused. */
  async #fetch(asked: UidSet): Promise<void> {
    let todo = asked;
    for (let dry = 0; ;) {
      // Answers come in ascending order, so what blocks the rest is the lowest: after a dry answer it is asked for alone.
      const part = dry === 0 ? todo : UidSet.of([todo.first]);
      const left = await this.#ask(part);
      todo = todo.minus(part.minus(left));
      if (left.isEmpty) {
        dry = 0;
      } else {
        const gone = left.minus(await searchUids(this.#tools.line, `${left.first}:${left.last}`));
        for (const uid of gone) this.#missing.remove(uid);
        todo = todo.minus(gone);
        dry = left.minus(gone).count === part.count ? dry + 1 : 0;
      }
      if (todo.isEmpty) return;
      if (dry > MAX_TRIES) {
        this.#setAside(todo.first);
        todo.remove(todo.first);
        dry = 0;
        if (todo.isEmpty) return;
      } else if (dry > 0) {
        await pause(this.#tools.tuning.retryMs * 2 ** (dry - 1), this.#tools.signal);
      }
    }
  }

  #setAside(uid: number): void {
    this.#tools.refused.add(uid);
    this.#missing.remove(uid);
    this.#refusedInARow += 1;
    if (this.#refusedInARow < MAX_REFUSED_IN_A_ROW) return;
    this.#tools.refused.clear();
    throw new DeskError('server-busy', { host: this.#tools.line.host });
  }

  /** One FETCH; answers with what did not come. */
  async #ask(asked: UidSet): Promise<UidSet> {
    const { sequence } = planFetch(asked, this.#known(), asked.count);
    const left = asked.copy();
    try {
      for await (const row of this.#tools.line.client.fetch(sequence, { uid: true, flags: true, internalDate: true, source: true }, { uid: true })) {
        // A row without a source is the server telling of changed flags in between.
        if (row.source === undefined || this.#memory.have.has(row.uid)) continue;
        await this.#add(row, row.source);
        left.remove(row.uid);
      }
    } catch (thrown) {
      // A refusal of one message ends the whole command; the rest is asked for again.
      if (!isRefusal(thrown) || isBusy(thrown)) throw thrown;
    }
    return left;
  }

  async #add(row: FetchMessageObject, raw: Buffer): Promise<void> {
    if (isFull(this.#records, this.#bytes, raw.byteLength)) await this.#flush(false);
    const flags = keptFlags(row.flags);
    const receivedAtMs = row.internalDate === undefined ? Number.NaN : new Date(row.internalDate).getTime();
    this.#records.push({ kind: 'mail', place: placeOf(this.#memory.uidValidity, row.uid), raw, context: null, receivedAtMs: Number.isNaN(receivedAtMs) ? null : receivedAtMs, flags });
    this.#bytes += raw.byteLength;
    this.#memory.have.add(row.uid);
    this.#memory.flags?.set(row.uid, flagsCode(flags));
    this.#missing.remove(row.uid);
    this.#refusedInARow = 0;
  }

  async #flush(complete: boolean): Promise<void> {
    const memory = this.#memory;
    memory.whole = complete;
    if (memory.flags !== null) memory.flags = trimFlags(memory.flags, memory.have);
    const batch: SyncBatch = {
      stream: this.folder.path, shown: this.folder.shown,
      records: this.#records, gone: this.#gone, flagged: this.#flagged, renumbered: this.#renumbered,
      cursor: toCursor(memory), done: memory.have.count, total: this.#total, complete,
    };
    this.#records = [];
    this.#bytes = 0;
    this.#gone = [];
    this.#flagged = [];
    this.#renumbered = null;
    this.#saidComplete = complete;
    await this.#tools.put(batch);
  }
}
