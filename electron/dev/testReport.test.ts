import { describe, expect, test } from 'vitest';
import { countLine, countPlaywright, countVitest, withProgramFailure } from './testReport.ts';

describe('the counts of a test run', () => {
  test('a vitest report is counted by test, with the message of each failure', () => {
    const counts = countVitest({
      testResults: [{
        name: 'a.test.ts', status: 'failed', assertionResults: [
          { fullName: 'adds', status: 'passed' },
          { fullName: 'subtracts', status: 'failed', failureMessages: ['expected 1 to be 2'] },
          { fullName: 'divides', status: 'skipped' },
          { fullName: 'later', status: 'todo' },
        ],
      }],
    });
    expect(counts).toMatchObject({ passed: 1, failed: 1, skipped: 2 });
    expect(counts.messages.join()).toContain('expected 1 to be 2');
  });

  test('a test file that cannot be loaded is a failure, although it holds no failed test', () => {
    const counts = countVitest({ testResults: [{ name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] }] });
    expect(counts).toMatchObject({ passed: 0, failed: 1 });
  });

  test('a Playwright report is counted through nested suites; flaky and outside errors are failures', () => {
    const spec = (status: string) => ({ title: status, file: 'x.spec.ts', tests: [{ status, results: [{ errors: [{ message: '\u001B[31mred\u001B[39m' }] }] }] });
    const counts = countPlaywright({
      suites: [{ title: 'x', specs: [spec('expected'), spec('skipped')], suites: [{ title: 'y', specs: [spec('unexpected'), spec('flaky')] }] }],
      errors: [{ message: 'set-up broke' }],
    });
    expect(counts).toMatchObject({ passed: 1, failed: 3, skipped: 1 });
    expect(counts.messages.join('\n')).toContain('x.spec.ts: unexpected\n    red');
  });

  test('a program that ends with an error is a failure even when its report shows none', () => {
    const clean = { passed: 3, failed: 0, skipped: 0, messages: [] };
    expect(withProgramFailure(clean, 0, '')).toEqual(clean);
    expect(withProgramFailure(clean, 1, 'unhandled rejection')).toMatchObject({ passed: 3, failed: 1 });
    expect(withProgramFailure(clean, null, 'killed')).toMatchObject({ failed: 1 });
    expect(withProgramFailure({ ...clean, failed: 2 }, 1, '').failed).toBe(2);
  });

  test('the last line has the fixed shape', () => {
    const step = { passed: 2, failed: 1, skipped: 0, messages: [] };
    expect(countLine([step, step])).toBe('tests: 4 passed, 2 failed, 0 skipped');
    expect(countLine([])).toBe('tests: 0 passed, 0 failed, 0 skipped');
  });
});
