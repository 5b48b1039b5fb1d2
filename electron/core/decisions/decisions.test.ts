/** Pure decisions: promises in our own words, the preferred channel, the order of callers, names, the composer's start. */
import { describe, expect, it, test } from 'vitest';
import type { Origin } from '../../../shared/domain.ts';
import { DAY_MS, HOUR_MS } from '../../../shared/time.ts';
import { renderChats } from '../sample/renderChats.ts';
import { renderMails } from '../sample/renderMbox.ts';
import { composerStart } from './composerStart.ts';
import { firstName } from './firstName.ts';
import { choosePreferred } from './preferredChannel.ts';
import { promisesIn } from './promises.ts';
import { rankCallers } from './rankCallers.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 15);

describe('promises', () => {
  test.each([
    'Le llamo mañana a primera hora.', 'Te lo mando el lunes.', 'Quedamos en que pasa a retirarlo el jueves.', 'La semana que viene le confirmamos la fecha.', 'Mañana te paso el presupuesto.',
    'Voy a averiguar con el depósito.', 'Nos comprometemos a resolverlo.', 'Me encargo yo.', 'Le devolveremos el dinero.', 'En breve le respondemos.', 'Ok, te llamo en 5 min', 'Se lo averiguo y le contesto',
    'El técnico pasa el viernes entre las 9 y las 11.', 'Salen el viernes 31 a primera hora.', 'El precio lo sostengo hasta fin de mes.', 'Te aviso si hay promo', 'Te llaman una hora antes', 'No lo tengo acá, pero te lo mando mañana.',
    'We will call you back before noon.', "I'll send the invoice tomorrow.", "I’ll let you know as soon as it arrives.", 'The technician will come on Friday.', 'You will get your money back on the same card.', 'We are sending it out tomorrow.',
  ])('is one: %s', (text) => {
    expect(promisesIn(text)).toEqual([text]);
  });

  test.each([
    ['asked', '¿Le llamo mañana?'], ['asked', 'Shall I call you tomorrow?'], ['an offer', 'Si querés te llamo mañana.'], ['an offer', 'Let me know and I will send it.'], ['an offer', 'Si prefiere, la llamo esta tarde a las 17.'],
    ['theirs to do', 'Llamame mañana y lo vemos.'], ['theirs to do', 'Pasá el lunes por el local.'], ['done now', 'Te mando la factura adjunta.'], ['done now', 'Te paso el precio: $ 89.000.'], ['told', 'Te aviso que ya está listo.'],
    ['told', 'Te confirmo que el pago entró.'], ['denied', 'No le llamamos más.'], ['denied', 'We will not be able to deliver it on Monday.'], ['past', 'Te llamé ayer.'], ['past', 'Te llamo desde ayer sin suerte.'],
    ['a fact', 'El local abre el lunes.'], ['a fact', 'La oferta va hasta el lunes.'], ['a fact', 'La pared llega hasta el frente.'], ['a fact', 'Mide 61,5 cm de ancho y entra justo.'], ['manners', 'Muchas gracias por avisar.'],
    ['about them', 'You will love it.'], ['nothing yet', 'We will see.'], ['absence', 'I will be away until Monday.'], ['a name', 'Llama Ariel de Casa Norte.'],
  ])('is none (%s): %s', (_why, text) => {
    expect(promisesIn(text)).toEqual([]);
  });

  it('gives the sentence alone, in order, each once, and bounded', () => {
    expect(promisesIn('Hola Lucía:\n\nMide 61 cm. Te mando la ficha\nmañana. ¡Saludos!\n- Te mando la ficha mañana.')).toEqual(['Te mando la ficha mañana.']);
    const [long = ''] = promisesIn(`Te llamo mañana ${'para contarte '.repeat(60)}`);
    expect(long.length).toBeLessThanOrEqual(240);
    expect(promisesIn(`${'palabra '.repeat(50_000)}. Te llamo mañana.`)).toEqual([]);
  });

  it('finds in a year of a shop what was promised, and nothing in greetings and prices', () => {
    const words = [
      ...renderMails(NOW_MS).filter(({ inbound, id }) => !inbound && !/^(?:order|shipping)-/.test(id)).map(({ text }) => text),
      ...renderChats(NOW_MS).flatMap(({ messages }) => messages.flatMap((message) => (message.kind === 'ours' ? [message.text] : []))),
    ];
    const found = words.flatMap((text) => promisesIn(text));
    for (const promised of ['El precio lo sostengo hasta fin de mes.', 'Los otros dos los pido hoy al depósito.', 'Los 30 días los mantenemos.', 'Te guardo los dos hasta fin de mes.', 'Te avisan media hora antes', 'Te llama Marina apenas abra']) expect(found).toContain(promised);
    expect(found.length).toBeGreaterThan(12);
    expect(found.length).toBeLessThan(words.length / 5);
    for (const text of found) expect(text).not.toMatch(/\?$|^(?:Hola|Gracias|Buen)/);
  });

  it('does not hang on what is written to make it hang', () => {
    const started = performance.now();
    for (const piece of ['te lo ', 'la llamo ', 'mañana te ', 'i will ', 'el técnico ', ',', 'a '.repeat(9)]) promisesIn(piece.repeat(6_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('S10: the preferred channel', () => {
  const said: Origin = { by: 'operation', operationId: 'x' as never, actor: 'Ana', device: 'd', atMs: 1 };
  const contacts = (...channels: ('mail' | 'chat' | 'call' | 'note')[]) => channels.map((channel, n) => ({ channel, atMs: NOW_MS - (n + 1) * 5 * DAY_MS }));

  it('is what they said, whatever they use', () => {
    expect(choosePreferred({ channel: 'call', origin: said }, contacts('mail', 'mail', 'mail', 'call'), NOW_MS)).toEqual({ channel: 'call', stated: said, used: 1, of: 4 });
  });
  it('is what they use, when that is clear', () => {
    expect(choosePreferred(null, contacts('chat', 'chat', 'mail', 'chat', 'chat'), NOW_MS)).toEqual({ channel: 'chat', stated: null, used: 4, of: 5 });
  });
  it('is not told from a few contacts, or from a mixture', () => {
    expect(choosePreferred(null, [], NOW_MS)).toBeNull();
    expect(choosePreferred(null, contacts('mail', 'mail'), NOW_MS)).toBeNull();
    expect(choosePreferred(null, contacts('mail', 'chat', 'call', 'mail', 'chat', 'call'), NOW_MS)).toBeNull();
  });
  it('follows the newer of two habits', () => {
    const changed = [...contacts(...Array.from({ length: 9 }, () => 'chat' as const)), ...Array.from({ length: 9 }, (_, n) => ({ channel: 'mail' as const, atMs: NOW_MS - (200 + n) * DAY_MS }))];
    expect(choosePreferred(null, changed, NOW_MS)?.channel).toBe('chat');
  });
  it('counts a chat of thirty lines once, and forgets what is older than a year and a half', () => {
    const lines = Array.from({ length: 30 }, (_, n) => ({ channel: 'chat' as const, atMs: NOW_MS - HOUR_MS - n * 60_000 }));
    const calls = [3, 4, 5, 6].map((days) => ({ channel: 'call' as const, atMs: NOW_MS - days * DAY_MS }));
    expect(choosePreferred(null, [...lines, ...calls], NOW_MS)).toEqual({ channel: 'call', stated: null, used: 4, of: 5 });
    expect(choosePreferred(null, calls.map((call) => ({ ...call, atMs: call.atMs - 560 * DAY_MS })), NOW_MS)).toBeNull();
  });
  it('says the same whatever the order', () => {
    const mixed = contacts('chat', 'mail', 'chat', 'chat', 'call', 'chat', 'chat');
    expect(choosePreferred(null, mixed.toReversed(), NOW_MS)).toEqual(choosePreferred(null, mixed, NOW_MS));
  });
});

it('S2: who waits for something comes first, then the latest contact, always in the same order', () => {
  const caller = (customerId: string, sinceMs: number | null, lastAtMs: number | null) => ({ customerId, open: sinceMs === null ? null : { sinceMs }, lastAtMs });
  const ranked = [caller('old and waiting', 5, 10), caller('just called', null, 90), caller('called before', null, 80), caller('a stranger', null, null), caller('b stranger', null, null)];
  for (const given of [ranked, ranked.toReversed()]) expect(rankCallers(given)).toEqual(ranked);
});

test.each([
  ['Lucía Ferreyra', '', 'Lucía'], ['Ferreyra, Lucía', '', 'Lucía'], ['Dra. Carolina Núñez', 'Estudio Núñez', 'Carolina'], ["Siobhán O'Connor", '', 'Siobhán'], ['Ferretería Del Sur', 'Ferretería Del Sur S.R.L.', null],
  ['+54 11 4582-7719', '', null], ['ana@correo.example', '', null], ['', '', null], ['Mr. John Smith', '', 'John'],
])('%s is greeted as they should be', (name, organisation, first) => {
  expect(firstName(name, organisation)).toBe(first);
});

describe('S10, S12: the composer opens', () => {
  const habit = { channel: 'chat', stated: null, used: 8, of: 10 } as const;
  it('in the channel of what is answered, then in the preferred one, then in the only one, else in none', () => {
    expect(composerStart(['mail', 'chat'], 'mail', habit)).toMatchObject({ channel: 'mail', why: 'reply' });
    expect(composerStart(['mail', 'chat'], null, habit)).toMatchObject({ channel: 'chat', why: 'computed', used: 8, of: 10 });
    expect(composerStart(['mail', 'chat'], null, { ...habit, stated: { by: 'operation' } as Origin })).toMatchObject({ channel: 'chat', why: 'stated' });
    expect(composerStart(['mail'], null, habit)).toMatchObject({ channel: 'mail', why: 'only' });
    expect(composerStart(['mail', 'call'], 'chat', null)).toBeNull();
    expect(composerStart([], null, habit)).toBeNull();
  });
});
