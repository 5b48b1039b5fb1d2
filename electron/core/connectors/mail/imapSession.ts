/**
 * One logged-in mailbox: decides which folder is read when, and listens for news.
 *
 * Order of a pull: the folders that news named; then every folder's changes and recent history; then old history, the
 * folders taking turns, with a look at INBOX in between. Reading runs ahead of the caller by two batches at most.
 */
import type { ListResponse, StatusObject } from 'imapflow';
import { DeskError, toErrorData } from '../../../../shared/result.ts';
import type { Capabilities, ConnectorContext, Cursor, Delivery, Effect, ProbeAnswer, Session, SyncBatch } from '../connector.ts';
import { BatchQueue } from './batchQueue.ts';
import { demand, hangUp, type ImapLine, type ImapTuning } from './imapClient.ts';
import { FolderReader } from './imapFolder.ts';
import { chooseFolders, type ChosenFolder } from './imapFolders.ts';
import { NewsWatch } from './imapNews.ts';
import type { MailOut } from './mailOut.ts';
import { BATCH_RECORDS, fromCursor, hasMoved, isUnchanged, type FolderStatus } from './imapPull.ts';
import { UidSet } from './uidSet.ts';

const INBOX = 'INBOX';
const STATUS_ITEMS = { messages: true, uidNext: true, uidValidity: true, unseen: true, highestModseq: true } as const;

/** Of a folder that cannot be opened: nothing it says later counts as news. */
const UNKNOWN_STATUS: FolderStatus = { uidValidity: null, next: null, messages: null, unseen: null, modseq: null };

/** A folder as the server lists it; status is null where the server would not say. */
type LookedFolder = ChosenFolder & { status: FolderStatus | null };
type Look = { folders: LookedFolder[]; allPaths: ReadonlySet<string> };

export class ImapSession implements Session {
  readonly capabilities: Capabilities;
  readonly #line: ImapLine;
  readonly #tuning: ImapTuning;
  readonly #context: ConnectorContext;
  readonly #news: NewsWatch;
  /** Null where the mailbox is only read. */
  readonly #out: MailOut | null;
  /** Folder -> messages the server would not hand out in this session. */
  readonly #refused = new Map<string, UidSet>();
  /** Folder -> what the last finished pull left it at; null while no pull has finished since the last news. */
  #settled: Map<string, FolderStatus> | null = null;
  #shown = new Map<string, string>();
  #hints: string[] = [];
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #lookTookMs = 0;

  constructor(line: ImapLine, tuning: ImapTuning, context: ConnectorContext, out: MailOut | null) {
    this.#line = line;
    this.#tuning = tuning;
    this.#context = context;
    this.#news = new NewsWatch(line, INBOX, tuning, context);
    this.#out = out;
    this.capabilities = { live: line.client.capabilities.has('IDLE'), effects: out === null ? [] : ['mail'], probe: out !== null };
  }

  async *pull(cursors: ReadonlyMap<string, Cursor>): AsyncGenerator<SyncBatch, void, void> {
    const queue = new BatchQueue();
    const settled = new Map(this.#settled ?? []);
    this.#settled = null;
    // The caller's map grows while its batches are committed.
    const producer = this.#produce(new Map(cursors), settled, queue).then(() => queue.complete(), (thrown: unknown) => queue.fail(thrown));
    try {
      for (;;) {
        const batch = await queue.take();
        if (batch === null || this.#context.signal.aborted) break;
        yield batch;
        if (this.#context.signal.aborted) break;
      }
      // Only a pull whose every batch was taken, and so committed, is a ground to compare news with.
      if (!this.#context.signal.aborted) this.#settled = settled;
    } catch (thrown) {
      if (!this.#context.signal.aborted) throw this.#line.explain(thrown);
    } finally {
      queue.stop();
      await producer;
    }
  }

  async waitForNews(): Promise<string[]> {
    // No pull was finished: there is surely something to read.
    if (this.#settled === null || this.#context.signal.aborted) return [];
    try {
      this.#hints = await this.#listen(this.#settled);
      return this.#hints;
    } catch (thrown) {
      if (this.#context.signal.aborted) return [];
      throw this.#line.explain(thrown);
    }
  }

  async deliver(effect: Effect, passPointOfNoReturn: () => Promise<void>): Promise<Delivery> {
    if (this.#out === null || effect.kind !== 'mail') return { outcome: 'notSent', error: toErrorData(new DeskError('not-supported')) };
    return this.#out.deliver(effect, passPointOfNoReturn);
  }

  async probe(effect: Effect): Promise<ProbeAnswer> {
    return this.#out === null || effect.kind !== 'mail' ? { answer: 'cannotTell' } : this.#out.probe(effect);
  }

  async fileCopy(effect: Effect): Promise<void> {
    if (this.#out !== null && effect.kind === 'mail') await this.#out.fileCopy(effect);
  }

  async close(): Promise<void> {
    this.#out?.close();
    await hangUp(this.#line.client);
  }

  async #produce(cursors: ReadonlyMap<string, Cursor>, settled: Map<string, FolderStatus>, queue: BatchQueue): Promise<void> {
    const readers = new Map<string, FolderReader>();
    const newReader = (folder: ChosenFolder): FolderReader => {
      const refused = this.#refused.get(folder.path) ?? UidSet.empty();
      this.#refused.set(folder.path, refused);
      const tools = { line: this.#line, tuning: this.#tuning, signal: this.#context.signal, refused, put: (batch: SyncBatch) => queue.put(batch) };
      const reader = new FolderReader(tools, folder, fromCursor(cursors.get(folder.path)));
      readers.set(folder.path, reader);
      return reader;
    };
    const readRecent = async (folder: ChosenFolder, unseen: number | null): Promise<void> => {
      const reader = newReader(folder);
      if (folder.path === INBOX) this.#news.forget();
      const isOpen = await reader.open(unseen);
      if (isOpen) await reader.read(this.#tuning.recent, BATCH_RECORDS);
      else readers.delete(folder.path);
      settled.set(folder.path, isOpen ? reader.status : UNKNOWN_STATUS);
    };
    const hints = this.#hints.filter((path) => this.#shown.has(path) && cursors.has(path));
    this.#hints = [];
    for (const path of hints) await readRecent({ path, shown: this.#shown.get(path) ?? path }, null);
    if (hints.length === 0 || this.#isLookCheap()) await this.#pullAll(cursors, settled, readers, newReader, readRecent);
    await this.#readOld(readers, settled);
  }

  /** Every folder: what changed and recent history; what is no longer listed is said to be gone. */
  async #pullAll(
    cursors: ReadonlyMap<string, Cursor>, settled: Map<string, FolderStatus>, readers: ReadonlyMap<string, FolderReader>,
    newReader: (folder: ChosenFolder) => FolderReader, readRecent: (folder: ChosenFolder, unseen: number | null) => Promise<void>,
  ): Promise<void> {
    const isFirst = this.#lookedAtMs === Number.NEGATIVE_INFINITY;
    const { folders, allPaths } = await this.#look();
    for (const folder of folders) {
      if (readers.has(folder.path)) continue;
      const memory = fromCursor(cursors.get(folder.path));
      const byModseq = this.#line.client.enabled.has('CONDSTORE') && folder.status?.modseq !== null;
      const refused = this.#refused.get(folder.path)?.count ?? 0;
      // Without mod-sequences STATUS tells only of \Seen; once in a session the other flags are compared too.
      const mayTrust = byModseq || !isFirst;
      if (memory !== null && folder.status !== null && mayTrust && isUnchanged(memory, folder.status, refused, byModseq)) {
        await newReader(folder).sayUnchanged();
        settled.set(folder.path, folder.status);
      } else {
        await readRecent(folder, folder.status?.unseen ?? null);
      }
    }
    // A listing without INBOX is no listing: nothing is concluded from what it leaves out.
    if (!allPaths.has(INBOX)) return;
    for (const path of settled.keys()) if (!allPaths.has(path)) settled.delete(path);
    for (const [path, cursor] of cursors) {
      const memory = fromCursor(cursor);
      if (allPaths.has(path) || memory === null || memory.removed) continue;
      await newReader({ path, shown: this.#shown.get(path) ?? path }).sayRemoved();
    }
  }

  /** Old history in turns, so that no folder waits for the whole of another. */
  async #readOld(readers: ReadonlyMap<string, FolderReader>, settled: Map<string, FolderStatus>): Promise<void> {
    const unfinished = new Set([...readers.values()].filter((reader) => !reader.isDone));
    let inboxCheckedAtMs = this.#context.nowMs();
    while (unfinished.size > 0) {
      for (const reader of unfinished) {
        const isOpen = await reader.reopen();
        for (let left = this.#tuning.turn; isOpen && left > 0 && !reader.isDone; left -= this.#tuning.span) {
          await reader.read(this.#tuning.span, this.#tuning.span);
          if (this.#context.nowMs() - inboxCheckedAtMs < this.#tuning.inboxCheckMs && !this.#news.isKnown) continue;
          inboxCheckedAtMs = this.#context.nowMs();
          if (reader.folder.path === INBOX && this.#news.isKnown) {
            this.#news.forget();
            await reader.reopen();
          }
          if (await this.#readInboxNews(readers.get(INBOX), settled) && !(await reader.reopen())) break;
        }
        settled.set(reader.folder.path, reader.status);
        if (!isOpen || reader.isDone) unfinished.delete(reader);
      }
    }
  }

  /** New mail does not wait for years of history. Answers whether another folder may be selected now. */
  async #readInboxNews(inbox: FolderReader | undefined, settled: Map<string, FolderStatus>): Promise<boolean> {
    if (inbox === undefined || !inbox.isDone) return false;
    const before = settled.get(INBOX);
    const now = await this.#statusOf(INBOX);
    if (before === undefined || now === null || now.next === before.next) return false;
    this.#news.forget();
    if (await inbox.reopen()) await inbox.read(this.#tuning.recent, BATCH_RECORDS);
    settled.set(INBOX, inbox.status);
    return true;
  }

  /** Where one command asks for all folders, looking costs one round trip; elsewhere it is done once a minute. */
  #isLookCheap(): boolean {
    return this.#line.client.capabilities.has('LIST-STATUS') || this.#isLookDue();
  }

  /** On a server that needs a command a folder, looking takes at most a tenth of the time. */
  #isLookDue(): boolean {
    return this.#context.nowMs() - this.#lookedAtMs >= Math.max(this.#tuning.lookMs, 10 * this.#lookTookMs);
  }

  async #look(): Promise<Look> {
    const { client } = this.#line;
    const startedAtMs = this.#context.nowMs();
    const inOne = client.capabilities.has('LIST-STATUS');
    // Of the selected folder STATUS may tell what this connection saw last (Dovecot does); NOOP brings that up to date.
    if (client.mailbox) await client.noop();
    const listed = demand(this.#line, await client.list(inOne ? { statusQuery: STATUS_ITEMS } : {}), 'list');
    const byPath = new Map(listed.map((entry) => [entry.path, entry]));
    const folders: LookedFolder[] = [];
    for (const folder of chooseFolders(listed, client.capabilities.has('X-GM-EXT-1'))) {
      const inListing = readStatus(byPath.get(folder.path));
      folders.push({ ...folder, status: inOne && inListing !== null ? inListing : await this.#statusOf(folder.path) });
    }
    this.#shown = new Map([...this.#shown, ...folders.map(({ path, shown }) => [path, shown] as const)]);
    this.#lookedAtMs = this.#context.nowMs();
    this.#lookTookMs = this.#lookedAtMs - startedAtMs;
    return { folders, allPaths: new Set(byPath.keys()) };
  }

  async #statusOf(path: string): Promise<FolderStatus | null> {
    const status = await this.#line.client.status(path, STATUS_ITEMS).catch((thrown: unknown) => {
      if (!this.#line.client.usable) throw thrown;
      return false as const;
    });
    return status ? toStatus(status) : null;
  }

  /** Settles with the folders that moved since `settled`. */
  async #listen(settled: ReadonlyMap<string, FolderStatus>): Promise<string[]> {
    if (settled.has(INBOX) && await this.#inboxMoved(settled)) return [INBOX];
    for (;;) {
      const event = await this.#news.next(() => this.#isLookDue());
      if (event === 'ended') return [];
      if (event === 'inbox') return [INBOX];
      const { folders, allPaths } = await this.#look();
      const moved = folders.filter(({ path, status }) => {
        const before = settled.get(path);
        return before === undefined || (status !== null && hasMoved(before, status));
      }).map(({ path }) => path);
      const removed = [...settled.keys()].filter((path) => !allPaths.has(path));
      if (moved.length > 0 || removed.length > 0) {
        // A folder that is new or gone has no cursor to go on from: an empty answer makes the next pull look at all.
        return removed.length > 0 || moved.some((path) => !settled.has(path)) ? [] : moved;
      }
    }
  }

  /** Selects INBOX, where the server tells of news by itself, and compares it with what we know. */
  async #inboxMoved(settled: ReadonlyMap<string, FolderStatus>): Promise<boolean> {
    const { client } = this.#line;
    if (this.#news.isKnown) return true;
    if (client.mailbox && client.mailbox.path === INBOX) return false;
    this.#news.forget();
    const box = await client.mailboxOpen(INBOX, { readOnly: true });
    const before = settled.get(INBOX);
    const now = { uidValidity: box.uidValidity.toString(), next: box.uidNext, messages: box.exists, unseen: null, modseq: box.noModseq ? null : (box.highestModseq ?? null) };
    return before === undefined || hasMoved(before, now);
  }
}

function readStatus(entry: ListResponse | undefined): FolderStatus | null {
  return entry?.status && !('error' in entry.status) ? toStatus(entry.status) : null;
}

function toStatus(status: StatusObject): FolderStatus {
  return {
    uidValidity: status.uidValidity?.toString() ?? null, next: status.uidNext ?? null, messages: status.messages ?? null,
    unseen: status.unseen ?? null, modseq: status.highestModseq ?? null,
  };
}
