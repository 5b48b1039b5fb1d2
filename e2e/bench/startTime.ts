/**
 * From starting the program to a window one can use, against an Electron that shows one line of text.
 *
 * Both are started the same way, without a test driver, and asked over Chromium's own debugging port for the moment at
 * which the page was ready, on the machine's clock. Ours is ready when its first screen has its data (the page's own
 * mark), at the largest history at hand: the million of the search benchmark when that was made, else the window's.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../electron/dev/places.ts';
import { endProgram, lineSplitter, startProgram } from '../../electron/dev/run.ts';
import { addSlot, createKey, hasKey } from '../../electron/core/store/key.ts';
import { benchCache } from './corpusFile.ts';
import { asRoot, electronPath } from './desktop.ts';
import { median, round } from './figures.ts';
import type { Figures } from './figures.ts';
import { LARGE_CUSTOMER, windowProfile } from './openCustomer.ts';

const START_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 4;
/** What the search benchmark's history is encrypted with. */
const SEARCH_KEY = 'c3'.repeat(32);
const SEARCH_ROWS = 1_000_000;

export async function measureStart(rounds: number, say: (line: string) => void): Promise<Figures> {
  const { profile, rows } = await largestProfile(say);
  const bare = bareApp();
  const ourMs: number[] = [];
  const bareMs: number[] = [];
  const sides = [
    async (into: number[]) => { into.push(await startedAfter([projectFolder, '--profile', profile, '--lang', 'en'], 'document.documentElement.dataset.ready === "true"')); },
    async (into: number[]) => { into.push(await startedAfter([bare], 'document.readyState === "complete"')); },
  ] as const;
  // The first start of each reads its program from the disk, and ours may bring the profile up to date.
  await sides[0]([]);
  await sides[1]([]);
  for (let nth = 0; nth < rounds; nth++) {
    const both = [() => sides[0](ourMs), () => sides[1](bareMs)];
    for (const side of nth % 2 === 0 ? both : both.toReversed()) await side();
  }
  say(`start: ours ${round(median(ourMs), 0)} ms, bare ${round(median(bareMs), 0)} ms, with ${rows.toLocaleString('en')} interactions`);
  return { start_vs_bare_electron: round(median(ourMs) / median(bareMs)), start_ms: round(median(ourMs), 0), bare_electron_ms: round(median(bareMs), 0), start_interactions: rows };
}

/** @returns ms from starting Electron to the frame in which `isReady` holds in its page */
async function startedAfter(args: readonly string[], isReady: string): Promise<number> {
  const startedAtMs = Date.now();
  const child = startProgram(electronPath(), ['--password-store=basic', '--remote-debugging-port=0', ...asRoot, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    const port = await new Promise<string>((resolve, reject) => {
      const splitter = lineSplitter((line) => {
        const found = /^DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.stderr?.on('data', (chunk: Buffer) => splitter.push(chunk.toString()));
      child.once('exit', (code) => reject(new Error(`Electron ended with ${String(code)} at its start`)));
    });
    return await readyAtMs(await pageSocket(port), isReady) - startedAtMs;
  } finally {
    await endProgram(child);
  }
}

async function pageSocket(port: string): Promise<string> {
  for (const end = Date.now() + START_LIMIT_MS; Date.now() < end;) {
    const listed = await fetch(`http://127.0.0.1:${port}/json/list`).then((answer) => answer.json() as Promise<{ type: string; webSocketDebuggerUrl?: string }[]>, () => []);
    const address = listed.find((target) => target.type === 'page')?.webSocketDebuggerUrl;
    if (address !== undefined) return address;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error('Electron opened no window in time');
}

/** Looks at every frame of the page; one that is replaced meanwhile (a navigation) is asked again. */
async function readyAtMs(address: string, isReady: string): Promise<number> {
  const expression = `new Promise((resolve) => requestAnimationFrame(function look() {
    if (location.href !== 'about:blank' && ${isReady}) resolve(performance.timeOrigin + performance.now()); else requestAnimationFrame(look);
  }))`;
  const socket = new WebSocket(address);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error('the page could not be asked')), { once: true });
  });
  try {
    for (const end = Date.now() + START_LIMIT_MS; Date.now() < end;) {
      const answer = new Promise<{ result?: { result?: { type?: string; value?: number } } }>((resolve, reject) => {
        socket.addEventListener('message', (event) => resolve(JSON.parse(String(event.data)) as never), { once: true });
        socket.addEventListener('close', () => reject(new Error('the page closed')), { once: true });
      });
      socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression, awaitPromise: true, returnByValue: true } }));
      const { result } = await answer;
      if (typeof result?.result?.value === 'number') return result.result.value;
      await pause(LOOK_EVERY_MS);
    }
    throw new Error('the window was not ready in time');
  } finally {
    socket.close();
  }
}

async function largestProfile(say: (line: string) => void): Promise<{ profile: string; rows: number }> {
  const found = readdirSync(benchCache).find((name) => /^search-[0-9a-f]+$/.test(name) && existsSync(join(benchCache, name, 'index.json')));
  if (found === undefined) return { profile: await windowProfile(say), rows: LARGE_CUSTOMER };
  const profile = join(benchCache, found);
  if (!hasKey(profile)) {
    // The history was made with a bare key; a desk opens it through a key file.
    const secretHex = '5e'.repeat(32);
    writeFileSync(join(profile, 'secret.key'), `${secretHex}\n`, { mode: 0o600 });
    createKey(profile, { secretHex, keptBy: 'file' });
    addSlot(profile, SEARCH_KEY, { secretHex, keptBy: 'file' });
  }
  return { profile, rows: SEARCH_ROWS };
}

/** The smallest app with a window of the same size. */
function bareApp(): string {
  const folder = join(benchCache, 'bare');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'bare', version: '1.0.0', main: 'main.js' }));
  writeFileSync(join(folder, 'main.js'), `const { app, BrowserWindow } = require('electron');
app.setPath('userData', ${JSON.stringify(join(folder, 'data'))});
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, show: false, webPreferences: { sandbox: true } });
  window.once('ready-to-show', () => window.show());
  window.loadFile('index.html');
});
app.on('window-all-closed', () => app.quit());
`);
  writeFileSync(join(folder, 'index.html'), '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>bare</title></head><body><p>One line of text.</p></body></html>');
  return folder;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
