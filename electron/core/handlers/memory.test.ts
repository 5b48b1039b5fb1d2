import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../shared/contract.ts';
import type { WindowMemory } from '../../../shared/contract.ts';
import { openStore } from '../store/open.ts';
import { writeSetting } from '../store/settings.ts';
import { recall, remember } from './memory.ts';

const [one, other] = [randomUUID(), randomUUID()];
const window: WindowMemory = { section: 'queue', tabs: [{ customerId: one, name: 'Lucía Ferreyra', channel: 'mail' }], activeId: one, isPanelOpen: true, hasOpened: true };

test('what the window leaves is there at its next start, and no screen is asked again for it', () => {
  const store = openStore(null, null);
  expect(recall(store)).toEqual({ window: null, drafts: {} });
  const told: unknown[] = [];
  store.onChange((change) => told.push(change));
  remember(store, { window, drafts: { [one]: 'llamar el lunes' } });
  expect(recall(store)).toEqual({ window, drafts: { [one]: 'llamar el lunes' } });
  expect(told).toEqual([]);
  store.close();
});

test('saving one thing deletes no other: drafts stay until they are emptied by name', () => {
  const store = openStore(null, null);
  store.write((writer) => writeSetting(writer, 'drafty', 1));
  remember(store, { drafts: { [one]: 'uno', [other]: 'dos' } });
  remember(store, { window });
  remember(store, { drafts: { [one]: 'uno más' } });
  expect(recall(store)).toEqual({ window, drafts: { [one]: 'uno más', [other]: 'dos' } });
  remember(store, { drafts: { [one]: 'uno más y dos', [other]: '' } });
  expect(recall(store).drafts).toEqual({ [one]: 'uno más y dos' });
  store.close();
});

test('a draft and a name in a tab lie encrypted on the disk', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hilo-memory-'));
  const store = openStore(dir, 'ab'.repeat(32));
  remember(store, { window, drafts: { [one]: 'el perro de Ferreyra se llama Sultán' } });
  const bytes = Buffer.concat(readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(dir, entry.name))));
  expect(bytes.length).toBeGreaterThan(0);
  expect(bytes.includes('Ferreyra')).toBe(false);
  store.close();
  rmSync(dir, { recursive: true });
});

test('the gate refuses what is no memory of a window', () => {
  const { input } = COMMANDS['desk.remember'];
  expect(input.safeParse({ window, drafts: { [one]: 'x' } }).success).toBe(true);
  expect(input.safeParse({ drafts: { 'not-an-id': 'x' } }).success).toBe(false);
  expect(input.safeParse({ window: { ...window, tabs: [{ customerId: 7 }] } }).success).toBe(false);
});
