import { join } from 'node:path';
import { projectFolder } from './places.ts';
import { prepareWindow } from './prepareWindow.ts';
import { startProgram } from './run.ts';

/**
 * Sets up everything a window needs and runs a script of e2e with it: the variables that name Electron, addon and
 * display in its environment, its output on this terminal. Returns its exit code.
 */
export async function runInWindow(script: string, args: readonly string[]): Promise<number> {
  const prepared = await prepareWindow();
  const child = startProgram(process.execPath, [join(projectFolder, script), ...args], {
    cwd: projectFolder,
    env: prepared.env,
    stdio: ['inherit', 'inherit', 'inherit'],
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  await prepared.stop();
  return code;
}
