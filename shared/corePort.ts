/**
 * What the main process and the core say to each other over the utility process's port.
 * The core opens nothing before `open`; every request gets exactly one reply.
 */
import type { Envelope, ErrorData } from './result.ts';
import type { Events } from './contract.ts';

/**
 * What opens the profile's key: a secret of at least 32 random bytes that the keychain or a key file keeps (hex),
 * or a passphrase of the person (or the recovery words shown once).
 */
export type Credentials = { secretHex?: string; passphrase?: string; keptBy: 'keychain' | 'passphrase' | 'file' };

export type ToCore =
  | { type: 'open'; profileDir: string; credentials: Credentials; systemLanguage: 'es' | 'en'; sample: boolean }
  | { type: 'request'; id: number; channel: 'query' | 'command'; name: string; input: unknown }
  | { type: 'stop' };

export type FromCore =
  /** `recoveryWords` is set only when the profile was made just now. */
  | { type: 'opened'; recoveryWords: string[] | null }
  | { type: 'refused'; error: ErrorData }
  | { type: 'reply'; id: number; envelope: Envelope<unknown> }
  | { [E in keyof Events]: { type: 'event'; event: E; data: Events[E] } }[keyof Events]
  | { type: 'stopped' };
