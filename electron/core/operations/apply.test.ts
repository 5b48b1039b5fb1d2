/** Calls logged by hand, what needs no answer, what was sent during a call, canned replies: what each act leaves, in any order. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OperationPayload } from '../../../shared/operations.ts';
import { checkHistory } from '../check.ts';
import { digest } from '../digest.ts';
import { timelineItem } from '../handlers/views.ts';
import { contactPointId } from '../identity/ids.ts';
import { interactionById, timelineKeys } from '../store/interactions.ts';
import { templates } from '../store/templates.ts';
import { cdr, mail, NOW_MS, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';

const ana = contactPointId({ kind: 'mail', value: 'ana@uno.example' });
const beto = contactPointId({ kind: 'mail', value: 'beto@dos.example' });
const minutes = (n: number): number => NOW_MS - n * 60_000;
const summary = (desk: TestDesk, uuid: string) => desk.store.prepare('SELECT interactions, waiting_since_ms AS waitingSinceMs, attempts, missed FROM customer WHERE uuid = ?').get(uuid) as { interactions: number; waitingSinceMs: number | null; attempts: number; missed: number };
const item = (desk: TestDesk, id: string) => {
  const row = interactionById(desk.store, id);
  return row === null ? null : timelineItem({ reader: desk.store, country: 'AR' }, row);
};
const idOf = (desk: TestDesk, subject: string): string => desk.store.prepare('SELECT id FROM interaction WHERE title = ?').pluck().get(subject) as string;

const logged = (over: Partial<OperationPayload<'call.log'>> = {}): OperationPayload<'call.log'> => ({
  callId: randomUUID(), contactPointId: ana, direction: 'inbound', outcome: 'answered', startedAtMs: minutes(10), durationMs: 90_000, motive: 'Presupuesto', text: 'Quiere dos mesas', ...over,
});
const log = (desk: TestDesk, over: Parameters<typeof logged>[0] = {}): { callId: string; operationId: string } => {
  const call = logged(over);
  return { callId: call.callId, operationId: desk.act('call.log', call) };
};

describe('a call logged by hand', () => {
  it('stands in the timeline as a call of whoever logged it, with its length and its motive', () => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'ana@uno.example' })]);
    const { callId } = log(desk);
    expect(item(desk, callId)).toMatchObject({
      channel: 'call', direction: 'inbound', occurredAtMs: minutes(10), title: 'Presupuesto', text: 'Quiere dos mesas', agent: 'Ana', source: { connector: 'desk' },
      call: { outcome: 'answered', talkMs: 90_000, answeredBy: 'Ana', transferred: false }, marks: { provisional: false, settled: false }, delivery: null,
    });
    expect(timelineKeys(desk.store, [1], { limit: 10, channels: ['call'] })).toHaveLength(1);
  });

  it('answers the customer when it was answered or ours, and waits for an answer when it was missed', () => {
    const answered = testDesk();
    answered.ingest([mail({ from: 'ana@uno.example' })]);
    expect(summary(answered, ana).waitingSinceMs).not.toBeNull();
    log(answered);
    expect(summary(answered, ana)).toMatchObject({ interactions: 2, waitingSinceMs: null });
    const ours = testDesk();
    ours.ingest([mail({ from: 'ana@uno.example' })]);
    log(ours, { direction: 'outbound', outcome: 'voicemail' });
    expect(summary(ours, ana).waitingSinceMs).toBeNull();
    const missed = testDesk();
    missed.ingest([mail({ from: 'ana@uno.example' })]);
    log(missed, { outcome: 'missed' });
    expect(summary(missed, ana)).toMatchObject({ attempts: 2, missed: 1 });
  });

  it('waits for an address that is not here yet, goes when it is undone, and a rebuild makes it again', async () => {
    const desk = testDesk();
    const { callId, operationId } = log(desk);
    expect(item(desk, callId)).toBeNull();
    desk.ingest([mail({ from: 'ana@uno.example' })]);
    expect(item(desk, callId)).not.toBeNull();
    const before = digest(desk.store);
    await desk.rebuild();
    expect(digest(desk.store)).toBe(before);
    expect(await checkHistory(desk.store)).toEqual([]);
    desk.act('operation.undo', { operationId });
    expect(item(desk, callId)).toBeNull();
    expect(summary(desk, ana).interactions).toBe(1);
  });

  it('does not keep an address that nothing names any more, and comes back with it', () => {
    const desk = testDesk();
    const leg = cdr({ from: '1001', to: '1147000000', call: '9.1', sequence: 2, minutesAgo: 59, channel: 'PJSIP/1001-00000009', toChannel: 'PJSIP/trunk-0000000a', context: 'from-internal' });
    desk.ingest([leg]);
    const { callId } = log(desk, { contactPointId: contactPointId({ kind: 'phone', value: '+541147000000' }) });
    expect(item(desk, callId)).not.toBeNull();
    // The call's first row shows that somebody else was on the line.
    desk.ingest([cdr({ from: '1149021500', to: '1001', call: '9.1' })]);
    expect(item(desk, callId)).toBeNull();
    desk.ingest([cdr({ from: '1147000000', to: '1001', call: '10.1' })]);
    expect(item(desk, callId)).not.toBeNull();
  });
});

describe('a contact that needs no answer', () => {
  const three = (): TestDesk => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'ana@uno.example', subject: 'Uno', minutesAgo: 30 }), mail({ from: 'ana@uno.example', subject: 'Dos', minutesAgo: 20 }), mail({ from: 'ana@uno.example', subject: 'Tres', minutesAgo: 10 })]);
    return desk;
  };

  it('takes itself and what came before it out of the queue, and what comes after it waits', () => {
    const desk = three();
    desk.act('interaction.settle', { interactionId: idOf(desk, 'Dos') });
    expect(summary(desk, ana)).toMatchObject({ attempts: 1, waitingSinceMs: minutes(10) });
    expect(item(desk, idOf(desk, 'Dos'))?.marks.settled).toBe(true);
    expect(item(desk, idOf(desk, 'Tres'))?.marks.settled).toBe(false);
    desk.act('interaction.settle', { interactionId: idOf(desk, 'Tres') });
    expect(summary(desk, ana).waitingSinceMs).toBeNull();
  });

  it('waits again when that is undone', () => {
    const desk = three();
    const before = digest(desk.store);
    const operationId = desk.act('interaction.settle', { interactionId: idOf(desk, 'Tres') });
    desk.act('operation.undo', { operationId });
    expect(digest(desk.store)).toBe(before);
    expect(summary(desk, ana).attempts).toBe(3);
  });

  it('may be said before it is here, of a call made anew by a late row, and of one that is given to somebody else', async () => {
    const [there, here] = [testDesk(), testDesk()];
    const late = mail({ from: 'ana@uno.example', subject: 'Tres' });
    there.ingest([late]);
    here.act('interaction.settle', { interactionId: idOf(there, 'Tres') });
    here.ingest([late]);
    expect(summary(here, ana)).toMatchObject({ interactions: 1, waitingSinceMs: null });

    const desk = testDesk();
    desk.ingest([mail({ from: 'beto@dos.example', minutesAgo: 90 }), cdr({ from: '1145551000', to: '1001', call: '1.1', talkS: 0, minutesAgo: 30 })]);
    const call = desk.store.prepare('SELECT id FROM interaction WHERE channel = 2').pluck().get() as string;
    const phone = contactPointId({ kind: 'phone', value: '+541145551000' });
    desk.act('interaction.settle', { interactionId: call });
    desk.ingest([cdr({ from: '1145551000', to: '1002', call: '1.1', sequence: 2, talkS: 0, minutesAgo: 30 })]);
    expect(summary(desk, phone).waitingSinceMs).toBeNull();
    desk.act('interaction.assign', { interactionId: call, fromContactPointId: phone, toContactPointId: beto, subject: '', other: '' });
    expect(summary(desk, beto).waitingSinceMs).toBeNull();
    expect(await checkHistory(desk.store)).toEqual([]);
  });

  it('says nothing of the queue where it is our own word', () => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'ventas@shop.example', to: 'ana@uno.example', subject: 'Nuestra', minutesAgo: 5 }), mail({ from: 'ana@uno.example', subject: 'Suya', minutesAgo: 3 })]);
    desk.act('interaction.settle', { interactionId: idOf(desk, 'Nuestra') });
    expect(summary(desk, ana).attempts).toBe(1);
  });
});

describe('S24: what was sent during a call', () => {
  it('is shown on both sides once both are here, whichever came first, and on neither when it is undone', () => {
    const desk = testDesk();
    const source = testDesk();
    const sent = mail({ from: 'ventas@shop.example', to: 'ana@uno.example', subject: 'Presupuesto', minutesAgo: 5, id: 'p@x' });
    source.ingest([sent]);
    const interactionId = idOf(source, 'Presupuesto');
    const call = logged({ startedAtMs: minutes(6) });
    const operationId = desk.act('interaction.link', { interactionId, callId: call.callId });
    desk.ingest([sent]);
    expect(item(desk, interactionId)?.links).toEqual([]);
    desk.act('call.log', call);
    expect(item(desk, interactionId)?.links).toEqual([{ interactionId: call.callId, kind: 'during-call', channel: 'call', title: 'Presupuesto' }]);
    expect(item(desk, call.callId)?.links).toEqual([{ interactionId, kind: 'sent-during', channel: 'mail', title: 'Presupuesto' }]);
    desk.act('operation.undo', { operationId });
    expect([item(desk, interactionId)?.links, item(desk, call.callId)?.links]).toEqual([[], []]);
  });
});

describe('a canned reply', () => {
  it('is what was said of it last, on every desk, and comes back when its removal is undone', () => {
    const [one, two] = [testDesk(), testDesk(null, null, 60_000)];
    const templateId = randomUUID();
    one.act('template.set', { templateId, name: 'Saludo', text: 'Hola {customer.name}', language: 'es', channels: ['mail', 'chat'] });
    two.act('template.set', { templateId, name: 'Saludo', text: 'Buenas, {customer.name}', language: 'es', channels: ['chat'] });
    const all = [...operations(one), ...operations(two)];
    for (const desk of [one, two]) for (const operation of all.toReversed()) desk.receive(operation);
    expect(templates(one.store)).toEqual([{ id: templateId, name: 'Saludo', text: 'Buenas, {customer.name}', language: 'es', channels: ['chat'] }]);
    expect(templates(two.store)).toEqual(templates(one.store));
    const removed = two.act('template.remove', { templateId });
    expect(templates(two.store)).toEqual([]);
    two.act('operation.undo', { operationId: removed });
    expect(templates(two.store)).toHaveLength(1);
  });
});

function operations(desk: TestDesk) {
  return (desk.store.prepare('SELECT id, hlc, device, device_sequence AS deviceSequence, actor, type, version, payload, hash FROM operation').all() as { payload: string }[]).map((row) => ({ ...row, payload: JSON.parse(row.payload) as unknown })) as never as Parameters<TestDesk['receive']>[0][];
}
