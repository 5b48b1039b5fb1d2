/** The files of a draft, with what they weigh against what the server takes. */
import type { ReactElement } from 'react';
import type { AttachmentRef } from '../../shared/composing.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { IconButton } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import type { Adding } from './useAttachments.ts';

type AttachmentBarProps = {
  files: readonly AttachmentRef[];
  adding: readonly Adding[];
  /** What all of it takes on its way. */
  sizeBytes: number;
  maxBytes: number | null;
  onRemove: (blobId: string) => void;
};

export function AttachmentBar({ files, adding, sizeBytes, maxBytes, onRemove }: AttachmentBarProps): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = files.filter((file) => !file.inline);
  if (shown.length === 0 && adding.length === 0) return null;
  const isTooLarge = maxBytes !== null && sizeBytes > maxBytes;
  return (
    <ul className="compose-files" aria-label={t('compose.files')}>
      {shown.map((file) => (
        <li key={file.blobId} className="compose-file">
          <Icon name="clip" />
          <span className="cut" title={file.filename}>{file.filename}</span>
          <span className="faint">{format.size(file.sizeBytes)}</span>
          <IconButton label={t('compose.removeFile', { name: file.filename })} icon="close" onClick={() => onRemove(file.blobId)} />
        </li>
      ))}
      {adding.map((one) => <li key={one.key} className="compose-file" role="status">{t('compose.adding', { name: one.name })}</li>)}
      {maxBytes !== null && shown.length > 0 && (
        <li className="compose-weight" data-too-large={isTooLarge} role={isTooLarge ? 'alert' : undefined}>{t('compose.filesOf', { size: format.size(sizeBytes), limit: format.size(maxBytes) })}</li>
      )}
    </ul>
  );
}
