/** Mail addresses as people type them: one mailbox read, and the typo that would make a mail come back. Pure. */

export type Mailbox = { name: string; address: string };

/** RFC 5321 4.5.3.1. */
const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;
const LOCAL = /^[^\s@<>"(),:;\\[\]]+$/;
/** Letters of every script: an international name is turned into its ASCII form where it leaves. */
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;
const TOP_LABEL = /^(?:xn--[a-z0-9-]+|[\p{L}\p{M}]{2,63})$/iu;

/**
 * Reads `a@b.example`, `Name <a@b.example>` or `"Name, of" <a@b.example>`; null for anything else, also for two addresses.
 * The domain comes in lower case, the part before it as written.
 */
export function readMailbox(text: string): Mailbox | null {
  const trimmed = text.trim();
  const bracketed = /^([^<>]*)<([^<>]*)>$/.exec(trimmed);
  const address = cleanAddress(bracketed === null ? trimmed.replace(/^mailto:/i, '') : (bracketed[2] ?? ''));
  if (address === null) return null;
  const name = readName((bracketed?.[1] ?? '').trim());
  return name === null ? null : { name, address };
}

/** Large providers whose names people mistype. */
const POPULAR = [
  'gmail.com', 'hotmail.com', 'outlook.com', 'yahoo.com', 'icloud.com', 'live.com', 'hotmail.es', 'yahoo.es', 'outlook.es', 'yahoo.com.ar', 'hotmail.com.ar', 'outlook.com.ar', 'live.com.ar',
  'yahoo.com.mx', 'hotmail.com.mx', 'yahoo.com.br', 'googlemail.com', 'protonmail.com', 'fibertel.com.ar', 'telefonica.net',
];
/** Real ones that lie one letter beside a popular one. */
const REAL = new Set(['mail.com', 'email.com', 'ymail.com', 'cloud.com']);
/** Endings that do not exist and what is meant by them. */
const ENDINGS: Readonly<Record<string, string>> = {
  con: 'com', cmo: 'com', ocm: 'com', comm: 'com', coom: 'com', cim: 'com', vom: 'com', xom: 'com', cpm: 'com', coim: 'com', nett: 'net', ner: 'net', ogr: 'org', orgg: 'org',
};
/** Countries whose ending is `.com` with a letter lost; only doubted behind a popular name. */
const NEAR_COM = new Set(['co', 'cm', 'om']);
/** Short names (`live`, `aol`) lie one letter beside too many others. */
const MIN_NAME = 5;

/**
 * The address that was probably meant, or null when nothing looks wrong. Only ever a question to the person, never a correction.
 * @param knownDomains domains of people already known, lower case: they are never doubted, and misspellings of them are found
 */
export function addressTypo(address: string, knownDomains: readonly string[]): string | null {
  const at = address.lastIndexOf('@');
  if (at <= 0) return null;
  const domain = address.slice(at + 1).trim().toLowerCase();
  if (domain === '' || POPULAR.includes(domain) || knownDomains.includes(domain)) return null;
  const meant = meantDomain(domain, knownDomains);
  return meant === null || meant === domain ? null : `${address.slice(0, at)}@${meant}`;
}

function meantDomain(domain: string, knownDomains: readonly string[]): string | null {
  const candidates = [...knownDomains, ...POPULAR];
  const repaired = repairShape(domain);
  if (repaired !== domain && candidates.includes(repaired)) return repaired;
  // A dot that was left out: `gmailcom`, `casanortecom.ar`.
  const dotless = candidates.find((known) => known.replaceAll('.', '') === domain.replaceAll('.', ''));
  if (dotless !== undefined) return dotless;
  if (!REAL.has(domain)) {
    const near = candidates.find((known) => known.indexOf('.') >= MIN_NAME && isOneStepApart(known, repaired) && !isSameNameElsewhere(known, repaired));
    if (near !== undefined) return near;
  }
  return repaired === domain ? null : repaired;
}

/** What is no domain whatever was meant: a comma for a dot, dots doubled or at the ends, an ending that does not exist. */
function repairShape(domain: string): string {
  const labels = domain.replaceAll(',', '.').split('.').filter((label) => label !== '');
  const last = labels.at(-1) ?? '';
  const ending = labels.length > 1 ? ENDINGS[last] : undefined;
  return [...labels.slice(0, -1), ending ?? last].join('.');
}

/** `yahoo.es` and `yahoo.eu` are both yahoo, elsewhere; `gmail.co` is no other country's gmail. */
function isSameNameElsewhere(known: string, domain: string): boolean {
  const name = known.slice(0, known.indexOf('.'));
  if (!domain.startsWith(`${name}.`)) return false;
  return !(known.endsWith('.com') && NEAR_COM.has(domain.slice(name.length + 1)));
}

/** One letter more, less, another, or two neighbours changed over. */
function isOneStepApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  if (restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)) return true;
  return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
}

function cleanAddress(text: string): string | null {
  const address = text.trim();
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const domain = address.slice(at + 1).toLowerCase();
  if (address.length > MAX_ADDRESS || local.length > MAX_LOCAL || !LOCAL.test(local) || local.startsWith('.') || local.endsWith('.')) return null;
  const labels = domain.split('.');
  const isDomain = labels.length > 1 && labels.every((label) => label.length <= 63 && LABEL.test(label)) && TOP_LABEL.test(labels.at(-1) ?? '');
  return isDomain ? `${local}@${domain}` : null;
}

/** A name in quotes has its escapes taken out; null for what would be read as more than one mailbox. */
function readName(text: string): string | null {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(text);
  const name = quoted === null ? text : (quoted[1] ?? '').replace(/\\(.)/gs, '$1');
  if (quoted === null && /[@,;"]/.test(name.replace(/^'.*'$/, ''))) return null;
  // A line break in a name would start a header of its own.
  return name.replace(/[\u0000-\u001f\u007f]+/g, ' ').replace(/\s+/g, ' ').trim();
}
