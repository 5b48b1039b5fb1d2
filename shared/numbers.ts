/** Figures of the local history for the page with pictures; each leads to the customers behind it. */
import { z } from 'zod';
import type { Channel, CustomerId } from './domain.ts';
import { entry } from './entry.ts';

/** `toMs` exclusive. `branch` (its code) and `agent` narrow: empty is all. Times fall into local days, weeks or months, whichever gives at most 45 of them. */
const span = z.object({ fromMs: z.number().int(), toMs: z.number().int(), branch: z.string().max(40), agent: z.string().max(200) });
export type NumbersSpan = z.infer<typeof span>;

export type SurveyFigure = { branch: string; agent: string; answers: number; average: number; byScore: [number, number, number, number, number] };
export type Numbers = {
  bucket: 'day' | 'week' | 'month';
  /** Each bucket of the span in its order, also where nothing happened. Notes, mailings and what machines write are no contacts. */
  contacts: { atMs: number; byChannel: Partial<Record<Channel, number>> }[];
  /** From a customer's first unanswered word to our next one, in minutes; median and 90th percentile, by channel of the customer's word. What was settled without an answer counts in neither. */
  response: { channel: Channel; answered: number; unanswered: number; medianMinutes: number | null; p90Minutes: number | null }[];
  /** By the time at which the case was opened; of both promises of each case, those that are decided: an overdue one is missed. */
  sla: { atMs: number; met: number; missed: number }[];
  survey: SurveyFigure[];
  /** People who changed channel: from their last contact by one to their next by another within 30 days. */
  journeys: { from: Channel; to: Channel; customers: number }[];
  /** Of visits, and of cases opened. */
  motives: { motive: string; count: number }[];
  /** Who can be asked for. */
  agents: string[];
};
export const figure = z.discriminatedUnion('of', [
  z.object({ of: z.literal('contacts'), atMs: z.number().int(), channel: z.string().max(20) }),
  /** `slowest`: those at or beyond the 90th percentile. */
  z.object({ of: z.literal('response'), channel: z.string().max(20), part: z.enum(['answered', 'slowest', 'unanswered']) }),
  z.object({ of: z.literal('sla'), atMs: z.number().int(), kept: z.boolean() }),
  z.object({ of: z.literal('survey'), branch: z.string().max(40), agent: z.string().max(200), score: z.number().int().min(1).max(5).nullable() }),
  z.object({ of: z.literal('journey'), from: z.string().max(20), to: z.string().max(20) }),
  z.object({ of: z.literal('motive'), motive: z.string().max(100) }),
]);
export type Figure = z.infer<typeof figure>;

/** `detail`: words of the history itself (a title, a comment). `minutes`: how long they waited. */
export type BehindRow = { customerId: CustomerId; name: string; interactionId: string | null; channel: Channel | null; atMs: number; detail: string; minutes: number | null; score: number | null };

export const numbersQueries = {
  'numbers.get': entry<Numbers>()(span),
  /** The customers behind one figure, each once: at most 500 of `total`, the newest first, of waiting times the longest. */
  'numbers.behind': entry<{ rows: BehindRow[]; total: number }>()(span.extend({ figure })),
} as const;
