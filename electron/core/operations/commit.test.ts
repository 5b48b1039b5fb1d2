import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../shared/operations.ts';
import { digest } from '../digest.ts';
import { allOperations, chainOfDevice } from '../store/operations.ts';
import { mail, testDesk } from '../testing.ts';
import { contactPointId } from '../identity/ids.ts';
import { brokenLink, CHAIN_START, chainHash } from './commit.ts';

const ana = contactPointId({ kind: 'mail', value: 'ana@uno.example' });

function chainOfFive(): Operation[] {
  const desk = testDesk();
  for (let n = 0; n < 5; n++) desk.act('note.add', { noteId: randomUUID(), contactPointId: ana, text: `Nota ${n} "ñandú" \u0000`, writtenAtMs: n });
  return chainOfDevice(desk.store, desk.device);
}
const at = (chain: Operation[], n: number): Operation => chain[n] ?? expect.fail('too short');

describe('S13: the log of operations is tamper-evident', () => {
  it('holds as it was written, and counts without gaps from 1', () => {
    const chain = chainOfFive();
    expect(chain.map(({ deviceSequence }) => deviceSequence)).toEqual([1, 2, 3, 4, 5]);
    expect(brokenLink(chain)).toBeNull();
    expect(brokenLink([])).toBeNull();
  });
  it.each(['actor', 'hlc', 'type', 'device', 'id'] as const)('a changed %s is noticed', (field) => {
    const chain = chainOfFive();
    expect(brokenLink(chain.with(2, { ...at(chain, 2), [field]: 'x' }))?.deviceSequence).toBe(3);
  });
  it('a changed payload is noticed, however it is spelled otherwise', () => {
    const chain = chainOfFive();
    const payload = at(chain, 1).payload as { text: string };
    expect(brokenLink(chain.with(1, { ...at(chain, 1), payload: { ...payload, text: `${payload.text} ` } }))?.deviceSequence).toBe(2);
    expect(brokenLink(chain.with(1, { ...at(chain, 1), payload: Object.fromEntries(Object.entries(payload).toReversed()) }))).toBeNull();
  });
  it('a removed operation is noticed wherever another follows it', () => {
    const chain = chainOfFive();
    for (const n of [0, 1, 2, 3]) expect(brokenLink(chain.toSpliced(n, 1)), `without ${n}`).not.toBeNull();
  });
  it('an operation that was put in is noticed, with the sequence of its neighbour or one of its own', () => {
    const chain = chainOfFive();
    const { hash: _hash, ...open } = { ...at(chain, 1), id: randomUUID() };
    const forged = { ...open, hash: chainHash(at(chain, 1).hash, open) };
    expect(brokenLink(chain.toSpliced(2, 0, forged))).not.toBeNull();
    expect(brokenLink(chain.toSpliced(2, 0, { ...forged, deviceSequence: 3 }))).not.toBeNull();
    expect(brokenLink([{ ...forged, deviceSequence: 1, hash: chainHash(CHAIN_START, { ...open, deviceSequence: 1 }) }, ...chain])).not.toBeNull();
  });
});

describe('an operation', () => {
  it('with a payload of the wrong shape is refused and leaves nothing', () => {
    const desk = testDesk();
    expect(() => desk.act('note.add', { noteId: 'no uuid', contactPointId: ana, text: '', writtenAtMs: 1 })).toThrow(expect.objectContaining({ code: 'bad-request' }));
    expect(allOperations(desk.store)).toEqual([]);
  });
  it('of an unknown type or version is stored as it is and changes nothing', () => {
    const desk = testDesk();
    desk.ingest([mail({ from: 'ana@uno.example' })]);
    const before = digest(desk.store);
    const foreign = (type: string, version: number, deviceSequence: number): Operation => ({ id: randomUUID(), hlc: '019000000000-0000', device: '99999999-9999-4999-8999-999999999999', deviceSequence, actor: 'Z', type, version, payload: { contactPointId: ana, name: 'Z', more: [1, { deep: true }] }, hash: '0'.repeat(64) });
    const odd = [foreign('offer.make', 1, 1), foreign('person.add', 2, 2), foreign('operation.undo', 7, 3)];
    for (const operation of odd) desk.receive(operation);
    expect(digest(desk.store)).toBe(before);
    expect(allOperations(desk.store)).toEqual(expect.arrayContaining(odd));
  });
  it('that arrives twice is kept once', () => {
    const [desk, other] = [testDesk(), testDesk()];
    other.act('note.add', { noteId: randomUUID(), contactPointId: ana, text: 'Hola', writtenAtMs: 1 });
    const [operation] = allOperations(other.store);
    desk.receive(operation as Operation);
    desk.receive(operation as Operation);
    expect(allOperations(desk.store)).toEqual([operation]);
  });
});
