/** Somebody without any history: added by what they say, met again by what their records say. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCore } from './core.ts';
import type { Core } from './core.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 15);
const dir = mkdtempSync(join(tmpdir(), 'hilo-new-'));
let core: Core;

beforeAll(async () => {
  core = openCore({ profileDir: dir, keyHex: randomBytes(32).toString('hex'), keyKeptBy: 'file', nowMs: () => NOW_MS, threads: { sourceHost: new URL('./sourceHost.ts', import.meta.url), indexer: new URL('./indexThread.ts', import.meta.url) } });
  await core.command('settings.set', { country: 'AR', agentName: 'Ana' });
});
afterAll(async () => {
  await core.close();
  rmSync(dir, { recursive: true });
});

it('a call of an unknown number is logged by hand without any exchange, and the number is known from then on', async () => {
  const { customerId, isNew } = await core.command('customer.add', { name: 'Berta Sosa', address: '011 15-5555-0101' });
  expect(isNew).toBe(true);
  const call = { channel: 'call' as const, contactPointId: null, direction: 'inbound' as const, outcome: 'answered' as const, startedAtMs: NOW_MS - 60_000, durationMs: 45_000, motive: 'Presupuesto', text: 'Pide precio de una mesa' };
  await core.command('call.log', { customerId, call, draftId: null });
  expect(core.query('customer.timeline', { id: customerId, limit: 10 }).items.map(({ channel, text }) => [channel, text])).toEqual([['call', 'Pide precio de una mesa']]);
  expect(core.query('call.brief', { number: '+54 9 11 5555-0101' })).toMatchObject({ match: 'one', candidates: [{ customerId, name: 'Berta Sosa' }] });
});

it('an address that is somebody’s already leads to them and changes nothing', async () => {
  const before = core.query('customer.list', { text: '', offset: 0, limit: 10 }).total;
  const again = await core.command('customer.add', { name: 'Otra', address: '+5491155550101' });
  expect(again.isNew).toBe(false);
  expect(core.query('customer.get', { id: again.customerId })?.name).toBe('Berta Sosa');
  expect(core.query('customer.list', { text: '', offset: 0, limit: 10 }).total).toBe(before);
});

it('what is no address is refused, without being repeated in the error, and nothing is added', async () => {
  await expect(core.command('customer.add', { name: 'X', address: 'gmail' })).rejects.toMatchObject({ code: 'address-invalid', params: {} });
  await expect(core.command('customer.add', { name: ' ', address: '' })).rejects.toMatchObject({ code: 'address-invalid' });
});

it('their first mail joins what was told, under the same id; a rebuild gives the same', async () => {
  const { customerId } = await core.command('customer.add', { name: 'Ciro', address: 'ciro@cliente.example' });
  const file = join(dir, 'ciro.eml');
  writeFileSync(file, 'From: "C. Paz" <ciro@cliente.example>\r\nTo: ventas@tienda.example\r\nSubject: Hola\r\nMessage-ID: <1@cliente.example>\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\n\r\nHola\r\n');
  await core.command('settings.set', { own: ['tienda.example'] });
  const { importIds } = await core.command('import.files', { paths: [file] });
  await expect.poll(() => core.query('sync.state', {}).imports.find(({ id }) => id === importIds[0])?.finishedAtMs ?? null).not.toBeNull();
  const look = (): unknown => {
    const view = core.query('customer.get', { id: customerId });
    return { name: view?.name, interactions: view?.interactions, id: view?.id };
  };
  expect(look()).toEqual({ name: 'Ciro', interactions: 1, id: customerId });
  await core.rebuild();
  expect(look()).toEqual({ name: 'Ciro', interactions: 1, id: customerId });
});
