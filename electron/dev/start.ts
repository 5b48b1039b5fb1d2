/**
 * `npm start [-- --sample] [-- --profile DIR]`: sets everything up and opens the console. On a machine without a
 * display the window opens on a virtual one, and a screenshot is left whose path is printed.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, projectFolder } from './places.ts';
import { prepareWindow } from './prepareWindow.ts';
import { endProgram, lineSplitter, startProgram } from './run.ts';
import { say } from './say.ts';

/**
 * What Chromium and its libraries log on a machine without a desktop session or a graphics card, and nobody can act
 * on. Chromium's own lines start with "[process:time:level:source file", so no line of the app is ever taken for one.
 */
const HARMLESS = [
  /^\[\d+:[\d/.]+:(WARNING|ERROR):([\w/]+\/)?(bus|object_proxy|interface_endpoint_client|gpu_process_host|gpu_channel\w*|viz_main_impl|gl_\w+|angle_\w+|command_buffer_\w+|vaapi_\w+|zygote_\w+)\.cc[:(]/,
  /^(Xlib: +extension|libva (error|info)|MESA|Gtk-(WARNING|Message))/,
];
/** How the app says that it has saved the picture it was asked for. */
const SAVED = /^screenshot: (.+)$/;
/** The app waits two minutes for its first screen before it gives up; this is for an app that hangs. */
const ONE_SHOT_LIMIT_MS = 180_000;

process.exitCode = await start(process.argv.slice(2));

async function start(args: readonly string[]): Promise<number> {
  const prepared = await prepareWindow();
  // One picture and no more: for machines that only want to see whether the window comes up.
  const isOneShot = prepared.isVirtualDisplay && (process.env['HILO_EXIT_AFTER_SCREENSHOT'] === '1' || process.env['CI'] === 'true');
  // Chromium's sandbox refuses to run as root; that is a developer's machine or a container, never a user's desk.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = startProgram(prepared.electron.executablePath, [projectFolder, ...asRoot, ...args], {
    cwd: projectFolder,
    env: {
      ...prepared.env,
      ...(prepared.isVirtualDisplay ? { HILO_SCREENSHOT: screenshotPath() } : {}),
      ...(isOneShot ? { HILO_EXIT_AFTER_SCREENSHOT: '1' } : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  showOutput(app.stdout);
  showOutput(app.stderr);
  say(isOneShot ? 'Hilo is starting, for one picture.' : 'Hilo is starting; Ctrl-C ends it.');
  const timer = isOneShot ? setTimeout(() => void endProgram(app), ONE_SHOT_LIMIT_MS) : null;
  const code = await new Promise<number>((resolve, reject) => {
    app.once('error', reject);
    app.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  if (timer !== null) clearTimeout(timer);
  await prepared.stop();
  return code;
}

function screenshotPath(): string {
  const folder = join(cacheFolder, 'screenshots');
  mkdirSync(folder, { recursive: true });
  return join(folder, `start-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.png`);
}

function showOutput(stream: NodeJS.ReadableStream | null): void {
  if (stream === null) return;
  const splitter = lineSplitter((line) => {
    const picture = SAVED.exec(line)?.[1];
    if (picture !== undefined) say(`Screenshot of the window: ${picture}`);
    else if (line.trim() !== '' && !HARMLESS.some((pattern) => pattern.test(line))) say(line);
  });
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => splitter.push(text));
  stream.on('end', () => splitter.end());
}
