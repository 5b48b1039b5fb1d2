import { describe, expect, it } from 'vitest';
import { preview, splitQuoted } from './quoted.ts';

const text = (...lines: string[]): string => lines.join('\n');

describe('what the writer wrote is told from what they quote', () => {
  const attributions = [
    'On Mon, Mar 4, 2024 at 9:12 AM Ana <ana@shop.example> wrote:',
    'El lun, 4 mar 2024 a las 9:12, Ana (<ana@shop.example>) escribió:',
    'El 04/03/2024 a las 9:12, Ana\nescribió:',
    'Am 04.03.2024 schrieb Ana:',
  ];
  it.each(attributions)('%s', (attribution) => {
    const quoted = text(attribution, '> uno', '>', '> dos');
    expect(splitQuoted(text('Gracias.', '', quoted))).toEqual({ own: 'Gracias.', quoted, signature: null });
    const unmarked = text(attribution, '', 'uno', 'dos');
    expect(splitQuoted(text('Gracias.', '', unmarked))).toEqual({ own: 'Gracias.', quoted: unmarked, signature: null });
  });

  it.each([
    text('-----Original Message-----', 'From: a', 'x'),
    text('-----Mensaje original-----', 'x'),
    text('---------- Forwarded message ---------', 'From: a', 'x'),
    text('De: Ana <ana@shop.example>', 'Enviado el: lunes, 4 de marzo', 'Para: yo', 'Asunto: hola', '', 'x'),
    text('From: Ana', 'Sent: Monday', 'To: me', 'Subject: hi', '', 'x'),
    text('________________________________', 'De: Ana', 'Enviado: lunes', 'Para: yo', '', 'x'),
  ])('a quoted mail in the manner of Outlook: %s', (quoted) => {
    expect(splitQuoted(text('Vale.', '', quoted))).toEqual({ own: 'Vale.', quoted, signature: null });
  });

  it('an answer below the quotation', () => {
    expect(splitQuoted(text('On Monday Ana wrote:', '> uno', '', 'Sí, claro.'))).toEqual({ own: 'Sí, claro.', quoted: text('On Monday Ana wrote:', '> uno'), signature: null });
  });

  it('answers between the quoted lines stay with them', () => {
    const body = text('> uno', 'Sí.', '> dos', 'No.');
    expect(splitQuoted(body)).toEqual({ own: body, quoted: null, signature: null });
  });

  it('a mail passed on with no word added is not folded away', () => {
    const body = text('---------- Forwarded message ---------', 'From: a', 'x');
    expect(splitQuoted(body)).toEqual({ own: body, quoted: null, signature: null });
  });

  it.each(['-- \nAna\nTel. 555', 'Enviado desde mi iPhone', 'Sent from my Galaxy', 'Obtener Outlook para Android'])('a signature: %s', (signature) => {
    expect(splitQuoted(text('Hola.', '', signature))).toEqual({ own: 'Hola.', quoted: null, signature });
    expect(splitQuoted(text('Hola.', '', signature, '', 'On Monday Ana wrote:', '> uno'))).toMatchObject({ own: 'Hola.', signature });
  });

  it('ordinary words that begin like a mark are no mark', () => {
    const body = text('On Monday I wrote to you: no answer.', 'De: nada', 'From: here on it works', 'a -- b');
    expect(splitQuoted(body)).toEqual({ own: body, quoted: null, signature: null });
  });
});

describe('the preview', () => {
  it('is one line of the first own words, cut between words', () => {
    expect(preview(text('Hola  Ana:', '', 'el pedido llegó roto', '', 'On Monday Ana wrote:', '> uno'), 200)).toBe('Hola Ana: el pedido llegó roto');
    expect(preview('word '.repeat(100), 20)).toBe('word word word word…');
    expect(preview('x'.repeat(100), 20)).toHaveLength(20);
    expect(preview('', 20)).toBe('');
  });
});
