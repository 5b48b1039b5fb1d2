/**
 * The only thing a page gets from outside: three functions on `window.hilo`, which send to the gate and listen to its
 * events. Nothing of Electron or Node is passed on.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge, Events } from '../../shared/contract.ts';
import type { Envelope } from '../../shared/result.ts';

const bridge: Bridge = {
  query: (name, input) => ipcRenderer.invoke('query', name, input) as Promise<Envelope<unknown>>,
  command: (name, input) => ipcRenderer.invoke('command', name, withPaths(input)) as Promise<Envelope<unknown>>,
  subscribe: (listener) => {
    const receive = (_event: unknown, name: keyof Events, data: unknown): void => listener(name, data);
    ipcRenderer.on('event', receive);
    return () => ipcRenderer.off('event', receive);
  },
};

contextBridge.exposeInMainWorld('hilo', bridge);

/** Files dropped on the window stand for their paths, which a page cannot see: `path` and `paths` may hold File objects. */
function withPaths(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  const given = input as { path?: unknown; paths?: unknown };
  return {
    ...given,
    ...(given.path instanceof File ? { path: pathOf(given.path) } : {}),
    ...(Array.isArray(given.paths) ? { paths: given.paths.map(pathOf) } : {}),
  };
}

function pathOf(file: unknown): unknown {
  return file instanceof File ? webUtils.getPathForFile(file) : file;
}
