/** How something that has to leave stands, in words. Pure: the time now is passed in. */
import { HOUR_MS, SECOND_MS } from '../../shared/time.ts';
import type { OutboxItem } from '../../shared/domain.ts';
import type { ErrorData } from '../../shared/result.ts';
import { composeEs } from '../i18n/compose.es.ts';
import { errorWords } from '../i18n/errorWords.ts';
import type { TFunction } from '../i18n/i18n.ts';
import type { Format } from '../i18n/format.ts';

/** `isOnline` false: its account reaches no server now. */
export function stateWords(t: TFunction, format: Format, item: OutboxItem, nowMs: number, isOnline: boolean): string {
  switch (item.state) {
    case 'held': return t(`outbox.held.${item.hold?.reason ?? 'by-agent'}`);
    case 'sending': return t('outbox.sending');
    case 'verifying': return t('outbox.verifying');
    case 'sent': return t('outbox.sentAt', { when: dayTime(t, format, item.sentAtMs ?? item.createdAtMs, nowMs) });
    case 'cancelled': return t('outbox.cancelled');
    case 'failed': return t('outbox.failed');
    case 'queued': return waitWords(t, format, item, nowMs, isOnline);
  }
}

/** What keeps it from leaving: in the words of sending where the general ones speak of reading. */
export function troubleWords(t: TFunction, error: ErrorData): string {
  return Object.hasOwn(composeEs.outbox.trouble, error.code) ? t(`outbox.trouble.${error.code as keyof typeof composeEs.outbox.trouble}`) : errorWords(t, error);
}

/** Whether the words of any of them change by the second. */
export function isCounting(items: readonly OutboxItem[], nowMs: number): boolean {
  return items.some((item) => {
    const due = Math.max(item.notBeforeMs, item.nextTryAtMs ?? 0);
    return item.state === 'queued' && due > nowMs - SECOND_MS && due - nowMs < HOUR_MS;
  });
}

/** Still within the time in which it can be taken back as if nothing had happened. */
export function isInUndo(item: OutboxItem, nowMs: number): boolean {
  return item.state === 'queued' && !item.isScheduled && item.attempts === 0 && item.notBeforeMs > nowMs;
}

/** Day and time: `hoy, 18:00`. */
export function dayTime(t: TFunction, format: Format, atMs: number, nowMs: number): string {
  const day = format.dayHeading(atMs, nowMs, { today: t('timeline.today'), yesterday: t('timeline.yesterday') });
  return `${day.toLocaleLowerCase()}, ${format.time(atMs)}`;
}

function waitWords(t: TFunction, format: Format, item: OutboxItem, nowMs: number, isOnline: boolean): string {
  const inTime = (atMs: number): string => format.duration(Math.ceil((atMs - nowMs) / SECOND_MS) * SECOND_MS);
  if (item.notBeforeMs > nowMs) return item.isScheduled ? t('outbox.leavesAt', { when: dayTime(t, format, item.notBeforeMs, nowMs) }) : t('outbox.leavesIn', { time: inTime(item.notBeforeMs) });
  if (item.isBehind) return t('outbox.behind');
  if (item.nextTryAtMs !== null && item.nextTryAtMs > nowMs) return t('outbox.nextTry', { time: inTime(item.nextTryAtMs) });
  return t(isOnline ? 'outbox.soon' : 'outbox.offline');
}
