/** Cases, tasks and the queue, as the contract has them. */
import type { QueryInput, QueryOutput, Settings } from '../../../shared/contract.ts';
import type { NowMs } from '../../../shared/time.ts';
import type { AuthoringPorts } from './authoring.ts';
import { queueList } from './queue.ts';

export type CasePorts = AuthoringPorts & { settings(): Settings; nowMs: NowMs };
export type CaseHandlers = { queries: { 'queue.list': (input: QueryInput<'queue.list'>) => QueryOutput<'queue.list'> }; commands: object };

export function createCaseHandlers(ports: CasePorts): CaseHandlers {
  const context = () => ({ reader: ports.store, country: ports.settings().country });
  return { queries: { 'queue.list': (input) => queueList(context(), input, ports.nowMs()) }, commands: {} };
}
