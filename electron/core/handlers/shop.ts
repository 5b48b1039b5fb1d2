/** What all desks of the shop share: read, and changed part by part. */
import type { CommandInput, CommandOutput, QueryOutput } from '../../../shared/contract.ts';
import { shopParts } from '../../../shared/shop.ts';
import type { Shop } from '../../../shared/shop.ts';
import { readShop } from '../store/shop.ts';
import { commitFacts } from './authoring.ts';
import type { AuthoringPorts, Fact } from './authoring.ts';

export type ShopHandlers = {
  queries: { 'shop.get': () => QueryOutput<'shop.get'> };
  commands: { 'shop.set': (input: CommandInput<'shop.set'>) => CommandOutput<'shop.set'> };
};

export function createShopHandlers(ports: AuthoringPorts): ShopHandlers {
  return {
    queries: { 'shop.get': () => readShop(ports.store) },
    commands: {
      'shop.set'(parts) {
        const now = readShop(ports.store);
        const changed = (Object.keys(shopParts) as (keyof Shop)[]).filter((key) => parts[key] !== undefined && JSON.stringify(parts[key]) !== JSON.stringify(now[key]));
        if (changed.length > 0) commitFacts(ports, ...changed.map((key): Fact => ({ type: 'shop.set', payload: { key, value: parts[key] } })));
        return readShop(ports.store);
      },
    },
  };
}
