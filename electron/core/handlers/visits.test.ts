/** S3, S4, S11: a visit from its start to its receipt, in the core as a whole, with no server anywhere. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandInput } from '../../../shared/contract.ts';
import type { CustomerId, TimelineItem, VisitId } from '../../../shared/domain.ts';
import type { VisitView } from '../../../shared/visits.ts';
import { openCore } from '../core.ts';
import type { Core } from '../core.ts';
import { contactPointId } from '../identity/ids.ts';
import { brokenLink } from '../operations/commit.ts';
import { chainOfDevice } from '../store/operations.ts';
import { outboxById } from '../store/outbox.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const THREADS = { sourceHost: new URL('../sourceHost.ts', import.meta.url), indexer: new URL('../indexThread.ts', import.meta.url) };
const base = mkdtempSync(join(tmpdir(), 'hilo-visits-'));
const KEY = randomBytes(32).toString('hex');
const NOON_MS = Date.UTC(2026, 10, 26, 15);
const PDF = Buffer.from('%PDF-1.4 a receipt').toString('base64');
let folders = 0;
let dir = '';
let core: Core;
let lucia: CustomerId;
let wallMs = NOON_MS;

const open = (): Core => openCore({ profileDir: dir, keyHex: KEY, keyKeptBy: 'file', threads: THREADS, nowMs: () => wallMs });
async function restart(): Promise<void> {
  await core.close();
  core = open();
}

beforeEach(async () => {
  wallMs = NOON_MS;
  dir = join(base, String(folders++));
  core = open();
  await core.command('settings.set', { own: ['casanorte.example'], agentName: 'Inés', undoSeconds: 0, branch: 'CAB', language: 'es', timeZone: 'America/Argentina/Buenos_Aires' });
  await core.command('shop.set', { identity: { name: 'Casa Norte', address: 'Av. Cabildo 2040', taxId: '30-71234567-9', phone: '011 4700-1000', mail: '', footer: 'Conserve este comprobante.' }, branches: [{ code: 'CAB', name: 'Cabildo', address: 'Av. Cabildo 2040' }] });
  lucia = (await core.command('customer.add', { name: 'Lucía Ferreyra', address: 'lucia@cliente.example' })).customerId;
});
afterEach(() => core.close());
afterAll(() => rmSync(base, { recursive: true }));

const start = async (customerId: CustomerId | null = lucia): Promise<VisitId> => (await core.command('visit.start', { customerId })).visitId;
const close = (visitId: VisitId, more: Partial<CommandInput<'visit.close'>> = {}) => core.command('visit.close', { visitId, withReceipt: true, mailTo: 'lucia@cliente.example', withSurvey: true, solvesCase: false, ...more });
const visit = (visitId: VisitId): VisitView => core.query('visit.get', { visitId }) ?? expect.fail('no such visit');
const timeline = (): TimelineItem[] => core.query('customer.timeline', { id: lucia, limit: 100 }).items;
/** Nobody listens on port 1. */
const addAccount = () => core.command('account.add', { label: 'Ventas', setup: { kind: 'imap', config: { host: '127.0.0.1', port: 1, security: 'plain', user: 'v', password: 'p', acceptInvalidCertificate: true,
  outgoing: { host: '127.0.0.1', port: 1, security: 'plain', user: 'v', password: 'p', acceptInvalidCertificate: true, address: 'ventas@casanorte.example', name: 'Casa Norte', signature: '', sentCopy: 'server' } } } });
const mails = () => core.query('outbox.list', { limit: 100 }).items;
/** With the token of each without the marks between groups. */
const subjects = (): string[] => mails().map(({ title }) => title.replaceAll('-', ''));

describe('a visit', () => {
  it('S11: has start, end, branch, agent, identity check and outcome, and stands in the timeline once it is closed', async () => {
    const visitId = await start(null);
    wallMs += 60_000;
    await core.command('visit.set', { visitId, customerId: lucia, identityCheck: 'document', motive: 'claim', notes: 'La puerta no cierra.', outcome: 'Se cambia el lunes.' });
    await core.command('visit.item', { visitId, itemId: null, kind: 'product', ref: 'HEL-200', label: 'Heladera 200', removed: false });
    const { itemId } = await core.command('visit.item', { visitId, itemId: null, kind: 'favourite', ref: 'SIL-1', label: 'Silla Oslo', removed: false });
    await core.command('visit.item', { visitId, itemId, kind: 'favourite', ref: 'SIL-1', label: 'Silla Oslo', removed: true });
    expect(timeline()).toEqual([]);
    wallMs += 240_000;
    const { interactionId, receipt } = await close(visitId, { mailTo: null, withSurvey: false });
    expect(visit(visitId)).toMatchObject({
      state: 'closed', customerId: lucia, customerName: 'Lucía Ferreyra', branch: 'CAB', agent: 'Inés', startedAtMs: NOON_MS, endedAtMs: NOON_MS + 300_000, identityCheck: 'document', motive: 'claim',
      items: [{ kind: 'product', ref: 'HEL-200', label: 'Heladera 200' }], receipt: { shown: receipt, fileId: null, mailTo: null, outboxId: null }, mailWaitsFor: null,
    });
    expect(timeline()).toMatchObject([{ id: interactionId, channel: 'visit', direction: 'inbound', title: 'Cabildo', agent: 'Inés', text: 'La puerta no cierra.\n· Heladera 200\nSe cambia el lunes.', occurredAtMs: NOON_MS }]);
    expect(core.query('customer.get', { id: lucia })?.waitingSinceMs).toBeNull();
    await core.indexed();
    expect(core.query('search.all', { text: 'heladera', limit: 10 }).interactions).toMatchObject([{ interactionId, channel: 'visit' }]);
  });

  it('says of an offer what they said to it there, and not what they said by another channel', async () => {
    const said: unknown[] = [];
    for (const [text, channel] of [['Flete gratis', 'visit'], ['Armado gratis', 'call']] as const) {
      wallMs += 60_000;
      const visitId = await start();
      const { offerId } = await core.command('offer.present', { customerId: lucia, offerId: null, text, productCode: null, amountMinor: null, validToMs: null, channel: 'visit', interactionId: visitId });
      await core.command('visit.item', { visitId, itemId: null, kind: 'offer', ref: offerId, label: text, removed: false });
      await core.command('offer.answer', { customerId: lucia, offerId, answer: 'accepted', channel, reason: '' });
      wallMs += 60_000;
      await close(visitId, { mailTo: null, withSurvey: false });
      said.push(visit(visitId)?.items.map(({ label, answer }) => [label, answer]));
    }
    expect(said).toEqual([[['Flete gratis', 'accepted']], [['Armado gratis', null]]]);
  });

  it('left open is found again after a crash; a dropped one leaves nothing', async () => {
    const [one, two] = [await start(), await start(null)];
    await core.command('visit.set', { visitId: one, notes: 'A medio escribir' });
    await core.command('visit.drop', { visitId: two });
    await restart();
    expect(core.query('visit.open', {})).toMatchObject([{ id: one, notes: 'A medio escribir', customerId: lucia }]);
    expect(core.query('visit.get', { visitId: two })).toBeNull();
  });

  it('cannot be closed for nobody, nor twice, nor to an address that is none', async () => {
    const visitId = await start(null);
    await expect(close(visitId)).rejects.toMatchObject({ code: 'visit-not-identified' });
    await core.command('visit.set', { visitId, customerId: lucia });
    await expect(close(visitId, { mailTo: 'lucia@, otra@cliente.example' })).rejects.toMatchObject({ code: 'address-invalid' });
    expect(visit(visitId).state).toBe('open');
    await close(visitId, { mailTo: ' Lucía <lucia@cliente.example> ' });
    expect(visit(visitId).mailTo).toBe('lucia@cliente.example');
    await expect(close(visitId)).rejects.toMatchObject({ code: 'visit-closed' });
    await expect(core.command('visit.item', { visitId, itemId: null, kind: 'product', ref: 'X', label: 'X', removed: false })).rejects.toMatchObject({ code: 'visit-closed' });
    await expect(core.command('visit.drop', { visitId })).rejects.toMatchObject({ code: 'visit-closed' });
  });

  it('of the past is logged in one step, without a receipt', async () => {
    const { visitId, interactionId } = await core.command('visit.log', { customerId: lucia, startedAtMs: NOON_MS - 7_200_000, durationMs: 600_000, motive: 'pickup', notes: 'Retiró el pedido.', caseId: null, draftId: null });
    expect(visit(visitId)).toMatchObject({ state: 'closed', endedAtMs: NOON_MS - 6_600_000, receipt: null, notes: 'Retiró el pedido.' });
    expect(timeline().map((item) => item.id)).toEqual([interactionId]);
    expect(core.query('receipt.due', {})).toEqual([]);
  });

  it('of the past is logged with its draft in one step: from two windows once, and taken back by one undo', async () => {
    const content = { channel: 'visit' as const, startedAtMs: NOON_MS - 7_200_000, durationMs: 600_000, motive: '', text: 'Miró mesas.' };
    const { draftId } = await core.command('draft.save', { customerId: lucia, draftId: null, baseRevision: 0, content });
    const log = () => core.command('visit.log', { customerId: lucia, startedAtMs: content.startedAtMs, durationMs: content.durationMs, motive: '', notes: content.text, caseId: null, draftId });
    const { visitId, operationId } = await log();
    expect(core.query('draft.list', { customerId: lucia })).toEqual([]);
    await expect(log()).rejects.toMatchObject({ code: 'conflict' });
    expect(timeline().map((item) => item.id)).toEqual([visitId]);
    await core.command('operation.undo', { operationId });
    expect([timeline(), core.query('visit.list', { customerId: lucia, limit: 5 })]).toEqual([[], []]);
  });

  it('S3: closes the matter it was about, and belongs to it', async () => {
    const { caseId } = await core.command('case.open', { customerId: lucia, title: 'Heladera', motive: 'claim', channel: 'chat', interactionId: null });
    const visitId = await start();
    await core.command('visit.set', { visitId, caseId });
    await close(visitId, { solvesCase: true });
    expect(core.query('case.get', { caseId })).toMatchObject({ view: { status: 'solved' }, interactionIds: [visitId] });
    expect(core.query('receipt.page', { visitId })?.html).toContain('Resuelta');
  });
});

describe('what hangs on a customer', () => {
  it('stays with whoever came when the address they shared goes: visit, offer, answer, favourite, preference, case, task and field', async () => {
    const mailId = contactPointId({ kind: 'mail', value: 'lucia@cliente.example' });
    // Addresses that come before the mail wherever somebody goes by the order of ids.
    const early = (kind: 'phone' | 'chat', valueOf: (n: number) => string): string => Array.from({ length: 100 }, (_, n) => valueOf(n)).find((value) => contactPointId({ kind, value }) < mailId) ?? '';
    const shared = [early('phone', (n) => `+54911612344${String(n).padStart(2, '0')}`), early('chat', (n) => `xmpp:familia${n}@cliente.example`)];
    for (const address of shared) {
      const { customerId } = await core.command('customer.add', { name: '', address });
      await core.command('identity.merge', { customerId: lucia, otherCustomerId: customerId, reason: '' });
    }
    const points = core.query('customer.get', { id: lucia })?.contactPoints ?? [];
    expect(points).toHaveLength(3);
    expect(points.map(({ id }) => id as string).toSorted()[2]).toBe(mailId);

    const visitId = await start();
    const offer = { customerId: lucia, productCode: null, amountMinor: null, validToMs: null, channel: 'visit' as const, interactionId: visitId };
    const { offerId } = await core.command('offer.present', { ...offer, offerId: null, text: 'Garantía extendida' });
    await core.command('offer.answer', { customerId: lucia, offerId, answer: 'accepted', channel: 'visit', reason: '' });
    await core.command('favourite.set', { customerId: lucia, productCode: 'SIL-1', on: true, note: '', channel: 'visit', interactionId: visitId });
    await core.command('preference.set', { customerId: lucia, code: 'delivery', on: true, interactionId: visitId });
    await core.command('case.open', { customerId: lucia, title: 'Heladera', motive: '', channel: 'visit', interactionId: null });
    await core.command('task.add', { customerId: lucia, caseId: null, title: 'Llamar', owner: '', dueAtMs: null });
    await core.command('customer.setField', { customerId: lucia, field: 'organisation', value: 'Estudio Norte' });
    await core.command('note.add', { customerId: lucia, text: 'Prefiere la mañana.' });
    await close(visitId, { mailTo: null, withSurvey: false });

    const leaving = points.filter(({ kind }) => kind !== 'mail').map(({ id }) => id);
    await core.command('identity.unmerge', { customerId: lucia, contactPointIds: leaving });
    const of = (customerId: CustomerId) => ({
      visits: core.query('visit.list', { customerId, limit: 5 }).length, offers: core.query('offer.list', { customerId }).map(({ state }) => state), favourites: core.query('favourite.list', { customerId }).length,
      cases: core.query('case.list', { customerId }).length, tasks: core.query('task.list', { customerId }).length,
      preferences: core.query('customer.preferences', { customerId }).length, organisation: core.query('customer.get', { id: customerId })?.fields.find(({ field }) => field === 'organisation')?.value,
      notes: core.query('customer.timeline', { id: customerId, limit: 10 }).items.filter(({ channel }) => channel === 'note').length,
    });
    expect(of(mailId as string as CustomerId)).toEqual({ visits: 1, offers: ['accepted'], favourites: 1, cases: 1, tasks: 1, preferences: 1, organisation: 'Estudio Norte', notes: 1 });
    expect(of(leaving[0] as string as CustomerId)).toMatchObject({ visits: 0, offers: [], favourites: 0, cases: 0, tasks: 0, notes: 0 });
  });

  it('an answer stays with the offer it answers, also when a steadier address came in between', async () => {
    const { offerId } = await core.command('offer.present', { customerId: lucia, offerId: null, text: 'Garantía extendida', productCode: null, amountMinor: null, validToMs: null, channel: 'chat', interactionId: null });
    const { customerId: other } = await core.command('customer.add', { name: '', address: '20-12345678-6' });
    const { operationId } = await core.command('identity.merge', { customerId: lucia, otherCustomerId: other, reason: '' });
    await core.command('offer.answer', { customerId: lucia, offerId, answer: 'declined', channel: 'chat', reason: '' });
    await core.command('operation.undo', { operationId });
    expect([core.query('offer.list', { customerId: lucia }).map(({ state }) => state), core.query('offer.list', { customerId: other })]).toEqual([['declined'], []]);
  });
});

describe('S4: receipts', () => {
  it('are numbered one by one in each branch, with a clock set back by a day, and never end before they begin', async () => {
    const shown: (string | null)[] = [];
    for (const [n, branch] of ['CAB', 'CAB', 'MIT', 'CAB'].entries()) {
      await core.command('settings.set', { branch });
      const visitId = await start();
      if (n === 1) wallMs -= 86_400_000;
      shown.push((await close(visitId, { mailTo: null })).receipt);
      const { startedAtMs, endedAtMs } = visit(visitId);
      expect(endedAtMs).toBeGreaterThanOrEqual(startedAtMs);
    }
    const series = shown.map((text) => text?.split(' ') ?? []);
    expect(series.map(([, number]) => number)).toEqual(['00001', '00002', '00001', '00003']);
    expect(series.map(([name]) => name)).toEqual([series[0]?.[0], series[0]?.[0], expect.stringMatching(/^MIT-[0-9A-Z]{4}$/), series[0]?.[0]]);
    const device = core.query('app.state', {}).device;
    expect(brokenLink(chainOfDevice(core.store, device))).toBeNull();
  });

  it('a closing that was undone has used its number up', async () => {
    const visitId = await start();
    await close(visitId, { mailTo: null });
    const { id } = core.store.prepare("SELECT id FROM operation WHERE type = 'visit.close'").get() as { id: string };
    await core.command('operation.undo', { operationId: id });
    expect(visit(visitId)).toMatchObject({ state: 'open', receipt: null });
    expect(timeline()).toEqual([]);
    expect((await close(visitId, { mailTo: null })).receipt).toMatch(/ 00002$/);
    // What was printed of the first number is not taken for the second.
    await core.command('receipt.file', { visitId, base64: PDF });
    await core.command('operation.undo', { operationId: (core.store.prepare("SELECT id FROM operation WHERE type = 'visit.close' ORDER BY device_sequence DESC").get() as { id: string }).id });
    await close(visitId, { mailTo: null });
    expect(visit(visitId).receipt).toMatchObject({ shown: expect.stringMatching(/ 00003$/), fileId: null });
    expect(core.query('receipt.due', {})).toHaveLength(1);
  });

  it('wait to be printed across a restart, are told, and are mailed once, however often the printer says so', async () => {
    await addAccount();
    const told: string[] = [];
    const visitId = await start();
    core.onEvent((event) => told.push(event));
    await close(visitId);
    expect(told).toContain('receiptDue');
    expect(visit(visitId)).toMatchObject({ mailTo: 'lucia@cliente.example', mailWaitsFor: 'print', isSurveyed: true });
    expect(mails()).toEqual([]);
    await restart();
    expect(core.query('receipt.due', {})).toMatchObject([{ visitId, filename: expect.stringMatching(/^CAB-\w{4}-00001\.pdf$/) }]);
    await Promise.all([core.command('receipt.file', { visitId, base64: PDF }), core.command('receipt.file', { visitId, base64: PDF })]);
    await core.command('receipt.file', { visitId, base64: PDF });
    expect(core.query('receipt.due', {})).toEqual([]);
    const [mail, ...others] = mails();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ to: ['lucia@cliente.example'], attachments: 1, author: 'Inés', customerId: lucia });
    expect(outboxById(core.store, mail?.id ?? '')?.effectKey).toMatch(/^<[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f-]+@casanorte\.example>$/);
    expect(visit(visitId)).toMatchObject({ receipt: { outboxId: mail?.id }, mailWaitsFor: null });
    const [card] = timeline();
    expect(card?.attachments).toMatchObject([{ filename: expect.stringContaining('00001.pdf'), contentType: 'application/pdf' }]);
    expect(core.query('attachment.read', { id: visitId, partPath: card?.attachments[0]?.partPath ?? '' }).base64).toBe(PDF);
    const file = core.query('visit.get', { visitId })?.receipt?.fileId;
    expect((core.store.prepare('SELECT count(*) AS n FROM blob').get() as { n: number }).n).toBe(1);
    expect(file).not.toBeNull();
  });

  it('without an account are printed all the same, and the mail leaves when there is one', async () => {
    const visitId = await start();
    await close(visitId);
    await core.command('receipt.file', { visitId, base64: PDF });
    expect(visit(visitId)).toMatchObject({ mailTo: 'lucia@cliente.example', mailWaitsFor: 'account', receipt: { outboxId: null } });
    await restart();
    expect(visit(visitId).mailWaitsFor).toBe('account');
    await addAccount();
    await vi.waitFor(() => expect(mails()).toHaveLength(1), { timeout: 15_000 });
    expect(visit(visitId).mailWaitsFor).toBeNull();
  });

  it('a survey alone is mailed without a receipt', async () => {
    await addAccount();
    const visitId = await start();
    await close(visitId, { withReceipt: false });
    await vi.waitFor(() => expect(mails()).toMatchObject([{ attachments: 0 }]), { timeout: 15_000 });
    expect(mails()[0]).toMatchObject({ title: expect.stringMatching(/^Su visita a Casa Norte \[visita \w{5}-\w{5}-\w{5}\]$/) });
  });

  it('a survey whose closing was undone and done again is mailed with the token that holds', async () => {
    await addAccount();
    const visitId = await start();
    await close(visitId, { withReceipt: false });
    await vi.waitFor(() => expect(mails()).toHaveLength(1), { timeout: 15_000 });
    await core.command('operation.undo', { operationId: (core.store.prepare("SELECT id FROM operation WHERE type = 'visit.close'").get() as { id: string }).id });
    await close(visitId, { withReceipt: false });
    await vi.waitFor(() => expect(mails()).toHaveLength(2), { timeout: 5_000 });
    const token = (core.store.prepare('SELECT survey_token AS token FROM visit WHERE id = ?').get(visitId) as { token: string }).token;
    expect(subjects().filter((subject) => subject.includes(token))).toHaveLength(1);
    await restart();
    expect(mails()).toHaveLength(2);
  });

  it('a closing that is undone while its mail is made is not mailed', async () => {
    await addAccount();
    const visitId = await start();
    await close(visitId, { withReceipt: false });
    await core.command('operation.undo', { operationId: (core.store.prepare("SELECT id FROM operation WHERE type = 'visit.close'").get() as { id: string }).id });
    await close(visitId, { withReceipt: false });
    const token = (core.store.prepare('SELECT survey_token AS token FROM visit WHERE id = ?').get(visitId) as { token: string }).token;
    await vi.waitFor(() => expect(subjects().some((subject) => subject.includes(token))).toBe(true), { timeout: 15_000 });
    expect(mails()).toHaveLength(1);
  });

  it('name offers with their price and validity and what was answered, preferences, and are in the language of the customer', async () => {
    const visitId = await start();
    const present = (text: string, validToMs: number | null) => core.command('offer.present', { customerId: lucia, offerId: null, text, productCode: null, amountMinor: 1_250_000, validToMs, channel: 'visit', interactionId: visitId });
    const [taken, open] = [await present('Silla con 20 %', null), await present('Mesa en cuotas', NOON_MS + 10 * 86_400_000)];
    await core.command('offer.answer', { customerId: lucia, offerId: taken.offerId, answer: 'accepted', channel: 'visit', reason: '' });
    for (const [kind, ref, label] of [['offer', taken.offerId, 'Silla con 20 %'], ['offer', open.offerId, 'Mesa en cuotas'], ['preference', 'mornings', '']] as const) await core.command('visit.item', { visitId, itemId: null, kind, ref, label, removed: false });
    await core.command('visit.set', { visitId, motive: 'purchase', notes: 'Interno: insistir.' });
    await close(visitId, { mailTo: null });
    const page = (): string => (core.query('receipt.page', { visitId })?.html ?? '').replaceAll('\u00A0', ' ');
    for (const text of ['Silla con 20 %', 'Aceptada', 'Mesa en cuotas', 'Válida hasta el 6 de diciembre de 2026', '$ 12.500,00', 'Contacto por la mañana', 'Compra', 'CUIT 30-71234567-9']) expect(page()).toContain(text);
    expect(page()).not.toContain('Interno');
    await core.command('customer.setField', { customerId: lucia, field: 'language', value: 'en' });
    for (const text of ['Visit receipt', 'Accepted', 'Valid until', 'Contact in the morning']) expect(page()).toContain(text);
  });

  it('one with a time beyond the calendar and a motive of a strange name does not keep the others from being printed', async () => {
    const odd = await start();
    const { offerId } = await core.command('offer.present', { customerId: lucia, offerId: null, text: 'Para siempre', productCode: null, amountMinor: null, validToMs: 9e15, channel: 'visit', interactionId: odd });
    await core.command('visit.item', { visitId: odd, itemId: null, kind: 'offer', ref: offerId, label: 'Para siempre', removed: false });
    await core.command('visit.set', { visitId: odd, motive: 'constructor' });
    await close(odd);
    const next = await start();
    await close(next);
    expect(new Set(core.query('receipt.due', {}).map(({ visitId }) => visitId))).toEqual(new Set([odd, next]));
    expect(core.query('receipt.page', { visitId: odd })?.html).toContain('constructor');
  });

  it('what is no PDF is refused, and the receipt stays due', async () => {
    const visitId = await start();
    await close(visitId);
    await expect(core.command('receipt.file', { visitId, base64: Buffer.from('<html>').toString('base64') })).rejects.toMatchObject({ code: 'bad-request' });
    expect(core.query('receipt.due', {})).toHaveLength(1);
  });
});

describe('S18: preferences', () => {
  it('said in a visit are of the customer, under whatever address they go by, and are taken back', async () => {
    const visitId = await start();
    await core.command('preference.set', { customerId: lucia, code: 'mornings', on: true, interactionId: visitId });
    await core.command('preference.set', { customerId: lucia, code: 'mornings', on: true, interactionId: visitId });
    expect(visit(visitId).preferences).toEqual(['mornings']);
    await core.command('preference.set', { customerId: lucia, code: 'mornings', on: false, interactionId: null });
    expect(visit(visitId).preferences).toEqual([]);
  });
});
