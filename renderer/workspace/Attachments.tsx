/** Files that came with an interaction: opened by the system or saved, never run. */
import type { ReactElement } from 'react';
import type { Attachment } from '../../shared/domain.ts';
import { useDesktop } from '../data/commands.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { IconButton } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';

export function Attachments({ interactionId, attachments }: { interactionId: string; attachments: readonly Attachment[] }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const open = useDesktop('desktop.openAttachment');
  const save = useDesktop('desktop.saveAttachment');
  if (attachments.length === 0) return null;
  return (
    <ul className="attachments" aria-label={t('timeline.attachments')}>
      {attachments.map((attachment) => {
        const name = attachment.filename || t('timeline.unnamed');
        const input = { id: interactionId, partPath: attachment.partPath };
        return (
          <li key={attachment.partPath} className="attachment">
            <button type="button" className="attachment-open" title={t('timeline.openAttachment', { name })} onClick={() => open.mutate(input)}>
              <Icon name={attachment.contentType.startsWith('image/') ? 'image' : 'clip'} />
              <span className="cut">{name}</span>
              {attachment.sizeBytes > 0 && <span className="faint">{format.size(attachment.sizeBytes)}</span>}
            </button>
            <IconButton label={t('timeline.saveAttachment', { name })} icon="save" onClick={() => save.mutate(input, { onSuccess: ({ saved }) => saved && showToast({ text: t('timeline.saved') }) })} />
          </li>
        );
      })}
    </ul>
  );
}
