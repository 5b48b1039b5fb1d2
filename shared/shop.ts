/** What all desks of a shop share: who the shop is, its branches and teams, its hours and promises. */
import { z } from 'zod';
import { entry, none } from './entry.ts';
import { PRIORITIES } from './domain.ts';
import type { Priority } from './domain.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
const coded = z.array(z.object({ code: z.string().min(1).max(100), label: z.string().max(200) })).max(100);

/** By key, as `shop.set` stores it. */
export const shopParts = {
  /** Head of receipts and mails. */
  identity: z.object({ name: z.string().max(200), address: z.string().max(500), taxId: z.string().max(60), phone: z.string().max(60), mail: z.string().max(320), footer: z.string().max(1_000) }),
  branches: z.array(z.object({ code: z.string().regex(/^[A-Z0-9]{1,8}$/), name: z.string().min(1).max(200), address: z.string().max(500) })).max(500),
  teams: z.array(z.object({ name: z.string().min(1).max(100), members: z.array(z.string().max(200)).max(500) })).max(200),
  /** ISO weekdays (1 Monday) in local time; `holidays` are local dates (`2026-12-25`) on which nobody works. */
  hours: z.object({ days: z.array(z.object({ weekday: z.number().int().min(1).max(7), from: clock, to: clock })).max(50), holidays: z.array(z.iso.date()).max(400) }),
  /** Working minutes within which a customer is answered first, and their matter solved, by priority; 0: no promise. */
  sla: z.record(z.enum(PRIORITIES), z.object({ firstResponseMinutes: z.number().int().min(0), resolutionMinutes: z.number().int().min(0) })),
  /** An empty label is shown in the words of the program. */
  motives: coded,
  preferences: coded,
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/),
} as const;

export type Shop = { [K in keyof typeof shopParts]: z.infer<(typeof shopParts)[K]> };
export type Sla = Record<Priority, { firstResponseMinutes: number; resolutionMinutes: number }>;

const plain = (...codes: string[]): { code: string; label: string }[] => codes.map((code) => ({ code, label: '' }));

/** Before anybody said otherwise. */
export const DEFAULT_SHOP: Shop = {
  identity: { name: '', address: '', taxId: '', phone: '', mail: '', footer: '' },
  branches: [], teams: [],
  hours: { days: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '18:00' })), holidays: [] },
  sla: {
    low: { firstResponseMinutes: 960, resolutionMinutes: 4_800 }, normal: { firstResponseMinutes: 480, resolutionMinutes: 2_400 },
    high: { firstResponseMinutes: 120, resolutionMinutes: 960 }, urgent: { firstResponseMinutes: 30, resolutionMinutes: 240 },
  },
  motives: plain('purchase', 'question', 'claim', 'pickup', 'payment', 'warranty', 'other'),
  preferences: plain('mornings', 'afternoons', 'noCalls', 'homeDelivery', 'instalments', 'invoice'),
  currency: 'ARS',
};

export const shopQueries = { 'shop.get': entry<Shop>()(none) } as const;
export const shopCommands = { 'shop.set': entry<Shop>()(z.object(shopParts).partial()) } as const;
