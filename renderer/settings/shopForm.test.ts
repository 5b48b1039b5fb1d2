import { expect, test } from 'vitest';
import { codeFor, goodBranches, goodHours, goodSla, goodTeams, weekdayNames } from './shopForm.ts';

test('hours are clocks, to 24:00 at the end of a day alone', () => {
  const day = (from: string, to: string): boolean => goodHours([{ weekday: 1, from, to }]);
  expect([day('09:00', '18:00'), day('22:00', '06:00'), day('12:00', '24:00'), day('24:00', '06:00'), day('9:00', '18:00'), day('09:00', '25:00'), day('', '')]).toEqual([true, true, true, false, false, false, false]);
});

test('branches have a code of their own and a name; teams a name of their own', () => {
  const branch = (code: string, name = 'Centro') => ({ code, name, address: '' });
  expect([goodBranches([branch('CAB'), branch('C2')]), goodBranches([branch('CAB'), branch('CAB')]), goodBranches([branch('')]), goodBranches([branch('ABCDEFGHI')]), goodBranches([branch('CAB', ' ')])]).toEqual([true, false, false, false, false]);
  expect([goodTeams([{ name: 'Ventas', members: [] }]), goodTeams([{ name: '', members: [] }]), goodTeams([{ name: 'A', members: [] }, { name: 'A', members: [] }])]).toEqual([true, false, false]);
});

test('promised times are whole minutes', () => {
  const sla = (first: number) => ({ low: { firstResponseMinutes: first, resolutionMinutes: 0 }, normal: { firstResponseMinutes: 0, resolutionMinutes: 0 }, high: { firstResponseMinutes: 0, resolutionMinutes: 0 }, urgent: { firstResponseMinutes: 0, resolutionMinutes: 0 } });
  expect([goodSla(sla(60)), goodSla(sla(-1)), goodSla(sla(Number.NaN)), goodSla(sla(1.5))]).toEqual([true, false, false, false]);
});

test('a code is made of the words, and is unlike the others', () => {
  expect([codeFor('Garantía extendida', []), codeFor('Envío', ['envio', 'envio-2']), codeFor('¿?', [])]).toEqual(['garantia-extendida', 'envio-3', 'x']);
  expect([weekdayNames('es')[0], weekdayNames('en')[6]]).toEqual(['Lunes', 'Sunday']);
});
