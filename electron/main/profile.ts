/**
 * The profile's door: opens it with what the system or a file keeps, else with what the person types.
 *
 * Promises: `context` waits until it is known whether the door opened; recovery words are in memory only, until the
 * person says that they were kept.
 */
import type { DesktopOutput } from '../../shared/contract.ts';
import type { Credentials } from '../../shared/corePort.ts';
import { DeskError, toErrorData } from '../../shared/result.ts';
import type { ErrorData } from '../../shared/result.ts';
import type { CoreHost } from './coreHost.ts';
import type { Secrets } from './secrets.ts';

export type Profile = {
  /** First try, without asking anybody. Never raises: what went wrong is told by `context`. */
  open: () => Promise<void>;
  /** Second try, with a passphrase or recovery words. Raises what the core refused with, `bad-request` for a new one that is too short. */
  unlock: (passphrase: string) => Promise<void>;
  context: () => Promise<Pick<DesktopOutput<'desktop.context'>, 'keyProblem' | 'newProfile' | 'hasKeychain'>>;
  recoveryWords: () => Promise<string[] | null>;
  forgetRecoveryWords: () => void;
};

/** Below this a passphrase that was just chosen is guessed too soon. */
const SHORTEST_NEW_PASSPHRASE = 8;

export function createProfile(options: { core: Pick<CoreHost, 'open' | 'lock'>; secrets: Secrets; onOpened: () => void }): Profile {
  const { core, secrets } = options;
  let keyProblem: ErrorData | null = null;
  let words: string[] | null = null;
  let firstTry: Promise<void> = Promise.resolve();

  async function openWith(credentials: Credentials): Promise<void> {
    const opened = await core.open(credentials);
    keyProblem = null;
    words = opened.recoveryWords;
    options.onOpened();
  }

  async function credentialsOrLocked(): Promise<Credentials> {
    try {
      const credentials = await secrets.credentials();
      if (credentials === null) throw new DeskError('key-missing');
      return credentials;
    } catch (error) {
      core.lock(toErrorData(error));
      throw error;
    }
  }

  async function tryAlone(): Promise<void> {
    try {
      await openWith(await credentialsOrLocked());
    } catch (error) {
      const data = toErrorData(error);
      // Other troubles (a damaged or newer database) are answered to every query; only these are a matter of keys.
      if (data.code === 'key-missing' || data.code === 'key-wrong') keyProblem = data;
    }
  }

  return {
    open() {
      firstTry = tryAlone();
      return firstTry;
    },
    async unlock(passphrase) {
      await firstTry;
      if (secrets.isNewProfile() && passphrase.length < SHORTEST_NEW_PASSPHRASE) {
        throw new DeskError('bad-request', { why: 'passphrase-short', shortest: SHORTEST_NEW_PASSPHRASE });
      }
      const renewal = await secrets.renewal();
      await openWith(renewal === null ? { passphrase, keptBy: 'passphrase' } : { passphrase, secretHex: renewal.secretHex, keptBy: 'keychain' });
      await renewal?.keep();
    },
    async context() {
      await firstTry;
      return { keyProblem, newProfile: secrets.isNewProfile(), hasKeychain: await secrets.hasKeychain() };
    },
    async recoveryWords() {
      await firstTry;
      return words;
    },
    forgetRecoveryWords() {
      words = null;
    },
  };
}
