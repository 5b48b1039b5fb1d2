/** Names that are devices on Windows, whatever their extension. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
/** Controls, direction overrides (which show `exe.pdf` for `fdp.exe`), separators of lines, characters of no width. */
const invisible = /[\0-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/g;
/** What file systems refuse. */
const refused = /[<>:"|?*]/g;
/** Characters; longer names fail on common file systems once they are UTF-8. */
const longestName = 120;

/**
 * A name a file can be saved under on any system: the last piece of a path, with nothing invisible, nothing a
 * file system refuses, no leading or trailing dots or blanks, its extension kept. `fallback` when nothing is left.
 */
export function safeFileName(name: string, fallback: string): string {
  const last = name.slice(-4096).replace(invisible, ' ').split(/[/\\]/).at(-1)!;
  let safe = last.replace(refused, '_').replace(/ {2,}/g, ' ').trim().replace(/^[. ]+/, '');
  while (safe.endsWith('.') || safe.endsWith(' ')) safe = safe.slice(0, -1);
  if (safe === '') return fallback;
  if (device.test(safe)) safe = `_${safe}`;
  return safe.length <= longestName ? safe : shorten(safe);
}

/** Extension, with its dot, for a part that has no name. */
export function extensionOf(contentType: string): string {
  const known = extensions.get(contentType);
  if (known !== undefined) return known;
  const subtype = /^(?:image|audio|video|text)\/([a-z0-9]{1,8})$/.exec(contentType)?.[1];
  return subtype === undefined ? '.bin' : `.${subtype}`;
}

const extensions = new Map([
  ['application/pdf', '.pdf'],
  ['application/zip', '.zip'],
  ['application/json', '.json'],
  ['application/xml', '.xml'],
  ['application/ics', '.ics'],
  ['application/msword', '.doc'],
  ['application/vnd.ms-excel', '.xls'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', '.docx'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', '.xlsx'],
  ['application/pgp-signature', '.asc'],
  ['application/pkcs7-signature', '.p7s'],
  ['audio/mpeg', '.mp3'],
  ['audio/mp4', '.m4a'],
  ['image/jpeg', '.jpg'],
  ['image/svg+xml', '.svg'],
  ['message/delivery-status', '.txt'],
  ['message/rfc822', '.eml'],
  ['text/calendar', '.ics'],
  ['text/plain', '.txt'],
  ['text/rfc822-headers', '.txt'],
  ['text/vcard', '.vcf'],
  ['text/x-vcard', '.vcf'],
]);

function shorten(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : '';
  return name.slice(0, longestName - extension.length).replace(/[\ud800-\udbff]$/, '').trimEnd() + extension;
}
