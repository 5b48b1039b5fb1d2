/**
 * Attachments leave the encrypted history only here: to a private folder for the system's viewer, or where the
 * person saves them. The folder is emptied when the app ends, and at the next start if it did not end in order.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeskError } from '../../shared/result.ts';
import { isSafeToOpen, safeFilename } from './links.ts';

export type AttachmentFile = { filename: string; base64: string };

export type AttachmentShelf = {
  /**
   * Writes the attachment for a viewer and answers with its path. Raises `not-allowed` for what could run (programs,
   * scripts, pages): it can only be saved. Raises `disk-full`, `file-unreadable` when it cannot be written.
   */
  lay: (file: AttachmentFile) => Promise<string>;
  /** Removes everything that was laid out; safe to repeat. */
  clear: () => void;
};

/** `folder` belongs to the shelf alone and is emptied at once. */
export function createAttachmentShelf(folder: string): AttachmentShelf {
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  clear();
  return {
    clear,
    async lay(file) {
      const name = safeFilename(file.filename);
      if (!isSafeToOpen(name)) throw new DeskError('not-allowed', { why: 'executable' });
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      chmodSync(folder, 0o700);
      // A folder each: two attachments of one name must not be taken for each other.
      const path = join(mkdtempSync(join(folder, 'a-')), name);
      await writeAttachment(path, file);
      return path;
    },
  };
}

/** Writes the bytes where the person chose. Raises `disk-full` or `file-unreadable`. */
export async function writeAttachment(path: string, file: AttachmentFile): Promise<void> {
  try {
    await writeFile(path, Buffer.from(file.base64, 'base64'), { mode: 0o600 });
  } catch (error) {
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    throw new DeskError(isFull ? 'disk-full' : 'file-unreadable', {}, { cause: error });
  }
}
