/** What the shop's settings take before they are saved. The same rules as in shared/shop.ts, said where they are typed. */
import type { Language } from '../../shared/contract.ts';
import type { Shop } from '../../shared/shop.ts';

export function isClock(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text);
}

export function goodHours(days: Shop['hours']['days']): boolean {
  return days.every(({ from, to }) => isClock(from) && isClock(to) && from !== '24:00');
}

export function goodBranches(branches: Shop['branches']): boolean {
  const codes = branches.map(({ code }) => code);
  return branches.every(({ code, name }) => /^[A-Z0-9]{1,8}$/.test(code) && name.trim() !== '') && new Set(codes).size === codes.length;
}

export function goodTeams(teams: Shop['teams']): boolean {
  return teams.every(({ name }) => name !== '') && new Set(teams.map(({ name }) => name)).size === teams.length;
}

export function goodSla(sla: Shop['sla']): boolean {
  return Object.values(sla).every(({ firstResponseMinutes, resolutionMinutes }) => [firstResponseMinutes, resolutionMinutes].every((minutes) => Number.isSafeInteger(minutes) && minutes >= 0));
}

/** A code of a new entry, made of its words and unlike the others; codes stay when words change. */
export function codeFor(label: string, taken: readonly string[]): string {
  const plain = label.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60) || 'x';
  let code = plain;
  for (let n = 2; taken.includes(code); n++) code = `${plain}-${n}`;
  return code;
}

/** From Monday on. */
export function weekdayNames(language: Language): string[] {
  const format = new Intl.DateTimeFormat(language === 'es' ? 'es-AR' : 'en-GB', { weekday: 'long', timeZone: 'UTC' });
  // 1 January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, n) => {
    const name = format.format(Date.UTC(2024, 0, 1 + n));
    return name.charAt(0).toLocaleUpperCase() + name.slice(1);
  });
}
