/** What a step of the test run came to. `messages` are the failures as a person wants to read them. */
export type StepCounts = { passed: number; failed: number; skipped: number; messages: string[] };

type VitestReport = {
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] | null }[];
  }[];
};
type PlaywrightError = { message?: string };
type PlaywrightSuite = {
  title: string;
  specs?: { title: string; file: string; tests: { status: string; results: { errors?: PlaywrightError[] }[] }[] }[];
  suites?: PlaywrightSuite[];
};
type PlaywrightReport = { suites: PlaywrightSuite[]; errors?: PlaywrightError[] };

/** Reads vitest's JSON report. A file that could not even be loaded counts as one failure. */
export function countVitest(report: VitestReport): StepCounts {
  const counts: StepCounts = { passed: 0, failed: 0, skipped: 0, messages: [] };
  for (const file of report.testResults) {
    let fileFailures = 0;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') counts.passed += 1;
      else if (test.status === 'failed') {
        fileFailures += 1;
        counts.messages.push(`${file.name}: ${test.fullName}\n${indent((test.failureMessages ?? []).join('\n'))}`);
      } else counts.skipped += 1;
    }
    if (file.status === 'failed' && fileFailures === 0) {
      fileFailures = 1;
      counts.messages.push(`${file.name}\n${indent(file.message ?? '')}`);
    }
    counts.failed += fileFailures;
  }
  return counts;
}

/** Reads Playwright's JSON report. A test that passed only when repeated counts as failed, and so does an error outside a test. */
export function countPlaywright(report: PlaywrightReport): StepCounts {
  const counts: StepCounts = { passed: 0, failed: 0, skipped: 0, messages: [] };
  for (const suite of report.suites) countSuite(suite, counts);
  for (const error of report.errors ?? []) {
    counts.failed += 1;
    counts.messages.push(withoutColours(error.message ?? 'an error outside of any test'));
  }
  return counts;
}

/** A step's counts when its program ended with an error that its report does not show. */
export function withProgramFailure(counts: StepCounts, exitCode: number | null, tail: string): StepCounts {
  if (exitCode === 0 || counts.failed > 0) return counts;
  return { ...counts, failed: 1, messages: [...counts.messages, `ended with code ${String(exitCode)}\n${indent(withoutColours(tail))}`] };
}

/** The last line of a test run, which tools read. */
export function countLine(steps: readonly StepCounts[]): string {
  const sum = (pick: (step: StepCounts) => number) => steps.reduce((total, step) => total + pick(step), 0);
  return `tests: ${sum((step) => step.passed)} passed, ${sum((step) => step.failed)} failed, ${sum((step) => step.skipped)} skipped`;
}

function countSuite(suite: PlaywrightSuite, counts: StepCounts): void {
  for (const spec of suite.specs ?? []) {
    for (const test of spec.tests) {
      if (test.status === 'expected') counts.passed += 1;
      else if (test.status === 'skipped') counts.skipped += 1;
      else {
        counts.failed += 1;
        const errors = test.results.flatMap((result) => result.errors ?? []).map((error) => error.message ?? '');
        counts.messages.push(`${spec.file}: ${spec.title}\n${indent(withoutColours(errors.join('\n')))}`);
      }
    }
  }
  for (const inner of suite.suites ?? []) countSuite(inner, counts);
}

/** Without the test runner's own frames, which tell nothing about the failure. */
function indent(text: string): string {
  return text.split('\n').filter((line) => !/^\s+at .*(node_modules|new Promise \()/.test(line)).map((line) => `    ${line}`).join('\n');
}

function withoutColours(text: string): string {
  return text.replaceAll(/\u001B\[[0-9;]*m/g, '');
}
