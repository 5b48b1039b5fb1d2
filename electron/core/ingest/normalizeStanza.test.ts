/** What an XMPP message says, read from its stored text. */
import { describe, expect, it } from 'vitest';
import type { StanzaContext } from '../connectors/chat/stanzas.ts';
import { normalizeStanza, sentStanzaKey } from './normalizeStanza.ts';
import { readXml } from './stanzaXml.ts';

const facts = { country: 'AR', own: ['tienda.example', 'colega@otra.example'], extensions: [], timeZone: 'UTC' };
const ATMS = Date.UTC(2026, 2, 1, 12);
const UUID = '1e64c015-a7b2-4305-9b67-4b7dc649e89a';

function read(inside: string, options: { from?: string; to?: string; type?: string; id?: string; context?: Partial<StanzaContext> } = {}) {
  const { from = 'luz@casa.example/phone', to = 'ana@tienda.example', type = 'chat', id = 'm1', context = {} } = options;
  const raw = Buffer.from(`<message xmlns="jabber:client" from="${from}" to="${to}" type="${type}" id="${id}">${inside}</message>`);
  const whole: StanzaContext = { own: 'ana@tienda.example', ownName: 'Ana', archiveId: 'A1', stampMs: ATMS, isStampDoubtful: false, via: 'archive', name: '', ...context };
  return normalizeStanza({ kind: 'stanza', place: '1', raw, context: whole, receivedAtMs: ATMS }, facts);
}

const ours = { from: 'ana@tienda.example/desk', to: 'Luz@Casa.example' };

describe('words', () => {
  it('of a customer are inbound, under their bare address, in the thread of the two', () => {
    expect(read('<body>¿Está &lt;lista&gt; &amp; pagada? 🎉</body>').interaction).toMatchObject({
      channel: 'chat', direction: 'inbound', text: '¿Está <lista> & pagada? 🎉', preview: '¿Está <lista> & pagada? 🎉', occurredAtMs: ATMS, wireId: null,
      threadKey: 'xmpp:ana@tienda.example:luz@casa.example', parties: [{ point: { kind: 'chat', value: 'xmpp:luz@casa.example' }, role: 'author', ifKnown: false }],
    });
  });

  it('of ours are outbound and go by their origin-id', () => {
    const read1 = read(`<body>Sí</body><origin-id xmlns="urn:xmpp:sid:0" id="${UUID}"/>`, { ...ours, id: UUID });
    expect(read1.interaction).toMatchObject({ direction: 'outbound', wireId: UUID, key: sentStanzaKey('ana@tienda.example', UUID), own: [{ address: 'ana@tienda.example', name: 'Ana', role: 'author' }], parties: [{ point: { value: 'xmpp:luz@casa.example' }, role: 'member' }] });
  });

  it('of ours are one record from the outbox, a carbon and the archive, and two when only a counter names them', () => {
    const stanza = `<body>Sí</body><origin-id xmlns="urn:xmpp:sid:0" id="${UUID}"/>`;
    const copies = (['archive', 'carbon', 'sent'] as const).map((via) => read(stanza, { ...ours, id: UUID, context: { via, archiveId: via === 'archive' ? 'A7' : null, stampMs: ATMS + via.length } }).recordKey);
    expect(new Set(copies).size).toBe(1);
    const counted = ['uno', 'dos'].map((body) => read(`<body>${body}</body>`, { ...ours, id: '1' }).recordKey);
    expect(new Set(counted).size).toBe(2);
  });

  it('between colleagues are internal; a guest under our domain is a customer', () => {
    expect(read('<body>x</body>', { from: 'luis@tienda.example/a' }).interaction).toMatchObject({ direction: 'internal', parties: [] });
    expect(read('<body>x</body>', { from: 'colega@otra.example/a' }).interaction).toMatchObject({ direction: 'internal', parties: [] });
    expect(read('<body>x</body>', { from: '77@invitados.tienda.example/a' }).interaction).toMatchObject({ direction: 'inbound', parties: [{ point: { value: 'xmpp:77@invitados.tienda.example' } }] });
  });

  it('of a server or an announcement are of a machine and make no customer', () => {
    expect(read('<body>Mantenimiento</body>', { from: 'tienda.chat' }).interaction).toMatchObject({ automatic: true, parties: [{ ifKnown: true }] });
    expect(read('<body>Oferta</body>', { type: 'headline' }).interaction).toMatchObject({ automatic: true });
  });

  it('carry the addresses of their files, once', () => {
    const oob = '<x xmlns="jabber:x:oob"><url>https://f.example/a.jpg</url></x>';
    expect(read(`<body>https://f.example/a.jpg</body>${oob}`).interaction?.text).toBe('https://f.example/a.jpg');
    expect(read(`<body>la foto</body>${oob}`).interaction?.text).toBe('la foto\nhttps://f.example/a.jpg');
    expect(read('<file-sharing xmlns="urn:xmpp:sfs:0"><sources><url-data xmlns="http://jabber.org/protocol/url-data" target="https://f.example/b.pdf"/></sources></file-sharing>').interaction?.text).toBe('https://f.example/b.pdf');
    expect(read('<x xmlns="jabber:x:oob"><url>javascript:alert(1)</url></x>').interaction).toBeNull();
  });

  it('that correct others are kept as words of their own, marked; a reaction is its sign', () => {
    expect(read('<body>a las 11</body><replace xmlns="urn:xmpp:message-correct:0" id="m0"/>').interaction?.text).toBe('✎ a las 11');
    expect(read('<reactions xmlns="urn:xmpp:reactions:0" id="m0"><reaction>👍</reaction></reactions>').interaction?.text).toBe('👍');
  });

  it('of a room make no conversation', () => {
    expect(read('<body>hola a todos</body>', { type: 'groupchat' })).toMatchObject({ interaction: null, unreadable: null });
  });
});

describe('names', () => {
  it('are what somebody calls themselves, then what our address book calls them', () => {
    const nick = '<nick xmlns="http://jabber.org/protocol/nick"> Luz  Pérez </nick>';
    expect(read(`<body>x</body>${nick}`, { context: { name: 'Luz (taller)' } }).claims.map(({ value }) => value)).toEqual(['Luz Pérez', 'Luz (taller)']);
    expect(read('<body>x</body>', { context: { name: 'luz@casa.example' } }).claims).toEqual([]);
    expect(read(`<body>x</body>${nick}`, { ...ours, context: { name: 'Luz' } }).claims.map(({ value }) => value)).toEqual(['Luz']);
  });
});

describe('the fate of what we sent', () => {
  it('is in receipts, markers and errors, and none of them is a conversation', () => {
    const cases = [
      ['<received xmlns="urn:xmpp:receipts" id="k1"/>', 'chat', { about: 'k1', state: 'delivered', detail: '' }],
      ['<displayed xmlns="urn:xmpp:chat-markers:0" id="k1"/>', 'chat', { about: 'k1', state: 'read', detail: '' }],
      ['<error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error><body>lo que dije</body>', 'error', { about: 'm1', state: 'bounced', detail: 'service-unavailable' }],
      ['<error type="cancel"><not-allowed xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/><text xmlns="urn:ietf:params:xml:ns:xmpp-stanzas">No recibe</text></error>', 'error', { about: 'm1', state: 'bounced', detail: 'No recibe' }],
    ] as const;
    for (const [inside, type, note] of cases) expect(read(inside, { type })).toMatchObject({ interaction: null, deliveries: [{ ...note, recipient: 'luz@casa.example' }] });
  });

  it('is not in receipts of ours', () => {
    expect(read('<received xmlns="urn:xmpp:receipts" id="k1"/>', ours).deliveries).toBeUndefined();
  });
});

describe('a record that is no message', () => {
  it.each(['', 'x', '<message', '<presence/>', '<message></iq>', '<message/><message/>', '<!DOCTYPE a [<!ENTITY b "c">]><message>&b;</message>', '<message a="1" a="2"/>', '\u0000\uffff', '<a>'.repeat(200)])('%j is kept as unreadable', (text) => {
    const context: StanzaContext = { own: 'ana@tienda.example', ownName: '', archiveId: null, stampMs: ATMS, isStampDoubtful: false, via: 'live', name: '' };
    expect(normalizeStanza({ kind: 'stanza', place: '1', raw: Buffer.from(text), context, receivedAtMs: null }, facts)).toMatchObject({ interaction: null, unreadable: 'not-a-stanza' });
  });
  it('is one without its context as well', () => {
    expect(normalizeStanza({ kind: 'stanza', place: '1', raw: Buffer.from('<message/>'), context: null, receivedAtMs: null }, facts).unreadable).toBe('not-a-stanza');
  });
});

describe('the reader of XML', () => {
  it('knows namespaces, prefixes, CDATA, both quotes and character references', () => {
    const node = readXml(`<s:message xmlns:s='jabber:client' a="1 &gt; 0">t<b xmlns='urn:b' c='"'/>&#241;&#x1F389;<![CDATA[<raw>&amp;]]></s:message>`);
    expect(node).toMatchObject({ name: 'message', namespace: 'jabber:client', attributes: { a: '1 > 0' }, text: 'tñ🎉<raw>&amp;', children: [{ name: 'b', namespace: 'urn:b', attributes: { c: '"' } }] });
  });
  it('never resolves more than it was given, and ends quickly on what was made to hurt', () => {
    expect(readXml('<a>&#xD800;&#99999999;&nbsp;</a>')?.text).toBe('\ufffd&#99999999;&nbsp;');
    const startedAtMs = performance.now();
    for (const hostile of [`<a ${'b='.repeat(50_000)}`, `<a ${'b="" '.repeat(50_000)}`, '<'.repeat(100_000), `<a>${'&'.repeat(100_000)}`, `<a ${' '.repeat(100_000)}`, `<![CDATA[${']'.repeat(100_000)}`]) expect(readXml(hostile)).toBeNull();
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
  });
});
