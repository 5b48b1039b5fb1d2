/** A source host that does what a test's account says in its path, for the tests of `sources.ts`. Nothing of it is shipped. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { DeskError, toErrorData } from '../../shared/result.ts';
import type { FromHost, ToHost } from './hostPort.ts';

const { profileDir } = workerData as { profileDir: string };
const post = (message: FromHost): void => parentPort?.postMessage(message);
const scripts = new Map<number, string>();
let deskVersion = 0;
// One line for each start: what a loop of crashes would show.
appendFileSync(join(profileDir, 'starts'), 'start\n');

/** One record without rows of its own: it starts in a blink, because no reader is loaded. */
function batch(run: number, name: string, version: number): void {
  const record = { kind: 'chat', place: name, raw: Buffer.from(name), context: null, receivedAtMs: null, flags: [], sizeBytes: name.length, vault: null, prepared: { recordKey: name, groupKey: null, unreadable: null, interaction: null, claims: [], evidence: [] } };
  post({ type: 'batch', id: run, run, bytes: 9, deskVersion: version, batch: { stream: 'INBOX', shown: 'INBOX', readAtMs: 0, records: [record], gone: [], flagged: [], renumbered: null, cursor: { name }, done: 1, total: 1, complete: true } });
}

parentPort?.on('message', (message: ToHost) => {
  switch (message.type) {
    case 'desk':
      deskVersion = message.version;
      break;
    case 'start': {
      const script = (message.setup.config as { path: string }).path;
      scripts.set(message.run, script);
      if (script.startsWith('crash')) throw new RangeError('a reader fell');
      post({ type: 'state', run: message.run, phase: 'live', error: null, nextTryAtMs: null });
      if (script.startsWith('batch')) batch(message.run, script.slice(6), deskVersion);
      if (script.startsWith('stale')) batch(message.run, script.slice(6), deskVersion - 1);
      break;
    }
    case 'stale':
      batch(message.id, (scripts.get(message.id) ?? '').slice(6), deskVersion);
      break;
    case 'committed':
      if (scripts.get(message.id) !== undefined) post({ type: 'ended', run: message.id, error: message.error });
      break;
    case 'stop':
      if (scripts.get(message.run)?.startsWith('deaf') !== true) post({ type: 'ended', run: message.run, error: null });
      break;
    case 'call':
      if ((message.input as { paths?: string[] }).paths?.[0] === 'crash') throw new RangeError('a reader fell');
      post({ type: 'answer', id: message.id, envelope: { ok: false, error: toErrorData(new DeskError('file-missing')) } });
      break;
    default:
  }
});
