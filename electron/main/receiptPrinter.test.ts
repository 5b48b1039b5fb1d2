/** S4: what is due is printed once, one page at a time, and what cannot be printed is neither lost nor tried for ever. */
import { expect, test, vi } from 'vitest';
import type { Envelope } from '../../shared/result.ts';
import { DeskError, toErrorData } from '../../shared/result.ts';
import { createReceiptPrinter } from './receiptPrinter.ts';
import type { Sheet } from './receiptPrinter.ts';

vi.mock('electron', () => ({ BrowserWindow: class {}, session: {} }));

type Filed = { visitId: string; base64: string };

/** A core with receipts that are due until they are filed. */
function fakeCore(...visitIds: string[]) {
  const due = new Set(visitIds);
  const filed: Filed[] = [];
  return {
    due, filed, refuses: false,
    async request(channel: 'query' | 'command', name: string, input: unknown): Promise<Envelope<unknown>> {
      await Promise.resolve();
      if (channel === 'query' && name === 'receipt.due') return { ok: true, value: [...due].map((visitId) => ({ visitId, html: `<p>${visitId}`, filename: 'x.pdf' })) };
      if (this.refuses) return { ok: false, error: toErrorData(new DeskError('disk-full')) };
      filed.push(input as Filed);
      due.delete((input as Filed).visitId);
      return { ok: true, value: null };
    },
  };
}

/** Prints the page's own text; `breaks` names pages that cannot be printed. */
function fakeSheets(breaks: (html: string) => boolean = () => false) {
  const log = { opened: 0, closed: 0, atOnce: 0, most: 0 };
  const open = (): Sheet => {
    log.opened += 1;
    return {
      async print(html) {
        log.most = Math.max(log.most, ++log.atOnce);
        await new Promise((settle) => { setImmediate(settle); });
        log.atOnce -= 1;
        if (breaks(html)) throw new Error('the renderer fell');
        return Buffer.from(html);
      },
      close() { log.closed += 1; },
    };
  };
  return { log, open };
}

test('prints all that is due, on one sheet that is thrown away, one page at a time however often it is asked', async () => {
  const core = fakeCore('a', 'b', 'c');
  const { log, open } = fakeSheets();
  const printer = createReceiptPrinter(core, open);
  await Promise.all([printer.look(), printer.look(), printer.look()]);
  expect(core.filed.map(({ visitId, base64 }) => [visitId, Buffer.from(base64, 'base64').toString()])).toEqual([['a', '<p>a'], ['b', '<p>b'], ['c', '<p>c']]);
  expect(log).toMatchObject({ opened: 1, closed: 1, most: 1 });
});

test('opens nothing while nothing is due', async () => {
  const { log, open } = fakeSheets();
  await createReceiptPrinter(fakeCore(), open).look();
  expect(log.opened).toBe(0);
});

test('prints what became due while it printed', async () => {
  const core = fakeCore('a');
  const printer = createReceiptPrinter(core, fakeSheets().open);
  const first = printer.look();
  core.due.add('b');
  void printer.look();
  await first;
  expect(core.filed.map(({ visitId }) => visitId)).toEqual(['a', 'b']);
});

test('a page that cannot be printed stays due, does not stop the others, and is tried again by the next start alone', async () => {
  const core = fakeCore('bad', 'good');
  const sheets = fakeSheets((html) => html.includes('bad'));
  const printer = createReceiptPrinter(core, sheets.open);
  await printer.look();
  await printer.look();
  expect(core.filed.map(({ visitId }) => visitId)).toEqual(['good']);
  expect([...core.due]).toEqual(['bad']);
  expect(sheets.log).toMatchObject({ opened: 2, closed: 2 });
  await createReceiptPrinter(core, fakeSheets().open).look();
  expect([...core.due]).toEqual([]);
});

test('bytes that cannot be kept (a full disk) stay due', async () => {
  const core = fakeCore('a');
  core.refuses = true;
  await createReceiptPrinter(core, fakeSheets().open).look();
  core.refuses = false;
  await createReceiptPrinter(core, fakeSheets().open).look();
  expect(core.filed.map(({ visitId }) => visitId)).toEqual(['a']);
});
