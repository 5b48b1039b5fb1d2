/**
 * How tall the frame of a formatted message starts. The frame is of another origin and runs nothing, so its page cannot
 * be measured from here: its height is worked out from what the message holds. The reader can drag it.
 */

/** As mailProtocol.ts styles it: 14 px at 1.5, with 12 px around. */
const LINE_PX = 21;
const MARGIN_PX = 24;
const PARAGRAPH_PX = 14;
/** Letters in a line of a timeline card, on the short side: rather some air below than a bar at the side. */
const LINE_LETTERS = 84;
/** A picture that does not say its size. */
const PICTURE_PX = 160;
const LEAST_PX = 96;
/** A longer message is scrolled: the next one should not be a page away. */
const MOST_PX = 620;

export function frameHeight(html: string): number {
  const text = html.replace(/<(style|title)\b[^]*?<\/\1>/gi, '').replace(IMAGE, '');
  const lines = text.replace(/\s+/g, ' ').replace(LINE_END, '\n').replace(/<[^>]*>/g, '').replace(/&(?:#?\w+);/g, 'x').split('\n').map((line) => line.trim());
  const written = lines.reduce((sum, line) => sum + Math.ceil(line.length / LINE_LETTERS), 0);
  const paragraphs = html.match(/<(?:p|h[1-6]|ul|ol|table|hr)\b/gi)?.length ?? 0;
  const pictures = [...html.matchAll(IMAGE)].reduce((sum, [tag]) => sum + pictureHeight(tag), 0);
  const height = MARGIN_PX + written * LINE_PX + paragraphs * PARAGRAPH_PX + pictures;
  return Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, height)));
}

const IMAGE = /<img\b[^>]*>/gi;
const LINE_END = /<(?:br|hr|\/(?:p|div|li|tr|h[1-6]|blockquote|pre|table))\b[^>]*>/gi;

/** Pictures of a pixel or two count those who read, and take no room. */
function pictureHeight(tag: string): number {
  const stated = /\sheight\s*=\s*["']?(\d{1,5})/i.exec(tag)?.[1] ?? /[\s"';]height\s*:\s*(\d{1,5})px/i.exec(tag)?.[1];
  return stated === undefined ? PICTURE_PX : Number(stated);
}
