/** The folders of one account: how much of each is read, and when it was last asked. Many of them stay folded. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { AccountView, StreamView } from '../../shared/contract.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Button, Progress } from '../ui/controls.tsx';
import { Time } from '../ui/text.tsx';
import { foldersInOrder, shareOf } from './progress.ts';

/** More than this is folded away behind a button. */
const SHOWN_AT_ONCE = 6;

export function Folders({ account }: { account: AccountView }): ReactElement {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const streams = foldersInOrder(account.streams);
  const shown = isOpen ? streams : streams.slice(0, SHOWN_AT_ONCE);
  return (
    <>
      <table className="folders">
        <caption className="hidden-text">{t('sync.folders', { label: account.label })}</caption>
        <thead>
          <tr><th scope="col">{t('sync.folder')}</th><th scope="col">{t('sync.read')}</th><th scope="col">{t('sync.lastSuccess')}</th></tr>
        </thead>
        <tbody>{shown.map((stream) => <Folder key={stream.stream} stream={stream} />)}</tbody>
      </table>
      {streams.length > SHOWN_AT_ONCE && (
        <Button small look="quiet" className="folders-more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? t('sync.hideFolders') : t('sync.showFolders', { count: streams.length })}
        </Button>
      )}
    </>
  );
}

function Folder({ stream }: { stream: StreamView }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const words = stream.total === null ? t('sync.progressUnknown', { done: format.number(stream.done) }) : t('sync.progress', { done: format.number(stream.done), total: format.number(Math.max(stream.done, stream.total)) });
  return (
    <tr>
      <th scope="row" className="cut">{stream.shown}</th>
      <td>
        <div className="folder-read">
          {!stream.complete && <Progress label={stream.shown} share={shareOf(stream)} valueText={words} />}
          <span>{words}</span>
          {stream.complete && <span className="faint">{t('sync.complete')}</span>}
        </div>
      </td>
      <td className="faint">{stream.lastSuccessAtMs === null ? t('sync.never') : <Time atMs={stream.lastSuccessAtMs} style="relative" />}</td>
    </tr>
  );
}
