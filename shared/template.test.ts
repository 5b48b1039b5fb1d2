import { expect, test } from 'vitest';
import { expandTemplate, gapsIn } from './template.ts';

const values = { 'customer.name': 'Lucía Ferreyra', 'customer.firstName': 'Lucía', date: '22 de noviembre', 'case.title': ' ' };

test('known gaps are filled, as often as they stand there', () => {
  expect(expandTemplate('Hola {customer.firstName}: {customer.firstName}, {date}.', values)).toEqual({ text: 'Hola Lucía: Lucía, 22 de noviembre.', missing: [] });
});

test('what nobody knows stays visible and is named once', () => {
  expect(expandTemplate('{order.number} y {case.title}, {order.number}', values)).toEqual({ text: '{order.number} y {case.title}, {order.number}', missing: ['order.number', 'case.title'] });
});

test('other braces are text', () => {
  for (const text of ['{}', '{ date }', '{Date}', '{1}', 'a { b } c', '{"date": 1}', '{{date', '{a..b}', '{date.}']) expect(expandTemplate(text, values).text).toBe(text);
});

test('a value with braces in it is not filled in turn', () => {
  expect(expandTemplate('{customer.name}', { 'customer.name': '{date}', date: 'hoy' })).toEqual({ text: '{date}', missing: [] });
});

test('names that every object has are no values', () => {
  expect(expandTemplate('{constructor} {toString}', values).missing).toEqual(['constructor', 'toString']);
});

test('gaps are found where they stand', () => {
  const text = 'Pedido {order.number}, {date}';
  expect(gapsIn(text).map((gap) => [gap.name, text.slice(gap.start, gap.end)])).toEqual([['order.number', '{order.number}'], ['date', '{date}']]);
});
