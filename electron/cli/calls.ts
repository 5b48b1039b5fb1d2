/** `hilo call`: whose number it is, and calls logged by hand. */
import { callDraft } from '../../shared/composing.ts';
import { DeskError } from '../../shared/result.ts';
import { need, readText, readTime, resolveId, text, usage } from './call.ts';
import type { CommandCall, CommandResult } from './call.ts';

export async function call({ core, args, options }: CommandCall): Promise<CommandResult> {
  const [what, ...number] = args;
  if (what === 'brief' && number.length > 0) return { value: core.query('call.brief', { number: number.join(' ') }) };
  if (what === 'log') return log({ core, args, options });
  throw usage('call brief NUMBER or call log --number N');
}

/** @throws DeskError conflict when several customers share the number and none is named */
async function log({ core, options }: CommandCall): Promise<CommandResult> {
  const nowMs = Date.now();
  const durationMs = Math.round(Number(text(options, 'minutes') ?? 0) * 60_000);
  const words = text(options, 'text') ?? '';
  const caller = callerOf({ core, args: [], options });
  const read = callDraft.safeParse({
    channel: 'call', contactPointId: caller.contactPointId, direction: DIRECTIONS[text(options, 'direction') ?? 'in'], outcome: text(options, 'outcome') ?? 'answered',
    startedAtMs: options['at'] === undefined ? nowMs - durationMs : readTime(need(options, 'at'), nowMs), durationMs, motive: text(options, 'motive') ?? '', text: words === '-' ? readText('-') : words,
  });
  if (!read.success) throw usage(`--${OPTION_OF[String(read.error.issues[0]?.path[0])] ?? 'text'} is not right`);
  return { value: await core.command('call.log', { customerId: caller.customerId, call: read.data, draftId: null }) };
}

const DIRECTIONS: Record<string, string> = { in: 'inbound', out: 'outbound', inbound: 'inbound', outbound: 'outbound' };
const OPTION_OF: Record<string, string> = { direction: 'direction', outcome: 'outcome', startedAtMs: 'at', durationMs: 'minutes', motive: 'motive' };

function callerOf({ core, options }: CommandCall): { customerId: string; contactPointId: string | null } {
  const named = text(options, 'customer');
  const number = text(options, 'number');
  if (named === undefined && number === undefined) throw usage('--number or --customer is missing');
  const candidates = number === undefined ? [] : core.query('call.brief', { number }).candidates;
  if (named !== undefined) {
    const customerId = core.query('customer.get', { id: resolveId(core, named) })?.id ?? '';
    return { customerId, contactPointId: candidates.find((candidate) => candidate.customerId === customerId)?.contactPointId ?? null };
  }
  const [only] = candidates;
  if (only === undefined) throw new DeskError('not-found', { what: 'customer' });
  if (candidates.length > 1) throw new DeskError('conflict', { what: 'several customers have this number: name one with --customer', customers: candidates.length });
  return only;
}
