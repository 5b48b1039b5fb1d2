/** The keys of the query cache. The first word says which topic of the change feed makes an answer stale (changeListener.ts). */
import type { Channel } from '../../shared/domain.ts';

export const keys = {
  context: ['context'],
  recoveryWords: ['context', 'recoveryWords'],
  memory: ['memory'],
  app: ['app'],
  settings: ['settings'],
  queue: (filter: string) => ['queue', filter],
  customers: (text: string, offset: number) => ['customers', text, offset],
  customer: (id: string) => ['customer', id, 'view'],
  timeline: (id: string, channels: readonly Channel[], around: string | null) => ['customer', id, 'timeline', channels.join(), around],
  journey: (id: string, days: number) => ['customer', id, 'journey', days],
  interaction: (id: string) => ['interaction', id],
  display: (id: string, allowRemote: boolean) => ['interaction', id, 'display', allowRemote],
  /** What was read never changes: no topic touches it. */
  raw: (id: string) => ['raw', id],
  search: (text: string, limit: number, customerId: string | null) => ['search', text, limit, customerId],
  places: (value: string) => ['places', value],
  composer: (id: string, replyTo: string | null) => ['composer', id, replyTo],
  outbox: (customerId: string | null) => ['outbox', customerId],
  templates: ['templates'],
  sync: ['sync'],
  calls: ['calls'],
  callBrief: (number: string) => ['callBrief', number],
  quarantine: (offset: number, limit: number) => ['quarantine', offset, limit],
  quarantineRaw: (recordId: number) => ['raw', 'quarantine', recordId],
} as const;
