/** Must show 2: a whole mailbox through the command line, whatever moment the process is killed at. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startDovecot } from '../../e2e/world/dovecot.ts';
import type { Dovecot } from '../../e2e/world/dovecot.ts';
import { makeMailbox, SHOP_DOMAIN } from '../../e2e/world/mailbox.ts';
import { checkHistory } from '../core/check.ts';
import { seeded } from '../core/testing.ts';
import { hasKey, openKey } from '../core/store/key.ts';
import { openStore } from '../core/store/open.ts';
import { freshFolder, imapOptions, json, removeFolders, runHilo } from './testHilo.ts';
import type { FolderLine, Stats } from './testHilo.ts';

const MESSAGES = 2_000;
const KILLS = 20;
const mailbox = makeMailbox(MESSAGES);
let dovecot: Dovecot;

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });
beforeAll(async () => {
  dovecot = await startDovecot({ users: { ana: 'pw-ana' } });
  for (const [folder, messages] of mailbox.folders) dovecot.writeMaildir('ana', folder, messages);
});
afterAll(async () => {
  await dovecot.dispose();
  removeFolders();
});

async function newProfile(): Promise<string> {
  const profile = freshFolder();
  await json(['set', 'own', SHOP_DOMAIN, '--profile', profile]);
  await json([...imapOptions(dovecot, 'ana', freshFolder()), '--profile', profile]);
  return profile;
}

/** What `check` says, read in this process (the killed one left locks, logs and half a batch behind), and how far it had come. */
async function leftBy(profile: string): Promise<{ problems: unknown[]; records: number }> {
  if (!hasKey(profile)) return { problems: [], records: 0 };
  const store = openStore(profile, openKey(profile, { secretHex: readFileSync(join(profile, 'secret.key'), 'utf8').trim(), keptBy: 'file' }));
  try {
    return { problems: await checkHistory(store), records: (store.prepare('SELECT count(*) AS n FROM source_record').get() as { n: number }).n };
  } finally {
    store.close();
  }
}

test('2,000 messages arrive complete; killed at 20 random moments and finished, the history is the same; a second sync stores nothing', async () => {
  const undisturbed = await newProfile();
  const startedAt = performance.now();
  const lines = await json<FolderLine[]>(['sync', '--once', '--profile', undisturbed]);
  const tookMs = performance.now() - startedAt;
  expect(lines.map(({ folder }) => folder).sort()).toEqual(['Archive', 'INBOX', 'Sent', 'Ventas', 'Ventas/2025']);
  for (const line of lines) expect(line).toMatchObject({ account: 'ana', seen: mailbox.folders.get(line.folder)?.length, quarantined: 0, complete: true });
  expect(lines.reduce((sum, line) => sum + line.stored, 0)).toBe(mailbox.distinctCount);
  expect(lines.reduce((sum, line) => sum + line.stored + line.known, 0)).toBe(MESSAGES);
  const statsAt = performance.now();
  const whole = await json<Stats>(['stats', '--profile', undisturbed]);
  const startMs = performance.now() - statsAt;
  expect(whole).toMatchObject({ interactions: mailbox.distinctCount, sourceRecords: mailbox.distinctCount, quarantined: 0, operations: 0 });
  expect(await json(['check', '--profile', undisturbed])).toEqual({ ok: true, problems: [] });

  let disturbed = await newProfile();
  const random = seeded(20);
  const midway = new Set<number>();
  // The moments begin while the program is still starting and move on until they meet the reading, however fast the
  // machine is today; each run goes on where the one before was stopped. One that slipped through whole is made again,
  // in smaller steps, until some run was stopped in the middle.
  let step = Math.max(40, (tookMs - startMs * 0.6) * 0.06);
  let fromMs = startMs * 0.6;
  for (let kill = 0; kill < KILLS || (midway.size === 0 && kill < 4 * KILLS); kill++) {
    await runHilo(['sync', '--once', '--json', '--profile', disturbed], { killAfterMs: Math.round(fromMs + random.below(Math.ceil(step * 2))) });
    const { problems, records } = await leftBy(disturbed);
    expect(problems, `after kill ${kill + 1}`).toEqual([]);
    if (records === 0) fromMs += step;
    else if (records < mailbox.distinctCount) midway.add(records);
    else if (midway.size === 0) {
      disturbed = await newProfile();
      fromMs = Math.max(0, fromMs - 2 * step);
      step *= 0.7;
    }
  }
  expect(midway.size, 'states in the middle of the reading').toBeGreaterThan(0);
  const last = await json<FolderLine[]>(['sync', '--once', '--profile', disturbed]);
  expect(last.every((line) => line.complete)).toBe(true);
  expect(await json<Stats>(['stats', '--profile', disturbed])).toEqual(whole);
  expect(await json(['check', '--profile', disturbed])).toEqual({ ok: true, problems: [] });

  const second = await json<FolderLine[]>(['sync', '--once', '--profile', disturbed]);
  expect(second.map(({ stored, quarantined, complete }) => ({ stored, quarantined, complete }))).toEqual(second.map(() => ({ stored: 0, quarantined: 0, complete: true })));
  expect(await json<Stats>(['stats', '--profile', disturbed])).toEqual(whole);
});

test('a process killed while it makes the profile leaves one that opens', async () => {
  const random = seeded(7);
  const profile = freshFolder();
  for (let kill = 0; kill < 4; kill++) await runHilo(['stats', '--json', '--profile', profile], { killAfterMs: 150 + random.below(1_200) });
  expect(await json<Stats>(['stats', '--profile', profile])).toMatchObject({ interactions: 0 });
  expect(existsSync(join(profile, 'secret.key'))).toBe(true);
});
