/**
 * How the three processes are built. Main and core are ES modules that load their packages from node_modules; the
 * preload is one CommonJS file, because a sandboxed window can load nothing else. The targets are those of the oldest
 * Electron the code runs on (the fallback of electron/dev), not of the one it ships on.
 */
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const NODE_TARGET = 'node20.18';
const CHROME_TARGET = 'chrome130';
const at = (path: string) => resolve(import.meta.dirname, path);

export default defineConfig({
  main: {
    build: {
      outDir: at('out'),
      emptyOutDir: false,
      target: NODE_TARGET,
      rolldownOptions: {
        input: {
          'main/index': at('electron/main/index.ts'),
          'core/index': at('electron/core/index.ts'),
          'core/sourceHost': at('electron/core/sourceHost.ts'),
          'core/indexThread': at('electron/core/indexThread.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          // Beside the core's entries, so that a worker's address relative to the code that starts it stays right.
          chunkFileNames: 'core/[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      target: NODE_TARGET,
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      target: CHROME_TARGET,
      minify: true,
      // A data: URL in a style sheet or page would need a hole in the content security policy.
      assetsInlineLimit: 0,
      rolldownOptions: { input: at('renderer/index.html') },
    },
  },
});
