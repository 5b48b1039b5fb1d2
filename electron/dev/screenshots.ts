/** `npm run screenshots`: takes the pictures of README from the running app. */
import { runInWindow } from './inWindow.ts';

process.exitCode = await runInWindow('e2e/screenshots/take.ts', process.argv.slice(2));
