/** The words of figures: lengths of time, columns of the pictures, and what a figure is called above its list. */
import type { Figure, Numbers } from '../../shared/numbers.ts';
import { HOUR_MS, MINUTE_MS } from '../data/shared.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import type { Format } from '../i18n/format.ts';

/** From here on days say more than hours. */
const LONG_MS = 48 * HOUR_MS;

export function minuteWords(t: TFunction, format: Format, minutes: number): string {
  const ms = minutes * MINUTE_MS;
  if (ms < MINUTE_MS) return t('numbers.underMinute');
  if (ms < LONG_MS) return format.duration(Math.round(minutes) * MINUTE_MS);
  return t('numbers.days', { days: format.decimal(ms / (24 * HOUR_MS)) });
}

export function useMinutes(): (minutes: number) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (minutes) => minuteWords(t, format, minutes);
}

/** A day, the week from a day, or a month. */
export function bucketWords(t: TFunction, format: Format, bucket: Numbers['bucket'], atMs: number, nowMs: number): string {
  if (bucket === 'month') return format.month(atMs);
  return bucket === 'day' ? format.day(atMs, nowMs) : t('numbers.weekFrom', { day: format.day(atMs, nowMs) });
}

/** The heading of the list behind a figure. */
export function figureWords(t: TFunction, figure: Figure, names: { column: (atMs: number) => string; branch: (code: string) => string; motive: (code: string) => string }): string {
  const channel = (key: string): string => t(`channel.${key as 'mail'}`);
  switch (figure.of) {
    case 'contacts': return `${channel(figure.channel)}, ${names.column(figure.atMs)}`;
    case 'response': return t(`numbers.behind.${figure.part}`, { channel: channel(figure.channel) });
    case 'sla': return t(figure.kept ? 'numbers.behind.kept' : 'numbers.behind.missed', { when: names.column(figure.atMs) });
    case 'survey': {
      const who = [figure.agent, names.branch(figure.branch)].filter(Boolean).join(' · ') || t('numbers.survey.nobody');
      return figure.score === null ? t('numbers.behind.survey', { who }) : t('numbers.behind.score', { who, score: figure.score });
    }
    case 'journey': return t('numbers.behind.journey', { from: channel(figure.from), to: channel(figure.to) });
    case 'motive': return t('numbers.behind.motive', { motive: names.motive(figure.motive) });
  }
}
