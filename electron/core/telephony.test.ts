/** The core as a whole against an exchange: a scripted manager interface and a real database with its call log. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERYTHING_WAITING } from '../../shared/cases.ts';
import type { Events } from '../../shared/contract.ts';
import type { LiveCall, TimelineItem } from '../../shared/domain.ts';
import { createExchange } from '../../e2e/world/amiCalls.ts';
import type { Scenario } from '../../e2e/world/amiCalls.ts';
import { startAmiServer } from '../../e2e/world/amiServer.ts';
import type { AmiServer } from '../../e2e/world/amiServer.ts';
import { startMariadb } from '../../e2e/world/mariadb.ts';
import type { DatabaseServer } from '../../e2e/world/postgres.ts';
import { amiAccount, createTable, insertRows, logAccount, tableRow } from './connectors/telephony/testWorld.ts';
import { openCore } from './core.ts';
import type { Core } from './core.ts';
import { interactionId } from './identity/ids.ts';

const base = mkdtempSync(join(tmpdir(), 'hilo-telephony-'));
const exchange = createExchange(Math.floor(Date.now() / 1_000));
const heard: LiveCall[] = [];
let core: Core;
let ami: AmiServer;
let log: DatabaseServer;

/** Waits for a state that an event or a commit brings about. */
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

async function sql(text: string): Promise<void> {
  const { host, port, user, password, database } = log;
  const connection = await createConnection({ host, port, user, password, database });
  await connection.query(text);
  await connection.end();
}

/** What the timeline of a number shows. */
function timeline(number: string): TimelineItem[] {
  const [row] = core.query('customer.list', { text: number, offset: 0, limit: 1 }).rows;
  return row === undefined ? [] : core.query('customer.timeline', { id: row.id, limit: 50 }).items;
}
const last = (call: Scenario): LiveCall | undefined => heard.findLast(({ id }) => id === interactionId(`call:${call.linkedid}`));
const localNow = (): string => new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

beforeAll(async () => {
  [ami, log] = await Promise.all([startAmiServer(), startMariadb()]);
  await sql(createTable('freepbx', 'mysql'));
  core = openCore({ profileDir: base, keyHex: randomBytes(32).toString('hex'), keyKeptBy: 'file', nowMs: Date.now, threads: { sourceHost: new URL('./sourceHost.ts', import.meta.url), indexer: new URL('./indexThread.ts', import.meta.url) } });
  core.onEvent((event, data) => { if (event === 'call') heard.push(data as Events['call']); });
  core.startSources();
  await core.command('settings.set', { timeZone: 'America/Argentina/Buenos_Aires', undoSeconds: 0 });
  await core.command('account.add', { label: 'Central', setup: { kind: 'asteriskAmi', config: amiAccount(ami).config } });
  core.startSources();
  await ami.waitForClients(1);
});
afterAll(async () => {
  await core.close();
  await Promise.all([ami.dispose(), log.dispose()]);
  rmSync(base, { recursive: true });
});

describe('an exchange beside the console', () => {
  it('S2: a ring is told with its brief; the call stands in the timeline as soon as it ends, and its log replaces it under the same id', async () => {
    const call = exchange.directRing({ from: '1149021234', name: 'LUCIA FERREYRA', to: '1001' });
    ami.play(call.steps['ring'] ?? []);
    await until(() => last(call)?.isMine === true);
    expect(last(call)).toMatchObject({ state: 'ringing', direction: 'inbound', brief: { match: 'unknown' } });
    ami.play([...(call.steps['answer'] ?? []), ...(call.steps['end'] ?? [])]);
    await until(() => timeline('1149021234').length === 1);
    const [provisional] = timeline('1149021234');
    expect(provisional).toMatchObject({ id: last(call)?.id, channel: 'call', marks: { provisional: true }, call: { outcome: 'answered', answeredBy: '1001' } });

    await sql(insertRows(call.rows.map((row) => tableRow(row, localNow(), 'freepbx')), 'mysql'));
    await core.command('account.add', { label: 'Registro', setup: { kind: 'asteriskSql', config: logAccount('mysql', log).config } });
    await until(() => timeline('1149021234')[0]?.marks.provisional === false);
    expect(timeline('1149021234')).toMatchObject([{ id: provisional?.id, call: { outcome: 'answered', talkMs: 60_000, ringMs: 5_000 } }]);

    // The same caller again: known now, with the call before.
    const again = exchange.directRing({ from: '1149021234', to: '1001' });
    ami.play(again.steps['ring'] ?? []);
    await until(() => last(again)?.isMine === true);
    expect(last(again)?.brief).toMatchObject({ match: 'one', candidates: [{ name: 'LUCIA FERREYRA' }] });
    ami.play([...(again.steps['answer'] ?? []), ...(again.steps['end'] ?? [])]);
    await until(() => last(again)?.state === 'ended');
  });

  it('a missed call is work in the queue', async () => {
    const call = exchange.directRing({ from: '1155667788', to: '1001', missed: true });
    ami.play(call.events);
    await until(() => core.query('queue.list', { filter: { ...EVERYTHING_WAITING, state: 'missedCalls' }, limit: 50 }).rows.some((row) => row.interactionId === interactionId(`call:${call.linkedid}`)));
    expect(core.query('queue.list', { filter: { ...EVERYTHING_WAITING, state: 'missedCalls' }, limit: 50 }).rows).toEqual(expect.arrayContaining([expect.objectContaining({ channel: 'call', missedCall: true })]));
  });

  it('a click dials through the exchange once, and the call goes by the id the outbox gave it', async () => {
    const { outboxId, url } = await core.command('call.dial', { customerId: null, number: '011 4902-1234' });
    expect(url).toBeNull();
    const item = () => core.query('outbox.list', { limit: 10 }).items.find(({ id }) => id === outboxId);
    await until(() => item()?.state === 'sent');
    expect(ami.actions.filter(({ Action }) => Action === 'Originate')).toHaveLength(1);
    await until(() => heard.some(({ id, state }) => id === item()?.interactionId && state === 'answered'));
  });

  it('an exchange that cannot be reached by the telephone of the agent: said, and not dialled again by itself', async () => {
    ami.onOriginate('noAnswer');
    const { outboxId } = await core.command('call.dial', { customerId: null, number: '011 4902-1234' });
    const item = () => core.query('outbox.list', { limit: 10 }).items.find(({ id }) => id === outboxId);
    await until(() => item()?.state === 'failed');
    expect(item()).toMatchObject({ error: { code: 'server-refused', params: { reason: 'no-answer' } } });
    expect(ami.actions.filter(({ Action }) => Action === 'Originate')).toHaveLength(2);
  });

  it('a line cut while the telephone rings: the console finds the call again instead of dialling twice', async () => {
    ami.onOriginate('dropsAfter');
    const { outboxId } = await core.command('call.dial', { customerId: null, number: '011 4902-1234' });
    const item = () => core.query('outbox.list', { limit: 10 }).items.find(({ id }) => id === outboxId);
    await until(() => ['sent', 'held'].includes(item()?.state ?? ''));
    expect(item()?.state).toBe('sent');
    expect(ami.actions.filter(({ Action }) => Action === 'Originate')).toHaveLength(3);
  });
});
