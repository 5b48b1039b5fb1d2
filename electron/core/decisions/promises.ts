/**
 * Sentences in which somebody of ours promised something, in Spanish and English.
 *
 * Conservative on purpose: a brief that names a promise nobody made is worse than one that misses a promise. So what
 * asks, denies, depends on the customer, or tells of the past is left out, and the present tense counts only with a
 * time ("te paso el precio" is being done now, "te paso el precio mañana" is not).
 */

/** Own words are looked at up to here; the promise of a longer text stands where people still read. */
const SCANNED = 6_000;
/** A sentence longer than this is cut: it is shown on one card. */
const LONGEST = 240;

/** The sentences of the text that promise something, in their order, each once. `text`: own words alone, without quotation and signature. */
export function promisesIn(text: string): string[] {
  const found = new Set<string>();
  for (const sentence of sentencesOf(text.slice(0, SCANNED))) if (isPromise(sentence)) found.add(sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST - 1).trimEnd()}…`);
  return [...found];
}

function isPromise(sentence: string): boolean {
  if (/\?\s*\S{0,3}$/u.test(sentence)) return false;
  const plain = plainForm(sentence);
  if (UP_TO_THEM.test(plain)) return false;
  return clausesOf(plain).some((clause) => !DENIED.test(clause) && !PAST.test(clause) && (SPANISH.some((shape) => shape.test(clause)) || ENGLISH.some((shape) => shape.test(clause))));
}

/** Accents tell tenses apart in Spanish ("llamare" is no word, "pasá" no promise): only case, apostrophes and width are levelled. */
function plainForm(sentence: string): string {
  return sentence.normalize('NFC').toLowerCase().replace(/[\u2018\u2019]/g, "'").replace(/\s+/g, ' ').trim();
}

/** A promise and a denial may stand in one sentence: "no lo tengo acá, se lo mando mañana". */
function clausesOf(plain: string): string[] {
  return plain.split(/[;:()]|, (?=(?:pero|así que|asi que|but|so)\b)|(?<!\d), (?=(?:te|le|les|se|lo|la|los|las|i|we|you)\b)|\b(?:pero|but)\b/u);
}

const B = '(?<![\\p{L}\\d])';
const E = '(?![\\p{L}\\d])';
const shape = (source: string): RegExp => new RegExp(source.replaceAll('<', B).replaceAll('>', E), 'u');

/** The customer has to do or want something first. */
const UP_TO_THEM = shape('^(?:[¡(]*)(?:si|if|unless|en caso|in case|cualquier (?:cosa|duda)|any (?:question|problem))>|<(?:cuando (?:puedas?|quieras?|puedan|quieran|gustes?)|si (?:quer[eé]s|quiere|quieren|prefer[ií]s|prefiere|te sirve|le sirve|necesit\\p{L}+|ten[eé]s|tiene)|if you|let me know|av[ií]s[aá]me|av[ií]seme|av[ií]senos|avisanos|dec[ií]me|d[ií]game|confirm[aá](?:me|nos)|conf[ií]rmeme|tell me|would|could|podr[ií]a\\p{L}*)>');
const DENIED = shape("<(?:no|nunca|tampoco|ni|not|never|won't|can't|cannot|neither)>(?!\\s+(?:te |le |les |se )?(?:preocup|problem|worr))");
const PAST = shape('<(?:desde (?:ayer|el|la|hace|esta)|ayer|anoche|yesterday|last (?:week|night|month)|already)>');

const TO = '(?:te|le|les|os|se|lo|la|los|las|me|nos)';
const TO_THEM = `(?:(?:te|le|les|os|se) (?:lo |la |los |las )?|(?:lo|la|los|las) )`;
const WEEKDAY = '(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)';
const SOON = `(?:hoy|ma[ñn]ana|pasado|esta (?:tarde|noche|semana|ma[ñn]ana)|a la (?:tarde|noche|ma[ñn]ana)|por la (?:tarde|ma[ñn]ana)|(?:el|este|para el|antes del) (?:pr[oó]ximo )?(?:${WEEKDAY}|\\d{1,2}(?:/\\d|>| de))|la semana (?:que viene|pr[oó]xima)|(?:el|este) (?:mes que viene|fin de semana|finde)|en (?:unos|un|una|el|la|\\d+|dos|tres|media|breve|cuanto|seguida)|dentro de|apenas|ni bien|cuando|antes de|m[aá]s tarde|despu[eé]s|luego|a (?:primera|[uú]ltima) hora|a las? \\d|hasta (?:el|fin|que|ma[ñn]ana))`;
const SAY_STEM = '(?:llam|avis|mand|envi|entreg|confirm|contest|pas|averigu|consult|revis|coordin|reintegr|acredit|llev|retir|visit|contact|comunic|prepar|guard|reserv|busc|cambi|dej|mostr|habl|reclam|solucion|cerr|cargar|repar|arregl|instal|bonific|agend)';
const OTHER_STEM = '(?:escrib|respond|devolv|ofrec|pon|ten|hac|resolv|repon|manten|sosten|recib|ped|consegu|dec|sub|emit)';
const PRESENT = '(?:llamo|llamamos|mando|mandamos|env[ií]o|enviamos|escribo|escribimos|confirmo|confirmamos|contesto|contestamos|respondo|respondemos|paso|pasamos|devuelvo|devolvemos|entrego|entregamos|averiguo|averiguamos|consulto|consultamos|reviso|revisamos|pido|pedimos|reclamo|reclamamos|coordino|coordinamos|reintegramos|acreditamos|llevo|llevamos|retiramos|visito|visitamos|preparo|preparamos|busco|buscamos|cambiamos|consigo|conseguimos|hago|hacemos|aviso|avisamos|resuelvo|resolvemos|instalamos|reparamos)';
const THEY = '(?:llama|llaman|avisa|avisan|manda|mandan|visita|visitan|contacta|contactan|entrega|entregan|escribe|escriben|confirma|confirman)';
const HOLD = '(?:sostengo|sostenemos|mantengo|mantenemos|respeto|respetamos|guardo|guardamos|reservo|reservamos|aparto|apartamos)';

const SPANISH: readonly RegExp[] = [
  // "le llamaré", "te lo vamos a mandar", "voy a averiguar"
  shape(`<(?:${TO} ){0,2}(?:${SAY_STEM}ar|${OTHER_STEM}[ei]r|har|dir|tendr|pondr|mantendr|sostendr)(?:é|emos)>`),
  shape(`<(?:voy|vamos) a (?:${SAY_STEM}ar|${OTHER_STEM}[ei]r)(?:${TO}){0,2}>`),
  // "se lo mando mañana", "mañana te llamo", "la llamo esta tarde"
  shape(`<${TO_THEM}${PRESENT}> .{0,80}?<${SOON}`), shape(`<${SOON}.{0,60}?<${TO_THEM}${PRESENT}>`), shape(`<(?:los|las|lo|la) (?:pido|reclamo|consulto) hoy>`),
  // "te aviso", "la llamo": a promise without a time too, but not "te aviso que ya llegó"
  shape(`<(?:te|le|les) (?:aviso|avisamos)>(?! (?:que|de que|porque|desde))`), shape('<(?:lo|la) (?:averiguo|consulto|reviso) y <'),
  // "el técnico pasa el lunes", "sale mañana a primera hora", "te llaman una hora antes"
  shape(`<(?:t[eé]cnic[oa]|instalador|cami[oó]n|transporte|cadete|flete|plomero|compa[ñn]er[oa]|encargad[oa]|equipo) .{0,20}?<(?:pasa|va|llega|sale|llama|visita)> .{0,30}?<${SOON}`),
  shape(`<van? (?:un|una|el|la|nuestr[oa]) (?:t[eé]cnic[oa]|instalador|plomero|electricista) .{0,30}?<${SOON}`), shape(`<${SOON}.{0,40}?<van? (?:un|una|el|la|nuestr[oa]) (?:t[eé]cnic[oa]|instalador|plomero|electricista)>`),
  shape(`(?:^|[,.;] ?|<y )(?:va|van|sale|salen|llega|llegan|entregamos) ${SOON}`),
  shape(`<(?:te|le|les) ${THEY}> .{0,60}?<(?:${SOON}|una hora antes|antes)`),
  // "quedamos en que", "me comprometo", "me encargo"
  shape('<qued(?:amos|o|é) (?:en|para|así que)>'), shape('<(?:me compromet|nos compromet)\\p{L}+'), shape('<(?:me|nos) (?:encargo|encargamos|ocupo|ocupamos)>'),
  // "el precio lo sostengo hasta fin de mes", "te respetamos los $ 89.000", "se la guardo hasta el viernes"
  shape(`<${TO_THEM}${HOLD}>`), shape(`<${HOLD}> (?:el|la|los|las|tu|su) .{0,60}?<hasta>`),
  shape(`<los \\d+ d[ií]as los ${HOLD}>`),
];

const ACT = "(?:call|phone|ring|send|e-?mail|mail|write|get back|come back|let you know|check|find out|look into|ask|confirm|deliver|refund|return|hold|keep|put|bring|come|arrange|ship|post|text|follow up|make sure|replace|credit|forward|reserve|set|update|pick|be in touch|be there|be back|have (?:it|one|them|the|your|someone|somebody)|take care|sort|fix|prepare|chase|speak to|talk to|give you|collect|install|repair|honou?r|invoice|schedule|book)";
const ENGLISH: readonly RegExp[] = [
  shape(`<(?:i|we)(?:'ll| will| shall|'m going to|'re going to| am going to| are going to)(?: (?:also|then|both|certainly|gladly|definitely|personally|try and|of course))? ${ACT}>`),
  shape("<(?:you'll|you will) (?:receive|get|hear|have) "),
  shape('<(?:it|they|the (?:technician|courier|driver|van|parcel|order|part|refund|replacement|fitter|plumber|engineer)|someone|somebody|he|she|my colleague|a colleague)(?:\'ll| will) (?:be (?:there|with you|delivered|ready|shipped|sent|in touch|back)|call|phone|ring|come|visit|arrive|leave|contact|get in touch|collect|write)>'),
  shape('<(?:i|we) (?:promise|guarantee|commit)>'), shape("<(?:i'm|we're|i am|we are) (?:sending|calling|posting|shipping|delivering|coming) .{0,40}?<(?:today|tomorrow|tonight|on \\p{L}+day|next week|this (?:afternoon|week|evening))>"),
];

/** A wrapped line goes on in the next; a blank line, a list mark or an end of a sentence parts them. */
function sentencesOf(text: string): string[] {
  const joined = text.replace(/\r/g, '').replace(/(?<![.!?:;\n])\n(?=\p{Ll})/gu, ' ');
  return joined.split(/\n+|(?<=[.!?…]["')\]]?)\s+(?=[\p{Lu}\p{N}¡¿"'(*•–-])/u).map((sentence) => sentence.replace(/^[\s>*•·–-]+/u, '').replace(/\s+/g, ' ').trim()).filter((sentence) => sentence.length >= 8);
}
