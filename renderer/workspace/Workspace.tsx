/**
 * One customer on one screen: who they are, everything that was said in order, and what we know with its origin.
 *
 * Promises: it opens with the newest items alone, whatever the length of the history; every act on the identity can
 * be undone from here; what is written here leaves by the composer alone.
 */
import { useEffect, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { CaseDesk } from '../cases/CaseDesk.tsx';
import { CasePanels } from '../cases/CasePanels.tsx';
import { EscalatedCard } from '../cases/EscalatedCard.tsx';
import { ProposalStrip } from '../cases/ProposalStrip.tsx';
import { Composer } from '../compose/Composer.tsx';
import { useIntent } from '../data/intents.ts';
import { NextActionsPanel } from '../deciding/NextActionsPanel.tsx';
import { togglePanel, updateTab, useNavigation, usePanel } from '../data/navigation.ts';
import { useCustomer } from '../data/queries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { FindProduct } from '../selling/FindProduct.tsx';
import { OffersBanner } from '../selling/OffersBanner.tsx';
import { SellingPanels } from '../selling/SellingPanels.tsx';
import { Empty, IconButton } from '../ui/controls.tsx';
import { WorkspaceValue } from './context.ts';
import type { WorkspaceDialog } from './context.ts';
import { Dialogs } from './Dialogs.tsx';
import { Header } from './Header.tsx';
import { IdentityPanel } from './IdentityPanel.tsx';
import { JourneyStrip } from './JourneyStrip.tsx';
import { useIsPainted } from './painted.ts';
import { Timeline } from './Timeline.tsx';

/** Mount with `key={customerId}`: nothing of one customer's screen is carried over to another's. */
export function Workspace({ customerId }: { customerId: string }): ReactElement {
  const { t } = useTranslation();
  const customer = useCustomer(customerId);
  const view = customer.data ?? undefined;
  const [dialog, setDialog] = useState<WorkspaceDialog | null>(null);
  const { isPanelShown, isDrawer } = usePanel();
  const jump = useNavigation().jump;
  const isPainted = useIsPainted(customerId);
  useTabName(customerId, view?.id, view?.name);
  useIntent('mergeCustomer', () => setDialog({ kind: 'merge' }));
  const value = useMemo(() => ({ customerId, view, open: setDialog }), [customerId, view]);
  if (customer.data === null) return <div className="fill"><Empty icon="person" title={t('workspace.gone')}>{t('workspace.goneHint')}</Empty></div>;
  if (customer.error) return <div className="fill"><Empty icon="warn" title={t('app.broken')}>{errorWords(t, customer.error)}</Empty></div>;
  return (
    <WorkspaceValue value={value}>
      <div className="workspace" data-panel={isPanelShown}>
        <section className="workspace-main" aria-label={t('workspace.region', { name: view?.name ?? '' })}>
          <Header view={view} />
          {isPainted && <OffersBanner customerId={customerId} />}
          {view && <JourneyStrip view={view} />}
          {view && isPainted && <EscalatedCard customerId={view.id} />}
          <Timeline jump={jump?.customerId === customerId ? jump : null} />
          {view && isPainted && <ProposalStrip customerId={view.id} />}
          <Composer view={view} />
        </section>
        {isPanelShown && (
          <aside
            className="workspace-side"
            aria-label={t('workspace.panel')}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && isDrawer) togglePanel();
            }}
          >
            {isDrawer && <IconButton label={t('workspace.hidePanel')} icon="close" autoFocus onClick={togglePanel} />}
            {view && isPainted && <CasePanels customerId={view.id} name={view.name} />}
            {view && isPainted && <NextActionsPanel customerId={view.id} />}
            {isPainted && <SellingPanels customerId={customerId} />}
            {view && <IdentityPanel view={view} />}
          </aside>
        )}
      </div>
      {view && <CaseDesk customerId={view.id} />}
      <FindProduct customerId={customerId} />
      {dialog && view && <Dialogs dialog={dialog} view={view} onClose={() => setDialog(null)} />}
    </WorkspaceValue>
  );
}

/** The tab goes by the customer's name and by the id they answer to now (after a merge another one than was asked for). */
function useTabName(customerId: string, id: string | undefined, name: string | undefined): void {
  const channel = useNavigation().tabs.find((tab) => tab.customerId === customerId)?.channel ?? null;
  useEffect(() => {
    if (id !== undefined && name !== undefined) updateTab(customerId, { customerId: id, name, channel });
  }, [customerId, id, name, channel]);
}
