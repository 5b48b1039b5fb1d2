/** What an agent does with the outbox, in the core as a whole: its threads, its connectors, and real servers behind them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDovecot } from '../../e2e/world/dovecot.ts';
import type { Dovecot } from '../../e2e/world/dovecot.ts';
import { startProsody } from '../../e2e/world/prosody.ts';
import type { Prosody } from '../../e2e/world/prosody.ts';
import { handToDovecot, startSmtpSink } from '../../e2e/world/smtpSink.ts';
import type { SmtpSink } from '../../e2e/world/smtpSink.ts';
import type { AccountSetupInput, OutgoingMailInput } from '../../shared/accounts.ts';
import type { ChatDraft, MailDraft } from '../../shared/composing.ts';
import type { CommandInput, CommandOutput } from '../../shared/contract.ts';
import type { AccountId, CustomerId, OutboxItem, TimelineItem } from '../../shared/domain.ts';
import { toErrorData } from '../../shared/result.ts';
import { openCore } from './core.ts';
import type { Core } from './core.ts';
import { contactPointId } from './identity/ids.ts';
import { putBlob } from './store/blobs.ts';
import { interactionById } from './store/interactions.ts';
import { learnFacts, rawBytes, record } from './store/sources.ts';
import { mail } from './testing.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const THREADS = { sourceHost: new URL('./sourceHost.ts', import.meta.url), indexer: new URL('./indexThread.ts', import.meta.url) };
const ANA = contactPointId({ kind: 'mail', value: 'ana@c.example' }) as string as CustomerId;
const KEY = randomBytes(32).toString('hex');
const base = mkdtempSync(join(tmpdir(), 'hilo-sending-'));
let folders = 0;
let core: Core;
let dir = '';

function open(): Core {
  return openCore({ profileDir: dir, keyHex: KEY, keyKeptBy: 'file', threads: THREADS });
}
async function restart(): Promise<void> {
  await core.close();
  core = open();
}
/** A desk of its own for the tests of one group: a core and its threads take a second to start. */
function useDesk(prepare: () => Promise<unknown>): void {
  beforeAll(async () => {
    dir = join(base, String(folders++));
    core = open();
    await core.command('settings.set', { own: ['shop.example'], agentName: 'Inés', undoSeconds: 0 });
    await prepare();
  });
  afterAll(() => core.close());
}
afterAll(() => rmSync(base, { recursive: true }));

/** A customer known from a file, so that nothing of this needs a server. */
async function writes(...mails: Parameters<typeof mail>[0][]): Promise<void> {
  const file = join(dir, `mails-${mails[0]?.id ?? 'x'}.mbox`);
  writeFileSync(file, mails.map((one) => `From x@x.example Mon Jan  1 00:00:00 2024\n${Buffer.from(mail(one).raw).toString().replaceAll('\r\n', '\n')}\n\n`).join(''));
  await core.sources.startImport('mailFile', file, 'mails', 1).ended;
}
const question = { from: 'Ana <ana@c.example>', to: 'ventas@shop.example', id: 'q1@c.example', subject: 'Una consulta', minutesAgo: 0, extra: 'References: <root@c.example>' };
const outgoing = (port: number, more: Partial<OutgoingMailInput> = {}): OutgoingMailInput => ({
  host: '127.0.0.1', port, security: 'plain', user: 'ventas', password: 'pw', acceptInvalidCertificate: true, address: 'ventas@shop.example', name: 'Ventas', signature: '', sentCopy: 'append', ...more,
});
const imap = (imapPort: number, smtp: OutgoingMailInput | null): AccountSetupInput => ({ kind: 'imap', config: { host: '127.0.0.1', port: imapPort, security: 'plain', user: 'ventas', password: 'pw', acceptInvalidCertificate: true, outgoing: smtp } });
/** Nobody listens on port 1. */
const addOffline = async (): Promise<AccountId> => (await core.command('account.add', { label: 'Ventas', setup: imap(1, outgoing(1)) })).accountId;
const draft = (more: Partial<MailDraft> = {}): MailDraft => ({ channel: 'mail', accountId: null, to: ['Ana <ana@c.example>'], cc: [], bcc: [], subject: 'Re: Una consulta', html: null, text: 'Sí, hay.', attachments: [], replyTo: null, ...more });
const send = (message: MailDraft | ChatDraft, more: Partial<CommandInput<'outbox.send'>> = {}): Promise<CommandOutput<'outbox.send'>> =>
  core.command('outbox.send', { customerId: ANA, message, draftId: null, duringCall: null, sendAtMs: null, seenCursor: null, ...more });
const list = (): OutboxItem[] => core.query('outbox.list', { limit: 100 }).items;
const item = (id: string): OutboxItem => list().find((one) => one.id === id) ?? expect.fail('not in the outbox');
const timeline = (): TimelineItem[] => core.query('customer.timeline', { id: ANA, limit: 100 }).items;

/** Waits for a state that a commit brings about. */
function until(holds: () => boolean): Promise<void> {
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
/** The first try was made, and nothing is under way. */
const tried = (id: string): Promise<void> => until(() => item(id).attempts > 0 && item(id).state === 'queued');

describe('before it is queued', () => {
  useDesk(() => writes(question));

  it('a message without an account that can send it is refused', async () => {
    await expect(send(draft())).rejects.toMatchObject({ code: 'no-account' });
    await core.command('account.add', { label: 'Sólo lectura', setup: imap(1, null) });
    await expect(send(draft())).rejects.toMatchObject({ code: 'no-account' });
    expect(list()).toEqual([]);
  });

  it.each(['ana@', 'ana c.example', 'ana@c.example, beto@c.example', 'ana@@c.example', ''])('an address that is none is refused, and stands in no log: %s', async (address) => {
    if (core.query('sync.state', {}).accounts.length < 2) await addOffline();
    const refused = await send(draft({ to: [address] })).catch((thrown: unknown) => thrown);
    expect(toErrorData(refused)).toEqual({ code: 'address-invalid', recovery: 'askPerson', params: {} });
    expect(list()).toEqual([]);
  });

  it('a mail larger than its server takes is refused, and says how large it may be', async () => {
    const id = await addOffline();
    core.store.write((writer) => learnFacts(writer, id, { smtpMaxBytes: 100_000 }));
    const file = await core.command('attachment.put', { filename: 'plano.bin', contentType: '', base64: randomBytes(120_000).toString('base64'), inline: false });
    await expect(send(draft({ accountId: id, attachments: [file] }))).rejects.toMatchObject({ code: 'message-too-large', params: { limitBytes: 100_000 } });
    expect(list()).toEqual([]);
  });

  it('files that no server takes are refused before they are read into memory, also while no limit is known', async () => {
    const id = await addOffline();
    const files = Array.from({ length: 4 }, (_, n) => ({ blobId: `00000000-0000-4000-8000-00000000000${n}`, filename: 'video.mp4', contentType: 'video/mp4', sizeBytes: 50 * 1024 * 1024, inline: false }));
    // Nothing lies in the vault there: who reads it fails otherwise.
    core.store.write((writer) => { for (const { blobId, ...file } of files) putBlob(writer, { ...file, id: blobId, vault: { pack: 999, offset: 0, length: file.sizeBytes, key: randomBytes(32) }, putAtMs: Date.now() }); });
    await expect(send(draft({ accountId: id, attachments: files }))).rejects.toMatchObject({ code: 'message-too-large' });
    expect(list()).toEqual([]);
  });

  it('an attachment comes from a file or as bytes, and one that is too large is refused', async () => {
    const path = join(dir, 'lista de precios.pdf');
    writeFileSync(path, 'pdf');
    expect(await core.command('attachment.put', { path, inline: false })).toMatchObject({ filename: 'lista de precios.pdf', contentType: 'application/pdf', sizeBytes: 3 });
    const picture = await core.command('attachment.put', { filename: 'plano.png', contentType: 'image/png', base64: 'cG5n', inline: true });
    expect(core.query('draft.file', { blobId: picture.blobId })).toEqual({ contentType: 'image/png', base64: 'cG5n' });
    expect(core.query('draft.file', { blobId: randomUUID() })).toBeNull();
    await expect(core.command('attachment.put', { path: join(dir, 'missing.pdf'), inline: false })).rejects.toMatchObject({ code: 'file-missing' });
    writeFileSync(join(dir, 'huge.bin'), Buffer.alloc(50 * 1024 * 1024 + 1));
    await expect(core.command('attachment.put', { path: join(dir, 'huge.bin'), inline: false })).rejects.toMatchObject({ code: 'message-too-large' });
  });
});

describe('with the network down', () => {
  useDesk(async () => {
    await writes(question);
    await addOffline();
  });

  it('a reply waits in the list with its reason and its next try, and survives a restart', async () => {
    core.startSources();
    const { outboxId } = await send(draft());
    await tried(outboxId);
    expect(item(outboxId)).toMatchObject({ state: 'queued', customerId: ANA, to: ['Ana <ana@c.example>'], error: { code: 'connection-refused' }, author: 'Inés', canEdit: true, source: { label: 'Ventas' } });
    expect(item(outboxId).nextTryAtMs).toBeGreaterThan(Date.now());
    expect(core.query('app.state', {}).outbox).toEqual({ waiting: 1, held: 0, failed: 0 });
    await restart();
    expect(item(outboxId)).toMatchObject({ state: 'queued', preview: 'Sí, hay.' });
  });

  it('stands in the thread of what it answers', async () => {
    const asked = timeline()[0] as TimelineItem;
    const { outboxId } = await send(draft({ replyTo: asked.id }));
    const row = core.store.prepare('SELECT payload, thread_key AS thread FROM outbox WHERE id = ?').get(outboxId) as { payload: string; thread: string };
    const { raw } = JSON.parse(row.payload) as { raw: { pack: number; offset: number; length: number; key: string } };
    const text = Buffer.from(core.store.vault.read({ ...raw, key: Buffer.from(raw.key, 'hex') })).toString();
    expect(text).toMatch(/^In-Reply-To: <q1@c\.example>\r$/m);
    expect(text).toMatch(/^References: <root@c\.example>\s+<q1@c\.example>\r$/m);
    expect(row.thread).toBe(asked.threadKey);
  });

  it('taken back, its words are a draft again; sent again from the draft, the draft goes, once', async () => {
    const { outboxId } = await send(draft({ text: 'Se lo guardo.' }));
    const { draftId } = await core.command('outbox.cancel', { outboxId });
    expect(item(outboxId)).toMatchObject({ state: 'cancelled', canEdit: false });
    const [back] = core.query('draft.list', { customerId: ANA });
    expect(back).toMatchObject({ id: draftId, content: { text: 'Se lo guardo.' } });
    const again = send(draft({ text: 'Se lo guardo.' }), { draftId });
    const twice = send(draft({ text: 'Se lo guardo.' }), { draftId });
    await expect(Promise.allSettled([again, twice]).then((both) => both.map(({ status }) => status).sort())).resolves.toEqual(['fulfilled', 'rejected']);
    expect(core.query('draft.list', { customerId: ANA })).toEqual([]);
    await expect(core.command('outbox.cancel', { outboxId })).rejects.toMatchObject({ code: 'conflict' });
    expect(item(outboxId).preview).toBe('Se lo guardo.');
  });

  it('the agent puts aside, lets go, reorders', async () => {
    const ids: string[] = [];
    for (const text of ['uno', 'dos', 'tres']) ids.push((await send(draft({ text, to: [`${text}@c.example`] }), { sendAtMs: Date.now() + 3_600_000 })).outboxId);
    const [uno = '', dos = '', tres = ''] = ids;
    const order = (): string[] => core.query('outbox.list', { customerId: ANA, limit: 100 }).items.map(({ preview }) => preview).filter((text) => ['uno', 'dos', 'tres'].includes(text));
    await core.command('outbox.move', { outboxId: tres, before: uno });
    expect(order()).toEqual(['tres', 'uno', 'dos']);
    await core.command('outbox.move', { outboxId: uno, before: null });
    expect(order()).toEqual(['tres', 'dos', 'uno']);
    await core.command('outbox.hold', { outboxId: dos });
    expect(item(dos)).toMatchObject({ state: 'held', hold: { reason: 'by-agent' }, isScheduled: true });
    await core.command('outbox.retry', { outboxId: dos });
    expect(item(dos)).toMatchObject({ state: 'queued', hold: null, isScheduled: false });
    expect(item(dos).notBeforeMs).toBeLessThanOrEqual(Date.now());
  });

  it('what was sent during a call says so', async () => {
    const callId = crypto.randomUUID();
    const { interactionId } = await send(draft(), { duringCall: callId });
    expect(core.store.prepare("SELECT payload FROM operation WHERE type = 'interaction.link'").pluck().all().map((text) => JSON.parse(text as string) as unknown)).toEqual([{ interactionId, callId }]);
  });

  it('when the account is taken away, what waits for it fails and can be taken back', async () => {
    core.startSources();
    const { outboxId } = await send(draft(), { sendAtMs: Date.now() + 60_000 });
    await core.command('account.remove', { accountId: item(outboxId).source.accountId as string });
    await until(() => item(outboxId).state === 'failed');
    expect(item(outboxId).error).toMatchObject({ code: 'no-account' });
    expect((await core.command('outbox.cancel', { outboxId })).draftId).not.toBeNull();
  });

  it('without an exchange a number is handed to the desktop', async () => {
    expect(await core.command('call.dial', { customerId: null, number: '11 4582-7719' })).toEqual({ outboxId: null, url: 'tel:+541145827719' });
    await expect(core.command('call.dial', { customerId: null, number: 'nadie' })).rejects.toMatchObject({ code: 'address-invalid' });
  });

  it('a number that is clicked twice is dialled once; another number, or the same one later, is another call', async () => {
    const config = { host: '127.0.0.1', port: 1, security: 'plain' as const, user: 'hilo', password: 'pw', acceptInvalidCertificate: true, device: 'PJSIP/1001', context: 'from-internal', dialPrefix: '' };
    await core.command('account.add', { label: 'Central', setup: { kind: 'asteriskAmi', config } });
    const dial = async (number: string): Promise<string | null> => (await core.command('call.dial', { customerId: null, number })).outboxId;
    const first = await dial('11 4582-7719');
    expect(await dial('011 4582-7719')).toBe(first);
    expect(await dial('11 4582-0000')).not.toBe(first);
    await core.command('outbox.cancel', { outboxId: first ?? '' });
    expect(await dial('11 4582-7719')).not.toBe(first);
  });
});

describe('an account', () => {
  useDesk(() => Promise.resolve());

  it('is changed without typing its passwords again, and shows none', async () => {
    const accountId = await addOffline();
    const stored = (): unknown => JSON.parse(core.store.prepare('SELECT config FROM account WHERE id = ?').pluck().get(accountId) as string);
    await core.command('account.update', { accountId, setup: { kind: 'imap', config: { host: '127.0.0.1', port: 2, security: 'plain', user: 'ventas', password: '', acceptInvalidCertificate: true, outgoing: outgoing(2, { password: '', signature: 'Casa Norte' }) } } });
    expect(stored()).toMatchObject({ port: 2, password: 'pw', outgoing: { password: 'pw', signature: 'Casa Norte' } });
    const [view] = core.query('sync.state', {}).accounts;
    expect(view).toMatchObject({ can: { effects: ['mail'], live: true }, setup: { kind: 'imap', config: { port: 2, outgoing: { signature: 'Casa Norte' } } } });
    expect(JSON.stringify(view)).not.toContain('"pw"');
    await expect(core.command('account.update', { accountId, setup: { kind: 'xmpp', config: { address: 'a@b.example', password: '', host: '', port: 5222, security: 'starttls', acceptInvalidCertificate: false, name: '' } } })).rejects.toMatchObject({ code: 'conflict' });
  });

  it("makes its own addresses ours, so that what we send is not a customer's", async () => {
    await core.command('account.add', { label: 'Otra', setup: imap(1, outgoing(1, { address: 'Hola@otra.example' })) });
    expect(core.query('settings.get', {}).own).toContain('hola@otra.example');
  });
});

describe('through a real mail server', () => {
  let dovecot: Dovecot;
  let sink: SmtpSink;
  beforeAll(async () => {
    dovecot = await startDovecot({ users: { ventas: 'pw', ana: 'pw' } });
    sink = await startSmtpSink({ users: { ventas: 'pw' }, handOn: (taken) => handToDovecot(dovecot, { 'ana@c.example': 'ana' })(taken) });
  });
  afterEach(() => sink.behave(null));
  afterAll(async () => {
    await sink.dispose();
    await dovecot.dispose();
  });
  const taken = (id: string): number => sink.taken.filter(({ messageId }) => messageId.includes((core.store.prepare('SELECT effect_key FROM outbox WHERE id = ?').pluck().get(id) as string).slice(1, -1))).length;
  const isLive = (): boolean => core.query('sync.state', {}).accounts[0]?.phase === 'live';
  useDesk(async () => {
    await dovecot.deliver('ventas', mail({ ...question, id: 'q2@c.example' }).raw);
    await core.command('account.add', { label: 'Ventas', setup: imap(dovecot.imapPort, outgoing(sink.port)) });
    core.startSources();
    await until(() => isLive() && core.query('customer.get', { id: ANA }) !== null);
  });
  const sent = (id: string): Promise<void> => until(() => item(id).state === 'sent');

  it('a reply arrives once, stands in the timeline at once, and its copy in Sent is the same mail', async () => {
    const asked = timeline().at(-1) as TimelineItem;
    const { outboxId, interactionId } = await send(draft({ replyTo: asked.id }));
    await sent(outboxId);
    expect(timeline().map(({ id }) => id)).toContain(interactionId);
    expect(taken(outboxId)).toBe(1);
    await until(() => (core.store.prepare('SELECT copy FROM outbox WHERE id = ?').pluck().get(outboxId) as number) === 2);
    // The copy comes back by the ordinary way and is recognised.
    core.sources.syncNow(item(outboxId).source.accountId as string);
    const places = (): string[] => core.query('interaction.get', { id: interactionId })?.places.map(({ stream }) => stream) ?? [];
    await until(() => places().length === 2);
    expect(places().sort()).toEqual(['', 'Sent']);
    expect(timeline().filter(({ direction }) => direction === 'outbound')).toHaveLength(1);
    const row = interactionById(core.store, interactionId);
    expect(Buffer.from(rawBytes(core.store, record(core.store, row?.record ?? 0) as NonNullable<ReturnType<typeof record>>)).toString()).toContain('S=C3=AD, hay.');
  });

  it('N7: what the customer wrote while we were away holds the reply, and shows it', async () => {
    await dovecot.deliver('ventas', mail({ ...question, id: 'n1@c.example', extra: 'X-A: b', minutesAgo: 9 }).raw);
    const thread = (): TimelineItem | undefined => timeline().find(({ threadKey }) => threadKey === 'mail:n1@c.example');
    await until(() => thread() !== undefined);
    const asked = thread() as TimelineItem;
    await until(isLive);
    await dovecot.stop();
    await until(() => !isLive());
    const { outboxId } = await send(draft({ replyTo: asked.id }), { seenCursor: asked.cursor });
    await tried(outboxId);
    await dovecot.restart();
    await dovecot.deliver('ventas', mail({ from: 'Ana <ana@c.example>', to: 'ventas@shop.example', id: 'n2@c.example', subject: 'Re: Una consulta', text: 'Ya no hace falta.', extra: 'In-Reply-To: <n1@c.example>\r\nReferences: <n1@c.example>', minutesAgo: 0 }).raw);
    core.sources.syncNow(item(outboxId).source.accountId as string);
    await until(() => item(outboxId).state === 'held');
    expect(item(outboxId).hold).toMatchObject({ reason: 'thread-moved', changed: [{ preview: 'Ya no hace falta.' }] });
    expect(taken(outboxId)).toBe(0);
    await core.command('outbox.retry', { outboxId });
    await sent(outboxId);
    expect(taken(outboxId)).toBe(1);
  });

  it('an answer that never came is asked for: found nowhere we can be sure of, it is held; the agent knows', async () => {
    sink.behave({ do: 'drop', at: 'taken' });
    const { outboxId, interactionId } = await send(draft());
    await until(() => item(outboxId).state === 'held');
    expect(item(outboxId).hold).toMatchObject({ reason: 'outcome-unknown' });
    sink.behave(null);
    await core.command('outbox.markSent', { outboxId });
    expect(item(outboxId)).toMatchObject({ state: 'sent', hold: null });
    expect(timeline().map(({ id }) => id)).toContain(interactionId);
    expect(taken(outboxId)).toBe(1);
    await expect(core.command('outbox.cancel', { outboxId })).rejects.toMatchObject({ code: 'already-sent' });
  });

  it('what left while the history is made anew is written down afterwards, once', async () => {
    let release: () => void = () => undefined;
    const held = core.sources.hold(() => new Promise<void>((settle) => { release = settle; }));
    const answered = sink.next('answered');
    const { outboxId, interactionId } = await send(draft({ text: 'Entretanto.' }));
    await answered;
    for (let turn = 0; turn < 3; turn++) await core.sources.call('guessServers', { address: '' });
    expect(item(outboxId).state).toBe('sending');
    expect(timeline().map(({ id }) => id)).not.toContain(interactionId);
    release();
    await held;
    await sent(outboxId);
    expect(timeline().filter(({ id }) => id === interactionId)).toHaveLength(1);
  });

  it('dropped by the agent, what may have arrived keeps its words, and no draft asks to send them again', async () => {
    sink.behave({ do: 'drop', at: 'taken' });
    const { outboxId } = await send(draft({ text: 'Puede que haya llegado.' }));
    await until(() => item(outboxId).state === 'held');
    expect(await core.command('outbox.cancel', { outboxId })).toEqual({ draftId: null });
    expect(item(outboxId).state).toBe('cancelled');
    expect(item(outboxId).preview).toBe('Puede que haya llegado.');
    expect(core.query('draft.list', { customerId: ANA })).toEqual([]);
  });

  it('without any running source it is read first, then it leaves', async () => {
    await restart();
    const { outboxId } = await send(draft());
    await core.flushOutbox();
    expect(item(outboxId).state).toBe('sent');
    expect(taken(outboxId)).toBe(1);
  });
});

describe('through a real chat server', () => {
  let prosody: Prosody;
  beforeAll(async () => { prosody = await startProsody({ users: { ventas: 'pw', ana: 'pw' } }); });
  afterAll(() => prosody.dispose());
  useDesk(() => writes(question));

  it('a message leaves, stands once in the timeline, and the archive brings nothing double', async () => {
    const { accountId } = await core.command('account.add', { label: 'Chat', setup: { kind: 'xmpp', config: { address: `ventas@${prosody.domain}`, password: 'pw', host: prosody.host, port: prosody.port, security: 'starttls', acceptInvalidCertificate: true, name: 'Ventas' } } });
    await until(() => core.query('sync.state', {}).accounts[0]?.phase === 'live');
    core.startSources();
    const to = `ana@${prosody.domain}`;
    const { outboxId, interactionId } = await send({ channel: 'chat', accountId: null, to, text: 'Hola & <buen día>', attachments: [], replyTo: null });
    await until(() => item(outboxId).state === 'sent');
    const chatCustomer = contactPointId({ kind: 'chat', value: `xmpp:${to}` });
    const chats = (): TimelineItem[] => core.query('customer.timeline', { id: chatCustomer, limit: 10 }).items;
    expect(chats()).toMatchObject([{ id: interactionId, direction: 'outbound', text: 'Hola & <buen día>' }]);
    // The archive's own copy of it has been read when the account is up to date again.
    const places = (): number => core.query('interaction.get', { id: interactionId })?.places.length ?? 0;
    core.sources.syncNow(accountId);
    await until(() => places() === 2);
    expect(chats()).toHaveLength(1);
  });
});
