/** The core as a whole, in a folder of its own, with its threads: the sample shop through the ordinary connectors. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERYTHING_WAITING } from '../../shared/cases.ts';
import type { Language } from '../../shared/contract.ts';
import type { CustomerRow, CustomerView } from '../../shared/domain.ts';
import { checkHistory } from './check.ts';
import { openCore } from './core.ts';
import type { Core } from './core.ts';
import { digest } from './digest.ts';
import { sampleCalls } from './sample/renderCalls.ts';
import { renderChats } from './sample/renderChats.ts';
import { renderMails } from './sample/renderMbox.ts';
import { REVIEWS, WEB_STEPS } from './sample/stories/catalogue.ts';
import { VISITS } from './sample/stories/counter.ts';
import { saveImport } from './store/sources.ts';
import { mail } from './testing.ts';

/** The host reads its own clock, as it must: dates after it are doubted. */
const NOW_MS = Date.now();
const KEY = randomBytes(32).toString('hex');
const base = mkdtempSync(join(tmpdir(), 'hilo-core-'));
const cores = new Set<Core>();
let nextFolder = 1;
const folder = (): string => {
  const dir = join(base, String(nextFolder++));
  mkdirSync(dir);
  return dir;
};

function open(profileDir: string, systemLanguage?: Language): Core {
  const core = openCore({ profileDir, ...(systemLanguage && { systemLanguage }), keyHex: KEY, keyKeptBy: 'file', nowMs: () => NOW_MS, threads: { sourceHost: new URL('./sourceHost.ts', import.meta.url), indexer: new URL('./indexThread.ts', import.meta.url) } });
  cores.add(core);
  return core;
}
async function close(core: Core): Promise<void> {
  cores.delete(core);
  await core.close();
}
afterAll(async () => {
  for (const core of cores) await core.close();
  rmSync(base, { recursive: true });
});

/** Waits for a state that a commit brings about. */
function until(core: Core, holds: () => boolean): Promise<void> {
  return new Promise((settle) => {
    const look = (): void => {
      if (!holds()) return;
      stop();
      settle();
    };
    const stop = core.onEvent(() => setImmediate(look));
    look();
  });
}
const mbox = (mails: readonly { raw: Uint8Array }[]): string => mails.map(({ raw }) => `From x@x.example Mon Jan  1 00:00:00 2024\n${Buffer.from(raw).toString().replaceAll('\r\n', '\n')}\n\n`).join('');

describe('the sample shop', () => {
  const dir = folder();
  let core: Core;
  beforeAll(async () => {
    core = open(dir);
    await core.command('sample.load', {});
    await core.indexed();
  });

  const count = (sql: string): number => core.store.prepare(sql).pluck().get() as number;
  const customers = (text = ''): CustomerRow[] => core.query('customer.list', { text, offset: 0, limit: 500 }).rows;
  const view = (id: string): CustomerView => core.query('customer.get', { id }) ?? expect.fail('no such customer');
  /** The customer with this address, in any customer it may be part of. */
  const withPoint = (value: string): CustomerView => view(core.store.prepare('SELECT uuid FROM contact_point WHERE value = ?').pluck().get(value) as string);
  const signs = (value: string): string[] => withPoint(value).suggestions.map(({ rule, otherName }) => `${rule}: ${otherName}`).sort();

  it('S1: shows every mail, message and call that its files hold, none quarantined, in one order', () => {
    const messages = renderChats(NOW_MS).flatMap((chat) => chat.messages).filter(({ kind }) => kind !== 'system').length;
    const answered = VISITS.filter(({ score }) => score !== undefined).length;
    const state = core.query('app.state', {});
    expect(state).toMatchObject({ empty: false, interactions: renderMails(NOW_MS).length + messages + sampleCalls(NOW_MS).length + VISITS.length + answered + WEB_STEPS.length + REVIEWS.length, quarantined: 0, customers: 54 });
    expect(core.query('sync.state', {}).imports.map(({ error, quarantined }) => [error, quarantined])).toEqual(core.query('sync.state', {}).imports.map(() => [null, 0]));
    const { items, total } = core.query('customer.timeline', { id: withPoint('lucia.ferreyra@correo.example').id, limit: 200 });
    expect(items).toHaveLength(total);
    expect(new Set(items.map(({ channel }) => channel))).toEqual(new Set(['mail', 'chat', 'call', 'visit', 'survey', 'web']));
    const times = items.map(({ occurredAtMs }) => Math.floor(occurredAtMs / 1_000));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('knows who waits for us, the newest first', () => {
    const { rows, total } = core.query('queue.list', { filter: EVERYTHING_WAITING, limit: 50 });
    expect(total).toBe(15);
    expect(rows.slice(0, 7).map(({ name }) => name)).toEqual(['Lucía Ferreyra', 'Ferretería Del Sur', 'Jorge Maidana', 'Valentina Paz', 'Raúl Ortega', 'Chloe Bennett', 'Esteban Loza']);
    expect(core.query('queue.list', { filter: { ...EVERYTHING_WAITING, state: 'missedCalls' }, limit: 50 }).rows.every(({ missedCall }) => missedCall)).toBe(true);
  });

  it('S15: has merged nobody by a number alone', () => {
    const isNumber = "(kind = 'phone' OR value LIKE 'whatsapp:+%')";
    for (const root of core.store.prepare(`SELECT customer FROM contact_point WHERE NOT ${isNumber} GROUP BY customer HAVING count(*) > 1`).pluck().all() as number[]) {
      const points = core.store.prepare(`SELECT id FROM contact_point WHERE customer = ? AND NOT ${isNumber}`).pluck().all(root) as number[];
      const reached = new Set([points[0]]);
      for (let size = 0; size < reached.size; ) {
        size = reached.size;
        for (const { a, b } of core.store.prepare(`SELECT a, b FROM link WHERE a IN (SELECT id FROM contact_point WHERE NOT ${isNumber}) AND b IN (SELECT id FROM contact_point WHERE NOT ${isNumber})`).all() as { a: number; b: number }[]) {
          if (reached.has(a) || reached.has(b)) if (points.includes(a)) reached.add(a).add(b);
        }
      }
      expect(reached.size, `customer ${root}`).toBe(points.length);
    }
    expect(count("SELECT count(*) FROM link WHERE rule <> 'contact-card'")).toBe(0);
    expect(withPoint('marta.iglesias@correo.example').id).not.toBe(withPoint('nquiroga@postal.example').id);
  });

  it('S15: asks a person where it is not certain, with the evidence', () => {
    expect(signs('+541145827719')).toEqual(['shared-number: Marta Iglesias', 'shared-number: Norberto Quiroga']);
    expect(signs('caronunez@correo.example')).toEqual(['same-name: Carolina Núñez']);
    expect(signs('whatsapp-name:chloe bennett')).toEqual(['same-name: Chloe Bennett']);
    expect(signs('maria.gonzalez@correo.example')).toEqual(['same-name: María González']);
    expect(signs('+5491155508834')).toEqual(['mail-signature: Federico Ibáñez']);
    expect(signs('whatsapp:+5491159013348')).toEqual(['same-number: Gabriela Sandoval']);
    expect(signs('+541152638841')).toEqual([]);
    for (const { evidence } of withPoint('+5491155508834').suggestions) expect(evidence[0]).toMatchObject({ rule: 'mail-signature', value: '+5491155508834', origin: { by: 'record', connector: 'mailFile' } });
  });

  it('passes its check, finds words and numbers, and says of each field where it came from', async () => {
    expect(await checkHistory(core.store)).toEqual([]);
    expect(core.query('search.all', { text: 'patrick', limit: 20 }).interactions.length).toBeGreaterThan(0);
    expect(core.query('search.all', { text: 'Ferreyra', limit: 20 }).customers[0]?.name).toBe('Lucía Ferreyra');
    expect(customers('6123-4410').map(({ name }) => name)).toEqual(['Lucía Ferreyra']);
    for (const field of withPoint('lucia.ferreyra@correo.example').fields.filter((one) => one.field !== 'preferredChannel')) expect(field.origin, field.field).toMatchObject({ by: 'record', label: expect.stringMatching(/./) as string });
  });

  it('S2, S10: shows canned replies, a telephone that two people share, briefs with promises, and preferred channels', () => {
    const replies = core.query('template.list', {});
    expect(new Set(replies.map(({ language }) => language))).toEqual(new Set(['es', 'en']));
    expect(new Set(replies.map(({ id }) => id)).size).toBe(7);
    const shared = core.query('call.brief', { number: '011 4582-7719' });
    expect([shared.match, shared.candidates.slice(0, 2).map(({ name }) => name).sort()]).toEqual(['several', ['Marta Iglesias', 'Norberto Quiroga']]);
    const lucia = core.query('call.brief', { number: '011 15 6123-4410' });
    expect(lucia).toMatchObject({ match: 'one', candidates: [{ name: 'Lucía Ferreyra', open: { channel: 'chat' } }] });
    expect(new Set(lucia.candidates[0]?.lastWords.map(({ channel }) => channel))).toEqual(new Set(['mail', 'chat', 'call', 'visit']));
    expect(lucia.candidates[0]?.known.map(({ field }) => field)).toEqual(expect.arrayContaining(['document', 'mail', 'city']));
    const briefs = core.query('customer.list', { text: '', offset: 0, limit: 100 }).rows.flatMap(({ id }) => core.query('customer.get', { id })?.contactPoints.filter(({ kind }) => kind === 'phone') ?? []).map(({ value }) => core.query('call.brief', { number: value }));
    expect(briefs.filter(({ candidates }) => (candidates[0]?.promises.length ?? 0) > 0).length).toBeGreaterThan(5);
    const preferred = core.query('customer.list', { text: '', offset: 0, limit: 100 }).rows.map(({ id }) => core.query('customer.get', { id })?.preferred?.channel);
    for (const channel of ['mail', 'chat', 'call']) expect(preferred, channel).toContain(channel);
  });

  it('S3, S6, S9, S11, S17: tells the whole story of Lucía: her case through every channel, the visit of yesterday, the offer to confirm, what she saved, what is to be done', () => {
    const { id, preferred } = withPoint('lucia.ferreyra@correo.example');
    const [matter] = core.query('case.list', { customerId: id });
    expect(matter).toMatchObject({ title: 'Retiro de heladera Patrick 388 L', status: 'waitingForUs', team: 'Ventas Caballito', owner: 'Ana Ríos', startedBy: 'mail', channels: ['mail', 'call', 'chat', 'visit'] });
    expect(core.query('visit.list', { customerId: id, limit: 5 })[0]).toMatchObject({ branch: 'CAB', agent: 'Tomás Vega', receipt: { shown: 'V 20311' }, survey: { score: 5 } });
    expect(core.query('offer.list', { customerId: id })[0]).toMatchObject({ text: '6 cuotas sin interés en la heladera Patrick 388 L', state: 'presented', contradicts: null });
    expect(core.query('favourite.list', { customerId: id }).map(({ code, mismatch }) => [code, mismatch !== null])).toEqual([['GAR-EXT2', true], ['HEL-PAT388', false]]);
    const tasks = core.query('task.list', { customerId: id });
    expect(tasks.map(({ title, owner, ground }) => [title, owner, ground?.ruleName ?? null])).toEqual([
      ['Reservar unidad en depósito', 'Ana Ríos', null], ['Confirmar financiación', 'Tomás Vega', expect.stringMatching(/contento|happy/)],
    ]);
    expect(preferred?.channel).toBe('chat');
    expect(customers().flatMap((row) => core.query('task.list', { customerId: row.id })).filter(({ ground }) => ground !== null).map(({ customerName, ground }) => `${customerName}: ${ground?.ruleName === '' ? 'unnamed' : 'named'}`).sort()).toEqual(['Begoña Muñoz: named', 'Lucía Ferreyra: named']);
  });

  it('S25: holds an escalated case with what its new team has to know', () => {
    const [matter] = core.query('case.list', { customerId: withPoint('gtoledo@postal.example').id });
    const brief = core.query('case.get', { caseId: matter?.id ?? '' })?.brief;
    expect(brief?.escalations).toMatchObject([{ fromTeam: 'Ventas Caballito', toTeam: 'Posventa Belgrano', actor: 'Ana Ríos' }]);
    expect(brief?.tried.length).toBeGreaterThan(0);
    for (const { title, id } of customers().flatMap((row) => core.query('case.list', { customerId: row.id }))) expect(core.query('case.get', { caseId: id })?.interactionIds.length, title).toBeGreaterThan(0);
  });

  it('loaded a second time stores nothing twice', async () => {
    const before = digest(core.store);
    const records = count('SELECT count(*) FROM source_record');
    await core.command('sample.load', {});
    expect(count('SELECT count(*) FROM source_record')).toBe(records);
    expect(digest(core.store)).toBe(before);
    const imports = core.query('sync.state', {}).imports;
    expect(imports).toHaveLength(44);
    expect(imports.filter(({ stored }) => stored === 0)).toHaveLength(22);
  });

  it('rebuilt from truth is the same, and found again', async () => {
    const before = digest(core.store);
    expect(await core.rebuild()).toBe(count('SELECT count(*) FROM source_record'));
    expect(digest(core.store)).toBe(before);
    await core.indexed();
    expect(core.query('search.all', { text: 'patrick', limit: 20 }).interactions.length).toBeGreaterThan(0);
  });

  it('S14, N1: an import of contacts is undone in one step and redone in one, exactly', async () => {
    const before = digest(core.store);
    const cards = core.query('sync.state', {}).imports.filter(({ canUndo, kind }) => canUndo && kind === 'contacts');
    expect(cards.map(({ label }) => label).sort()).toEqual(['clientes-web.csv', 'clientes.vcf']);
    const undone: string[] = [];
    for (const { id } of cards) undone.push((await core.command('import.undo', { importId: id })).operationId);
    expect(count("SELECT count(*) FROM claim JOIN source_record ON source_record.id = record WHERE rank = 1 AND source_record.kind = 'card'") + count('SELECT count(*) FROM evidence') + count('SELECT count(*) FROM link')).toBe(0);
    expect(count("SELECT count(*) FROM contact_point WHERE kind = 'document'")).toBe(0);
    expect(await checkHistory(core.store)).toEqual([]);
    const without = digest(core.store);
    await core.rebuild();
    expect(digest(core.store)).toBe(without);
    for (const operationId of undone.toReversed()) await core.command('operation.undo', { operationId });
    expect(digest(core.store)).toBe(before);
  });

  it('refuses to undo an import of anything but contacts', async () => {
    const mails = core.query('sync.state', {}).imports.find(({ kind }) => kind === 'mailFile');
    await expect(core.command('import.undo', { importId: mails?.id ?? '' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('S14, N1: merge, unmerge, relink, a field, a note and "another person" are each one undo, and one redo from the list of decisions', async () => {
    const marta = (): CustomerView => withPoint('marta.iglesias@correo.example');
    const norberto = (): CustomerView => withPoint('nquiroga@postal.example');
    const patricia = (): CustomerView => withPoint('patricia.leiva@leivaseguros.example');
    const call = core.query('customer.timeline', { id: withPoint('+541145827719').id, limit: 1 }).items[0];
    const old = (): string => patricia().contactPoints.find(({ value }) => value === 'patricia.leiva@mail-viejo.example')?.id ?? '';
    const acts: Record<string, () => Promise<{ operationId: string }>> = {
      merge: () => core.command('identity.merge', { customerId: marta().id, otherCustomerId: norberto().id, reason: '' }),
      unmerge: () => core.command('identity.unmerge', { customerId: patricia().id, contactPointIds: [old()] }),
      relink: () => core.command('identity.relink', { customerId: patricia().id, contactPointIds: [old()], toCustomerId: marta().id }),
      'not the same': () => core.command('identity.answerSuggestion', { suggestionId: marta().suggestions[0]?.id ?? '', same: false }),
      field: () => core.command('customer.setField', { customerId: marta().id, field: 'city', value: 'Rosario' }),
      person: () => core.command('interaction.assign', { interactionId: call?.id ?? '', customerId: withPoint('+541145827719').id, to: { newPerson: 'Norma, la hija' } }),
      customer: () => core.command('interaction.assign', { interactionId: call?.id ?? '', customerId: withPoint('+541145827719').id, to: { customerId: marta().id } }),
      self: () => core.command('interaction.assign', { interactionId: call?.id ?? '', customerId: withPoint('+541145827719').id, to: { customerId: withPoint('+541145827719').id } }),
    };
    const items = count('SELECT count(*) FROM interaction');
    for (const [name, act] of Object.entries(acts)) {
      const before = digest(core.store);
      const { operationId } = await act();
      const after = digest(core.store);
      expect(after, name).not.toBe(before);
      expect(count('SELECT count(*) FROM interaction WHERE main_point IS NULL AND direction <> 2 AND key IN (SELECT interaction FROM party)'), name).toBe(0);
      const undo = await core.command('operation.undo', { operationId });
      expect(digest(core.store), `${name} undone`).toBe(before);
      await core.command('operation.undo', { operationId: undo.operationId });
      expect(digest(core.store), `${name} redone`).toBe(after);
      await core.command('operation.undo', { operationId });
      expect(digest(core.store), `${name} undone again`).toBe(before);
      await core.command('operation.undo', { operationId });
      expect(digest(core.store), `${name} redone from the list`).toBe(after);
      await core.command('operation.undo', { operationId });
      expect(count('SELECT count(*) FROM interaction'), name).toBe(items);
    }
    expect(await checkHistory(core.store)).toEqual([]);
  });

  it('an interaction that was given away is given back by assigning it back', async () => {
    const phone = (): CustomerView => withPoint('+541145827719');
    const call = core.query('customer.timeline', { id: phone().id, limit: 1 }).items[0]?.id ?? '';
    const total = phone().interactions;
    const { customerId } = await core.command('interaction.assign', { interactionId: call, customerId: phone().id, to: { newPerson: 'Norma' } });
    expect(phone().interactions).toBe(total - 1);
    await core.command('interaction.assign', { interactionId: call, customerId, to: { customerId: phone().id } });
    expect(phone().interactions).toBe(total);
  });

  it('those who stay when one address leaves stay together, also where that address was what held them', async () => {
    const id = withPoint('caronunez@correo.example').id;
    const [one, two] = [withPoint('hvillalba@postal.example').id, withPoint('esteban.loza@postal.example').id];
    const merged = [await core.command('identity.merge', { customerId: one, otherCustomerId: id, reason: '' }), await core.command('identity.merge', { customerId: two, otherCustomerId: id, reason: '' })];
    const middle = withPoint('caronunez@correo.example').contactPoints.find(({ value }) => value === 'caronunez@correo.example')?.id ?? '';
    const unmerged = await core.command('identity.unmerge', { customerId: id, contactPointIds: [middle] });
    expect(withPoint('hvillalba@postal.example').id).toBe(withPoint('esteban.loza@postal.example').id);
    expect(withPoint('caronunez@correo.example').contactPoints).toHaveLength(1);
    for (const { operationId } of [unmerged, ...merged.toReversed()]) await core.command('operation.undo', { operationId });
    expect(withPoint('hvillalba@postal.example').id).toBe(one);
  });

  it('is the same after a restart', async () => {
    const before = digest(core.store);
    await close(core);
    core = open(dir);
    expect(digest(core.store)).toBe(before);
    await core.indexed();
    expect(core.query('search.all', { text: 'patrick', limit: 20 }).interactions.length).toBeGreaterThan(0);
  });
});

describe('who chose no language', () => {
  it.each([['es', / de /], ['en', /^[A-Z]/]] as const)('is written for in that of the window (%s)', async (language, shape) => {
    const core = open(folder(), language);
    const { customerId } = await core.command('customer.add', { name: 'Ana', address: '' });
    expect(core.query('composer.context', { customerId, replyTo: null }).variables['date']).toMatch(shape);
    await core.command('settings.set', { language: language === 'es' ? 'en' : 'es' });
    expect(core.query('composer.context', { customerId, replyTo: null }).variables['date']).not.toMatch(shape);
    await close(core);
  });
});

describe('settings that change what records say', () => {
  it('while an import runs give the same history as if they had been so from the beginning', async () => {
    const file = join(folder(), 'viejo.mbox');
    const mails = Array.from({ length: 500 }, (_, n) => mail({ from: n % 3 === 0 ? `Ana <ana${n % 5}@nuestra.example>` : `C${n % 40} <c${n % 40}@x.example>`, to: n % 3 === 0 ? `c${n % 40}@x.example` : 'ventas@nuestra.example', id: `m${n}@x`, minutesAgo: 5_000 - n }));
    writeFileSync(file, mbox(mails));
    const [changed, straight] = [open(folder()), open(folder())];
    await straight.command('settings.set', { own: ['nuestra.example'] });
    await straight.sources.startImport('mailFile', file, 'viejo.mbox', 1).ended;
    const { ended } = changed.sources.startImport('mailFile', file, 'viejo.mbox', 1);
    await until(changed, () => changed.query('app.state', {}).interactions > 0);
    const first = changed.command('settings.set', { own: ['otra.example'] });
    const second = changed.command('settings.set', { own: ['nuestra.example'] });
    await Promise.all([first, second, ended]);
    expect(changed.query('app.state', {})).toMatchObject({ interactions: 500, customers: 40 });
    expect(digest(changed.store)).toBe(digest(straight.store));
    expect(await checkHistory(changed.store)).toEqual([]);
    await Promise.all([close(changed), close(straight)]);
  });

  it('are put through at the next start when the console stopped before it had', async () => {
    const dir = folder();
    const file = join(dir, 'uno.mbox');
    writeFileSync(file, mbox([mail({ from: 'ana@nuestra.example', to: 'c@x.example' })]));
    const core = open(dir);
    await core.sources.startImport('mailFile', file, 'uno.mbox', 1).ended;
    expect(core.query('app.state', {}).customers).toBe(2);
    const cut = core.command('settings.set', { own: ['nuestra.example'] });
    await Promise.all([expect(cut).rejects.toMatchObject({ code: 'core-stopped' }), close(core)]);
    const again = open(dir);
    await until(again, () => again.query('app.state', {}).customers === 1);
    expect(again.query('settings.get', {}).own).toEqual(['nuestra.example']);
    await close(again);
  });
});

describe('an import', () => {
  it('that is cancelled is said to be, keeps what it read, and begins again where it is asked to', async () => {
    const dir = folder();
    const file = join(dir, 'grande.mbox');
    writeFileSync(file, mbox(Array.from({ length: 1_500 }, (_, n) => mail({ from: `c${n % 40}@x.example`, id: `m${n}@x`, minutesAgo: 5_000 - n }))));
    const core = open(dir);
    const { importId, ended } = core.sources.startImport('mailFile', file, 'grande.mbox', 1);
    await until(core, () => core.query('app.state', {}).interactions > 0);
    await core.command('import.cancel', { importId });
    await expect(ended).rejects.toMatchObject({ code: 'cancelled' });
    const kept = core.query('app.state', {}).interactions;
    expect(kept).toBeLessThan(1_500);
    expect(core.query('sync.state', {}).imports[0]).toMatchObject({ id: importId, stored: kept, error: { code: 'cancelled' } });
    const again = await core.sources.startImport('mailFile', file, 'grande.mbox', 1).ended;
    expect(again).toMatchObject({ read: 1_500, stored: 1_500 - kept, known: kept, error: null });
    await close(core);
  });

  it('that was under way when the console stopped is not shown as running for ever', async () => {
    const dir = folder();
    const core = open(dir);
    core.store.write((writer) => saveImport(writer, { id: 'i', accountId: 'a', startedAtMs: 1, finishedAtMs: null, read: 3, stored: 3, known: 0, quarantined: 0, doneBytes: 5, totalBytes: 9, error: null }));
    await close(core);
    const again = open(dir);
    expect(again.query('sync.state', {}).imports[0]).toMatchObject({ finishedAtMs: NOW_MS, stored: 3, error: { code: 'core-stopped', recovery: 'retry' } });
    await close(again);
  });

  it('of a file that is missing or of no known kind says so, and hurts nothing', async () => {
    const dir = folder();
    const core = open(dir);
    await expect(core.command('import.files', { paths: [join(dir, 'nada.mbox')] })).rejects.toMatchObject({ code: 'file-missing' });
    await expect(core.sources.startImport('mailFile', join(dir, 'nada.mbox'), 'nada', 1).ended).rejects.toMatchObject({ code: 'file-missing' });
    expect(core.query('sync.state', {}).imports[0]).toMatchObject({ error: { code: 'file-missing' } });
    await close(core);
  });
});

describe('a core that closes', () => {
  it('leaves no promise open and nobody waiting', async () => {
    const dir = folder();
    const core = open(dir);
    const file = join(dir, 'algo.mbox');
    writeFileSync(file, mbox(Array.from({ length: 2_000 }, (_, n) => mail({ from: `c${n}@x.example` }))));
    const { ended } = core.sources.startImport('mailFile', file, 'algo.mbox', 1);
    await until(core, () => core.query('app.state', {}).interactions > 0);
    const settled = Promise.allSettled([ended, core.indexed(), core.sources.call('planImport', { paths: [dir] })]);
    await close(core);
    const [imported] = await settled;
    expect(imported).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    await expect(core.sources.call('planImport', { paths: [] })).rejects.toMatchObject({ code: 'core-stopped' });
  });
});
