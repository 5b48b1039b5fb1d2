/** S13: what somebody logged by hand is found like what a source brought, with who said it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contactPointId } from '../identity/ids.ts';
import { phoneDigits } from '../identity/phone.ts';
import { openIndexer } from '../store/indexRows.ts';
import { interactionByKey } from '../store/interactions.ts';
import { HISTORY_FILE } from '../store/open.ts';
import { openSearch } from '../store/search.ts';
import { mail, NOW_MS, testDesk } from '../testing.ts';
import type { TestDesk } from '../testing.ts';
import { datumPlaces } from './datumPlaces.ts';

let dir: string;
let key: string;
let desk: TestDesk;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hilo-places-'));
  key = randomBytes(32).toString('hex');
  desk = testDesk(dir, key);
});
afterEach(() => {
  desk.store.close();
  rmSync(dir, { recursive: true });
});

test('a call logged by hand is found by its words and its motive, and is a place of its customer’s address', () => {
  desk.ingest([mail({ from: 'ana@uno.example' })]);
  const callId = randomUUID();
  const operationId = desk.act('call.log', {
    callId, contactPointId: contactPointId({ kind: 'mail', value: 'ana@uno.example' }), direction: 'inbound', outcome: 'answered', startedAtMs: NOW_MS - 60_000, durationMs: 1_000, motive: 'Garantía vencida', text: 'Dice que la heladera zumba',
  });
  const indexer = openIndexer(dir, HISTORY_FILE, key, phoneDigits);
  while (indexer.step().pending > 0);
  const search = openSearch(dir, key, desk.store);
  const found = (text: string): unknown[] => search.interactions(text, { limit: 10 }).hits.map((hit) => interactionByKey(desk.store, hit.key)?.id);
  expect([found('heladera zumba'), found('garantia')]).toEqual([[callId], [callId]]);
  const places = (value: string) => datumPlaces({ reader: desk.store, country: 'AR' }, search, value).filter((place) => place.interactionId === callId);
  for (const value of ['ana@uno.example', 'heladera zumba']) expect(places(value)).toMatchObject([{ what: 'interaction', label: 'Garantía vencida', origin: { by: 'operation', operationId, actor: 'Ana' } }]);
  search.close();
  indexer.close();
});
