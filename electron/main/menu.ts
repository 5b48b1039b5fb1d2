/** The menu: edit actions that every platform needs for copy and paste, zoom, quit. The window has all else on its own keys. */
import { Menu } from 'electron';
import type { BrowserWindow, MenuItemConstructorOptions } from 'electron';
import type { Words } from './words.ts';

/** No "close window": Ctrl/Cmd+W closes a customer's tab. No reload: the window has nothing to reload from. */
export function setMenu(words: Words, options: { isMac: boolean; isDevelopment: boolean }): void {
  const { isMac, isDevelopment } = options;
  const template: MenuItemConstructorOptions[] = [
    isMac ? { role: 'appMenu' } : { label: words.file, submenu: [{ role: 'quit', label: words.quit }] },
    { label: words.edit, submenu: [
      { role: 'undo', label: words.undo }, { role: 'redo', label: words.redo }, { type: 'separator' }, ...clipboard(words),
      { role: 'pasteAndMatchStyle', label: words.pasteText }, { role: 'selectAll', label: words.selectAll },
    ] },
    { label: words.view, submenu: [
      { role: 'zoomIn', label: words.zoomIn }, { role: 'zoomOut', label: words.zoomOut }, { role: 'resetZoom', label: words.zoomReset },
      { type: 'separator' }, { role: 'togglefullscreen', label: words.fullScreen },
      ...(isDevelopment ? [{ role: 'toggleDevTools', label: words.developer } as const] : []),
    ] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Right click: spelling suggestions and the clipboard, where they apply. */
export function addContextMenu(window: BrowserWindow, words: () => Words): void {
  window.webContents.on('context-menu', (_event, about) => {
    const items: MenuItemConstructorOptions[] = [];
    if (about.misspelledWord !== '') {
      for (const suggestion of about.dictionarySuggestions) {
        items.push({ label: suggestion, click: () => window.webContents.replaceMisspelling(suggestion) });
      }
      items.push({
        label: words().addToDictionary,
        click: () => window.webContents.session.addWordToSpellCheckerDictionary(about.misspelledWord),
      }, { type: 'separator' });
    }
    if (about.isEditable) items.push(...clipboard(words()));
    else if (about.selectionText.trim() !== '') items.push({ role: 'copy', label: words().copy });
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window });
  });
}

function clipboard(words: Words): MenuItemConstructorOptions[] {
  return [{ role: 'cut', label: words.cut }, { role: 'copy', label: words.copy }, { role: 'paste', label: words.paste }];
}
