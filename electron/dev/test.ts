/**
 * `npm test`: sets everything up and runs every check there is. Its last line of stdout is always
 * `tests: N passed, N failed, N skipped`; full logs lie in test-results/.
 */
import { electronEnvironment, findElectron } from './findElectron.ts';
import { ensureSystemPackages } from './systemPackages.ts';
import type { StepCounts } from './testReport.ts';
import { build, clearReports, concludeRun, endToEnd, lint, runSteps, types, unit } from './testSteps.ts';
import { openDisplay } from './virtualDisplay.ts';

process.exitCode = await test();

async function test(): Promise<number> {
  clearReports();
  const withoutServers = await ensureSystemPackages(['servers']);
  const withoutWindow = await ensureSystemPackages(['window']);
  // Tests that need a server look here, and skip when it is named.
  const env: Record<string, string> = withoutServers.length === 0 ? {} : { HILO_WITHOUT: withoutServers.join(',') };
  const results = await runSteps([lint, types, unit(env), build]);
  results.push(...await runSteps([{ title: 'end-to-end tests', run: () => runInWindow(env, withoutWindow) }]));
  return concludeRun(results);
}

async function runInWindow(env: Record<string, string>, missing: readonly string[]): Promise<StepCounts> {
  if (missing.length > 0) return { passed: 0, failed: 0, skipped: 1, messages: [] };
  const electron = await findElectron();
  const display = await openDisplay();
  try {
    return await endToEnd({ ...env, ...electronEnvironment(electron), ...display.env }).run();
  } finally {
    await display.stop();
  }
}
