import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { languageOf } from '../../shared/language.ts';
import { parseArguments, profileFolder } from './args.ts';

const CUSTOMER = '6f0f0b7e-3c53-4c3e-8f0e-2f6f2a0a9c11';

describe('arguments', () => {
  it('reads our own and passes over everything else', () => {
    const options = parseArguments(['electron', '--no-sandbox', '.', '--profile', 'p', '--sample', '--lang=es', '--customer', CUSTOMER, 'tel:+54-11-4444-5555'], '/home/ana');
    expect(options).toEqual({ profile: resolve('/home/ana', 'p'), sample: true, language: 'es', customer: CUSTOMER, dialled: '+541144445555' });
  });

  it('leaves out values that are missing or make no sense', () => {
    expect(parseArguments(['electron', '--profile', '--lang', 'fr', '--customer', 'x'], '/')).toEqual({ profile: null, sample: false, language: null, customer: null, dialled: null });
  });

  it('gives the sample shop a folder of its own unless one is named', () => {
    const folder = (argv: string[]): string => profileFolder(parseArguments(argv, '/'), '/data');
    expect(folder([])).toBe(join('/data', 'default'));
    expect(folder(['--sample'])).toBe(join('/data', 'sample-2'));
    expect(folder(['--sample', '--profile', '/own'])).toBe(resolve('/own'));
  });

  it('speaks Spanish to any Spanish system, and English to all others', () => {
    expect([['es-AR'], ['es'], ['est'], ['en-GB', 'es'], []].map(languageOf)).toEqual(['es', 'es', 'en', 'en', 'en']);
  });
});
