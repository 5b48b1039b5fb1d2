/** Must show 4 over IMAP: mail that is broken or hostile, from a real server through the whole program into the store. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startDovecot } from '../../e2e/world/dovecot.ts';
import { plainMail, SHOP_DOMAIN } from '../../e2e/world/mailbox.ts';
import { rawBytes, recordsAfter } from '../core/store/sources.ts';
import type { QueryOutput } from '../../shared/contract.ts';
import { callHilo, freshFolder, imapOptions, json, openHilo, removeFolders, runHilo } from './testHilo.ts';
import type { Ended, FolderLine, OpenHilo, Stats } from './testHilo.ts';

const ARRIVED_MS = Date.UTC(2026, 4, 4, 12);
const ATTACHMENT_BYTES = 40 * 1024 * 1024;
/** What reading one mail of this size may add to the memory of the process: its bytes in a handful of places, never a multiple for each part. */
const PEAK_MIB = 550;

const lines = (...parts: string[]): string => parts.join('\r\n');
const head = (name: string, ...more: string[]): string => lines('From: Luz <luz@casa.example>', `To: ventas@${SHOP_DOMAIN}`, `Subject: ${name}`, `Message-ID: <${name}@casa.example>`, 'Date: Mon, 04 May 2026 10:00:00 +0000', 'MIME-Version: 1.0', ...more, '');

/** Name -> the mail; the name is its subject where it has one. */
const MAILS: Record<string, Buffer> = Object.fromEntries(Object.entries({
  malformed: lines(head('malformed', 'Content-Type: multipart/mixed; boundary="nunca"', 'esto no es una cabecera', ': tampoco', 'Content-Transfer-Encoding: banana'), 'palabra-malformada', '--otra', 'x', ''),
  truncated: lines(head('truncated', 'Content-Type: multipart/mixed; boundary="b"'), '--b', 'Content-Type: text/plain; charset=utf-8', '', 'palabra-cortada', '--b', 'Content-Type: application/pdf; name="a.pdf"', 'Content-Transfer-Encoding: base64', '', 'JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3'),
  unknownCharset: Buffer.concat([Buffer.from(lines(head('unknownCharset', 'Content-Type: text/plain; charset=x-klingon', 'Content-Transfer-Encoding: 8bit'), 'palabra-klingon ')), Buffer.from([0xe1, 0xe9, 0x0d, 0x0a])]),
  wrongCharset: Buffer.concat([Buffer.from(lines(head('wrongCharset', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'), 'palabra-latina ')), Buffer.from('corazón y año\r\n', 'latin1')]),
  nested: lines(head('nested', 'Content-Type: multipart/mixed; boundary="n0"'), ...Array.from({ length: 1_000 }, (_, n) => lines(`--n${n}`, `Content-Type: multipart/mixed; boundary="n${n + 1}"`, '')), '--n1000', 'Content-Type: text/plain', '', 'palabra-honda', '--n1000--', ''),
  large: Buffer.concat([
    Buffer.from(lines(head('large', 'Content-Type: multipart/mixed; boundary="b"'), '--b', 'Content-Type: text/plain', '', 'palabra-pesada', '--b', 'Content-Type: application/zip; name="fotos.zip"', 'Content-Disposition: attachment; filename="fotos.zip"', 'Content-Transfer-Encoding: base64', '', '')),
    Buffer.from(`${Buffer.alloc(57, 'hilo').toString('base64')}\r\n`.repeat(Math.ceil(ATTACHMENT_BYTES / 57))), Buffer.from('--b--\r\n'),
  ]),
  manyRecipients: plainMail({ subject: 'manyRecipients', id: 'many@casa.example', text: 'palabra-masiva', to: Array.from({ length: 5_000 }, (_, n) => `Persona ${n} <p${n}@lista.example>`).join(',\r\n ') }),
  noDate: plainMail({ subject: 'noDate', id: 'nodate@casa.example', date: null, text: 'palabra-intemporal' }),
  future: plainMail({ subject: 'future', id: 'future@casa.example', date: 'Mon, 04 May 2093 10:00:00 +0000', text: 'palabra-futura' }),
  noMessageId: lines('From: Luz <luz@casa.example>', `To: ventas@${SHOP_DOMAIN}`, 'Subject: noMessageId', 'Date: Mon, 04 May 2026 10:00:00 +0000', '', 'palabra-anonima', ''),
  twinOne: plainMail({ subject: 'twinOne', id: 'twin@casa.example', text: 'palabra-gemela uno' }),
  twinTwo: plainMail({ subject: 'twinTwo', id: 'twin@casa.example', text: 'palabra-gemela dos' }),
  injection: lines('From: =?utf-8?Q?Luz=0D=0ABcc=3A_victima=40casa.example?= <luz@casa.example>', `To: ventas@${SHOP_DOMAIN}`, 'Subject: =?utf-8?Q?injection=0D=0ABcc=3A_otra=40casa.example=0D=0A=0D=0Acuerpo?=', 'Message-ID: <injection@casa.example>', 'Date: Mon, 04 May 2026 10:00:00 +0000', '', 'palabra-inyectada', ''),
  noHeaders: lines('', 'esto no tiene cabeceras', 'y es todo lo que hay', ''),
}).map(([name, mail]) => [name, Buffer.from(mail)]));

let hilo: OpenHilo;
let ended: Ended;

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });
beforeAll(async () => {
  const dovecot = await startDovecot({ users: { ana: 'pw-ana' } });
  try {
    dovecot.writeMaildir('ana', 'INBOX', Object.values(MAILS).map((raw, n) => ({ raw, receivedAtMs: ARRIVED_MS + n * 1_000 })));
    const profile = freshFolder();
    await json(['set', 'own', SHOP_DOMAIN, '--profile', profile], callHilo);
    await json([...imapOptions(dovecot, 'ana', freshFolder()), '--profile', profile], callHilo);
    ended = await runHilo(['sync', '--once', '--json', '--profile', profile]);
    hilo = openHilo(profile);
  } finally {
    await dovecot.dispose();
  }
});
afterAll(async () => {
  await hilo.close();
  removeFolders();
});

/** What the window shows of the one mail that holds this word, found by search. */
function found(word: string): NonNullable<QueryOutput<'interaction.get'>> {
  const { interactions } = hilo.core.query('search.all', { text: word, limit: 10 });
  expect(interactions.map((hit) => hit.title), word).toHaveLength(1);
  return hilo.core.query('interaction.get', { id: interactions[0]?.interactionId ?? '' }) as NonNullable<QueryOutput<'interaction.get'>>;
}

test('nothing crashes and nothing is lost: every mail is stored whole, and what is no mail is told with its reason', async () => {
  expect([ended.code, ended.stderr]).toEqual([0, '']);
  const read = JSON.parse(ended.stdout) as FolderLine[];
  const count = Object.keys(MAILS).length;
  expect(read.find((line) => line.folder === 'INBOX')).toMatchObject({ seen: count, stored: count - 1, known: 0, quarantined: 1, complete: true });
  const kept = recordsAfter(hilo.core.store, 0, 1_000).map((row) => Buffer.from(rawBytes(hilo.core.store, row)).toString('latin1')).sort();
  expect(kept.length).toBe(count);
  expect(kept.every((raw, n) => raw === Object.values(MAILS).map((mail) => mail.toString('latin1')).sort()[n]), 'bytes as they were sent').toBe(true);
  expect(await hilo.run('check')).toEqual({ ok: true, problems: [] });
  expect(hilo.core.query('quarantine.list', { offset: 0, limit: 10 }).rows).toMatchObject([{ reason: 'no-headers', stream: 'INBOX', sizeBytes: MAILS['noHeaders']?.length }]);
});

test('malformed MIME is shown as far as it can be read, marked as damaged', () => {
  const mail = found('palabra-malformada');
  expect(mail.item.marks.damaged).toBe(true);
  expect(mail.problems).toContain('bad-structure');
});

test('truncated MIME is shown up to where it ends, marked as damaged', () => {
  const mail = found('palabra-cortada');
  expect(mail.item.marks.damaged).toBe(true);
  expect(mail.problems).toContain('truncated');
  expect(mail.attachments.map(({ filename }) => filename)).toEqual(['a.pdf']);
});

test('unknown and wrong charsets are read as well as can be, and said', () => {
  expect(found('palabra-klingon').problems).toContain('unknown-charset');
  const wrong = found('palabra-latina');
  expect(wrong.problems).toContain('wrong-charset');
  expect(wrong.text).toContain('corazón y año');
});

test('1,000 nested parts are read to the innermost, marked as damaged', () => {
  const mail = found('palabra-honda');
  expect(mail.problems).toContain('too-deep');
  expect(mail.item.marks.damaged).toBe(true);
});

test('a 40 MB attachment is searchable by its text, comes out whole, and memory stays bounded', async () => {
  const mail = found('palabra-pesada');
  expect(mail.attachments).toMatchObject([{ filename: 'fotos.zip', contentType: 'application/zip' }]);
  const { base64 } = hilo.core.query('attachment.read', { id: mail.item.id, partPath: mail.attachments[0]?.partPath ?? '' }) as { base64: string };
  expect(Buffer.from(base64, 'base64').length).toBe(Math.ceil(ATTACHMENT_BYTES / 57) * 57);
  expect((await hilo.run<Stats>('stats')).interactions).toBe(Object.keys(MAILS).length - 1);
  expect(ended.peakMiB, 'MiB at most').toBeLessThan(PEAK_MIB);
});

test('5,000 recipients are a mailing: one interaction of its writer, and no 5,000 customers', () => {
  const mail = found('palabra-masiva');
  expect(mail.item.author).toBe('Luz');
  expect(hilo.core.query('customer.list', { text: '', offset: 0, limit: 100 }).total).toBeLessThan(5);
});

test.each([['no date', 'palabra-intemporal'], ['a date in 2093', 'palabra-futura']])('%s: the time of arrival is shown, and marked as doubtful', (_what, word) => {
  const { item } = found(word);
  expect(item.marks.dateDoubtful).toBe(true);
  expect(Math.abs(item.occurredAtMs - ARRIVED_MS)).toBeLessThan(60_000);
});

test('no Message-ID: stored once, and known when it comes again', () => {
  expect(found('palabra-anonima').item.title).toBe('noMessageId');
});

test('two different mails with one Message-ID stay two', () => {
  const { interactions } = hilo.core.query('search.all', { text: 'palabra-gemela', limit: 10 });
  expect(interactions.map((hit) => hit.title).sort()).toEqual(['twinOne', 'twinTwo']);
});

test('injected headers stay text: no party, no line of their own', () => {
  const mail = found('palabra-inyectada');
  expect(mail.item.title).not.toMatch(/[\r\n]/);
  expect(mail.item.author).not.toMatch(/[\r\n]/);
  expect(mail.parties.map(({ role }) => role)).toEqual(['from']);
  expect(mail.ownParties.map(({ address }) => address)).toEqual([`ventas@${SHOP_DOMAIN}`]);
  expect(hilo.core.query('customer.list', { text: 'victima', offset: 0, limit: 10 }).rows.map(({ name }) => name).filter((name) => name.startsWith('victima'))).toEqual([]);
});
