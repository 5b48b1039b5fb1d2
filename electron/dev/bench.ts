/** `npm run bench [-- --json FILE]`: sets up the rivals and servers, then measures. */
import { runInWindow } from './inWindow.ts';
import { ensureSystemPackages } from './systemPackages.ts';

const missing = await ensureSystemPackages(['servers', 'bench']);
process.exitCode = missing.length === 0 ? await runInWindow('e2e/bench/run.ts', process.argv.slice(2)) : 1;
