import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HIT_END, HIT_START } from '../../../shared/domain.ts';
import { INSERT_INTERACTIONS, INSERT_TITLES } from './indexRows.ts';
import { searchWorld, textOf } from './searchFixture.ts';
import type { SearchWorld } from './searchFixture.ts';
import { MATCH_PAGE, TIMELINE, TITLES } from './searchInteractions.ts';

let world: SearchWorld;
beforeEach(() => { world = searchWorld(); });
afterEach(() => world.close());

const marked = (text: string): string => text.replaceAll(HIT_START, '[').replaceAll(HIT_END, ']');

describe('interactions', () => {
  it('finds words without regard to accents, case and order, newest first', () => {
    const older = world.say('La cotización del pingüino de MAÑANA está lista');
    const newer = world.say('manana te mando otra COTIZACION');
    world.say('nada que ver');
    world.index();
    expect(world.keys('cotizacion mañana ')).toEqual([newer, older]);
    expect(world.keys('MANANA Cotización ')).toEqual([newer, older]);
    expect(world.keys('pinguino ')).toEqual([older]);
    expect(world.keys('cotizacion nada ')).toEqual([]);
  });

  it('takes the last word as a beginning from three letters on, while it is being typed', () => {
    const key = world.say('Envío del calefactor');
    world.index();
    expect(world.keys('env')).toEqual([key]);
    expect(world.keys('calef')).toEqual([key]);
    expect(world.keys('calef ')).toEqual([]);
    expect(world.keys('ca')).toEqual([]);
    expect(world.keys('calef envio ')).toEqual([]);
  });

  it('finds words in a row in quotes, and leaves out what has a minus', () => {
    const key = world.say('el técnico visita la casa');
    const other = world.say('la visita del técnico');
    world.index();
    expect(world.keys('"tecnico visita"')).toEqual([key]);
    expect(world.keys('tecnico visita ')).toEqual([other, key]);
    expect(world.keys('tecnico -casa ')).toEqual([other]);
    expect(world.keys('tecnico -"visita del"')).toEqual([key]);
    expect(world.keys('-casa')).toEqual([]);
  });

  it('understands from, subject, channel and dates in both languages', () => {
    const lucia = world.point('mail', 'lucia@casanorte.example', 'Lucía Pérez');
    const mail = world.say('presupuesto', { title: 'Cocina', point: lucia, author: 'Lucía Pérez', atMs: new Date(2024, 2, 10, 12).getTime() });
    const chat = world.say('presupuesto de cocina', { channel: 'chat', author: 'Ana', atMs: new Date(2024, 4, 1, 12).getTime() });
    world.index();
    expect(world.keys('presupuesto from:lucia')).toEqual([mail]);
    expect(world.keys('de:"lucia perez"')).toEqual([mail]);
    expect(world.keys('from:lucia@casanorte.example')).toEqual([mail]);
    expect(world.keys('asunto:cocina')).toEqual([mail]);
    expect(world.keys('channel:chat')).toEqual([chat]);
    expect(world.keys('presupuesto canal:correo')).toEqual([mail]);
    expect(world.keys('presupuesto after:2024-05-01')).toEqual([chat]);
    expect(world.keys('presupuesto before:2024-05-01')).toEqual([mail]);
    expect(world.keys('presupuesto hasta:1/5/2024')).toEqual([chat, mail]);
    expect(world.keys('desde:2024-03 hasta:2024-03')).toEqual([mail]);
    expect(world.keys('presupuesto desde:pronto')).toEqual([]);
  });

  it('finds a number in any spelling, in the text and as the number of the person', () => {
    const phone = world.point('phone', '+5491161234410', '');
    const call = world.say('', { point: phone, channel: 'call' });
    const second = world.say('', { point: world.point('mail', 'x@y.example', ''), others: [phone] });
    const written = world.say('llamame al 15 6123-4410 por favor');
    world.index();
    for (const typed of ['+54 9 11 6123 4410', '15 6123-4410', '61234410', '011 15 6123-4410', '5491161234410']) expect(world.keys(typed), typed).toEqual(expect.arrayContaining([call, second]));
    expect(world.keys('15 6123-4410')).toEqual([written, second, call]);
    expect(world.keys('15 6123-4410 llamame')).toEqual([written]);
    expect(world.keys('61239999')).toEqual([]);
  });

  it('finds everything of an address, also where somebody else is named first', () => {
    const lucia = world.point('mail', 'lucia@casanorte.example', 'Lucía');
    const ana = world.point('mail', 'ana@sur.example', 'Ana');
    const both = world.say('reunión', { point: ana, others: [lucia] });
    world.index();
    expect(world.keys('lucia@casanorte.example')).toEqual([both]);
    expect(world.keys('lucia@casanorte.example reunion')).toEqual([both]);
    expect(world.keys('lucia@casanorte.example -reunion')).toEqual([]);
  });

  it('finds a fragment inside a longer word of a title, alone and with other words', () => {
    const key = world.say('Gracias por su compra', { title: 'Pedido PED004471X confirmado' });
    world.say('Gracias', { title: 'Otro asunto' });
    world.index();
    expect(world.keys('4471')).toEqual([key]);
    expect(world.keys('gracias 4471 ')).toEqual([key]);
    expect(world.keys('4471 -gracias')).toEqual([]);
    expect(world.keys('firmad')).toEqual([key]);
  });

  it('stays within one customer, for rare and for common words', () => {
    const lucia = world.point('mail', 'lucia@casanorte.example', 'Lucía');
    const phone = world.point('phone', '+5491161234410', '');
    const other = world.point('mail', 'ana@sur.example', 'Ana');
    const mine: number[] = [];
    for (let n = 0; n < 900; n++) {
      const point = n % 3 === 0 ? lucia : n % 3 === 1 ? other : phone;
      const key = world.say(n === 6 ? 'hola aguja' : 'hola que tal', { point, others: n === 7 ? [lucia] : [] });
      if (point !== other || n === 7) mine.push(key);
    }
    world.index();
    const customerPoints = [lucia, phone];
    expect(world.keys('aguja ', { customerPoints })).toEqual([mine[4]]);
    expect(world.keys('hola ', { customerPoints, limit: 2_000 })).toEqual(mine.toReversed());
    expect(world.keys('hola ', { customerPoints, limit: 5 })).toEqual(mine.slice(-5).toReversed());
    expect(world.keys('hola ', { customerPoints: [lucia], limit: 2_000 })).toHaveLength(301);
    expect(world.keys('hola ', { customerPoints: [] })).toEqual([]);
  });

  it('shows the words around the first hit, marked, on one line', () => {
    const key = world.say(`${'relleno '.repeat(60)}la Cotización\r\n\r\ndel   cotizador y ${'más '.repeat(60)}`);
    const decomposed = world.say('La coccio\u0301n lenta');
    world.index();
    const { snippet } = world.search.interactions('cotizacion', { limit: 5 });
    const shown = marked(snippet({ text: textOf(world, key) }));
    expect(shown).toContain('la [Cotización] del cotizador y más');
    expect(shown.startsWith('… relleno')).toBe(true);
    expect(shown.length).toBeLessThanOrEqual(162);
    expect(marked(world.search.interactions('coccion', { limit: 5 }).snippet({ text: textOf(world, decomposed) }))).toBe('La [coccio\u0301n] lenta');
    expect(marked(world.search.interactions('61234410', { limit: 5 }).snippet({ text: 'al 15 6123-4410.' }))).toBe('al 15 [6123-4410].');
    expect(marked(snippet({ text: 'sin nada', preview: '' }))).toBe('sin nada');
  });

  it('never fails, whatever is typed', () => {
    const key = world.say('algo de "texto" con (paréntesis) y NEAR cosas', { title: 'AND OR NOT' });
    world.index();
    const parts = ['"', '""', "'", '(', ')', '*', '-', '+', ':', '^', 'AND', 'OR', 'NOT', 'NEAR(', 'a', 'texto', 'from:', 'de:"', 'canal:', 'after:', 'ñ', '\0', '\uD800', '{', '}', '٣٤٥', '漢字', '🙂', '--', ' ', '  ', 'people', 'title:', '\\', '%', '1234567', '+54 9', '@', 'a@b', ';', '\n', 'rowid', ',', '́'];
    let seed = 7;
    const next = (below: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    for (let n = 0; n < 600; n++) {
      const typed = Array.from({ length: 1 + next(6) }, () => parts[next(parts.length)] + (next(2) === 0 ? ' ' : '')).join('');
      expect(() => { world.keys(typed); world.search.customers(typed, { limit: 5, offset: 0 }); }, JSON.stringify(typed)).not.toThrow();
    }
    expect(world.keys('AND OR NOT')).toEqual([key]);
    expect(world.keys('NEAR( texto )')).toEqual([key]);
  });

  it('never sorts all hits', () => {
    world.say('hola', { title: 'x' });
    world.index();
    const literal = (sql: string, values: unknown[]): string => sql.replace(/\?/g, () => JSON.stringify(values.shift()).replaceAll('"', "'"));
    const statements = [
      literal(MATCH_PAGE, ['hola', 0, 9, 50]), literal(TITLES, ['hola', 0, 9, 50]), literal(TIMELINE.replace('party', 'history.party'), [1, 0, 9, 50]), INSERT_INTERACTIONS, INSERT_TITLES,
    ];
    for (const sql of statements) expect(world.indexer.explain(sql), sql).not.toContain('TEMP B-TREE');
  });
});

describe('customers', () => {
  const ids = (text: string): number[] => world.search.customers(text, { limit: 10, offset: 0 }).rows.map((row) => row.customerId);

  it('finds a customer by any fragment of a name, an address, an organisation or a document', () => {
    const lucia = world.point('mail', 'lucia.perez@casanorte.example', 'Lucía Pérez');
    const marta = world.point('document', 'AR:31234204', 'Marta Núñez');
    world.store.prepare("INSERT INTO claim (point, field, value, ground, norm, rank, at_ms) VALUES (?, 'organisation', 'Talleres Ñandú', 'card', '', 1, 0)").run(marta);
    world.index();
    expect(ids('uci')).toEqual([lucia]);
    expect(ids('PEREZ luc')).toEqual([lucia]);
    expect(ids('norte.exa')).toEqual([lucia]);
    expect(ids('lucia.perez@casa')).toEqual([lucia]);
    expect(ids('perez@casanorte')).toEqual([lucia]);
    expect(ids('31.234.204')).toEqual([marta]);
    expect(ids('nandu')).toEqual([marta]);
    expect(ids('nuñ')).toEqual([marta]);
    expect(ids('lu')).toEqual([lucia]);
    expect(ids('p lucia')).toEqual([lucia]);
    expect(ids('zz')).toEqual([]);
    expect(ids('')).toEqual([]);
  });

  it('finds a number in any spelling and says which number it was', () => {
    const phone = world.point('phone', '+5491161234410', 'Lucía Pérez');
    world.index();
    for (const typed of ['15 6123-4410', '+54 9 11 6123 4410', '0054 9 11 6123', '61234410', '6123-4', '011 15 6123']) expect(ids(typed), typed).toEqual([phone]);
    expect(world.search.customers('6123-4', { limit: 5, offset: 0 }).rows[0]?.matched).toBe('+5491161234410');
    expect(world.search.customers('lucia', { limit: 5, offset: 0 }).rows[0]?.matched).toBe('');
  });

  it('answers a joined customer once, in pages, those whose name begins so first', () => {
    const norma = world.point('mail', 'x@marmol.example', 'Norma');
    const mar = world.point('mail', 'a@b.example', 'Mar Díaz');
    const phone = world.point('phone', '+5491161234410', '');
    world.join(mar, phone);
    world.index();
    expect(ids('mar')).toEqual([mar, norma]);
    expect(world.search.customers('mar', { limit: 1, offset: 1 })).toEqual({ rows: [{ pointId: norma, customerId: norma, matched: 'x@marmol.example' }], total: 2 });
    expect(ids('mar 4410')).toEqual([mar]);
  });
});
