/**
 * Next best actions after an event, for a customer with 10,000 contacts: from the moment an event is handed to the core
 * (a missed call, a note, something they wait for being settled) until its commit is done and what to do next is
 * answered, over the same port that the desktop asks.
 */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startBuiltCore } from './builtCore.ts';
import { percentile, round } from './figures.ts';
import type { Figures } from './figures.ts';
import { workFolder } from './imap.ts';
import { LARGE_CUSTOMER, windowProfile } from './openCustomer.ts';

export async function measureNextActions(events: number, say: (line: string) => void): Promise<Figures> {
  const folder = workFolder();
  try {
    const profile = join(folder, 'profile');
    cpSync(await windowProfile(say), profile, { recursive: true });
    const core = await startBuiltCore(profile);
    const [large] = (await core.query('customer.list', { text: '', offset: 0, limit: 1 })).rows;
    if (large === undefined || large.interactions < LARGE_CUSTOMER) throw new Error(`the first customer has ${large?.interactions ?? 0} interactions`);
    const customerId = large.id;
    await core.query('action.next', { customerId });
    const whole: number[] = [];
    const answers: number[] = [];
    let suggested = 0;
    for (let event = 0; event < events; event++) {
      const startedAt = performance.now();
      if (event % 3 === 0) await core.command('call.log', { customerId, draftId: null, call: { channel: 'call', contactPointId: null, direction: 'inbound', outcome: 'missed', startedAtMs: Date.now() - 1_000, durationMs: 0, motive: '', text: '' } });
      else if (event % 3 === 1) await core.command('note.add', { customerId, text: 'Pidió que la llamen.' });
      else await core.command('task.add', { customerId, caseId: null, title: 'Llamar', owner: '', dueAtMs: Date.now() - 60_000 });
      const committedAt = performance.now();
      suggested = Math.max(suggested, (await core.query('action.next', { customerId })).length);
      whole.push(performance.now() - startedAt);
      answers.push(performance.now() - committedAt);
    }
    if (suggested === 0) throw new Error('nothing was suggested, so nothing was measured');
    await core.stop();
    say(`nextActions: ${events} events, answer alone p50 ${round(percentile(answers, 50))} ms`);
    return {
      next_actions_p50_ms: round(percentile(whole, 50)), next_actions_p95_ms: round(percentile(whole, 95)), next_actions_max_ms: round(Math.max(...whole)), next_actions_answer_p95_ms: round(percentile(answers, 95)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
