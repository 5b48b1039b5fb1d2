/** Small things that the readers of chat, calls and cards share. */
import { createHash } from 'node:crypto';
import type { UnreadableReason } from '../../../shared/domain.ts';
import type { NormalisedRecord } from './normalised.ts';

/** SHA-256 of parts that may hold anything, as 32 hex digits: enough to be unique over all records of a desk. */
export function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** A record of which nothing could be made: kept as it is and shown with its reason. */
export function unreadableRecord(raw: Uint8Array, reason: UnreadableReason): NormalisedRecord {
  return { recordKey: `raw:${createHash('sha256').update(raw).digest('hex')}`, groupKey: null, interaction: null, claims: [], evidence: [], problems: [], unreadable: reason };
}

/** The first words on one line, at most 280 characters and no half of a surrogate pair. */
export function oneLine(text: string): string {
  const line = text.slice(0, 600).replace(/\s+/g, ' ').trim();
  return line.length <= 280 ? line : `${line.slice(0, 279).replace(/[\ud800-\udbff]$/, '')}…`;
}

const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif', webp: 'image/webp', heic: 'image/heic', mp4: 'video/mp4', mov: 'video/quicktime', '3gp': 'video/3gpp',
  opus: 'audio/ogg', ogg: 'audio/ogg', mp3: 'audio/mpeg', m4a: 'audio/mp4', aac: 'audio/aac', amr: 'audio/amr', wav: 'audio/wav', pdf: 'application/pdf', vcf: 'text/vcard', txt: 'text/plain', csv: 'text/csv', zip: 'application/zip',
  doc: 'application/msword', docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', xls: 'application/vnd.ms-excel', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The type a file's name promises; exports say nothing better. */
export function contentTypeOf(filename: string): string {
  return TYPES[/\.(\w{1,8})$/.exec(filename)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}

/** A name for comparing: letters and digits alone, without case and accents. */
export function comparableName(name: string): string {
  return name.normalize('NFKD').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
