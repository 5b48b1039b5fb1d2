/**
 * What each step of reading mail costs by itself, one after the other on one thread: parsing, preparing (parsing and
 * making rows), storing (vault and encrypted history), indexing. Run as a process of its own with a corpus file as its
 * argument, so that nothing before it has warmed or filled the heap; prints its figures as JSON.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseMail } from '../../electron/core/connectors/mail/mime/parseMail.ts';
import { phoneDigits } from '../../electron/core/identity/phone.ts';
import { ingestBatch } from '../../electron/core/ingest/ingest.ts';
import type { IncomingRecord } from '../../electron/core/ingest/ingest.ts';
import type { DeskFacts } from '../../electron/core/ingest/normalised.ts';
import { prepareRecord } from '../../electron/core/ingest/prepare.ts';
import type { RawRecord } from '../../electron/core/connectors/connector.ts';
import { openIndexer } from '../../electron/core/store/indexRows.ts';
import { HISTORY_FILE, openStore } from '../../electron/core/store/open.ts';
import { openVaultWriter } from '../../electron/core/store/vault.ts';
import { OWN_DOMAIN } from './corpus.ts';
import { benchCache, readCorpus } from './corpusFile.ts';
import type { Figures } from './figures.ts';

const DESK: DeskFacts = { country: 'ES', own: [OWN_DOMAIN], extensions: [], timeZone: 'Europe/Madrid' };
const READ_AT_MS = Date.UTC(2026, 10, 22);
/** As many as the mail connector hands over at a time. */
const BATCH = 125;

const records = readCorpus(process.argv[2] ?? '').map(({ raw, receivedAtMs }, n): RawRecord => ({ kind: 'mail', place: `1.${n + 1}`, raw, context: null, receivedAtMs, flags: [] }));
process.stdout.write(`${JSON.stringify(measure(mkdtempSync(join(benchCache, 'stages-'))))}\n`);

function measure(dir: string): Figures {
  const keyHex = randomBytes(32).toString('hex');
  try {
    const parseS = seconds(() => { for (const record of records) parseMail(record.raw); });
    const prepareS = seconds(() => { for (const record of records) prepareRecord(record, DESK, READ_AT_MS); });
    const storeS = store(dir, keyHex);
    const indexS = index(dir, keyHex);
    const rate = (s: number): number => Math.round(records.length / s);
    return { parse_msgs_per_s: rate(parseS), prepare_msgs_per_s: rate(prepareS), store_rows_per_s: rate(storeS), index_rows_per_s: rate(indexS) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @returns seconds spent in the vault and in transactions; preparing the batches is not counted */
function store(dir: string, keyHex: string): number {
  const history = openStore(dir, keyHex);
  const vault = openVaultWriter(dir);
  let total = 0;
  for (let at = 0; at < records.length; at += BATCH) {
    const prepared = records.slice(at, at + BATCH).map((record) => ({ record, prepared: prepareRecord(record, DESK, READ_AT_MS) }));
    total += seconds(() => {
      const places = vault.append(prepared.map((one) => one.record.raw));
      const incoming = prepared.map((one, n): IncomingRecord => ({ ...one.record, sizeBytes: one.record.raw.length, vault: places[n] ?? null, raw: null, prepared: one.prepared }));
      const batch = { stream: 'INBOX', shown: 'INBOX', gone: [], flagged: [], renumbered: null, cursor: { at }, done: at, total: records.length, complete: false, readAtMs: READ_AT_MS };
      ingestBatch(history, { accountId: 'bench', importId: null, desk: DESK, atMs: READ_AT_MS, recompute: () => undefined }, { ...batch, records: incoming });
    });
  }
  total += seconds(() => history.close());
  return total;
}

function index(dir: string, keyHex: string): number {
  const indexer = openIndexer(dir, HISTORY_FILE, keyHex, phoneDigits);
  const total = seconds(() => { while (indexer.step().rows > 0); });
  indexer.close();
  return total;
}

function seconds(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1_000;
}
