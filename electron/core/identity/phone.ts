/** Telephone numbers: every spelling that PBXs, people and address books use, to E.164 and back. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { CountryCode, PhoneNumber } from 'libphonenumber-js/max';
import { plain } from '../../../shared/plain.ts';
import { recent } from './recent.ts';

/** What PBXs, networks and telephones write when there is no number; compared without case and accents. */
const WITHHELD = new Set([
  '', 'unknown', 'unknown caller', 'unknown number', 'anonymous', 'anonimo', 'anonima', 'restricted', 'restringido', 'privado', 'private', 'private number',
  'private caller', 'numero privado', 'llamada privada', 'unavailable', 'number unavailable', 'no disponible', 'desconocido', 'numero desconocido',
  'asterisk', 'withheld', 'number withheld', 'blocked', 'caller id blocked', 'bloqueado', 'oculto', 'numero oculto', 'id oculto', 'no caller id',
  'sin identificar', 'no identificado', 'sin numero', 'sin identificacion', 'out of area', 'fuera de area', 'null', 'none', 'undefined', 'n a',
  'desconhecido', 'nao identificado', 'inconnu', 'prive', 'masque', 'unbekannt', 'anonym', 'sconosciuto', 'privato', 'confidential',
]);
const CHANNEL_NAME = /^(?:PJSIP|SIP|IAX2|IAX|DAHDI|Local|SCCP|Skinny|MGCP|H323|OOH323|Zap|Motif|Console|UniMRCP|WebSocket|Khomp|Dongle|Quectel)\//i;
/** "ext. 12", "int. 12", "interno 12", "anexo 12", "x12", ";ext=12": an extension behind the number, no part of it. */
const BEHIND = /(?:\s*[;,]?\s*(?:ext|extn|extension|extensión|int|interno|anexo|ramal|x)\s*[.:=]?\s*\d{1,6}\s*|;.*)$/i;

/** The number in E.164, `withheld`, or null when it is no outside number. */
export function readPhone(raw: string, country: CountryCode): { e164: string } | 'withheld' | null {
  const text = core(raw);
  const digits = text.replace(/\D/g, '');
  if (digits === '') return isWithheld(text) ? 'withheld' : null;
  if (/^0+$/.test(digits)) return 'withheld';
  if (/[a-z]\d|\d[a-z]/i.test(text) || digits.length <= 5) return null;
  const first = firstNumber(text);
  const direct = parsed(first, country);
  if (direct?.isValid()) return { e164: direct.number };
  const other = otherReadings(first, country);
  if (other !== null) return { e164: other.number };
  if (!direct || direct.nationalNumber.length < 6 || direct.number.length > 16) return null;
  return { e164: direct.number };
}

/** Search spellings of an E.164 number, digits alone: with and without country code, trunk zero, and the mobile marks 15 and 9 of Argentina. */
export function phoneDigits(value: string): string[] {
  const e164 = value.replace(/\D/g, '');
  const number = parsed(`+${e164}`);
  const spellings = new Set([e164]);
  if (!number) return [...spellings];
  const national: string = number.nationalNumber;
  spellings.add(national);
  const written = number.formatNational().replace(/\D/g, '');
  spellings.add(written).add(written.replace(/^0/, ''));
  const groups = number.formatInternational().split(' ').slice(1);
  if (number.countryCallingCode === '54') {
    const ten = national.length === 11 && national.startsWith('9') ? national.slice(1) : national;
    spellings.add(ten).add(`0${ten}`).add(`9${ten}`).add(`549${ten}`).add(`54${ten}`);
    const area = (groups[0] === '9' ? groups[1] : groups[0]) ?? '';
    const subscriber = /^\d+$/.test(area) ? ten.slice(area.length) : '';
    if (subscriber.length >= 6) spellings.add(subscriber).add(`15${subscriber}`).add(`${area}15${subscriber}`).add(`0${area}15${subscriber}`);
  } else if (groups.length > 1) {
    const subscriber = groups.slice(1).join('').replace(/\D/g, '');
    if (subscriber.length >= 6) spellings.add(subscriber);
  }
  return [...spellings];
}

/**
 * The other E.164 spelling of the same telephone, or null when there is one alone. Argentine exchanges report a mobile
 * without the 9 that callers from abroad dial, so that one line is met under both.
 */
export function phoneTwin(value: string): string | null {
  const ten = /^\+549?(\d{10})$/.exec(value)?.[1];
  return ten === undefined ? null : value.startsWith('+549') && value.length === 14 ? `+54${ten}` : `+549${ten}`;
}

/** Whether the number exists in its country's numbering plan; a local number without area code does not. */
export function isDialable(value: string): boolean {
  return parsed(value)?.isValid() ?? false;
}

const shown = recent<string, string>(10_000);

/** National form inside `country`, international form otherwise. */
export function formatPhone(value: string, country: CountryCode): string {
  const key = `${country}${value}`;
  const known = shown.get(key);
  if (known !== undefined) return known;
  const number = parsed(value);
  const home = number !== undefined && number.countryCallingCode === callingCode(country);
  const text = !number ? value : home ? number.formatNational() : number.formatInternational();
  shown.set(key, text);
  return text;
}

/** What a desk in `country` dials on its own exchange: the national digits at home, the whole number for abroad. */
export function dialDigits(value: string, country: string): string {
  const number = parsed(value);
  return number !== undefined && number.countryCallingCode === callingCode(country as CountryCode) ? number.formatNational().replace(/\D/g, '') : value;
}

const callingCodes = new Map<string, string>();

function callingCode(country: CountryCode): string {
  let code = callingCodes.get(country);
  if (code === undefined) {
    code = parsed('5550000000', country)?.countryCallingCode ?? '';
    callingCodes.set(country, code);
  }
  return code;
}

/** The number itself out of a caller id, a channel name or a URI. */
function core(raw: string): string {
  // Width-less marks and all kinds of space and dash as chat programs write them.
  let text = raw.replaceAll('\0', '').replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '').replace(/[\u00a0\u2000-\u200a\u202f]/g, ' ').replace(/[\u2010-\u2015\u2212]/g, '-').trim();
  const angle = /<([^<>]*)>\s*$/.exec(text);
  if (angle) text = (angle[1] ?? '').trim();
  text = text.replace(/^["']|["']$/g, '').trim();
  if (CHANNEL_NAME.test(text)) {
    text = (text.split('/').pop() ?? '').replace(/;\d+$/, '').replace(/-[0-9a-f]{1,8}$/i, '');
    text = text.split('@', 1)[0] ?? '';
    return text.replace(/^[a-z_-]+$/i, 'trunk');
  }
  if (/^(?:sips?|tel|callto|whatsapp):/i.test(text)) text = decoded(text.slice(text.indexOf(':') + 1));
  text = text.replace(/@.*$/s, (host, at: number) => (/^[+\d().\s-]*$|^anonymous$|^unknown$|^restricted$/i.test(text.slice(0, at)) ? '' : host));
  return text.replace(BEHIND, '').trim();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isWithheld(text: string): boolean {
  const plainWords = plain(text).replace(/[^a-z]+/g, ' ').trim();
  return WITHHELD.has(plainWords) && (plainWords !== '' || /^[\s"'<>*?-]*$/.test(text));
}

/** "4902-1234 / 4902-5678": two numbers in one field; the first stands for it. "030/1234567" is one. */
function firstNumber(text: string): string {
  for (const part of text.split(/[/;,|]| [yo] /)) {
    const digits = part.replace(/\D/g, '').length;
    if (digits >= 7) return digits === text.replace(/\D/g, '').length ? text : rest(text, part);
  }
  return text;
}

function rest(text: string, part: string): string {
  const before = text.slice(0, text.indexOf(part));
  // A short group before the slash is the area code of what follows.
  return before.replace(/\D/g, '').length <= 5 ? before + part : part;
}

/** Readings tried when the number is not valid as written: `00` where the country dials abroad otherwise, a country code without `+`. */
function otherReadings(text: string, country: CountryCode): PhoneNumber | null {
  const digits = text.replace(/\D/g, '');
  const candidates: string[] = [];
  if (digits.startsWith('00')) candidates.push(`+${digits.slice(2)}`);
  if (text.startsWith('+')) candidates.push(`+${digits.replace(/^52(?:1|01)(\d{10})$/, '52$1')}`);
  else if (digits.length >= 11) candidates.push(`+${digits}`, `+${digits.replace(/^52(?:1|01)(\d{10})$/, '52$1')}`);
  for (const candidate of candidates) {
    const number = parsed(candidate, country);
    if (number?.isValid()) return number;
  }
  return null;
}

function parsed(text: string, country?: CountryCode): PhoneNumber | undefined {
  return country === undefined ? parsePhoneNumberFromString(text) : parsePhoneNumberFromString(text, country);
}
