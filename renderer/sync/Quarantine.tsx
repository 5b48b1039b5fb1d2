/** Records that nothing could read: why, from where, and what stands in them. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { QuarantinedRow } from '../../shared/contract.ts';
import { useQuarantine, useQuarantineRaw } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { setupEs } from '../i18n/setup.es.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Button } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { Time } from '../ui/text.tsx';

const PAGE = 50;

type Reason = keyof typeof setupEs.sync.reasons;

export function Quarantine(): ReactElement | null {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(PAGE);
  const [open, setOpen] = useState<QuarantinedRow | null>(null);
  const list = useQuarantine(0, limit);
  if (list.data === undefined) return null;
  const { rows, total } = list.data;
  if (total === 0) return <p className="card faint">{t('sync.quarantineNone')}</p>;
  return (
    <div className="card">
      <p className="field-hint">{t('sync.quarantineLead')}</p>
      <ul className="quarantine-list">{rows.map((row) => <Row key={row.recordId} row={row} onOpen={() => setOpen(row)} />)}</ul>
      {rows.length < total && <Button small look="quiet" onClick={() => setLimit(limit + PAGE)}>{t('sync.more')}</Button>}
      {open !== null && <RawRecord row={open} onClose={() => setOpen(null)} />}
    </div>
  );
}

function Row({ row, onOpen }: { row: QuarantinedRow; onOpen: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className="quarantine-row">
      <span className="warn-text"><Icon name="warn" /></span>
      <div className="grow">
        <p>{reasonWords(t, row.reason)}</p>
        <p className="field-hint cut">{t('sync.quarantineRow', { source: row.source.label, stream: row.stream })} · <Time atMs={row.readAtMs} style="relative" /> · {format.size(row.sizeBytes)}</p>
      </div>
      <Button small onClick={onOpen}>{t('sync.seeRaw')}</Button>
    </li>
  );
}

function RawRecord({ row, onClose }: { row: QuarantinedRow; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const raw = useQuarantineRaw(row.recordId);
  return (
    <Dialog title={t('sync.rawTitle')} size="l" onClose={onClose}>
      <p>{reasonWords(t, row.reason)}</p>
      <p className="field-hint">{t('sync.quarantineRow', { source: row.source.label, stream: row.stream })} · {row.place}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a text that scrolls has to be reachable by keyboard */}
      {raw.data !== undefined && <pre className="raw" tabIndex={0} aria-label={t('sync.rawTitle')}>{raw.data.text}</pre>}
      {raw.data?.cut === true && <p className="field-hint">{t('sync.rawCut', { shown: format.size(raw.data.text.length), size: format.size(raw.data.sizeBytes) })}</p>}
    </Dialog>
  );
}

function reasonWords(t: TFunction, reason: string): string {
  return Object.hasOwn(setupEs.sync.reasons, reason) ? t(`sync.reasons.${reason as Reason}`) : t('sync.reasonOther', { code: reason });
}
