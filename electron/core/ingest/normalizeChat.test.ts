import { describe, expect, it } from 'vitest';
import type { ChatContext } from '../connectors/files/whatsappExport.ts';
import { bodyKey, chatTitle, readBody, readChat, readDate } from '../connectors/files/formats/whatsappText.ts';
import { wallTimeToMs } from './localTime.ts';
import { normalizeChat } from './normalizeChat.ts';
import type { DeskFacts, NormalisedRecord } from './normalised.ts';

const desk: DeskFacts = { country: 'AR', own: ['casanorte.example'], extensions: [{ extension: '1001', name: 'Ana Ríos' }], timeZone: 'America/Argentina/Buenos_Aires' };
const base: ChatContext = { network: 'whatsapp', chat: 'Lucía', peer: 'Lucía', isGroup: false, authors: ['Lucía', 'Casa Norte'], order: 'dmy', nth: 0, inMoment: 0 };
const read = (text: string, context: Partial<ChatContext> = {}, facts: DeskFacts = desk): NormalisedRecord =>
  normalizeChat({ kind: 'chat', place: 'g.1', raw: Buffer.from(text), context: { ...base, ...context }, receivedAtMs: null }, facts);
const at = (record: NormalisedRecord): string => new Date(record.interaction?.occurredAtMs ?? 0).toISOString();

describe('the head of a message', () => {
  it.each([
    ['12/03/24, 14:05 - Ana: Hola', '2024-03-12T17:05:00.000Z'],
    ['12/3/2024, 14:05 - Ana: Hola', '2024-03-12T17:05:00.000Z'],
    ['12/3/24 14:05 - Ana: Hola', '2024-03-12T17:05:00.000Z'],
    ['12.03.24, 14:05 - Ana: Hola', '2024-03-12T17:05:00.000Z'],
    ['12-03-24 14:05 - Ana: Hola', '2024-03-12T17:05:00.000Z'],
    ['12/3/24, 2:05 p. m. - Ana: Hola', '2024-03-12T17:05:00.000Z'],
    ['12/3/24, 2:05\u00a0p.\u00a0m. - Ana: Hola', '2024-03-12T17:05:00.000Z'],
    ['12/3/24, 2:05 p.m. - Ana: Hola', '2024-03-12T17:05:00.000Z'],
    ['12/3/24, 2:05\u202fPM - Ana: Hola', '2024-03-12T17:05:00.000Z'],
    ['12/3/24, 12:05 a. m. - Ana: Hola', '2024-03-12T03:05:00.000Z'],
    ['12/3/24, 12:05 PM - Ana: Hola', '2024-03-12T15:05:00.000Z'],
    ['[12/03/24, 14:05:33] Ana: Hola', '2024-03-12T17:05:33.000Z'],
    ['\u200e[12/3/24, 2:05:33\u202fp.\u202fm.] Ana: \u200eHola', '2024-03-12T17:05:33.000Z'],
    ['[12.03.24, 14:05:33] Ana: Hola', '2024-03-12T17:05:33.000Z'],
    ['12/03/2024 à 14:05 - Ana: Hola', '2024-03-12T17:05:00.000Z'],
    ['12/03/2024 às 14:05 - Ana: Hola', '2024-03-12T17:05:00.000Z'],
    ['12/03/24, 14.05 - Ana: Hola', '2024-03-12T17:05:00.000Z'],
  ])('%s', (line, iso) => {
    const record = read(line);
    expect([at(record), record.interaction?.text]).toEqual([iso, 'Hola']);
  });
  it.each([['3/12/24, 14:05 - Ana: Hola', 'mdy'], ['2024-03-12, 14:05 - Ana: Hola', 'ymd'], ['2024/3/12, 14:05 - Ana: Hola', 'ymd']] as const)('%s as %s', (line, order) => {
    expect(at(read(line, { order }))).toBe('2024-03-12T17:05:00.000Z');
  });
  it('no such day: shown at the time of arrival, and said', () => {
    const record = normalizeChat({ kind: 'chat', place: 'g.1', raw: Buffer.from('31/02/24, 14:05 - Lucía: Hola'), context: base, receivedAtMs: 7_000 }, desk);
    expect([record.interaction?.occurredAtMs, record.interaction?.dateDoubtful, record.problems]).toEqual([7_000, true, ['bad-date']]);
  });
  it('an order that the file leaves open follows the country', () => {
    expect(at(read('3/12/24, 14:05 - Ana: Hola', { order: null })).slice(0, 10)).toBe('2024-12-03');
    expect(at(read('3/12/24, 14:05 - Ana: Hola', { order: null }, { ...desk, country: 'US' })).slice(0, 10)).toBe('2024-03-12');
  });
});

describe('the order of dates, told by the whole file', () => {
  const order = (...heads: string[]): string | null | undefined => readChat(heads.map((head) => `${head} - Ana: x`).join('\n'))?.order;
  it('by a number above 12', () => {
    expect(order('1/2/24, 10:00', '3/2/24, 10:00', '13/2/24, 10:00')).toBe('dmy');
    expect(order('1/2/24, 10:00', '1/3/24, 10:00', '2/13/24, 10:00')).toBe('mdy');
    expect(order('2024-01-02, 10:00')).toBe('ymd');
  });
  it('by time that never runs backwards', () => {
    expect(order('1/2/24, 10:00', '2/2/24, 10:00', '1/3/24, 10:00')).toBe('dmy');
    expect(order('2/1/24, 10:00', '2/2/24, 10:00', '3/1/24, 10:00')).toBe('mdy');
  });
  it('by the language, and open where even that says nothing', () => {
    expect(readChat('1/2/24, 10:00 - Los mensajes están cifrados de extremo a extremo.\n1/2/24, 10:00 - Ana: x')?.order).toBe('dmy');
    expect(order('1/2/24, 10:00\u202fAM')).toBe('mdy');
    expect(order('01/02/24, 10:00')).toBeNull();
    expect(readDate([29, 2, 23], 'dmy')).toBeNull();
  });
});

describe('bodies', () => {
  it.each([
    ['<Media omitted>', 'media', null, ''], ['<Multimedia omitido>', 'media', null, ''], ['<Mídia oculta>', 'media', null, ''], ['<Médias omis>', 'media', null, ''], ['<Medien ausgeschlossen>', 'media', null, ''], ['<Media omessi>', 'media', null, ''],
    ['\u200eimage omitted', 'media', null, ''], ['\u200eimagen omitida', 'media', null, ''], ['\u200eaudio omitido', 'media', null, ''], ['\u200eBild weggelassen', 'media', null, ''], ['\u200eimage absente', 'media', null, ''],
    ['<attached: 00000012-PHOTO-2024-03-12-14-05-33.jpg>', 'media', '00000012-PHOTO-2024-03-12-14-05-33.jpg', ''], ['\u200e<adjunto: 0001-AUDIO.opus>', 'media', '0001-AUDIO.opus', ''], ['\u200e<pièce jointe\u00a0: a b.pdf>', 'media', 'a b.pdf', ''],
    ['Presupuesto \u200e<adjunto: a.pdf>', 'media', 'a.pdf', 'Presupuesto'], ['factura.pdf • \u200edocument omitted', 'media', null, 'factura.pdf'],
    ['IMG-20240312-WA0001.jpg (file attached)', 'media', 'IMG-20240312-WA0001.jpg', ''], ['\u200eIMG-20240312-WA0001.jpg (archivo adjunto)\nAsí llegó', 'media', 'IMG-20240312-WA0001.jpg', 'Así llegó'],
    ['Factura 0001.pdf (archivo adjunto)', 'media', 'Factura 0001.pdf', ''], ['PTT-20240312-WA0001.opus (bijlage toegevoegd)', 'media', 'PTT-20240312-WA0001.opus', ''],
    ['Mirá la foto.jpg (la de ayer)', 'words', undefined, 'Mirá la foto.jpg (la de ayer)'], ['audio omitido del acta, ¿no?', 'words', undefined, 'audio omitido del acta, ¿no?'],
    ['Hola <Se editó este mensaje>', 'words', undefined, 'Hola'], ['Hola \u200e<This message was edited>', 'words', undefined, 'Hola'], ['This message was deleted', 'words', undefined, 'This message was deleted'],
    ['\u200eLos mensajes y las llamadas están cifrados de extremo a extremo.', 'notice', undefined, 'Los mensajes y las llamadas están cifrados de extremo a extremo.'], ['\u200eMissed voice call', 'missedCall', undefined, 'Missed voice call'],
  ] as const)('%s', (body, kind, file, text) => {
    const found = readBody(body, 'Ana', body.includes('(') ? 'dash' : 'bracket');
    expect([found.kind, found.kind === 'media' ? found.file : undefined, found.text]).toEqual([kind, file, text]);
  });
  it('notices of Android have no author, with colons in them too', () => {
    const chat = readChat('1/2/24, 10:00 - Messages and calls are end-to-end encrypted.\n1/2/24, 10:01 - Ana cambió el asunto de "Obra: norte" a "Obra"\n1/2/24, 10:02 - Ana: ¿es end-to-end encrypted?\n1/2/24, 10:03 - Ana se fue a las 10:30 de acá');
    expect(chat?.messages.map((message) => message.head.author)).toEqual([null, null, 'Ana', null]);
  });
  it('a line of a message that looks like a head of the other shape goes on with it', () => {
    expect(readChat('1/2/24, 10:00 - Ana: te copio\n[1/2/24, 09:00:00] Lu: hola\n\nfin\n1/2/24, 10:01 - Ana: ok\n')?.messages.map((message) => message.body)).toEqual(['te copio\n[1/2/24, 09:00:00] Lu: hola\n\nfin', 'ok']);
  });
  it.each([
    ['WhatsApp Chat with Ana Ríos.txt', 'Ana Ríos'], ['WhatsApp Chat - Ana.zip', 'Ana'], ['Chat de WhatsApp con +54 9 11 6123-4410.txt', '+54 9 11 6123-4410'], ['Conversa do WhatsApp com Ana (2).txt', 'Ana'],
    ['Discussion WhatsApp avec Ana.txt', 'Ana'], ['WhatsApp Chat mit Ana.txt', 'Ana'], ['WhatsApp-Chat mit Ana.txt', 'Ana'], ['Chat WhatsApp con Ana.txt', 'Ana'], ['_chat.txt', null], ['notas.txt', null],
  ])('title of %s', (name, title) => expect(chatTitle(name)).toBe(title));
});

describe('a message', () => {
  it('of the customer: inbound, under their name, in their thread', () => {
    const record = read('12/03/24, 14:05 - Lucía: Hola\n¿está\tla Patrick?');
    expect(record).toMatchObject({ groupKey: null, unreadable: null, problems: [], claims: [{ point: { kind: 'chat', value: 'whatsapp-name:lucía' }, field: 'name', value: 'Lucía' }] });
    expect(record.interaction).toMatchObject({ channel: 'chat', direction: 'inbound', title: '', preview: 'Hola ¿está la Patrick?', text: 'Hola\n¿está\tla Patrick?', threadKey: 'whatsapp:whatsapp-name:lucía', parties: [{ name: 'Lucía', role: 'author' }], own: [] });
  });
  it('of ours: outbound, with the customer as the other side', () => {
    expect(read('12/03/24, 14:06 - Casa Norte: Sí').interaction).toMatchObject({ direction: 'outbound', parties: [{ point: { value: 'whatsapp-name:lucía' }, role: 'member' }], own: [{ name: 'Casa Norte', role: 'author' }] });
  });
  it('of a number: the number is the address, and no name is claimed', () => {
    const number = { chat: '+54 9 11 6123-4410', peer: '+54 9 11 6123-4410' };
    expect(read('12/03/24, 14:05 - +54 9 11 6123-4410: Hola', number)).toMatchObject({ claims: [], interaction: { parties: [{ point: { kind: 'chat', value: 'whatsapp:+5491161234410' }, name: '' }] } });
    expect(read('12/03/24, 14:05 - ~ Lu: Hola', { chat: '+54 9 11 6123-4410', peer: null, authors: ['Lu', 'Ana Ríos'] })).toMatchObject({ claims: [{ point: { value: 'whatsapp:+5491161234410' }, field: 'name', value: 'Lu' }] });
  });
  it('of a chat whose sides the file does not tell: the desk knows its people and its name', () => {
    const open = { chat: null, peer: null, authors: ['Lu', 'ANA RIOS'] };
    expect(read('12/03/24, 14:05 - ANA RIOS: Hola', open).interaction).toMatchObject({ direction: 'outbound', parties: [{ name: 'Lu' }] });
    expect(read('12/03/24, 14:05 - Casa Norte Belgrano: Hola', { ...open, authors: ['Lu', 'Casa Norte Belgrano'] }).interaction?.direction).toBe('outbound');
    const nobody = read('12/03/24, 14:05 - Lu: Hola', { ...open, authors: ['Lu', 'Zoe'] });
    expect([nobody.interaction?.direction, nobody.problems]).toEqual(['inbound', ['own-side-unknown']]);
  });
  it('of a group: every writer is a party of their own, ours are not', () => {
    const group = { chat: 'Obra', peer: null, isGroup: true, authors: ['Lu', 'Beto', 'Ana Ríos'] };
    expect(read('12/03/24, 14:05 - Beto: Hola', group).interaction).toMatchObject({ direction: 'inbound', title: 'Obra', parties: [{ name: 'Beto', role: 'author' }] });
    expect(read('12/03/24, 14:05 - Ana Ríos: Hola', group).interaction?.parties.map((party) => party.name)).toEqual(['Lu', 'Beto']);
    expect(read('[12/03/24, 14:05:00] Obra: \u200eLu añadió a Beto', group).interaction).toBeNull();
  });
  it('a notice is no touchpoint; a missed call without a name is the customer\'s', () => {
    expect(read('12/03/24, 14:05 - Los mensajes están cifrados de extremo a extremo.')).toMatchObject({ interaction: null, unreadable: null });
    expect(read('12/03/24, 14:05 - Llamada perdida').interaction).toMatchObject({ direction: 'inbound', text: 'Llamada perdida' });
  });
  it('with a file: the attachment names the bytes, and the words are the caption', () => {
    const media = { file: 'IMG-1.jpg', sha256: 'ab', sizeBytes: 7 };
    expect(read('12/03/24, 14:05 - Lucía: IMG-1.jpg (file attached)\nAsí llegó', { media }).interaction).toMatchObject({ text: 'Así llegó', attachments: [{ partPath: 'media:ab', filename: 'IMG-1.jpg', contentType: 'image/jpeg', sizeBytes: 7, inline: false }] });
    expect(read('12/03/24, 14:05 - Lucía: <Media omitted>').interaction).toMatchObject({ text: '<Media omitted>', attachments: [] });
    expect(normalizeChat({ kind: 'chat', place: 'g.media/x', raw: new Uint8Array(3), context: { network: 'whatsapp', media: { file: 'x', sha256: 'ab' }, chat: null }, receivedAtMs: null }, desk)).toMatchObject({ recordKey: 'ab', interaction: null, unreadable: null });
  });
  it('has the same key in every export of the chat', () => {
    const key = (text: string, context: Partial<ChatContext> = {}): string => read(text, context).recordKey;
    const first = key('12/03/24, 14:05 - Lucía: Hola');
    expect(key('[12/03/2024, 14:05:33] Lucía: Hola')).toBe(first);
    expect(key('3/12/24, 2:05\u202fPM - Lucía: Hola', { order: 'mdy' })).toBe(first);
    expect(key('12/03/24, 14:05 - Lucía: Hola', { nth: 1 })).not.toBe(first);
    expect(key('12/03/24, 14:06 - Lucía: Hola')).not.toBe(first);
    expect(key('12/03/24, 14:05 - Lucía: Hola', { chat: 'Lu2', peer: 'Lu2' })).not.toBe(first);
    expect(bodyKey(readBody('\u200e<attached: a.jpg>', 'x', 'bracket'))).toBe(bodyKey(readBody('<Media omitted>', 'x', 'dash')));
  });
  it('nobody can take apart is kept with its reason', () => {
    expect(normalizeChat({ kind: 'chat', place: 'g.text', raw: Buffer.from('x'), context: { network: 'whatsapp', unread: 'export-language-unknown', chat: null }, receivedAtMs: null }, desk).unreadable).toBe('export-language-unknown');
    expect(read('sin fecha').unreadable).toBe('not-a-message');
    expect(normalizeChat({ kind: 'chat', place: 'x', raw: new Uint8Array(), context: null, receivedAtMs: null }, desk).unreadable).toBe('not-a-message');
  });
  it('hostile text takes linear time (quadratic would be minutes)', () => {
    for (const hostile of [' '.repeat(1_000_000), '\u200e'.repeat(1_000_000), '<'.repeat(1_000_000), `${'a: '.repeat(300_000)}`, `${'(x) '.repeat(300_000)}.jpg (`, 'x\n'.repeat(500_000)]) read(`12/03/24, 14:05 - Lucía: ${hostile}`);
    readChat('1'.repeat(3_000_000));
    readChat('1/1/24, '.repeat(300_000));
    expect(readChat('x')).toBeNull();
  }, 30_000);
});

describe('wall-clock time', () => {
  const ms = (text: string, zone: string): string => {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.split(/\D/).map(Number);
    return new Date(wallTimeToMs({ year, month, day, hour, minute, second }, zone)).toISOString();
  };
  it.each([
    ['2024-01-15 12:00:00', 'Europe/Madrid', '2024-01-15T11:00:00.000Z'], ['2024-07-15 12:00:00', 'Europe/Madrid', '2024-07-15T10:00:00.000Z'],
    ['2024-03-31 01:59:59', 'Europe/Madrid', '2024-03-31T00:59:59.000Z'], ['2024-03-31 02:30:00', 'Europe/Madrid', '2024-03-31T01:30:00.000Z'], ['2024-03-31 03:00:00', 'Europe/Madrid', '2024-03-31T01:00:00.000Z'],
    ['2024-10-27 02:30:00', 'Europe/Madrid', '2024-10-27T00:30:00.000Z'], ['2024-10-27 03:00:00', 'Europe/Madrid', '2024-10-27T02:00:00.000Z'],
    ['2024-01-15 12:00:00', 'America/Argentina/Buenos_Aires', '2024-01-15T15:00:00.000Z'], ['2024-01-15 12:00:00', 'Asia/Kathmandu', '2024-01-15T06:15:00.000Z'], ['2024-01-01 00:00:00', 'Pacific/Auckland', '2023-12-31T11:00:00.000Z'],
  ])('%s in %s', (text, zone, iso) => expect(ms(text, zone)).toBe(iso));
  it('a zone nobody knows is the machine\'s', () => expect(ms('2024-01-15 12:00:00', 'Nowhere/Land')).toBe(ms('2024-01-15 12:00:00', '')));
});
