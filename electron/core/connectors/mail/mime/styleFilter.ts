/** Properties that change how text looks and nothing else: none can lay one thing over another or load anything. */
const allowed = new Set(
  (
    'color background-color background font font-family font-size font-style font-weight font-variant line-height letter-spacing word-spacing ' +
    'text-align text-decoration text-indent text-transform vertical-align white-space word-break overflow-wrap word-wrap direction ' +
    'margin margin-top margin-right margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left ' +
    'border border-top border-right border-bottom border-left border-color border-style border-width border-collapse border-spacing border-radius ' +
    'border-top-color border-right-color border-bottom-color border-left-color border-top-style border-right-style border-bottom-style border-left-style ' +
    'border-top-width border-right-width border-bottom-width border-left-width ' +
    'width height max-width min-width max-height min-height display list-style-type list-style-position table-layout float clear box-sizing'
  ).split(' '),
);
/** Names, numbers, colours and fonts; no escapes, no markup, no second declaration. */
const plainValue = /^[\w\s#%.,()'"+/!-]{1,300}$/;
/** Functions that load, compute or refer to something outside the value. */
const forbiddenValue = /url|expression|image|attr|var|env|element|calc|import|behavior|binding|javascript|-moz-|fixed|absolute|sticky/i;
/** A negative length would move text over other text. */
const negative = /(?:^|[\s(,])-\s*[\d.]/;

/** The declarations of a `style` attribute that are safe to keep. */
export function filterStyle(style: string): string {
  if (style.length > 20_000) return '';
  const kept: string[] = [];
  for (const declaration of style.split(';')) {
    const colon = declaration.indexOf(':');
    if (colon < 0) continue;
    const name = declaration.slice(0, colon).trim().toLowerCase();
    const value = declaration.slice(colon + 1).trim();
    if (!allowed.has(name) || !plainValue.test(value) || forbiddenValue.test(value) || negative.test(value)) continue;
    kept.push(`${name}:${value.replaceAll('"', "'")}`);
  }
  return kept.join(';');
}

/** How many outside resources a `style` attribute refers to. */
export function countRemoteUrls(style: string): number {
  return style.match(/url\(\s*["']?\s*(?:https?:)?\/\//gi)?.length ?? 0;
}
