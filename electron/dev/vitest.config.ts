import { defineConfig } from 'vitest/config';
import { projectFolder } from './places.ts';

export default defineConfig({
  root: projectFolder,
  test: {
    include: ['{electron,shared,renderer}/**/*.test.{ts,tsx}'],
    environment: 'node',
    pool: 'forks',
    // Generous, because a slow machine is no failure; speed is measured by the benchmark.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
