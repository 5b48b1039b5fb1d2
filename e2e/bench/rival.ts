/** mbsync into a Maildir and notmuch over it: what people use today to have a mailbox here and searchable. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../electron/dev/run.ts';
import { round } from './figures.ts';
import type { Mailbox } from './imap.ts';

export type RivalFigures = { mbsync_wall_s: number; notmuch_wall_s: number; mbsync_notmuch_wall_s: number };

const LIMIT_MS = 20 * 60_000;

/** One round: notmuch needs a minute and a half for 20,000 messages. */
export async function measureRival(mailbox: Mailbox, folder: string, say: (line: string) => void): Promise<RivalFigures> {
  const maildir = join(folder, 'rival', 'mail');
  mkdirSync(maildir, { recursive: true });
  const mbsyncS = await timed('mbsync', ['-q', '-c', mbsyncConfig(mailbox, maildir), '-a'], {});
  const read = ['cur', 'new'].flatMap((sub) => readdirSync(join(maildir, 'INBOX', sub))).length;
  if (read !== mailbox.messages) throw new Error(`mbsync read ${read} of ${mailbox.messages} messages`);
  say(`imap, mbsync: ${round(mbsyncS)} s; notmuch is indexing ...`);
  const notmuchS = await timed('notmuch', ['new', '--quiet'], { NOTMUCH_CONFIG: notmuchConfig(maildir) });
  say(`imap, notmuch: ${round(notmuchS)} s`);
  return { mbsync_wall_s: round(mbsyncS), notmuch_wall_s: round(notmuchS), mbsync_notmuch_wall_s: round(mbsyncS + notmuchS) };
}

/** `FSync no` is the fair setting: our own store does not wait for the disk at every message either. */
function mbsyncConfig({ server, user, password }: Mailbox, maildir: string): string {
  const file = join(maildir, '..', 'mbsyncrc');
  writeFileSync(file, [
    'FSync no', 'IMAPAccount bench', `Host ${server.host}`, `Port ${server.imapPort}`, `User ${user}`, `Pass ${password}`, 'SSLType None', 'AuthMechs LOGIN', '',
    'IMAPStore far', 'Account bench', '', 'MaildirStore near', `Path ${maildir}/`, `Inbox ${maildir}/INBOX`, '',
    'Channel all', 'Far :far:INBOX', 'Near :near:INBOX', 'Create Near', 'Sync Pull', 'SyncState *', '',
  ].join('\n'));
  return file;
}

function notmuchConfig(maildir: string): string {
  const file = join(maildir, '..', 'notmuch-config');
  writeFileSync(file, [
    '[database]', `path=${maildir}`, '[user]', 'name=Ana', 'primary_email=ana@empresa.example', '[new]', 'tags=unread;inbox',
    'ignore=.mbsyncstate;.uidvalidity;.mbsyncstate.journal;.mbsyncstate.new;.mbsyncstate.lock', '[maildir]', 'synchronize_flags=true', '',
  ].join('\n'));
  return file;
}

async function timed(command: string, args: readonly string[], env: Record<string, string>): Promise<number> {
  const startedAt = performance.now();
  const done = await run(command, args, { env, timeLimitMs: LIMIT_MS });
  if (done.code !== 0) throw new Error(`${command} ended with ${String(done.code)}: ${done.tail}`);
  return (performance.now() - startedAt) / 1_000;
}
