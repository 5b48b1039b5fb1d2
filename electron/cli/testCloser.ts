/**
 * A console of its own process that closes visits, for the test that kills it. Arguments: the profile, its key, the
 * customer, and where it kills itself: `start 40` is the fortieth step of all, `close 40` the fortieth from the closing
 * on, `never 0` none. A step is a statement that the database runs, or a message to the thread that writes files. First it
 * does what a start of the desktop does (prints what is due, queues what waits), then it closes one visit and prints its
 * receipt. Nothing of it is shipped.
 */
import { Worker } from 'node:worker_threads';
import { openCore } from '../core/core.ts';
import { mailsToQueue } from '../core/store/visits.ts';

const [profile = '', keyHex = '', customerId = '', from = 'never', killAt = '0'] = process.argv.slice(2);
const press = new URL('./testPress.js', import.meta.url);
const say = (line: string): void => { process.stdout.write(`${line}\n`); };
const steps = { start: 0, close: 0 };
let isClosing = false;

/** As if the power of this process were cut here: nothing after it runs. */
function step(): void {
  steps.start += 1;
  if (isClosing) steps.close += 1;
  if (from !== 'never' && steps[from as 'start' | 'close'] === Number(killAt)) process.kill(process.pid, 'SIGKILL');
}

const core = openCore({ profileDir: profile, keyHex, keyKeptBy: 'file', threads: { sourceHost: press, indexer: press } });
countSteps();
await printDue();
core.startSources();
while (mailsToQueue(core.store, core.query('app.state', {}).device).length > 0) await new Promise((settle) => { setTimeout(settle, 5); });
const { visitId } = await core.command('visit.start', { customerId });
await core.command('visit.item', { visitId, itemId: null, kind: 'product', ref: 'SIL-1', label: 'Silla', removed: false });
isClosing = true;
const { receipt } = await core.command('visit.close', { visitId, withReceipt: true, mailTo: 'lucia@cliente.example', withSurvey: true, solvesCase: false });
say(`closed ${visitId} ${receipt ?? ''}`);
await printDue();
say(`through ${steps.start} ${steps.close}`);
await core.close();

/** What the main process does at a start and whenever it is told. */
async function printDue(): Promise<void> {
  for (const due of core.query('receipt.due', {})) await core.command('receipt.file', { visitId: due.visitId, base64: Buffer.from(`%PDF-1.4 ${due.filename}`).toString('base64') });
}

function countSteps(): void {
  const statement = Object.getPrototypeOf(core.store.prepare('SELECT 1')) as Record<'run' | 'get' | 'all', (...values: unknown[]) => unknown>;
  for (const name of ['run', 'get', 'all'] as const) {
    const original = statement[name];
    statement[name] = function counted(...values) {
      step();
      return original.apply(this, values);
    };
  }
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function counted(...values) {
    step();
    return post.apply(this, values);
  };
}
