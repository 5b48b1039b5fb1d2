/**
 * Prints receipts: pages that the core makes, to PDF, back to the core.
 *
 * Owns a window that nobody sees, and only while something is printed. Promises: one page at a time; nothing runs in a
 * page and nothing is fetched for it; a page that cannot be printed stays due, and is tried again at the next start.
 * Never: decides what is printed, or keeps a copy.
 */
import { BrowserWindow, session } from 'electron';
import type { DueReceipt } from '../../shared/visits.ts';
import { SECOND_MS } from '../../shared/time.ts';
import type { CoreHost } from './coreHost.ts';

export type ReceiptPrinter = {
  /** Prints everything that is due. Safe to call at any time and again while it works. Never throws. */
  look(): Promise<void>;
};

/** A sheet of paper: prints one page after the other until it is thrown away. */
export type Sheet = { print(html: string): Promise<Uint8Array>; close(): void };

/** @param open makes the sheet when there is something to print; tests pass one of their own */
export function createReceiptPrinter(core: Pick<CoreHost, 'request'>, open: () => Sheet = openSheet): ReceiptPrinter {
  /** Not again before the next start: a page that brings its renderer down must not do so for ever. */
  const failed = new Set<string>();
  let isPrinting = false;
  let isAskedAgain = false;

  async function printDue(): Promise<void> {
    const due = await dueReceipts(core);
    let sheet: Sheet | null = null;
    try {
      for (const { visitId, html } of due.filter((receipt) => !failed.has(receipt.visitId))) {
        sheet ??= open();
        const isFiled = await printed(sheet, html).then((bytes) => filed(core, visitId, bytes), () => false);
        if (isFiled) continue;
        failed.add(visitId);
        // A sheet that failed may be stuck: the next page gets a new one.
        sheet.close();
        sheet = null;
      }
    } finally {
      sheet?.close();
    }
  }

  return {
    async look() {
      isAskedAgain = true;
      if (isPrinting) return;
      isPrinting = true;
      try {
        while (isAskedAgain) {
          isAskedAgain = false;
          await printDue().catch(() => undefined);
        }
      } finally {
        isPrinting = false;
      }
    },
  };
}

/** Far longer than a page takes on a slow machine. */
const PRINT_MS = 60 * SECOND_MS;

async function printed(sheet: Sheet, html: string): Promise<Uint8Array> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, refuse) => { timer = setTimeout(() => refuse(new Error('too slow')), PRINT_MS); });
  try {
    return await Promise.race([sheet.print(html), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function dueReceipts(core: Pick<CoreHost, 'request'>): Promise<DueReceipt[]> {
  const envelope = await core.request('query', 'receipt.due', {});
  return envelope.ok ? (envelope.value as DueReceipt[]) : [];
}

async function filed(core: Pick<CoreHost, 'request'>, visitId: string, bytes: Uint8Array): Promise<boolean> {
  return (await core.request('command', 'receipt.file', { visitId, base64: Buffer.from(bytes).toString('base64') })).ok;
}

/** In memory, and apart from the session of the window: no cache, no cookies, and rules of its own. */
const PARTITION = 'receipts';
const SCHEME = 'hilo-receipt';
const ADDRESS = `${SCHEME}://page/`;
const HEADERS = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox", 'Cache-Control': 'no-store' };
const MARGIN_MM = 15;
const INCH_MM = 25.4;
/** What the address shows now: there is one sheet at a time. */
let page = '';

function openSheet(): Sheet {
  const apart = session.fromPartition(PARTITION);
  if (!apart.protocol.isProtocolHandled(SCHEME)) {
    apart.protocol.handle(SCHEME, () => new Response(page, { headers: HEADERS }));
    apart.webRequest.onBeforeRequest((request, answer) => answer({ cancel: request.url !== ADDRESS }));
    apart.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
    apart.setPermissionCheckHandler(() => false);
  }
  const browser = new BrowserWindow({
    show: false,
    webPreferences: { session: apart, sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false, webSecurity: true, images: false, spellcheck: false },
  });
  return {
    async print(html) {
      page = html;
      await browser.loadURL(ADDRESS);
      const margin = MARGIN_MM / INCH_MM;
      return browser.webContents.printToPDF({ pageSize: 'A4', printBackground: true, margins: { top: margin, bottom: margin, left: margin, right: margin } });
    },
    close() {
      page = '';
      if (!browser.isDestroyed()) browser.destroy();
    },
  };
}
