/**
 * Runs the built core, byte for byte what the app ships, in a plain Node process: this script stands in for Electron's
 * parent port and passes what the core says to whoever forked it. First argument: the core's built entry.
 */
import { pathToFileURL } from 'node:url';

type Listener = (event: { data: unknown }) => void;

const early: unknown[] = [];
let listener: Listener | null = null;

process.on('message', (data) => {
  if (listener === null) early.push(data);
  else listener({ data });
});
// A core whose asker is gone has nobody to work for.
process.on('disconnect', () => process.exit(1));

Object.assign(process, {
  parentPort: {
    on(_event: 'message', added: Listener) {
      listener = added;
      for (const data of early.splice(0)) added({ data });
    },
    postMessage: (message: unknown) => process.send?.(message),
  },
});

await import(pathToFileURL(process.argv[2] ?? '').href);
