/** Serves the window's own files under `hilo-app://window/`, with the headers that keep the page strict. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { isAppUrl, MAIL_SCHEME } from './links.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.woff': 'font/woff',
};

/** Own files only; the one foreign thing is the frame of a mail. Styles that React sets go through the CSSOM, which needs no exception. */
export const APP_CSP = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'",
  `frame-src ${MAIL_SCHEME}:`, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');

/** Answers one request for a file of the window's folder. */
export async function serveApp(folder: string, url: string): Promise<Response> {
  const path = isAppUrl(url) ? fileInside(folder, new URL(url).pathname) : null;
  const type = path === null ? undefined : TYPES[extname(path)];
  if (path === null || type === undefined) return new Response(null, { status: 404 });
  try {
    return new Response(await readFile(path), { headers: {
      'Content-Type': type, 'Content-Security-Policy': APP_CSP, 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin', 'Cache-Control': 'no-cache',
    } });
  } catch {
    return new Response(null, { status: 404 });
  }
}

/** The file that a path names, or null when it lies outside the folder. */
export function fileInside(folder: string, pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname === '/' ? '/index.html' : pathname);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const path = normalize(join(folder, decoded));
  return path.startsWith(folder + sep) ? path : null;
}

