/**
 * A mailbox from a real Dovecot into the history, stored and searchable, against a plain drain of the same mailbox and
 * against mbsync with notmuch.
 *
 * Both sides are whole processes, start and end included. Ours is the built core (`out/core`) in plain Node: the
 * profile is made beforehand, so that a run is what follows when an account is added to a console. The drain runs in
 * the same Node with the same imapflow. Rounds alternate, because the machine's speed drifts.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../electron/dev/run.ts';
import { EVERYTHING_WAITING } from '../../shared/cases.ts';
import { startDovecot } from '../world/dovecot.ts';
import type { Dovecot } from '../world/dovecot.ts';
import { newProfile, startBuiltCore } from './builtCore.ts';
import type { BuiltCore } from './builtCore.ts';
import { benchCache, corpusFile, readCorpus } from './corpusFile.ts';
import { median, percentile, round } from './figures.ts';
import type { Figures } from './figures.ts';
import { OWN_DOMAIN } from './corpus.ts';
import { measureRival } from './rival.ts';

export type ImapOptions = { messages: number; rounds: number; withRival: boolean; withQueries: boolean };
export type Mailbox = { server: Dovecot; user: string; password: string; messages: number };
type SyncRun = { wallS: number; cpuS: number; storedS: number; searchableS: number; peakMib: number };
type DrainRun = { wallS: number; cpuS: number };

const USER = 'ana';
const PASSWORD = 'pw-ana';
const LOOK_EVERY_MS = 40;
const ASK_EVERY_MS = 20;
const IDLE_MS = 5_000;
const SYNC_LIMIT_MS = 15 * 60_000;
/** Frequent, middling, a prefix, several at once. */
const SEARCHED = ['reembolso', 'factura', 'pedid', 'turno técnico', 'garantía envío'];

export async function measureImap(options: ImapOptions, say: (line: string) => void): Promise<Figures> {
  const mailbox = await serveCorpus(options.messages, say);
  const folder = workFolder();
  try {
    // Dovecot indexes the files at the first look; the second side must not profit from the first.
    await drain(mailbox);
    const figures = await compare(mailbox, options.rounds, folder, say);
    const rival = options.withRival ? await measureRival(mailbox, folder, say) : null;
    return {
      ...figures,
      ...(rival === null ? {} : { imap_vs_mbsync_notmuch: round((figures['imap_wall_s'] ?? 0) / rival['mbsync_notmuch_wall_s'], 3), ...rival }),
      ...(options.withQueries ? await askDuringSync(mailbox, folder, say) : {}),
    };
  } finally {
    await mailbox.server.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function serveCorpus(messages: number, say: (line: string) => void): Promise<Mailbox> {
  say(`imap: ${messages.toLocaleString('en')} messages onto Dovecot`);
  // Only INBOX, so that both sides read the same folder.
  const server = await startDovecot({ users: { [USER]: PASSWORD }, tls: false, specialFolders: false });
  server.writeMaildir(USER, 'INBOX', readCorpus(corpusFile({ letters: messages })).map((message, n) => ({ ...message, seen: n % 10 > 0 })));
  return { server, user: USER, password: PASSWORD, messages };
}

async function compare(mailbox: Mailbox, rounds: number, folder: string, say: (line: string) => void): Promise<Figures> {
  const ours: SyncRun[] = [];
  const drains: DrainRun[] = [];
  for (let nth = 0; nth < rounds; nth++) {
    const sides = [
      async () => { drains.push(await drain(mailbox)); },
      async () => { ours.push(await syncOnce(mailbox, join(folder, `round-${nth}`))); },
    ];
    for (const side of nth % 2 === 0 ? sides : sides.toReversed()) await side();
    const last = ours.at(-1);
    say(`imap, round ${nth + 1}: drain ${round(drains.at(-1)?.wallS ?? 0)} s, ours ${round(last?.wallS ?? 0)} s (stored after ${round(last?.storedS ?? 0)} s, searchable after ${round(last?.searchableS ?? 0)} s), ${last?.peakMib ?? 0} MiB`);
  }
  const wallS = median(ours.map((one) => one.wallS));
  const drainS = median(drains.map((one) => one.wallS));
  return {
    imap_messages: mailbox.messages,
    imap_vs_drain: round(wallS / drainS),
    imap_msgs_per_s: Math.round(mailbox.messages / wallS),
    drain_msgs_per_s: Math.round(mailbox.messages / drainS),
    imap_wall_s: round(wallS),
    drain_wall_s: round(drainS),
    // What the machine's other work cannot change; the drain's and ours, without Dovecot's share.
    imap_cpu_s: round(median(ours.map((one) => one.cpuS))),
    drain_cpu_s: round(median(drains.map((one) => one.cpuS))),
    // From the account being added to the last row, inside the running process.
    imap_inside_stored_s: round(median(ours.map((one) => one.storedS))),
    imap_inside_searchable_s: round(median(ours.map((one) => one.searchableS))),
    core_peak_mib: Math.max(...ours.map((one) => one.peakMib)),
  };
}

async function drain({ server, user, password, messages }: Mailbox): Promise<DrainRun> {
  const startedAt = performance.now();
  const done = await run(process.execPath, [join(import.meta.dirname, 'drain.ts'), String(server.imapPort), user, password], { timeLimitMs: SYNC_LIMIT_MS });
  const wallS = (performance.now() - startedAt) / 1_000;
  if (done.code !== 0) throw new Error(`the drain failed: ${done.tail}`);
  const told = JSON.parse(done.tail) as { messages: number; cpuS: number };
  if (told.messages !== messages) throw new Error(`the drain read ${told.messages} of ${messages} messages`);
  return { wallS, cpuS: told.cpuS };
}

async function syncOnce(mailbox: Mailbox, profileDir: string): Promise<SyncRun> {
  await makeEmptyProfile(profileDir);
  const startedAt = performance.now();
  const core = await startBuiltCore(profileDir);
  const addedAt = performance.now();
  await addAccount(core, mailbox);
  const storedS = await untilStored(core, addedAt);
  const searchableS = await untilSearchable(core, addedAt);
  const state = await core.query('app.state', {});
  const used = { peakMib: core.peakMib(), cpuS: core.cpuS() };
  await core.stop();
  const wallS = (performance.now() - startedAt) / 1_000;
  if (state.interactions !== mailbox.messages) throw new Error(`${state.interactions} of ${mailbox.messages} messages are in the history`);
  rmSync(profileDir, { recursive: true, force: true });
  return { wallS, storedS, searchableS, ...used };
}

async function makeEmptyProfile(profileDir: string): Promise<void> {
  const core = await startBuiltCore(newProfile(profileDir));
  await core.command('settings.set', { own: [OWN_DOMAIN], country: 'ES', timeZone: 'Europe/Madrid' });
  await core.stop();
}

export async function addAccount(core: BuiltCore, { server, user, password }: Mailbox): Promise<void> {
  await core.command('account.add', {
    label: 'bench',
    setup: { kind: 'imap', config: { host: server.host, port: server.imapPort, security: 'plain', user, password, acceptInvalidCertificate: false, outgoing: null } },
  });
}

/** @returns seconds since `fromMs` until the account said that it has everything */
export async function untilStored(core: BuiltCore, fromMs: number): Promise<number> {
  await until(async () => {
    const account = (await core.query('sync.state', {})).accounts[0];
    if (account?.error) throw new Error(`the sync failed: ${account.error.code}`);
    return account?.phase === 'live';
  }, 'the mailbox was not read');
  return (performance.now() - fromMs) / 1_000;
}

async function untilSearchable(core: BuiltCore, fromMs: number): Promise<number> {
  await until(async () => (await core.query('app.state', {})).indexing === 0, 'the search index was not finished');
  return (performance.now() - fromMs) / 1_000;
}

async function until(isDone: () => Promise<boolean>, failure: string): Promise<void> {
  const end = performance.now() + SYNC_LIMIT_MS;
  while (!await isDone()) {
    if (performance.now() > end) throw new Error(`${failure} in time`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** One more full sync while somebody works, and the same questions once more when it is over, for what the machine itself adds. */
async function askDuringSync(mailbox: Mailbox, folder: string, say: (line: string) => void): Promise<Figures> {
  const profileDir = join(folder, 'asked');
  await makeEmptyProfile(profileDir);
  const core = await startBuiltCore(profileDir);
  await addAccount(core, mailbox);
  const during = await askWhile(core, async () => {
    await untilStored(core, 0);
    await untilSearchable(core, 0);
  });
  const idle = Object.values(await askWhile(core, () => new Promise((resolve) => setTimeout(resolve, IDLE_MS)))).flat();
  await core.stop();
  for (const [kind, times] of Object.entries(during)) say(`query during a sync, ${kind}: p50 ${round(percentile(times, 50))} ms, p95 ${round(percentile(times, 95))} ms, worst ${round(Math.max(...times))} ms (${times.length})`);
  const all = Object.values(during).flat();
  return {
    query_during_sync_p50_ms: round(percentile(all, 50)), query_during_sync_p95_ms: round(percentile(all, 95)), query_during_sync_max_ms: round(Math.max(...all)),
    query_during_sync_count: all.length, query_idle_p50_ms: round(percentile(idle, 50)), query_idle_p95_ms: round(percentile(idle, 95)),
  };
}

/**
 * Asks every 20 ms, whether or not the question before has been answered: a stall counts for everybody who asks into it.
 * @returns ms from question to answer, as the asker sees it, by kind
 */
async function askWhile(core: BuiltCore, work: () => Promise<void>): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {};
  const asked: Promise<void>[] = [];
  let customers: string[] = [];
  const timed = async (kind: string, query: () => Promise<unknown>): Promise<void> => {
    const startedAt = performance.now();
    await query();
    (times[kind] ??= []).push(performance.now() - startedAt);
  };
  const questions = [
    () => timed('customers', async () => { customers = (await core.query('customer.list', { text: '', offset: 0, limit: 50 })).rows.map((row) => row.id); }),
    (nth: number) => { const id = customers[nth % customers.length]; return id === undefined ? Promise.resolve() : timed('timeline', () => core.query('customer.timeline', { id, limit: 40 })); },
    () => timed('queue', () => core.query('queue.list', { filter: EVERYTHING_WAITING, limit: 200 })),
    (nth: number) => timed('search', () => core.query('search.all', { text: SEARCHED[nth % SEARCHED.length] ?? '', limit: 20 })),
  ];
  let nth = 0;
  const timer = setInterval(() => {
    const question = questions[nth % questions.length];
    if (question !== undefined) asked.push(question(Math.floor(nth / questions.length)));
    nth += 1;
  }, ASK_EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  await Promise.all(asked);
  return times;
}

/** On the disk that keeps the project, not in a temporary folder that may lie in memory. */
export function workFolder(): string {
  mkdirSync(benchCache, { recursive: true });
  return mkdtempSync(join(benchCache, 'work-'));
}
