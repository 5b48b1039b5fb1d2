/** S2, N4: what an agent sees before picking up, from the store alone. */
import { afterEach, describe, expect, it } from 'vitest';
import { CHANNELS } from '../../../shared/domain.ts';
import type { CallBrief } from '../../../shared/domain.ts';
import { card, cdr, chat, mail, NOW_MS, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';
import { customerSummary, membersOf, pointByUuid } from '../store/customers.ts';
import { contactPointId } from '../identity/ids.ts';
import { callBrief } from './brief.ts';
import { preferredChannel } from './preferred.ts';
import { customerOf } from './views.ts';

let desk: TestDesk;
const brief = (number: string, identifiedAs: string | null = null): CallBrief => callBrief({ reader: desk.store, country: 'AR' }, number, NOW_MS, identifiedAs);
const names = (number: string): string[] => brief(number).candidates.map(({ name }) => name);

afterEach(() => desk.store.close());

describe('S2: whose number it is', () => {
  it('one customer whose card has it, in any spelling', () => {
    desk = testDesk();
    desk.ingest([card({ name: 'Ana Paz', mails: ['ana@x.example'], phones: ['011 15-6123-4410'], document: '31450204' }), mail({ from: 'Ana Paz <ana@x.example>' })]);
    for (const written of ['+5491161234410', '01115-6123-4410', '1161234410', '"ANA" <1161234410>', '005491161234410']) expect([written, brief(written).match, names(written)]).toEqual([written, 'one', ['Ana Paz']]);
  });

  it('several customers who share it are all offered, who waits for something first; never one of them by guess', () => {
    desk = testDesk();
    desk.ingest([card({ name: 'Marta', mails: ['marta@x.example'], phones: ['011 4582-7719'] }), card({ name: 'Norberto', mails: ['norberto@x.example'], phones: ['011 4582-7719'] })], { stream: 'cards' });
    desk.ingest([mail({ from: 'marta@x.example', minutesAgo: 300 }), mail({ from: 'ventas@shop.example', to: 'marta@x.example', minutesAgo: 30 }), mail({ from: 'norberto@x.example', subject: 'Televisor', minutesAgo: 400 })]);
    expect(brief('1145827719')).toMatchObject({ match: 'several', candidates: [{ name: 'Norberto', open: { title: 'Televisor', channel: 'mail' } }, { name: 'Marta', open: null }] });
    // What came from the number and was given to neither stands for itself, last.
    desk.ingest([cdr({ from: '1145827719', to: '1001', call: '7.1', minutesAgo: 5, talkS: 0 })], { stream: 'calls' });
    expect(names('1145827719')).toEqual(['Norberto', 'Marta', '011 4582-7719']);
  });

  it('the only one who signs with it, with what was said from the number itself', () => {
    desk = testDesk();
    desk.ingest([mail({ from: 'Fede <fede@x.example>', text: 'Hola.\n-- \nFede\nCel. 011 15-5550-8834' }), cdr({ from: '1155508834', to: '1001', call: '8.1', minutesAgo: 20, talkS: 0 }), chat({ peer: '+54 9 11 5550-8834', text: '¿Llegó?', minutesAgo: 8 })]);
    const { match, candidates } = brief('+5491155508834');
    expect([match, candidates.map(({ name }) => name)]).toEqual(['one', ['Fede']]);
    expect(candidates[0]?.lastWords.map(({ channel }) => channel)).toEqual(['chat', 'call', 'mail']);
    expect(candidates[0]?.interactions).toBe(3);
  });

  it('nobody, and a number that hides itself', () => {
    desk = testDesk();
    desk.ingest([mail({ from: 'ana@x.example' })]);
    expect(brief('1149999999')).toEqual({ match: 'unknown', candidates: [], freshness: [] });
    for (const hidden of ['anonymous', '<unknown>', 'Restricted', '']) expect(brief(hidden), hidden).toMatchObject({ match: 'withheld', candidates: [] });
    expect(brief('1001')).toMatchObject({ match: 'unknown', candidates: [] });
  });

  it('somebody known by the number alone is told with what they said', () => {
    desk = testDesk();
    desk.ingest([cdr({ from: '1133442207', to: '1001', call: '9.1', minutesAgo: 9, talkS: 0 })]);
    expect(brief('1133442207')).toMatchObject({ match: 'one', candidates: [{ name: '011 3344-2207', open: { channel: 'call' }, interactions: 1 }] });
  });

  it('a customer who a person said it is not is no longer offered', () => {
    desk = testDesk();
    desk.ingest([card({ name: 'Marta', mails: ['marta@x.example'], phones: ['011 4582-7719'] }), card({ name: 'Norberto', mails: ['norberto@x.example'], phones: ['011 4582-7719'] })]);
    const pair: [string, string] = [contactPointId({ kind: 'phone', value: '+541145827719' }), contactPointId({ kind: 'mail', value: 'marta@x.example' })];
    desk.act('identity.decide', { kind: 'unmerge', join: [], cut: [pair], reason: '', subject: '', other: '' });
    expect(names('1145827719')).not.toContain('Marta');
  });
});

describe('N4: what is told of them', () => {
  function known(): void {
    desk = testDesk();
    desk.ingest([card({ name: 'Ana Paz', mails: ['ana@x.example'], phones: ['011 15-6123-4410'], document: '31450204' })], { stream: 'cards' });
    desk.ingest([
      mail({ from: 'Ana Paz <ana@x.example>', subject: 'Heladera', text: '¿Tienen la de 388 L?', minutesAgo: 900 }),
      mail({ from: 'Tomás <tomas@shop.example>', to: 'ana@x.example', subject: 'Re: Heladera', text: 'Hola Ana. La tenemos. El precio lo sostengo hasta el viernes.\n\nEl lunes, Ana Paz escribió:\n> Te llamo mañana.', minutesAgo: 800 }),
      mail({ from: 'robot@shop.example', to: 'ana@x.example', subject: 'Pedido', text: 'Te lo llevamos el lunes.', minutesAgo: 700, extra: 'Auto-Submitted: auto-generated' }),
    ]);
    desk.ingest([cdr({ from: '1161234410', to: '1001', call: '5.1', minutesAgo: 600, talkS: 90 }), cdr({ from: '1161234410', to: '1001', call: '5.2', minutesAgo: 50, talkS: 0 })], { stream: 'calls' });
    desk.act('note.add', { noteId: '0c0e2f3a-0000-4000-8000-000000000001', contactPointId: contactPointId({ kind: 'mail', value: 'ana@x.example' }), text: 'Quedamos en que retira el jueves.', writtenAtMs: NOW_MS - 1_000 });
  }

  it('the open matter, the last words of each channel, our promises, what not to ask again', () => {
    known();
    const [ana] = brief('1161234410').candidates;
    expect(ana?.open).toMatchObject({ channel: 'call', sinceMs: NOW_MS - 50 * 60_000 });
    expect(ana?.lastWords.map(({ channel, text }) => [channel, text])).toEqual([['note', 'Quedamos en que retira el jueves.'], ['call', ''], ['mail', 'Hola Ana. La tenemos. El precio lo sostengo hasta el viernes.']]);
    // Theirs in the quotation, and the machine's, are no promises of ours.
    expect(ana?.promises.map(({ text, channel }) => [channel, text])).toEqual([['note', 'Quedamos en que retira el jueves.'], ['mail', 'El precio lo sostengo hasta el viernes.']]);
    expect(ana?.known.map(({ field, value }) => [field, value])).toEqual([['document', '31.•••.204'], ['mail', 'ana@x.example'], ['phone', '011 15-6123-4410']]);
    for (const fact of ana?.known ?? []) expect(fact.origin.by).toBe('record');
    expect(ana).toMatchObject({ pending: 0, interactions: 6 });
  });

  it('an open case says what they come for, before words alone; a solved one does not', () => {
    known();
    const caseId = '0c0e2f3a-0000-4000-8000-0000000000c2';
    const first = desk.store.prepare("SELECT id FROM interaction WHERE title = 'Heladera'").pluck().get() as string;
    desk.act('case.open', { caseId, contactPointId: contactPointId({ kind: 'mail', value: 'ana@x.example' }), title: 'Retiro de heladera', motive: '', channel: 'mail', openedAtMs: NOW_MS - 850 * 60_000, interactionId: first });
    expect(brief('1161234410').candidates[0]?.open).toMatchObject({ title: 'Retiro de heladera', channel: 'mail' });
    desk.act('case.set', { caseId, field: 'status', value: 'solved' });
    expect(brief('1161234410').candidates[0]?.open).toMatchObject({ channel: 'call' });
  });

  it('what has not left yet is counted', () => {
    known();
    const row = desk.store.prepare(`INSERT INTO outbox (id, effect_key, kind, state, account_id, point, destination, interaction_id, author, title, preview, payload, position, created_at_ms, not_before_ms, updated_at_ms)
      VALUES (?, ?, 'mail', ?, 'a', ?, 'ana@x.example', ?, '', '', '', '{}', 1, 0, 0, 0)`);
    for (const state of ['queued', 'held', 'failed', 'sent', 'cancelled']) row.run(state, state, state, contactPointId({ kind: 'mail', value: 'ana@x.example' }), state);
    expect(brief('1161234410').candidates[0]?.pending).toBe(3);
  });

  it('the one an agent said it is, and nobody else', () => {
    known();
    desk.ingest([card({ name: 'Su hijo', mails: ['hijo@x.example'] })], { stream: 'cards' });
    expect(brief('1161234410', contactPointId({ kind: 'mail', value: 'hijo@x.example' }))).toMatchObject({ match: 'one', candidates: [{ name: 'Su hijo' }] });
  });
});

it('S10: what was said beats what is used, and an agent can take it back', () => {
  desk = testDesk();
  desk.ingest([1, 2, 3, 4].map((days) => mail({ from: 'ana@x.example', minutesAgo: days * 1_440 })));
  desk.ingest([1, 2, 3, 4, 5, 6].map((days) => mail({ from: 'news@x.example', minutesAgo: days * 1_440, extra: 'List-Id: <x>' })), { stream: 'lists' });
  const id = contactPointId({ kind: 'mail', value: 'ana@x.example' });
  const preferred = () => preferredChannel({ reader: desk.store, country: 'AR' }, membersOf(desk.store, customerOf(desk.store, id)?.root ?? 0).map((point) => point.id), NOW_MS);
  expect(preferred()).toEqual({ channel: 'mail', stated: null, used: 4, of: 4 });
  const said = desk.act('customer.setField', { contactPointId: id, field: 'preferredChannel', value: 'call' });
  expect(preferred()).toMatchObject({ channel: 'call', stated: { by: 'operation', actor: 'Ana' }, used: 0, of: 4 });
  desk.act('operation.undo', { operationId: said });
  expect(preferred()).toEqual({ channel: 'mail', stated: null, used: 4, of: 4 });
});

it('a customer\'s channels are those of their history, in every combination', () => {
  desk = testDesk();
  desk.ingest([mail({ from: 'only@x.example' })]);
  desk.ingest([card({ name: 'Ana', mails: ['ana@x.example'], phones: ['011 4902-1511'], whatsapp: ['+5491161234410'] }), chat({ peer: '+54 9 11 6123-4410', text: 'Hola' }), cdr({ from: '1149021511', to: '1001', call: '4.1' })]);
  const channelsOf = (value: string): string[] => {
    const bits = customerSummary(desk.store, customerOf(desk.store, contactPointId({ kind: 'mail', value }))?.root ?? 0)?.channels ?? 0;
    return CHANNELS.filter((_, n) => (bits & (1 << n)) !== 0);
  };
  expect([channelsOf('only@x.example'), channelsOf('ana@x.example')]).toEqual([['mail'], ['chat', 'call']]);
});

it('S2: a brief of a customer with 10,000 interactions takes a small part of the 150 ms', () => {
  desk = testDesk();
  desk.ingest([card({ name: 'Ana Paz', mails: ['ana@x.example'], phones: ['011 15-6123-4410'] })], { stream: 'cards' });
  const mails = Array.from({ length: 9_900 }, (_, n) => (n % 2 === 0 ? mail({ from: 'ana@x.example', minutesAgo: n + 1 }) : mail({ from: 'ventas@shop.example', to: 'ana@x.example', text: 'Hola Ana, ahí va. Saludos, que andes muy bien.', minutesAgo: n + 1 })));
  for (let from = 0; from < mails.length; from += 1_000) desk.ingest(mails.slice(from, from + 1_000));
  desk.ingest(Array.from({ length: 100 }, (_, n) => cdr({ from: '1161234410', to: '1001', call: `3.${n}`, minutesAgo: n * 500 + 3 })), { stream: 'calls' });
  expect(pointByUuid(desk.store, contactPointId({ kind: 'phone', value: '+5491161234410' }))).not.toBeNull();
  brief('1161234410');
  const times = Array.from({ length: 20 }, () => {
    const started = performance.now();
    expect(brief('1161234410').candidates[0]?.interactions).toBe(10_000);
    return performance.now() - started;
  }).sort((a, b) => a - b);
  expect(times[10], 'ms, median').toBeLessThan(60);
  process.stdout.write(`a brief at 10,000 interactions: p50 ${times[10]?.toFixed(1)} ms, p95 ${times[19]?.toFixed(1)} ms\n`);
}, 60_000);
