/** The case that stands for a customer: the one somebody opened from the queue, else the foremost of those that are open. */
import { useCases } from '../data/caseQueries.ts';
import type { CaseView } from '../data/caseQueries.ts';
import { useQueueState } from '../data/queueState.ts';

export type Foremost = { cases: readonly CaseView[]; open: readonly CaseView[]; foremost: CaseView | null; isKnown: boolean };

/** One that waits for us goes before one that waits for them. */
export function useForemost(customerId: string): Foremost {
  const answer = useCases(customerId).data;
  const chosenId = useQueueState().cases[customerId];
  const cases = answer ?? [];
  const open = cases.filter((one) => one.status !== 'solved');
  const chosen = open.find((one) => one.id === chosenId);
  return { cases, open, foremost: chosen ?? open.find((one) => one.status !== 'waitingForCustomer') ?? open[0] ?? null, isKnown: answer !== undefined };
}
