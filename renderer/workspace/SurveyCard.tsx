/** An answer to a survey: the score in words and stars, what was said, and the visit it is about (S5). */
import type { ReactElement } from 'react';
import type { TimelineItem } from '../../shared/domain.ts';
import { jumpTo } from '../data/navigation.ts';
import { useShopParts, useVisit } from '../data/visitQueries.ts';
import { actorWords } from '../i18n/actorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { ChannelIcon } from '../ui/icons.tsx';
import { branchWords } from '../visit/visitWords.ts';
import { useWorkspace } from './context.ts';
import { ItemMenu, Marks } from './ItemMenu.tsx';
import { Stars } from './Stars.tsx';

const SCORES = ['s1', 's2', 's3', 's4', 's5'] as const;

export function SurveyCard({ item }: { item: TimelineItem }): ReactElement {
  const { t } = useTranslation();
  const { customerId } = useWorkspace();
  const shop = useShopParts().data;
  const visitId = item.links.find((link) => link.kind === 'of-visit')?.interactionId ?? null;
  const visit = useVisit(visitId).data ?? undefined;
  const score = visit?.survey?.score ?? (Number(/^\d/.exec(item.title)?.[0] ?? 0) || null);
  const word = SCORES[(score ?? 0) - 1];
  const said = visit?.survey?.comment ?? item.text ?? item.preview;
  const about = visit === undefined ? '' : visit.branch === '' ? t('visit.survey.of', { agent: actorWords(t, visit.agent) }) : t('visit.survey.ofBranch', { branch: branchWords(shop, visit.branch), agent: actorWords(t, visit.agent) });
  return (
    <div className="entry-card">
      <header className="entry-head">
        <b className="cut">{score === null || word === undefined ? t('channel.survey') : t('visit.survey.title', { score, word: t(`visit.turned.scores.${word}`).toLocaleLowerCase() })}</b>
        <Marks item={item} />
        <span className="entry-meta"><span className="cut">{visit?.survey && t(visit.survey.by === 'card' ? 'visit.survey.byCard' : 'visit.survey.byMail')}</span></span>
        <ItemMenu item={item} />
      </header>
      {score !== null && <Stars score={score} />}
      <p className="entry-preview">{said === '' ? <span className="faint">{t('visit.survey.noComment')}</span> : said}</p>
      {visitId !== null && (
        <ul className="item-links">
          <li>
            <button type="button" className="item-link" title={t('visit.survey.openVisit')} onClick={() => jumpTo(customerId, visitId)}>
              <ChannelIcon channel="visit" label={t('channel.visit')} />
              <span className="cut">{about || t('visit.survey.openVisit')}</span>
            </button>
          </li>
        </ul>
      )}
    </div>
  );
}
