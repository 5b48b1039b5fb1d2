/**
 * Words of the window in Spanish and English.
 *
 * Owns the choice of language and the rule that both languages have the same keys (`en` is typed by the shape of
 * `es`). Keys are checked by the compiler. The core never sends words, only codes and parameters.
 *
 * The hook is our own: a timeline draws some hundred small pieces with words, and react-i18next's hook builds a new
 * translator for each of them, which was a third of the time to open a customer.
 */
import i18next from 'i18next';
import type { TFunction } from 'i18next';
import { useSyncExternalStore } from 'react';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../shared/contract.ts';
import { en } from './en.ts';
import { es } from './es.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof es };
  }
}

/** Starts with the language of the page and is ready when it returns. */
export function startI18n(language: Language): void {
  void i18next.use(initReactI18next).init({
    resources: { es: { translation: es }, en: { translation: en } },
    lng: language,
    fallbackLng: 'es',
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
}

/** Takes effect at once, everywhere. */
export function setLanguage(language: Language): void {
  if (i18next.language === language) return;
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

type Translation = { t: TFunction; language: Language };

let current: Translation | undefined;

/** The words of the language on screen; a component that uses it is drawn again when the language changes. */
export function useTranslation(): Translation {
  return useSyncExternalStore(listen, translation);
}

function translation(): Translation {
  const language = i18next.language === 'en' ? 'en' : 'es';
  if (current?.language !== language) current = { t: remembering(i18next.getFixedT(language)), language };
  return current;
}

/** Words without parameters are looked up once. */
function remembering(translate: TFunction): TFunction {
  const known = new Map<string, string>();
  const look = translate as (key: string, values?: object) => string;
  const remember = (key: string, values?: object): string => {
    if (values !== undefined) return look(key, values);
    const found = known.get(key) ?? look(key);
    known.set(key, found);
    return found;
  };
  return remember as TFunction;
}

function listen(listener: () => void): () => void {
  i18next.on('languageChanged', listener);
  return () => i18next.off('languageChanged', listener);
}

export type { TFunction } from 'i18next';
