import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { readVcard } from './vcard.ts';

type Read = { name: string; mails: string[]; phones: string[]; organisation: string; family: string; comments: string[] };

/** What a strict, widely used library reads from the same card. It leaves `\\;` as it is where RFC 2426, 5 asks for `;`: that alone is put right. */
function byLibrary(text: string): Read {
  const card = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const all = (name: string): string[] => card.getAllProperties(name).map((property) => {
    const value: unknown = property.getFirstValue();
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? first.replaceAll('\\;', ';') : '';
  });
  return { name: all('fn')[0] ?? '', mails: all('email'), phones: all('tel'), organisation: all('org')[0] ?? '', family: all('n')[0] ?? '', comments: all('note') };
}

/** A generator with a fixed seed (Park and Miller), so that a failure can be repeated. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

describe('well-formed cards are read as ical.js reads them', () => {
  it('over a thousand cards of every legal shape', () => {
    const roll = dice(20_240_312);
    const words = ['Lucía', 'Muñoz', 'de la Cruz', "O'Connor", 'Ferretería; Sur', 'a, b', 'línea\nnueva', 'Año 2024: fin', '日本', '🌷 flor', 'x'.repeat(120)];
    const word = (): string => words[roll(words.length)] ?? '';
    const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n');
    const folded = (line: string): string => [...line].map((character, at) => (at > 0 && at % 40 === 0 ? `\r\n ${character}` : character)).join('');
    for (let round = 0; round < 1_000; round++) {
      const isNew = roll(2) === 0;
      const lines = [`FN:${escaped(word())}`, `N:${escaped(word())};${escaped(word())};;;`, `ORG:${escaped(word())};Ventas`, `NOTE:${escaped(word())} ${escaped(word())}`];
      for (let n = roll(4); n > 0; n--) lines.push(`${roll(2) ? 'item1.' : ''}EMAIL${roll(2) ? ';TYPE=work' : ''}:a${n}@x.example`);
      for (let n = roll(4); n > 0; n--) lines.push(isNew ? `TEL;VALUE=uri;TYPE="voice,cell":tel:+54-11-4902-123${n}` : `TEL;TYPE=CELL,VOICE:+54 11 4902-123${n}`);
      const text = ['BEGIN:VCARD', `VERSION:${isNew ? '4.0' : '3.0'}`, ...lines.map(folded), 'END:VCARD', ''].join('\r\n');
      const card = readVcard(text);
      expect(card && { name: card.name, mails: card.mails, phones: card.phones, organisation: card.organisation, family: card.familyName, comments: card.comments }).toEqual(byLibrary(text));
    }
  });
});
