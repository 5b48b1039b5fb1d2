/**
 * The key of the history: 32 random bytes that never change, wrapped once for each way of opening it.
 *
 * `key.json` in the profile holds the wrapped copies ("slots"): one for the secret that the system's keychain or a
 * key file keeps, or for the person's passphrase, and one for the recovery words that are shown once. A lost keychain
 * must not mean a lost history.
 */
import { createCipheriv, createDecipheriv, randomBytes, randomInt, scryptSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Credentials } from '../../../shared/corePort.ts';
import { DeskError } from '../../../shared/result.ts';
import { RECOVERY_WORDS } from './recoveryWords.ts';

const slotSchema = z.object({ kind: z.enum(['secret', 'passphrase', 'recovery']), keptBy: z.string(), salt: z.string(), sealed: z.string() });
const fileSchema = z.object({ version: z.literal(1), slots: z.array(slotSchema).min(1) });
type Slot = z.infer<typeof slotSchema>;

/** scrypt at about 60 ms and 32 MiB a try on the machine this was measured on; a secret of 32 random bytes needs no stretching. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
/** 12 words of 256: 96 bits. */
const RECOVERY_WORD_COUNT = 12;

export function hasKey(profileDir: string): boolean {
  return existsSync(keyPath(profileDir));
}

/** How the profile's key is opened in daily use. */
export function keyKeptBy(profileDir: string): Credentials['keptBy'] {
  const slot = readSlots(profileDir).find((candidate) => candidate.kind !== 'recovery');
  return slot === undefined ? 'passphrase' : (slot.keptBy as Credentials['keptBy']);
}

/** Makes a key for a new profile. Recovery words are given for every way but a passphrase-less key file. */
export function createKey(profileDir: string, credentials: Credentials): { keyHex: string; recoveryWords: string[] | null } {
  const key = randomBytes(32);
  const slots = [sealSlot(key, credentials)];
  const recoveryWords = credentials.keptBy === 'file' ? null : Array.from({ length: RECOVERY_WORD_COUNT }, () => RECOVERY_WORDS[randomInt(RECOVERY_WORDS.length)] as string);
  if (recoveryWords !== null) slots.push(sealWith('recovery', 'recovery', key, stretch(normaliseWords(recoveryWords.join(' ')))));
  mkdirSync(profileDir, { recursive: true, mode: 0o700 });
  const temporary = `${keyPath(profileDir)}.new`;
  writeFileSync(temporary, JSON.stringify({ version: 1, slots }, null, 1), { mode: 0o600, flush: true });
  renameSync(temporary, keyPath(profileDir));
  return { keyHex: key.toString('hex'), recoveryWords };
}

/** @throws DeskError key-missing when nothing was given that could open it, key-wrong when what was given does not */
export function openKey(profileDir: string, credentials: Credentials): string {
  const slots = readSlots(profileDir);
  const tries: { slot: Slot; secret: (salt: Buffer) => Buffer }[] = [];
  for (const slot of slots) {
    if (slot.kind === 'secret' && credentials.secretHex !== undefined) tries.push({ slot, secret: () => secretBytes(credentials.secretHex as string) });
    if (slot.kind === 'passphrase' && credentials.passphrase !== undefined) tries.push({ slot, secret: (salt) => stretch(credentials.passphrase as string, salt).key });
    if (slot.kind === 'recovery' && credentials.passphrase !== undefined) tries.push({ slot, secret: (salt) => stretch(normaliseWords(credentials.passphrase as string), salt).key });
  }
  if (tries.length === 0) throw new DeskError('key-missing', { keptBy: keyKeptBy(profileDir) });
  for (const { slot, secret } of tries) {
    const key = unsealSlot(slot, secret(Buffer.from(slot.salt, 'hex')));
    if (key !== null) return key.toString('hex');
  }
  throw new DeskError('key-wrong');
}

/** Adds a way of opening (a new keychain after the recovery words were typed). */
export function addSlot(profileDir: string, keyHex: string, credentials: Credentials): void {
  const slots = readSlots(profileDir).filter((slot) => slot.kind === 'recovery' || slot.keptBy !== credentials.keptBy);
  slots.unshift(sealSlot(Buffer.from(keyHex, 'hex'), credentials));
  const temporary = `${keyPath(profileDir)}.new`;
  writeFileSync(temporary, JSON.stringify({ version: 1, slots }, null, 1), { mode: 0o600, flush: true });
  renameSync(temporary, keyPath(profileDir));
}

function keyPath(profileDir: string): string {
  return join(profileDir, 'key.json');
}

function readSlots(profileDir: string): Slot[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(keyPath(profileDir), 'utf8'))).slots;
  } catch (thrown) {
    throw new DeskError('key-missing', { keptBy: 'passphrase' }, { cause: thrown });
  }
}

function sealSlot(key: Buffer, credentials: Credentials): Slot {
  if (credentials.secretHex !== undefined) return sealWith('secret', credentials.keptBy, key, { key: secretBytes(credentials.secretHex), salt: Buffer.alloc(0) });
  if (credentials.passphrase !== undefined) return sealWith('passphrase', credentials.keptBy, key, stretch(credentials.passphrase));
  throw new DeskError('key-missing', { keptBy: credentials.keptBy });
}

/** @returns the first 32 bytes of the secret @throws DeskError key-wrong when it is shorter */
function secretBytes(hex: string): Buffer {
  const bytes = Buffer.from(hex.trim(), 'hex');
  if (bytes.length < 32) throw new DeskError('key-wrong');
  return bytes.subarray(0, 32);
}

function stretch(passphrase: string, salt: Buffer = randomBytes(16)): { key: Buffer; salt: Buffer } {
  return { key: scryptSync(passphrase.normalize('NFKC'), salt, 32, SCRYPT), salt };
}

/** Words are typed from paper: case, spacing and the accents that some of them have in a dictionary do not matter. */
function normaliseWords(words: string): string {
  return words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().split(/[^a-z]+/).filter((word) => word !== '').join(' ');
}

function sealWith(kind: Slot['kind'], keptBy: string, key: Buffer, wrap: { key: Buffer; salt: Buffer }): Slot {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', wrap.key, nonce);
  const body = Buffer.concat([cipher.update(key), cipher.final()]);
  return { kind, keptBy, salt: wrap.salt.toString('hex'), sealed: Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('hex') };
}

function unsealSlot(slot: Slot, secret: Buffer): Buffer | null {
  const sealed = Buffer.from(slot.sealed, 'hex');
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(sealed.length - 16));
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  } catch {
    return null; // another way may open it; openKey says key-wrong when none does
  }
}
