/**
 * Raw addresses to contact points: the one place that decides when two spellings are the same address.
 *
 * Promises: pure, the same answer on every machine, never throws, and quick enough to be asked for every address of
 * every mail. Never guesses an owner: whether two points are one person is decided elsewhere.
 */
import { domainToASCII, domainToUnicode } from 'node:url';
import type { CountryCode } from 'libphonenumber-js/max';
import type { ContactPointRef } from '../../../shared/domain.ts';
import { readDocument, maskDocument } from './document.ts';
import { formatPhone, readPhone } from './phone.ts';
import { recent } from './recent.ts';

export { dialDigits, isDialable, phoneDigits, phoneTwin } from './phone.ts';

const NO_MAIL = Symbol('no mail');
const mails = recent<string, ContactPointRef | typeof NO_MAIL>(20_000);
const phones = recent<string, ContactPointRef | 'withheld' | 'none'>(20_000);

/**
 * A mail address in canonical form, or null when the text is none: lower case, IDN domain in ASCII, `mailto:` and
 * angle brackets taken off, plus-tag removed, Gmail's dots and second domain folded.
 */
export function mailPoint(address: string): ContactPointRef | null {
  const known = mails.get(address);
  if (known !== undefined) return known === NO_MAIL ? null : known;
  const value = canonicalMail(address);
  const point: ContactPointRef | null = value === null ? null : { kind: 'mail', value };
  // Hostile headers may hold megabytes; a cache key must not.
  if (address.length <= MAIL_MAX) mails.set(address, point ?? NO_MAIL);
  return point;
}

/**
 * A telephone number in E.164; `withheld` when the network says that the caller hides it or does not know it; null
 * when it is no number of the outside world (internal extension, trunk name, words). A national number needs
 * `country` (ISO 3166-1 alpha-2). A local number without its area code keeps the digits it has after the country
 * code: it cannot be dialled from abroad, but it is still the same caller every time.
 */
export function phonePoint(raw: string, country: string): ContactPointRef | 'withheld' | null {
  if (raw.length > 200) return null;
  const key = `${country}${raw}`;
  const known = phones.get(key);
  if (known !== undefined) return known === 'none' ? null : known;
  const read = readPhone(raw, country as CountryCode);
  const point: ContactPointRef | 'withheld' | null = read === null || read === 'withheld' ? read : { kind: 'phone', value: read.e164 };
  phones.set(key, point ?? 'none');
  return point;
}

/**
 * A chat address: `network:address`. For `whatsapp` the address is a number in E.164, for `whatsapp-name` the name in
 * the exporter's address book; everything else is compared without regard to case.
 */
export function chatPoint(network: string, address: string): ContactPointRef | null {
  const value = address.normalize('NFC').replace(INVISIBLE, '').replace(/\s+/g, ' ').trim().toLowerCase();
  return value === '' ? null : { kind: 'chat', value: `${network}:${value}` };
}

/** An identity document, `AR:31234204`; null when its shape or check digit is wrong for the country that issued it. */
export function documentPoint(raw: string, country: string): ContactPointRef | null {
  const value = readDocument(raw, country);
  return value === null ? null : { kind: 'document', value };
}

/** What somebody told us: a mail address, a number, a chat address (`xmpp:ana@example.org`) or a document; null when it is none of them, or a caller who hides. */
export function toldPoint(text: string, country: string): (ContactPointRef & { kind: 'mail' | 'phone' | 'chat' | 'document' }) | null {
  const said = text.trim();
  const chat = /^(xmpp):(\S+@\S+)$/i.exec(said);
  const phone = phonePoint(said, country);
  const point = (chat === null ? mailPoint(said) : chatPoint('xmpp', chat[2] ?? '')) ?? (phone === 'withheld' ? null : phone) ?? documentPoint(said, country);
  return point as (ContactPointRef & { kind: 'mail' | 'phone' | 'chat' | 'document' }) | null;
}

/** A point as people of `country` write it; documents are masked (`31.•••.204`). */
export function formatPoint(ref: ContactPointRef, country: string): string {
  switch (ref.kind) {
    case 'mail': {
      const at = ref.value.lastIndexOf('@');
      return ref.value.includes('xn--', at) ? `${ref.value.slice(0, at + 1)}${domainToUnicode(ref.value.slice(at + 1))}` : ref.value;
    }
    case 'phone': return formatPhone(ref.value, country as CountryCode);
    case 'chat': {
      const address = ref.value.slice(ref.value.indexOf(':') + 1);
      if (address.startsWith('+')) return formatPhone(address, country as CountryCode);
      return ref.value.startsWith('whatsapp-name:') ? titleCase(address) : address;
    }
    case 'document': return maskDocument(ref.value);
    case 'loyalty': return ref.value;
    case 'person': return '';
  }
}

/** RFC 5321, 4.5.3.1: 64 octets before the `@`, 255 after; some slack for `mailto:` and brackets. */
const MAIL_MAX = 340;
const PLAIN_MAIL = /^([a-z0-9!#$%&'*/=?^_`{|}~.+-]+)@([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)$/;
/** Marks without a width that chat programs and spreadsheets leave in text: bidi controls, joiners, BOM. */
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const GMAIL = new Set(['gmail.com', 'googlemail.com']);

function canonicalMail(raw: string): string | null {
  if (raw.length > MAIL_MAX) return null;
  let text = raw.trim().toLowerCase();
  if (!PLAIN_MAIL.test(text)) {
    text = unwrapMail(text);
    if (!PLAIN_MAIL.test(text)) {
      const foreign = foreignMail(text);
      if (foreign === null) return null;
      text = foreign;
    }
  }
  const at = text.lastIndexOf('@');
  let local = text.slice(0, at);
  let domain = text.slice(at + 1);
  if (local.length > 64 || domain.length > 253 || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null;
  const plus = local.indexOf('+');
  // An address that begins with `+` is a number or all tag; taking the tag off would leave nothing.
  if (plus > 0) local = local.slice(0, plus);
  if (GMAIL.has(domain)) {
    local = local.replaceAll('.', '');
    domain = 'gmail.com';
  }
  return local === '' ? null : `${local}@${domain}`;
}

function unwrapMail(text: string): string {
  let inner = text.replace(INVISIBLE, '').trim();
  const open = inner.lastIndexOf('<');
  const close = inner.indexOf('>', open);
  if (open >= 0 && close > open) inner = inner.slice(open + 1, close).trim();
  if (inner.startsWith('mailto:')) {
    inner = inner.slice(7).split('?', 1)[0] ?? '';
    try {
      inner = decodeURIComponent(inner);
    } catch {
      // Not percent-encoded after all: read as it stands.
    }
  }
  // A quoted local part that needs no quotes is the same mailbox without them (RFC 5321, 4.1.2).
  return inner.trim().replace(/^"([^"\\\s@]+)"@/, '$1@').replace(/\.$/, '');
}

/** Addresses outside ASCII (RFC 6531) and domains as people type them (`ñandú.com.ar`). */
function foreignMail(text: string): string | null {
  const at = text.lastIndexOf('@');
  if (at <= 0) return null;
  const local = text.slice(0, at).normalize('NFC');
  const domain = domainToASCII(text.slice(at + 1));
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what must not pass
  if (domain === '' || /[\s@<>()[\],;:\\"\u0000-\u001f\u007f]/.test(local)) return null;
  return PLAIN_MAIL.test(`a@${domain}`) ? `${local}@${domain}` : null;
}

function titleCase(text: string): string {
  return text.replace(/(^|[\s/'’.-])(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}
