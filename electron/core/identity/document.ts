/**
 * Identity documents. A number counts only when its shape and check digit are right for its country, because a shared
 * document links two addresses by itself: a typing error must not.
 */

/** `COUNTRY:NUMBER`, or null. The tax number of an Argentine person is folded into the document number it contains. */
export function readDocument(raw: string, country: string): string | null {
  if (raw.length > 60) return null;
  const label = /^\s*(dni|d\.n\.i\.?|cuit|cuil|nif|nie|cif|cpf|cnpj|rut|run|c[ée]dula|ci|c\.i\.?|curp|rfc|pasaporte|passport|doc(?:umento)?|id|n[°ºo]\.?)(?![a-z])/i.exec(raw);
  const word = (label?.[1] ?? '').toLowerCase().replaceAll('.', '');
  const text = raw.slice(label?.[0].length ?? 0).replace(/^[\s:.°º#-]*(?:n[°ºo]\.?)?/i, '').toUpperCase().replace(/[\s.\-/]/g, '');
  if (!/^[0-9A-Z]{5,20}$/.test(text) || /^(.)\1+$/.test(text)) return null;
  const issuer = ISSUER_OF_WORD[word] ?? (/^[XYZ]?\d{7,8}[A-Z]$/.test(text) && word !== '' ? 'ES' : country);
  const number = (READERS[issuer] ?? generic)(text);
  return number === null ? null : `${issuer}:${number}`;
}

/** The number with its middle hidden, grouped as it is written at home. */
export function maskDocument(value: string): string {
  const number = value.slice(value.indexOf(':') + 1);
  if (/^AR:\d{7,8}$/.test(value)) return `${number.slice(0, -6)}.•••.${number.slice(-3)}`;
  const shown = number.length > 6 ? 3 : 2;
  return `${number.slice(0, 2)}${'•'.repeat(Math.max(1, number.length - 2 - shown))}${number.slice(-shown)}`;
}

const ISSUER_OF_WORD: Readonly<Record<string, string>> = { cuit: 'AR', cuil: 'AR', cpf: 'BR', cnpj: 'BR', rut: 'CL', run: 'CL', nie: 'ES', nif: 'ES', cif: 'ES', curp: 'MX', rfc: 'MX' };

const READERS: Readonly<Record<string, (text: string) => string | null>> = { AR: argentine, ES: spanish, BR: brazilian, CL: chilean };

function argentine(text: string): string | null {
  if (/^[MF]?\d{7,8}$/.test(text)) return String(Number(text.replace(/^[MF]/, '')));
  // Letters in front make a passport, of this country or another.
  if (!/^\d{11}$/.test(text)) return /^[A-Z]{1,3}\d{5,9}$/.test(text) ? text : null;
  const check = (11 - (weighted(text.slice(0, 10), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  if (check !== Number(text[10])) return null;
  return text.startsWith('2') ? String(Number(text.slice(2, 10))) : text;
}

function spanish(text: string): string | null {
  const letters = 'TRWAGMYFPDXBNJZSQVHLCKE';
  const person = /^([XYZ]?)(\d{7,8})([A-Z])$/.exec(text);
  if (person) {
    const digits = person[1] === '' ? (person[2] ?? '') : `${'XYZ'.indexOf(person[1] ?? '')}${person[2]}`;
    return letters[Number(digits) % 23] === person[3] ? text.padStart(9, '0') : null;
  }
  if (/^\d{8}$/.test(text)) return `${text}${letters[Number(text) % 23]}`;
  return /^[A-HJNP-SUVW]\d{7}[0-9A-J]$/.test(text) ? text : generic(text);
}

function brazilian(text: string): string | null {
  if (/^\d{11}$/.test(text)) return checkDigits(text, 9, (length) => range(length + 1, 2)) ? text : null;
  if (/^\d{14}$/.test(text)) return checkDigits(text, 12, (length) => Array.from({ length }, (_, i) => ((length - 1 - i) % 8) + 2)) ? text : null;
  return generic(text);
}

function chilean(text: string): string | null {
  const match = /^(\d{7,8})([0-9K])$/.exec(text);
  if (!match) return generic(text);
  const body = match[1] ?? '';
  const rest = (11 - (weighted(body, Array.from({ length: body.length }, (_, i) => ((body.length - 1 - i) % 6) + 2)) % 11)) % 11;
  return (rest === 10 ? 'K' : String(rest)) === match[2] ? text : null;
}

/** Countries whose rules we do not hold: letters and digits as they are, at least five digits. */
function generic(text: string): string | null {
  return text.replace(/\D/g, '').length >= 5 ? text : null;
}

function checkDigits(text: string, from: number, weights: (length: number) => number[]): boolean {
  for (let length = from; length < text.length; length++) {
    const rest = weighted(text.slice(0, length), weights(length)) % 11;
    if ((rest < 2 ? 0 : 11 - rest) !== Number(text[length])) return false;
  }
  return true;
}

function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: from - to + 1 }, (_, index) => from - index);
}
