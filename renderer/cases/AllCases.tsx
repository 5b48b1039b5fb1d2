/** Every case of a customer; one is chosen to stand in front. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { CaseView } from '../data/caseQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Badge } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { CaseDialog } from './CaseDialog.tsx';
import { statusTone } from './caseWords.ts';

export function AllCases({ cases, name, onClose }: { cases: readonly CaseView[]; name: string; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const [openId, setOpenId] = useState<string | null>(null);
  if (openId !== null) return <CaseDialog caseId={openId} onClose={onClose} />;
  return (
    <Dialog title={t('cases.all', { name })} onClose={onClose}>
      <ul className="case-list">
        {cases.map((one) => (
          <li key={one.id}>
            <button type="button" className="case-line" onClick={() => setOpenId(one.id)}>
              <span className="grow">
                <span className="line-main">{one.title}</span>
                <span className="line-sub">{[t('cases.startedValue', { channel: t(`channel.${one.startedBy}`), when: format.day(one.openedAtMs, nowMs) }), one.owner || one.team].filter(Boolean).join(' · ')}</span>
              </span>
              <Badge tone={statusTone(one.status)}>{t(`cases.status.${one.status}`)}</Badge>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
