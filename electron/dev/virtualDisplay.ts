import { lineSplitter, endProgram, startProgram } from './run.ts';
import { say } from './say.ts';

/** Large enough for the widest layout, with room for two windows. */
const SCREEN = '1680x1050x24';
const START_LIMIT_MS = 15_000;

export type Display = { env: Record<string, string>; isVirtual: boolean; stop(): Promise<void> };

/** The display to open windows on: the person's own, or on a Linux machine without one a virtual one, and it says so. */
export async function openDisplay(): Promise<Display> {
  const hasOwn = process.platform !== 'linux' || Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
  if (hasOwn) return { env: {}, isVirtual: false, stop: async () => undefined };
  // The server picks a free number itself and tells it on file descriptor 3 when it is ready for clients.
  const server = startProgram('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the virtual display did not start in time')), START_LIMIT_MS);
    const settle = (action: () => void) => {
      clearTimeout(timer);
      action();
    };
    server.once('error', (cause) => settle(() => reject(new Error('Xvfb, the virtual display, is not installed', { cause }))));
    server.once('exit', (code) => settle(() => reject(new Error(`the virtual display ended with code ${String(code)}`))));
    const splitter = lineSplitter((line) => settle(() => resolve(line.trim())));
    server.stdio[3]?.on('data', (bytes: Buffer) => splitter.push(bytes.toString('utf8')));
  });
  say(`No display here: the window opens on a virtual one (:${number})`);
  return { env: { DISPLAY: `:${number}` }, isVirtual: true, stop: () => endProgram(server) };
}
