/**
 * The first screen of an empty history: three doors.
 * Country and own addresses are asked where they are first needed: before files are read, and after a mailbox answered.
 */
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useCommand, useDesktop } from '../data/commands.ts';
import { useSyncState } from '../data/queries.ts';
import { useImportFiles } from '../data/setup.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { AccountDialog } from '../settings/AccountDialog.tsx';
import { AboutBusiness } from '../settings/AboutBusiness.tsx';
import { DropZone } from '../sync/DropZone.tsx';
import { Button, Progress } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';

type FilesToImport = readonly (string | File)[];

export function FirstRun(): ReactElement {
  const { t } = useTranslation();
  const [isConnecting, setConnecting] = useState(false);
  const [files, setFiles] = useState<FilesToImport | null>(null);
  return (
    <DropZone className="door" onFiles={setFiles}>
      <div className="doors">
        <h1>{t('firstRun.title')}</h1>
        <p className="door-lead">{t('firstRun.lead')}</p>
        <ul className="doors-list" aria-label={t('firstRun.doors')}>
          <SampleDoor />
          <Door icon="mail" title={t('firstRun.mailTitle')} text={t('firstRun.mailText')}>
            <Button onClick={() => setConnecting(true)}>{t('firstRun.mailAction')}</Button>
          </Door>
          <FilesDoor onFiles={setFiles} />
        </ul>
        <p className="doors-promise"><Icon name="lock" /> {t('firstRun.promise')}</p>
      </div>
      {isConnecting && <AccountDialog account={null} onClose={() => setConnecting(false)} />}
      {files !== null && <BeforeImport files={files} onClose={() => setFiles(null)} />}
    </DropZone>
  );
}

function Door({ icon, title, text, children }: { icon: IconName; title: string; text: string; children: ReactNode }): ReactElement {
  return (
    <li className="door-choice">
      <span className="door-icon"><Icon name={icon} large /></span>
      <h2>{title}</h2>
      <p>{text}</p>
      <div className="door-choice-actions">{children}</div>
    </li>
  );
}

function SampleDoor(): ReactElement {
  const { t } = useTranslation();
  const load = useCommand('sample.load');
  const sync = useSyncState();
  const running = (sync.data?.imports ?? []).filter((one) => one.finishedAtMs === null);
  const total = running.reduce((sum, one) => sum + one.totalBytes, 0);
  const done = running.reduce((sum, one) => sum + one.doneBytes, 0);
  const isLoading = load.isPending || load.isSuccess;
  return (
    <Door icon="shop" title={t('firstRun.sampleTitle')} text={t('firstRun.sampleText')}>
      <Button look="primary" disabled={isLoading} onClick={() => load.mutate({})}>{isLoading ? t('firstRun.sampleLoading') : t('firstRun.sampleAction')}</Button>
      {isLoading && <Progress label={t('firstRun.sampleLoading')} share={total === 0 ? null : done / total} />}
    </Door>
  );
}

function FilesDoor({ onFiles }: { onFiles: (files: FilesToImport) => void }): ReactElement {
  const { t } = useTranslation();
  const pick = useDesktop('desktop.pickFiles');
  const choose = (purpose: 'history' | 'folder'): void => {
    pick.mutate({ purpose }, { onSuccess: ({ paths }) => { if (paths.length > 0) onFiles(paths); } });
  };
  return (
    <Door icon="folder" title={t('firstRun.filesTitle')} text={t('firstRun.filesText')}>
      <Button onClick={() => choose('history')}>{t('firstRun.filesAction')}</Button>
      <Button look="quiet" onClick={() => choose('folder')}>{t('firstRun.folderAction')}</Button>
      <p className="field-hint">{t('firstRun.filesDrop')}</p>
    </Door>
  );
}

/** Country and own addresses, before the first file is read: they decide how phones and directions are understood. */
function BeforeImport({ files, onClose }: { files: FilesToImport; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const start = useImportFiles(true);
  return (
    <Dialog
      title={t('firstRun.aboutTitle')}
      onClose={onClose}
      onSubmit={() => start.mutate(files, { onSuccess: onClose })}
      footer={(
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" disabled={start.isPending}>{t('firstRun.aboutAction')}</Button>
        </>
      )}
    >
      <p>{t('firstRun.aboutLead')}</p>
      <AboutBusiness />
    </Dialog>
  );
}
