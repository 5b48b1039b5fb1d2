/**
 * One mail as a page of its own, `hilo-mail://message/<interactionId>?remote=0|1&theme=light|dark`.
 *
 * The core gives HTML that is already sanitised; this puts it into a small document with readable styles and with
 * headers under which nothing runs and nothing is fetched, but images when the reader asked for them. It is shown only
 * in a sandboxed frame.
 */
import { z } from 'zod';
import type { InteractionDisplay } from '../../shared/contract.ts';
import { APP_SCHEME, LINK_PREFIX, parseMailUrl } from './links.ts';

/** Asks the core for the mail; null when there is none or it cannot be read. */
export type ReadDisplay = (id: string, allowRemote: boolean) => Promise<InteractionDisplay | null>;

/** Answers one request for a mail. */
export async function serveMail(url: string, read: ReadDisplay): Promise<Response> {
  const asked = parseMailUrl(url);
  if (asked === null || !z.uuid().safeParse(asked.id).success) return new Response(null, { status: 404 });
  const display = await read(asked.id, asked.allowRemote);
  if (display === null) return new Response(null, { status: 404 });
  return new Response(mailDocument(display, asked.isDark), { headers: mailHeaders(asked.allowRemote) });
}

export function mailHeaders(allowRemote: boolean): Record<string, string> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': [
      "default-src 'none'", `img-src data:${allowRemote ? ' https: http:' : ''}`, "style-src 'unsafe-inline'", "font-src 'none'",
      // A wildcard would stand for http and https only, and leave our own window out.
      `frame-ancestors ${APP_SCHEME}:`, "form-action 'none'", "base-uri 'none'", 'sandbox',
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  };
}

/** The document around a mail's HTML, or around its text when it has none. */
export function mailDocument(display: InteractionDisplay, isDark: boolean): string {
  const body = display.html === null ? `<div class="plain">${escapeHtml(display.text)}</div>` : withOwnLinks(display.html);
  return documentAround(body, isDark);
}

function documentAround(body: string, isDark: boolean): string {
  // Mail that brings colours of its own was drawn for white paper: dark ink on our dark ground could not be read.
  const theme = isDark && !bringsColours(body) ? 'dark' : 'light';
  return `<!doctype html><html class="${theme}"><head><meta charset="utf-8"><style>${STYLE}</style></head><body>${body}</body></html>`;
}

/**
 * The window's policy lets a frame hold mails only, so a plain link would end in an error page before anybody is told of
 * it. Under our own scheme it reaches the lock on navigation, which hands it to the system's opener. Where it really
 * leads is shown on hover. Anchors inside the mail stay as they are.
 */
function withOwnLinks(html: string): string {
  // The sanitiser escapes ">" inside attributes, so a tag ends at the first one. The address stays escaped as it is: the
  // frame's parser unescapes it, and a fragment keeps every character of it.
  return html.replace(LINK_TAG, (tag: string, name: string, attributes: string) => {
    const found = HREF.exec(attributes);
    const href = found?.[1] ?? found?.[2] ?? found?.[3] ?? '';
    if (href === '' || href.startsWith('#')) return tag;
    const rest = attributes.replace(HREF, '').replace(TARGET, '');
    const quoted = href.replaceAll('"', '&quot;');
    return `<${name} href="${LINK_PREFIX}${quoted}" title="${quoted}"${rest}>`;
  });
}

const LINK_TAG = /<(a|area)\b([^>]*)>/gi;
const HREF = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))/i;
/** A sandboxed frame drops links that ask for a new window, without a word. */
const TARGET = /\starget\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/i;

function bringsColours(html: string): boolean {
  return /\bbgcolor\s*=|[\s"';{](?:background(?:-color|-image)?|color)\s*[:=]/i.test(html);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const STYLE = `
html{color-scheme:light;background:#fff;color:#1b2420}
html.dark{color-scheme:dark;background:#1a2125;color:#e9eeec}
body{margin:12px;font:14px/1.5 system-ui,"Segoe UI","Noto Sans",sans-serif;overflow-wrap:anywhere}
img{max-width:100%;height:auto}
table{max-width:100%}
pre,.plain{white-space:pre-wrap;font-family:inherit}
blockquote{margin:8px 0;padding-left:12px;border-left:3px solid #d2d6cf;color:#51605a}
a{color:#0f6b57}
.dark blockquote{border-color:#37444a;color:#aebab5}
.dark a{color:#7fdcc3}
`.replaceAll('\n', '');
