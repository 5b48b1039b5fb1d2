/**
 * Questions for a datum in a text that is being written, in Spanish and English (S26).
 *
 * Conservative: what only mentions a datum ("te mando el comprobante a tu correo") asks for nothing. A sentence asks
 * when it is a question, or an imperative of telling, and names the datum as theirs.
 */

export const ASKED_FIELDS = ['document', 'phone', 'mail', 'address', 'city', 'birthday', 'name', 'order', 'preferredChannel'] as const;
export type AskedField = (typeof ASKED_FIELDS)[number];
export type Asked = { field: AskedField; /** The sentence, at most 160 characters. */ asked: string };

/** A letter's beginning is looked at; nobody asks for a number on page five. */
const SCANNED = 20_000;
const LONGEST = 160;

const W = '(?<![\\p{L}\\d])';
const E = '(?![\\p{L}\\d])';
const words = (source: string): RegExp => new RegExp(`${W}(?:${source})${E}`, 'u');

const DATA: Record<AskedField, RegExp> = {
  document: words('dni|documento|n(?:ú|u)mero de documento|cuit|cuil|c(?:é|e)dula|id number|identity (?:card|number)|tax (?:id|number)|passport(?: number)?|document number'),
  phone: words('tel(?:é|e)fono|celular|m(?:ó|o)vil|n(?:ú|u)mero de (?:tel(?:é|e)fono|celular|contacto)|phone(?: number)?|mobile(?: number)?|cell(?: number)?|contact number'),
  mail: words('(?:correo(?: electr(?:ó|o)nico)?|e-?mail|mail)(?: address)?|direcci(?:ó|o)n de (?:correo|mail|e-?mail)'),
  address: words('domicilio|direcci(?:ó|o)n(?! de (?:correo|mail|e-?mail))|(?<!e-?mail |mail )(?:home |delivery |postal |shipping )?address'),
  city: words('ciudad|localidad|(?:city|town) (?:do|are) you|which (?:city|town)|your (?:city|town)'),
  birthday: words('fecha de nacimiento|cumplea(?:ñ|n)os|(?:date of birth|birth ?date|birthday)'),
  name: words('nombre(?: completo| y apellido)?|apellido|(?:full |last |first )?name'),
  order: words('n(?:ú|u)mero de (?:pedido|orden|compra)|n[.º°]? ?(?:de )?pedido|order (?:number|id|no)'),
  preferredChannel: words('por (?:qu(?:é|e)|cu(?:á|a)l) (?:medio|v(?:í|i)a|canal)|c(?:ó|o)mo prefer\\p{L}+ que|how (?:would|do) you (?:like|prefer) (?:us )?to (?:be contacted|contact)'),
};

/** "¿me pasás…?", "necesito tu…", "¿cuál es tu…?", "could you tell me your…?", "please send us your…" */
const TELL = words(
  '(?:me|nos) (?:pas|dec|dic|indic|envi|env(?:í|i)|mand|confirm|compart|record|brind|facilit|di|d)\\p{L}*'
  + '|(?:pas|dec|indic|envi|mand|confirm|compart|brind|facilit)\\p{L}*(?:me|nos)|d(?:á|a)me|d(?:é|e)me|d(?:í|i)game'
  + '|necesit\\p{L}+|precis\\p{L}+|cu(?:á|a)l (?:es|era|ser(?:í|i)a)|qu(?:é|e) (?:n(?:ú|u)mero|direcci(?:ó|o)n|correo|mail)|ten(?:é|e)s (?:el|un|tu)|podr(?:í|i)a\\p{L}*|pod(?:é|e)s|puede[ns]?'
  + "|(?:tell|give|send|confirm|share|provide|remind|let)(?: (?:me|us))?(?: have)?|(?:i|we)(?: would|'d|’d)? need|what(?:'s|’s| is| was)|could you|can you|may i have|can i have|please",
);
/** It is theirs, or plainly asked for; ours ("nuestro teléfono") is told, not asked. */
const OURS = words('nuestr\\p{L}+|our|mi|mis|my');
/** They are told where something goes: "te lo mando a tu correo", "I will send it to your address". */
const PROMISE = words('(?:te|le|les|se)(?: (?:lo|la|los|las))? (?:mand|envi|env(?:í|i)|pas|dej|llev|avis)\\p{L}+|(?:i|we)(?:’ll|\'ll| will| have sent| sent)|a tu (?:correo|mail|domicilio|direcci(?:ó|o)n|celular)|a su (?:correo|mail|domicilio|direcci(?:ó|o)n|celular)|to your (?:e-?mail|address|phone|mobile)');
/** "what is … about", "¿cuál es el nombre del modelo?" ask for another thing. */
const OF_A_THING = words('(?:nombre|name|direcci(?:ó|o)n|address|tel(?:é|e)fono|phone) (?:del?|of|for) (?:la |el |los |las |the )?(?!titular|contacto|quien|who|account|holder|cliente|customer)\\p{L}+');

/** Each datum once, in the order in which they are asked for. */
export function askedFor(text: string): Asked[] {
  const found = new Map<AskedField, Asked>();
  for (const sentence of sentencesOf(text.slice(0, SCANNED))) {
    const plain = sentence.normalize('NFC').toLowerCase();
    const isQuestion = /[?¿]/u.test(plain);
    if (!TELL.test(plain) && !(isQuestion && plain.length <= 60)) continue;
    if (OURS.test(plain) || OF_A_THING.test(plain)) continue;
    // "¿Te llegó lo que mandé a tu correo?" names where something went; "¿te lo mando? ¿me pasás tu correo?" asks all the same.
    const isTold = PROMISE.test(plain) && (!isQuestion || !TELL.test(plain.replace(PROMISE, ' ')));
    const asked = sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST - 1).trimEnd()}…`;
    for (const field of ASKED_FIELDS) if (!found.has(field) && DATA[field].test(plain) && (!isTold || field === 'preferredChannel')) found.set(field, { field, asked });
  }
  return [...found.values()];
}

function sentencesOf(text: string): string[] {
  return text.split(/\n+|(?<=[.!?])\s+/u).filter((line) => !line.trimStart().startsWith('>')).map((sentence) => sentence.replace(/\s+/g, ' ').trim()).filter((sentence) => sentence.length >= 4);
}
