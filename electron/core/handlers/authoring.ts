/** Acts of a person, written: stamped, chained, applied and told in one transaction. */
import type { OperationId } from '../../../shared/domain.ts';
import type { OperationPayload, OperationType } from '../../../shared/operations.ts';
import { author } from '../operations/commit.ts';
import type { Author } from '../operations/commit.ts';
import type { Apply } from '../operations/apply.ts';
import type { Store, Writer } from '../store/open.ts';

export type Fact = { [T in OperationType]: { type: T; payload: OperationPayload<T> } }[OperationType];
export type AuthoringPorts = { store: Store; apply: Apply; by(): Author };

/** Writes the facts inside a transaction that is under way. @returns the id of the last; '' for none */
export function authorFacts(writer: Writer, ports: Pick<AuthoringPorts, 'apply' | 'by'>, facts: readonly Fact[]): OperationId {
  let last = '';
  for (const { type, payload } of facts) {
    const operation = author(writer, ports.by(), type, payload as never);
    ports.apply.apply(writer, operation);
    last = operation.id;
  }
  return last as OperationId;
}

/** Writes the facts in one transaction, all or none. @returns the id of the last */
export function commitFacts(ports: AuthoringPorts, ...facts: readonly Fact[]): OperationId {
  return ports.store.write((writer) => {
    const last = authorFacts(writer, ports, facts);
    writer.touch('app');
    return last;
  });
}
