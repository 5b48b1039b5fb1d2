/** Which channels the timeline shows, with their counts, and how fresh its sources are. */
import type { ReactElement } from 'react';
import type { Channel } from '../../shared/domain.ts';
import { CHANNELS } from '../data/shared.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Freshness } from '../sync/Freshness.tsx';
import { ToggleChip } from '../ui/controls.tsx';
import { useWorkspace } from './context.ts';

export function ChannelFilter({ channels, onChannels }: { channels: readonly Channel[]; onChannels: (channels: readonly Channel[]) => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { view } = useWorkspace();
  const present = CHANNELS.filter((channel) => (view?.byChannel[channel] ?? 0) > 0);
  return (
    <div className="timeline-filter" role="group" aria-label={t('timeline.filters')}>
      <ToggleChip isOn={channels.length === 0} onToggle={() => onChannels([])}>{t('timeline.all')} <span className="chip-count">{view ? format.number(Object.values(view.byChannel).reduce((sum, count) => sum + count, 0)) : ''}</span></ToggleChip>
      {present.map((channel) => (
        <ToggleChip key={channel} channel={channel} isOn={channels.includes(channel)} onToggle={() => onChannels(channels.includes(channel) ? channels.filter((one) => one !== channel) : [...channels, channel])}>
          <span className="chip-word">{t(`channel.${channel}`)}</span> <span className="chip-count">{format.number(view?.byChannel[channel] ?? 0)}</span>
        </ToggleChip>
      ))}
      {view && <Freshness sources={view.freshness} className="timeline-fresh" />}
    </div>
  );
}
