/**
 * The text of a WhatsApp export: where messages begin, in which order a date is written, what a body stands for.
 *
 * Pure and line by line in linear time. The export has no documented format; the shapes below were taken from exports
 * of Android (`12/03/24, 14:05 - Ana: …`) and iOS (`[12/03/24, 14:05:33] Ana: …`) in six languages. Anything in
 * another language is read as long as its dates are in digits; only its notices pass as text.
 */

export type DateOrder = 'dmy' | 'mdy' | 'ymd';

export type ChatHead = {
  style: 'bracket' | 'dash';
  /** The three numbers of the date in the order of the text. */
  date: readonly [number, number, number];
  hour: number;
  minute: number;
  /** Null where the export does not say. */
  second: number | null;
  /** `a` or `p` of a 12-hour clock, as written, for telling the language. */
  half: string;
  padded: boolean;
  /** Null for lines that are nobody's words (notices of WhatsApp). */
  author: string | null;
  /** First line of the body. */
  body: string;
};

const MARKS = '[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]*';
const DATE = '(\\d{1,4})(?:([./-])\\s?)(\\d{1,2})\\2\\s?(\\d{1,4})\\.?';
const BETWEEN = '(?:,|\\s(?:à|às|um|alle(?: ore)?|a las|at))?\\s{1,2}';
const TIME = '(\\d{1,2})[:.](\\d{2})(?:[:.](\\d{2}))?(?:\\s?([AaPp]\\.?\\s?[Mm])\\.?)?(?:\\sUhr)?';
const BRACKET = new RegExp(`^${MARKS}\\[${DATE}${BETWEEN}${TIME}\\]\\s?(.*)$`, 's');
const DASH = new RegExp(`^${MARKS}${DATE}${BETWEEN}${TIME}\\s[-–]\\s(.*)$`, 's');

/** The head of a message when the line is one, else null (the line goes on with the message before it). */
export function readHead(line: string): ChatHead | null {
  // Heads are short; most lines of a long message are refused by their first characters.
  const first = line.charCodeAt(0);
  const couldBe = (first >= 48 && first <= 57) || first === 91 || first > 0x2000;
  if (!couldBe) return null;
  const bracket = BRACKET.exec(line);
  const match = bracket ?? DASH.exec(line);
  if (match === null) return null;
  // `[2024-03-12 14:05:33] …` is how programs write their logs; WhatsApp puts a comma there.
  if (bracket !== null && (match[1] ?? '').length === 4 && !line.slice(0, 24).includes(',')) return null;
  const half = (match[8] ?? '').toLowerCase();
  const hour = hourOf(Number(match[5]), half);
  const minute = Number(match[6]);
  const second = match[7] === undefined ? null : Number(match[7]);
  if (hour > 23 || minute > 59 || (second ?? 0) > 59) return null;
  const rest = match[9] ?? '';
  const said = /^([^:]{1,120}?): ?(.*)$/s.exec(rest);
  const isNotice = said === null || (bracket === null && !/: |:$/.test(rest)) || NOTICE.test(rest);
  return {
    style: bracket ? 'bracket' : 'dash', date: [Number(match[1]), Number(match[3]), Number(match[4])], hour, minute, second,
    half: match[8] ?? '', padded: (match[1] ?? '').length > 1 && (match[3] ?? '').length > 1,
    author: isNotice ? null : cleanName(said[1] ?? ''), body: isNotice ? rest : (said[2] ?? ''),
  };
}

function hourOf(written: number, half: string): number {
  if (half === '') return written;
  if (written > 12) return written;
  return (written % 12) + (half.startsWith('p') ? 12 : 0);
}

/** A name without width-less marks and the `~` WhatsApp puts before names that people gave themselves. */
export function cleanName(name: string): string {
  return name.replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '').replace(/[\s\u00a0\u202f]+/g, ' ').replace(/^\s*~\s?/, '').trim();
}

/** The whole date with the order applied, or null when there is no such day. Two-digit years are of this century. */
export function readDate(parts: readonly [number, number, number], order: DateOrder): { year: number; month: number; day: number } | null {
  const [a, b, c] = parts;
  const [day, month, short] = order === 'dmy' ? [a, b, c] : order === 'mdy' ? [b, a, c] : [c, b, a];
  const year = short < 100 ? 2000 + short : short;
  if (month < 1 || month > 12 || day < 1 || year < 1970 || year > 2200) return null;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate() ? { year, month, day } : null;
}

export type ChatMessage = {
  /** 1-based line in the file. */
  line: number;
  /** All lines of the message as they stand, without the last line end. */
  text: string;
  head: ChatHead;
  /** Body with all its lines. */
  body: string;
};

export type ChatText = {
  messages: ChatMessage[];
  /** What stands before the first message; empty in a whole export. */
  preamble: string;
  /** Null when the file leaves it open: both readings are possible days in rising order. */
  order: DateOrder | null;
  language: string | null;
  /** People who wrote, in order of appearance. */
  authors: string[];
  isGroup: boolean;
};

/** Reads a whole export; null when no line of it has a date we can read. */
export function readChat(text: string): ChatText | null {
  const messages: ChatMessage[] = [];
  let preamble = '';
  let style: ChatHead['style'] | null = null;
  let line = 0;
  let extra: string[] = [];
  const flush = (): void => {
    const last = messages.at(-1);
    if (extra.length > 0 && last) {
      const more = `\n${extra.join('\n')}`;
      last.text += more;
      last.body += more;
    } else if (extra.length > 0) preamble = extra.join('\n');
    extra = [];
  };
  for (const raw of text.replaceAll('\0', '').split('\n')) {
    line++;
    const current = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const head = readHead(current);
    // Only one shape a file: pasted chat lines inside a message usually have the other one.
    if (head === null || (style !== null && head.style !== style)) {
      extra.push(current);
      continue;
    }
    style = head.style;
    flush();
    messages.push({ line, text: current, head, body: head.body });
  }
  while (extra.at(-1) === '') extra.pop();
  flush();
  if (messages.length === 0) return null;
  const language = guessLanguage(messages);
  const authors = [...new Set(messages.flatMap((message) => message.head.author ?? []))];
  const isGroup = messages.some((message) => GROUP.test(message.head.body) && isNoticeBody(message));
  return { messages, preamble: preamble.trim(), order: dateOrder(messages, language), language, authors, isGroup };
}

/** Whether a text without one readable date is still plainly a chat: most of its lines are "digits … somebody: words". */
export function looksLikeForeignChat(text: string): boolean {
  const lines = text.split('\n', 60).filter((line) => line.trim() !== '').slice(0, 40);
  const heads = lines.filter((line) => !/^\[?\d{4}-\d{2}-\d{2}[ T]\d{2}:/.test(line) && /^[^\p{L}]{0,3}\p{N}{1,4}[^\p{N}\n].{3,40}?(?:\] ?| [-–] )[^:\n]{1,80}: /u.test(line));
  return heads.length >= 1 && heads.length * 2 >= lines.length;
}

/**
 * The order all dates of the file share: a number above 12 decides; else the reading under which time never runs
 * backwards; else the habits of the language. Null when even that is open.
 */
function dateOrder(messages: readonly ChatMessage[], language: string | null): DateOrder | null {
  const dates = messages.map((message) => message.head);
  const yearFirst = dates.filter(({ date }) => date[0] > 31).length;
  if (yearFirst * 2 > dates.length) return 'ymd';
  const valid = (order: DateOrder): number => dates.reduce((count, { date }) => count + (readDate(date, order) === null ? 0 : 1), 0);
  const dmy = valid('dmy');
  const mdy = valid('mdy');
  if (dmy !== mdy) return dmy > mdy ? 'dmy' : 'mdy';
  const backwards = { dmy: stepsBack(dates, 'dmy'), mdy: stepsBack(dates, 'mdy') };
  if (backwards.dmy !== backwards.mdy) return backwards.dmy < backwards.mdy ? 'dmy' : 'mdy';
  if (language !== null && language !== 'en') return 'dmy';
  if (dates.some(({ padded }) => !padded) && dates.every(({ half }) => half === 'AM' || half === 'PM')) return 'mdy';
  return null;
}

function stepsBack(dates: readonly ChatHead[], order: DateOrder): number {
  let last = 0;
  let steps = 0;
  for (const head of dates) {
    const date = readDate(head.date, order);
    if (date === null) continue;
    const at = ((date.year * 12 + date.month) * 31 + date.day) * 1440 + head.hour * 60 + head.minute;
    if (at < last) steps++;
    last = at;
  }
  return steps;
}

/** Telling words per language, found in nearly every export: the encryption notice and the words for what was left out. */
const TELLING: readonly (readonly [string, RegExp])[] = [
  ['es', /cifrad[oa]s? de extremo a extremo|multimedia omitid|imagen omitida|archivo adjunto|<adjunto: |se elimin[óo] este mensaje|eliminaste este mensaje|llamada perdida/i],
  ['pt', /criptografia de ponta a ponta|encripta[çd].{1,6} ponta a ponta|m[íi]dia (?:oculta|omitida)|arquivo (?:de m[íi]dia|anexado)|<anexado: |mensagem (?:foi )?apagada|ficheiro/i],
  ['fr', /chiffr[ée].{1,6} de bout en bout|m[ée]dias? omis|fichier joint|<pi[èe]ce jointe|message a [ée]t[ée] supprim/i],
  ['de', /ende-zu-ende|medien ausgeschlossen|weggelassen>?$|datei angeh|<anhang: |nachricht wurde gel/i],
  ['it', /crittograf\w+ end-to-end|media omess|immagine omessa|file allegato|<allegato: |messaggio [èe] stato eliminato/i],
  ['en', /end-to-end encrypted|<media omitted>|(?:image|video|audio|sticker|gif|document) omitted|file attached|<attached: |message was deleted|missed (?:voice|video) call/i],
];

function guessLanguage(messages: readonly ChatMessage[]): string | null {
  const counts = new Map<string, number>();
  for (const { head } of messages.slice(0, 5_000)) {
    if (/^[ap]\.\s?m$/i.test(head.half)) counts.set('es', (counts.get('es') ?? 0) + 1);
    for (const [language, words] of TELLING) if (words.test(head.body.slice(0, 300))) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

/** Notices that hold a colon or stand behind a name, so that they could pass for somebody's words. */
const NOTICE = /^[^:\n]{0,120}(?:end-to-end encrypted|cifrad[oa]s? de extremo a extremo|criptografia de ponta a ponta|de bout en bout|ende-zu-ende|crittograf\w+ end-to-end|(?:changed the (?:subject|group (?:name|description))|cambi[óo] el (?:asunto|nombre|título)|mudou o (?:nome|assunto)|a (?:changé|modifié) (?:le sujet|l'objet)|hat den (?:Betreff|Gruppennamen)|ha cambiato (?:l'oggetto|il nome)).{0,40}["“«„].*)/is;
/** Notices that iOS writes behind a name, always after U+200E. */
const BEHIND_NAME = new RegExp(
  'end-to-end encrypted|cifrad[oa]s? de extremo a extremo|criptografia de ponta a ponta|de bout en bout|ende-zu-ende|crittograf\\w+ end-to-end'
  + '|(?:security code|c[óo]digo de seguridad|c[óo]digo de seguran[çc]a|sicherheitsnummer|code de s[ée]curit[ée]|codice di sicurezza)'
  + '|changed their phone number|cambi[óo] (?:su|de) n[úu]mero|mudou (?:seu|de) n[úu]mero|a chang[ée] de num[ée]ro|hat .{0,40}nummer gewechselt|ha cambiato numero'
  + '|is a contact|es un contacto|est[áa] en tu lista de contactos|business account|cuenta de empresa|conta comercial'
  + '|disappearing messages|mensajes temporales|mensagens tempor[áa]rias|messages [ée]ph[ée]m[èe]res|selbstl[öo]schende|messaggi effimeri', 'i');
const GROUP = /created (?:this )?group|cre[óo] (?:el|este) grupo|criou (?:o|este) grupo|a créé (?:le|ce) groupe|hat (?:die|diese) Gruppe .*erstellt|ha creato (?:il|questo) gruppo/i;
const MISSED_CALL = /missed (?:voice|video|group)? ?(?:voice |video )?call|(?:video)?llamada (?:de voz |grupal )?perdida|chamada de (?:voz|vídeo) perdida|appel (?:vocal|vidéo) manqué|verpasster (?:sprach|video)anruf|(?:video)?chiamata (?:vocale )?persa/i;

function isNoticeBody(message: ChatMessage): boolean {
  return message.head.author === null || message.body.startsWith('\u200e');
}

export type ChatBody =
  /** Somebody's words. */
  | { kind: 'words'; text: string }
  /** A file with its caption; `file` is null when the export left its name out, `mark` is what stands in its place. */
  | { kind: 'media'; file: string | null; mark: string; text: string }
  /** WhatsApp's own words, no touchpoint. */
  | { kind: 'notice'; text: string }
  | { kind: 'missedCall'; text: string };

const OMITTED = new RegExp(
  '^<?(?:'
  + '(?:media|image|video|audio|sticker|gif|document|contact card|video note) omitted'
  + '|(?:archivo )?multimedia omitid[oa]|(?:imagen|tarjeta de contacto|nota de video) omitida|(?:v[íi]deo|audio|sticker|gif|documento) omitido|se omiti[óo] el archivo multimedia'
  + '|m[íi]dia (?:oculta|omitida)|arquivo de m[íi]dia oculto|(?:imagem|figurinha) (?:ocultada|omitida)|(?:v[íi]deo|[áa]udio|gif|documento) (?:ocultado|omitido)|ficheiro n[ãa]o revelado'
  + '|m[ée]dias? omis|fichier multim[ée]dia omis|(?:image|vid[ée]o|audio|sticker|gif|document) (?:absente?|omise?)'
  + '|medien ausgeschlossen|(?:medien|bild|video|audio|sticker|gif|dokument|kontaktkarte) weggelassen'
  + '|media omess[io]|file multimediale omesso|(?:immagine|video|audio|documento|gif|sticker) (?:omess[oa]|non inclus[oa])'
  + ')>?\\.?$', 'i');
/** `<attached: FILE>` of iOS in any language, `FILE (file attached)` of Android for names of the shape WhatsApp gives. */
const ATTACHED_IOS = /^<[^:<>\n]{3,24}[\s\u00a0\u202f]?: ?([^<>\n]{1,255}\.\w{1,8})>/;
const ATTACHED_ANDROID = /^([^\n]{1,255}\.\w{1,8}) \((?:file attached|archivo adjunto|arquivo anexado|ficheiro anexado|fichier joint|datei angehängt|file allegato|bestand bijgevoegd)\)/i;
const ATTACHED_ANDROID_ANY = /^((?:IMG|VID|AUD|PTT|DOC|STK|GIF)-\d{8}-WA\d+\.\w{1,8}) \([^()\n]{3,40}\)/;
const EDITED = /^<(?:this message was edited|se edit[óo] este mensaje|esta mensagem foi editada|ce message a [ée]t[ée] modifi[ée]|diese nachricht wurde bearbeitet|questo messaggio [èe] stato modificato)>\s*$/i;

function withoutEditMark(text: string): string {
  if (!text.trimEnd().endsWith('>')) return text;
  const open = text.lastIndexOf('<');
  return open >= 0 && EDITED.test(text.slice(open)) ? text.slice(0, open).replace(/[\u200e\u200f]{1,4}$/, '').trimEnd() : text;
}

/** What a body stands for. iOS (`bracket`) marks everything that was not typed with U+200E. */
export function readBody(body: string, author: string | null, style: ChatHead['style']): ChatBody {
  const text = withoutEditMark(body.replace(/^[\u200e\u200f\u202a-\u202e\ufeff]+/, ''));
  const trimmed = text.trim();
  const isMarked = body.startsWith('\u200e');
  if (trimmed.length < 80 && MISSED_CALL.test(trimmed) && (author === null || isMarked)) return { kind: 'missedCall', text: trimmed };
  if (author === null || (isMarked && style === 'bracket' && BEHIND_NAME.test(trimmed.slice(0, 600)))) return { kind: 'notice', text: trimmed };
  const attached = text.startsWith('<') ? ATTACHED_IOS.exec(text) : text.includes(' (') ? (ATTACHED_ANDROID.exec(text) ?? ATTACHED_ANDROID_ANY.exec(text)) : null;
  if (attached) return { kind: 'media', file: cleanName(attached[1] ?? ''), mark: attached[0], text: text.slice(attached[0].length).trim() };
  // iOS puts a caption in front of the mark.
  const mark = text.lastIndexOf('\u200e');
  const behind = mark < 0 || text.length - mark > 400 ? null : ATTACHED_IOS.exec(text.slice(mark + 1));
  if (behind && text.slice(mark + 1 + behind[0].length).trim() === '') return { kind: 'media', file: cleanName(behind[1] ?? ''), mark: behind[0], text: text.slice(0, mark).trim() };
  const firstLine = trimmed.split('\n', 1)[0] ?? '';
  if (OMITTED.test(firstLine)) return { kind: 'media', file: null, mark: firstLine, text: trimmed.slice(firstLine.length).trim() };
  // "document omitted" of iOS has the file's name in front of it.
  if (style === 'bracket' && mark >= 0 && text.length - mark < 60 && OMITTED.test(text.slice(mark + 1).trim())) return { kind: 'media', file: null, mark: text.slice(mark + 1).trim(), text: text.slice(0, mark).replace(/[\s•·]{1,9}$/, '') };
  return { kind: 'words', text: trimmed };
}

/** A body in the form that two exports of one chat share: a photo is the same with its bytes, without, and after an edit. */
export function bodyKey(body: ChatBody): string {
  return body.kind === 'media' ? `\u0001${body.text}` : body.text;
}

/** The chat's title from the name of its file or folder, in the languages WhatsApp names it; null when it says none. */
export function chatTitle(name: string): string | null {
  const stem = name.normalize('NFC').replace(/\.(?:txt|zip)$/i, '').replace(/\s*\(\d+\)$/, '').trim();
  const match = /whatsapp.{0,12}?\b(?:with|con|com|avec|mit|met)\s+(.+)$/i.exec(stem) ?? /^whatsapp[ -]chat\s*[-–]\s*(.+)$/i.exec(stem) ?? /(?:chat|conversaci[óo]n|conversa|discussion).{0,12}whatsapp\s*[-–]\s*(.+)$/i.exec(stem);
  const title = cleanName(match?.[1] ?? '');
  return title === '' ? null : title;
}
