/** Everything a window needs on this machine: libraries, an Electron, the built app and a display. */
import { buildApp } from './buildApp.ts';
import { electronEnvironment, findElectron } from './findElectron.ts';
import type { FoundElectron } from './findElectron.ts';
import { ensureSystemPackages } from './systemPackages.ts';
import { openDisplay } from './virtualDisplay.ts';

/** `env` is to be added to the environment of whatever opens windows; `stop` ends the display when it is a virtual one. */
export type PreparedWindow = {
  electron: FoundElectron;
  env: Record<string, string>;
  isVirtualDisplay: boolean;
  stop(): Promise<void>;
};

/** Sets everything up; quick when it was done before. An error says what is missing and how to get it. */
export async function prepareWindow(): Promise<PreparedWindow> {
  await ensureSystemPackages(['window']);
  const electron = await findElectron();
  await buildApp();
  const display = await openDisplay();
  return {
    electron,
    env: { ...electronEnvironment(electron), ...display.env },
    isVirtualDisplay: display.isVirtual,
    stop: () => display.stop(),
  };
}
