/** N1, S28: any order, any repetition and any split of the same records and operations give the same history. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RawRecord } from '../connectors/connector.ts';
import { digest } from '../digest.ts';
import { contactPointId } from '../identity/ids.ts';
import type { Operation } from '../../../shared/operations.ts';
import { isEffective } from './apply.ts';
import { allOperations } from '../store/operations.ts';
import { card, cdr, chat, chatReceipt, chatSent, deliveryReport, heardCall, mail, NOW_MS, row, seeded, stanza, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';

const IMPORT = randomUUID();
type Random = ReturnType<typeof seeded>;
type Delivery = { record: RawRecord } | { operation: Operation };

/** A year of a small shop: people with several addresses, a shared telephone, a mailing, a chat, calls of several rows. */
const RECORDS: RawRecord[] = [
  ...[90, 70, 20].map((minutesAgo) => mail({ from: 'Ana Paz <ana@uno.example>', minutesAgo, text: 'Hola\n--\nTel. 011 4902-1500' })),
  ...[80, 10].map((minutesAgo) => mail({ from: 'Ana <ana@dos.example>', cc: 'Ana Paz <ana@uno.example>', minutesAgo })),
  mail({ from: 'ventas@shop.example', to: 'beto@tres.example, Caro <caro@cuatro.example>', minutesAgo: 40 }),
  mail({ from: 'caro@cuatro.example', minutesAgo: 39 }),
  mail({ from: 'News <news@lista.example>', to: 'beto@tres.example', extra: 'List-Id: <l.lista.example>', minutesAgo: 50 }),
  mail({ from: 'news@lista.example', minutesAgo: 30 }),
  mail({ from: 'lista@otra.example', to: 'ana@dos.example', extra: 'List-Id: <o.otra.example>', minutesAgo: 60 }),
  card({ name: 'Ana Paz', mails: ['ana@uno.example', 'ana@dos.example'], phones: ['011 4902-1500'], document: '31.450.204', minutesAgo: 500 }),
  card({ name: 'Beto', mails: ['beto@tres.example'], phones: ['011 4902-1500', '011 4555-1000'], minutesAgo: 15 }),
  card({ name: 'Caro', mails: ['caro@cuatro.example'], whatsapp: ['+5491161234410'], minutesAgo: 400 }),
  card({ name: 'Solo tarjeta', mails: ['solo@cinco.example'], document: '14887320' }),
  chat({ peer: '+54 9 11 6123-4410', text: '¿Está listo?', minutesAgo: 55 }), chat({ peer: '+54 9 11 6123-4410', text: 'Sí', ours: true, minutesAgo: 54 }),
  chat({ peer: 'Dora', text: 'Hola', minutesAgo: 53 }),
  cdr({ from: '1149021500', to: '1001', call: '17.1', minutesAgo: 45, talkS: 0 }), cdr({ from: '1149021500', to: '1002', call: '17.1', sequence: 2, minutesAgo: 44, name: 'PAZ ANA' }),
  cdr({ from: '1145551000', to: '1001', call: '18.1', minutesAgo: 35 }),
  // By itself the second row tells of a call to somebody else.
  cdr({ from: '1145551000', to: '1001', call: '19.1', minutesAgo: 33 }), cdr({ from: '1001', to: '1147000000', call: '19.1', sequence: 2, minutesAgo: 32, channel: 'PJSIP/1001-00000009', toChannel: 'PJSIP/trunk-0000000a', context: 'from-internal' }),
  // Heard live: one that the log has too, under a name that it lacks, and one that it never had.
  heardCall({ from: '1149021500', call: '17.1', minutesAgo: 45, name: 'PAZ A' }), heardCall({ from: '1146660000', call: '20.1', minutesAgo: 31 }),
  mail({ from: 'ventas@shop.example', to: 'ana@uno.example', id: 'nuestra@shop.example', minutesAgo: 29 }), ...['delayed', 'failed'].map((action, n) => deliveryReport({ action, about: 'nuestra@shop.example', recipient: 'ana@uno.example', minutesAgo: 28 - n })),
  ...(['live', 'archive'] as const).map((via) => stanza(chatSent({ to: 'eva@seis.example', text: 'Ya sale', originId: '1b4e28ba-2fa1-41d2-883f-0016d3cca427' }), { via, minutesAgo: 26, archiveId: via === 'live' ? null : 'a7' })),
  // Answers to a survey: two of one person, one of another, one of a broken token, and one of a visit that is told of later or never.
  ...[5, 2].map((score, n) => mail({ from: 'Ana Paz <ana@uno.example>', subject: `Encuesta: ${score} [visita 7K3M9-QXRT2-BCDEF]`, text: 'Bien', minutesAgo: 12 - n })), mail({ from: 'beto@tres.example', subject: 'Encuesta: 4 [visita 7K3M9-QXRT2-BCDEF]', minutesAgo: 13 }),
  mail({ from: 'caro@cuatro.example', subject: 'Encuesta: 3 [visita 7K3M9-QXR', text: '3', minutesAgo: 9 }), mail({ from: 'beto@tres.example', subject: 'Re: Su visita [visita 8K3M9-QXRT2-BCDEF]', text: 'Gracias', minutesAgo: 8 }),
  // A price that goes up and comes back, said again by a file that is followed; an order that changes hands; offers, a step, a review.
  ...[['SIL-1,Silla,100', 90], ['SIL-1,Silla,120', 60], ['SIL-1,Silla,100', 30], ['SIL-1,Silla,130', 0]].map(([raw, minutesAgo]) => row('products', 'code,name,price', String(raw), Number(minutesAgo))),
  ...[['A-1,paid,500,ana@uno.example', 80], ['A-1,delivered,500,beto@tres.example', 40], ['A-2,cancelled,900,ana@uno.example', 80], ['A-3,paid,70,solo-pedidos@siete.example', 0]].map(([raw, minutesAgo]) => row('orders', 'number,state,total,mail', String(raw), Number(minutesAgo))),
  row('offers', 'id,campaign,text,price,mail', 'O-1,Otoño,Silla en 6 cuotas,90,ana@uno.example', 70), row('offers', 'id,campaign,text,price,mail', 'O-2,Otoño,Envío gratis,,', 70),
  row('steps', 'kind,date,mail,text', 'Formulario,2026-11-20,caro@cuatro.example,¿Tienen sillas?', 50), row('reviews', 'author,site,stars,text,date', 'Ana P,Mapas,2,Tardaron,2026-11-19', 50),
  ...[false, true].map((isRead) => stanza(chatReceipt({ from: 'eva@seis.example', about: '1b4e28ba-2fa1-41d2-883f-0016d3cca427', isRead }), { minutesAgo: 25 })),
];

/** Who is somewhere in the records (in a mailing alone, or for a while, too), and in which interaction. */
const whole = ((): { points: string[]; parties: [string, string][] } => {
  const desk = testDesk();
  deliver(desk, RECORDS.map((record) => ({ record })));
  const parties = desk.store.prepare(`SELECT interaction.id, contact_point.uuid FROM party JOIN interaction ON interaction.key = party.interaction JOIN contact_point ON contact_point.id = party.point
    UNION SELECT interaction.id, point_uuid FROM party_if_known JOIN interaction ON interaction.key = party_if_known.interaction ORDER BY 1, 2`).raw().all() as [string, string][];
  const points = new Set([...(desk.store.prepare('SELECT uuid FROM contact_point ORDER BY uuid').pluck().all() as string[]), ...parties.map(([, point]) => point)]);
  return { points: [...points, contactPointId({ kind: 'phone', value: '+541147000000' })], parties };
})();

function deliver(desk: TestDesk, deliveries: readonly Delivery[]): void {
  for (const delivery of deliveries) {
    if ('operation' in delivery) desk.receive(delivery.operation);
    else desk.ingest([delivery.record], { stream: delivery.record.kind, importId: delivery.record.kind === 'card' || (delivery.record.kind === 'row' && delivery.record.receivedAtMs !== NOW_MS) ? IMPORT : null });
  }
}

/** Things people do, one of each kind; every one may meet targets that are not there, are undone, or are somebody else's. */
const PEOPLE = Array.from({ length: 2 }, () => randomUUID());
/** Addresses that people tell: one that mails name as well, one that nothing else names. */
const TOLD = [{ kind: 'mail', value: 'ana@uno.example' }, { kind: 'phone', value: '+541149990000' }] as const;
const NOTES = Array.from({ length: 3 }, () => randomUUID());
const CALLS = Array.from({ length: 3 }, () => randomUUID());
const CASES = Array.from({ length: 2 }, () => randomUUID());
const TASKS = Array.from({ length: 2 }, () => randomUUID());
const OFFERS = Array.from({ length: 2 }, () => randomUUID());
const VISITS = Array.from({ length: 3 }, () => randomUUID());
const TOKENS = ['7K3M9QXRT2BCDEF', '8K3M9QXRT2BCDEF'] as const;
const RULES = Array.from({ length: 2 }, () => randomUUID());
const TEMPLATES = Array.from({ length: 2 }, () => randomUUID());
const ACTS: Record<string, (desk: TestDesk, random: Random) => string> = {
  merge: (desk, random) => desk.act('identity.decide', { kind: 'merge', join: [pairOf(random)], cut: [], reason: '', subject: '', other: '' }),
  unmerge: (desk, random) => desk.act('identity.decide', { kind: 'unmerge', join: [], cut: [pairOf(random), pairOf(random)], reason: '', subject: '', other: '' }),
  relink: (desk, random) => desk.act('identity.decide', { kind: 'relink', join: [pairOf(random)], cut: [pairOf(random)], reason: '', subject: '', other: '' }),
  person: (desk, random) => desk.act('person.add', { contactPointId: random.pick(PEOPLE), name: random.pick(['Beto hijo', 'Norma']) }),
  told: (desk, random) => {
    const point = random.pick(TOLD);
    return desk.act('point.add', { ...point, contactPointId: contactPointId(point) });
  },
  assign: (desk, random) => {
    const [interactionId, fromContactPointId] = random.below(6) === 0 ? [random.pick([...NOTES, ...CALLS]), random.pick(HOLDERS)] : random.pick(whole.parties);
    return desk.act('interaction.assign', { interactionId, fromContactPointId, toContactPointId: random.pick([anyPoint(random), random.pick(PEOPLE), fromContactPointId]), subject: '', other: '' });
  },
  note: (desk, random) => desk.act('note.add', { noteId: random.pick(NOTES), contactPointId: random.pick(HOLDERS), text: `Nota ${random.below(9)}`, writtenAtMs: 1_700_000_000_000 + random.below(9) }),
  edit: (desk, random) => desk.act('note.edit', { noteId: random.pick(NOTES), text: `Nota cambiada ${random.below(9)}` }),
  removal: (desk, random) => desk.act('note.remove', { noteId: random.pick(NOTES) }),
  field: (desk, random) => desk.act('customer.setField', { contactPointId: random.pick([...HOLDERS, anyPoint(random)]), field: random.pick(['name', 'city']), value: random.pick(['Ana P.', 'Rosario', '']) }),
  call: (desk, random) => desk.act('call.log', {
    callId: random.pick(CALLS), contactPointId: random.pick(HOLDERS), direction: random.pick(['inbound', 'outbound'] as const), outcome: random.pick(['answered', 'missed', 'voicemail'] as const),
    startedAtMs: NOW_MS - random.below(90) * 60_000, durationMs: random.below(9) * 1_000, motive: random.pick(['', 'Presupuesto']), text: `Llamada ${random.below(9)}`,
  }),
  settle: (desk, random) => desk.act('interaction.settle', { interactionId: anyInteraction(random) }),
  link: (desk, random) => desk.act('interaction.link', { interactionId: anyInteraction(random), callId: anyInteraction(random) }),
  template: (desk, random) => desk.act('template.set', { templateId: random.pick(TEMPLATES), name: random.pick(['Saludo', 'Horario']), text: `Hola ${random.below(9)}`, language: 'es', channels: ['mail'] }),
  templateRemoval: (desk, random) => desk.act('template.remove', { templateId: random.pick(TEMPLATES) }),
  caseOpen: (desk, random) => desk.act('case.open', { caseId: random.pick(CASES), contactPointId: random.pick(HOLDERS), title: random.pick(['Heladera', 'Garantía']), motive: '', channel: 'mail', openedAtMs: NOW_MS - random.below(90) * 60_000, interactionId: random.below(3) === 0 ? null : anyInteraction(random) }),
  caseSet: (desk, random) => desk.act('case.set', { caseId: random.pick(CASES), ...random.pick([{ field: 'status', value: 'solved' }, { field: 'status', value: 'waitingForCustomer' }, { field: 'owner', value: 'Ana' }, { field: 'contactPointId', value: random.pick(HOLDERS) }, { field: 'snoozedUntilMs', value: '1700000000000' }] as const) }),
  caseTag: (desk, random) => desk.act('case.tag', { caseId: random.pick(CASES), tag: random.pick(['urgente', 'obra']), on: random.below(3) > 0 }),
  caseLink: (desk, random) => desk.act('case.link', { caseId: random.pick(CASES), interactionId: anyInteraction(random), on: random.below(4) > 0 }),
  caseCheck: (desk, random) => desk.act('case.check', { caseId: random.pick(CASES), itemId: random.pick(NOTES), text: `Paso ${random.below(9)}`, done: random.below(2) === 0, removed: random.below(4) === 0 }),
  caseEscalate: (desk, random) => desk.act('case.escalate', { caseId: random.pick(CASES), fromTeam: '', toTeam: random.pick(['Taller', 'Ventas']), reason: 'No es nuestro', atMs: NOW_MS }),
  taskAdd: (desk, random) => desk.act('task.add', { taskId: random.pick(TASKS), contactPointId: random.pick(HOLDERS), caseId: random.below(2) === 0 ? random.pick(CASES) : null, title: `Tarea ${random.below(9)}`, owner: 'Ana', dueAtMs: NOW_MS, createdAtMs: NOW_MS, ground: null }),
  taskSet: (desk, random) => desk.act('task.set', { taskId: random.pick(TASKS), ...random.pick([{ field: 'title', value: 'Otra' }, { field: 'doneAtMs', value: String(NOW_MS) }, { field: 'doneAtMs', value: '' }, { field: 'removed', value: '1' }] as const) }),
  view: (desk, random) => desk.act('view.set', { viewId: random.pick(TASKS), name: `Vista ${random.below(9)}`, filter: { who: 'mine' }, removed: random.below(4) === 0 }),
  visitOpen: (desk, random) => desk.act('visit.open', { visitId: random.pick(VISITS), branch: random.pick(['CAB', 'MIT']), startedAtMs: NOW_MS - random.below(90) * 60_000 }),
  visitSet: (desk, random) => desk.act('visit.set', { visitId: random.pick(VISITS), ...random.pick([{ field: 'contactPointId', value: random.pick(HOLDERS) }, { field: 'contactPointId', value: anyPoint(random) }, { field: 'notes', value: `Nota ${random.below(9)}` }, { field: 'branch', value: 'OTR' }, { field: 'mailTo', value: random.pick(['', 'ana@uno.example']) }] as const) }),
  visitItem: (desk, random) => desk.act('visit.item', { visitId: random.pick(VISITS), itemId: random.pick(NOTES), kind: random.pick(['product', 'favourite', 'offer'] as const), ref: 'SIL-1', label: `Silla ${random.below(3)}`, removed: random.below(4) === 0, atMs: NOW_MS - random.below(9) }),
  visitClose: (desk, random) => desk.act('visit.close', { visitId: random.pick(VISITS), endedAtMs: NOW_MS - random.below(99) * 60_000, receipt: random.below(2) === 0 ? null : { series: 'CAB-7F3K', number: 1 + random.below(3) }, survey: random.below(4) === 0 ? null : { token: random.pick(TOKENS), mailTo: random.pick(['ana@uno.example', 'beto@tres.example', null]) } }),
  visitDrop: (desk, random) => desk.act('visit.drop', { visitId: random.pick(VISITS) }),
  surveyAnswer: (desk, random) => desk.act('survey.answer', { visitId: random.pick(VISITS), score: 1 + random.below(5), comment: `Comentario ${random.below(9)}`, answeredAtMs: NOW_MS - random.below(20) * 60_000 }),
  preference: (desk, random) => desk.act('preference.set', { contactPointId: random.pick(HOLDERS), code: random.pick(['mornings', 'a:b']), on: random.below(3) > 0, interactionId: random.below(2) === 0 ? null : random.pick(VISITS), atMs: NOW_MS }),
  rule: (desk, random) => desk.act('rule.set', { ruleId: random.pick(RULES), version: 1 + random.below(3), body: random.pick([{ name: 'x' }, null, 7]), enabled: random.below(2) === 0 }),
  answer: (desk, random) => desk.act('action.answer', {
    contactPointId: random.pick(HOLDERS), actionKey: `${random.pick(RULES)}/survey:${random.below(2)}`, ruleId: random.pick(RULES), ruleVersion: 1, answer: random.pick(['accepted', 'dismissed'] as const), reason: '', inputs: { orders: random.below(3) }, atMs: NOW_MS,
  }),
  offerPresent: (desk, random) => desk.act('offer.present', { offerId: random.pick(OFFERS), contactPointId: random.pick(HOLDERS), text: `Oferta ${random.below(9)}`, campaign: '', productCode: 'SIL-1', amountMinor: 100 * random.below(9), currency: 'ARS', validToMs: NOW_MS + random.below(2), channel: random.pick(['call', 'visit'] as const), interactionId: null, atMs: NOW_MS - random.below(9) }),
  offerAnswer: (desk, random) => desk.act('offer.answer', { offerId: random.pick(OFFERS), contactPointId: random.pick(HOLDERS), answer: random.pick(['accepted', 'declined'] as const), channel: 'mail', reason: `Motivo ${random.below(9)}`, atMs: NOW_MS - random.below(9) }),
  favourite: (desk, random) => desk.act('favourite.set', { contactPointId: random.pick(HOLDERS), productCode: random.pick(['SIL-1', 'a:b']), on: random.below(3) > 0, note: `Nota ${random.below(9)}`, channel: 'visit', interactionId: null, atMs: NOW_MS - random.below(9) }),
  revoke: (desk) => desk.act('import.revoke', { importId: IMPORT, label: 'clientes.vcf' }),
};

/** Those about whom something is said again and again: with mail, on a card alone, of a late row of a call, known by name alone. */
const HOLDERS = [...(['ana@uno.example', 'solo@cinco.example'] as const).map((value) => contactPointId({ kind: 'mail', value })), contactPointId({ kind: 'phone', value: '+541147000000' }), contactPointId(TOLD[1]), ...PEOPLE];

const anyInteraction = (random: Random): string => (random.below(3) === 0 ? random.pick([...NOTES, ...CALLS, ...VISITS]) : random.pick(whole.parties)[0]);

const anyPoint = (random: Random): string => random.pick([...whole.points, ...PEOPLE]);

function pairOf(random: Random): [string, string] {
  const [x = '', y = ''] = random.shuffle(random.below(2) === 0 ? HOLDERS : [...whole.points, ...PEOPLE]);
  return [x, y];
}

function undoSome(desk: TestDesk, random: Random): void {
  const known = allOperations(desk.store);
  if (known.length > 0) desk.act('operation.undo', { operationId: random.pick(known).id });
}

/** Two or three desks work for a while, hearing of each other now and then. @returns everything that was authored */
function authored(random: Random): Operation[] {
  const desks = Array.from({ length: 2 + random.below(2) }, (_, n) => {
    const desk = testDesk(null, null, n * random.below(90_000));
    deliver(desk, random.shuffle(RECORDS).slice(0, random.below(RECORDS.length + 1)).map((record) => ({ record })));
    return desk;
  });
  for (let act = 0; act < 28; act++) {
    const desk = random.pick(desks);
    if (random.below(4) === 0) undoSome(desk, random);
    else random.pick(Object.values(ACTS))(desk, random);
    if (random.below(3) === 0) for (const operation of allOperations(random.pick(desks).store)) desk.receive(operation);
  }
  const all = new Map(desks.flatMap((desk) => allOperations(desk.store)).map((operation) => [operation.id, operation]));
  return [...all.values()];
}

describe('any order of records and operations', () => {
  const worlds = Array.from({ length: 16 }, (_, n) => n + 1);
  it.each(worlds)('gives the same history, and a rebuild gives it again (world %i)', async (seed) => {
    const random = seeded(seed);
    const operations = authored(random);
    const deliveries: Delivery[] = [...RECORDS.map((record) => ({ record })), ...operations.map((operation) => ({ operation }))];
    const straight = testDesk();
    deliver(straight, deliveries);
    const expected = digest(straight.store);
    for (let order = 0; order < 3; order++) {
      const desk = testDesk();
      const again = random.shuffle(deliveries).slice(0, 6);
      deliver(desk, [...random.shuffle(deliveries), ...again]);
      expect(digest(desk.store), `order ${order}`).toBe(expected);
    }
    await straight.rebuild();
    expect(digest(straight.store), 'rebuilt').toBe(expected);
  });

  it('records in one batch or one by one, forwards or backwards, are the same', () => {
    const [batch, single] = [testDesk(), testDesk()];
    for (const kind of ['card', 'cdr', 'chat', 'mail', 'stanza', 'call', 'row'] as const) {
      const importOf = (record: RawRecord): string | null => (kind === 'card' || (kind === 'row' && record.receivedAtMs !== NOW_MS) ? IMPORT : null);
      for (const importId of [IMPORT, null]) batch.ingest(RECORDS.filter((record) => record.kind === kind && importOf(record) === importId), { stream: kind, importId });
    }
    deliver(single, RECORDS.toReversed().map((record) => ({ record })));
    expect(digest(single.store)).toBe(digest(batch.store));
  });
});

describe('S14, N1: undo', () => {
  const worlds = Array.from({ length: 3 }, (_, n) => n + 1);
  it.each(Object.keys(ACTS).flatMap((act) => worlds.map((seed): [string, number] => [act, seed])))('of %s restores the exact former state, and its own undo the latter (world %i)', (act, seed) => {
    const random = seeded(seed * 1_000 + act.length);
    const desk = testDesk();
    deliver(desk, [...RECORDS.map((record) => ({ record })), ...random.shuffle(authored(random)).map((operation) => ({ operation }))]);
    const before = digest(desk.store);
    const operationId = ACTS[act]?.(desk, random) ?? '';
    const after = digest(desk.store);
    const undo = desk.act('operation.undo', { operationId });
    expect(digest(desk.store)).toBe(before);
    desk.act('operation.undo', { operationId: undo });
    expect(digest(desk.store)).toBe(after);
  });

  it('of an import leaves no trace of its cards, not even in when an address was first seen', () => {
    const [desk, never] = [testDesk(), testDesk()];
    const others = RECORDS.filter((record) => record.kind !== 'card' && (record.kind !== 'row' || record.receivedAtMs === NOW_MS));
    deliver(desk, RECORDS.map((record) => ({ record })));
    deliver(never, others.map((record) => ({ record })));
    const parts = (store: TestDesk['store']): unknown[] => ['SELECT uuid, seen_at_ms FROM contact_point ORDER BY uuid', 'SELECT uuid, name, interactions FROM customer ORDER BY uuid', 'SELECT count(*) FROM link', 'SELECT code, tie, said_at_ms FROM product ORDER BY 1, 2', 'SELECT number, tie, said_at_ms, point FROM shop_order ORDER BY 1, 2', 'SELECT count(*) FROM offer', 'SELECT uuid, value_minor, orders FROM customer ORDER BY uuid', 'SELECT count(*) FROM claim WHERE rank = 1']
      .map((sql) => store.prepare(sql).raw().all());
    expect(parts(desk.store)).not.toEqual(parts(never.store));
    desk.act('import.revoke', { importId: IMPORT, label: '' });
    expect(parts(desk.store)).toEqual(parts(never.store));
  });

  it('of a ring of undos, which only malice makes, ends', () => {
    const desk = testDesk();
    deliver(desk, RECORDS.map((record) => ({ record })));
    const [one, two] = [randomUUID(), randomUUID()];
    const made = (id: string, target: string, deviceSequence: number): Operation => ({ id, hlc: `0190000000${deviceSequence}0-0000`, device: '99999999-9999-4999-8999-999999999999', deviceSequence, actor: '', type: 'operation.undo', version: 1, payload: { operationId: target }, hash: '0'.repeat(64) });
    const ring = [made(one, two, 1), made(two, one, 2), made(randomUUID(), one, 3)];
    for (const operation of ring) expect(() => desk.receive(operation)).not.toThrow();
    for (const operation of ring) expect(typeof isEffective(desk.store, operation)).toBe('boolean');
  });
});
