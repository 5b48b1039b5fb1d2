/**
 * Turns the mail stories into threads: who writes to whom from which box, with which Message-ID and References, and
 * what is quoted below. Pure; the bytes are made in renderMbox.ts.
 */
import { AGENTS, SHOP, agentOf, personOf } from './people.ts';
import { orderMails } from './orderMails.ts';
import { CARE_MAILS } from './stories/careMails.ts';
import { HOTEL_MAILS } from './stories/hotelMails.ts';
import { SHOP_MAILS } from './stories/shopMails.ts';
import { clockText, fillDates, fixedNumber, instantOf, localTime, longDate, shortDate } from './storyClock.ts';
import type { MailProgram, MailStory } from './storyTypes.ts';

export type Address = { name: string; address: string };

export type ComposedMail = {
  id: string;
  atMs: number;
  /** Key of the customer on the other side. */
  person: string;
  inbound: boolean;
  lang: 'es' | 'en';
  from: Address;
  to: Address[];
  cc: Address[];
  subject: string;
  /** Without <>, as are the others. */
  messageId: string;
  inReplyTo: string | null;
  references: string[];
  /** What was written, with the signature. */
  own: string;
  /** One level of what was answered, with its introduction; empty at the start of a thread. */
  quoted: string;
  /** `shop` is our own system. */
  program: MailProgram | 'shop';
  layout: MailStory['layout'];
  attach: NonNullable<MailStory['attach']>;
};

/** Oldest first. @throws RangeError when a story answers a mail that does not exist or is later */
export function composeMails(nowMs: number): ComposedMail[] {
  const stories = [...SHOP_MAILS, ...HOTEL_MAILS, ...CARE_MAILS, ...orderMails()]
    .map((story) => ({ story, atMs: instantOf(story.at, nowMs) }))
    .sort((a, b) => a.atMs - b.atMs || (a.story.id < b.story.id ? -1 : 1));
  const done = new Map<string, { story: MailStory; mail: ComposedMail }>();
  for (const { story, atMs } of stories) {
    const answered = story.re ? done.get(story.re) : undefined;
    if (story.re && !answered) throw new RangeError(`${story.id} answers ${story.re}, which is not before it`);
    done.set(story.id, { story, mail: compose(story, atMs, answered?.mail ?? null, done) });
  }
  return [...done.values()].map(({ mail }) => mail);
}

/** Message-IDs stay the same whenever the sample is made. */
export function messageIdOf(id: string, domain: string): string {
  return `${fixedNumber(id).toString(36)}.${fixedNumber(`${id}!`).toString(36)}@${domain}`;
}

function compose(story: MailStory, atMs: number, answered: ComposedMail | null, done: ReadonlyMap<string, { story: MailStory; mail: ComposedMail }>): ComposedMail {
  const inbound = !isOurs(story.by);
  const thread = ancestors(answered, done);
  const theirs = thread.find((mail) => mail.inbound);
  const ours = thread.find((mail) => !mail.inbound);
  const person = inbound ? story.by : story.to?.[0] ?? theirs?.person ?? '';
  const from = senderOf(story);
  let to = (story.to ?? []).map((key) => addressOf(key, story));
  if (to.length === 0) to = [inbound ? ours?.from ?? { name: SHOP.name, address: SHOP.ventas } : theirs!.from];
  const lang = story.lang ?? personOf(person).lang;
  return {
    id: story.id, atMs, person, inbound, lang, from, to, cc: (story.cc ?? []).map((key) => addressOf(key, story)),
    subject: story.subject ?? replySubject(answered!.subject),
    messageId: messageIdOf(story.id, from.address.split('@')[1]!),
    inReplyTo: answered?.messageId ?? null,
    references: answered ? [...answered.references, answered.messageId] : [],
    own: [fillDates(story.text, atMs, lang), ...signature(story)].join('\n'),
    quoted: answered ? quotation(answered, programOf(story.by), lang) : '',
    program: programOf(story.by), layout: story.layout, attach: story.attach ?? [],
  };
}

/** The mail itself first, then what it answers, and so on. */
function ancestors(mail: ComposedMail | null, done: ReadonlyMap<string, { story: MailStory; mail: ComposedMail }>): ComposedMail[] {
  if (!mail) return [];
  const before = done.get(mail.id)!.story.re;
  return [mail, ...ancestors(before ? done.get(before)!.mail : null, done)];
}

function isOurs(key: string): boolean {
  return key === 'ventas' || agentOf(key) !== null;
}

function senderOf(story: MailStory): Address {
  const agent = agentOf(story.by);
  if (story.by === 'ventas') return { name: SHOP.name, address: SHOP.ventas };
  if (agent && story.box === 'own') return { name: agent.name, address: agent.email };
  if (agent) return { name: `${agent.name} - ${SHOP.name}`, address: story.box === 'soporte' ? SHOP.soporte : SHOP.ventas };
  const person = personOf(story.by);
  return { name: person.name, address: story.fromAddress ?? person.emails[0]! };
}

function addressOf(key: string, story: MailStory): Address {
  const agent = agentOf(key);
  if (agent) return { name: agent.name, address: agent.email };
  const person = personOf(key);
  return { name: person.name, address: story.to?.[0] === key && story.toAddress ? story.toAddress : person.emails[0]! };
}

function programOf(key: string): ComposedMail['program'] {
  return isOurs(key) ? 'shop' : personOf(key).program ?? 'plain';
}

function signature(story: MailStory): string[] {
  const agent = AGENTS.find(({ key }) => key === story.by);
  if (agent) return ['', '-- ', agent.name, `${agent.desk} · ${SHOP.name}`, `Tel. ${SHOP.phoneText}`];
  if (story.by === 'ventas') return ['', '-- ', `${SHOP.name} · Caballito y Belgrano`, `Tel. ${SHOP.phoneText} · todos los días de 10 a 20`];
  const person = personOf(story.by);
  if (person.program === 'phone') return ['', person.lang === 'es' ? 'Enviado desde mi iPhone' : 'Sent from my iPhone'];
  return person.signature ? ['', ...(person.program === 'outlook' ? [] : ['-- ']), ...person.signature] : [];
}

function replySubject(subject: string): string {
  return /^re:/i.test(subject) ? subject : `Re: ${subject}`;
}

/** As each program writes it: Outlook with a block of headers, the others with a sentence and `>`. */
function quotation(mail: ComposedMail, program: ComposedMail['program'], lang: 'es' | 'en'): string {
  const t = localTime(mail.atMs);
  if (program === 'outlook') {
    const block = [`De: ${mail.from.name} <${mail.from.address}>`, `Enviado el: ${longDate(t, 'es')} de ${t.year} ${clockText(t)}`, `Para: ${mail.to.map((a) => a.address).join('; ')}`, `Asunto: ${mail.subject}`];
    return ['________________________________', ...block, '', mail.own].join('\n');
  }
  const { weekday, month } = shortDate(t, lang);
  const who = `${mail.from.name} <${mail.from.address}>`;
  const intro = lang === 'es'
    ? `El ${weekday}, ${t.day} ${month} ${t.year} a las ${clockText(t)}, ${who} escribió:`
    : `On ${weekday}, ${month} ${t.day}, ${t.year} at ${clockText(t)}, ${who} wrote:`;
  return [intro, '', ...mail.own.split('\n').map((line) => (line ? `> ${line}` : '>'))].join('\n');
}
