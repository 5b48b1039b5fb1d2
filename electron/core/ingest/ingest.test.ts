import { describe, expect, it } from 'vitest';
import { mail, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';
import { mailPoint } from '../identity/address.ts';
import { contactPointId } from '../identity/ids.ts';
import type { ContactPointRef } from '../../../shared/domain.ts';
import { digest } from '../digest.ts';

const customers = (desk: TestDesk) => desk.store.prepare('SELECT uuid, name, interactions, waiting_since_ms AS waiting, attempts FROM customer ORDER BY name').all() as { uuid: string; name: string; interactions: number; waiting: number | null; attempts: number }[];
const point = (address: string): string => contactPointId(mailPoint(address) as ContactPointRef);

describe('ingest', () => {
  it('makes one customer of each outside address and none of ours', () => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'Lucía <lucia@correo.example>', cc: 'ana@shop.example' }), mail({ from: 'ventas@shop.example', to: 'Lucía <lucia@correo.example>, Raúl <raul@correo.example>' })]);
    expect(customers(desk).map(({ name, interactions }) => [name, interactions])).toEqual([['Lucía', 2], ['Raúl', 1]]);
  });

  it('stores a mail that stands in two folders once, with both places', () => {
    const desk = testDesk();
    const twice = mail({ from: 'lucia@correo.example', id: 'same@x' });
    expect(desk.ingest([twice])).toMatchObject({ stored: 1, known: 0 });
    expect(desk.ingest([{ ...twice, place: '7.1' }], { stream: 'Archivo' })).toMatchObject({ stored: 0, known: 1 });
    expect(desk.store.prepare('SELECT count(*) AS n FROM source_place').get()).toEqual({ n: 2 });
  });

  it('keeps two different mails that share one Message-ID apart', () => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'a@x.example', id: 'one@x', subject: 'Uno' }), mail({ from: 'b@x.example', id: 'one@x', subject: 'Dos' })]);
    expect(desk.store.prepare('SELECT count(*) AS n FROM interaction').get()).toEqual({ n: 2 });
  });

  it('marks what is expunged everywhere, and takes the mark off when it is back', () => {
    const desk = testDesk();
    const one = mail({ from: 'a@x.example', place: '1.5' });
    const marks = (): number => (desk.store.prepare('SELECT marks FROM interaction').get() as { marks: number }).marks & 32;
    desk.ingest([one]);
    desk.ingest([], { gone: ['1.5'] });
    expect(marks()).toBe(32);
    desk.ingest([{ ...one, place: '1.9' }]);
    expect(marks()).toBe(0);
  });

  it('re-keys a renumbered stream without doubles', () => {
    const desk = testDesk();
    const mails = [1, 2, 3].map((n) => mail({ from: `c${n}@x.example`, place: `1.${n}` }));
    desk.ingest(mails);
    const result = desk.ingest(mails.map((record, n) => ({ ...record, place: `2.${n + 1}` })), { renumbered: '2.' });
    expect(result).toMatchObject({ stored: 0, known: 3 });
    expect(desk.store.prepare("SELECT count(*) AS n FROM source_place WHERE place LIKE '2.%'").get()).toEqual({ n: 3 });
    expect(desk.store.prepare('SELECT count(*) AS n FROM source_place').get()).toEqual({ n: 3 });
  });

  it('knows who waits: unanswered words count, answers end the wait, machines and lists do not speak', () => {
    const desk = testDesk();
    desk.ingest([
      mail({ from: 'espera@x.example', minutesAgo: 50 }), mail({ from: 'espera@x.example', minutesAgo: 20 }),
      mail({ from: 'servida@x.example', minutesAgo: 50 }), mail({ from: 'ventas@shop.example', to: 'servida@x.example', minutesAgo: 10 }),
      mail({ from: 'robot@x.example', extra: 'Auto-Submitted: auto-generated' }), mail({ from: 'lista@x.example', extra: 'List-Id: <l.x.example>' }),
    ]);
    expect(customers(desk).map(({ name, attempts }) => [name, attempts])).toEqual([['espera@x.example', 2], ['servida@x.example', 0]]);
  });

  it('gives a mailing to a customer in whichever order the two arrive', () => {
    const list = mail({ from: 'News <news@x.example>', extra: 'List-Id: <n.x.example>', id: 'list@x' });
    const personal = mail({ from: 'News <news@x.example>', id: 'personal@x', minutesAgo: 30 });
    const [first, second] = [testDesk(), testDesk()];
    first.ingest([list]);
    first.ingest([personal]);
    second.ingest([personal]);
    second.ingest([list]);
    expect(customers(first)[0]?.interactions).toBe(2);
    expect(digest(first.store)).toBe(digest(second.store));
  });

  it('gives the same rows in any order and any split of the same mails', () => {
    const mails = Array.from({ length: 40 }, (_, n) => mail({ from: `C${n % 7} <c${n % 7}@x.example>`, cc: n % 5 === 0 ? 'otra@y.example' : undefined as never, id: `n${n}@x`, minutesAgo: 100 - n, subject: `Tema ${n}`, text: `Hola ${n}\n--\nTel. 011 4555-${1000 + (n % 7)}` }));
    const straight = testDesk();
    straight.ingest(mails);
    const backwards = testDesk();
    for (const one of [...mails].reverse()) backwards.ingest([one]);
    backwards.ingest(mails);
    expect(digest(backwards.store)).toBe(digest(straight.store));
  });

  it('keeps what cannot be read, with its bytes', () => {
    const desk = testDesk();
    const junk = { kind: 'mail' as const, place: '1.1', raw: Buffer.from([0, 1, 2, 3]), context: null, receivedAtMs: null, flags: [] };
    expect(desk.ingest([junk])).toMatchObject({ quarantined: 1 });
    expect(desk.store.prepare('SELECT unreadable, size_bytes AS size FROM source_record').get()).toMatchObject({ size: 4 });
  });
});

describe('identity by decisions', () => {
  const two = (): TestDesk => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'Ana Paz <ana@uno.example>', minutesAgo: 90 }), mail({ from: 'Ana Paz <ana@dos.example>', minutesAgo: 40 }), mail({ from: 'ana@uno.example', minutesAgo: 30 })]);
    return desk;
  };
  const pair: [string, string] = [point('ana@uno.example'), point('ana@dos.example')];
  const decide = { kind: 'merge' as const, join: [pair], cut: [], reason: '', subject: 'a', other: 'b' };

  it('S14 N1: merging loses no item, and undo restores the exact former state', () => {
    const desk = two();
    const before = digest(desk.store);
    const operationId = desk.act('identity.decide', decide);
    expect(customers(desk)).toMatchObject([{ interactions: 3, uuid: [...pair].sort()[0] }]);
    desk.act('operation.undo', { operationId });
    expect(digest(desk.store)).toBe(before);
  });

  it('undoing the undo merges again', () => {
    const desk = two();
    const merged = desk.act('identity.decide', decide);
    const after = digest(desk.store);
    const undo = desk.act('operation.undo', { operationId: merged });
    desk.act('operation.undo', { operationId: undo });
    expect(digest(desk.store)).toBe(after);
  });

  it('gives one interaction to another person and takes it back exactly', () => {
    const desk = two();
    const before = digest(desk.store);
    const { id } = desk.store.prepare('SELECT id FROM interaction ORDER BY key LIMIT 1').get() as { id: string };
    const person = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
    const added = desk.act('person.add', { contactPointId: person, name: 'Beto' });
    const moved = desk.act('interaction.assign', { interactionId: id, fromContactPointId: pair[0], toContactPointId: person, subject: '', other: '' });
    expect(customers(desk).map(({ name, interactions }) => [name, interactions])).toEqual([['Ana Paz', 1], ['Ana Paz', 1], ['Beto', 1]]);
    desk.act('operation.undo', { operationId: moved });
    desk.act('operation.undo', { operationId: added });
    expect(digest(desk.store)).toBe(before);
  });

  it('lets an operation wait for its target', () => {
    const desk = testDesk();
    desk.act('note.add', { noteId: '11111111-2222-4333-8444-555555555555', contactPointId: pair[0], text: 'Llamar el lunes', writtenAtMs: 1_700_000_000_000 });
    expect(customers(desk)).toEqual([]);
    desk.ingest([mail({ from: 'ana@uno.example' })]);
    expect(customers(desk)).toMatchObject([{ interactions: 2 }]);
  });
});
