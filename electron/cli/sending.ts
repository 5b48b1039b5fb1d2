/** `hilo send` and `hilo outbox`: what has to leave, without a window. */
import { resolve } from 'node:path';
import type { AttachmentRef, Sendable } from '../../shared/composing.ts';
import type { AccountView } from '../../shared/contract.ts';
import type { OutboxItem } from '../../shared/domain.ts';
import { DeskError, fromErrorData } from '../../shared/result.ts';
import type { ErrorData } from '../../shared/result.ts';
import type { Core } from '../core/core.ts';
import { list, need, readText, readTime, resolveId, text, usage } from './call.ts';
import type { CommandCall, CommandResult, Options } from './call.ts';

/** More than anybody has waiting. */
const ALL = 1_000;

/**
 * Queues one message to a known customer. It leaves with `--wait`, with the next `sync --once`, or by an open window on
 * this history; with `--later` not before that time. The undo window is for people: a command does not wait for it.
 */
export async function send({ core, options }: CommandCall): Promise<CommandResult> {
  const to = list(options, 'to');
  const [first] = to;
  if (first === undefined) throw usage('send --to ADDRESS');
  const account = options['account'] === undefined ? null : accountNamed(core, need(options, 'account'));
  const isChat = account === null ? options['chat'] === true : account.kind === 'xmpp';
  const customerId = resolveId(core, text(options, 'customer') ?? bareAddress(first));
  const words = need(options, 'text') === '-' ? readText('-') : need(options, 'text');
  const attachments: AttachmentRef[] = [];
  for (const path of list(options, 'attach')) attachments.push(await core.command('attachment.put', { path: resolve(path), inline: false }));
  const common = { accountId: account?.id ?? null, text: words, attachments, replyTo: text(options, 'reply') ?? null };
  if (isChat && (to.length > 1 || options['subject'] !== undefined)) throw usage('a chat message has one address and no subject');
  const message: Sendable = isChat
    ? { channel: 'chat', ...common, to: first }
    : { channel: 'mail', ...common, to, cc: list(options, 'cc'), bcc: list(options, 'bcc'), subject: text(options, 'subject') ?? '', html: null };
  const nowMs = Date.now();
  const sendAtMs = options['later'] === undefined ? nowMs : readTime(need(options, 'later'), nowMs);
  const { outboxId } = await core.command('outbox.send', { customerId, message, draftId: null, duringCall: null, sendAtMs, seenCursor: null });
  return told(core, outboxId, options);
}

export async function outbox({ core, args, options }: CommandCall): Promise<CommandResult> {
  const [what, outboxId] = args;
  if (what === 'list') return { value: items(core).map(line) };
  if (outboxId === undefined) throw usage('outbox list, or outbox cancel|retry|hold|sent ID');
  switch (what) {
    case 'cancel': return { value: await core.command('outbox.cancel', { outboxId }) };
    case 'hold': await core.command('outbox.hold', { outboxId }); break;
    // Somebody has looked and knows that it arrived.
    case 'sent': await core.command('outbox.markSent', { outboxId }); break;
    case 'retry':
      await core.command('outbox.retry', { outboxId });
      return told(core, outboxId, options);
    default: throw usage('outbox list, or outbox cancel|retry|hold|sent ID');
  }
  return { value: line(item(core, outboxId)) };
}

/** With `--wait` everything that is due is tried; what does not leave then is an error, named by why. */
async function told(core: Core, outboxId: string, options: Options): Promise<CommandResult> {
  if (options['wait'] !== true) return { value: line(item(core, outboxId)) };
  await core.flushOutbox();
  await core.indexed();
  const now = item(core, outboxId);
  const isFailure = now.state === 'failed' || now.state === 'held' || (now.state !== 'sent' && now.error !== null);
  return { value: line(now), ...(isFailure && { failed: true, errors: [now.error ?? heldError(now)] }) };
}

function heldError({ hold }: OutboxItem): ErrorData {
  return hold?.reason === 'outcome-unknown' ? { code: 'outcome-unknown', recovery: 'askPerson', params: {} } : { code: 'conflict', recovery: 'askPerson', params: { held: hold?.reason ?? '' } };
}

function items(core: Core): OutboxItem[] {
  return core.query('outbox.list', { limit: ALL }).items;
}

/** @throws DeskError not-found */
function item(core: Core, outboxId: string): OutboxItem {
  const found = items(core).find(({ id }) => id === outboxId);
  if (found === undefined) throw new DeskError('not-found', { what: 'outbox item' });
  return found;
}

/** One row of the list: states, times as people and scripts read them, and no bodies. */
function line(found: OutboxItem): Record<string, unknown> {
  const at = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  return {
    id: found.id, state: found.state, kind: found.kind, to: found.to, customerId: found.customerId, title: found.title, account: found.source.label, attempts: found.attempts,
    createdAt: at(found.createdAtMs), leavesAt: at(found.notBeforeMs), nextTryAt: at(found.nextTryAtMs), sentAt: at(found.sentAtMs), interactionId: found.interactionId,
    held: found.hold === null ? null : { reason: found.hold.reason, changed: found.hold.changed.map(({ id }) => id) }, error: found.error,
  };
}

/** By its id, its label or its own address. @throws DeskError no-account */
function accountNamed(core: Core, named: string): AccountView {
  const own = ({ setup }: AccountView): string[] => {
    if (setup?.kind === 'imap') return [setup.config.outgoing?.address ?? '', setup.config.user];
    return setup?.kind === 'xmpp' ? [setup.config.address] : [];
  };
  const found = core.query('sync.state', {}).accounts.find((account) => account.id === named || account.label === named || own(account).includes(named));
  if (found === undefined) throw fromErrorData({ code: 'no-account', recovery: 'askPerson', params: {} });
  return found;
}

/** `Ana <ana@x.example>` is written to Ana, who is known by the address. */
function bareAddress(mailbox: string): string {
  return /<([^<>]+)>\s*$/.exec(mailbox)?.[1] ?? mailbox;
}
