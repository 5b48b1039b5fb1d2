import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ERROR_REASONS } from '../../shared/result.ts';

/** Reasons that other places put into words: why a certificate is not trusted (the account dialog). */
const SAID_ELSEWHERE = new Set(['self-signed', 'expired', 'not-yet-valid', 'wrong-host', 'revoked', 'unknown-issuer', 'untrusted']);

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => readFileSync(join(import.meta.dirname, path), 'utf8'));

test('every reason that an error carries has words in both languages', () => {
  const thrown = sources.flatMap((text) => [...text.matchAll(/new DeskError\([^\n]*reason: '([^']+)'/g)].map((found) => found[1] ?? ''));
  expect(thrown.length).toBeGreaterThan(2);
  const known: readonly string[] = ERROR_REASONS;
  expect(thrown.filter((reason) => !known.includes(reason) && !SAID_ELSEWHERE.has(reason))).toEqual([]);
});

test('every way an archive can fail has words in both languages', () => {
  const problems = new Set(sources.flatMap((text) => [...text.matchAll(/\{ problem: '([^']+)' \}/g)].map((found) => `${found[1] ?? ''}-archive`)));
  expect(problems.size).toBeGreaterThan(2);
  const known: readonly string[] = ERROR_REASONS;
  expect([...problems].filter((reason) => !known.includes(reason))).toEqual([]);
});
