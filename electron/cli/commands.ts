/** What `hilo` can do. Each command takes the open core and answers with one value. */
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Core } from '../core/core.ts';
import { checkHistory } from '../core/check.ts';
import { digest } from '../core/digest.ts';
import { customerOf } from '../core/handlers/views.ts';
import { chatPoint, documentPoint, mailPoint, phonePoint } from '../core/identity/address.ts';
import { contactPointId } from '../core/identity/ids.ts';
import { linksOf, pointById, pointByUuid } from '../core/store/customers.ts';
import type { Reader } from '../core/store/open.ts';
import type { ImapServerInput, Security } from '../../shared/contract.ts';
import { HIT_END, HIT_START } from '../../shared/domain.ts';
import { DeskError, fromErrorData, toErrorData } from '../../shared/result.ts';
import type { ErrorData } from '../../shared/result.ts';

export const USAGE = `hilo COMMAND --profile DIR [--json] [--key-file FILE]
  import PATH...                    read mail files and folders, WhatsApp exports, call logs, contacts
  set country CC | set own ADDRESS-OR-DOMAIN[,...] | set zone ZONE
  account add imap --host H --port N --user U --password-file F [--tls|--starttls|--plain] [--insecure-certificate] [--label L]
  account list | account remove ID
  sync --once                       read every account once
  stats | search QUERY [--limit N] | show CONTACT-POINT-OR-ID
  link A B | unlink A B             A and B are contact points or ids
  rebuild                           make everything derived anew from what was read and decided
  check                             look the history over; exit code 1 when something does not hold`;

export type CommandCall = { core: Core; args: string[]; options: Record<string, string | boolean | undefined> };
/** `errors`: part of it was done, and these are told besides the value. `failed`: the value itself says what does not hold. */
export type CommandResult = { value: unknown; failed?: boolean; errors?: ErrorData[] };

const SEARCH_LIMIT = 50;
const SHOW_PAGE = 1_000;

export const COMMANDS: Record<string, (call: CommandCall) => Promise<CommandResult> | CommandResult> = {
  import: importFiles, set, account, sync, stats, search, show, link, unlink,
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

async function account({ core, args, options }: CommandCall): Promise<CommandResult> {
  const [what, subject] = args;
  if (what === 'list') return { value: core.query('sync.state', {}).accounts };
  if (what === 'remove' && subject !== undefined) return { value: await core.command('account.remove', { accountId: subject }) };
  if (what !== 'add' || subject !== 'imap') throw usage('account add imap ..., account list or account remove ID');
  const security: Security = options['plain'] === true ? 'plain' : options['starttls'] === true ? 'starttls' : 'tls';
  const server: ImapServerInput = {
    host: need(options, 'host'), port: Number(options['port'] ?? (security === 'tls' ? 993 : 143)), security, user: need(options, 'user'),
    password: readFileSync(need(options, 'password-file'), 'utf8').replace(/\r?\n$/, ''), acceptInvalidCertificate: options['insecure-certificate'] === true,
  };
  const accountId = core.sources.addAccount('imap', typeof options['label'] === 'string' ? options['label'] : server.user, server);
  return { value: { accountId } };
}

async function sync({ core, options }: CommandCall): Promise<CommandResult> {
  if (options['once'] !== true) throw usage('sync --once');
  const value = await core.syncOnce();
  await core.indexed();
  return { value };
}

function stats({ core }: CommandCall): CommandResult {
  const one = (sql: string): number => (core.store.prepare(sql).get() as { n: number }).n;
  const byChannel = Object.fromEntries((['mail', 'chat', 'call', 'visit', 'note', 'survey'] as const).map((channel, n) => [channel, one(`SELECT count(*) AS n FROM interaction WHERE channel = ${n}`)]));
  return { value: {
    customers: one('SELECT count(*) AS n FROM customer'), interactions: one('SELECT count(*) AS n FROM interaction'), byChannel,
    sourceRecords: one('SELECT count(*) AS n FROM source_record'), quarantined: one('SELECT count(*) AS n FROM source_record WHERE unreadable IS NOT NULL'),
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

/** An id as it is, or the id of the contact point that the text names, in any spelling. @throws DeskError not-found */
function resolveId(core: Core, text: string): string {
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(text) && customerOf(core.store, text.toLowerCase()) !== null) return text.toLowerCase();
  const { country } = core.query('settings.get', {});
  const phone = phonePoint(text, country);
  const refs = [mailPoint(text), phone === 'withheld' ? null : phone, documentPoint(text, country), phone === null || phone === 'withheld' ? null : chatPoint('whatsapp', phone.value)];
  for (const ref of refs) {
    if (ref === null) continue;
    const id = contactPointId(ref);
    if (customerOf(core.store, id) !== null) return id;
  }
  const exact = core.store.prepare('SELECT uuid FROM contact_point WHERE value = ?').get(text) as { uuid: string } | undefined;
  if (exact !== undefined) return exact.uuid;
  throw new DeskError('not-found', { what: 'customer' });
}

function need(options: CommandCall['options'], name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value === '') throw usage(`--${basename(name)} is missing`);
  return value;
}

function usage(what: string): DeskError {
  return new DeskError('bad-request', { what });
}
