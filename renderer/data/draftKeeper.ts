/**
 * Keeps texts in the making: what stands on the screen, on its way into the encrypted history, per customer and channel.
 *
 * Owns the pace (a pause in typing, or at once when the window loses the focus or goes) and the meeting with other
 * windows: what they saved is adopted while nothing unsaved is here; else ours is saved and theirs is offered.
 * Promises: what could not be saved is tried again; nothing is thrown away but by the agent.
 */
import type { DraftContent, DraftView } from '../../shared/composing.ts';
import type { CommandInput, CommandOutput } from '../../shared/contract.ts';
import { DeskError } from '../../shared/result.ts';

export type DraftChannel = DraftContent['channel'];

export type DraftState = {
  draftId: string | null;
  /** Null: nothing is being written. */
  content: DraftContent | null;
  isSaved: boolean;
  savedAtMs: number | null;
  /** Grows when the content came from elsewhere (another window, an undone sending): an editor reads it again. */
  epoch: number;
  /** Texts that lost against this one: of another window, of a merge. */
  others: readonly { content: DraftContent; savedAtMs: number }[];
};

export type DraftPorts = {
  save(input: CommandInput<'draft.save'>): Promise<CommandOutput<'draft.save'>>;
  list(customerId: string): Promise<readonly DraftView[]>;
  discard(draftId: string): Promise<unknown>;
  /** Hears of the first failure of a row of them. */
  onError(error: unknown): void;
  nowMs(): number;
};

export type DraftKeeper = {
  /** The same object until something changed. */
  read(customerId: string): Readonly<Record<DraftChannel, DraftState>>;
  /** Null: everything was taken out again. */
  write(customerId: string, channel: DraftChannel, content: DraftContent | null): void;
  /** The same, of a text that was not typed into its editor: the editor reads it again. */
  replace(customerId: string, channel: DraftChannel, content: DraftContent): void;
  /** Asks what is kept for the customer. */
  refresh(customerId: string): Promise<void>;
  /** Saves what waits, without waiting for a pause; settles when it was tried. */
  flush(): Promise<void>;
  /**
   * Runs `act` (a sending, a logging) with the draft as it is kept. The place is empty at once, for the next words;
   * when `act` fails its words come back, and what it threw is passed on.
   */
  use<T>(customerId: string, channel: DraftChannel, act: (draftId: string | null) => Promise<T>): Promise<T>;
  /** Throws the draft away by the agent's wish; answers with its id, to bring it back. */
  discard(customerId: string, channel: DraftChannel): Promise<string | null>;
  /** Puts one of the others in the place of what is written, which joins the others when it is saved. */
  takeOther(customerId: string, channel: DraftChannel, savedAtMs: number): Promise<void>;
  /** The agent has seen it and keeps the own text. */
  hideOther(customerId: string, channel: DraftChannel, savedAtMs: number): void;
  subscribe(listener: () => void): () => void;
};

/** A pause in typing; what a killed window may lose. */
const PAUSE_MS = 300;
const RETRY_MS = 2_000;
const CHANNELS: readonly DraftChannel[] = ['mail', 'chat', 'call', 'visit', 'note'];

type Slot = {
  customerId: string;
  channel: DraftChannel;
  draftId: string | null;
  revision: number;
  content: DraftContent | null;
  savedAtMs: number | null;
  epoch: number;
  others: DraftState['others'];
  hidden: Set<number>;
  /** Counted up by every change; saved up to `saved`. */
  edits: number;
  saved: number;
  sending: Promise<void> | null;
  /** Something is being done with the draft: it is neither saved nor adopted meanwhile. */
  isInUse: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
};

export function createDraftKeeper(ports: DraftPorts): DraftKeeper {
  const slots = new Map<string, Slot>();
  const snapshots = new Map<string, Readonly<Record<DraftChannel, DraftState>>>();
  const listeners = new Set<() => void>();
  const asking = new Map<string, { again: boolean; done: Promise<void> }>();
  let hasFailed = false;

  function slotOf(customerId: string, channel: DraftChannel): Slot {
    const key = `${customerId} ${channel}`;
    const known = slots.get(key);
    if (known) return known;
    const slot: Slot = { customerId, channel, draftId: null, revision: 0, content: null, savedAtMs: null, epoch: 0, others: [], hidden: new Set(), edits: 0, saved: 0, sending: null, isInUse: false, timer: undefined };
    slots.set(key, slot);
    return slot;
  }

  function tell(customerId: string): void {
    snapshots.delete(customerId);
    for (const listener of listeners) listener();
  }

  function schedule(slot: Slot, afterMs: number): void {
    clearTimeout(slot.timer);
    slot.timer = setTimeout(() => void send(slot), afterMs);
  }

  /** One at a time for each draft: an older text that failed must not come after a newer one. */
  function send(slot: Slot): Promise<void> {
    clearTimeout(slot.timer);
    if (slot.sending !== null) return slot.sending;
    if (slot.isInUse || slot.edits === slot.saved) return Promise.resolve();
    // Nothing was ever kept, so there is nothing to empty.
    if (slot.content === null && slot.draftId === null) {
      slot.saved = slot.edits;
      return Promise.resolve();
    }
    const edits = slot.edits;
    slot.sending = ports.save({ customerId: slot.customerId, draftId: slot.draftId, baseRevision: slot.revision, content: slot.content ?? emptied(slot.channel) }).then(
      (answer) => kept(slot, edits, answer),
      (error: unknown) => failed(slot, error),
    );
    return slot.sending;
  }

  function kept(slot: Slot, edits: number, { draftId, revision, conflict }: CommandOutput<'draft.save'>): void {
    slot.sending = null;
    hasFailed = false;
    Object.assign(slot, { draftId, revision, saved: edits, savedAtMs: ports.nowMs() });
    if (slot.edits !== edits) schedule(slot, 0);
    if (conflict) void refresh(slot.customerId);
    tell(slot.customerId);
  }

  function failed(slot: Slot, error: unknown): void {
    slot.sending = null;
    // Sent or thrown away in another window: what is written here is a draft of its own.
    const isGone = error instanceof DeskError && error.code === 'not-found' && slot.draftId !== null;
    if (isGone) Object.assign(slot, { draftId: null, revision: 0 });
    else if (!hasFailed) {
      hasFailed = true;
      ports.onError(error);
    }
    schedule(slot, isGone ? 0 : RETRY_MS);
  }

  function refresh(customerId: string): Promise<void> {
    const running = asking.get(customerId);
    if (running) {
      running.again = true;
      return running.done;
    }
    const state = { again: false, done: Promise.resolve() };
    state.done = ask(customerId, state).finally(() => asking.delete(customerId));
    asking.set(customerId, state);
    return state.done;
  }

  async function ask(customerId: string, state: { again: boolean }): Promise<void> {
    do {
      state.again = false;
      const before = savesOf(customerId);
      const views = await ports.list(customerId);
      // What was saved here while the answer was on its way is newer than the answer.
      if (savesOf(customerId) !== before) state.again = true;
      else adoptAll(customerId, views);
    } while (state.again);
  }

  function savesOf(customerId: string): string {
    return CHANNELS.map((channel) => {
      const slot = slotOf(customerId, channel);
      return `${slot.revision} ${slot.draftId ?? ''} ${slot.sending === null}`;
    }).join();
  }

  function adoptAll(customerId: string, views: readonly DraftView[]): void {
    for (const channel of CHANNELS) {
      const slot = slotOf(customerId, channel);
      if (!slot.isInUse) adopt(slot, views.filter((view) => view.channel === channel));
    }
    tell(customerId);
  }

  function adopt(slot: Slot, views: readonly DraftView[]): void {
    const own = views.find((view) => view.id === slot.draftId) ?? (slot.content === null ? views[0] : undefined);
    const isUnsaved = slot.edits !== slot.saved || slot.sending !== null;
    if (!isUnsaved && own === undefined && slot.content !== null) {
      // Sent or thrown away in another window. An emptied draft is not listed either, and stays ours.
      Object.assign(slot, { draftId: null, revision: 0, content: null, savedAtMs: null, epoch: slot.epoch + 1 });
    } else if (!isUnsaved && own !== undefined && (own.id !== slot.draftId || own.revision !== slot.revision)) {
      Object.assign(slot, { draftId: own.id, revision: own.revision, content: own.content, savedAtMs: own.updatedAtMs, epoch: slot.epoch + 1 });
    }
    // A merge brings a draft of the same channel along: it is offered like a lost one.
    const merged = views.filter((view) => view !== own).map((view) => ({ content: view.content, savedAtMs: view.updatedAtMs }));
    slot.others = [...(own?.others ?? []), ...merged].filter((other) => !slot.hidden.has(other.savedAtMs) && !isSame(other.content, slot.content));
  }

  function change(slot: Slot, content: DraftContent | null): void {
    slot.content = content;
    slot.edits += 1;
    schedule(slot, PAUSE_MS);
    tell(slot.customerId);
  }

  async function use<T>(customerId: string, channel: DraftChannel, act: (draftId: string | null) => Promise<T>): Promise<T> {
    const slot = slotOf(customerId, channel);
    const taken = slot.content;
    slot.isInUse = true;
    clearTimeout(slot.timer);
    Object.assign(slot, { content: null, epoch: slot.epoch + 1 });
    tell(customerId);
    try {
      await slot.sending;
      const result = await act(slot.draftId);
      // Words written meanwhile are another draft.
      Object.assign(slot, { draftId: null, revision: 0, savedAtMs: null, others: [], saved: slot.content === null ? slot.edits : -1 });
      return result;
    } catch (error) {
      Object.assign(slot, { content: joined(taken, slot.content), epoch: slot.epoch + 1, edits: slot.edits + 1 });
      throw error;
    } finally {
      slot.isInUse = false;
      if (slot.edits !== slot.saved) schedule(slot, PAUSE_MS);
      tell(customerId);
      refresh(customerId).catch(ports.onError);
    }
  }

  async function takeOther(slot: Slot, savedAtMs: number): Promise<void> {
    await send(slot);
    const other = slot.others.find((one) => one.savedAtMs === savedAtMs);
    // What is written here could not be kept: it must not be replaced.
    if (!other || slot.edits !== slot.saved) return;
    slot.hidden.add(savedAtMs);
    slot.others = slot.others.filter((one) => one !== other);
    slot.epoch += 1;
    // With an old revision the text that is kept now joins the others.
    if (slot.content !== null) slot.revision -= 1;
    change(slot, other.content);
    await send(slot);
  }

  return {
    read(customerId) {
      const known = snapshots.get(customerId);
      if (known) return known;
      const made = Object.fromEntries(CHANNELS.map((channel) => [channel, stateOf(slotOf(customerId, channel))])) as Record<DraftChannel, DraftState>;
      snapshots.set(customerId, made);
      return made;
    },
    write: (customerId, channel, content) => change(slotOf(customerId, channel), content),
    replace(customerId, channel, content) {
      const slot = slotOf(customerId, channel);
      slot.epoch += 1;
      change(slot, content);
    },
    refresh,
    async flush() {
      await Promise.all([...slots.values()].map(send));
    },
    use,
    async discard(customerId, channel) {
      return use(customerId, channel, async (draftId) => {
        if (draftId !== null) await ports.discard(draftId);
        return draftId;
      });
    },
    takeOther: (customerId, channel, savedAtMs) => takeOther(slotOf(customerId, channel), savedAtMs),
    hideOther(customerId, channel, savedAtMs) {
      const slot = slotOf(customerId, channel);
      slot.hidden.add(savedAtMs);
      slot.others = slot.others.filter((one) => one.savedAtMs !== savedAtMs);
      tell(customerId);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function stateOf(slot: Slot): DraftState {
  return { draftId: slot.draftId, content: slot.content, isSaved: slot.edits === slot.saved, savedAtMs: slot.savedAtMs, epoch: slot.epoch, others: slot.others };
}

function isSame(a: DraftContent, b: DraftContent | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Words that could not leave, and those written since. */
function joined(older: DraftContent | null, newer: DraftContent | null): DraftContent | null {
  if (older === null || newer === null) return newer ?? older;
  const text = `${older.text}\n${newer.text}`;
  if (older.channel !== 'mail' || newer.channel !== 'mail') return { ...older, text };
  const html = older.html === null || newer.html === null ? null : older.html + newer.html;
  return { ...older, html, text, attachments: [...older.attachments, ...newer.attachments] };
}

/** A draft whose words were all taken out; it is kept so, and listed no more. */
function emptied(channel: DraftChannel): DraftContent {
  switch (channel) {
    case 'mail': return { channel, accountId: null, to: [], cc: [], bcc: [], subject: '', html: null, text: '', attachments: [], replyTo: null };
    case 'chat': return { channel, accountId: null, to: '', text: '', attachments: [], replyTo: null };
    case 'note': return { channel, text: '' };
    case 'visit': return { channel, startedAtMs: 0, durationMs: 0, motive: '', text: '' };
    case 'call': return { channel, contactPointId: null, direction: 'inbound', outcome: 'answered', startedAtMs: 0, durationMs: 0, motive: '', text: '' };
  }
}
