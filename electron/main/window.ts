/**
 * The window: hardened, remembered, and without a white flash.
 *
 * Owns: the BrowserWindow, its place on the screen, what may be navigated to, asked for and loaded in it.
 * Promises: nothing but our own page and the sandboxed mail frame is ever shown in it; links leave by the system's
 * opener after a check; no permission is given but writing to the clipboard; the network is reached by nothing but
 * the images of a mail whose reader asked for them.
 * Never: gives Node or Electron to a page.
 */
import { BrowserWindow, nativeTheme, screen, shell } from 'electron';
import type { Session, WebContents, WebFrameMain } from 'electron';
import { APP_URL, isAppUrl, openableLink, outsideOf, parseMailUrl } from './links.ts';
import { addContextMenu } from './menu.ts';
import type { Words } from './words.ts';
import { placeWindow, readWindowState, SMALLEST, writeWindowState } from './windowState.ts';
import type { Rectangle, WindowState } from './windowState.ts';

/** The `--bg` of the two themes, which the page's own style repeats a moment later. */
const BACKGROUND = { light: '#f4f5f3', dark: '#12171a' };
const REMEMBER_AFTER_MS = 500;
/** A page that keeps falling is not loaded for ever. */
const MOST_RELOADS = 3;

export type DeskWindow = {
  readonly browser: BrowserWindow;
  setTheme: (theme: WindowState['theme']) => void;
  /** To the front, from the tray bar or from behind other windows. */
  focus: () => void;
};

/** `statePath` null: a window beside the first, which leaves no memory of its place; `query` says so to the page (`?second=1`). */
export type WindowOptions = { preload: string; statePath: string | null; query: string; words: () => Words };

/** Makes the window and starts loading the page; it is shown once there is something to see. */
export function openWindow(options: WindowOptions): DeskWindow {
  let state = options.statePath === null ? null : readWindowState(options.statePath);
  if (state !== null) nativeTheme.themeSource = state.theme;
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  const browser = new BrowserWindow({
    ...placeWindow(state === null ? besideTheFront() : state.bounds, [primary, ...others].map((display) => display.workArea)),
    minWidth: SMALLEST.width, minHeight: SMALLEST.height,
    show: false, title: 'Hilo', autoHideMenuBar: true, backgroundColor: background(),
    webPreferences: {
      preload: options.preload,
      contextIsolation: true, sandbox: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false,
      webSecurity: true, allowRunningInsecureContent: false, webviewTag: false, navigateOnDragDrop: false, spellcheck: true,
    },
  });
  const remember = (change: Partial<WindowState>): void => {
    if (state === null || options.statePath === null) return;
    state = { ...state, ...change };
    writeWindowState(options.statePath, state);
  };
  followPlace(browser, remember);
  addContextMenu(browser, options.words);
  nativeTheme.on('updated', () => { if (!browser.isDestroyed()) browser.setBackgroundColor(background()); });
  browser.once('ready-to-show', () => {
    if (state?.isMaximised === true) browser.maximize();
    browser.show();
  });
  const url = `${APP_URL}${options.query}`;
  reloadFallenPage(browser, url);
  void browser.loadURL(url);
  return {
    browser,
    setTheme(theme) {
      nativeTheme.themeSource = theme;
      if (theme !== state?.theme) remember({ theme });
    },
    focus() {
      if (browser.isMinimized()) browser.restore();
      browser.show();
      browser.focus();
    },
  };
}

const BESIDE_PX = 32;

/** A little below and beside the window in front, so that both can be seen. */
function besideTheFront(): Rectangle | null {
  const front = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  if (front === undefined) return null;
  const { x, y, width, height } = front.getNormalBounds();
  return { x: x + BESIDE_PX, y: y + BESIDE_PX, width, height };
}

/** Locks every page of the app, whatever makes it: no foreign navigation, no new windows, no webviews. */
export function lockNavigation(contents: WebContents): void {
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => { if (event.isMainFrame) event.preventDefault(); });
  contents.on('will-frame-navigate', (event) => {
    if (isAllowedInside(event.url, event.isMainFrame, event.initiator ?? null)) return;
    event.preventDefault();
    openOutside(event.url);
  });
}

/** Only the app's own page asks for one of its mails in a frame; a link inside a mail never leads to another. */
function isAllowedInside(url: string, isMainFrame: boolean, initiator: WebFrameMain | null): boolean {
  if (isMainFrame) return isAppUrl(url);
  return parseMailUrl(url) !== null && (initiator === null || isAppUrl(initiator.url));
}

function openOutside(url: string): void {
  const link = openableLink(outsideOf(url));
  // No opener on this system, or it refused: there is nothing more to do with a link.
  if (link !== null) shell.openExternal(link).catch(() => undefined);
}

/** Denies what pages can ask for, and keeps them off the network. */
export function lockSession(session: Session): void {
  const isCopying = (permission: string, contents: WebContents | null): boolean =>
    permission === 'clipboard-sanitized-write' && contents !== null && isAppUrl(contents.getURL());
  session.setPermissionRequestHandler((contents, permission, answer) => answer(isCopying(permission, contents)));
  session.setPermissionCheckHandler((contents, permission) => isCopying(permission, contents));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  const network = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*'] };
  session.webRequest.onBeforeRequest(network, (request, answer) => {
    const frame = request.frame ?? null;
    const mail = frame === null ? null : parseMailUrl(frame.url);
    answer({ cancel: request.resourceType !== 'image' || mail?.allowRemote !== true });
  });
  // An image that was asked for must not tell its sender more than that: no cookies either way.
  session.webRequest.onBeforeSendHeaders(network, (request, answer) => {
    answer({ requestHeaders: without(request.requestHeaders, ['cookie', 'referer']) });
  });
  session.webRequest.onHeadersReceived(network, (response, answer) => {
    answer({ responseHeaders: without(response.responseHeaders ?? {}, ['set-cookie']) });
  });
}

function without<V>(headers: Record<string, V>, names: readonly string[]): Record<string, V> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())));
}

function background(): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light;
}

function followPlace(browser: BrowserWindow, remember: (change: Partial<WindowState>) => void): void {
  let timer: NodeJS.Timeout | null = null;
  const save = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    remember({ bounds: browser.getNormalBounds(), isMaximised: browser.isMaximized() });
  };
  const saveSoon = (): void => { timer ??= setTimeout(save, REMEMBER_AFTER_MS); };
  browser.on('resize', saveSoon);
  browser.on('move', saveSoon);
  browser.on('maximize', saveSoon);
  browser.on('unmaximize', saveSoon);
  browser.on('close', save);
}

function reloadFallenPage(browser: BrowserWindow, url: string): void {
  let reloads = 0;
  browser.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || browser.isDestroyed() || reloads >= MOST_RELOADS) return;
    reloads += 1;
    void browser.loadURL(url);
  });
}
