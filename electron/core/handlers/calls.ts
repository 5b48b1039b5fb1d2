/** Calls: those that go on now, whose number it is, and calls that somebody logs by hand. */
import { randomUUID } from 'node:crypto';
import type { CommandInput, CommandOutput, QueryInput, QueryOutput, Settings } from '../../../shared/contract.ts';
import type { InteractionId, OperationId } from '../../../shared/domain.ts';
import { DeskError } from '../../../shared/result.ts';
import { DAY_MS } from '../../../shared/time.ts';
import type { NowMs } from '../../../shared/time.ts';
import { formatPoint, phonePoint } from '../identity/address.ts';
import { contactPointId } from '../identity/ids.ts';
import { steadiest } from '../identity/steadiness.ts';
import type { LiveCalls } from '../liveCalls.ts';
import type { Apply } from '../operations/apply.ts';
import type { Author } from '../operations/commit.ts';
import { customerSummary, membersOf, pointByUuid } from '../store/customers.ts';
import type { PointRow } from '../store/customers.ts';
import { interactionById } from '../store/interactions.ts';
import type { InteractionDetailJson } from '../store/interactions.ts';
import type { Store, Writer } from '../store/open.ts';
import { authorFacts } from './authoring.ts';
import type { Fact } from './authoring.ts';
import { callBrief } from './brief.ts';
import { spendDraft } from './drafts.ts';
import { customerName, customerOf } from './views.ts';

export type CallPorts = { store: Store; liveCalls: Pick<LiveCalls, 'list' | 'byId'>; apply: Apply; by(): Author; settings(): Settings; nowMs: NowMs };

export type CallQueries = { [N in 'calls.live' | 'call.brief']: (input: QueryInput<N>) => QueryOutput<N> };
export type CallCommands = { [N in 'call.log' | 'call.identify' | 'interaction.settle']: (input: CommandInput<N>) => CommandOutput<N> };

export function createCallHandlers(ports: CallPorts): { queries: CallQueries; commands: CallCommands } {
  const { store } = ports;
  const country = (): string => ports.settings().country;

  /** Writes and applies one operation; `also` is part of the same transaction. */
  function commit(fact: Fact, also: (writer: Writer) => void = () => undefined): OperationId {
    return store.write((writer) => {
      const operationId = authorFacts(writer, ports, [fact]);
      also(writer);
      writer.touch('calls');
      writer.touch('app');
      return operationId;
    });
  }

  function customer(id: string): { members: PointRow[]; name: string } {
    const found = customerOf(store, id);
    if (found === null) throw new DeskError('not-found', { what: 'customer' });
    return { members: membersOf(store, found.root), name: customerName({ reader: store, country: country() }, customerSummary(store, found.root)?.name ?? '') };
  }

  /** The point under which the call stands or will stand: what its record says, else the number that rang. */
  function callerPoint(callId: string): string {
    const row = interactionById(store, callId);
    const stated = row === null ? undefined : (JSON.parse(row.detail) as InteractionDetailJson).parties[0]?.point;
    if (stated !== undefined) return stated;
    const live = ports.liveCalls.byId(callId);
    if (row === null && live === null) throw new DeskError('not-found', { what: 'call' });
    const point = live === null || live.withheld ? null : phonePoint(live.number, country());
    // Without a number there is nothing that could be given to somebody: such a call is logged by hand.
    if (point === null || point === 'withheld') throw new DeskError('conflict', { what: 'no number' });
    return contactPointId(point);
  }

  return {
    queries: {
      'calls.live': () => ports.liveCalls.list(),
      'call.brief': ({ number }) => callBrief({ reader: store, country: country() }, number, ports.nowMs()),
    },
    commands: {
      'call.log': ({ customerId, call, draftId }) => {
        if (call.startedAtMs > ports.nowMs() + DAY_MS) throw new DeskError('conflict', { what: 'a call in the future' });
        const { members } = customer(customerId);
        const point = members.find((member) => member.uuid === call.contactPointId) ?? members.find((member) => member.kind === 'phone') ?? steadiest(members);
        const callId = randomUUID();
        const { direction, outcome, startedAtMs, durationMs, motive, text } = call;
        const operationId = commit({ type: 'call.log', payload: { callId, contactPointId: point.uuid, direction, outcome, startedAtMs, durationMs, motive, text } }, (writer) => spendDraft(writer, draftId, call, ports.nowMs()));
        return { interactionId: callId as string as InteractionId, operationId };
      },
      'call.identify': ({ callId, customerId }) => {
        const from = callerPoint(callId);
        const { members, name } = customer(customerId);
        // Whose number it is keeps the call where it is, and that is said too: it takes back an earlier choice.
        const to = members.find((member) => member.uuid === from) ?? members.find((member) => member.kind === 'person') ?? members.find((member) => member.kind === 'phone') ?? steadiest(members);
        const known = pointByUuid(store, from);
        const shown = known === null ? (ports.liveCalls.byId(callId)?.shown ?? '') : formatPoint(known, country());
        return { operationId: commit({ type: 'interaction.assign', payload: { interactionId: callId, fromContactPointId: from, toContactPointId: to.uuid, subject: shown, other: name } }) };
      },
      'interaction.settle': ({ interactionId }) => {
        if (interactionById(store, interactionId) === null && ports.liveCalls.byId(interactionId) === null) throw new DeskError('not-found', { what: 'interaction' });
        return { operationId: commit({ type: 'interaction.settle', payload: { interactionId } }) };
      },
    },
  };
}
