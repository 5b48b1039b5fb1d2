/** Files on their way into a draft: chosen, dropped or pasted, each kept in the encrypted history before it is named here. */
import { useState } from 'react';
import type { AttachmentRef } from '../../shared/composing.ts';
import { command, desktop } from '../data/client.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { showToast } from '../ui/toasts.tsx';

/** What `attachment.put` takes at most (50 MiB). */
const MOST_BYTES = 50 * 1_024 * 1_024;
/** Larger files are read by the core from their place; smaller ones may have none (a picture from the clipboard). */
const INLINE_BYTES = 4_000_000;

export type Adding = { name: string; key: number };

/** What was pasted or dropped as a picture, and the bytes to show it with. */
export type AddedFile = { ref: AttachmentRef; dataUrl: string | null };

let keys = 0;

/** `onAdded` is called once for each file that was kept. */
export function useAttachments(onAdded: (file: AddedFile) => void): { adding: readonly Adding[]; addFiles: (files: readonly File[], isInline?: boolean) => void; choose: () => void } {
  const { t } = useTranslation();
  const format = useFormat();
  const [adding, setAdding] = useState<readonly Adding[]>([]);
  const keep = (name: string, put: () => Promise<AddedFile>): void => {
    const key = keys += 1;
    setAdding((now) => [...now, { name, key }]);
    put().then(onAdded, (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }))
      .finally(() => setAdding((now) => now.filter((one) => one.key !== key)));
  };
  return {
    adding,
    addFiles(files, isInline = false) {
      for (const file of files) {
        if (file.size > MOST_BYTES) showToast({ text: t('compose.fileTooLarge', { name: file.name, limit: format.size(MOST_BYTES) }), tone: 'danger' });
        else keep(file.name, () => putFile(file, isInline));
      }
    },
    choose() {
      desktop('desktop.pickFiles', { purpose: 'attachments' }).then(
        ({ paths }) => {
          for (const path of paths) keep(path.split(/[\\/]/).pop() ?? path, async () => ({ ref: await command('attachment.put', { path, inline: false }), dataUrl: null }));
        },
        (error: unknown) => showToast({ text: errorWords(t, error), tone: 'danger' }),
      );
    },
  };
}

async function putFile(file: File, inline: boolean): Promise<AddedFile> {
  // The preload puts the path of a file that has one in its place.
  if (file.size > INLINE_BYTES && !inline) return { ref: await command('attachment.put', { path: file as unknown as string, inline }), dataUrl: null };
  const dataUrl = await readDataUrl(file);
  const base64 = dataUrl.slice(dataUrl.indexOf(',') + 1);
  const ref = await command('attachment.put', { filename: file.name || 'imagen.png', contentType: file.type || 'application/octet-stream', base64, inline });
  return { ref, dataUrl: inline ? dataUrl : null };
}

function readDataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '');
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.readAsDataURL(file);
  });
}
