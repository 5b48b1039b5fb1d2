/** `npm run check`: lint, types and unit tests; what a change needs before every commit. */
import { clearReports, concludeRun, lint, runSteps, types, unit } from './testSteps.ts';

clearReports();
process.exitCode = concludeRun(await runSteps([lint, types, unit({})]));
