/** Files that a person hands over: tables of the shop are looked at first, everything else is read at once. */
import { useSyncExternalStore } from 'react';
import { command } from './client.ts';

/** Files dropped on the window stand for their paths, which only the preload can see. */
type GivenFile = string | File;

let asked: readonly string[] = [];
const listeners = new Set<() => void>();

/** Tables that wait to be looked at, by their paths. */
export function useTablesAsked(): readonly string[] {
  return useSyncExternalStore(listen, () => asked);
}

/** They were shown. */
export function takeTables(): void {
  if (asked.length > 0) set([]);
}

/** Starts the import of everything but tables of the shop, which wait for the wizard. @throws DeskError for a file of no kind that is read */
export async function importFiles(files: readonly GivenFile[]): Promise<{ importIds: string[] }> {
  const tables: string[] = [];
  const rest: GivenFile[] = [];
  for (const file of files) {
    const plan = (await command('import.plan', { paths: [file as string] })).files;
    const [first] = plan;
    if (plan.length === 1 && first?.kind === 'shopFile') tables.push(first.path);
    else rest.push(file);
  }
  if (tables.length > 0) set(tables);
  return rest.length === 0 ? { importIds: [] } : command('import.files', { paths: rest as string[] });
}

function set(paths: readonly string[]): void {
  asked = paths;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
