import { describe, expect, it } from 'vitest';
import { contactPointId } from '../identity/ids.ts';
import { normalizeCard, previewCards } from './normalizeCard.ts';
import type { DeskFacts, NormalisedRecord } from './normalised.ts';

const desk: DeskFacts = { country: 'AR', own: [], extensions: [], timeZone: '' };
const vcard = (...lines: string[]): NormalisedRecord => normalizeCard({ raw: Buffer.from(['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD'].join('\r\n')), context: { format: 'vcard' } }, desk);
const csv = (raw: string, columns: readonly string[]): NormalisedRecord => normalizeCard({ raw: Buffer.from(raw), context: { format: 'csv', delimiter: ';', columns } }, desk);

describe('a card', () => {
  it('says what it knows on its most personal address, and that its addresses belong together', () => {
    const record = vcard('FN:Lucía Ferreyra', 'TEL:011 15-6123-4410', 'EMAIL:Lu@X.example', 'ORG:Sur', 'NOTE:Buena clienta. DNI 31.234.204');
    expect(record.evidence).toEqual([{ rule: 'contact-card', points: [{ kind: 'mail', value: 'lu@x.example' }, { kind: 'document', value: 'AR:31234204' }, { kind: 'phone', value: '+5491161234410' }] }]);
    expect(record.claims.map((claim) => [claim.point.value, claim.field, claim.value])).toEqual([['lu@x.example', 'name', 'Lucía Ferreyra'], ['lu@x.example', 'organisation', 'Sur'], ['lu@x.example', 'document', '31234204'], ['lu@x.example', 'comment', 'Buena clienta. DNI 31.234.204']]);
    expect(record).toMatchObject({ groupKey: null, interaction: null, problems: [], unreadable: null });
  });
  it('is the same card from any file', () => {
    const key = vcard('FN:Lucía', 'EMAIL:lu@x.example', 'TEL:011 4902-1234').recordKey;
    expect(vcard('TEL;TYPE=WORK:+54 11 4902-1234', 'EMAIL:LU@x.example', 'FN:Lucía').recordKey).toBe(key);
    expect(csv('Lucía;lu@x.example;01149021234', ['name', 'mail', 'phone']).recordKey).toBe(key);
    expect(vcard('FN:Lucía', 'EMAIL:lu@x.example').recordKey).not.toBe(key);
  });
  it('days are written one way', () => {
    expect(csv('lu@x.example;12/03/2019;5/4/1980', ['mail', 'since', 'birthday']).claims.map((claim) => claim.value)).toEqual(['1980-04-05', '2019-03-12']);
    expect(csv('lu@x.example;2019', ['mail', 'since']).claims.map((claim) => claim.value)).toEqual(['2019']);
  });
  it('a chat by number, and addresses that are none', () => {
    expect(csv('Lu;11 6123 4410;no es mail;31.234.20x', ['name', 'chat', 'mail', 'document'])).toMatchObject({ claims: [{ point: { kind: 'chat', value: 'whatsapp:+541161234410' }, field: 'name' }, { field: 'document', value: '31.234.20x' }], problems: ['bad-mail', 'bad-document'] });
  });
  it('without any address is kept, and says so', () => {
    expect(vcard('FN:Lucía')).toMatchObject({ claims: [], evidence: [], problems: ['no-address'], unreadable: null });
  });
  it.each(['', 'hola', 'BEGIN:VCARD', '\0\0', 'BEGIN:VCARDX\nFN:A'])('what is no card is kept as such (%j)', (raw) => {
    expect(normalizeCard({ raw: Buffer.from(raw), context: { format: 'vcard' } }, desk)).toMatchObject({ unreadable: 'not-a-card', interaction: null });
  });
  it('a preview counts before anything is stored', () => {
    const records = ['FN:A\r\nEMAIL:a@x.example\r\nTEL:011 4902-1234', 'FN:B\r\nTEL:011 4902-1234', 'FN:C'].map((body) => ({ kind: 'card' as const, place: '', raw: Buffer.from(`BEGIN:VCARD\r\n${body}\r\nEND:VCARD`), context: { format: 'vcard' as const }, receivedAtMs: null, flags: [] }));
    const { preview, pointIds } = previewCards({ format: 'vcard', columns: [], sample: [], records }, desk);
    expect(preview).toMatchObject({ rows: 3, cards: 2, unusable: 1, newPoints: 2 });
    expect(pointIds).toContain(contactPointId({ kind: 'mail', value: 'a@x.example' }));
  });
});
