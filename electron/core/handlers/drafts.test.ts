/** Toy 6: a draft outlives crash, restart, merge, unmerge, another agent and a second window; nothing takes it away as a side effect. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChatDraft, DraftContent, DraftView } from '../../../shared/composing.ts';
import type { Topic } from '../../../shared/contract.ts';
import { checkHistory } from '../check.ts';
import { createClock } from '../clock.ts';
import { contactPointId } from '../identity/ids.ts';
import { putBackDraft, takeDraft } from '../store/drafts.ts';
import { mail, NOW_MS, seeded, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';
import { createDraftHandlers, settleDrafts } from './drafts.ts';
import type { DraftHandlers } from './drafts.ts';
import { recall, remember } from './memory.ts';

const ADDRESSES = ['ana@uno.example', 'ana@dos.example', 'beto@tres.example'];
const POINTS = ADDRESSES.map((value) => contactPointId({ kind: 'mail', value }));
const [ana = '', ana2 = '', beto = ''] = POINTS as string[];
const chat = (text: string): ChatDraft => ({ channel: 'chat', accountId: null, to: 'x', text, attachments: [], replyTo: null });
const note = (text: string): DraftContent => ({ channel: 'note', text });

type Handled = { desk: TestDesk; list(customerId: string): DraftView[]; handlers: DraftHandlers };
function handled(desk: TestDesk, actor = 'Ana'): Handled {
  const clock = createClock(() => NOW_MS, null);
  const handlers = createDraftHandlers({ store: desk.store, apply: desk.apply, by: () => ({ device: desk.device, actor, clock }), nowMs: () => NOW_MS });
  return { desk, handlers, list: (customerId) => handlers.queries['draft.list']({ customerId }) };
}
function opened(dir: string | null = null, key: string | null = null): Handled {
  const made = handled(testDesk(dir, key));
  made.desk.ingest(ADDRESSES.map((from) => mail({ from, id: `${from}.first` })));
  return made;
}
const save = (at: Handled, customerId: string, content: DraftContent, draftId: string | null = null, baseRevision = 0) =>
  at.handlers.commands['draft.save']({ customerId, content, draftId, baseRevision });
const decide = (at: Handled, kind: 'merge' | 'unmerge', pair: [string, string]): string =>
  at.desk.act('identity.decide', { kind, join: kind === 'merge' ? [pair] : [], cut: kind === 'merge' ? [] : [pair], reason: '', subject: '', other: '' });
const texts = (drafts: readonly DraftView[]): string[] => drafts.map((draft) => draft.content.text).sort();

describe('a draft', () => {
  it('belongs to whoever has its address: a merge shows both, an unmerge gives each back', () => {
    const at = opened();
    save(at, ana, chat('para Ana'));
    save(at, beto, chat('para Beto'));
    const merged = decide(at, 'merge', [ana, beto]);
    for (const id of [ana, beto]) expect(texts(at.list(id))).toEqual(['para Ana', 'para Beto']);
    expect(new Set(at.list(ana).map((draft) => draft.customerId)).size).toBe(1);
    at.desk.act('operation.undo', { operationId: merged });
    expect([texts(at.list(ana)), texts(at.list(beto))]).toEqual([['para Ana'], ['para Beto']]);
  });

  it('tells the screens of its customer, and no others', () => {
    const at = opened();
    const told: Topic[] = [];
    at.desk.store.onChange(({ topics }) => told.push(...topics));
    const { draftId } = save(at, ana, chat('Hola'));
    expect(told.sort()).toEqual([`customer:${ana}`, 'drafts']);
    at.handlers.commands['draft.discard']({ draftId });
    expect(at.list(ana)).toEqual([]);
    at.handlers.commands['draft.restore']({ draftId });
    expect(texts(at.list(ana))).toEqual(['Hola']);
  });

  it('of nobody, and one that is not there, are refused in words', () => {
    const at = opened();
    expect(() => save(at, randomUUID(), chat('Hola'))).toThrow(expect.objectContaining({ code: 'not-found' }));
    for (const name of ['draft.discard', 'draft.restore'] as const) expect(() => at.handlers.commands[name]({ draftId: randomUUID() })).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('is there for another agent, and when the account is gone', () => {
    const at = opened();
    at.desk.store.db.prepare("INSERT INTO account (id, kind, label, config, created_at_ms) VALUES ('account', 'imap', 'Ventas', '{}', 0)").run();
    save(at, ana, { ...chat('Hola'), accountId: randomUUID() });
    at.desk.store.db.prepare('UPDATE account SET removed_at_ms = 1').run();
    expect(texts(handled(at.desk, 'Otra').list(ana))).toEqual(['Hola']);
  });
});

describe('at the start', () => {
  it('notes that a window kept for itself become drafts once; the change of a note stays with its note', () => {
    const at = opened();
    const noteId = randomUUID();
    at.desk.act('note.add', { noteId, contactPointId: ana, text: 'Nota', writtenAtMs: NOW_MS });
    remember(at.desk.store, { drafts: { [ana]: 'sin guardar', [noteId]: 'Nota cambiada' } });
    save(at, beto, note('ya estaba'));
    remember(at.desk.store, { drafts: { [beto]: 'de la ventana' } });
    for (let start = 0; start < 2; start++) settleDrafts(at.desk.store, NOW_MS);
    expect(at.list(ana)).toMatchObject([{ channel: 'note', content: note('sin guardar'), others: [] }]);
    expect(at.list(beto)).toMatchObject([{ content: note('ya estaba'), others: [{ content: note('de la ventana') }] }]);
    expect(recall(at.desk.store).drafts).toEqual({ [noteId]: 'Nota cambiada' });
  });
});

describe('canned replies', () => {
  it('are set, changed and removed by name, and the removal can be undone', () => {
    const at = opened();
    const { 'template.set': set, 'template.remove': remove } = at.handlers.commands;
    const list = at.handlers.queries['template.list'];
    const { templateId } = set({ templateId: null, name: 'Saludo', text: 'Hola {customer.name}', language: 'es', channels: ['mail'] });
    set({ templateId, name: 'Saludo', text: 'Buenas', language: 'es', channels: ['chat'] });
    expect(list({})).toEqual([{ id: templateId, name: 'Saludo', text: 'Buenas', language: 'es', channels: ['chat'] }]);
    const { operationId } = remove({ templateId });
    expect(list({})).toEqual([]);
    at.desk.act('operation.undo', { operationId });
    expect(list({})).toHaveLength(1);
    expect(() => remove({ templateId: randomUUID() })).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});

/** What a window shows of one customer's draft; it knows nothing that it did not load or save itself. */
type Shown = { draftId: string | null; revision: number; text: string };

/** Two windows, an outbox and a person who merges, on one history that is closed and opened at any moment. */
function world(seed: number): { /** What was wrong after a step. */ run(steps: number): Promise<string[]>; end(): void } {
  const random = seeded(seed);
  const dir = mkdtempSync(join(tmpdir(), 'hilo-drafts-'));
  const key = randomBytes(32).toString('hex');
  let at = opened(dir, key);
  let windows: Map<string, Shown>[] = [new Map(), new Map()];
  const outbox: { point: string; content: ChatDraft }[] = [];
  const sent: string[] = [];
  /** Typed, and not knowingly replaced by whoever saw it. */
  const alive = new Set<string>();
  let typed = 0;

  const shown = (window: Map<string, Shown>, customer: string): Shown => window.get(customer) ?? { draftId: null, revision: 0, text: '' };
  const someone = (): { window: Map<string, Shown>; customer: string; now: Shown } => {
    const window = random.pick(windows);
    const customer = random.pick(POINTS);
    return { window, customer, now: shown(window, customer) };
  };
  const type = (now: Shown): string => {
    alive.delete(now.text);
    const text = `texto ${(typed += 1)}`;
    alive.add(text);
    return text;
  };
  const ACTS: Record<string, () => void> = {
    write: () => {
      const { window, customer, now } = someone();
      const text = type(now);
      const { draftId, revision } = save(at, customer, chat(text), now.draftId, now.revision);
      window.set(customer, { draftId, revision, text });
    },
    load: () => {
      const { window, customer } = someone();
      const [draft] = at.list(customer);
      if (draft !== undefined) window.set(customer, { draftId: draft.id, revision: draft.revision, text: draft.content.text });
    },
    // With words that were not saved yet, or without.
    send: () => {
      const { window, customer, now } = someone();
      if (now.text === '') return;
      const content = chat(random.below(2) === 0 ? type(now) : now.text);
      outbox.push({ point: customer, content });
      if (now.draftId !== null) at.desk.store.write((writer) => takeDraft(writer, now.draftId ?? '', content, NOW_MS));
      window.delete(customer);
    },
    cancel: () => {
      const item = outbox.shift();
      if (item !== undefined) at.desk.store.write((writer) => putBackDraft(writer, item.point, item.content, NOW_MS));
    },
    arrive: () => {
      const item = outbox.pop();
      if (item !== undefined) sent.push(item.content.text);
    },
    merge: () => void decide(at, 'merge', random.pick([[ana, ana2], [ana2, beto], [ana, beto]] as [string, string][])),
    unmerge: () => void decide(at, 'unmerge', random.pick([[ana, ana2], [ana2, beto], [ana, beto]] as [string, string][])),
    kill: () => {
      at.desk.store.close();
      at = handled(testDesk(dir, key));
      settleDrafts(at.desk.store, NOW_MS);
      // The windows outlive the core, or went with it.
      if (random.below(2) === 0) windows = [new Map(), new Map()];
    },
  };

  function faults(): string[] {
    const rows = at.desk.store.prepare('SELECT content, others FROM draft').all() as { content: string; others: string }[];
    const kept = rows.flatMap((row) => [JSON.parse(row.content) as DraftContent, ...(JSON.parse(row.others) as { content: DraftContent }[]).map((other) => other.content)]).map((content) => content.text);
    const everywhere = new Set([...kept, ...outbox.map((item) => item.content.text), ...sent]);
    const lost = [...alive].filter((text) => !everywhere.has(text)).map((text) => `lost: ${text}`);
    // Every open draft stands with exactly one customer.
    const open = at.desk.store.prepare('SELECT id FROM draft WHERE discarded_at_ms IS NULL ORDER BY id').pluck().all() as string[];
    const customers = at.desk.store.prepare('SELECT uuid FROM customer').pluck().all() as string[];
    const listed = customers.flatMap((id) => at.list(id).map((draft): string => draft.id));
    const astray = open.filter((id) => listed.filter((other) => other === id).length !== 1).map((id) => `not with one customer: ${id}`);
    return [...lost, ...astray];
  }

  return {
    async run(steps) {
      const first = random.shuffle(Object.keys(ACTS));
      for (let step = 0; step < steps; step++) {
        // Each at least once, then as it comes.
        const act = first.pop() ?? random.pick([...Object.keys(ACTS), 'write', 'write', 'load']);
        ACTS[act]?.();
        const found = faults();
        if (found.length > 0) return found.map((fault) => `step ${step}, ${act}: ${fault}`);
      }
      return (await checkHistory(at.desk.store)).map(({ what }) => what);
    },
    end() {
      at.desk.store.close();
      rmSync(dir, { recursive: true });
    },
  };
}

describe('whatever two windows, merges, sendings, takings back and kills do', () => {
  it.each(Array.from({ length: 12 }, (_, n) => n + 1))('no text that somebody typed is lost (world %i)', async (seed) => {
    const play = world(seed);
    try {
      expect(await play.run(70)).toEqual([]);
    } finally {
      play.end();
    }
  });
});
