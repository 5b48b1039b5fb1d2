/** Settings of this desk with their defaults. */
import { z } from 'zod';
import type { Language, Settings } from '../../shared/contract.ts';
import { languageOf } from '../../shared/language.ts';
import { readSetting } from './store/settings.ts';
import type { Reader } from './store/open.ts';

const stored = z.object({
  language: z.enum(['es', 'en', 'system']), theme: z.enum(['light', 'dark', 'system']), country: z.string(), own: z.array(z.string()), agentName: z.string(),
  extensions: z.array(z.object({ extension: z.string(), name: z.string() })), timeZone: z.string(), notifications: z.boolean(), undoSeconds: z.number(), handleTel: z.boolean(), branch: z.string(),
}).partial();

export const DEFAULT_SETTINGS: Settings = { language: 'system', theme: 'system', country: 'AR', own: [], agentName: '', extensions: [], timeZone: '', notifications: true, undoSeconds: 10, handleTel: false, branch: '' };

/** What was stored over the defaults; a value that cannot be read falls back to its default. */
export function loadSettings(reader: Reader): Settings {
  const read = stored.safeParse(readSetting(reader, 'desk') ?? {});
  return { ...DEFAULT_SETTINGS, ...(read.success ? (Object.fromEntries(Object.entries(read.data).filter(([, value]) => value !== undefined)) as Partial<Settings>) : {}) };
}

/** What the core writes by itself is in it; without a window (`system` unknown) in the language of the machine. */
export function spokenLanguage({ language }: Settings, system?: Language): Language {
  return language === 'system' ? (system ?? languageOf([Intl.DateTimeFormat().resolvedOptions().locale])) : language;
}
