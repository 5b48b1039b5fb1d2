/**
 * The gate between window and core: the only user of ipcMain.
 *
 * Owns: one handler per kind of request ('query', 'command').
 * Promises: only our own page in our own window's main frame is heard; only names of the contract, with inputs of
 * their schema, go further; every request settles with an Envelope, whatever happens behind it.
 * Never: changes an answer, or logs an input (it may hold personal data).
 */
import { ipcMain } from 'electron';
import type { IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { COMMANDS, DESKTOP, QUERIES } from '../../shared/contract.ts';
import type { DesktopName, DesktopOutput } from '../../shared/contract.ts';
import type { Envelope } from '../../shared/result.ts';
import { DeskError, toErrorData } from '../../shared/result.ts';
import type { CoreHost } from './coreHost.ts';

/** What the main process answers itself, each with its input as the schema gives it. */
export type DesktopHandlers = {
  [N in DesktopName]: (input: z.output<(typeof DESKTOP)[N]['input']>) => Promise<DesktopOutput<N>>;
};

export type GateOptions = {
  core: Pick<CoreHost, 'request'>;
  desktop: DesktopHandlers;
  /** Whether the sender is the main frame of our window, showing our own page. */
  isOurs: (event: IpcMainInvokeEvent) => boolean;
};

/** Opens the gate; call once, before the window loads its page. */
export function openGate(options: GateOptions): void {
  ipcMain.handle('query', (event, name: unknown, input: unknown) => settled(async () => {
    if (!options.isOurs(event)) throw new DeskError('not-allowed', { why: 'sender' });
    const query = ownName(QUERIES, name);
    return options.core.request('query', query, checked(QUERIES[query].input, query, input));
  }));
  ipcMain.handle('command', (event, name: unknown, input: unknown) => settled(async () => {
    if (!options.isOurs(event)) throw new DeskError('not-allowed', { why: 'sender' });
    if (isOwnName(DESKTOP, name)) return { ok: true, value: await answerDesktop(options.desktop, name, input) };
    const command = ownName(COMMANDS, name);
    return options.core.request('command', command, checked(COMMANDS[command].input, command, input));
  }));
}

async function settled(answer: () => Promise<Envelope<unknown>>): Promise<Envelope<unknown>> {
  try {
    return await answer();
  } catch (error) {
    return { ok: false, error: toErrorData(error) };
  }
}

function answerDesktop<N extends DesktopName>(handlers: DesktopHandlers, name: N, input: unknown): Promise<DesktopOutput<N>> {
  // The schema of this very name made the input, which the compiler cannot follow through the map.
  const handler = handlers[name] as (input: unknown) => Promise<DesktopOutput<N>>;
  return handler(checked(DESKTOP[name].input, name, input));
}

function isOwnName<M extends object>(map: M, name: unknown): name is keyof M & string {
  // Own keys only: "constructor" and "__proto__" are names of every object.
  return typeof name === 'string' && Object.hasOwn(map, name);
}

function ownName<M extends object>(map: M, name: unknown): keyof M & string {
  if (isOwnName(map, name)) return name;
  throw new DeskError('bad-request', { why: 'name' });
}

function checked(schema: z.ZodType, name: string, input: unknown): unknown {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  // Where the input is wrong, never what it was.
  throw new DeskError('bad-request', { name, where: result.error.issues[0]?.path.join('.') ?? '' });
}
