/** Consoles that are killed while they send, for the tests of the outbox against real servers. Nothing of it is shipped. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { OutboxRow } from '../core/store/outbox.ts';
import { outboxById } from '../core/store/outbox.ts';
import { buildConsoles } from './testBuild.ts';
import type { Built } from './testBuild.ts';
import { withHilo } from './testHilo.ts';
import type { ToSend } from './testSender.ts';

export function buildSender(): Promise<Built> {
  return buildConsoles('electron/cli/testSender.ts', 'electron/core/sourceHost.ts', 'electron/core/indexThread.ts');
}

/** A console in a process of its own, which sends what it is given and what is left from before. */
export class Sender {
  readonly #child: ChildProcess;
  readonly lines: string[] = [];
  readonly #watchers = new Set<() => void>();
  readonly ended: Promise<void>;

  constructor(built: Built, profile: string, toSend: readonly ToSend[]) {
    this.#child = spawn(process.execPath, [built.file('testSender'), profile, JSON.stringify(toSend)], { stdio: ['ignore', 'pipe', 'inherit'], env: built.env });
    this.ended = new Promise((settle) => this.#child.once('close', () => settle()));
    let rest = '';
    this.#child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      this.lines.push(...parts);
      for (const watcher of this.#watchers) watcher();
    });
  }

  /** Settles when the console has said a line that begins so, or is gone. */
  async said(start: string): Promise<void> {
    const isSaid = (): boolean => this.lines.some((line) => line.startsWith(start));
    await Promise.race([this.ended, new Promise<void>((settle) => {
      const watcher = (): void => { if (isSaid()) settle(); };
      this.#watchers.add(watcher);
      watcher();
    })]);
  }

  /** True once it has said that nothing can move any more. */
  get isThrough(): boolean {
    return this.lines.at(-1) === 'through';
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}

/** Kills the console at a moment, or lets it end before; true when there was still something to do. */
export async function killAfter(sender: Sender, moment: Promise<void>): Promise<boolean> {
  await Promise.race([sender.ended, moment]);
  await sender.kill();
  return !sender.isThrough;
}

export type Count = { kills: number; accepted: number; sent: number; held: number; lost: number; doubled: number };

/** Kills a console once at each moment, with one more message each time, and lets the last one finish. @returns kills, and what the consoles said they took */
export async function killAtEach<M>(built: Built, profile: string, moments: readonly M[], message: (n: number) => ToSend, killAt: (sender: Sender, moment: M) => Promise<boolean>): Promise<{ kills: number; accepted: Set<string> }> {
  const accepted = new Set<string>();
  let kills = 0;
  for (const [n, moment] of moments.entries()) {
    const sender = new Sender(built, profile, [message(n)]);
    if (await killAt(sender, moment)) kills += 1;
    for (const line of sender.lines) if (line.startsWith('accepted ')) accepted.add(line.slice('accepted '.length));
  }
  const last = new Sender(built, profile, []);
  await last.ended;
  if (!last.isThrough) throw new Error('the last console did not come to an end');
  return { kills, accepted };
}

/** Compares the list with the receiving end. `arrived`: how often an effect did, by its key. */
export async function countOutcomes(profile: string, { kills, accepted }: { kills: number; accepted: ReadonlySet<string> }, arrived: (key: string) => number): Promise<Count & { rows: OutboxRow[] }> {
  return withHilo(profile, ({ core }) => {
    const rows = core.query('outbox.list', { limit: 1_000 }).items.map(({ id }) => outboxById(core.store, id)).filter((row) => row !== null);
    const count = { kills, accepted: accepted.size, sent: 0, held: 0, lost: [...accepted].filter((id) => !rows.some((row) => row.id === id)).length, doubled: 0, rows };
    for (const row of rows) {
      const times = arrived(row.effectKey);
      if (times > 1) count.doubled += 1;
      if (row.state === 'sent' && times > 0) count.sent += 1;
      else if (row.state === 'held' && row.hold?.reason === 'outcome-unknown') count.held += 1;
      else count.lost += 1;
    }
    return Promise.resolve(count);
  });
}
