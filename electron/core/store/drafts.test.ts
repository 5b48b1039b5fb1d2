/** S10 and toy 6: nothing but its writer takes a text away. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatDraft, DraftContent, MailDraft } from '../../../shared/composing.ts';
import { BLOB_KEEP_MS, blobById, dropUnusedBlobs, putBlob } from './blobs.ts';
import { DISCARDED_KEEP_MS, discardDraft, draftById, dropDiscarded, MAX_OTHERS, openDrafts, putBackDraft, restoreDraft, saveDraft, takeDraft } from './drafts.ts';
import type { Saved } from './drafts.ts';
import { openStore } from './open.ts';
import type { Store } from './open.ts';

const NOW = Date.UTC(2026, 10, 22);
const [ana, beto] = [randomUUID(), randomUUID()];
let store: Store;
beforeEach(() => { store = openStore(null, null); });
afterEach(() => store.close());

const chat = (text: string): ChatDraft => ({ channel: 'chat', accountId: null, to: 'whatsapp:+5491161234410', text, attachments: [], replyTo: null });
const mail = (text: string, attachments: MailDraft['attachments'] = []): MailDraft => ({ channel: 'mail', accountId: null, to: ['Ana <ana@uno.example>'], cc: [], bcc: [], subject: '', html: null, text, attachments, replyTo: null });
const save = (content: DraftContent, options: { draftId?: string | null; baseRevision?: number; point?: string; atMs?: number } = {}): Saved =>
  store.write((writer) => saveDraft(writer, { point: options.point ?? ana, draftId: options.draftId ?? null, baseRevision: options.baseRevision ?? 0, content, atMs: options.atMs ?? NOW }));
const text = (content: DraftContent): string => content.text;
const listed = (...points: string[]): [string, string[]][] => openDrafts(store, points).map((row) => [text(row.content), row.others.map((other) => text(other.content))]);

describe('saving', () => {
  it('a window that goes on writing replaces its own text and tells nobody of a conflict', () => {
    const first = save(chat('Ho'));
    expect(save(chat('Hola'), { draftId: first.draftId, baseRevision: first.revision })).toEqual({ draftId: first.draftId, point: ana, revision: 2, conflict: false });
    expect(listed(ana)).toEqual([['Hola', []]]);
  });

  it('of what is stored already changes nothing, whoever saves it', () => {
    const first = save(chat('Hola'));
    expect(save({ replyTo: null, attachments: [], text: 'Hola', to: 'whatsapp:+5491161234410', accountId: null, channel: 'chat' })).toEqual({ ...first, conflict: false });
    expect(listed(ana)).toEqual([['Hola', []]]);
  });

  it('two windows do not write over each other: the earlier text stands beside the later, each once', () => {
    const one = save(chat('de la una'));
    const other = save(chat('de la otra'));
    expect(other).toMatchObject({ draftId: one.draftId, conflict: true });
    const again = save(chat('de la una, más'), { draftId: one.draftId, baseRevision: one.revision });
    expect(again.conflict).toBe(true);
    expect(listed(ana)).toEqual([['de la una, más', expect.arrayContaining(['de la una', 'de la otra'])]]);
    // A window takes the other's text as its own: it is no longer one that lost.
    save(chat('de la otra'), { draftId: one.draftId, baseRevision: again.revision });
    expect(listed(ana)).toEqual([['de la otra', ['de la una']]]);
  });

  it('keeps the twenty latest of the texts that lost', () => {
    for (let n = 0; n < 30; n++) save(chat(`texto ${n}`), { atMs: NOW + n });
    const [row] = openDrafts(store, [ana]);
    expect(row?.others).toHaveLength(MAX_OTHERS);
    expect(text(row?.others[0]?.content as DraftContent)).toBe('texto 28');
  });

  it('keeps a text for each channel, and each address its own', () => {
    const first = save(mail('por correo'));
    save(chat('por chat'), { draftId: first.draftId, baseRevision: first.revision });
    save(mail('a Beto'), { point: beto });
    expect(listed(ana).map(([words]) => words).sort()).toEqual(['por chat', 'por correo']);
    expect(listed(beto)).toEqual([['a Beto', []]]);
    expect(listed(ana, beto)).toHaveLength(3);
  });

  it('an emptied draft is not listed, and goes on when somebody writes again', () => {
    const first = save(mail('Hola'));
    const emptied = save(mail('  '), { draftId: first.draftId, baseRevision: 1 });
    expect(listed(ana)).toEqual([]);
    expect(save(mail('Otra cosa'), { draftId: first.draftId, baseRevision: emptied.revision })).toMatchObject({ draftId: first.draftId, conflict: false });
    expect(listed(ana)).toEqual([['Otra cosa', []]]);
  });

  it('a draft with a file and no words is one', () => {
    save(mail('', [{ blobId: randomUUID(), filename: 'mesa.pdf', contentType: 'application/pdf', sizeBytes: 9, inline: false }]));
    expect(listed(ana)).toHaveLength(1);
  });
});

describe('throwing away', () => {
  it('hides it, brings it back whole, and forgets it after thirty days', () => {
    const { draftId } = save(chat('Hola'));
    store.write((writer) => discardDraft(writer, draftId, NOW));
    expect(listed(ana)).toEqual([]);
    store.write((writer) => dropDiscarded(writer, NOW + DISCARDED_KEEP_MS));
    store.write((writer) => restoreDraft(writer, draftById(store, draftId) as never));
    expect(listed(ana)).toEqual([['Hola', []]]);
    store.write((writer) => discardDraft(writer, draftId, NOW));
    store.write((writer) => dropDiscarded(writer, NOW + DISCARDED_KEEP_MS + 1));
    expect(draftById(store, draftId)).toBeNull();
  });

  it('and restoring beside one that was begun since loses neither', () => {
    const { draftId } = save(chat('la primera'));
    store.write((writer) => discardDraft(writer, draftId, NOW));
    save(chat('la segunda'));
    store.write((writer) => restoreDraft(writer, draftById(store, draftId) as never));
    expect(listed(ana)).toEqual([['la segunda', ['la primera']]]);
  });

  it('in one window does not take the words of another that still writes', () => {
    const { draftId, revision } = save(chat('Hola'));
    store.write((writer) => discardDraft(writer, draftId, NOW));
    expect(save(chat('Hola, Ana'), { draftId, baseRevision: revision })).toMatchObject({ draftId, conflict: false });
    expect(listed(ana)).toEqual([['Hola, Ana', []]]);
  });
});

describe('sending and taking back', () => {
  it('takes the draft that held just what was sent', () => {
    const { draftId } = save(chat('Hola'));
    store.write((writer) => takeDraft(writer, draftId, chat('Hola'), NOW));
    expect(draftById(store, draftId)).toBeNull();
  });

  it('puts older words of what was sent aside, where they can be brought back', () => {
    const { draftId } = save(chat('Hol'));
    store.write((writer) => takeDraft(writer, draftId, chat('Hola'), NOW));
    expect(listed(ana)).toEqual([]);
    store.write((writer) => restoreDraft(writer, draftById(store, draftId) as never));
    expect(listed(ana)).toEqual([['Hol', []]]);
  });

  it('leaves the text of another window open', () => {
    const { draftId } = save(chat('de la una'));
    save(chat('de la otra'));
    store.write((writer) => takeDraft(writer, draftId, chat('de la una'), NOW));
    expect(listed(ana)).toEqual([['de la otra', []]]);
  });

  it('what is taken back is the draft again, beside a newer one where there is one', () => {
    const { draftId } = save(chat('Hola'));
    store.write((writer) => takeDraft(writer, draftId, chat('Hola'), NOW));
    store.write((writer) => putBackDraft(writer, ana, chat('Hola'), NOW));
    expect(listed(ana)).toEqual([['Hola', []]]);
    store.write((writer) => putBackDraft(writer, ana, chat('Chau'), NOW + 1));
    expect(listed(ana)).toEqual([['Hola', ['Chau']]]);
  });

  it('fills a draft that was emptied meanwhile', () => {
    const first = save(chat('Hola'));
    save(chat(''), { draftId: first.draftId, baseRevision: 1 });
    store.write((writer) => putBackDraft(writer, ana, chat('De vuelta'), NOW));
    expect(listed(ana)).toEqual([['De vuelta', []]]);
  });
});

describe('files', () => {
  const vault = { pack: 1, offset: 0, length: 20, key: Buffer.alloc(32) };
  const put = (putAtMs: number): string => {
    const id = randomUUID();
    store.write((writer) => putBlob(writer, { id, filename: 'mesa.pdf', contentType: 'application/pdf', sizeBytes: 4, vault, putAtMs }));
    return id;
  };

  it('stay while a draft names them, thrown away or beside another too, and thirty days without', () => {
    const [used, beside, fresh, old] = [put(NOW), put(NOW), put(NOW + 2 * BLOB_KEEP_MS), put(NOW)];
    const file = (blobId: string) => [{ blobId, filename: 'mesa.pdf', contentType: 'application/pdf', sizeBytes: 4, inline: false }];
    const { draftId } = save(mail('uno', file(beside)));
    save(mail('dos', file(used)));
    store.write((writer) => discardDraft(writer, draftId, NOW));
    expect(blobById(store, used)).toMatchObject({ filename: 'mesa.pdf', vault: { pack: 1, offset: 0, length: 20 } });
    expect(store.write((writer) => dropUnusedBlobs(writer, NOW + 2 * BLOB_KEEP_MS))).toBe(1);
    expect([used, beside, fresh, old].map((id) => blobById(store, id) !== null)).toEqual([true, true, true, false]);
  });
});
