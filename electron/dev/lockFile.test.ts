import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFolder } from './places.ts';

type Entry = { version: string; resolved?: string; optionalDependencies?: Record<string, string> };

const packages = (JSON.parse(readFileSync(join(projectFolder, 'package-lock.json'), 'utf8')) as { packages: Record<string, Entry> }).packages;

describe('package-lock.json', () => {
  test('names no registry, so that it works with any', () => {
    expect(Object.entries(packages).filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  // npm drops a platform's package silently when the registry at hand lacks it, and `npm ci` then refuses the lock.
  test('holds the optional packages of every platform', () => {
    const missing = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter((name) => !isLocked(path, name)).map((name) => `${path}: ${name}`));
    expect(missing, missing.join('\n')).toEqual([]);
  });

  test('has the Node, linter and bundler that the scripts run on', () => {
    for (const name of ['node', 'oxlint', 'oxlint-tsgolint', 'rolldown']) expect(packages).toHaveProperty([`node_modules/${name}`]);
  });
});

/** Looks where Node would: beside the package, then in each folder above it. */
function isLocked(path: string, name: string): boolean {
  for (let base = path; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    if (`${base === '' ? '' : `${base}/`}node_modules/${name}` in packages) return true;
    if (base === '') return false;
  }
}
