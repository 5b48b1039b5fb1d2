/** `hilo visit`: visits of a customer, and one of the past logged by hand. */
import { need, readText, readTime, resolveId, text, usage } from './call.ts';
import type { CommandCall, CommandResult } from './call.ts';

const LIST_LIMIT = 50;

export async function visit({ core, args, options }: CommandCall): Promise<CommandResult> {
  const [what] = args;
  if (what !== 'list' && what !== 'log') throw usage('visit list --customer C or visit log --customer C');
  const customerId = resolveId(core, need(options, 'customer'));
  if (what === 'list') return { value: core.query('visit.list', { customerId, limit: numberOf(text(options, 'limit'), 'limit', LIST_LIMIT) }) };
  const nowMs = Date.now();
  const durationMs = Math.round(numberOf(text(options, 'minutes'), 'minutes', 0) * 60_000);
  if (durationMs > 86_400_000) throw usage('--minutes is not right');
  const words = text(options, 'text') ?? '';
  return { value: await core.command('visit.log', {
    customerId, startedAtMs: options['at'] === undefined ? nowMs - durationMs : readTime(need(options, 'at'), nowMs), durationMs, motive: text(options, 'motive') ?? '', notes: words === '-' ? readText('-') : words, caseId: null, draftId: null,
  }) };
}

function numberOf(written: string | undefined, name: string, otherwise: number): number {
  const value = written === undefined ? otherwise : Number(written);
  if (!Number.isFinite(value) || value < 0 || (name === 'limit' && (value < 1 || value > 1_000 || !Number.isInteger(value)))) throw usage(`--${name} is not right`);
  return value;
}
