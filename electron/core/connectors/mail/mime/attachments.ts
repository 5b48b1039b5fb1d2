import type { Buffer } from 'node:buffer';
import { isBodyText } from './bodyText.ts';
import { cleanHeaderText, decodeWords } from './encodedWords.ts';
import { extensionOf, safeFileName } from './fileName.ts';
import { firstValue } from './headerBlock.ts';
import { limits } from './limits.ts';
import { encodedBody, partPath, type Part, type PartTree } from './partTree.ts';
import type { Problems } from './problems.ts';
import { estimateDecodedBytes } from './transferEncoding.ts';

/** An attachment as it is listed; its bytes stay encoded until somebody opens it. */
export type MailAttachment = {
  /** IMAP part number, as in `2.1`. */
  partPath: string;
  /** Safe to save under; never empty. */
  filename: string;
  contentType: string;
  /** Computed from the encoded length: exact for base64 with lines of one length, else close. */
  sizeBytes: number;
  /** Without angle brackets. */
  contentId: string | null;
  /** Shown inside the text, not below it. */
  inline: boolean;
};

/** The attachments of a message, in order. */
export function listAttachments(raw: Buffer, tree: PartTree, problems: Problems): MailAttachment[] {
  const attachments: MailAttachment[] = [];
  for (const part of tree.parts) {
    if (part.kind !== 'leaf' || isBodyText(part) || isOtherVersion(part)) continue;
    if (attachments.length >= limits.attachments) {
      problems.add('too-many-parts');
      break;
    }
    attachments.push(describeAttachment(raw, part, problems));
  }
  return attachments;
}

/** Text types that repeat the body for programs that can show them; nobody attached them. */
const otherVersions = new Set(['text/x-amp-html', 'text/watch-html', 'text/enriched', 'text/richtext']);

function isOtherVersion(part: Part): boolean {
  return part.alternative !== null && otherVersions.has(part.type) && part.disposition.value !== 'attachment';
}

/** The attachment a leaf is. */
export function describeAttachment(raw: Buffer, part: Part, problems: Problems): MailAttachment {
  const contentId = contentIdOf(part);
  const path = partPath(part);
  const { value } = part.disposition;
  return {
    partPath: path,
    filename: fileNameOf(part, path, problems),
    contentType: part.type,
    sizeBytes: estimateDecodedBytes(encodedBody(raw, part), part.encoding),
    contentId,
    inline: value !== 'attachment' && contentId !== null && (value === 'inline' || part.isRelated),
  };
}

/** Content-ID without its angle brackets, or null. */
export function contentIdOf(part: Part): string | null {
  const header = firstValue(part.headers, 'content-id');
  if (header === '') return null;
  const id = cleanHeaderText(/<([^<>]*)>/.exec(header)?.[1] ?? header);
  return id === '' ? null : id;
}

function fileNameOf(part: Part, path: string, problems: Problems): string {
  const written = part.disposition.parameters.get('filename') ?? part.parameters.get('name') ?? '';
  const fallback = `${part.type === 'message/rfc822' ? 'message' : 'attachment'}-${path.slice(0, 60)}${extensionOf(part.type)}`;
  if (written === '') return fallback;
  return safeFileName(written.includes('=?') ? decodeWords(written, problems) : written, fallback);
}
