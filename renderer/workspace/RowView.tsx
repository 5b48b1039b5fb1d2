/** One row of the timeline: its day heading, its time and channel, and the card that fits its channel. */
import { memo } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { ChannelIcon } from '../ui/icons.tsx';
import { Time } from '../ui/text.tsx';
import { CallCard } from './CallCard.tsx';
import { ChatCard } from './ChatCard.tsx';
import { GapMark } from './GapMark.tsx';
import { MessageCard } from './MessageCard.tsx';
import { NoteCard } from './NoteCard.tsx';
import { PageCard } from './PageCard.tsx';
import type { Row } from './rows.ts';
import { SurveyCard } from './SurveyCard.tsx';
import { VisitCard } from './VisitCard.tsx';

type RowViewProps = {
  row: Row;
  isTabStop: boolean;
  expanded: ReadonlySet<string>;
  onToggle: (id: string) => void;
  onFocus: (key: string) => void;
  highlightedId: string | null;
  isLast: boolean;
};

export const RowView = memo(function RowView({ row, isTabStop, expanded, onToggle, onFocus, highlightedId, isLast }: RowViewProps): ReactElement {
  const { t } = useTranslation();
  if (row.kind === 'gap') return <>{row.startsDay && <DayHeading atMs={row.gap.toMs} />}<GapMark row={row} isTabStop={isTabStop} onFocus={onFocus} /></>;
  const item = row.items[0];
  // One stop for the Tab key in the whole timeline; arrows move it.
  const stop = { tabIndex: isTabStop ? 0 : -1 };
  const isHighlighted = row.kind === 'item' && item.id === highlightedId;
  return (
    <>
      {row.startsDay && <DayHeading atMs={item.occurredAtMs} />}
      <article
        className="entry"
        data-channel={item.channel}
        data-direction={item.direction}
        data-highlighted={isHighlighted}
        data-key={row.key}
        data-interaction={item.id}
        {...stop}
        aria-label={`${t(`channel.${item.channel}`)}, ${item.author}, ${item.title || item.preview}`}
        onFocus={() => onFocus(row.key)}
      >
        <Time atMs={item.occurredAtMs} style="time" className="entry-time" />
        <span className="entry-dot"><ChannelIcon channel={item.channel} label={t(`channel.${item.channel}`)} /></span>
        {row.kind === 'chat' ? <ChatCard items={row.items} highlightedId={highlightedId} isLast={isLast} />
          : item.channel === 'call' ? <CallCard item={item} />
          : item.channel === 'note' ? <NoteCard item={item} />
          : item.channel === 'web' || item.channel === 'public' ? <PageCard item={item} />
          : item.channel === 'visit' ? <VisitCard item={item} />
          : item.channel === 'survey' ? <SurveyCard item={item} />
          : <MessageCard item={item} isExpanded={expanded.has(item.id)} onToggle={() => onToggle(item.id)} />}
      </article>
    </>
  );
});

function DayHeading({ atMs }: { atMs: number }): ReactElement {
  const { t } = useTranslation();
  const words = useFormat().dayHeading(atMs, useNow(), { today: t('timeline.today'), yesterday: t('timeline.yesterday') });
  return <h3 className="day">{words}</h3>;
}
