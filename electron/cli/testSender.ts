/**
 * A console of its own process that sends, for tests that kill it: first argument the profile, second what to queue as
 * JSON (`outbox.send` without its customer, and the address it goes to). Says on stdout what was queued and every state
 * an item comes to, and ends when nothing can move any more. Nothing of it is shipped.
 */
import { flushCompileCache } from 'node:module';
import type { CommandInput } from '../../shared/contract.ts';
import type { OutboxItem } from '../../shared/domain.ts';
import { openProfile } from './profile.ts';

export type ToSend = { customerId: string; message: CommandInput<'outbox.send'>['message'] };

/** A line is whole before the next step begins: what the parent reads has happened. */
const say = (line: string): void => { process.stdout.write(`${line}\n`); };

const [profile = '', queue = '[]'] = process.argv.slice(2);
// Built beside this, with this.
const core = openProfile(profile, undefined, { sourceHost: new URL('./sourceHost.js', import.meta.url), indexer: new URL('./indexThread.js', import.meta.url) });
// One that is killed would keep nothing of what it compiled, and the next would start as slowly.
flushCompileCache();
// What it finds is no step of its own.
const told = new Map<string, string>(core.query('outbox.list', { limit: 1_000 }).items.map(({ id, state }) => [id, state]));
core.onEvent((event) => { if (event === 'changed') look(); });

function look(): OutboxItem[] {
  const { items } = core.query('outbox.list', { limit: 1_000 });
  for (const { id, state } of items) {
    if (told.get(id) === state) continue;
    told.set(id, state);
    say(`${state} ${id}`);
  }
  return items;
}

core.startSources();
for (const { customerId, message } of JSON.parse(queue) as ToSend[]) {
  const { outboxId } = await core.command('outbox.send', { customerId, message, draftId: null, duringCall: null, sendAtMs: null, seenCursor: null });
  say(`accepted ${outboxId}`);
}
const open = new Set(['queued', 'sending', 'verifying']);
const isThrough = (): boolean => look().every((item) => !open.has(item.state)) && core.store.prepare('SELECT 1 FROM outbox WHERE copy = 1').get() === undefined;
while (!isThrough()) await new Promise((settle) => { setTimeout(settle, 50); });
say('through');
await core.close();
