/** Pictures inside the text of a mail: those pasted in this window are known, those of a draft from before it are read from the history. */
import { useEffect, useState } from 'react';
import type { AttachmentRef } from '../../shared/composing.ts';
import { query } from '../data/client.ts';

/** Data URLs by blob. */
const pictures = new Map<string, string>();
const refs = new Map<string, AttachmentRef>();

/** What each picture that this window has seen was kept as, by its blob. */
export const pictureRefs: ReadonlyMap<string, AttachmentRef> = refs;

/** A picture that was put into the text a moment ago. */
export function keepPicture(ref: AttachmentRef, dataUrl: string): void {
  pictures.set(ref.blobId, dataUrl);
  refs.set(ref.blobId, ref);
}

/** Data URLs of the pictures among these files, by their blob; null until all of them were read. */
export function usePictures(files: readonly AttachmentRef[]): ReadonlyMap<string, string> | null {
  const unread = files.filter((file) => file.inline && !pictures.has(file.blobId));
  const ids = unread.map((file) => file.blobId).join();
  const [, setRead] = useState('');
  useEffect(() => {
    if (ids === '') return;
    let isGone = false;
    void Promise.all(unread.map(async (file) => keepPicture(file, await readPicture(file.blobId)))).then(() => {
      if (!isGone) setRead(ids);
    });
    return () => {
      isGone = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the ids say which files these are
  }, [ids]);
  return ids === '' ? pictures : null;
}

async function readPicture(blobId: string): Promise<string> {
  // One that cannot be read leaves its name in the text, which is there all the same.
  const file = await query('draft.file', { blobId }).catch(() => null);
  if (file === null) return 'data:,';
  return `data:${/^image\/[\w.+-]+$/.test(file.contentType) ? file.contentType : 'application/octet-stream'};base64,${file.base64}`;
}
