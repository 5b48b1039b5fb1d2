/**
 * The system's keychain through Electron's safeStorage. Older Electrons know only its synchronous functions,
 * newer ones deprecate them; what either sealed, the newer ones open.
 */
import { safeStorage } from 'electron';
import type { Keychain } from './secrets.ts';

const hasAsync = typeof (safeStorage as Partial<typeof safeStorage>).encryptStringAsync === 'function';

/** To be used after the app is ready. */
export const keychain: Keychain = {
  // oxlint-disable typescript/no-deprecated -- the only functions that an older Electron has
  isAvailable: async () => hasAsync ? safeStorage.isAsyncEncryptionAvailable() : safeStorage.isEncryptionAvailable(),
  seal: async (text) => hasAsync ? safeStorage.encryptStringAsync(text) : safeStorage.encryptString(text),
  unseal: async (sealed) => hasAsync ? (await safeStorage.decryptStringAsync(sealed)).result : safeStorage.decryptString(sealed),
  // oxlint-enable typescript/no-deprecated
  // Only Linux has several, one of which is plain text.
  backend: () => process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : null,
};
