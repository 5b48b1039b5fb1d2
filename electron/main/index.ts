/**
 * The desktop app's life: from arguments to window, and down again in order.
 *
 * Owns: one instance per profile, the parts of the main process and how they are joined, the end.
 * Promises: a second start shows the first one's window; the app ends only after the core has stopped in order, or
 * has used up its time for it.
 * Never: reads or writes the history itself.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, nativeTheme, protocol, session, utilityProcess } from 'electron';
import type { Events, Language, QueryOutput, Settings } from '../../shared/contract.ts';
import { languageOf, parseArguments, profileFolder } from './args.ts';
import type { StartOptions } from './args.ts';
import { serveApp } from './appProtocol.ts';
import { createAttachmentShelf } from './attachments.ts';
import { createCoreHost } from './coreHost.ts';
import type { CoreEvent } from './coreHost.ts';
import { createDesktop } from './desktop.ts';
import { openGate } from './gate.ts';
import { keychain } from './keychain.ts';
import { APP_SCHEME, isAppUrl, MAIL_SCHEME } from './links.ts';
import { serveMail } from './mailProtocol.ts';
import { setMenu } from './menu.ts';
import { createNotifier } from './notify.ts';
import { createProfile } from './profile.ts';
import { pageData, saveScreenshot } from './screenshot.ts';
import { createSecrets } from './secrets.ts';
import { lockNavigation, lockSession, openWindow } from './window.ts';
import type { DeskWindow } from './window.ts';
import { wordsIn } from './words.ts';

const built = dirname(dirname(fileURLToPath(import.meta.url)));
const options = parseArguments(process.argv, process.cwd());
const profileDir = profileFolder(options, app.getPath('userData'));
mkdirSync(profileDir, { recursive: true, mode: 0o700 });
// Chromium keeps its own files, and its lock against a second instance, here: so the lock is one per profile.
const chromiumFolder = join(profileDir, 'chromium');
mkdirSync(chromiumFolder, { recursive: true, mode: 0o700 });
app.setPath('userData', chromiumFolder);

protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  { scheme: MAIL_SCHEME, privileges: { standard: true, secure: true } },
]);

if (app.requestSingleInstanceLock({ customer: options.customer })) {
  void app.whenReady().then(run);
} else {
  app.quit();
}

/** Joins the parts. One function, because each of them needs the window and the preferences of the moment. */
function run(): void {
  const systemLanguage = options.language ?? languageOf([...app.getPreferredSystemLanguages(), app.getLocale()]);
  let preferences: { language: Language; isOn: boolean } = { language: systemLanguage, isOn: true };
  let window: DeskWindow | null = null;
  /** What the page must still hear of when it has loaded. */
  let lastCoreEvent: Events['core'] | null = null;
  let unseenTarget: Events['navigate'] | null = options.customer === null ? null : { customerId: options.customer, interactionId: null };

  const send = ({ event, data }: CoreEvent): void => window?.browser.webContents.send('event', event, data);
  const core = createCoreHost({
    fork: () => utilityProcess.fork(join(built, 'core', 'index.js'), [], { serviceName: 'hilo core', stdio: 'inherit' }),
    killHard: (child) => { if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL'); },
    opening: { profileDir, systemLanguage, sample: options.sample },
    onEvent: takeEvent,
    now: Date.now,
  });
  const secrets = createSecrets({ profileDir, isSample: options.sample, keyFile: process.env['HILO_KEY_FILE'] || null, keychain });
  const profile = createProfile({ core, secrets, onOpened: () => void readSettings() });
  const shelf = createAttachmentShelf(join(profileDir, 'opened'));
  const notify = createNotifier({ preferences: () => preferences, customerInView, onClick: show });

  function takeEvent(event: CoreEvent): void {
    if (event.event === 'core') lastCoreEvent = event.data.state === 'running' ? null : event.data;
    if (event.event === 'changed' && event.data.topics.includes('settings')) void readSettings();
    if (event.event === 'arrived') void notify(event.data);
    send(event);
  }

  async function readSettings(): Promise<void> {
    const envelope = await core.request('query', 'settings.get', {});
    if (envelope.ok) applySettings(envelope.value as Settings);
  }

  function applySettings(settings: Settings): void {
    // The language asked for at the start stands above the settings.
    const language = options.language ?? (settings.language === 'system' ? systemLanguage : settings.language);
    if (language !== preferences.language) setMenu(wordsIn(language), menuKind);
    preferences = { language, isOn: settings.notifications };
    window?.setTheme(settings.theme);
  }

  async function customerInView(): Promise<string | null> {
    if (window === null || !window.browser.isFocused()) return null;
    return await pageData(window.browser, 'painted') || null;
  }

  function show(target: Events['navigate'] | null): void {
    if (window === null) openDeskWindow();
    window?.focus();
    if (target === null) return;
    if (window?.browser.webContents.isLoadingMainFrame() === false) send({ event: 'navigate', data: target });
    else unseenTarget = target;
  }

  function openDeskWindow(): void {
    const opened = openWindow({
      preload: join(built, 'preload', 'index.cjs'), statePath: join(profileDir, 'window.json'), words: () => wordsIn(preferences.language),
    });
    window = opened;
    opened.browser.on('closed', () => { window = null; });
    opened.browser.webContents.on('did-finish-load', () => {
      if (lastCoreEvent !== null) send({ event: 'core', data: lastCoreEvent });
      if (unseenTarget !== null) send({ event: 'navigate', data: unseenTarget });
      unseenTarget = null;
    });
  }

  app.on('web-contents-created', (_event, contents) => lockNavigation(contents));
  lockSession(session.defaultSession);
  protocol.handle(APP_SCHEME, (request) => serveApp(join(built, 'renderer'), request.url));
  protocol.handle(MAIL_SCHEME, (request) => serveMail(request.url, async (id, allowRemote) => {
    const envelope = await core.request('query', 'interaction.display', { id, allowRemote });
    return envelope.ok ? envelope.value as QueryOutput<'interaction.display'> : null;
  }));
  openGate({
    core,
    isOurs: (event) => window !== null && event.senderFrame === window.browser.webContents.mainFrame && isAppUrl(event.senderFrame.url),
    desktop: createDesktop({
      core, profile, shelf, window: () => window?.browser ?? null, downloadsFolder: app.getPath('downloads'),
      context: () => ({ systemLanguage, systemDark: nativeTheme.shouldUseDarkColors, sample: options.sample, platform: process.platform, profileDir }),
    }),
  });

  setMenu(wordsIn(preferences.language), menuKind);
  openDeskWindow();
  void profile.open();
  app.on('second-instance', (_event, _argv, _cwd, asked) => {
    const customer = (asked as Pick<StartOptions, 'customer'> | null)?.customer ?? null;
    show(customer === null ? null : { customerId: customer, interactionId: null });
  });
  app.on('activate', () => show(null));
  app.on('window-all-closed', () => { if (process.platform !== 'darwin') app.quit(); });
  endInOrder(() => core.stop(), () => shelf.clear());
  takeScreenshot();
}

const menuKind = { isMac: process.platform === 'darwin', isDevelopment: !app.isPackaged };

/** The first request to quit starts the end; the app goes when the core has. */
function endInOrder(stopCore: () => Promise<void>, tidy: () => void): void {
  let isEnding = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (isEnding) return;
    isEnding = true;
    void stopCore().finally(() => {
      tidy();
      app.exit(process.exitCode === undefined ? 0 : Number(process.exitCode));
    });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
}

/** HILO_SCREENSHOT=path: for scripts that have no eyes; HILO_EXIT_AFTER_SCREENSHOT=1 ends the app then. */
function takeScreenshot(): void {
  const path = process.env['HILO_SCREENSHOT'];
  const browser = BrowserWindow.getAllWindows()[0];
  if (!path || browser === undefined) return;
  void saveScreenshot(browser, path).then((saved) => {
    if (!saved.isReady) process.stderr.write('the first screen was not ready in time; the picture shows what stood there\n');
    process.stdout.write(`screenshot: ${saved.path}\n`);
    return saved.isReady;
  }, (error: unknown) => {
    process.stderr.write(`no screenshot could be saved: ${error instanceof Error ? error.message : 'unknown error'}\n`);
    return false;
  }).then((isSaved) => {
    if (process.env['HILO_EXIT_AFTER_SCREENSHOT'] !== '1') return;
    if (!isSaved) process.exitCode = 1;
    app.quit();
  });
}
