/**
 * The built core as a process of its own, asked over the same port that the desktop asks it over.
 *
 * Promises: it ends with this process; `stop` settles when it is gone.
 */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../electron/dev/places.ts';
import type { CommandInput, CommandName, CommandOutput, QueryInput, QueryName, QueryOutput } from '../../shared/contract.ts';
import type { FromCore, ToCore } from '../../shared/corePort.ts';
import type { Envelope } from '../../shared/result.ts';
import { fromErrorData } from '../../shared/result.ts';

export type BuiltCore = {
  readonly pid: number;
  query<N extends QueryName>(name: N, input: QueryInput<N>): Promise<QueryOutput<N>>;
  command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  /** Largest resident set so far, MiB; Linux only, elsewhere 0. */
  peakMib(): number;
  /** Processor seconds of all its threads so far; Linux only, elsewhere 0. */
  cpuS(): number;
  /** Asks the core to end in order and waits until the process is gone. */
  stop(): Promise<void>;
};

/** Where a profile keeps the secret that opens it without a person; the command line and the desktop look there too. */
const KEY_FILE = 'secret.key';

/** Makes a profile folder with a key file; the history itself is made by the first core that opens it. */
export function newProfile(dir: string): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dir, KEY_FILE), `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  return dir;
}

/** Starts a core on a profile with a key file; settles when the profile is open. */
export async function startBuiltCore(profileDir: string): Promise<BuiltCore> {
  const child = fork(join(import.meta.dirname, 'coreChild.ts'), [join(projectFolder, 'out', 'core', 'index.js')], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const endWithUs = (): boolean => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const pending = new Map<number, (envelope: Envelope<unknown>) => void>();
  let lastId = 0;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const send = (message: ToCore): boolean => child.send(message);
  const opened = new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the core ended with ${String(code)} before it was open`)));
    child.on('message', (raw) => {
      const message = raw as FromCore;
      if (message.type === 'opened') resolve();
      else if (message.type === 'refused') reject(fromErrorData(message.error));
      else if (message.type === 'reply') {
        pending.get(message.id)?.(message.envelope);
        pending.delete(message.id);
      }
    });
  });
  const request = async (channel: 'query' | 'command', name: string, input: unknown): Promise<unknown> => {
    const id = ++lastId;
    const reply = new Promise<Envelope<unknown>>((resolve, reject) => {
      pending.set(id, resolve);
      void ended.then(() => reject(new Error(`the core ended during ${name}`)));
    });
    send({ type: 'request', id, channel, name, input });
    const envelope = await reply;
    if (envelope.ok) return envelope.value;
    throw fromErrorData(envelope.error);
  };
  send({ type: 'open', profileDir, credentials: { secretHex: readFileSync(join(profileDir, KEY_FILE), 'utf8').trim(), keptBy: 'file' }, systemLanguage: 'en', sample: false });
  await opened;
  const pid = child.pid ?? 0;
  return {
    pid,
    query: async (name, input) => (await request('query', name, input)) as never,
    command: async (name, input) => (await request('command', name, input)) as never,
    peakMib: () => peakMib(pid),
    cpuS: () => cpuS(pid),
    async stop() {
      send({ type: 'stop' });
      await ended;
      process.removeListener('exit', endWithUs);
    },
  };
}

function peakMib(pid: number): number {
  if (process.platform !== 'linux') return 0;
  return Math.round(Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024);
}

function cpuS(pid: number): number {
  if (process.platform !== 'linux') return 0;
  // proc(5): the name in brackets may hold spaces; user and system time are the 12th and 13th field after it, in hundredths.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
