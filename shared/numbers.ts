/** Figures of the local history for the page with pictures; each leads to the customers behind it. */
import { z } from 'zod';
import type { Channel, CustomerId } from './domain.ts';
import { entry } from './entry.ts';

/** `toMs` exclusive; buckets are local days, weeks or months, whichever gives at most about forty. */
const span = z.object({ fromMs: z.number().int(), toMs: z.number().int(), branch: z.string().max(40), agent: z.string().max(200) });
export type Numbers = {
  bucket: 'day' | 'week' | 'month';
  contacts: { atMs: number; byChannel: Partial<Record<Channel, number>> }[];
  /** From a customer's first unanswered word to our next one, in minutes; median and 90th percentile, by channel of the customer's word. */
  response: { channel: Channel; answered: number; unanswered: number; medianMinutes: number | null; p90Minutes: number | null }[];
  sla: { atMs: number; met: number; missed: number }[];
  survey: { branch: string; agent: string; answers: number; average: number; byScore: [number, number, number, number, number] }[];
  /** People who changed channel: from their last contact by one to their next by another within 30 days. */
  journeys: { from: Channel; to: Channel; customers: number }[];
  motives: { motive: string; count: number }[];
};
export const figure = z.discriminatedUnion('of', [
  z.object({ of: z.literal('contacts'), atMs: z.number().int(), channel: z.string().max(20) }),
  z.object({ of: z.literal('response'), channel: z.string().max(20), slowest: z.boolean() }),
  z.object({ of: z.literal('sla'), atMs: z.number().int(), kept: z.boolean() }),
  z.object({ of: z.literal('survey'), branch: z.string().max(40), agent: z.string().max(200), score: z.number().int().min(1).max(5).nullable() }),
  z.object({ of: z.literal('journey'), from: z.string().max(20), to: z.string().max(20) }),
  z.object({ of: z.literal('motive'), motive: z.string().max(100) }),
]);
export type Figure = z.infer<typeof figure>;

export const numbersQueries = {
  'numbers.get': entry<Numbers>()(span),
  /** The customers behind one figure, at most 500. */
  'numbers.behind': entry<{ customerId: CustomerId; name: string; interactionId: string | null; atMs: number; detail: string }[]>()(span.extend({ figure })),
} as const;
