/** A call in words: which way, how it ended, how long, with whom, and by which extensions it went. */
import type { ReactElement } from 'react';
import type { CallFacts, TimelineItem } from '../../shared/domain.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import type { Format } from '../i18n/format.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Badge } from '../ui/controls.tsx';
import { Attachments } from './Attachments.tsx';
import { Links } from './Delivery.tsx';
import { ItemMenu, Marks } from './ItemMenu.tsx';

export function CallCard({ item }: { item: TimelineItem }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const call = item.call;
  const isMissed = call !== null && call.outcome !== 'answered' && item.direction === 'inbound';
  // What a call log or the exchange told is in the facts; words are there when somebody of ours wrote them.
  const said = item.source.connector === 'desk' ? item.text ?? item.preview : '';
  const title = isMissed && call.outcome === 'missed' ? t('call.inboundMissed') : t(`call.${item.direction}`);
  return (
    <div className="entry-card">
      <header className="entry-head">
        <b className="cut">{title}</b>
        {call && call.outcome !== 'answered' && !(isMissed && call.outcome === 'missed') && <Badge tone={isMissed ? 'danger' : 'warn'}>{outcomeWords(t, call, item)}</Badge>}
        {item.source.connector === 'desk' && item.title !== '' && <Badge title={t('compose.callMotive')}>{item.title}</Badge>}
        <Marks item={item} />
        <span className="entry-meta"><span className="cut">{call ? metaWords(t, format, call, item) : item.agent}</span></span>
        <ItemMenu item={item} />
      </header>
      {call && <p className="entry-preview">{factWords(t, format, call, item).join(' · ')}</p>}
      {said !== '' && <p className="entry-preview">{said}</p>}
      <Links item={item} />
      <Attachments interactionId={item.id} attachments={item.attachments} />
    </div>
  );
}

function outcomeWords(t: TFunction, call: CallFacts, item: TimelineItem): string {
  return call.outcome === 'missed' && item.direction === 'outbound' ? t('call.unanswered') : t(`call.${call.outcome}`);
}

function metaWords(t: TFunction, format: Format, call: CallFacts, item: TimelineItem): string {
  // A call that somebody noted by hand may have no length.
  if (call.outcome !== 'answered') return call.ringMs > 0 ? t('call.rang', { time: format.duration(call.ringMs) }) : item.agent;
  return [call.talkMs > 0 ? format.duration(call.talkMs) : '', call.answeredBy || item.agent].filter(Boolean).join(' · ');
}

function factWords(t: TFunction, format: Format, call: CallFacts, item: TimelineItem): string[] {
  const agent = call.answeredBy || item.agent;
  return [
    ...(call.outcome === 'answered' && agent !== '' ? [t(item.direction === 'outbound' ? 'call.calledBy' : 'call.answeredBy', { name: agent })] : []),
    ...(call.outcome === 'answered' && call.talkMs > 0 ? [t('call.talked', { time: format.duration(call.talkMs) })] : []),
    ...(call.outcome === 'answered' && call.ringMs > 0 ? [t('call.rang', { time: format.duration(call.ringMs) }).toLocaleLowerCase()] : []),
    ...(call.transferred ? [t('call.transferred').toLocaleLowerCase()] : []),
    ...(call.withheld ? [t('call.withheld').toLocaleLowerCase()] : []),
    ...(call.route.length > 0 ? [t('call.route', { route: call.route.join(' → ') })] : []),
  ];
}
