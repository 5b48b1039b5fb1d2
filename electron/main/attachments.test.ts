import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAttachmentShelf } from './attachments.ts';

let root = '';
beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'hilo-shelf-')); });
afterEach(() => rmSync(root, { recursive: true, force: true }));
const pdf = (filename: string) => ({ filename, base64: Buffer.from('hola').toString('base64') });

describe('attachments on their way to a viewer', () => {
  it('lie in a private folder, each by itself, until the end', async () => {
    const folder = join(root, 'shelf');
    const shelf = createAttachmentShelf(folder);
    const [first, second] = [await shelf.lay(pdf('a.pdf')), await shelf.lay(pdf('a.pdf'))];
    expect(first).not.toBe(second);
    expect(readFileSync(first, 'utf8')).toBe('hola');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(first).mode & 0o777).toBe(0o600);
    shelf.clear();
    expect(existsSync(folder)).toBe(false);
  });

  it('stay in their folder whatever they call themselves', async () => {
    const folder = join(root, 'shelf');
    const path = await createAttachmentShelf(folder).lay(pdf('../../../out.pdf'));
    expect(dirname(dirname(path))).toBe(folder);
  });

  it('are refused when they could run', async () => {
    await expect(createAttachmentShelf(join(root, 'shelf')).lay(pdf('factura.pdf.exe'))).rejects.toMatchObject({ code: 'not-allowed' });
  });

  it('of a former run that did not end in order are removed', () => {
    const left = join(root, 'left.pdf');
    writeFileSync(left, 'x');
    createAttachmentShelf(root);
    expect(existsSync(left)).toBe(false);
  });
});
