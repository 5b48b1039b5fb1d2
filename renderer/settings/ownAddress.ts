/** Own addresses and domains as people type them. Pure. */

/** Providers whose domain belongs to everybody: the address is ours, the domain is not. */
const SHARED_DOMAINS = new Set([
  'gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'yahoo.com', 'icloud.com', 'me.com', 'mac.com', 'aol.com',
  'gmx.com', 'gmx.net', 'gmx.de', 'web.de', 'proton.me', 'protonmail.com', 'zoho.com', 'fastmail.com', 'mail.com', 'yandex.com', 'yandex.ru', 'fibertel.com.ar', 'speedy.com.ar',
]);
/** Yahoo, Hotmail and Outlook under the domains of countries. */
const SHARED_BRANDS = /^(yahoo|hotmail|outlook|live|ymail)\.[a-z.]{2,6}$/;

/** The address or domain in its normal spelling (`@casanorte.example` is the domain); null when it is neither. */
export function normalOwn(typed: string): string | null {
  const text = typed.trim().toLowerCase().replace(/^mailto:/, '').replace(/^@/, '');
  const isDomain = /^[^\s@/:]+\.[^\s@/:.]{2,}$/u.test(text);
  const isAddress = /^[^\s@]+@[^\s@/:]+\.[^\s@/:.]{2,}$/u.test(text);
  return isDomain || isAddress ? text : null;
}

/** Which of these is likely ours when a mailbox of this address is connected: its whole domain, unless everybody has it. */
export function suggestedOwn(address: string): string | null {
  const own = normalOwn(address);
  const domain = own?.split('@')[1];
  if (own === null || domain === undefined) return null;
  return SHARED_DOMAINS.has(domain) || SHARED_BRANDS.test(domain) ? own : domain;
}

/** Whether a list of own addresses and domains covers an address already. */
export function isOwn(address: string, own: readonly string[]): boolean {
  const normal = normalOwn(address);
  return normal !== null && (own.includes(normal) || own.includes(normal.split('@')[1] ?? ''));
}
