import { prepareWindow } from './prepareWindow.ts';

/**
 * Playwright's global set-up: what it puts into the environment reaches the workers, and what it returns runs at the
 * end. `npm test` has prepared most of it already; this makes `npx playwright test` work alone as well.
 */
export default async function endToEndSetup(): Promise<() => Promise<void>> {
  const prepared = await prepareWindow();
  Object.assign(process.env, prepared.env);
  return () => prepared.stop();
}
