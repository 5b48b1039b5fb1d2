/** Files and mails on their way into the vault, off the database thread. */
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { DeskError } from '../../shared/result.ts';
import { composeMail } from './connectors/mail/composeMail.ts';
import type { HostCalls } from './hostPort.ts';
import type { DeskFacts } from './ingest/normalised.ts';
import { prepareRecord } from './ingest/prepare.ts';
import type { VaultRef } from './store/vault.ts';

type Keep = (bytes: Uint8Array) => Promise<VaultRef>;

/** A larger file is refused when it is attached: no mail server takes it, and it would lie in memory whole. */
export const MAX_BLOB_BYTES = 50 * 1024 * 1024;

/** By file extension; everything else is bytes. The person's own programs decide by the name anyway. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf', txt: 'text/plain', csv: 'text/csv', html: 'text/html', htm: 'text/html', ics: 'text/calendar', vcf: 'text/vcard', json: 'application/json', xml: 'application/xml',
  png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', svg: 'image/svg+xml', heic: 'image/heic', tif: 'image/tiff', tiff: 'image/tiff', bmp: 'image/bmp',
  mp3: 'audio/mpeg', ogg: 'audio/ogg', opus: 'audio/opus', wav: 'audio/wav', m4a: 'audio/mp4', mp4: 'video/mp4', webm: 'video/webm', mov: 'video/quicktime',
  zip: 'application/zip', '7z': 'application/x-7z-compressed', gz: 'application/gzip', eml: 'message/rfc822', rtf: 'application/rtf',
  doc: 'application/msword', xls: 'application/vnd.ms-excel', ppt: 'application/vnd.ms-powerpoint', odt: 'application/vnd.oasis.opendocument.text', ods: 'application/vnd.oasis.opendocument.spreadsheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

/** @throws DeskError file-missing, file-unreadable, message-too-large */
export async function putBlob(input: HostCalls['putBlob']['input'], keep: Keep): Promise<HostCalls['putBlob']['output']> {
  const bytes = 'bytes' in input ? input.bytes : await readWhole(input.path);
  if (bytes.length > MAX_BLOB_BYTES) throw tooLarge(bytes.length);
  const filename = 'path' in input ? basename(input.path) : '';
  return { vault: await keep(bytes), sizeBytes: bytes.length, filename, contentType: CONTENT_TYPES[extname(filename).slice(1).toLowerCase()] ?? 'application/octet-stream' };
}

/** Composes the mail and says what our own reader makes of it. */
export async function composeInVault(input: HostCalls['composeMail']['input'], ports: { read(ref: VaultRef): Uint8Array; keep: Keep; desk: DeskFacts; nowMs: number }): Promise<HostCalls['composeMail']['output']> {
  const raw = await composeMail({ ...input, attachments: input.attachments.map(({ vault, ...attachment }) => ({ ...attachment, bytes: ports.read(vault) })) });
  const { interaction, recordKey } = prepareRecord({ kind: 'mail', place: '', raw, context: null, receivedAtMs: null }, ports.desk, ports.nowMs);
  return { vault: await ports.keep(raw), sizeBytes: raw.length, interactionId: interaction?.id ?? recordKey, threadKey: interaction?.threadKey ?? null };
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BLOB_BYTES) throw tooLarge(size);
    return await readFile(path);
  } catch (thrown) {
    if (thrown instanceof DeskError) throw thrown;
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
    throw new DeskError(code === 'ENOENT' ? 'file-missing' : 'file-unreadable', { file: basename(path) }, { cause: thrown });
  }
}

function tooLarge(sizeBytes: number): DeskError {
  return new DeskError('message-too-large', { limit: '50 MiB', limitBytes: MAX_BLOB_BYTES, sizeBytes });
}
