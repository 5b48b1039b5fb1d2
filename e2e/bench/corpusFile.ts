/**
 * The benchmark's letters on disk, so that they are made once: a corpus file (messages one after the other, each
 * behind its length and its time) or an mbox. Kept in `.cache/bench` under a hash of what makes them.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../electron/dev/places.ts';
import { planLetters } from './corpus.ts';
import type { CorpusOptions, Letter } from './corpus.ts';
import { renderLetter } from './renderLetter.ts';

export type CorpusMessage = { raw: Buffer; receivedAtMs: number };

const MADE_BY = ['corpus.ts', 'renderLetter.ts', 'mailEncodings.ts', 'searchHistory.ts'];
const HEAD_BYTES = 12;
export const benchCache = join(cacheFolder, 'bench');

/** @returns path of the corpus file, made now unless it is there */
export function corpusFile(options: CorpusOptions): string {
  const file = join(benchCache, `corpus-${corpusHash()}`, `${options.letters}-${options.seed ?? 1}-${options.customers ?? 'tenth'}.bin`);
  makeOnce(file, (descriptor) => {
    const head = Buffer.alloc(HEAD_BYTES);
    for (const letter of planLetters(options)) {
      const raw = renderLetter(letter);
      head.writeUInt32LE(raw.length, 0);
      head.writeDoubleLE(letter.sentAtMs, 4);
      writeSync(descriptor, head);
      writeSync(descriptor, raw);
    }
  });
  return file;
}

/** Reads a corpus file into one buffer and answers with views into it. */
export function readCorpus(file: string): CorpusMessage[] {
  const bytes = readFileSync(file);
  const messages: CorpusMessage[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    messages.push({ raw: bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length), receivedAtMs: bytes.readDoubleLE(at + 4) });
    at += HEAD_BYTES + length;
  }
  return messages;
}

/** Writes letters as an mbox with `>From ` quoting. @param name of the file inside the corpus folder */
export function mboxFile(name: string, letters: () => Letter[]): string {
  const file = join(benchCache, `corpus-${corpusHash()}`, `${name}.mbox`);
  makeOnce(file, (descriptor) => {
    for (const letter of letters()) {
      const text = renderLetter(letter).toString('latin1').replaceAll('\r\n', '\n').replaceAll(/^(>*From )/gm, '>$1');
      const stamp = new Date(letter.sentAtMs).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 $4');
      writeSync(descriptor, `From sender@mail.example ${stamp}\n${text}\n`, null, 'latin1');
    }
  });
  return file;
}

/** Changes whenever other letters would be made. */
export function corpusHash(): string {
  const hash = createHash('sha256');
  for (const name of MADE_BY) hash.update(readFileSync(join(import.meta.dirname, name)));
  return hash.digest('hex').slice(0, 12);
}

function makeOnce(file: string, write: (descriptor: number) => void): void {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(`${file}.partial`, 'w');
  write(descriptor);
  closeSync(descriptor);
  renameSync(`${file}.partial`, file);
}
