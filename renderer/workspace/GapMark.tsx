/** A time in which a source was not heard, said as what it is (N8): nobody should take silence for an empty history. */
import type { ReactElement } from 'react';
import type { GapView } from '../../shared/domain.ts';
import { daysBetween } from '../i18n/format.ts';
import type { Format } from '../i18n/format.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Icon } from '../ui/icons.tsx';
import type { GapRow } from './rows.ts';

export function GapMark({ row, isTabStop, onFocus }: { row: GapRow; isTabStop: boolean; onFocus: (key: string) => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { gap } = row;
  // The arrows of the timeline stop here as at any card.
  const stop = { tabIndex: isTabStop ? 0 : -1 };
  const words = gapWords(t, format, gap, useNow());
  return (
    <div className="gap-mark" data-key={row.key} role="note" aria-label={`${t('gap.label')}: ${words}`} {...stop} title={`${format.exact(gap.fromMs)} – ${format.exact(gap.toMs)}`} onFocus={() => onFocus(row.key)}>
      <Icon name="warn" />
      <span>{words}</span>
    </div>
  );
}

function gapWords(t: TFunction, format: Format, { source, fromMs, toMs, reason }: GapView, nowMs: number): string {
  const when = (atMs: number): string => `${format.day(atMs, nowMs)}, ${format.time(atMs)}`;
  // An archive that never said where it began has no first moment.
  if (reason === 'archive-truncated') return t(fromMs <= 0 ? 'gap.archive-start' : 'gap.archive-truncated', { source: source.label, from: when(fromMs), to: when(toMs) });
  if (daysBetween(fromMs, toMs) === 0) return t('gap.not-listening-day', { source: source.label, from: format.time(fromMs), to: format.time(toMs) });
  return t('gap.not-listening', { source: source.label, from: when(fromMs), to: when(toMs) });
}
