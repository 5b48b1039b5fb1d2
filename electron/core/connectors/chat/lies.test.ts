/** Servers and senders that lie: about ids, about pages, in other people's names. Nothing is lost, nothing doubled, nothing runs for ever. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { normalizeStanza } from '../../ingest/normalizeStanza.ts';
import type { RawRecord } from '../connector.ts';
import { newLogin } from './login.ts';
import { fin, result, startLiar } from './testLiar.ts';
import type { Liar, Page } from './testLiar.ts';
import { bodyOf, chatConfig, chatEffect, leaveAll, openDesk } from './testPerson.ts';
import { attribute, childText, NS } from './stanzas.ts';
import type { Element } from './stanzas.ts';

const facts = { country: 'AR', own: [], extensions: [], timeZone: 'UTC' };
const keyOf = (record: RawRecord): string => normalizeStanza(record, facts).recordKey;
const said = (body: string, more = '', id = ''): string => `<message from='luz@casa.example/phone' to='ana@localhost' type='chat'${id === '' ? '' : ` id='${id}'`}><body>${body}</body>${more}</message>`;
const EMPTY: Page = { results: [], fin: fin('', '', true) };
const liars: Liar[] = [];

afterEach(async () => {
  await leaveAll();
  await Promise.all(liars.splice(0).map((liar) => liar.dispose()));
});

async function deskAt(archive: (query: Element) => Page | null, page = 250, pingFrom = 'localhost') {
  const liar = await startLiar(archive, pingFrom);
  liars.push(liar);
  return { liar, desk: await openDesk(chatConfig(liar, 'ana'), { tuning: { page, silenceMs: 1_000 } }) };
}

const rsm = (query: Element, name: string): string | null => {
  const set = query.getChild('set', NS.rsm);
  return set?.getChild(name) === undefined ? null : childText(set, name);
};

it('a service that the server names and that never answers does not keep the account away', async () => {
  const liar = await startLiar(() => EMPTY, 'localhost', 'deaf.localhost');
  liars.push(liar);
  const desk = await openDesk(chatConfig(liar, 'ana'), { tuning: { silenceMs: 1_000, serviceMs: 100 } });
  expect(desk.told).toContainEqual({ type: 'facts', facts: { hasArchive: true, chatFileMaxBytes: 0 } });
  expect((await desk.pull()).batches.at(-1)?.complete).toBe(true);
});

describe('ids', () => {
  it('the same archive id for different messages: both are kept', async () => {
    const { desk } = await deskAt(() => ({ results: [['1', said('uno')], ['1', said('dos')]], fin: fin('1', '1', true) }));
    const { records } = await desk.pull();
    expect(records.map(bodyOf)).toEqual(['uno', 'dos']);
    expect(new Set(records.map(keyOf)).size).toBe(2);
    expect(new Set(records.map(({ place }) => place)).size).toBe(2);
  });

  it('the same message id for different messages: both are kept', async () => {
    const { desk } = await deskAt(() => ({ results: [['1', said('uno', '', 'a')], ['2', said('dos', '', 'a')]], fin: fin('1', '2', true) }));
    expect(new Set((await desk.pull()).records.map(keyOf)).size).toBe(2);
  });

  it('no archive ids at all: every message is kept, and is the same one when it is read again', async () => {
    const { desk } = await deskAt(() => ({ results: [['', said('uno')], ['', said('dos')]], fin: fin('', '', true) }));
    const [first, second] = [await desk.pull(), await desk.pull()];
    expect(first.records.map(bodyOf)).toEqual(['uno', 'dos']);
    expect(new Set([...first.records, ...second.records].map(keyOf)).size).toBe(2);
  });

  it('an id that somebody else gave is none: the message is found in the archive once, or kept as it was heard', async () => {
    let pages: Page[] = [EMPTY];
    const { liar, desk } = await deskAt(() => pages.shift() ?? EMPTY);
    await desk.pull();
    const foreign = "<stanza-id xmlns='urn:xmpp:sid:0' by='casa.example' id='77'/>";
    liar.say(said('en el archivo', foreign, 'm1'));
    liar.say(said('en ningún archivo', foreign, 'm2'));
    await vi.waitUntil(async () => (await desk.session.waitForNews()).length > 0);
    pages = [{ results: [['5', said('en el archivo', '', 'm1')]], fin: fin('5', '5', true) }];
    const records: RawRecord[] = [];
    for (let rounds = 0; rounds < 3 || records.length < 2; rounds += 1) records.push(...(await desk.pull()).records);
    expect(records.map(bodyOf).toSorted()).toEqual(['en el archivo', 'en ningún archivo']);
    expect(records.map(({ context }) => context?.['archiveId'])).toEqual(['5', null]);
  });

  it('two ids in the name of our own account: neither is believed', async () => {
    const { liar, desk } = await deskAt(() => EMPTY);
    await desk.pull();
    liar.say(said('dos ids', "<stanza-id xmlns='urn:xmpp:sid:0' by='ana@localhost' id='1'/><stanza-id xmlns='urn:xmpp:sid:0' by='ana@localhost' id='2'/>"));
    const record = await desk.until((text) => text.includes('dos ids'));
    expect(record.context).toMatchObject({ archiveId: null, via: 'live' });
  });
});

describe('an archive that stamps by the second', () => {
  it('keeps its order inside a second, whatever page a message came in, backwards and forwards', async () => {
    const all = Array.from({ length: 9 }, (_, at) => `k${at}`);
    let known = 7;
    const archive = (query: Element): Page => {
      const [before, after] = [rsm(query, 'before'), rsm(query, 'after')];
      const ids = all.slice(0, known);
      const from = after === null ? 0 : ids.indexOf(after) + 1;
      const to = before === null || before === '' ? ids.length : ids.indexOf(before);
      const page = after === null ? ids.slice(Math.max(from, to - 3), to) : ids.slice(from, from + 3);
      // Two messages in the first second, then five, then the rest.
      return { results: page.map((id) => [id, said(id), `2026-01-01T10:00:0${all.indexOf(id) < 2 ? 1 : 2}Z`]), fin: fin(page[0] ?? '', page.at(-1) ?? '', page.length < 3) };
    };
    const { desk } = await deskAt(archive, 3);
    const first = (await desk.pull()).records;
    known = 9;
    const records = [...first, ...(await desk.pull()).records];
    const byTime = records.toSorted((a, b) => (a.receivedAtMs ?? 0) - (b.receivedAtMs ?? 0)).map(bodyOf);
    expect(byTime.slice(0, 2)).toEqual(['k0', 'k1']);
    // Five in one second are more than a page of three: their own order holds inside a page.
    expect(byTime.filter((id) => ['k4', 'k5', 'k6', 'k7', 'k8'].includes(id))).toEqual(['k4', 'k5', 'k6', 'k7', 'k8']);
    expect(new Set(byTime).size).toBe(9);
  });

  it('has a second that a page border cuts in its own order', async () => {
    const all = ['a1', 'b1', 'b2', 'b3', 'c1', 'c2'];
    const archive = (query: Element): Page => {
      const before = rsm(query, 'before');
      const to = before === null || before === '' ? all.length : all.indexOf(before);
      const page = all.slice(Math.max(0, to - 4), to);
      return { results: page.map((id) => [id, said(id), `2026-01-01T10:00:0${{ a: 1, b: 2, c: 3 }[id.charAt(0)] ?? 0}Z`]), fin: fin(page[0] ?? '', page.at(-1) ?? '', page.length < 4) };
    };
    const { desk } = await deskAt(archive, 4);
    const { records } = await desk.pull();
    expect(records.toSorted((a, b) => (a.receivedAtMs ?? 0) - (b.receivedAtMs ?? 0)).map(bodyOf)).toEqual(all);
    expect(records.map(bodyOf)).toEqual(['c1', 'c2', 'b1', 'b2', 'b3', 'a1']);
  });
});

describe('pages', () => {
  it('the same page for ever ends with an error, and what was in it is kept', async () => {
    const { desk } = await deskAt(() => ({ results: [['1', said('uno')], ['2', said('dos')]], fin: fin('1', '2', false) }));
    const records: string[] = [];
    const pull = (async () => { for await (const batch of desk.session.pull(desk.cursors)) records.push(...batch.records.map(bodyOf)); })();
    await expect(pull).rejects.toMatchObject({ code: 'protocol-error', recovery: 'retry' });
    expect(new Set(records)).toEqual(new Set(['uno', 'dos']));
  });

  it('borders that lead in a circle end with an error, forwards as well', async () => {
    let asked = 0;
    const { desk } = await deskAt((query) => {
      const after = rsm(query, 'after');
      if (after === null) return { results: [['0', said('viejo')]], fin: fin('0', '0', true) };
      asked += 1;
      return { results: [[String(asked), said(`nuevo ${asked}`)]], fin: fin('x', asked % 2 === 0 ? 'even' : 'odd', false) };
    });
    await desk.pull();
    await expect(desk.pull()).rejects.toMatchObject({ code: 'protocol-error' });
    expect(asked).toBeLessThan(10);
  });

  it('a page that calls itself the last though it is full is not believed', async () => {
    const all = ['a', 'b', 'c', 'd', 'e'];
    const { desk } = await deskAt((query) => {
      const before = rsm(query, 'before');
      const end = before === null || before === '' ? all.length : all.indexOf(before);
      const ids = before === null ? [] : all.slice(Math.max(0, end - 2), end);
      return { results: ids.map((id) => [id, said(id)]), fin: fin(ids[0] ?? '', ids.at(-1) ?? '', true) };
    }, 2);
    expect((await desk.pull()).records.map(bodyOf)).toEqual(['d', 'e', 'b', 'c', 'a']);
  });

  it('an empty page that does not call itself the last is no end', async () => {
    const { desk } = await deskAt(() => ({ results: [], fin: fin('', '', false) }));
    await expect(desk.pull()).rejects.toMatchObject({ code: 'protocol-error', params: { kind: 'archive-incomplete' } });
  });

  it('a first page without any id to go on from is kept, and is not called the whole', async () => {
    const { desk } = await deskAt(() => ({ results: [['', said('uno')]], fin: fin('', '', false) }));
    const bodies: string[] = [];
    await expect((async () => { for await (const batch of desk.session.pull(desk.cursors)) { bodies.push(...batch.records.map(bodyOf)); expect(batch.complete).toBe(false); } })()).rejects.toMatchObject({ params: { kind: 'archive-ids' } });
    expect(bodies).toEqual(['uno']);
  });

  it('ids that vanish again and again end with an error', async () => {
    const { desk } = await deskAt((query) => (rsm(query, 'before') === '' ? { results: [['1', said('uno')]], fin: fin('1', '1', true) } : null));
    await desk.pull();
    await expect(desk.pull()).rejects.toMatchObject({ code: 'protocol-error', params: { kind: 'archive-ids' } });
  });

  it('a page far larger than was asked for is cut into batches', async () => {
    const ids = Array.from({ length: 700 }, (_, at) => `i${at}`);
    const { desk } = await deskAt((query) => (rsm(query, 'before') === '' ? { results: ids.map((id) => [id, said(id)]), fin: fin('i0', 'i699', true) } : EMPTY));
    const { batches, records } = await desk.pull();
    expect(new Set(records.map(bodyOf)).size).toBe(700);
    expect(Math.max(...batches.map((batch) => batch.records.length))).toBeLessThanOrEqual(250);
  });

  it('ids that may still change name no message', async () => {
    const { desk } = await deskAt(() => ({ results: [['1', said('quizá')]], fin: fin('1', '1', true, " stable='false'") }));
    expect((await desk.pull()).records[0]?.context).toMatchObject({ archiveId: null });
  });
});

describe('in the name of others', () => {
  it('results of an archive that nobody asked, and carbons that are not ours, say nothing', async () => {
    let queryId = '';
    const { liar, desk } = await deskAt((query) => { queryId = attribute(query, 'queryid'); return EMPTY; });
    await desk.pull();
    const carbon = (kind: string): string => `<message from='mallory@evil.example' to='ana@localhost'><${kind} xmlns='${NS.carbons}'><forwarded xmlns='${NS.forward}'>${said('falso').replace('<message', "<message xmlns='jabber:client'")}</forwarded></${kind}></message>`;
    liar.say(result(queryId, '9', said('falso'), 'mallory@evil.example'));
    liar.say(result('nobody', '9', said('falso')));
    liar.say(carbon('sent') + carbon('received'));
    liar.say(said('verdadero'));
    const record = await desk.until((text) => text.includes('<body>'));
    expect(bodyOf(record)).toBe('verdadero');
    expect((await desk.pull()).records).toEqual([]);
  });

  it('an answer from somebody who was not asked is no answer', async () => {
    const { desk } = await deskAt(() => EMPTY, 250, 'mallory@evil.example');
    const { delivery } = await desk.deliver(chatEffect('luz@casa.example', 'hola'));
    expect(delivery).toMatchObject({ outcome: 'unknown', error: { code: 'server-slow' } });
  });

  it.each<[string, string, object]>([
    ['words too large for it: it has not taken them', 'hola '.repeat(2_500), { outcome: 'notSent', error: { code: 'content-refused' } }],
    ['something else, such as too many questions: nobody can know whether it took the words before', 'hola', { outcome: 'unknown' }],
  ])('a server hangs up because of %s', async (_, text, expected) => {
    const { liar, desk } = await deskAt(() => EMPTY, 250, 'mallory@evil.example');
    const delivery = desk.deliver(chatEffect('luz@casa.example', text));
    await vi.waitUntil(() => liar.heard.some((one) => one.getName() === 'message'));
    liar.say("<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
    expect((await delivery).delivery).toMatchObject(expected);
  });

  it('words of rooms and typing are no records', async () => {
    const { liar, desk } = await deskAt(() => ({ results: [['1', said('sala').replace("type='chat'", "type='groupchat'")], ['2', "<message from='luz@casa.example' to='ana@localhost' type='chat'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>"]], fin: fin('1', '2', true) }));
    liar.say(said('sala').replace("type='chat'", "type='groupchat'"));
    expect((await desk.pull()).records).toEqual([]);
  });
});

describe('a server that does not know the password', () => {
  it.each([['SCRAM-SHA-1', 'sha1', 20], ['SCRAM-SHA-256', 'sha256', 32], ['SCRAM-SHA-512', 'sha512', 64]] as const)('is not believed when it says %s succeeded', async (name, hash, size) => {
    const attempt = async (password: string) => {
      const login = newLogin();
      const entry = login.entries.find((one) => one.name === name);
      if (entry === undefined) throw new Error(`${name} is missing`);
      const mechanism = new entry.mech();
      const first = await mechanism.response({ username: 'ana', password: 'secreto' });
      const challenge = `r=${first.slice(first.indexOf('r=') + 2)}server,s=${Buffer.from('sal').toString('base64')},i=4096`;
      await mechanism.challenge(challenge);
      const final = await mechanism.response({ username: 'ana', password: 'secreto' });
      const salted = pbkdf2Sync(password, 'sal', 4_096, size, hash);
      const whole = `${first.slice(3)},${challenge},${final.slice(0, final.lastIndexOf(',p='))}`;
      const serverKey = createHmac(hash, salted).update('Server Key').digest();
      const clientKey = createHmac(hash, salted).update('Client Key').digest();
      const signature = createHmac(hash, createHash(hash).update(clientKey).digest()).update(whole).digest();
      const proof = Buffer.from(final.slice(final.lastIndexOf(',p=') + 3), 'base64').map((byte, at) => byte ^ (signature[at] ?? 0));
      const isProven = Buffer.from(proof).equals(clientKey);
      login.finish(`v=${createHmac(hash, serverKey).update(whole).digest('base64')}`);
      return isProven;
    };
    expect(await attempt('secreto')).toBe(true);
    await expect(attempt('otro')).rejects.toMatchObject({ condition: 'server-unproven' });
  });
});
