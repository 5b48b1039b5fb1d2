/** What `check` finds of drafts, receipts and acts of people that no longer agree with what is true. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkHistory } from './check.ts';
import { contactPointId } from './identity/ids.ts';
import { saveDraft } from './store/drafts.ts';
import { chatReceipt, mail, stanza, testDesk } from './testing.ts';
import type { TestDesk } from './testing.ts';

const ana = contactPointId({ kind: 'mail', value: 'ana@uno.example' });

function history(): TestDesk {
  const desk = testDesk();
  desk.ingest([mail({ from: 'ana@uno.example' }), stanza(chatReceipt({ from: 'ana@uno.example', about: 'm1' }))]);
  desk.act('note.add', { noteId: randomUUID(), contactPointId: ana, text: 'Nota', writtenAtMs: 1 });
  desk.store.write((writer) => saveDraft(writer, { point: ana, draftId: null, baseRevision: 0, content: { channel: 'note', text: 'Hola' }, atMs: 0 }));
  return desk;
}

test.each([
  ['note or logged call without its operation', 'DELETE FROM operation'],
  ['word wrongly counted as settled', 'UPDATE party SET settled = 1 WHERE word = 1'],
  ['receipt without its record', 'UPDATE delivery SET record = 99'],
  ['two open drafts in one place', "INSERT INTO draft SELECT 'other', point, channel, content, others, revision, updated_at_ms, discarded_at_ms FROM draft"],
  ['draft without its file', `UPDATE draft SET content = '{"channel":"chat","text":"","attachments":[{"blobId":"gone"}]}'`],
  ['file of a draft cannot be read', "INSERT INTO blob VALUES ('b', 'a.pdf', '', 1, 9, 0, 17, zeroblob(32), 0)"],
])('says: %s', async (what, damage) => {
  const desk = history();
  expect(await checkHistory(desk.store)).toEqual([]);
  expect(desk.store.db.prepare(damage).run().changes).toBeGreaterThan(0);
  expect((await checkHistory(desk.store)).map((problem) => problem.what)).toContain(what);
});
