/** What all desks of a shop share: one value a key, the last one said. */
import type { Operation } from '../../../shared/operations.ts';
import { shopParts } from '../../../shared/shop.ts';
import { buyers } from '../store/selling.ts';
import { putShopPart } from '../store/shop.ts';
import { lastSaid, payloadOf } from './subjects.ts';
import type { Recompute, Subjects } from './subjects.ts';

export const shopSubjects: Subjects = {
  subjectsOf(operation) {
    const part = payloadOf(operation, 'shop.set');
    return part === null ? [] : [`shop:${part.key}`];
  },
  recompute: { shop: recomputeShopPart },
};

function recomputeShopPart({ writer, customers }: Recompute, [key = '']: readonly string[], operations: readonly Operation[]): void {
  const said = lastSaid(operations, 'shop.set');
  // A later program's value, which we cannot read, is kept in the log and not shown.
  const value = said === null ? undefined : shopParts[said.payload.key].safeParse(said.payload.value);
  putShopPart(writer, key, said === null || value?.success !== true ? null : { value: value.data, operation: said.operation.id });
  // What a customer is worth is counted in the shop's currency.
  if (key === 'currency') for (const customer of buyers(writer)) customers.add(customer);
  writer.touch('shop');
}
