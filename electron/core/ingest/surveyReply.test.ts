/** S5: what a mail says as the answer to a survey, however people and their programs write it. */
import { describe, expect, it } from 'vitest';
import { splitQuoted } from '../connectors/mail/mime/quoted.ts';
import { plainToken, surveyReply } from './surveyReply.ts';

const CODE = '[visita 7K3M9-QXRT2-BCDEF]';
const TOKEN = '7K3M9QXRT2BCDEF';
const read = (subject: string, text = '') => surveyReply(subject, text, splitQuoted(text));

describe('the answer to a survey', () => {
  it.each([
    ['the link of a score', `Encuesta: 5 ${CODE}`, '', 5, ''],
    ['the link of a score, with words', `Encuesta: 2 ${CODE}`, 'Esperé 40 minutos.', 2, 'Esperé 40 minutos.'],
    ['the link in English', 'Survey: 4 [visit 7K3M9-QXRT2-BCDEF]', '\n', 4, ''],
    ['the link, the score typed again', `Encuesta: 5 ${CODE}`, '5', 5, ''],
    ['a number alone', `Re: Su visita a Casa Norte ${CODE}`, '5\n\nEl jue, 26 nov 2026 a las 15:00, Casa Norte <v@c.example> escribió:\n> ¿Cómo lo atendimos?\n>   1  Muy mal\n>   5  Muy bien', 5, ''],
    ['a number and words', `Re: Su visita ${CODE}`, '4, muy amables pero tardaron', 4, 'muy amables pero tardaron'],
    ['of five', `Re: Su visita ${CODE}`, 'Un 4 de 5. Gracias', 4, 'Gracias'],
    ['with a stroke', `Re: Su visita ${CODE}`, '4/5', 4, ''],
    ['stars', `Re: Su visita ${CODE}`, '3 estrellas!', 3, ''],
    ['drawn stars', `Re: Su visita ${CODE}`, '⭐⭐⭐⭐ Muy bien', 4, 'Muy bien'],
    ['a word', `Re: Su visita ${CODE}`, 'Cinco! Excelente', 5, 'Excelente'],
    ['inside a sentence', `Re: Su visita ${CODE}`, 'Le pongo un 3 porque tardaron', 3, 'Le pongo un 3 porque tardaron'],
    ['a shop whose name ends in a number', `Re: Su visita a Tienda 5 ${CODE}`, 'Gracias por todo', null, 'Gracias por todo'],
    ['two numbers', `Re: Su visita ${CODE}`, 'Esperé 5 minutos y me dieron 2 sillas', null, 'Esperé 5 minutos y me dieron 2 sillas'],
    ['an amount, a date, a time', `Re: Su visita ${CODE}`, 'Pagué $3, el 4/5 a las 5:30, con 1,5% de recargo', null, expect.stringContaining('Pagué')],
    ['ten of ten', `Re: Su visita ${CODE}`, '10/10', null, '10/10'],
    ['a score over the scale', `Encuesta: 55 ${CODE}`, '', null, ''],
    ['a signature that has numbers', `Re: Su visita ${CODE}`, '5\n-- \nLucía · Piso 3', 5, ''],
  ])('%s', (_name, subject, text, score, comment) => {
    expect(read(subject, text)).toEqual({ token: TOKEN, isWhole: true, score, comment });
  });

  it('is known by the quotation when the subject was changed', () => {
    expect(read('Consulta', `5\n\nOn Thu, Nov 26, 2026, Casa Norte <v@c.example> wrote:\n> ${CODE}\n> Gracias`)).toMatchObject({ token: TOKEN, score: 5 });
  });

  it.each([['in small letters', '[visita 7k3m9-qxrt2-bcdef]'], ['with look-alikes', '[visita 7K3M9-QXRT2-BCDEF]'], ['with blanks', '[ visita  7K3M9 - QXRT2 - BCDEF ]'], ['without its end', '[visita 7K3M9-QXRT2-BCDEF']])('its token may come back %s', (_how, code) => {
    expect(read(`Encuesta: 5 ${code}`)).toMatchObject({ token: TOKEN, isWhole: true });
  });

  it('a broken token is kept as it came', () => {
    expect(read('Encuesta: 5 [visita 7K3M9-QXR')).toEqual({ token: '7K3M9QXR', isWhole: false, score: 5, comment: '' });
    });

  it.each(['Hola', 'Re: [visita guiada al museo]', '[visita pre-venta]', '[visita norte]', '[#12345] Ticket 5', 'Encuesta: 5', '[visita]'])('a mail that names no token is none: %s', (subject) => {
    expect(read(subject, 'Texto 5')).toBeNull();
  });

  it('letters that look alike are one', () => expect(plainToken('ol1-Io0')).toBe('011100'));
});
