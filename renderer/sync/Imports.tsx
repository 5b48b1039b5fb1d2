/** What was imported: how far it is, what came of it, and the way back. */
import type { ReactElement } from 'react';
import type { ImportView } from '../../shared/contract.ts';
import type { ConnectorKind } from '../../shared/domain.ts';
import { useCommand } from '../data/commands.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Badge, Button, Progress } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import { importsInOrder } from './progress.ts';

const ICON: Record<ConnectorKind, IconName> = { imap: 'mail', mailFile: 'mail', whatsappExport: 'chat', asteriskCsv: 'call', contacts: 'people', xmpp: 'chat', asteriskAmi: 'call', asteriskSql: 'call', shopFile: 'shop' };

export function Imports({ imports }: { imports: readonly ImportView[] }): ReactElement {
  const { t } = useTranslation();
  if (imports.length === 0) return <p className="card faint">{t('sync.noImports')}</p>;
  return <ul className="card import-list">{importsInOrder(imports).map((view) => <Import key={view.id} view={view} />)}</ul>;
}

function Import({ view }: { view: ImportView }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const isRunning = view.finishedAtMs === null;
  const counts = t('sync.importCounts', { read: format.number(view.read), stored: format.number(view.stored), known: format.number(view.known) });
  const bytes = t('sync.importBytes', { done: format.size(view.doneBytes), total: format.size(view.totalBytes) });
  return (
    <li className="import" aria-label={view.label}>
      <span className="channel-icon" data-channel={ICON[view.kind] === 'people' ? 'visit' : ICON[view.kind]}><Icon name={ICON[view.kind]} large /></span>
      <div className="grow">
        <p className="cut">
          <strong>{view.label}</strong> <span className="faint">{t(`connector.${view.kind}`)}</span> <ImportState view={view} />
        </p>
        <p className="field-hint">
          {(view.error === null || view.read > 0) && <>{counts} · </>}
          {view.quarantined > 0 && <><span className="warn-text">{t('sync.importQuarantined', { count: view.quarantined, formatted: format.number(view.quarantined) })}</span> · </>}
          {view.finishedAtMs === null ? t('sync.importSince', { when: format.relative(view.startedAtMs, nowMs) }) : t('sync.importDone', { when: format.relative(view.finishedAtMs, nowMs) })}
        </p>
        {view.error !== null && <p className="field-error">{errorWords(t, view.error)}</p>}
        {isRunning && <div className="sync-progress"><Progress label={view.label} share={view.totalBytes === 0 ? null : Math.min(1, view.doneBytes / view.totalBytes)} valueText={bytes} /><p className="faint">{bytes}</p></div>}
      </div>
      <ImportActions view={view} />
    </li>
  );
}

function ImportState({ view }: { view: ImportView }): ReactElement | null {
  const { t } = useTranslation();
  if (view.revoked) return <Badge>{t('sync.importRevoked')}</Badge>;
  if (view.finishedAtMs === null) return <Badge tone="good">{t('sync.importRunning')}</Badge>;
  return view.error === null || view.error.code === 'cancelled' ? null : <Badge tone="danger">{t('sync.importFailed')}</Badge>;
}

function ImportActions({ view }: { view: ImportView }): ReactElement | null {
  const { t } = useTranslation();
  const cancel = useCommand('import.cancel');
  const undo = useCommand('import.undo');
  const redo = useCommand('operation.undo');
  const takeBack = (): void => undo.mutate({ importId: view.id }, {
    onSuccess: ({ operationId }) => showToast({
      text: t('sync.importUndone', { label: view.label }),
      action: { label: t('sync.redo'), run: () => redo.mutate({ operationId }) },
    }),
  });
  if (view.finishedAtMs === null) {
    return <Button small icon="close" aria-label={t('sync.cancelOf', { label: view.label })} disabled={cancel.isPending} onClick={() => cancel.mutate({ importId: view.id })}>{t('sync.cancel')}</Button>;
  }
  if (!view.canUndo || view.revoked) return null;
  return <Button small icon="undo" aria-label={t('sync.undoOf', { label: view.label })} disabled={undo.isPending} onClick={takeBack}>{t('sync.undo')}</Button>;
}
