/** Drafts and canned replies, as the window asks for them. */
import { randomUUID } from 'node:crypto';
import type { DraftContent, DraftView } from '../../../shared/composing.ts';
import type { CommandInput, CommandOutput, QueryInput, QueryOutput } from '../../../shared/contract.ts';
import type { CustomerId } from '../../../shared/domain.ts';
import { DeskError } from '../../../shared/result.ts';
import type { NowMs } from '../../../shared/time.ts';
import { blobById, dropUnusedBlobs } from '../store/blobs.ts';
import { membersOf, pointByUuid } from '../store/customers.ts';
import { discardDraft, draftById, dropDiscarded, openDrafts, putBackDraft, restoreDraft, saveDraft, takeDraft } from '../store/drafts.ts';
import type { DraftRow } from '../store/drafts.ts';
import { writeDurably, writeIfPossible } from '../store/open.ts';
import type { Store, Writer } from '../store/open.ts';
import { settingsOf, writeQuietly } from '../store/settings.ts';
import { templates } from '../store/templates.ts';
import { commitFacts } from './authoring.ts';
import type { AuthoringPorts } from './authoring.ts';
import { customerOf } from './views.ts';

export type DraftPorts = AuthoringPorts & { nowMs: NowMs };
export type DraftHandlers = {
  queries: { [N in 'draft.list' | 'draft.file' | 'template.list']: (input: QueryInput<N>) => QueryOutput<N> };
  commands: { [N in 'draft.save' | 'draft.discard' | 'draft.restore' | 'template.set' | 'template.remove']: (input: CommandInput<N>) => CommandOutput<N> };
};

export function createDraftHandlers(ports: DraftPorts): DraftHandlers {
  const { store, nowMs } = ports;
  function draft(id: string): DraftRow {
    const row = draftById(store, id);
    if (row === null) throw new DeskError('not-found', { what: 'draft' });
    return row;
  }

  return {
    queries: {
      'draft.list': ({ customerId }) => {
        const customer = customerOf(store, customerId);
        return customer === null ? [] : openDrafts(store, membersOf(store, customer.root).map((point) => point.uuid)).map((row) => draftView(row, customer.id));
      },
      'draft.file': ({ blobId }) => {
        const blob = blobById(store, blobId);
        return blob === null ? null : { contentType: blob.contentType, base64: Buffer.from(store.vault.read(blob.vault)).toString('base64') };
      },
      'template.list': () => templates(store),
    },
    commands: {
      'draft.save': ({ customerId, draftId, baseRevision, content }) => {
        const customer = customerOf(store, customerId);
        const point = customer === null ? undefined : membersOf(store, customer.root)[0];
        if (point === undefined) throw new DeskError('not-found', { what: 'customer' });
        return writeDurably(store, (writer) => {
          const saved = saveDraft(writer, { point: point.uuid, draftId, baseRevision, content, atMs: nowMs() });
          touchDrafts(writer, saved.point);
          return { draftId: saved.draftId, revision: saved.revision, conflict: saved.conflict };
        });
      },
      'draft.discard': ({ draftId }) => {
        const { point } = draft(draftId);
        store.write((writer) => {
          discardDraft(writer, draftId, nowMs());
          touchDrafts(writer, point);
        });
        return null;
      },
      'draft.restore': ({ draftId }) => {
        const row = draft(draftId);
        store.write((writer) => {
          restoreDraft(writer, row);
          touchDrafts(writer, row.point);
        });
        return null;
      },
      'template.set': ({ templateId, name, text, language, channels }) => {
        const id = templateId ?? randomUUID();
        commitFacts(ports, { type: 'template.set', payload: { templateId: id, name, text, language, channels } });
        return { templateId: id };
      },
      'template.remove': ({ templateId }) => {
        if (!templates(store).some((template) => template.id === templateId)) throw new DeskError('not-found', { what: 'template' });
        return { operationId: commitFacts(ports, { type: 'template.remove', payload: { templateId } }) };
      },
    },
  };
}

/** What a draft was for is done, inside the write that does it; null: there was none. @throws DeskError conflict: another window, or a second click, did it first */
export function spendDraft(writer: Writer, draftId: string | null, content: DraftContent, atMs: number): void {
  if (draftId === null) return;
  const draft = draftById(writer, draftId);
  if (draft === null || draft.discardedAtMs !== null) throw new DeskError('conflict', { what: 'draft' });
  takeDraft(writer, draft.id, content, atMs);
  touchDrafts(writer, draft.point);
}

/** Says that the drafts of whoever has this contact point changed. */
export function touchDrafts(writer: Writer, point: string): void {
  writer.touch('drafts');
  const customer = customerOf(writer, point);
  if (customer !== null) writer.touch(`customer:${customer.id}`);
}

/** At each start: texts that a window once kept for itself become drafts, and what was kept long enough goes. A full disk puts it off. */
export function settleDrafts(store: Store, nowMs: number): void {
  writeIfPossible(store, (writer) => {
    for (const [id, text] of Object.entries(settingsOf(writer, NOTE_DRAFT))) {
      // Under the id of a note lies the change of a note: the window that shows the note asks for it.
      if (typeof text !== 'string' || pointByUuid(writer, id) === null) continue;
      putBackDraft(writer, id, { channel: 'note', text }, nowMs);
      writeQuietly(writer, `${NOTE_DRAFT}:${id}`, undefined);
    }
    dropDiscarded(writer, nowMs);
    dropUnusedBlobs(writer, nowMs);
  });
}

/** The family of settings in which `desk.remember` keeps its texts. */
const NOTE_DRAFT = 'draft';

function draftView(row: DraftRow, customerId: CustomerId): DraftView {
  const { id, channel, content, revision, updatedAtMs, others } = row;
  return { id, customerId, channel, content, revision, updatedAtMs, others };
}
