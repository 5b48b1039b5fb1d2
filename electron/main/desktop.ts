/** The commands that need the desktop: file choosers, the system's viewer and opener, and what opens the profile. */
import { app, dialog, shell } from 'electron';
import type { BrowserWindow, OpenDialogOptions } from 'electron';
import { join } from 'node:path';
import type { DesktopInput, DesktopOutput, QueryOutput } from '../../shared/contract.ts';
import { DeskError, fromErrorData } from '../../shared/result.ts';
import type { AttachmentShelf } from './attachments.ts';
import { writeAttachment } from './attachments.ts';
import type { CoreHost } from './coreHost.ts';
import type { DesktopHandlers } from './gate.ts';
import { openableLink, safeFilename } from './links.ts';
import type { Profile } from './profile.ts';

export type DesktopOptions = {
  core: Pick<CoreHost, 'request'>;
  profile: Profile;
  shelf: AttachmentShelf;
  window: () => BrowserWindow | null;
  /** Where the chooser of "save" starts. */
  downloadsFolder: string;
  openWindow: (customerId: string | null) => void;
  context: () => Pick<DesktopOutput<'desktop.context'>, 'systemLanguage' | 'systemDark' | 'sample' | 'platform' | 'profileDir'>;
};

/** The desktop's part of the contract. */
export function createDesktop(options: DesktopOptions): DesktopHandlers {
  const { core, profile, shelf } = options;

  async function readAttachment(input: DesktopInput<'desktop.openAttachment'>): Promise<QueryOutput<'attachment.read'>> {
    const envelope = await core.request('query', 'attachment.read', input);
    if (!envelope.ok) throw fromErrorData(envelope.error);
    return envelope.value as QueryOutput<'attachment.read'>;
  }

  return {
    async 'desktop.pickFiles'({ purpose }) {
      const chooser = CHOOSERS[purpose];
      const window = options.window();
      const chosen = await (window === null ? dialog.showOpenDialog(chooser) : dialog.showOpenDialog(window, chooser));
      return { paths: chosen.canceled ? [] : chosen.filePaths };
    },
    async 'desktop.openAttachment'(input) {
      const path = await shelf.lay(await readAttachment(input));
      // The system answers with a sentence of its own when no program opens this kind of file.
      if (await shell.openPath(path) !== '') throw new DeskError('file-kind-unknown');
      return null;
    },
    async 'desktop.saveAttachment'(input) {
      const file = await readAttachment(input);
      const suggestion = { defaultPath: join(options.downloadsFolder, safeFilename(file.filename)) };
      const window = options.window();
      const chosen = await (window === null ? dialog.showSaveDialog(suggestion) : dialog.showSaveDialog(window, suggestion));
      if (chosen.canceled || chosen.filePath === '') return { saved: false };
      await writeAttachment(chosen.filePath, file);
      return { saved: true };
    },
    async 'desktop.openWindow'({ customerId }) {
      options.openWindow(customerId);
      return null;
    },
    async 'desktop.handleTel'({ handle }) {
      const { path, args } = ownCommand();
      if (handle) app.setAsDefaultProtocolClient('tel', path, args);
      else app.removeAsDefaultProtocolClient('tel', path, args);
      return { isHandler: app.isDefaultProtocolClient('tel', path, args) };
    },
    async 'desktop.openLink'({ url }) {
      const link = openableLink(url);
      if (link === null) throw new DeskError('not-allowed', { why: 'link' });
      await shell.openExternal(link);
      return null;
    },
    async 'desktop.context'() {
      return { ...options.context(), ...await profile.context() };
    },
    async 'desktop.unlock'({ passphrase }) {
      await profile.unlock(passphrase);
      return null;
    },
    async 'desktop.recoveryWords'() {
      return { words: await profile.recoveryWords() };
    },
    async 'desktop.recoveryKept'() {
      profile.forgetRecoveryWords();
      return null;
    },
  };
}

const CHOOSERS: Record<DesktopInput<'desktop.pickFiles'>['purpose'], OpenDialogOptions> = {
  // No filter on the history: kinds are told apart by content, and mbox files have no extension of their own.
  history: { properties: ['openFile', 'multiSelections'] },
  contacts: { properties: ['openFile'], filters: [{ name: 'vCard, CSV', extensions: ['vcf', 'vcard', 'csv', 'tsv', 'txt'] }] },
  folder: { properties: ['openDirectory'] },
  attachments: { properties: ['openFile', 'multiSelections'] },
};

/** What the system has to start for a link: where the app is run from its folder, Electron with that folder. */
function ownCommand(): { path: string; args: string[] } {
  return { path: process.execPath, args: app.isPackaged ? [] : [app.getAppPath()] };
}
