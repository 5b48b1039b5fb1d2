/** The contract's commands: each changes something, and answers when it is committed. */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { AccountSetupInput } from '../../../shared/accounts.ts';
import type { CommandInput, CommandName, CommandOutput, Settings } from '../../../shared/contract.ts';
import type { CustomerId, InteractionId, OperationId } from '../../../shared/domain.ts';
import type { Operation } from '../../../shared/operations.ts';
import { DeskError } from '../../../shared/result.ts';
import type { NowMs } from '../../../shared/time.ts';
import { formatPoint, toldPoint } from '../identity/address.ts';
import { contactPointId } from '../identity/ids.ts';
import { isNumber, steadiest } from '../identity/steadiness.ts';
import type { DeskFacts } from '../ingest/normalised.ts';
import type { Author } from '../operations/commit.ts';
import { isEffective } from '../operations/apply.ts';
import type { Apply } from '../operations/apply.ts';
import { loadSample } from '../sample/loadSample.ts';
import type { Sources } from '../sources.ts';
import { customerSummary, decisionsOf, linksOf, membersOf, pointByUuid } from '../store/customers.ts';
import type { PointRow } from '../store/customers.ts';
import { interactionById } from '../store/interactions.ts';
import type { Store } from '../store/open.ts';
import { operationById, operationsAbout } from '../store/operations.ts';
import { imports } from '../store/sources.ts';
import { commitFacts } from './authoring.ts';
import type { Fact } from './authoring.ts';
import type { CallCommands } from './calls.ts';
import type { CaseHandlers } from './cases.ts';
import type { DecidingHandlers } from './deciding.ts';
import type { DraftHandlers } from './drafts.ts';
import { remember } from './memory.ts';
import type { OutboxHandlers } from './outbox.ts';
import type { SellingHandlers } from './selling.ts';
import type { ShopHandlers } from './shop.ts';
import type { VisitHandlers } from './visits.ts';
import { customerName, customerOf } from './views.ts';

export type CommandPorts = {
  store: Store;
  sources: Sources;
  apply: Apply;
  by(): Author;
  settings(): Settings;
  /** Stores settings and reads the history again where they change what it means. */
  saveSettings(patch: Partial<Settings>): Promise<Settings>;
  desk(): DeskFacts;
  nowMs: NowMs;
  profileDir: string;
  /** What waits for an account may leave now, or not any more. */
  wakeOutbox(): void;
};

export type Commands = { [N in CommandName]: (input: CommandInput<N>) => CommandOutput<N> | Promise<CommandOutput<N>> };
/** Those that are made elsewhere: drafts, calls, the outbox. */
type OtherCommands = keyof DraftHandlers['commands'] | keyof CallCommands | keyof OutboxHandlers['commands'] | keyof ShopHandlers['commands'] | keyof SellingHandlers['commands'] | keyof CaseHandlers['commands'] | keyof VisitHandlers['commands'] | keyof DecidingHandlers['commands'];

/** A cut names every pair across; customers with hundreds of addresses are no people. */
const MAX_PAIRS = 10_000;

export function createCommands(ports: CommandPorts): Omit<Commands, OtherCommands> {
  const { store, sources } = ports;

  const commit = (...facts: Fact[]): OperationId => commitFacts(ports, ...facts);

  function customer(id: string): { root: number; id: CustomerId; members: PointRow[]; name: string } {
    const found = customerOf(store, id);
    if (found === null) throw new DeskError('not-found', { what: 'customer' });
    return { ...found, members: membersOf(store, found.root), name: nameOf(found.root) };
  }

  function nameOf(root: number): string {
    return customerName({ reader: store, country: ports.settings().country }, customerSummary(store, root)?.name ?? '');
  }

  function merge(oneId: string, otherId: string, reason: string): CommandOutput<'identity.merge'> {
    const [one, other] = [customer(oneId), customer(otherId)];
    if (one.root === other.root) throw new DeskError('conflict', { what: 'same customer' });
    const operationId = commit({ type: 'identity.decide', payload: { kind: 'merge', join: joining(store, one.members, other.members), cut: [], reason, subject: one.name, other: other.name } });
    return { operationId, customerId: customer(oneId).id };
  }

  /** The points leave their customer, together, and join `target` when one is given. */
  function takeOut(customerId: string, pointIds: readonly string[], target: { members: PointRow[]; name: string } | null): CommandOutput<'identity.unmerge'> {
    const from = customer(customerId);
    const leaving = from.members.filter((member) => pointIds.includes(member.uuid));
    const staying = from.members.filter((member) => !pointIds.includes(member.uuid));
    if (leaving.length === 0 || staying.length === 0) throw new DeskError('conflict', { what: 'nothing would stay' });
    if (leaving.length * staying.length > MAX_PAIRS) throw new DeskError('conflict', { what: 'too many addresses' });
    const cut = leaving.flatMap((gone) => staying.map((rest): [string, string] => [gone.uuid, rest.uuid]));
    const [first, ...rest] = leaving as [PointRow, ...PointRow[]];
    const join: [string, string][] = [...rest.map((point): [string, string] => [first.uuid, point.uuid]), ...holding(store, staying)];
    if (target !== null) join.push(...joining(store, leaving, target.members));
    const names = leaving.map((point) => formatPoint(point, ports.settings().country)).join(', ').slice(0, 300);
    const operationId = commit({ type: 'identity.decide', payload: { kind: target === null ? 'unmerge' : 'relink', join, cut, reason: '', subject: names, other: target?.name ?? from.name } });
    return { operationId, customerId: customer(first.uuid).id };
  }

  return {
    'settings.set': (patch) => ports.saveSettings(patch as Partial<Settings>),

    'desk.remember': (input) => {
      remember(store, input);
      return null;
    },

    'note.add': ({ customerId, text }) => {
      const interactionId = randomUUID() as string as InteractionId;
      const point = steadiest(customer(customerId).members);
      commit({ type: 'note.add', payload: { noteId: interactionId, contactPointId: point.uuid, text, writtenAtMs: ports.nowMs() } });
      return { interactionId };
    },
    'note.edit': ({ interactionId, text }) => {
      needNote(store, interactionId);
      commit({ type: 'note.edit', payload: { noteId: interactionId, text } });
      return null;
    },
    'note.remove': ({ interactionId }) => {
      needNote(store, interactionId);
      return { operationId: commit({ type: 'note.remove', payload: { noteId: interactionId } }) };
    },

    'identity.merge': ({ customerId, otherCustomerId, reason }) => merge(customerId, otherCustomerId, reason),
    'identity.unmerge': ({ customerId, contactPointIds }) => takeOut(customerId, contactPointIds, null),
    'identity.relink': ({ customerId, contactPointIds, toCustomerId }) => {
      const target = customer(toCustomerId);
      if (target.root === customer(customerId).root) throw new DeskError('conflict', { what: 'same customer' });
      return takeOut(customerId, contactPointIds, target);
    },
    'identity.answerSuggestion': ({ suggestionId, same }) => {
      const [mine = '', theirs = ''] = suggestionId.split('~');
      if (same) return merge(mine, theirs, 'suggestion');
      const [one, other] = [customer(mine), customer(theirs)];
      const operationId = commit({ type: 'identity.decide', payload: { kind: 'unmerge', join: [], cut: [[mine, theirs]], reason: 'suggestion', subject: one.name, other: other.name } });
      return { operationId, customerId: one.id };
    },

    'interaction.assign': ({ interactionId, customerId, to }) => {
      const row = interactionById(store, interactionId);
      if (row === null) throw new DeskError('not-found', { what: 'interaction' });
      const from = customer(customerId).members.find((member) => store.prepare('SELECT 1 FROM party WHERE point = ? AND interaction = ?').get(member.id, row.key) !== undefined);
      if (from === undefined) throw new DeskError('not-found', { what: 'party' });
      // An interaction that was moved before is moved from where its source put it.
      const stated = (store.prepare('SELECT from_point AS uuid FROM assignment WHERE interaction_id = ? AND to_point = ?').get(interactionId, from.uuid) as { uuid: string } | undefined)?.uuid ?? from.uuid;
      const shown = formatPoint(pointByUuid(store, stated) ?? from, ports.settings().country);
      if ('customerId' in to) {
        const target = customer(to.customerId);
        const point = target.members.find((member) => member.kind === 'person') ?? steadiest(target.members);
        const operationId = commit({ type: 'interaction.assign', payload: { interactionId, fromContactPointId: stated, toContactPointId: point.uuid, subject: shown, other: target.name } });
        return { operationId, customerId: customer(point.uuid).id };
      }
      const personId = randomUUID();
      const operationId = commit(
        { type: 'person.add', payload: { contactPointId: personId, name: to.newPerson } },
        { type: 'interaction.assign', payload: { interactionId, fromContactPointId: stated, toContactPointId: personId, subject: shown, other: to.newPerson } },
      );
      return { operationId, customerId: customer(personId).id };
    },
    'customer.add': ({ name, address }) => {
      const said = name.trim();
      if (address.trim() === '') {
        if (said === '') throw new DeskError('address-invalid');
        const personId = randomUUID();
        commit({ type: 'person.add', payload: { contactPointId: personId, name: said } });
        return { customerId: customer(personId).id, isNew: true };
      }
      const point = toldPoint(address, ports.settings().country);
      if (point === null) throw new DeskError('address-invalid');
      const uuid = contactPointId(point);
      if (pointByUuid(store, uuid) !== null) return { customerId: customer(uuid).id, isNew: false };
      commit(
        { type: 'point.add', payload: { contactPointId: uuid, kind: point.kind, value: point.value } },
        ...(said === '' ? [] : [{ type: 'customer.setField' as const, payload: { contactPointId: uuid, field: 'name', value: said } }]),
      );
      return { customerId: customer(uuid).id, isNew: true };
    },
    'customer.setField': ({ customerId, field, value }) => {
      const found = customer(customerId);
      const holder = found.members.find((member) => store.prepare('SELECT 1 FROM claim WHERE point = ? AND field = ? AND rank = 2').get(member.id, field) !== undefined) ?? steadiest(found.members);
      return { operationId: commit({ type: 'customer.setField', payload: { contactPointId: holder.uuid, field, value: value.trim() } }), customerId: found.id };
    },
    'operation.undo': ({ operationId }) => {
      const operation = operationById(store, operationId);
      if (operation === null) throw new DeskError('not-found', { what: 'operation' });
      const undos = [...companion(store, operation), operation].flatMap((target) => switching(store, target));
      return { operationId: commit(...undos.map((target) => ({ type: 'operation.undo' as const, payload: { operationId: target.id } }))) };
    },

    'account.guess': (input) => sources.call('guessServers', input),
    'account.test': ({ setup, accountId }) => sources.call('testAccount', accountId === null ? setup : sources.withPasswords(accountId, setup)),
    'account.add': async ({ label, setup }) => {
      const accountId = sources.addAccount(setup, label);
      await addOwn(ports, setup);
      sources.syncNow(accountId);
      ports.wakeOutbox();
      return { accountId };
    },
    'account.update': async ({ accountId, label, setup }) => {
      await sources.updateAccount(accountId, { label, setup });
      if (setup !== undefined) await addOwn(ports, setup);
      ports.wakeOutbox();
      return null;
    },
    'account.pause': async ({ accountId, paused }) => {
      await sources.updateAccount(accountId, { paused });
      ports.wakeOutbox();
      return null;
    },
    'account.syncNow': ({ accountId }) => {
      sources.syncNow(accountId);
      return null;
    },
    'account.remove': async ({ accountId }) => {
      await sources.removeAccount(accountId);
      ports.wakeOutbox();
      return null;
    },

    'import.files': async ({ paths }) => {
      const plan = await sources.call('planImport', { paths });
      return { importIds: plan.map((file) => sources.startImport(file.kind, file.path, file.label, file.bytes).importId) };
    },
    'import.previewContacts': async ({ path, mapping }) => {
      const { preview, pointIds } = await sources.call('previewContacts', { path, desk: ports.desk(), ...(mapping && { mapping }) });
      const known = pointIds.filter((uuid) => pointByUuid(store, uuid) !== null).length;
      return { ...preview, knownPoints: known, newPoints: pointIds.length - known };
    },
    'import.contacts': async ({ path, mapping }) => {
      const [file] = await sources.call('planImport', { paths: [path] });
      return { importId: sources.startImport('contacts', path, basename(path), file?.bytes ?? 0, mapping && { mapping }).importId };
    },
    'import.undo': async ({ importId }) => {
      const row = imports(store, 1_000).find((candidate) => candidate.id === importId);
      if (row === undefined) throw new DeskError('not-found', { what: 'import' });
      const account = store.prepare('SELECT kind, label FROM account WHERE id = ?').get(row.accountId) as { kind: string; label: string };
      if ((account.kind !== 'contacts' && account.kind !== 'shopFile') || row.finishedAtMs === null) throw new DeskError('conflict', { what: 'import cannot be undone' });
      if (account.kind === 'shopFile') await sources.unfollow(row.accountId);
      return { operationId: commit({ type: 'import.revoke', payload: { importId, label: account.label } }) };
    },
    'import.cancel': ({ importId }) => {
      sources.cancelImport(importId);
      return null;
    },
    'sample.load': async () => {
      await loadSample(ports);
      return null;
    },
  };
}

/** The pairs that make two customers one: a bridge, and every pair that a person once kept apart. */
function joining(store: Store, one: readonly PointRow[], other: readonly PointRow[]): [string, string][] {
  const [mine, theirs] = [new Set(one.map((point) => point.uuid)), new Set(other.map((point) => point.uuid))];
  const pairs = new Map<string, [string, string]>();
  const add = (a: string, b: string): void => void pairs.set(a < b ? `${a} ${b}` : `${b} ${a}`, [a, b]);
  const [first, second] = [one.find(isNoNumber) ?? one[0], other.find(isNoNumber) ?? other[0]];
  if (first !== undefined && second !== undefined) add(first.uuid, second.uuid);
  // A number that a person has joined is no longer free to follow its cards: who is known by numbers alone is held together.
  for (const side of [one, other]) {
    if (!side.some(isNoNumber)) for (const point of side.slice(1)) add(side[0]?.uuid ?? point.uuid, point.uuid);
  }
  for (const point of one) {
    for (const decision of decisionsOf(store, point.uuid)) {
      const across = mine.has(decision.a) ? theirs.has(decision.b) : mine.has(decision.b) && theirs.has(decision.a);
      if (!decision.same && across) add(decision.a, decision.b);
    }
  }
  return [...pairs.values()];
}

function isNoNumber(point: PointRow): boolean {
  return !isNumber(point);
}

/** What keeps points together that hang on each other only by others: a pair for each part that would fall off. */
function holding(store: Store, points: readonly PointRow[]): [string, string][] {
  const left = new Map(points.map((point) => [point.id, point.uuid]));
  const pairs: [string, string][] = [];
  for (const { id, uuid } of points) {
    if (!left.has(id)) continue;
    const first = points[0]?.uuid ?? uuid;
    if (uuid !== first) pairs.push([first, uuid]);
    for (const open = [id]; open.length > 0; ) {
      const at = open.pop() as number;
      if (!left.delete(at)) continue;
      for (const { a, b } of linksOf(store, at)) open.push(a === at ? b : a);
    }
  }
  return pairs;
}

/** The act that was committed together with this one and has no meaning without it: a person made only to be given an interaction. */
function companion(store: Store, operation: Operation): Operation[] {
  const row = store.prepare('SELECT id FROM operation WHERE device = ? AND device_sequence = ?').get(operation.device, operation.deviceSequence - 1) as { id: string } | undefined;
  const before = row === undefined ? null : operationById(store, row.id);
  if (before === null) return [];
  const payload = operation.payload as { toContactPointId?: string; operationId?: string };
  if (operation.type === 'operation.undo' && before.type === 'operation.undo') {
    const target = operationById(store, payload.operationId ?? '');
    const other = target === null ? undefined : companion(store, target)[0];
    return other !== undefined && other.id === (before.payload as { operationId: string }).operationId ? [before] : [];
  }
  if (operation.type !== 'interaction.assign' || before.type !== 'person.add') return [];
  const personId = (before.payload as { contactPointId: string }).contactPointId;
  return personId === payload.toContactPointId && !isUsed(store, personId) ? [before] : [];
}

/** Whether something else hangs on a person by now: another interaction, a note, a field, a link. */
function isUsed(store: Store, personId: string): boolean {
  const person = pointByUuid(store, personId);
  if (person === null) return false;
  const { n } = store.prepare('SELECT count(*) AS n FROM party WHERE point = ?').get(person.id) as { n: number };
  const isSaid = store.prepare("SELECT 1 FROM operation_subject WHERE subject >= ? AND subject < ? LIMIT 1").get(`field:${personId}:`, `field:${personId};`) !== undefined;
  return n > 1 || isSaid || decisionsOf(store, personId).length > 0;
}

/** What has to be undone so that an act changes sides: itself while it holds, else what holds it down. */
function switching(store: Store, operation: Operation): Operation[] {
  if (isEffective(store, operation)) return [operation];
  return operationsAbout(store, `undo:${operation.id}`).filter((undo) => isEffective(store, undo));
}

function needNote(store: Store, id: string): void {
  const row = interactionById(store, id);
  if (row === null || row.channel !== 'note') throw new DeskError('not-found', { what: 'note' });
}

/** Mail of the account's own addresses is ours: without them every mail of ours would look like a customer's. */
async function addOwn(ports: CommandPorts, setup: AccountSetupInput): Promise<void> {
  if (setup.kind !== 'imap') return;
  const { own } = ports.settings();
  const addresses = [setup.config.user, setup.config.outgoing?.address ?? ''].map((address) => address.trim().toLowerCase()).filter((address) => address.includes('@'));
  const missing = [...new Set(addresses)].filter((address) => !own.includes(address) && !own.includes(address.slice(address.indexOf('@') + 1)));
  if (missing.length > 0) await ports.saveSettings({ own: [...own, ...missing] });
}
