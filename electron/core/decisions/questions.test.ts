import { expect, test } from 'vitest';
import { questionsIn } from './questions.ts';
import { isSameSubject, subjectOf } from './subject.ts';

test.each([
  ['¿Puedo retirar hoy? Gracias.', ['¿Puedo retirar hoy?']],
  ['Hola! Al final me decidí. Puedo retirar hoy en la sucursal?', ['Puedo retirar hoy en la sucursal?']],
  ['Me dijeron el lunes, ¿es así? ¿Y el flete?', ['¿es así?', '¿Y el flete?']],
  ['Could you tell me\nwhen it arrives? Thanks', ['Could you tell me when it arrives?']],
  ['Gracias. Nos vemos.', []],
  ['Mire https://x.example/?a=1', []],
  ['???', []],
  ['¿Sí? ¿Sí?', ['¿Sí?']],
])('questions in %s', (text, found) => expect(questionsIn(text)).toEqual(found));

test('a subject without its prefixes, cut at a word', () => {
  expect(subjectOf('RE: Rv: Fwd[2]: Heladera  Patrick')).toBe('Heladera Patrick');
  expect(subjectOf('palabra '.repeat(20))).toBe(`${'palabra '.repeat(9)}palabra…`);
});

test.each([
  ['Re: Retiro de heladera', 'Retiro de heladera', true], ['Garantía heladera Patrick', 'heladera patrick no enfria, garantia', true],
  ['Pedido 4471', 'Re: pedido 4471 demorado', true], ['Pedido 4471', 'Pedido 9900', false], ['Hola', 'Consulta', false], ['', '', false],
])('%s and %s', (a, b, same) => expect(isSameSubject(a, b)).toBe(same));
