/**
 * The steps of `npm test` and `npm run check`. Promises that each step ends in counts: a step that crashes, or whose
 * report cannot be read, is a failure and never silence.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp } from './buildApp.ts';
import { cacheFolder, packageFolder, projectFolder, reportFolder } from './places.ts';
import { run } from './run.ts';
import type { RunResult } from './run.ts';
import { duration, say } from './say.ts';
import { countLine, countPlaywright, countVitest, withProgramFailure } from './testReport.ts';
import type { StepCounts } from './testReport.ts';

export type Step = { title: string; run(): Promise<StepCounts> };

const STEP_LIMIT_MS = 60 * 60_000;
const PASSED_ONCE: StepCounts = { passed: 1, failed: 0, skipped: 0, messages: [] };

export const lint: Step = {
  title: 'lint',
  run: async () => fromExit(await tool('lint', 'oxlint', 'bin/oxlint', ['--type-aware', '--deny-warnings'])),
};

export const types: Step = {
  title: 'types',
  run: async () => fromExit(await tool('types', 'typescript', 'bin/tsc', ['--noEmit', '-p', '.'])),
};

export const build: Step = {
  title: 'build',
  run: async () => {
    await buildApp();
    return PASSED_ONCE;
  },
};

/** Unit, layer and integration tests. `env` tells them what this machine lacks. */
export function unit(env: Record<string, string>): Step {
  return {
    title: 'unit, layer and integration tests',
    run: async () => {
      const report = join(reportFolder, 'unit.json');
      const args = ['run', '--config', 'electron/dev/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      // Hundreds of consoles are started and killed: what one has compiled the next need not.
      const result = await tool('unit', 'vitest', 'vitest.mjs', args, { NODE_COMPILE_CACHE: join(cacheFolder, 'compiled'), ...env });
      return withProgramFailure(countVitest(readReport(report)), result.code, result.tail);
    },
  };
}

/** The end-to-end tests in the real window; `env` names the Electron and the display. */
export function endToEnd(env: Record<string, string>): Step {
  return {
    title: 'end-to-end tests',
    run: async () => {
      const report = join(reportFolder, 'e2e.json');
      const args = ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'];
      const result = await tool('e2e', '@playwright/test', 'cli.js', args, { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report });
      return withProgramFailure(countPlaywright(readReport(report)), result.code, result.tail);
    },
  };
}

/** Runs the steps in order and tells each one's result; every step runs, whatever the ones before came to. */
export async function runSteps(steps: readonly Step[]): Promise<StepCounts[]> {
  const results: StepCounts[] = [];
  for (const step of steps) {
    say(`${step.title} ...`);
    const startedAt = performance.now();
    const counts = await step.run().catch((error: unknown) => crashed(error));
    say(`${step.title}: ${countLine([counts]).replace('tests: ', '')} (${duration(performance.now() - startedAt)})`);
    results.push(counts);
  }
  return results;
}

/** Prints the failures and, as the last line of stdout, the counts. Returns the exit code. */
export function concludeRun(results: readonly StepCounts[]): number {
  for (const message of results.flatMap((result) => result.messages)) process.stdout.write(`FAILED ${message}\n\n`);
  process.stdout.write(`${countLine(results)}\n`);
  const isFailed = results.some((result) => result.failed > 0);
  // A machine that is meant to prove everything may leave nothing out.
  const isIncomplete = process.env['CI'] === 'true' && results.some((result) => result.skipped > 0);
  return isFailed || isIncomplete ? 1 : 0;
}

/** Empties the folder of the reports, so that no step can be judged by an earlier run's. */
export function clearReports(): void {
  rmSync(reportFolder, { recursive: true, force: true });
  mkdirSync(reportFolder, { recursive: true });
}

/** Figures that tests print for people, in lines of `counted: ...`, are shown; the rest of what a tool says is in its log. */
async function tool(name: string, packageName: string, entry: string, args: readonly string[], env: Record<string, string> = {}): Promise<RunResult> {
  const logFile = join(reportFolder, `${name}.log`);
  const result = await run(process.execPath, [join(packageFolder(packageName), entry), ...args], {
    cwd: projectFolder,
    env: { FORCE_COLOR: '0', ...env },
    logFile,
    timeLimitMs: STEP_LIMIT_MS,
  });
  for (const [, words = ''] of readFileSync(logFile, 'utf8').matchAll(/^counted: (.*)$/gm)) say(`  ${words}`);
  return result;
}

function fromExit(result: RunResult): StepCounts {
  return result.code === 0 ? PASSED_ONCE : { passed: 0, failed: 1, skipped: 0, messages: [result.tail] };
}

function crashed(error: unknown): StepCounts {
  return { passed: 0, failed: 1, skipped: 0, messages: [error instanceof Error ? error.message : String(error)] };
}

/** The report's shape is the tool's own and its version is pinned, so it is taken as it is. */
function readReport<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
