/** Must show 2: what happens at the server after the first sync, on servers of every kind, comes out the same. */
import { afterAll, expect, test, vi } from 'vitest';
import { startDovecot } from '../../e2e/world/dovecot.ts';
import { makeMailbox, plainMail, SHOP_DOMAIN } from '../../e2e/world/mailbox.ts';
import { freshFolder, imapOptions, json, removeFolders, callHilo, withHilo } from './testHilo.ts';
import type { FolderLine, OpenHilo, Stats } from './testHilo.ts';

const MESSAGES = 200;
const KINDS: Record<string, readonly string[]> = {
  'with everything': [],
  'without QRESYNC': ['QRESYNC'],
  'without CONDSTORE and QRESYNC': ['CONDSTORE', 'QRESYNC'],
  'without IDLE, CONDSTORE, QRESYNC, LIST-STATUS and SPECIAL-USE': ['IDLE', 'CONDSTORE', 'QRESYNC', 'LIST-STATUS', 'SPECIAL-USE'],
};

/** Server -> digest after each step; every server has to come to the same. */
const digests = new Map<string, string[]>();

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });
afterAll(removeFolders);

const sync = (hilo: OpenHilo): Promise<FolderLine[]> => hilo.run('sync', [], { once: true });
const sums = (lines: FolderLine[]): { stored: number; quarantined: number } => ({ stored: lines.reduce((sum, line) => sum + line.stored, 0), quarantined: lines.reduce((sum, line) => sum + line.quarantined, 0) });

/** Titles of what is no longer at the source. */
function gone({ core }: OpenHilo): string[] {
  return (core.store.prepare('SELECT id FROM interaction ORDER BY key').all() as { id: string }[]).map(({ id }) => core.query('interaction.get', { id })?.item)
    .filter((item) => item?.marks.gone === true).map((item) => item?.title ?? '');
}

/** Where the mail of this subject was found, and with which flags. */
function places({ core }: OpenHilo, title: string): string[] {
  const row = core.store.prepare('SELECT id FROM interaction WHERE title = ?').get(title) as { id: string } | undefined;
  const detail = row === undefined ? null : core.query('interaction.get', { id: row.id });
  return (detail?.places ?? []).filter((place) => !place.gone).map((place) => `${place.stream} ${place.flags.join(' ')}`.trim()).sort();
}

test.each(Object.entries(KINDS))('a server %s: UIDVALIDITY reset, move, expunge, flags, a new folder and a folder that goes', async (kind, without) => {
  const dovecot = await startDovecot({ users: { ana: 'pw-ana' }, without });
  try {
    const mailbox = makeMailbox(MESSAGES);
    for (const [folder, messages] of mailbox.folders) dovecot.writeMaildir('ana', folder, messages);
    const marked = ['flagged', 'moved', 'expunged', 'kept twice'];
    dovecot.writeMaildir('ana', 'INBOX', marked.map((subject) => ({ raw: plainMail({ subject, id: `${subject.replace(' ', '.')}@casa.example` }), receivedAtMs: Date.UTC(2026, 5, 1) })));
    dovecot.writeMaildir('ana', 'Ventas', [{ raw: plainMail({ subject: 'kept twice', id: 'kept.twice@casa.example' }), receivedAtMs: Date.UTC(2026, 5, 1) }]);
    const profile = freshFolder();
    await json(['set', 'own', SHOP_DOMAIN, '--profile', profile], callHilo);
    await json([...imapOptions(dovecot, 'ana', freshFolder()), '--profile', profile], callHilo);

    await withHilo(profile, async (hilo) => {
      const steps: string[] = [];
      const settle = async (what: string, stored: number): Promise<Stats> => {
        const lines = await sync(hilo);
        expect([what, sums(lines), lines.every((line) => line.complete)]).toEqual([what, { stored, quarantined: 0 }, true]);
        const stats = await hilo.run<Stats>('stats');
        steps.push(stats.digest);
        expect([what, await hilo.run('check')]).toEqual([what, { ok: true, problems: [] }]);
        return stats;
      };
      const first = await settle('first', mailbox.distinctCount + marked.length);
      expect(gone(hilo)).toEqual([]);
      expect(places(hilo, 'kept twice')).toEqual(['INBOX', 'Ventas']);
      expect(await settle('second', 0)).toEqual(first);

      dovecot.doveadm('mailbox', 'update', '-u', 'ana', '--uid-validity', '4242', 'INBOX');
      expect(await settle('UIDVALIDITY reset', 0)).toEqual(first);
      expect(places(hilo, 'moved')).toEqual(['INBOX']);

      dovecot.doveadm('flags', 'add', '-u', 'ana', '\\Flagged \\Seen', 'mailbox', 'INBOX', 'header', 'subject', 'flagged');
      expect(await settle('flags', 0)).toEqual(first);
      expect(places(hilo, 'flagged')).toEqual([expect.stringMatching(/^INBOX (\\Seen \\Flagged|\\Flagged \\Seen)$/)]);

      dovecot.doveadm('mailbox', 'create', '-u', 'ana', 'Nueva');
      dovecot.doveadm('move', '-u', 'ana', 'Nueva', 'mailbox', 'INBOX', 'header', 'subject', 'moved');
      expect(await settle('move into a new folder', 0)).toEqual(first);
      expect(places(hilo, 'moved')).toEqual(['Nueva']);

      dovecot.doveadm('expunge', '-u', 'ana', 'mailbox', 'INBOX', 'header', 'subject', 'expunged');
      dovecot.doveadm('expunge', '-u', 'ana', 'mailbox', 'Ventas', 'header', 'subject', 'kept twice');
      const after = await settle('expunge', 0);
      expect(after).toMatchObject({ interactions: first.interactions, sourceRecords: first.sourceRecords });
      expect(gone(hilo)).toEqual(['expunged']);
      expect(places(hilo, 'kept twice')).toEqual(['INBOX']);

      await dovecot.deliver('ana', plainMail({ subject: 'expunged', id: 'expunged@casa.example' }));
      await dovecot.deliver('ana', plainMail({ subject: 'new', id: 'new@casa.example' }));
      expect(await settle('one comes back and one is new', 1)).toMatchObject({ interactions: first.interactions + 1 });
      expect(gone(hilo)).toEqual([]);

      dovecot.doveadm('mailbox', 'delete', '-u', 'ana', '-s', 'Nueva');
      await settle('a folder goes', 0);
      expect(gone(hilo)).toEqual(['moved']);
      digests.set(kind, steps);
    });
  } finally {
    await dovecot.dispose();
  }
  expect(digests.get(kind)).toEqual(digests.values().next().value);
});
