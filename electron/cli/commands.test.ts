/** The command line's contract: one JSON document on stdout, the shape of each command's answer, named errors. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sampleFiles, sampleSettings } from '../core/sample/sampleFiles.ts';
import { sentence } from './words.ts';
import { callHilo, freshFolder, json, removeFolders, runHilo, runNpmHilo, withHilo } from './testHilo.ts';
import type { Stats } from './testHilo.ts';
import { DeskError, toErrorData } from '../../shared/result.ts';

type Totals = { read: number; stored: number; known: number; quarantined: number };
type Shown = { customer: { id: string; name: string; interactions: number }; contactPoints: { id: string; kind: string; value: string; shown: string }[]; interactions: { id: string; occurredAtMs: number; channel: string; direction: string }[] };
type Row = { interactionId: string; customerId: string; channel: string; at: string; title: string; snippet: string };
type Failure = { error: { code: string; recovery: string; params: Record<string, unknown> } };

const NOW_MS = Date.UTC(2026, 10, 20, 15);
const profile = freshFolder();
const files = freshFolder();
let imported: Totals;

vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 });
beforeAll(async () => {
  for (const { path, bytes } of sampleFiles(NOW_MS)) {
    mkdirSync(dirname(join(files, path)), { recursive: true });
    writeFileSync(join(files, path), bytes);
  }
  await json(['set', 'country', sampleSettings.country, '--profile', profile]);
  await json(['set', 'own', sampleSettings.own.join(','), '--profile', profile]);
  imported = await json<Totals>(['import', files, '--profile', profile]);
});
afterAll(removeFolders);

/** A copy of the sample's history for tests that change it. */
async function sampleProfile(): Promise<string> {
  const made = freshFolder();
  await withHilo(made, async ({ run }) => {
    await run('set', ['country', sampleSettings.country]);
    await run('set', ['own', sampleSettings.own.join(',')]);
    await run('import', [files]);
  });
  return made;
}

describe('import and stats', () => {
  test('files of all kinds in one folder are read, and counted in one document', async () => {
    expect(Object.keys(imported).sort()).toEqual(['known', 'quarantined', 'read', 'stored']);
    expect(imported.read).toBeGreaterThan(500);
    expect(imported).toMatchObject({ stored: imported.read - imported.known, quarantined: 0 });
    const stats = await json<Stats>(['stats', '--profile', profile]);
    expect(Object.keys(stats).sort()).toEqual(['byChannel', 'customers', 'digest', 'interactions', 'operations', 'quarantined', 'sourceRecords']);
    expect(stats.byChannel).toEqual({ mail: expect.any(Number), chat: expect.any(Number), call: expect.any(Number), visit: 0, note: 0, survey: 0, web: 8, public: 3 });
    expect(Object.values(stats.byChannel).reduce((sum, n) => sum + n, 0)).toBe(stats.interactions);
    expect(stats).toMatchObject({ sourceRecords: imported.stored, quarantined: 0, operations: 0, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    for (const channel of ['mail', 'chat', 'call']) expect(stats.byChannel[channel], channel).toBeGreaterThan(20);
  });

  test('the same files a second time store nothing', async () => {
    const before = await json<Stats>(['stats', '--profile', profile]);
    expect(await json<Totals>(['import', files, '--profile', profile])).toEqual({ read: imported.read, stored: 0, known: imported.read, quarantined: 0 });
    expect(await json<Stats>(['stats', '--profile', profile])).toEqual(before);
  });

  test('a file that fails beside others is named, and the others are read', async () => {
    const mixed = freshFolder();
    writeFileSync(join(mixed, 'agenda.vcf'), 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Luz\r\nEMAIL:luz@casa.example\r\nEND:VCARD\r\n');
    writeFileSync(join(mixed, 'charla.zip'), Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(400, 7)]));
    const done = await runHilo(['import', join(mixed, 'agenda.vcf'), join(mixed, 'charla.zip'), '--json', '--profile', freshFolder()]);
    expect(done.code).toBe(1);
    expect(JSON.parse(done.stdout)).toMatchObject({ error: { code: 'file-unreadable' } });
    expect(done.stderr).toContain('file-unreadable: The file cannot be read.');
  });
});

describe('what settings say is part of how records are read', () => {
  test('own addresses turn directions round; taken back, the history is as it was; a rebuild gives the same', async () => {
    await withHilo(await sampleProfile(), async ({ core, run }) => {
      const before = await run<Stats>('stats');
      const outbound = (): number => (core.store.prepare("SELECT count(*) AS n FROM interaction WHERE channel = 0 AND direction = 1").get() as { n: number }).n;
      expect(outbound()).toBeGreaterThan(20);
      await run('set', ['own', 'elsewhere.example']);
      expect(outbound()).toBe(0);
      expect((await run<Stats>('stats')).digest).not.toBe(before.digest);
      await run('set', ['own', sampleSettings.own.join(',')]);
      expect(await run<Stats>('stats')).toEqual(before);
      expect(await run('rebuild')).toEqual({ records: before.sourceRecords });
      expect(await run<Stats>('stats')).toEqual(before);
      expect(await run('check')).toEqual({ ok: true, problems: [] });
    });
  });

  test('the country says what a national number is; taken back, the history is as it was', async () => {
    await withHilo(freshFolder(), async ({ run }) => {
      const folder = freshFolder();
      writeFileSync(join(folder, 'agenda.vcf'), 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Luz\r\nTEL:011 4123-4567\r\nEND:VCARD\r\n');
      await run('set', ['country', 'AR']);
      await run('import', [folder]);
      const before = await run<Stats>('stats');
      expect((await run<Shown>('show', ['+54 11 4123-4567'])).customer.name).toBe('Luz');
      await run('set', ['country', 'ES']);
      await expect(run('show', ['+54 11 4123-4567'])).rejects.toMatchObject({ code: 'not-found' });
      await run('set', ['country', 'ar']);
      expect(await run<Stats>('stats')).toEqual(before);
    });
  });
});

describe('search and show', () => {
  test('search answers with rows, whatever the accents, and with no more than asked for', async () => {
    const rows = await json<Row[]>(['search', 'garantia', '--profile', profile], callHilo);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(Object.keys(row).sort()).toEqual(['at', 'channel', 'customerId', 'interactionId', 'snippet', 'title']);
      expect(new Date(row.at).toISOString()).toBe(row.at);
    }
    expect(rows.map((row) => row.at)).toEqual(rows.map((row) => row.at).toSorted().toReversed());
    expect(await json(['search', 'GARANTÍA', '--profile', profile], callHilo)).toEqual(rows);
    expect(await json<Row[]>(['search', 'garantia', '--limit', '1', '--profile', profile], callHilo)).toEqual(rows.slice(0, 1));
    expect(await json(['search', 'zzzquenohay', '--profile', profile], callHilo)).toEqual([]);
  });

  test('a customer is shown by mail, by number in any spelling and by id, with the timeline in order; a number finds its interactions', async () => {
    await withHilo(profile, async ({ core, run }) => {
      const { value } = core.store.prepare("SELECT point.value FROM contact_point AS point JOIN party ON party.point = point.id WHERE point.kind = 'phone' AND point.value LIKE '+54911%' LIMIT 1").get() as { value: string };
      const national = `011 15-${value.slice(-8, -4)}-${value.slice(-4)}`;
      const shown = await run<Shown>('show', [value]);
      expect(Object.keys(shown)).toEqual(['customer', 'contactPoints', 'interactions']);
      expect(shown.contactPoints.map((point) => point.value)).toContain(value);
      expect(shown.interactions).toHaveLength(shown.customer.interactions);
      expect(shown.interactions.map((item) => item.occurredAtMs)).toEqual(shown.interactions.map((item) => item.occurredAtMs).toSorted((a, b) => a - b));
      for (const other of [national, `00${value.slice(1)}`, shown.customer.id, shown.contactPoints[0]?.id ?? '']) expect(await run('show', [other]), other).toEqual(shown);
      const digits = await run<Row[]>('search', [national]);
      expect(digits.some((row) => row.customerId === shown.customer.id)).toBe(true);
      expect(await run('search', [value])).toEqual(digits);
      const { mail } = core.store.prepare("SELECT value AS mail FROM contact_point WHERE kind = 'mail' LIMIT 1").get() as { mail: string };
      expect((await run<Shown>('show', [mail.toUpperCase()])).contactPoints.map((point) => point.value)).toContain(mail);
    });
  });

  test('somebody unknown is not-found', async () => {
    for (const who of ['nadie@casa.example', '+54 11 4999-9999', '00000000-0000-5000-8000-000000000000', 'Nadie']) {
      const done = await callHilo(['show', who, '--json', '--profile', profile]);
      expect([done.code, (JSON.parse(done.stdout) as Failure).error.code], who).toEqual([1, 'not-found']);
    }
  });
});

describe('link and unlink', () => {
  test('two become one customer, and are two again with the same ids; both are operations that a rebuild keeps', async () => {
    await withHilo(await sampleProfile(), async ({ core, run }) => {
      const before = await run<Stats>('stats');
      const [a, b] = (core.store.prepare("SELECT min(value) AS value FROM contact_point WHERE kind = 'mail' GROUP BY customer ORDER BY (SELECT count(*) FROM contact_point AS one WHERE one.customer = contact_point.customer) DESC, 1 LIMIT 2").all() as { value: string }[]).map((row) => row.value) as [string, string];
      const apart = [await run<Shown>('show', [a]), await run<Shown>('show', [b])];
      expect(await run('link', [a, b])).toMatchObject({ operationId: expect.any(String) });
      const joined = await run<Shown>('show', [a]);
      expect(await run('show', [b])).toEqual(joined);
      expect(joined.interactions).toHaveLength(apart.reduce((sum, { interactions }) => sum + interactions.length, 0));
      expect(await run<Stats>('stats')).toMatchObject({ customers: before.customers - 1, interactions: before.interactions, operations: 1 });
      await run('unlink', [a, b]);
      const again = [await run<Shown>('show', [a]), await run<Shown>('show', [b])];
      expect(again.map(({ customer, interactions }) => [customer.id, customer.name, interactions.map(({ id }) => id)])).toEqual(apart.map(({ customer, interactions }) => [customer.id, customer.name, interactions.map(({ id }) => id)]));
      const after = await run<Stats>('stats');
      expect(after).toMatchObject({ customers: before.customers, operations: 2 });
      await run('rebuild');
      expect(await run<Stats>('stats')).toEqual(after);
      expect(await run('check')).toEqual({ ok: true, problems: [] });
      await expect(run('unlink', [a, b])).rejects.toMatchObject({ code: 'conflict' });
    });
  });
});

describe('errors', () => {
  const calls: [string, readonly string[], number, string][] = [
    ['no command', [], 2, 'bad-request'],
    ['an unknown command', ['constructor'], 2, 'bad-request'],
    ['an unknown option', ['stats', '--colour'], 2, 'bad-request'],
    ['import of nothing', ['import'], 2, 'bad-request'],
    ['a setting that does not exist', ['set', 'country', 'Argentina'], 2, 'bad-request'],
    ['sync without --once', ['sync'], 2, 'bad-request'],
    ['an account without its host', ['account', 'add', 'imap', '--user', 'ana'], 2, 'bad-request'],
    ['a file that is not there', ['import', '/nowhere/agenda.vcf'], 1, 'file-missing'],
  ];
  test.each(calls)('%s', async (_what, args, code, named) => {
    const done = await callHilo([...args, '--json', '--profile', profile]);
    expect(done.code, done.stderr).toBe(code);
    const { error } = JSON.parse(done.stdout) as Failure;
    expect(error).toMatchObject({ code: named, recovery: expect.any(String), params: expect.any(Object) });
    expect(done.stderr).toContain(`${named}: `);
    expect(done.stderr).not.toMatch(/^ {4}at /m);
  });

  test('the profile has to be named', async () => {
    const done = await callHilo(['stats', '--json']);
    expect([done.code, (JSON.parse(done.stdout) as Failure).error]).toEqual([2, { code: 'bad-request', recovery: 'bug', params: { what: '--profile is missing' } }]);
  });

  test('a wrong key, a lost key file and an unreachable server are told in words', async () => {
    const mine = freshFolder();
    await json(['stats', '--profile', mine], callHilo);
    const otherKey = join(freshFolder(), 'other.key');
    writeFileSync(otherKey, 'ab'.repeat(32));
    const wrong = await callHilo(['stats', '--json', '--profile', mine, '--key-file', otherKey]);
    expect([wrong.code, (JSON.parse(wrong.stdout) as Failure).error.code]).toEqual([1, 'key-wrong']);
    const password = join(freshFolder(), 'password');
    writeFileSync(password, 'secret');
    await json(['account', 'add', 'imap', '--host', '127.0.0.1', '--port', '1', '--user', 'ana', '--password-file', password, '--plain', '--profile', mine], callHilo);
    const refused = await callHilo(['sync', '--once', '--json', '--profile', mine]);
    expect([refused.code, (JSON.parse(refused.stdout) as Failure).error.code]).toEqual([1, 'connection-refused']);
    renameSync(join(mine, 'key.json'), join(mine, 'key.json.lost'));
    const lost = await callHilo(['stats', '--json', '--profile', mine]);
    expect([lost.code, (JSON.parse(lost.stdout) as Failure).error.code]).toEqual([1, 'key-missing']);
    // Nothing was made in its place: with the file back, the history opens.
    expect(existsSync(join(mine, 'key.json'))).toBe(false);
    renameSync(join(mine, 'key.json.lost'), join(mine, 'key.json'));
    expect(await json<Stats>(['stats', '--profile', mine], callHilo)).toMatchObject({ interactions: 0 });
    for (const error of [wrong, refused, lost].map(({ stderr }) => stderr)) expect(error.trim()).toMatch(/^[a-z-]+: [A-Z].*\.( \(.*\))?$/);
  });

  test('a named error says what happened without what may be private', () => {
    expect(sentence(toErrorData(new DeskError('host-unknown', { host: 'mail.example' })))).toBe('host-unknown: No server answers to that name. Check the spelling of the host, and whether this machine is online. (host: mail.example)');
  });
});

test('through npm, stdout holds the document and nothing else; without --json it is the same, laid out for people', async () => {
  const mine = freshFolder();
  const done = await runNpmHilo(['stats', '--json', '--profile', mine]);
  expect(done.code, done.stderr).toBe(0);
  expect(done.stdout).toMatch(/^\{.*\}\n$/);
  const shown = await runHilo(['stats', '--profile', mine]);
  expect(JSON.parse(shown.stdout)).toEqual(JSON.parse(done.stdout));
});

test('accounts are added, listed without their password, and removed', async () => {
  await withHilo(freshFolder(), async ({ run }) => {
    const password = join(freshFolder(), 'password');
    writeFileSync(password, 'not to be shown\n');
    const { accountId } = await run<{ accountId: string }>('account', ['add', 'imap'], { host: 'mail.example', user: 'ana', 'password-file': password });
    const listed = await run<Record<string, unknown>[]>('account', ['list']);
    expect(listed).toMatchObject([{ id: accountId, kind: 'imap', label: 'ana', setup: { kind: 'imap', config: { host: 'mail.example', port: 993, security: 'tls', acceptInvalidCertificate: false, outgoing: null } } }]);
    expect(JSON.stringify(listed)).not.toContain('not to be shown');
    await run('account', ['remove', accountId]);
    expect(await run('account', ['list'])).toEqual([]);
  });
});
