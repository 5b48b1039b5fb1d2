/** What the visit holds so far, as it will be told afterwards; a line can be taken out again. */
import type { ReactElement } from 'react';
import type { VisitItemKind } from '../../shared/domain.ts';
import { useCases } from '../data/caseQueries.ts';
import { useShopParts } from '../data/visitQueries.ts';
import { actorWords } from '../i18n/actorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { IconButton } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';
import type { Visit, VisitActs } from './useVisitActs.ts';
import { branchWords, motiveWords, preferenceWords } from './visitWords.ts';

const ICONS: Record<VisitItemKind, IconName> = { product: 'eye', offer: 'canned', favourite: 'survey', datum: 'edit', preference: 'check' };

export function Summary({ visit, acts }: { visit: Visit; acts: VisitActs }): ReactElement {
  const { t } = useTranslation();
  const shop = useShopParts().data;
  const matter = useCases(visit.customerId).data?.find((one) => one.id === visit.caseId);
  const facts: [string, string][] = [
    [t('visit.summary.customer'), visit.customerName],
    [t('visit.summary.branch'), branchWords(shop, visit.branch)],
    [t('visit.summary.agent'), actorWords(t, visit.agent)],
    [t('visit.summary.check'), visit.identityCheck === 'none' ? '' : t(`visit.checks.${visit.identityCheck}`)],
    [t('visit.summary.motive'), visit.motive === '' ? '' : motiveWords(t, shop, visit.motive)],
    [t('visit.summary.case'), matter?.title ?? ''],
  ];
  const isEmpty = visit.items.length === 0 && visit.notes === '' && visit.outcome === '';
  return (
    <aside className="visit-summary" aria-label={t('visit.summary.region')}>
      <h2>{t('visit.summary.region')}</h2>
      <dl className="visit-facts">{facts.filter(([, value]) => value !== '').map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {isEmpty && <p className="visit-hint">{t('visit.summary.empty')}</p>}
      <ul className="visit-items" aria-live="polite">
        {visit.items.map((item) => {
          const label = item.kind === 'preference' ? preferenceWords(t, shop, item.ref) : item.label || item.ref;
          return (
            <li key={item.itemId} data-kind={item.kind}>
              <Icon name={ICONS[item.kind]} />
              <span className="grow"><span className="line-sub">{t(`visit.summary.${item.answer ?? item.kind}`)}</span><span className="line-main">{label}</span></span>
              <IconButton label={t('visit.summary.remove', { label })} icon="close" onClick={() => void acts.remove(item.itemId)} />
            </li>
          );
        })}
      </ul>
      {visit.notes !== '' && <Words title={t('visit.summary.notes')} text={visit.notes} />}
      {visit.outcome !== '' && <Words title={t('visit.summary.outcome')} text={visit.outcome} />}
    </aside>
  );
}

function Words({ title, text }: { title: string; text: string }): ReactElement {
  return <section className="visit-words"><h3>{title}</h3><p>{text}</p></section>;
}
