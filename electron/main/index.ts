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
import { app, BrowserWindow, nativeTheme, powerMonitor, protocol, session, utilityProcess } from 'electron';
import type { Events, Language, QueryOutput, Settings } from '../../shared/contract.ts';
import { languageOf } from '../../shared/language.ts';
import { parseArguments, profileFolder } from './args.ts';
import type { StartOptions } from './args.ts';
import { serveApp } from './appProtocol.ts';
import { createAttachmentShelf } from './attachments.ts';
import { createCoreHost } from './coreHost.ts';
import type { CoreEvent } from './coreHost.ts';
import { createDesktop } from './desktop.ts';
import { openGate } from './gate.ts';
import { keychain } from './keychain.ts';
import { APP_SCHEME, besideQuery, isAppUrl, MAIL_SCHEME } from './links.ts';
import { serveMail } from './mailProtocol.ts';
import { setMenu } from './menu.ts';
import { createNotifier, createRinger } from './notify.ts';
import { createProfile } from './profile.ts';
import { createReceiptPrinter } from './receiptPrinter.ts';
import { pageData, saveScreenshot } from './screenshot.ts';
import { createSecrets } from './secrets.ts';
import { spellingLanguages } from './spelling.ts';
import { dialledNumber } from './telLink.ts';
import { wakeAccounts } from './wake.ts';
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

// On macOS the system tells of a link instead of passing it as an argument, perhaps before the app is ready.
let takeLink = (number: string): void => { options.dialled = number; };
app.on('open-url', (event, url) => {
  event.preventDefault();
  const number = dialledNumber(url);
  if (number !== null) takeLink(number);
});

if (app.requestSingleInstanceLock({ customer: options.customer, dialled: options.dialled })) {
  void app.whenReady().then(run);
} else {
  app.quit();
}

/** Joins the parts. One function, because each of them needs the window and the preferences of the moment. */
function run(): void {
  const systemLanguage = options.language ?? languageOf([...app.getPreferredSystemLanguages(), app.getLocale()]);
  let preferences: { language: Language; isOn: boolean } = { language: systemLanguage, isOn: true };
  /** The first one has the memory of place and tabs; the others stand beside it. */
  let window: DeskWindow | null = null;
  const beside = new Set<DeskWindow>();
  /** What the page must still hear of when it has loaded. */
  let lastCoreEvent: Events['core'] | null = null;
  let unseenTarget: Events['navigate'] | null = options.customer === null ? null : { customerId: options.customer, interactionId: null };
  let unseenNumber: string | null = options.dialled;

  const windows = (): DeskWindow[] => [...(window === null ? [] : [window]), ...beside];
  const send = ({ event, data }: CoreEvent, to: readonly DeskWindow[] = windows()): void => {
    for (const one of to) if (!one.browser.isDestroyed()) one.browser.webContents.send('event', event, data);
  };
  const core = createCoreHost({
    fork: () => utilityProcess.fork(join(built, 'core', 'index.js'), [], { serviceName: 'hilo core', stdio: 'inherit' }),
    killHard: (child) => { if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL'); },
    opening: { profileDir, systemLanguage, sample: options.sample },
    onEvent: takeEvent,
    now: Date.now,
  });
  const secrets = createSecrets({ profileDir, isSample: options.sample, keyFile: process.env['HILO_KEY_FILE'] || null, keychain });
  const profile = createProfile({ core, secrets, onOpened: () => {
    void readSettings();
    void printer.look();
  } });
  const printer = createReceiptPrinter(core);
  const shelf = createAttachmentShelf(join(profileDir, 'opened'));
  const notify = createNotifier({ preferences: () => preferences, customerInView, onClick: show });
  const ring = createRinger({
    preferences: () => preferences, isInFront: () => windows().some((one) => one.browser.isFocused()), onClick: show,
    flash: (isOn) => { for (const one of windows()) one.browser.flashFrame(isOn); },
  });

  function takeEvent(event: CoreEvent): void {
    if (event.event === 'core') lastCoreEvent = event.data.state === 'running' ? null : event.data;
    if (event.event === 'changed' && event.data.topics.includes('settings')) void readSettings();
    // A core that fell may have left some behind.
    if (event.event === 'receiptDue' || (event.event === 'core' && event.data.state === 'running')) void printer.look();
    if (event.event === 'arrived') void notify(event.data);
    if (event.event === 'call') ring(event.data);
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
    const front = windows().find((one) => one.browser.isFocused());
    return front === undefined ? null : await pageData(front.browser, 'painted') || null;
  }

  function show(target: Events['navigate'] | null): void {
    if (window === null) openDeskWindow();
    window?.focus();
    if (target === null || window === null) return;
    if (isLoaded(window)) send({ event: 'navigate', data: target }, [window]);
    else unseenTarget = target;
  }

  /** Somebody opened a `tel:` link. */
  function showNumber(number: string): void {
    show(null);
    if (window !== null && isLoaded(window)) send({ event: 'dialled', data: { number } }, [window]);
    else unseenNumber = number;
  }

  function openDeskWindow(): void {
    const opened = openWindow({
      preload, statePath: join(profileDir, 'window.json'), query: '', words: () => wordsIn(preferences.language),
    });
    window = opened;
    opened.browser.on('closed', () => { window = null; });
    opened.browser.webContents.on('did-finish-load', () => {
      if (lastCoreEvent !== null) send({ event: 'core', data: lastCoreEvent }, [opened]);
      if (unseenTarget !== null) send({ event: 'navigate', data: unseenTarget }, [opened]);
      if (unseenNumber !== null) send({ event: 'dialled', data: { number: unseenNumber } }, [opened]);
      unseenTarget = null;
      unseenNumber = null;
    });
  }

  function openBeside(customerId: string | null): void {
    const opened = openWindow({ preload, statePath: null, query: besideQuery(customerId), words: () => wordsIn(preferences.language) });
    beside.add(opened);
    opened.browser.on('closed', () => beside.delete(opened));
    opened.browser.webContents.on('did-finish-load', () => {
      if (lastCoreEvent !== null) send({ event: 'core', data: lastCoreEvent }, [opened]);
    });
  }

  takeLink = showNumber;
  app.on('web-contents-created', (_event, contents) => lockNavigation(contents));
  lockSession(session.defaultSession);
  session.defaultSession.setSpellCheckerLanguages(spellingLanguages(session.defaultSession.availableSpellCheckerLanguages, app.getPreferredSystemLanguages()));
  protocol.handle(APP_SCHEME, (request) => serveApp(join(built, 'renderer'), request.url));
  protocol.handle(MAIL_SCHEME, (request) => serveMail(request.url, async (id, allowRemote) => {
    const envelope = await core.request('query', 'interaction.display', { id, allowRemote });
    return envelope.ok ? envelope.value as QueryOutput<'interaction.display'> : null;
  }));
  openGate({
    core,
    isOurs: ({ senderFrame }) => senderFrame !== null && isAppUrl(senderFrame.url) && windows().some((one) => !one.browser.isDestroyed() && senderFrame === one.browser.webContents.mainFrame),
    desktop: createDesktop({
      core, profile, shelf, window: () => BrowserWindow.getFocusedWindow() ?? window?.browser ?? null, downloadsFolder: app.getPath('downloads'), openWindow: openBeside,
      context: () => ({ systemLanguage, systemDark: nativeTheme.shouldUseDarkColors, sample: options.sample, platform: process.platform, profileDir }),
    }),
  });

  setMenu(wordsIn(preferences.language), menuKind);
  openDeskWindow();
  void profile.open();
  app.on('second-instance', (_event, _argv, _cwd, asked) => {
    const { customer = null, dialled = null } = (asked ?? {}) as Partial<Pick<StartOptions, 'customer' | 'dialled'>>;
    if (dialled !== null) return showNumber(dialled);
    show(customer === null ? null : { customerId: customer, interactionId: null });
  });
  powerMonitor.on('resume', () => void wakeAccounts(core));
  app.on('activate', () => show(null));
  app.on('window-all-closed', () => { if (process.platform !== 'darwin') app.quit(); });
  endInOrder(() => core.stop(), () => shelf.clear());
  takeScreenshot();
}

const preload = join(built, 'preload', 'index.cjs');

const isLoaded = (window: DeskWindow): boolean => !window.browser.webContents.isLoadingMainFrame();

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
