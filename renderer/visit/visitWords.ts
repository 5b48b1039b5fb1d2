/** Words of a visit that several of its screens say. */
import type { Shop } from '../../shared/shop.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { visitEs } from '../i18n/visit.es.ts';

type OwnMotive = keyof typeof visitEs.visit.motives;
type OwnPreference = keyof typeof visitEs.visit.preferences;

/** In the shop's words, else in those of the program, else as it was written. */
export function motiveWords(t: TFunction, shop: Shop | undefined, code: string): string {
  const label = shop?.motives.find((motive) => motive.code === code)?.label ?? '';
  if (label !== '') return label;
  return Object.hasOwn(visitEs.visit.motives, code) ? t(`visit.motives.${code as OwnMotive}`) : code;
}

export function preferenceWords(t: TFunction, shop: Shop | undefined, code: string): string {
  const label = shop?.preferences.find((preference) => preference.code === code)?.label ?? '';
  if (label !== '') return label;
  return Object.hasOwn(visitEs.visit.preferences, code) ? t(`visit.preferences.${code as OwnPreference}`) : code;
}

export function branchWords(shop: Shop | undefined, code: string): string {
  return shop?.branches.find((branch) => branch.code === code)?.name ?? code;
}
