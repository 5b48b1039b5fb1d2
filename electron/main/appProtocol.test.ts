import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveApp } from './appProtocol.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'hilo-app-'));
  mkdirSync(join(root, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(root, 'renderer', 'index.html'), '<p>');
  writeFileSync(join(root, 'renderer', 'assets', 'a.js'), '1');
  writeFileSync(join(root, 'secret.html'), 'no');
});
afterAll(() => rmSync(root, { recursive: true }));

const serve = (url: string): Promise<Response> => serveApp(join(root, 'renderer'), url);

describe("the window's own files", () => {
  it('come with a strict policy', async () => {
    const page = await serve('hilo-app://window/');
    expect(await page.text()).toBe('<p>');
    expect(page.headers.get('Content-Security-Policy')).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect((await serve('hilo-app://window/assets/a.js?v=1')).headers.get('Content-Type')).toContain('text/javascript');
  });

  it.each([
    'hilo-app://window/../secret.html', 'hilo-app://window/%2e%2e%2fsecret.html', 'hilo-app://window/..%5csecret.html', 'hilo-app://window/%00.html',
    'hilo-app://window/%E0%A4%A', 'hilo-app://window/none.html', 'hilo-app://window/assets', 'hilo-app://other/index.html',
  ])('are all there is: %s', async (url) => {
    expect((await serve(url)).status).toBe(404);
  });
});
