/** A calm question above the composer: is the last thing they said part of a case, or one of its own? */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useSuggested } from '../data/caseQueries.ts';
import { intend } from '../data/intents.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button, IconButton } from '../ui/controls.tsx';
import { useCaseActs } from './useCaseActs.ts';

/** Asked once, for as long as the window lives. */
const refused = new Set<string>();

export function ProposalStrip({ customerId }: { customerId: string }): ReactElement | null {
  const { t } = useTranslation();
  const proposal = useSuggested(customerId).data;
  const acts = useCaseActs();
  const [, setRefused] = useState(0);
  if (!proposal || refused.has(proposal.interactionId)) return null;
  const { interactionId } = proposal;
  const [fits] = proposal.openCases;
  return (
    <div className="compose-strip case-strip" role="status">
      <span className="grow">{t('cases.propose')}</span>
      {fits !== undefined && <Button small icon="link" onClick={() => acts.link(fits.caseId, fits.title, interactionId, true)}><span className="cut">{t('cases.proposeAdd', { title: fits.title })}</span></Button>}
      <Button small icon="plus" onClick={() => intend('openCase', { interactionId })}>{t('cases.proposeOpen')}</Button>
      <IconButton
        label={t('cases.proposeNo')}
        icon="close"
        onClick={() => {
          refused.add(interactionId);
          setRefused(refused.size);
        }}
      />
    </div>
  );
}
