/**
 * The window as a whole.
 *
 * Owns what comes before the desk: unlocking, the first run, a history that cannot be opened. Follows the settings
 * for language and theme. Never asks the network for anything.
 */
import { useEffect, useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useCoreState } from '../data/coreState.ts';
import { onEvent } from '../data/client.ts';
import { goTo, openCustomer } from '../data/navigation.ts';
import { useAppState, useDesktopContext, useMemory, useRecoveryWords, useSettings } from '../data/queries.ts';
import { Unlock } from '../firstRun/Unlock.tsx';
import { errorWords } from '../i18n/errorWords.ts';
import { setLanguage, useTranslation } from '../i18n/i18n.ts';
import { Button, Empty } from '../ui/controls.tsx';
import { Toasts } from '../ui/toasts.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Shell } from './Shell.tsx';
import { startShortcuts } from './shortcuts.ts';
import { applyTheme } from './theme.ts';
import { useMarkReady } from './useMarkReady.ts';

export function App(): ReactElement {
  useEffect(startShortcuts, []);
  return (
    <ErrorBoundary resetKey="app">
      <Gate />
      <Toasts />
    </ErrorBoundary>
  );
}

function Gate(): ReactElement | null {
  const { t } = useTranslation();
  const context = useDesktopContext();
  const recovery = useRecoveryWords();
  const core = useCoreState();
  if (core.state === 'failed') return <Fault error={core.error} title={t('app.coreFailed')} hint={t('app.coreFailedHint')} />;
  if (context.error) return <Fault error={context.error} title={t('app.coreFailed')} hint={t('app.coreFailedHint')} onRetry={() => void context.refetch()} />;
  if (!context.data || recovery.isPending) return null;
  // The sample shop holds nobody's data: its recovery words are not worth a question.
  const hasWords = !context.data.sample && (recovery.data?.words ?? null) !== null;
  if (context.data.keyProblem !== null || hasWords) return <Locked language={context.data.systemLanguage} />;
  return <Desk systemLanguage={context.data.systemLanguage} isSample={context.data.sample} />;
}

function Locked({ language }: { language: 'es' | 'en' }): ReactElement {
  useEffect(() => setLanguage(language), [language]);
  useMarkReady(true);
  return <main className="fill"><Unlock /></main>;
}

function Desk({ systemLanguage, isSample }: { systemLanguage: 'es' | 'en'; isSample: boolean }): ReactElement | null {
  const { t } = useTranslation();
  const client = useQueryClient();
  const settings = useSettings();
  const state = useAppState();
  const memory = useMemory();
  const language = settings.data?.language;
  const theme = settings.data?.theme;
  const spoken = language === 'system' ? systemLanguage : language;
  const spokenBefore = useRef<typeof spoken>(undefined);
  useEffect(() => {
    if (spoken === undefined) return;
    setLanguage(spoken);
    // Some answers are in words: the names of rules, what to do next.
    if (spokenBefore.current !== undefined && spokenBefore.current !== spoken) void client.invalidateQueries();
    spokenBefore.current = spoken;
  }, [client, spoken]);
  useEffect(() => (theme === undefined ? undefined : applyTheme(theme)), [theme]);
  useEffect(() => onEvent('navigate', ({ customerId, interactionId }) => {
    goTo('queue');
    openCustomer({ customerId, name: '', channel: null }, interactionId);
  }), []);
  const error = settings.error ?? state.error ?? memory.error;
  if (error) return <Fault error={error} title={t('app.coreFailed')} hint={t('app.coreFailedHint')} onRetry={() => void client.invalidateQueries()} />;
  if (!settings.data || !state.data || !memory.data) return null;
  return <Shell state={state.data} agentName={settings.data.agentName} isSample={isSample} />;
}

function Fault({ error, title, hint, onRetry }: { error: unknown; title: string; hint: ReactNode; onRetry?: () => void }): ReactElement {
  const { t } = useTranslation();
  useMarkReady(true);
  return (
    <main className="fill">
      <Empty icon="warn" title={title} action={onRetry && <Button onClick={onRetry}>{t('common.retry')}</Button>}>
        {error !== null && <p>{errorWords(t, error)}</p>}
        <p className="faint">{hint}</p>
      </Empty>
    </main>
  );
}
