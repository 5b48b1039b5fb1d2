import { expect, test } from 'vitest';
import { en } from './en.ts';
import { es } from './es.ts';

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => (typeof value === 'string' ? [[path + key, value]] : leaves(value, `${path}${key}.`)));
}

const spanish = new Map(leaves(es));
const english = new Map(leaves(en));

test('Spanish and English have the same keys', () => {
  expect([...english.keys()].sort()).toEqual([...spanish.keys()].sort());
});

test('no text is empty in either language', () => {
  expect([...spanish, ...english].filter(([, text]) => text.trim() === '')).toEqual([]);
});

test('both languages of a text name the same parameters and the same marks', () => {
  const slots = (text: string): string[] => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}|<\/?(\w+)>/g)].map((match) => match[0].replace(/\s/g, '')).sort();
  const different = [...spanish].filter(([key, text]) => slots(text).join() !== slots(english.get(key) ?? '').join()).map(([key]) => key);
  expect(different).toEqual([]);
});

test('every text that counts has a form for one and for many', () => {
  const missing = [...spanish.keys()].filter((key) => key.endsWith('_one') && !spanish.has(key.replace(/_one$/, '_other')));
  expect(missing).toEqual([]);
});
