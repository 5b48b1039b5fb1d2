/** The frame of the desk: rail, top bar, list, workspace and foot bar, and what may lie over them. */
import { lazy, Suspense, useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { Trans } from 'react-i18next';
import type { AppState } from '../../shared/contract.ts';
import { CallPop } from '../calls/CallPop.tsx';
import { CallWatch } from '../calls/CallWatch.tsx';
import { ComposeToCaller } from '../compose/ComposeToCaller.tsx';
import { CustomersScreen } from '../customers/CustomersScreen.tsx';
import { NewCustomer } from '../customers/NewCustomer.tsx';
import { useCoreState } from '../data/coreState.ts';
import { useIntent } from '../data/intents.ts';
import { navigation, openCustomer, useNavigation } from '../data/navigation.ts';
import { EVERYTHING, useQueue } from '../data/caseQueries.ts';
import { useSyncState } from '../data/queries.ts';
import { useVisitOnScreen } from '../data/visits.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { QueueScreen } from '../queue/QueueScreen.tsx';
import { QueueSteps } from '../queue/QueueSteps.tsx';
import { Banner, Empty } from '../ui/controls.tsx';
import { VisitStart } from '../visit/VisitStart.tsx';
import { Workspace } from '../workspace/Workspace.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { FootBar } from './FootBar.tsx';
import { Rail } from './Rail.tsx';
import { Palette } from './Palette.tsx';
import { keysOf } from './shortcuts.ts';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';
import { TopBar } from './TopBar.tsx';
import { useMarkReady } from './useMarkReady.ts';

/** What the first screen of a working day does not need is read when it is asked for, or when the window has nothing else to do. Never the palette: what is typed right after its keys must not reach the desk. */
const later = {
  firstRun: () => import('../firstRun/FirstRun.tsx'),
  settings: () => import('../settings/SettingsScreen.tsx'),
  sync: () => import('../sync/SyncScreen.tsx'),
  outbox: () => import('../outbox/OutboxScreen.tsx'),
  numbers: () => import('../numbers/NumbersScreen.tsx'),
  editor: () => import('../compose/RichEditor.tsx'),
  visit: () => import('../visit/VisitScreen.tsx'),
};
const FirstRun = lazy(async () => ({ default: (await later.firstRun()).FirstRun }));
const SettingsScreen = lazy(async () => ({ default: (await later.settings()).SettingsScreen }));
const SyncScreen = lazy(async () => ({ default: (await later.sync()).SyncScreen }));
const VisitScreen = lazy(async () => ({ default: (await later.visit()).VisitScreen }));
const OutboxScreen = lazy(async () => ({ default: (await later.outbox()).OutboxScreen }));
const NumbersScreen = lazy(async () => ({ default: (await later.numbers()).NumbersScreen }));

export function Shell({ state, agentName, isSample }: { state: AppState; agentName: string; isSample: boolean }): ReactElement {
  const { t } = useTranslation();
  const { section, activeId } = useNavigation();
  const core = useCoreState();
  const [over, setOver] = useState<'palette' | 'shortcuts' | null>(null);
  useIntent('palette', () => setOver('palette'));
  useIntent('shortcuts', () => setOver('shortcuts'));
  const ready = useFirstCustomer(state, isSample);
  useEffect(fetchTheRest, []);
  const isDesk = section === 'queue' || section === 'customers';
  const isFirstRun = state.empty && isDesk;
  const close = (): void => setOver(null);
  const visit = useVisitOnScreen();
  const desk = (
    <>
      <Rail waiting={state.waiting} leaving={state.outbox.waiting + state.outbox.held + state.outbox.failed} agentName={agentName} />
      <TopBar />
      {isDesk && !isFirstRun && (
        <ErrorBoundary resetKey={`list-${section}`}>{section === 'queue' ? <QueueScreen /> : <CustomersScreen />}</ErrorBoundary>
      )}
      <main id="main" className="main" tabIndex={-1}>
        {core.state === 'restarting' && <div className="main-banner"><Banner tone="warn">{t('app.coreRestarting')}</Banner></div>}
        <ErrorBoundary resetKey={`${section}-${activeId ?? ''}`}>
          <Suspense fallback={null}>
            {isFirstRun && <FirstRun />}
            {section === 'sync' && <SyncScreen />}
            {section === 'outbox' && <OutboxScreen />}
            {section === 'numbers' && <NumbersScreen />}
            {section === 'settings' && <SettingsScreen />}
            <MarkReady {...ready} />
          </Suspense>
          {isDesk && !isFirstRun && (activeId === null ? <NobodyOpen /> : <Workspace key={activeId} customerId={activeId} />)}
        </ErrorBoundary>
      </main>
    </>
  );
  return (
    <div className="shell" data-section={visit !== null ? 'visit' : isFirstRun ? 'firstRun' : section}>
      <a className="skip" href="#main">{t('app.skip')}</a>
      {visit === null ? desk : <ErrorBoundary resetKey={visit.visitId}><Suspense fallback={null}><VisitScreen key={visit.visitId} place={visit} /></Suspense></ErrorBoundary>}
      <FootBar state={state} />
      <VisitStart />
      <CallPop />
      <CallWatch />
      <ComposeToCaller />
      <NewCustomer />
      <QueueSteps />
      {over === 'palette' && <Palette onClose={close} />}
      {over === 'shortcuts' && <ShortcutsDialog onClose={close} />}
    </div>
  );
}

/** Drawn beside a screen that may still be on its way: it is mounted, and the page ready, when the screen is there. */
function MarkReady({ hasData, painted }: ReturnType<typeof useFirstCustomer>): null {
  useMarkReady(hasData, painted);
  return null;
}

function fetchTheRest(): () => void {
  const waiting = requestIdleCallback(() => {
    // What cannot be read now is tried again, and its fault shown, where it is asked for.
    for (const fetch of Object.values(later)) fetch().catch(() => undefined);
  });
  return () => cancelIdleCallback(waiting);
}

function NobodyOpen(): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="fill">
      <h1 className="hidden-text">Hilo</h1>
      <Empty icon="person" title={t('app.noCustomer')}>
        <Trans t={t} i18nKey="app.noCustomerHint" values={{ palette: keysOf('palette') }} components={{ k: <kbd /> }} />
      </Empty>
    </div>
  );
}

/**
 * On the very first desk, with nobody open, whoever waits first is shown. Answers whether the first screen has its data
 * (with the sample shop: when the shop has been read), and the customer who has to be painted by then.
 */
function useFirstCustomer(state: AppState, isSample: boolean): { hasData: boolean; painted: string | null } {
  const { section, activeId, hasOpened } = useNavigation();
  const queue = useQueue(EVERYTHING).data;
  const isSettled = useSettled(state, isSample);
  const first = queue?.rows[0];
  useEffect(() => {
    if (!isSettled || !first || activeId !== null || navigation().hasOpened) return;
    openCustomer({ customerId: first.customerId, name: first.name, channel: first.channel });
  }, [isSettled, first, activeId]);
  const isDesk = section === 'queue' || section === 'customers';
  const isChosen = !isDesk || activeId !== null || hasOpened || first === undefined;
  return { hasData: (isSettled || !isSample) && queue !== undefined && isChosen, painted: isDesk ? activeId : null };
}

/** The sample shop is there whole; once that was so, it stays so. */
function useSettled(state: AppState, isSample: boolean): boolean {
  const sync = useSyncState().data;
  const [isSettled, setSettled] = useState(false);
  const isReading = sync?.imports.some((view) => view.finishedAtMs === null) ?? true;
  const isQuiet = !isReading && (!isSample || (!state.empty && !state.loadingSample));
  if (isQuiet && !isSettled) setSettled(true);
  return isSettled;
}
