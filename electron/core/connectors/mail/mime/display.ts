import type { Buffer } from 'node:buffer';
import sanitizeHtml from 'sanitize-html';
import { contentIdOf, describeAttachment } from './attachments.ts';
import { decodeTextPart, readBodyText, textSlots } from './bodyText.ts';
import { limits } from './limits.ts';
import { headerStart, readableBytes } from './parseMail.ts';
import { encodedBody, partPath, readPartTree, type Part, type PartTree } from './partTree.ts';
import { countRemoteUrls, filterStyle } from './styleFilter.ts';
import { decodeTransfer, estimateDecodedBytes } from './transferEncoding.ts';

/** A mail for reading. `html` is null when the mail has only text; `remoteBlocked` counts what would have been fetched. */
export type MailDisplay = { html: string | null; text: string; remoteBlocked: number };

/**
 * The body for a sandboxed frame: markup without code, forms, frames, style sheets or anything that could cover
 * the window; images of the mail itself as data URLs, outside ones only with `allowRemote`. Never throws on
 * what a mail contains.
 */
export function mailDisplay(raw: Uint8Array, { allowRemote }: { allowRemote: boolean }): MailDisplay {
  const bytes = readableBytes(raw);
  const tree = readPartTree(bytes, headerStart(bytes), new Set());
  const { text } = readBodyText(bytes, tree, new Set());
  const slots = textSlots(tree).filter((slot) => slot.embedded === null);
  if (slots.every((slot) => slot.html.length === 0)) return { html: null, text, remoteBlocked: 0 };
  const sanitizer = new MailSanitizer(bytes, tree, allowRemote);
  const pieces = slots.map((slot) => {
    const html = slot.html.map((part) => decodeTextPart(bytes, part, new Set())).join('\n');
    if (/\S/.test(html)) return sanitizer.sanitize(html);
    return `<div style="white-space:pre-wrap">${escapeText(slot.plain.map((part) => decodeTextPart(bytes, part, new Set())).join('\n'))}</div>`;
  });
  return { html: pieces.join('\n<hr>\n'), text, remoteBlocked: sanitizer.remoteBlocked };
}

/**
 * The decoded bytes of one part, by its `partPath`; null when the message has no such part. The bytes may be
 * a view of `raw`. `filename` is safe to save under.
 */
export function readAttachment(raw: Uint8Array, path: string): { bytes: Uint8Array; filename: string; contentType: string } | null {
  const bytes = readableBytes(raw);
  const tree = readPartTree(bytes, headerStart(bytes), new Set());
  const part = tree.parts.find((candidate) => candidate.kind === 'leaf' && partPath(candidate) === path);
  if (part === undefined) return null;
  const { filename, contentType } = describeAttachment(bytes, part, new Set());
  return { bytes: decodeTransfer(encodedBody(bytes, part), part.encoding), filename, contentType };
}

const allowedTags = (
  'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure ' +
  'font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small span strike strong sub summary sup table ' +
  'tbody td tfoot th thead time tr tt u ul var wbr'
).split(' ');

const allowedAttributes: Record<string, string[]> = {
  '*': ['align', 'bgcolor', 'dir', 'lang', 'style', 'title', 'valign', 'width', 'height'],
  a: ['href', 'name', 'rel', 'target'],
  col: ['span'],
  colgroup: ['span'],
  font: ['color', 'face', 'size'],
  img: ['src', 'alt', 'border', 'hspace', 'vspace'],
  li: ['value'],
  ol: ['start', 'type'],
  table: ['border', 'cellpadding', 'cellspacing', 'rules'],
  td: ['colspan', 'rowspan', 'nowrap'],
  th: ['colspan', 'rowspan', 'nowrap', 'scope'],
  ul: ['type'],
};

/** Elements whose content is dropped with them. */
const nonTextTags = 'script style textarea option select noscript title template iframe object svg math xmp noembed noframes'.split(' ');
/** Pictures a browser shows without running anything; SVG can carry code. */
const imageTypes = new Set(['image/png', 'image/jpeg', 'image/jpg', 'image/pjpeg', 'image/gif', 'image/webp', 'image/bmp']);
const remoteUrl = /^\s*(?:https?:)?[\\/]{2}/i;

type Attributes = Record<string, string>;

class MailSanitizer {
  remoteBlocked = 0;
  private readonly raw: Buffer;
  private readonly allowRemote: boolean;
  private readonly imageParts = new Map<string, Part>();
  private readonly imageUrls = new Map<string, string>();
  private inlinedBytes = 0;

  constructor(raw: Buffer, tree: PartTree, allowRemote: boolean) {
    this.raw = raw;
    this.allowRemote = allowRemote;
    for (const part of tree.parts) {
      const id = part.kind === 'leaf' && imageTypes.has(part.type) ? contentIdOf(part) : null;
      if (id !== null && !this.imageParts.has(id)) this.imageParts.set(id, part);
    }
  }

  sanitize(html: string): string {
    return sanitizeHtml(html.slice(0, limits.displayHtmlChars), {
      allowedTags,
      allowedAttributes,
      allowedSchemes: ['http', 'https', 'mailto', 'tel'],
      allowedSchemesByTag: { img: ['http', 'https', 'data'] },
      allowedSchemesAppliedToAttributes: ['href', 'src'],
      allowProtocolRelative: false,
      nonTextTags,
      // Browsers stop at 512; nothing readable is nested deeper.
      nestingLimit: 250,
      // The styles are filtered here, without a CSS parser.
      parseStyleAttributes: false,
      transformTags: {
        '*': (tagName, attributes) => ({ tagName, attribs: this.cleanAttributes(attributes) }),
        a: (tagName, attributes) => ({ tagName, attribs: this.cleanLink(attributes) }),
        img: (tagName, attributes) => ({ tagName, attribs: this.cleanImage(attributes) }),
      },
    });
  }

  private cleanAttributes(attributes: Attributes): Attributes {
    const { style, background, ...cleaned } = attributes;
    if (background !== undefined && remoteUrl.test(background)) this.remoteBlocked++;
    if (style === undefined) return cleaned;
    this.remoteBlocked += countRemoteUrls(style);
    const kept = filterStyle(style);
    return kept === '' ? cleaned : { ...cleaned, style: kept };
  }

  /** Links open outside, and tell the page nothing of where they were. */
  private cleanLink(attributes: Attributes): Attributes {
    const cleaned = this.cleanAttributes(attributes);
    const href = cleaned['href']?.trim();
    if (href === undefined) return cleaned;
    return { ...cleaned, href: href.startsWith('//') ? `https:${href}` : href, target: '_blank', rel: 'noopener noreferrer nofollow' };
  }

  private cleanImage(attributes: Attributes): Attributes {
    const { src, ...cleaned } = this.cleanAttributes(attributes);
    if (src === undefined) return cleaned;
    const url = this.imageUrl(src.trim());
    return url === null ? cleaned : { ...cleaned, src: url };
  }

  private imageUrl(src: string): string | null {
    if (/^cid:/i.test(src)) return this.inlineImage(src.slice(4));
    if (/^data:/i.test(src)) return this.countInlined(/^data:image\/(?:png|jpe?g|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]*$/i.test(src) ? src : null);
    if (!remoteUrl.test(src)) return null;
    if (this.allowRemote) return src.startsWith('//') ? `https:${src}` : src;
    this.remoteBlocked++;
    return null;
  }

  private inlineImage(id: string): string | null {
    const known = this.imageUrls.get(id);
    if (known !== undefined) return this.countInlined(known);
    const part = this.imageParts.get(id) ?? this.imageParts.get(decodePercent(id));
    if (part === undefined) return null;
    const encoded = encodedBody(this.raw, part);
    if (estimateDecodedBytes(encoded, part.encoding) > limits.inlineImageBytes) return null;
    const url = `data:${part.type};base64,${decodeTransfer(encoded, part.encoding).toString('base64')}`;
    this.imageUrls.set(id, url);
    return this.countInlined(url);
  }

  /** Each use counts: the same picture a thousand times would be a thousand copies. */
  private countInlined(url: string | null): string | null {
    if (url === null || url.length > limits.inlineImageBytes * 1.4) return null;
    this.inlinedBytes += url.length;
    return this.inlinedBytes > limits.inlineImagesBytes ? null : url;
  }
}

function decodePercent(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    // Not percent-encoded after all: the id is what it says.
    return id;
  }
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
