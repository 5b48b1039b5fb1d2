import { decodeHTML } from 'entities';

/**
 * The words of an HTML document as plain text, for showing without markup and for the search index. One pass,
 * linear in the length. Quotations (`blockquote`) become lines with `> `, so that they fold like those of plain
 * text. Nothing of it is safe to be shown as HTML.
 */
export function htmlToText(html: string): string {
  const out = new TextLines();
  const lastClose = html.lastIndexOf('>');
  const tags = new TagReader(html);
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0 || open > lastClose) {
      out.addText(decodeText(html.slice(at)));
      break;
    }
    if (open > at) out.addText(decodeText(html.slice(at, open)));
    at = tags.read(open, out);
  }
  return out.finish();
}

const decodeText = (text: string): string => (text.includes('&') ? decodeHTML(text) : text);

/** What a tag does to the text around it. */
type TagEffect = 'break' | 'paragraph' | 'cell' | 'item' | 'quote' | 'pre' | 'skip' | 'rule';

const effects = new Map<string, TagEffect>([
  ...effectOf('break', 'br div section article header footer main nav aside tr table tbody thead tfoot caption form fieldset center address dt dd dl figure figcaption option'),
  ...effectOf('paragraph', 'p h1 h2 h3 h4 h5 h6 ul ol'),
  ...effectOf('cell', 'td th'),
  ...effectOf('item', 'li'),
  ...effectOf('quote', 'blockquote'),
  ...effectOf('pre', 'pre'),
  ...effectOf('rule', 'hr'),
  ...effectOf('skip', 'script style head title template noscript iframe svg math'),
]);

function effectOf(effect: TagEffect, names: string): [string, TagEffect][] {
  return names.split(' ').map((name) => [name, effect]);
}

/** Soft hyphens and characters of no width, which newsletters use as padding and inside words. */
const invisible = /\u034f|[\u00ad\u200b\ufeff]/g;
const unusualBlank = /\u034f|[\t\r\n\f\u00a0\u00ad\u200b\ufeff]| {2}/;

class TagReader {
  private readonly html: string;
  /** Elements, and `!--` for comments, that are not closed any more from here on: not to be searched for again. */
  private readonly unclosed = new Set<string>();
  /** Quotes that never close turn the regard for quotes off after a few, so that a row of them stays linear. */
  private brokenQuotes = 0;

  constructor(html: string) {
    this.html = html;
  }

  /** Handles what starts with `<` at `open`; returns where the text goes on. */
  read(open: number, out: TextLines): number {
    const { html } = this;
    if (html.startsWith('<!--', open)) return this.afterComment(open);
    const isClosing = html[open + 1] === '/';
    const nameStart = isClosing ? open + 2 : open + 1;
    let nameEnd = nameStart;
    while (nameEnd - nameStart < 20 && isNameCharacter(html.charCodeAt(nameEnd))) nameEnd++;
    if (nameEnd === nameStart) {
      const marker = html[open + 1];
      if (marker === '!' || marker === '?' || marker === '/') return html.indexOf('>', open) + 1;
      out.addText('<');
      return open + 1;
    }
    const name = html.slice(nameStart, nameEnd).toLowerCase();
    const end = this.tagEnd(nameEnd);
    const effect = effects.get(name);
    if (effect === undefined) return end;
    if (effect === 'skip') return isClosing || html[end - 2] === '/' ? end : this.afterElement(name, end);
    out.apply(effect, isClosing);
    return end;
  }

  private afterComment(open: number): number {
    // `<!-->` and `<!--->` are empty comments (HTML, comment start state).
    const close = this.unclosed.has('!--') ? -1 : this.html.indexOf('-->', open + 2);
    if (close >= 0) return close + 3;
    this.unclosed.add('!--');
    return this.html.indexOf('>', open) + 1;
  }

  /** Index after the `>` of a tag; a `>` within a quoted attribute does not end it. */
  private tagEnd(from: number): number {
    const { html } = this;
    let at = from;
    while (at < html.length && this.brokenQuotes < 8) {
      const code = html.charCodeAt(at);
      if (code === 62) return at + 1;
      if ((code === 34 || code === 39) && html.charCodeAt(at - 1) === 61) {
        const close = html.indexOf(html[at]!, at + 1);
        if (close < 0) break;
        at = close;
      }
      at++;
    }
    if (this.brokenQuotes < 8) this.brokenQuotes++;
    const close = html.indexOf('>', from);
    return close < 0 ? html.length : close + 1;
  }

  /**
   * Index after an element whose content is not for reading. One that is never closed ends with its tag, so
   * that no words hide behind it; code and style sheets take the rest with them, as in a browser.
   */
  private afterElement(name: string, from: number): number {
    if (this.unclosed.has(name)) return from;
    const closing = new RegExp(`</${name}(?![a-z0-9])`, 'gi');
    closing.lastIndex = from;
    const match = closing.exec(this.html);
    if (match === null) {
      this.unclosed.add(name);
      return name === 'script' || name === 'style' ? this.html.length : from;
    }
    return this.tagEnd(match.index + match[0].length);
  }
}

function isNameCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 58 || code === 45;
}

/** Builds lines: runs of blanks become one space, block elements break the line, at most one line stays empty. */
class TextLines {
  private text = '';
  private quoteDepth = 0;
  /** Depth of the line written last. */
  private lineDepth = 0;
  private preDepth = 0;
  private pendingBreaks = 0;
  private isLineEmpty = true;
  private pendingSpace = false;

  addText(text: string): void {
    if (this.preDepth > 0) {
      this.addPreformatted(text);
      return;
    }
    const words = unusualBlank.test(text) ? text.replace(invisible, '').replace(/[ \t\r\n\f\u00a0]+/g, ' ') : text;
    const startsBlank = words.charCodeAt(0) === 32;
    if (words === ' ' || words === '') {
      this.pendingSpace ||= words === ' ';
      return;
    }
    this.startLine();
    if ((this.pendingSpace || startsBlank) && !this.isLineEmpty) this.text += ' ';
    const endsBlank = words.charCodeAt(words.length - 1) === 32;
    this.text += startsBlank || endsBlank ? words.slice(startsBlank ? 1 : 0, endsBlank ? -1 : undefined) : words;
    this.pendingSpace = endsBlank;
    this.isLineEmpty = false;
  }

  apply(effect: TagEffect, isClosing: boolean): void {
    if (effect === 'cell') {
      this.pendingSpace = true;
      return;
    }
    this.breakLine(effect === 'paragraph' || effect === 'quote' || effect === 'rule' ? 2 : 1);
    if (effect === 'quote') this.quoteDepth = isClosing ? Math.max(0, this.quoteDepth - 1) : Math.min(20, this.quoteDepth + 1);
    if (effect === 'pre') this.preDepth = isClosing ? 0 : 1;
    if (effect === 'item' && !isClosing) this.addText('- ');
  }

  finish(): string {
    return this.text;
  }

  private addPreformatted(text: string): void {
    for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
      if (index > 0) this.breakLine(this.isLineEmpty ? this.pendingBreaks + 1 : 1);
      if (line === '') continue;
      this.startLine();
      this.text += line;
      this.isLineEmpty = false;
    }
  }

  /** At least `count` line breaks come before the next text; they do not add up across empty elements. */
  private breakLine(count: number): void {
    this.pendingSpace = false;
    this.isLineEmpty = true;
    if (this.text !== '') this.pendingBreaks = Math.min(2, Math.max(this.pendingBreaks, count));
  }

  private startLine(): void {
    if (!this.isLineEmpty || (this.text !== '' && this.pendingBreaks === 0)) return;
    // The empty line between two levels of quotation belongs to the outer one.
    const between = Math.min(this.lineDepth, this.quoteDepth);
    if (this.pendingBreaks > 1) this.text += `\n${'> '.repeat(between).trimEnd()}`;
    if (this.pendingBreaks > 0) this.text += '\n';
    this.text += '> '.repeat(this.quoteDepth);
    this.lineDepth = this.quoteDepth;
    this.pendingBreaks = 0;
  }
}
