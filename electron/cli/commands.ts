/** What `hilo` can do. Each command takes the open core and answers with one value. */
import { resolve } from 'node:path';
import type { Core } from '../core/core.ts';
import { checkHistory } from '../core/check.ts';
import { digest } from '../core/digest.ts';
import { customerOf } from '../core/handlers/views.ts';
import { linksOf, pointById, pointByUuid } from '../core/store/customers.ts';
import type { Reader } from '../core/store/open.ts';
import { countUnreadable } from '../core/store/sources.ts';
import { CHANNELS, HIT_END, HIT_START } from '../../shared/domain.ts';
import { DeskError, fromErrorData, toErrorData } from '../../shared/result.ts';
import type { ErrorData } from '../../shared/result.ts';
import { account } from './accounts.ts';
import { resolveId, usage } from './call.ts';
import type { CommandCall, CommandResult } from './call.ts';
import { call } from './calls.ts';
import { outbox, send } from './sending.ts';
import { visit } from './visits.ts';

export const USAGE = `hilo COMMAND --profile DIR [--json] [--key-file FILE]
  import PATH...                    read mail files and folders, WhatsApp exports, call logs, contacts
  set country CC | set own ADDRESS-OR-DOMAIN[,...] | set zone ZONE
  account add imap --host H --user U --password-file F [--port N] [--tls|--starttls|--plain] [--insecure-certificate] [--label L]
              [--smtp-host H [--smtp-port N] [--smtp-tls|--smtp-starttls|--smtp-plain] [--smtp-user U] [--smtp-password-file F]
               [--address A] [--name N] [--signature-file F] [--sent-copy auto|server|append|none]]
  account add xmpp --address A --password-file F [--host H] [--port N] [--starttls|--tls|--plain] [--name N]
  account add ami --host H --user U --password-file F --device PJSIP/1001 [--port N] [--context C] [--prefix DIGITS] [--tls|--plain]
  account add call-log --engine postgres|mysql --host H --user U --password-file F [--port N] [--database D] [--table T] [--tls|--plain]
                                    with --test: try it first, and add nothing that does not answer
  account list | account remove ID
  sync --once                       read every account once, and let leave what is due
  send --to ADDRESS --text TEXT|- [--subject S] [--cc A] [--bcc A] [--attach FILE] [--account ID-OR-ADDRESS] [--chat]
       [--customer C] [--reply INTERACTION] [--later +2h|2026-11-23T09:00] [--wait]
  outbox list | outbox cancel ID | outbox retry ID [--wait] | outbox hold ID | outbox sent ID
  call brief NUMBER
  call log --number N|--customer C [--direction in|out] [--outcome answered|missed|busy|failed|voicemail] [--minutes M] [--at TIME] [--motive M] [--text T]
  visit list --customer C [--limit N] | visit log --customer C [--minutes M] [--at TIME] [--motive M] [--text T]
  stats | search QUERY [--limit N] | show CONTACT-POINT-OR-ID
  link A B | unlink A B             A and B are contact points or ids
  rebuild                           make everything derived anew from what was read and decided
  check                             look the history over; exit code 1 when something does not hold`;

const SEARCH_LIMIT = 50;
const SHOW_PAGE = 1_000;

export const COMMANDS: Record<string, (call: CommandCall) => Promise<CommandResult> | CommandResult> = {
  import: importFiles, set, account, sync, stats, search, show, link, unlink, send, outbox, call, visit,
  rebuild: async ({ core }) => {
    const read = await core.rebuild();
    await core.indexed();
    return { value: { records: read } };
  },
  check: async ({ core }) => {
    const problems = await checkHistory(core.store);
    return { value: { ok: problems.length === 0, problems }, failed: problems.length > 0 };
  },
};

async function importFiles({ core, args }: CommandCall): Promise<CommandResult> {
  if (args.length === 0) throw usage('import needs at least one path');
  const total = { read: 0, stored: 0, known: 0, quarantined: 0 };
  const failures: { file: string; error: ErrorData }[] = [];
  for (const file of await core.sources.call('planImport', { paths: args.map((path) => resolve(path)) })) {
    try {
      const done = await core.sources.startImport(file.kind, file.path, file.label, file.bytes).ended;
      for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += done[key];
    } catch (thrown) {
      // One bad file must not keep the others out; it is named at the end.
      failures.push({ file: file.label, error: toErrorData(thrown) });
    }
  }
  await core.indexed();
  if (failures[0] !== undefined && total.read === 0) throw fromErrorData(failures[0].error);
  return failures.length === 0 ? { value: total } : { value: { ...total, failures }, errors: failures.map(({ error }) => error) };
}

async function set({ core, args }: CommandCall): Promise<CommandResult> {
  const [what, value = ''] = args;
  if (what === 'country' && /^[a-z]{2}$/i.test(value)) return { value: await core.command('settings.set', { country: value.toUpperCase() }) };
  if (what === 'own' && value !== '') return { value: await core.command('settings.set', { own: value.split(',') }) };
  if (what === 'zone' && value !== '') return { value: await core.command('settings.set', { timeZone: value }) };
  throw usage('set country CC, set own A[,B...] or set zone ZONE');
}

async function sync({ core, options }: CommandCall): Promise<CommandResult> {
  if (options['once'] !== true) throw usage('sync --once');
  try {
    return { value: await core.syncOnce() };
  } finally {
    // Mail that cannot be read today may still be sent.
    await core.flushOutbox();
    await core.indexed();
  }
}

function stats({ core }: CommandCall): CommandResult {
  const one = (sql: string): number => (core.store.prepare(sql).get() as { n: number }).n;
  const byChannel = Object.fromEntries(CHANNELS.map((channel, n) => [channel, one(`SELECT count(*) AS n FROM interaction WHERE channel = ${n}`)]));
  return { value: {
    customers: one('SELECT count(*) AS n FROM customer'), interactions: one('SELECT count(*) AS n FROM interaction'), byChannel,
    sourceRecords: one('SELECT count(*) AS n FROM source_record'), quarantined: countUnreadable(core.store),
    operations: one('SELECT count(*) AS n FROM operation'), digest: digest(core.store),
  } };
}

async function search({ core, args, options }: CommandCall): Promise<CommandResult> {
  if (args.length === 0) throw usage('search QUERY');
  await core.indexed();
  const limit = Math.max(1, Math.min(1_000, Number(options['limit'] ?? SEARCH_LIMIT) || SEARCH_LIMIT));
  const { interactions } = core.query('search.all', { text: args.join(' '), limit });
  return { value: interactions.map((hit) => ({
    interactionId: hit.interactionId, customerId: hit.customerId, channel: hit.channel, at: new Date(hit.occurredAtMs).toISOString(), title: hit.title,
    snippet: hit.snippet.replaceAll(HIT_START, '').replaceAll(HIT_END, ''),
  })) };
}

function show({ core, args }: CommandCall): CommandResult {
  const id = resolveId(core, args.join(' '));
  const { contactPoints, ...customer } = core.query('customer.get', { id }) as NonNullable<ReturnType<typeof core.query<'customer.get'>>>;
  const interactions = [];
  for (let after: number | null = -1; after !== null; ) {
    const page: { items: { cursor: number }[]; newer: number | null } = core.query('customer.timeline', { id, after, limit: SHOW_PAGE });
    interactions.push(...page.items);
    after = page.newer;
  }
  return { value: { customer, contactPoints, interactions } };
}

async function link({ core, args }: CommandCall): Promise<CommandResult> {
  const [a, b] = pair(core, args);
  return { value: await core.command('identity.merge', { customerId: a, otherCustomerId: b, reason: 'command line' }) };
}

/** B leaves the customer that A is, together with what evidence (and no person) holds to B: who was linked whole leaves whole. */
async function unlink({ core, args }: CommandCall): Promise<CommandResult> {
  const [a, b] = pair(core, args);
  if (customerOf(core.store, a)?.root !== customerOf(core.store, b)?.root) throw new DeskError('conflict', { what: 'not the same customer' });
  return { value: await core.command('identity.unmerge', { customerId: a, contactPointIds: heldTo(core.store, b, a) }) };
}

/** The contact points that hang together with `uuid` by evidence; it alone when that reaches `other` too. */
function heldTo(reader: Reader, uuid: string, other: string): string[] {
  const held = new Map<number, string>();
  for (const open = [pointByUuid(reader, uuid)]; open.length > 0; ) {
    const point = open.pop();
    if (point === null || point === undefined || held.has(point.id)) continue;
    held.set(point.id, point.uuid);
    for (const { a, b, rule } of linksOf(reader, point.id)) if (rule !== 'agent') open.push(pointById(reader, a === point.id ? b : a));
  }
  const uuids = [...held.values()];
  return uuids.includes(other) ? [uuid] : uuids;
}

function pair(core: Core, args: readonly string[]): [string, string] {
  const [a, b] = args;
  if (a === undefined || b === undefined) throw usage('two contact points or ids');
  return [resolveId(core, a), resolveId(core, b)];
}
