/**
 * Everything that is promised in numbers, measured in one run and told with its goal. Started by `npm run bench`, which
 * sets up Electron, display, Dovecot and the rivals.
 *
 *   npm run bench                       the whole of it, about a quarter of an hour the first time
 *   npm run bench -- --quick            without notmuch, and with fewer rounds
 *   npm run bench -- --only imap,window --messages 2000 --json figures.json
 *
 * What takes long to make (letters, histories) is kept in `.cache/bench` until what makes it changes. A part that fails
 * is told and makes the exit code 1; the others are measured all the same. A missed goal does not: it stands in words.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endProgram, startProgram } from '../../electron/dev/run.ts';
import { duration, say } from '../../electron/dev/say.ts';
import { corpusFile } from './corpusFile.ts';
import { machineFigures, machineWords, missed, tell } from './figures.ts';
import type { Figures } from './figures.ts';
import { measureImap } from './imap.ts';
import { measureNewMail } from './newMail.ts';
import { measureNextActions } from './nextActions.ts';
import { measureOpenCustomer } from './openCustomer.ts';
import { measureRings } from './ring.ts';
import { measureStart } from './startTime.ts';

const MESSAGES = 20_000;
const STAGES_LIMIT_MS = 10 * 60_000;
const SEARCH_LIMIT_MS = 30 * 60_000;

type Options = { messages: number; rounds: number; isQuick: boolean };

/** In the order in which they run: search first, so that the start is measured at the million. */
const PARTS: Record<string, (options: Options) => Promise<Figures>> = {
  search: () => figuresOf('search.ts', [], SEARCH_LIMIT_MS),
  stages: ({ messages }) => figuresOf('stages.ts', [corpusFile({ letters: messages })], STAGES_LIMIT_MS),
  imap: ({ messages, rounds, isQuick }) => measureImap({ messages, rounds, withRival: !isQuick, withQueries: true }, say),
  window: ({ isQuick }) => measureOpenCustomer(isQuick ? 10 : 30, say),
  nextActions: ({ isQuick }) => measureNextActions(isQuick ? 60 : 200, say),
  start: ({ rounds, isQuick }) => measureStart(isQuick ? rounds : 5, say),
  ring: ({ isQuick }) => measureRings(isQuick ? 20 : 100, say),
  newMail: ({ isQuick }) => measureNewMail(isQuick ? 3 : 7, say),
};

const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' }, messages: { type: 'string' }, rounds: { type: 'string' }, quick: { type: 'boolean' } } });
process.exitCode = await measureAll(values.only?.split(',') ?? Object.keys(PARTS), {
  messages: Number(values.messages ?? MESSAGES), rounds: Number(values.rounds ?? 3), isQuick: values.quick === true,
});

async function measureAll(names: readonly string[], options: Options): Promise<number> {
  const unknown = names.filter((name) => PARTS[name] === undefined);
  if (unknown.length > 0) {
    say(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(PARTS).join(', ')}`);
    return 2;
  }
  const figures: Figures = { ...machineFigures() };
  const failures: string[] = [];
  for (const [name, measure] of Object.entries(PARTS)) {
    if (!names.includes(name)) continue;
    say(`${name} ...`);
    const startedAt = performance.now();
    try {
      Object.assign(figures, await measure(options));
      say(`${name}: measured in ${duration(performance.now() - startedAt)}`);
    } catch (error) {
      failures.push(name);
      say(`${name}: could not be measured: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    }
  }
  conclude(figures, failures);
  return failures.length > 0 ? 1 : 0;
}

function conclude(figures: Figures, failures: readonly string[]): void {
  const lines = [...machineWords(rivalVersions()), '', ...tell(figures), ''];
  const above = missed(figures);
  lines.push(above.length === 0 ? 'every goal measured here is met' : `above their goal: ${above.join(', ')}`);
  if (failures.length > 0) lines.push(`not measured: ${failures.join(', ')}`);
  process.stdout.write(`${lines.join('\n')}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
}

/** Runs a script of this folder as a process of its own, with a heap that nothing else has filled. Its figures are the JSON on its stdout. */
async function figuresOf(script: string, args: readonly string[], timeLimitMs: number): Promise<Figures> {
  const child = startProgram(process.execPath, [join(import.meta.dirname, script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const timer = setTimeout(() => void endProgram(child), timeLimitMs);
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => { printed += chunk.toString(); });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve(exitCode));
  });
  clearTimeout(timer);
  if (code !== 0) throw new Error(`${script} ended with ${String(code)}`);
  return JSON.parse(printed) as Figures;
}

function rivalVersions(): string[] {
  const electron = process.env['HILO_ELECTRON'];
  const asked: [string, string, readonly string[]][] = [['Dovecot', 'dovecot', ['--version']], ['', 'mbsync', ['--version']], ['', 'notmuch', ['--version']]];
  const answers = asked.map(([name, command, args]) => `${name} ${firstLine(command, args)}`.trim());
  return [[...answers, ...(electron === undefined ? [] : [`Electron ${firstLine('cat', [join(electron, '..', 'version')])}`])].join(', ')];
}

function firstLine(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n')[0]?.trim() ?? '';
  } catch {
    return `${command} (not installed)`;
  }
}
