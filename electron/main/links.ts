/** Which addresses may leave the window, and which files may be opened by the system. Pure checks, no effect. */

const OPENABLE = new Set(['http:', 'https:', 'mailto:', 'tel:']);
/** Longer ones are refused by some systems' openers, and nobody can read where they lead. */
const LONGEST_LINK = 8_192;

/** Schemes of the two kinds of page the program shows: its own window, and one mail in its frame. */
export const APP_SCHEME = 'hilo-app';
export const MAIL_SCHEME = 'hilo-mail';
/** How a mail's frame names an address outside: as the fragment of an address of ours. */
export const LINK_PREFIX = `${MAIL_SCHEME}://link/#`;
export const APP_ORIGIN = `${APP_SCHEME}://window`;
export const APP_URL = `${APP_ORIGIN}/index.html`;

/** The address to hand to the system's opener, in its normal spelling; null when it must not be opened. */
export function openableLink(address: string): string | null {
  if (address.length > LONGEST_LINK) return null;
  const url = parseUrl(address);
  if (url === null || !OPENABLE.has(url.protocol)) return null;
  // "https://bank.example@evil.example/": a name before the host only ever serves to deceive.
  if (url.username !== '' || url.password !== '') return null;
  return url.href;
}

/** Whether this is the program's own page (whatever its query or fragment). */
export function isAppUrl(address: string): boolean {
  const url = parseUrl(address);
  return url !== null && `${url.protocol}//${url.host}` === APP_ORIGIN;
}

/** How a window beside the first tells its page so, and whom to show. */
export function besideQuery(customerId: string | null): string {
  return customerId === null ? '?beside=1' : `?beside=1&customer=${encodeURIComponent(customerId)}`;
}

/** What `hilo-mail://message/<id>?remote=1&theme=dark` asks for; null when it is not such an address. */
export function parseMailUrl(address: string): { id: string; allowRemote: boolean; isDark: boolean } | null {
  const url = parseUrl(address);
  if (url === null || url.protocol !== `${MAIL_SCHEME}:` || url.host !== 'message') return null;
  return {
    id: url.pathname.slice(1),
    allowRemote: url.searchParams.get('remote') === '1',
    isDark: url.searchParams.get('theme') === 'dark',
  };
}

/** Where a link of a mail leads outside; an address that is none of ours comes back as it is. */
export function outsideOf(address: string): string {
  return address.startsWith(LINK_PREFIX) ? address.slice(LINK_PREFIX.length) : address;
}

/**
 * Files that a viewer shows without running them. What is not here (programs, scripts, shortcuts, documents with
 * macros, web pages) is only saved: the person opens it from there, with the system's own warnings.
 */
const SHOWN_BY_VIEWERS = new Set([
  'pdf', 'txt', 'log', 'csv', 'tsv', 'json', 'md', 'rtf', 'eml', 'ics', 'vcf',
  'png', 'jpg', 'jpeg', 'jpe', 'gif', 'webp', 'bmp', 'tif', 'tiff', 'heic', 'heif', 'avif',
  'doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'odt', 'ods', 'odp', 'pages', 'numbers', 'key', 'epub',
  'mp3', 'm4a', 'aac', 'ogg', 'oga', 'opus', 'wav', 'flac', 'amr', 'mp4', 'm4v', 'mov', 'webm', 'mkv', '3gp', 'avi',
  'zip', '7z', 'gz', 'tar', 'dwg', 'dxf', 'psd', 'ai',
]);

/** Whether an attachment of this name may be handed to the system's viewer. */
export function isSafeToOpen(filename: string): boolean {
  const dot = filename.lastIndexOf('.');
  return dot > 0 && SHOWN_BY_VIEWERS.has(filename.slice(dot + 1).toLowerCase());
}

const RESERVED_ON_WINDOWS = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Direction marks can show "gpj.exe" as "exe.jpg". */
// oxlint-disable-next-line no-control-regex -- control characters are exactly what must go
const NOT_IN_A_NAME = /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF<>:"/\\|?*]+/g;
const LONGEST_NAME = 150;

/** A name that a file system takes as one plain file: no folders, no control or direction characters, its extension kept. */
export function safeFilename(filename: string): string {
  const cleaned = filename.replace(NOT_IN_A_NAME, '_').replace(/^[.\s]+|[.\s]+$/g, '');
  const named = cleaned === '' || RESERVED_ON_WINDOWS.test(cleaned) ? `_${cleaned}` : cleaned;
  if (named.length <= LONGEST_NAME) return named;
  const dot = named.lastIndexOf('.');
  const extension = dot > 0 && named.length - dot <= 12 ? named.slice(dot) : '';
  return named.slice(0, LONGEST_NAME - extension.length) + extension;
}

function parseUrl(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}
