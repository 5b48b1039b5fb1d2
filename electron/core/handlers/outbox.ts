/** The outbox as the agent sees and steers it: everything that has not left, what became of it, and what they may still do. */
import { randomUUID } from 'node:crypto';
import type { CommandName, CommandOutput, QueryInput, QueryOutput, Settings } from '../../../shared/contract.ts';
import type { ContactPointId, CustomerId, OutboxItem } from '../../../shared/domain.ts';
import { DeskError } from '../../../shared/result.ts';
import type { NowMs } from '../../../shared/time.ts';
import { SECOND_MS } from '../../../shared/time.ts';
import { dialDigits, formatPoint, phonePoint } from '../identity/address.ts';
import { contactPointId } from '../identity/ids.ts';
import { bySteadiness } from '../identity/steadiness.ts';
import type { IncomingRecord } from '../ingest/ingest.ts';
import type { Apply } from '../operations/apply.ts';
import type { Author } from '../operations/commit.ts';
import type { Outbox } from '../operations/outbox.ts';
import { seenUpTo } from '../operations/outboxGate.ts';
import { asCancelled, asHeld, asQueued, asSent, canCancel, isInTheWay, isUnderWay, nextStep, refusal } from '../operations/outboxStep.ts';
import { effectsOf } from '../sourceAccounts.ts';
import type { Sources } from '../sources.ts';
import { putBlob } from '../store/blobs.ts';
import { customerSummary, membersOf } from '../store/customers.ts';
import type { PointRow } from '../store/customers.ts';
import { putBackDraft } from '../store/drafts.ts';
import { interactionById } from '../store/interactions.ts';
import { writeDurably } from '../store/open.ts';
import type { Store, Writer } from '../store/open.ts';
import { closedOutbox, countClosed, insertOutbox, moveOutbox, openOutbox, outboxById, saveProgress, setTerms } from '../store/outbox.ts';
import type { NewOutboxRow, OutboxRow } from '../store/outbox.ts';
import { accounts } from '../store/sources.ts';
import type { Commands } from './commands.ts';
import { authorFacts } from './authoring.ts';
import { spendDraft, touchDrafts } from './drafts.ts';
import type { Queries } from './queries.ts';
import { readyChat, readyDial, readyMail } from './sending.ts';
import type { Ready } from './sending.ts';
import { customerName, customerOf, timelineItem } from './views.ts';

export type OutboxHandlerPorts = {
  store: Store;
  sources: Pick<Sources, 'call' | 'deskVersion' | 'isReached'>;
  outbox: Pick<Outbox, 'wake'>;
  apply: Apply;
  by(): Author;
  settings(): Settings;
  /** What stands for it when only the agent knows that it left. */
  recordOf(row: OutboxRow): Promise<IncomingRecord | null>;
  keep(writer: Writer, row: OutboxRow, record: IncomingRecord | null): void;
  nowMs: NowMs;
};

type OutboxCommand = Extract<CommandName, `outbox.${string}`> | 'attachment.put' | 'call.dial' | 'chat.typing';
export type OutboxHandlers = { queries: Pick<Queries, 'outbox.list'>; commands: Pick<Commands, OutboxCommand> };

export function createOutboxHandlers(ports: OutboxHandlerPorts): OutboxHandlers {
  const { store, nowMs } = ports;

  function customer(id: string): { id: CustomerId; members: PointRow[] } {
    const found = customerOf(store, id);
    if (found === null) throw new DeskError('not-found', { what: 'customer' });
    return { id: found.id, members: membersOf(store, found.root) };
  }

  function item(id: string): OutboxRow {
    const row = outboxById(store, id);
    if (row === null) throw new DeskError('not-found', { what: 'outbox item' });
    return row;
  }

  /** Puts it into the list; the draft it was written in goes, and its link to a call is said, in the same step. */
  function queue(ready: Ready, terms: { notBeforeMs: number; isScheduled: boolean; seenKey: number | null }, also: (writer: Writer, row: NewOutboxRow) => void = () => undefined): void {
    const row: NewOutboxRow = { ...ready, ...terms, author: ports.by().actor, createdAtMs: nowMs() };
    writeDurably(store, (writer) => {
      insertOutbox(writer, row);
      also(writer, row);
    });
    ports.outbox.wake();
  }

  function sendNow(input: Parameters<Commands['outbox.send']>[0], ready: Ready): CommandOutput<'outbox.send'> {
    const { message, draftId, duringCall, sendAtMs, seenCursor } = input;
    const leavesAtMs = Math.max(nowMs(), sendAtMs ?? nowMs() + ports.settings().undoSeconds * SECOND_MS);
    queue(ready, { notBeforeMs: leavesAtMs, isScheduled: sendAtMs !== null, seenKey: seenUpTo(store, ready, seenCursor) }, (writer, row) => {
      spendDraft(writer, draftId, message, nowMs());
      if (duringCall !== null) authorFacts(writer, ports, [{ type: 'interaction.link', payload: { interactionId: row.interactionId, callId: duringCall } }]);
    });
    return { outboxId: ready.id, interactionId: ready.interactionId, leavesAtMs };
  }

  function act(id: string, work: (writer: Writer, row: OutboxRow) => void): null {
    store.write((writer) => work(writer, item(id)));
    ports.outbox.wake();
    return null;
  }

  return {
    queries: {
      'outbox.list': (input) => listOutbox(ports, input),
    },
    commands: {
      'attachment.put': async (input) => {
        const from = 'path' in input ? { path: input.path } : { bytes: Buffer.from(input.base64, 'base64') };
        const put = await ports.sources.call('putBlob', from);
        const blob = { id: randomUUID(), filename: 'path' in input ? put.filename : input.filename, contentType: 'path' in input ? put.contentType : input.contentType || put.contentType, sizeBytes: put.sizeBytes };
        writeDurably(store, (writer) => putBlob(writer, { ...blob, vault: put.vault, putAtMs: nowMs() }));
        const { id: blobId, ...rest } = blob;
        return { blobId, ...rest, inline: input.inline };
      },

      'outbox.send': async (input) => {
        const { members } = customer(input.customerId);
        return sendNow(input, input.message.channel === 'mail' ? await readyMail(ports, input.message, members) : readyChat(ports, input.message, members));
      },

      'outbox.cancel': ({ outboxId }) => {
        const draftId = store.write((writer) => {
          const row = item(outboxId);
          if (!canCancel(row)) throw refusal(row);
          saveProgress(writer, { ...row, ...asCancelled(row) }, nowMs());
          // What may have arrived is dropped, its words stay with it: as a draft they would ask to be sent again.
          if (row.payload.kind === 'dial' || row.hold?.reason === 'outcome-unknown') return null;
          touchDrafts(writer, row.point);
          return putBackDraft(writer, row.point, row.payload.message, nowMs());
        });
        ports.outbox.wake();
        return { draftId };
      },

      'outbox.retry': ({ outboxId }) => act(outboxId, (writer, row) => {
        if (row.state === 'sending') return;
        if (row.state === 'verifying') return saveProgress(writer, { ...row, nextTryAtMs: nowMs() }, nowMs());
        if (!canCancel(row)) throw refusal(row);
        // What was said meanwhile was shown: from now on it is known.
        const seenKey = row.hold?.reason === 'thread-moved' ? seenUpTo(writer, row, null) : row.seenKey;
        setTerms(writer, row, { notBeforeMs: row.kind === 'dial' ? nowMs() : Math.min(row.notBeforeMs, nowMs()), isScheduled: false, seenKey });
        saveProgress(writer, { ...row, ...asQueued(row) }, nowMs());
      }),

      'outbox.markSent': async ({ outboxId }) => {
        const before = item(outboxId);
        if (!isUncertain(before)) throw refusal(before);
        const record = await ports.recordOf(before);
        return act(outboxId, (writer, row) => {
          if (!isUncertain(row)) throw refusal(row);
          saveProgress(writer, { ...row, ...asSent(row, nowMs()) }, nowMs());
          ports.keep(writer, row, record);
        });
      },

      'outbox.hold': ({ outboxId }) => act(outboxId, (writer, row) => {
        if (row.state === 'held') return;
        if (row.state !== 'queued' && row.state !== 'failed') throw refusal(row);
        saveProgress(writer, { ...row, ...asHeld(row) }, nowMs());
      }),

      'outbox.move': ({ outboxId, before }) => act(outboxId, (writer, row) => {
        if (before !== outboxId) moveOutbox(writer, row, before === null ? null : item(before));
      }),

      'call.dial': ({ customerId, number }) => {
        const { country } = ports.settings();
        const point = phonePoint(number, country);
        const isOutside = point !== null && point !== 'withheld';
        const dialled = isOutside ? point.value : number.replace(/[^\d+*#]/g, '');
        if (!/\d/.test(dialled)) throw new DeskError('address-invalid');
        const account = accounts(store).find((row) => !row.paused && effectsOf(row).includes('dial'));
        if (account === undefined) return { outboxId: null, url: `tel:${dialled}` };
        const members = customerId === null ? [] : customer(customerId).members;
        const own = members.find((member) => member.kind === 'phone' && member.value === dialled) ?? members.toSorted(bySteadiness)[0];
        const ready = readyDial(account, isOutside ? dialDigits(point.value, country) : dialled, isOutside ? formatPoint(point, country) : number, own?.uuid ?? contactPointId({ kind: 'phone', value: dialled }));
        // A second click while the first call is being placed is the same call.
        const placed = openOutbox(store).find((row) => isUnderWay(row) && row.accountId === ready.accountId && row.destination === ready.destination && nextStep(row, true, nowMs()).do !== 'expire');
        if (placed === undefined) queue(ready, { notBeforeMs: nowMs(), isScheduled: false, seenKey: null });
        return { outboxId: placed?.id ?? ready.id, url: null };
      },

      'chat.typing': async ({ customerId, isTyping }) => {
        const chats = customer(customerId).members.filter((member) => member.kind === 'chat' && member.value.startsWith('xmpp:'));
        const able = accounts(store).filter((row) => effectsOf(row).includes('chat') && ports.sources.isReached(row.id));
        for (const row of able) for (const { value } of chats) await ports.sources.call('typing', { accountId: row.id, address: value.slice('xmpp:'.length), isTyping });
        return null;
      },
    },
  };
}

/** Nobody but the agent can know by now. */
function isUncertain(row: OutboxRow): boolean {
  return row.state === 'verifying' || row.hold?.reason === 'outcome-unknown';
}

function listOutbox(ports: Pick<OutboxHandlerPorts, 'store' | 'settings' | 'nowMs'>, { customerId, states, limit }: QueryInput<'outbox.list'>): QueryOutput<'outbox.list'> {
  const { store } = ports;
  const found = customerId === undefined ? null : customerOf(store, customerId);
  if (customerId !== undefined && found === null) return { items: [], total: 0 };
  const points = found === null ? null : membersOf(store, found.root).map((member) => member.uuid);
  const open = openOutbox(store);
  const isWanted = (row: Pick<OutboxRow, 'state'>): boolean => states === undefined || states.includes(row.state);
  const shown = open.filter((row) => isWanted(row) && (points === null || points.includes(row.point)));
  const closed = countClosed(store, points);
  const through = shown.length >= limit || !(isWanted({ state: 'sent' }) || isWanted({ state: 'cancelled' })) ? [] : closedOutbox(store, limit, points).filter(isWanted);
  return {
    items: [...shown, ...through].slice(0, limit).map((row) => outboxItem(ports, row, open)),
    total: shown.length + (isWanted({ state: 'sent' }) ? closed.sent : 0) + (isWanted({ state: 'cancelled' }) ? closed.cancelled : 0),
  };
}

function outboxItem({ store, settings, nowMs }: Pick<OutboxHandlerPorts, 'store' | 'settings' | 'nowMs'>, row: OutboxRow, open: readonly OutboxRow[]): OutboxItem {
  const context = { reader: store, country: settings().country };
  const owner = customerOf(store, row.point);
  const account = store.prepare('SELECT kind, label FROM account WHERE id = ?').get(row.accountId) as { kind: OutboxItem['source']['connector']; label: string } | undefined;
  const { payload, hold } = row;
  return {
    id: row.id, kind: row.kind, state: row.state, customerId: owner?.id ?? ('' as CustomerId), customerName: owner === null ? row.title : customerName(context, customerSummary(store, owner.root)?.name ?? ''),
    contactPointId: row.point as ContactPointId, to: payload.kind === 'mail' ? [...payload.message.to, ...payload.message.cc, ...payload.message.bcc] : payload.kind === 'chat' ? [payload.to] : [row.title],
    source: { connector: account?.kind ?? 'desk', accountId: row.accountId as OutboxItem['source']['accountId'], label: account?.label ?? '' },
    title: row.title, preview: row.preview, attachments: payload.kind === 'dial' ? 0 : payload.message.attachments.length, author: row.author,
    createdAtMs: row.createdAtMs, notBeforeMs: row.notBeforeMs, isScheduled: row.isScheduled, attempts: row.attempts, nextTryAtMs: row.nextTryAtMs, sentAtMs: row.sentAtMs, error: row.error,
    hold: hold === null ? null : { reason: hold.reason, changed: hold.changed.map((id) => interactionById(store, id)).filter((found) => found !== null).map((found) => timelineItem(context, found)) },
    isBehind: row.state === 'queued' && open.some((other) => isInTheWay(other, row, nowMs())), interactionId: row.interactionId, canEdit: row.kind !== 'dial' && canCancel(row),
  };
}
