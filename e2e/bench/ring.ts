/**
 * From a ring on the exchange's line to the caller's brief on the glass: AMI, core and window together, for a caller with
 * 10,000 contacts. Every other ring is of a number that nobody has.
 */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createExchange } from '../world/amiCalls.ts';
import { startAmiServer } from '../world/amiServer.ts';
import { startBuiltCore } from './builtCore.ts';
import { openDesktop } from './desktop.ts';
import { percentile, round } from './figures.ts';
import type { Figures } from './figures.ts';
import { workFolder } from './imap.ts';
import { windowProfile } from './openCustomer.ts';

const CALLER = '+5491161234410';
/** As a trunk of the city sends the same mobile. */
const CALLER_RINGS = '0111561234410';
const STRANGER_RINGS = '01143332211';
const DEVICE = '1001';

export async function measureRings(rings: number, say: (line: string) => void): Promise<Figures> {
  const folder = workFolder();
  const exchange = await startAmiServer();
  try {
    const profile = join(folder, 'profile');
    cpSync(await windowProfile(say), profile, { recursive: true });
    await giveNumber(profile, exchange);
    const desktop = await openDesktop(profile);
    try {
      const { page } = desktop;
      await exchange.waitForClients(1);
      const calls = createExchange(Math.floor(Date.now() / 1_000));
      const times: number[] = [];
      for (let ring = 0; ring < rings; ring++) {
        const call = calls.directRing({ from: ring % 2 === 0 ? CALLER_RINGS : STRANGER_RINGS, to: DEVICE, missed: true });
        const sentMs = Date.now();
        exchange.play(call.steps['ring'] ?? []);
        await page.waitForFunction((count) => performance.getEntriesByName('hilo:call-painted').length > count, ring, { polling: 50 });
        times.push(await page.evaluate(() => performance.timeOrigin + (performance.getEntriesByName('hilo:call-painted').at(-1)?.startTime ?? Infinity)) - sentMs);
        exchange.play(call.steps['end'] ?? []);
        await page.waitForFunction(() => document.querySelector('.call-pop') === null);
      }
      say(`ring: ${rings} rings, p50 ${round(percentile(times, 50))} ms`);
      return { ring_to_brief_p50_ms: round(percentile(times, 50)), ring_to_brief_p95_ms: round(percentile(times, 95)), ring_to_brief_max_ms: round(Math.max(...times)) };
    } finally {
      await desktop.close();
    }
  } finally {
    await exchange.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The customer with the long history has the number that will ring, and the desk an exchange. */
async function giveNumber(profile: string, exchange: { host: string; port: number }): Promise<void> {
  const core = await startBuiltCore(profile);
  await core.command('settings.set', { country: 'AR', notifications: false });
  const [large] = (await core.query('customer.list', { text: '', offset: 0, limit: 1 })).rows;
  const { customerId } = await core.command('customer.add', { name: '', address: CALLER });
  await core.command('identity.merge', { customerId: large?.id ?? '', otherCustomerId: customerId, reason: '' });
  await core.command('account.add', {
    label: 'exchange',
    setup: { kind: 'asteriskAmi', config: { host: exchange.host, port: exchange.port, security: 'plain', user: 'hilo', password: 'pw-ami', acceptInvalidCertificate: false, device: `PJSIP/${DEVICE}`, context: 'from-internal', dialPrefix: '' } },
  });
  await core.stop();
}
