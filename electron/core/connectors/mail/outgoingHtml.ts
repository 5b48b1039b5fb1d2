/** HTML of our own composer, and of what it quotes, as other people's mail programs may be given it. */
import { createHash } from 'node:crypto';
import sanitizeHtml from 'sanitize-html';
import { filterStyle } from './mime/styleFilter.ts';

/** A picture that stood in the text as a `data:` address, which most mail programs do not show. */
export type EmbeddedImage = { cid: string; contentType: string; bytes: Buffer };

const TAGS = (
  'a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p ' +
  'pre q s samp small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'
).split(' ');
const ATTRIBUTES: Record<string, string[]> = {
  '*': ['align', 'bgcolor', 'dir', 'lang', 'style', 'title', 'valign', 'width', 'height'],
  a: ['href', 'name'], blockquote: ['type', 'cite'], font: ['color', 'face', 'size'], img: ['src', 'alt', 'border'], li: ['value'], ol: ['start', 'type'],
  table: ['border', 'cellpadding', 'cellspacing'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan', 'scope'],
};
const NO_TEXT = 'script style textarea option select noscript title template iframe object svg math xmp noembed noframes'.split(' ');
const DATA_IMAGE = /^data:(image\/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/=\s]+)$/i;
const MAX_NESTING = 250;

/**
 * Markup without code, forms or anything that loads by itself but pictures. Pure.
 * @param domain of the Content-IDs that pictures get
 * @returns the ids of own attachments that it shows (`cid:<blobId>`, now with the domain), and pictures that stood in it as data
 */
export function sanitizeOutgoing(html: string, domain: string): { html: string; contentIds: Set<string>; embedded: EmbeddedImage[] } {
  const contentIds = new Set<string>();
  const embedded = new Map<string, EmbeddedImage>();
  const toSource = (src: string): string | null => {
    const own = /^cid:([^\s"<>@]{1,200})$/i.exec(src)?.[1];
    if (own !== undefined) {
      contentIds.add(own);
      return `cid:${own}@${domain}`;
    }
    const data = DATA_IMAGE.exec(src);
    if (data === null) return /^https?:\/\//i.test(src) ? src : null;
    const bytes = Buffer.from(data[2] ?? '', 'base64');
    const cid = `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}@${domain}`;
    embedded.set(cid, { cid, contentType: (data[1] ?? 'image/png').toLowerCase(), bytes });
    return `cid:${cid}`;
  };
  const clean = ({ style, ...attributes }: Record<string, string>): Record<string, string> => {
    const kept = style === undefined ? '' : filterStyle(style);
    return kept === '' ? attributes : { ...attributes, style: kept };
  };
  const cleaned = sanitizeHtml(html, {
    allowedTags: TAGS, allowedAttributes: ATTRIBUTES, nonTextTags: NO_TEXT, nestingLimit: MAX_NESTING,
    allowedSchemes: ['http', 'https', 'mailto', 'tel'], allowedSchemesByTag: { img: ['http', 'https', 'cid'] }, allowedSchemesAppliedToAttributes: ['href', 'src', 'cite'], allowProtocolRelative: false,
    // The styles are filtered here, without a CSS parser.
    parseStyleAttributes: false,
    transformTags: {
      '*': (tagName, attributes) => ({ tagName, attribs: clean(attributes) }),
      img: (tagName, attributes) => {
        const { src, ...rest } = clean(attributes);
        const source = src === undefined ? null : toSource(src.trim());
        return { tagName, attribs: source === null ? rest : { ...rest, src: source } };
      },
    },
  });
  return { html: cleaned, contentIds, embedded: [...embedded.values()] };
}
