import { describe, expect, test } from 'vitest';
import { endProgram, lineSplitter, run, startProgram } from './run.ts';

describe('running programs', () => {
  test('gives the exit code, every line of both streams, and the end of the output', async () => {
    const lines: string[] = [];
    const script = "process.stdout.write('one\\ntwo'); process.stderr.write('three\\n'); process.exitCode = 3";
    const result = await run(process.execPath, ['-e', script], { onLine: (line) => lines.push(line) });
    expect(result).toMatchObject({ code: 3, isTimedOut: false });
    expect(lines.toSorted()).toEqual(['one', 'three', 'two']);
    expect(result.tail).toContain('three');
  });

  test('a program that is not there is an error', async () => {
    await expect(run('no-such-program-anywhere', [])).rejects.toThrow('ENOENT');
  });

  test('a program that takes too long is ended and says so', async () => {
    const result = await run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { timeLimitMs: 300 });
    expect(result).toMatchObject({ code: null, isTimedOut: true });
  });

  test.skipIf(process.platform === 'win32')('ending a program also ends what it started itself', async () => {
    const script = "require('node:child_process').spawn('sleep', ['1000'], { stdio: 'inherit' }); console.log('started'); setInterval(() => {}, 1000)";
    const child = startProgram(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    // The stream is closed only when the last process that could write to it is gone.
    const isClosed = new Promise((resolve) => child.once('close', resolve));
    await endProgram(child);
    expect(await isClosed).toBeNull();
    await endProgram(child);
  });

  test('lines are cut where they end, whatever the pieces', () => {
    const lines: string[] = [];
    const splitter = lineSplitter((line) => lines.push(line));
    for (const piece of ['a', 'b\r\nc\n\nd', 'e']) splitter.push(piece);
    splitter.end();
    expect(lines).toEqual(['ab', 'c', '', 'de']);
  });
});
