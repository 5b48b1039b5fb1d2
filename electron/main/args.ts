/** What the person asked for on the command line and in the environment. Pure: nothing is read but what is passed in. */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { CustomerId } from '../../shared/domain.ts';
import { dialledIn } from './telLink.ts';

export type StartOptions = {
  /** Absolute folder of the history, or null for the usual place under the system's folder for app data. */
  profile: string | null;
  sample: boolean;
  language: 'es' | 'en' | null;
  /** Customer to show at once; an id that is not a UUID is left out. */
  customer: CustomerId | null;
  /** Number of a `tel:` link that the system started us with. */
  dialled: string | null;
};

/** Reads our own arguments; everything else (Chromium's switches, the app's folder) is passed over. */
export function parseArguments(argv: readonly string[], cwd: string): StartOptions {
  const profile = valueOf(argv, '--profile');
  const language = valueOf(argv, '--lang');
  const customer = z.uuid().safeParse(valueOf(argv, '--customer'));
  return {
    profile: profile === null ? null : resolve(cwd, profile),
    sample: argv.includes('--sample'),
    language: language === 'es' || language === 'en' ? language : null,
    customer: customer.success ? (customer.data as CustomerId) : null,
    dialled: dialledIn(argv),
  };
}

/** Counted up when the sample shop grows: one that an earlier version made would lack what is new. */
const SAMPLE_EDITION = 2;

/** The sample shop has a folder of its own, so that it never mixes with a person's own history. */
export function profileFolder(options: StartOptions, appDataFolder: string): string {
  return options.profile ?? join(appDataFolder, options.sample ? `sample-${SAMPLE_EDITION}` : 'default');
}

function valueOf(argv: readonly string[], name: string): string | null {
  for (const [index, argument] of argv.entries()) {
    if (argument.startsWith(`${name}=`)) return argument.slice(name.length + 1) || null;
    if (argument !== name) continue;
    const next = argv[index + 1];
    return next === undefined || next.startsWith('--') ? null : next;
  }
  return null;
}
