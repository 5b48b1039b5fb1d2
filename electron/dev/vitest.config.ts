import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { projectFolder } from './places.ts';

export default defineConfig({
  root: projectFolder,
  test: {
    include: ['{electron,shared,renderer}/**/*.test.{ts,tsx}'],
    environment: 'node',
    pool: 'forks',
    // Many files wait for servers more than they compute: two at a time also where the machine has only two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Generous, because a slow machine is no failure; speed is measured by the benchmark.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
