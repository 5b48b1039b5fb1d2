/** What somebody who takes a case over has to know: each line with its place, which it leads to. */
import type { ReactElement } from 'react';
import type { CaseDetail } from '../data/caseQueries.ts';
import { jumpTo } from '../data/navigation.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { ChannelIcon } from '../ui/icons.tsx';
import { Icon } from '../ui/icons.tsx';

type Brief = CaseDetail['brief'];
type Point = Brief['promises'][number];

export function BriefView({ brief, customerId, onGo }: { brief: Brief; customerId: string; onGo?: () => void }): ReactElement {
  const { t } = useTranslation();
  const last = brief.escalations.at(-1);
  const parts = [['questions', brief.openQuestions], ['promises', brief.promises], ['tried', brief.tried]] as const;
  const isBare = last === undefined && parts.every(([, points]) => points.length === 0);
  return (
    <div className="brief-view">
      {last !== undefined && (
        <div className="brief-escalation">
          <p className="brief-who">{last.fromTeam === '' ? t('cases.briefTo', { actor: last.actor, to: last.toTeam }) : t('cases.briefFrom', { actor: last.actor, from: last.fromTeam, to: last.toTeam })}</p>
          <p className="brief-reason">{last.reason}</p>
        </div>
      )}
      {isBare && <p className="faint">{t('cases.briefNone')}</p>}
      <div className="brief-parts">
        {parts.map(([name, points]) => points.length > 0 && (
          <section key={name} aria-label={t(`cases.${name}`)}>
            <h4>{t(`cases.${name}`)}</h4>
            <ul>{points.map((point, place) => <li key={`${point.interactionId ?? place}-${point.text}`}><PointLine point={point} customerId={customerId} {...(onGo === undefined ? {} : { onGo })} /></li>)}</ul>
          </section>
        ))}
      </div>
    </div>
  );
}

function PointLine({ point, customerId, onGo }: { point: Point; customerId: string; onGo?: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const { interactionId } = point;
  const words = (
    <>
      <span className="point-text">{point.text || t(`channel.${point.channel}`)}</span>
      <span className="point-when">{[point.author, format.stamp(point.atMs, nowMs)].filter(Boolean).join(' · ')}</span>
    </>
  );
  if (interactionId === null) return <span className="brief-point"><Icon name="check" />{words}</span>;
  return (
    <button
      type="button"
      className="brief-point"
      title={t('cases.goTo')}
      onClick={() => {
        onGo?.();
        jumpTo(customerId, interactionId);
      }}
    >
      <ChannelIcon channel={point.channel} label={t(`channel.${point.channel}`)} />
      {words}
    </button>
  );
}
