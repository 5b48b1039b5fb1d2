/**
 * What leaves, between the outbox and the source host: effects with their bytes in the vault on the way out, and on the
 * way back the record that stands for them in the history.
 */
import type { AccountFacts, ChatAccountInput } from '../../shared/accounts.ts';
import type { AccountSetup } from './connectors/connector.ts';
import type { OutgoingEffect } from './hostPort.ts';
import { ingestSent } from './ingest/ingest.ts';
import type { IncomingRecord } from './ingest/ingest.ts';
import type { DeskFacts } from './ingest/normalised.ts';
import type { OutboxPorts } from './operations/outbox.ts';
import type { Sources } from './sources.ts';
import type { Store, Writer } from './store/open.ts';
import type { OutboxRow } from './store/outbox.ts';
import { accounts } from './store/sources.ts';
import type { NowMs } from '../../shared/time.ts';

export type OutgoingPorts = {
  store: Store;
  sources: Sources;
  desk(): DeskFacts;
  nowMs: NowMs;
  recompute(writer: Writer, subjects: readonly string[]): void;
};

export type Outgoing = Pick<OutboxPorts<IncomingRecord>, 'deliver' | 'probe' | 'fileCopy' | 'account' | 'heardSince' | 'pullNow' | 'keep'> & {
  /** What stands for it when only the agent knows that it left. */
  recordOf(row: OutboxRow): Promise<IncomingRecord | null>;
};

export function createOutgoing({ store, sources, desk, nowMs, recompute }: OutgoingPorts): Outgoing {
  /** The running session, or the means to open one. @throws DeskError when the server cannot be reached */
  async function reached(row: OutboxRow): Promise<{ setup: AccountSetup; facts: AccountFacts; effect: OutgoingEffect }> {
    const place = sources.placeOf(row.accountId);
    // Beside a run that is about to connect, a second connection would only push it away.
    await sources.reach(row.accountId);
    sources.deskVersion();
    return { ...place, effect: effectOf(row) };
  }

  /** While the history is made anew nothing is added to it; and what was read with former facts of the desk is read again. */
  async function settled(record: IncomingRecord | null, version: number): Promise<IncomingRecord | null> {
    for (let current = record, readWith = version; ; ) {
      await sources.whenReleased();
      const now = sources.deskVersion();
      if (current === null || now === readWith) return current;
      readWith = now;
      current = await readAgain(current);
    }
  }

  async function readAgain(record: IncomingRecord): Promise<IncomingRecord> {
    const raw = record.raw ?? (record.vault === null ? new Uint8Array(0) : store.vault.read(record.vault));
    const [prepared] = await sources.call('prepare', { records: [{ kind: record.kind, raw, context: record.context, receivedAtMs: record.receivedAtMs, readAtMs: nowMs() }], desk: desk() });
    return prepared === undefined ? record : { ...record, prepared };
  }

  return {
    async deliver(row) {
      const place = await reached(row);
      const version = sources.deskVersion();
      const report = await sources.call('deliver', { ...place, outboxId: row.id });
      return report.outcome === 'sent' ? { outcome: 'sent', record: await settled(report.record, version) } : report;
    },
    async probe(row) {
      const place = await reached(row);
      const version = sources.deskVersion();
      const { answer, record } = await sources.call('probe', place);
      return { answer, record: await settled(record, version) };
    },
    async fileCopy(row) {
      await sources.call('fileCopy', await reached(row));
    },
    account(id) {
      const row = accounts(store).find((account) => account.id === id);
      return row === undefined ? 'gone' : row.paused ? 'paused' : 'ready';
    },
    heardSince: (accountId, sinceMs) => sources.heardSince(accountId, sinceMs),
    pullNow: (accountId) => sources.pullNow(accountId),
    keep(writer, row, record) {
      if (record !== null) ingestSent(writer, { accountId: row.accountId, importId: null, desk: desk(), atMs: nowMs(), recompute }, record);
    },
    async recordOf(row) {
      const { payload } = row;
      const own = store.prepare('SELECT config FROM account WHERE id = ?').get(row.accountId) as { config: string } | undefined;
      const base = { place: row.effectKey, flags: [], receivedAtMs: nowMs() };
      const prepared = { recordKey: '', groupKey: null, unreadable: null, interaction: null, claims: [], evidence: [] };
      if (payload.kind === 'mail') return settled({ ...base, kind: 'mail', sizeBytes: payload.sizeBytes, context: null, vault: payload.raw, raw: null, prepared }, -1);
      if (payload.kind !== 'chat') return null;
      const config = JSON.parse(own?.config ?? '{}') as Partial<ChatAccountInput>;
      const raw = Buffer.from(stanzaOf(row.effectKey, config.address ?? '', payload.to, payload.message.text));
      const context = { own: (config.address ?? '').toLowerCase(), ownName: config.name ?? '', archiveId: null, stampMs: row.createdAtMs, isStampDoubtful: false, via: 'sent', name: '' };
      return settled({ ...base, kind: 'stanza', sizeBytes: raw.length, context, vault: null, raw, prepared }, -1);
    },
  };
}

function effectOf(row: OutboxRow): OutgoingEffect {
  const { payload, effectKey: key, createdAtMs } = row;
  switch (payload.kind) {
    case 'mail': return { kind: 'mail', key, createdAtMs, raw: payload.raw, envelope: payload.envelope };
    case 'chat': return { kind: 'chat', key, createdAtMs, to: payload.to, text: payload.message.text, files: payload.files };
    case 'dial': return { kind: 'dial', key, createdAtMs, number: payload.number };
  }
}

/** The message as it was meant (RFC 6121, XEP-0359), for a history that only the agent can vouch for. */
function stanzaOf(key: string, from: string, to: string, text: string): string {
  return `<message xmlns="jabber:client" type="chat" id="${key}" from="${escape(from)}" to="${escape(to)}"><body>${escape(text)}</body><origin-id xmlns="urn:xmpp:sid:0" id="${key}"/></message>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
