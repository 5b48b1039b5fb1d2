/**
 * A made-up mailbox of a service desk: who wrote what to whom, when, in answer to what. No clock, no chance: the same
 * letters for the same numbers, on every machine. Texts follow the word frequencies of searchHistory.ts; sizes are
 * log-normal, with a median of about 6 kB and a mean of about 10 kB, as in mailboxes of that kind.
 */
import { seeded, vocabulary } from './searchHistory.ts';
import type { Random } from './searchHistory.ts';

export type Person = { name: string; address: string; isSpanish: boolean };

export type Letter = {
  sentAtMs: number;
  customer: Person;
  agent: Person;
  isOutbound: boolean;
  subject: string;
  messageId: string;
  /** Message-IDs of the conversation so far, oldest first. */
  references: readonly string[];
  /** Everything about the letter's text and shape is drawn from this. */
  seed: number;
};

export type CorpusOptions = {
  letters: number;
  seed?: number;
  /** How many people write; a tenth of the letters unless said otherwise. */
  customers?: number;
};

export const OWN_DOMAIN = 'empresa.example';
const DESK: Person = { name: 'Atención al Cliente', address: `soporte@${OWN_DOMAIN}`, isSpanish: true };
const LAST_MS = Date.UTC(2026, 10, 1);
const YEARS_MS = 3 * 365 * 86_400_000;
const AGENTS = 12;
const LONGEST_CONVERSATION = 14;
const GIVEN = 'María José Antonio Carmen Manuel Ana Lucía Javier Sofía Íñigo Begoña Núria Ángel John Emily Michael Sarah Olivia Chloë Zoë'.split(' ');
const FAMILY = "García Martínez López Sánchez Pérez Muñoz Díaz Álvarez Jiménez Ibáñez Núñez Vázquez Smith Johnson Taylor Walker O'Neill Müller Dubois Rossi".split(' ');
const DOMAINS = ['correo.example', 'webmail.example', 'gmx.example', 'empresa-norte.example', 'talleres-sur.example', 'acme.example', 'shop.example', 'logistica.example'];
const SUBJECTS = {
  es: ['Retraso en el pedido #', 'Factura F-# incorrecta', 'Devolución del artículo #', 'No puedo acceder a mi cuenta', 'Cita con el técnico', 'Reclamación nº #', 'Reembolso pendiente #', '¿Cuándo llega mi paquete?', 'Solicitud de presupuesto', 'Cobro duplicado en mi tarjeta'],
  en: ['Delayed order #', 'Wrong invoice F-#', 'Return request #', 'Cannot log in to my account', 'Technician appointment', 'Complaint no. #', 'Refund outstanding #', 'Where is my parcel?', 'Request for a quote', 'Charged twice on my card'],
};

export function desk(): Person {
  return DESK;
}

/** Letters in the order in which they were sent. Cheap: texts are made by renderLetter. */
export function planLetters({ letters, seed = 1, customers = Math.max(10, Math.round(letters / 10)) }: CorpusOptions): Letter[] {
  const random = seeded(seed * 7_919 + 1);
  const people = Array.from({ length: customers }, (_, n) => person(random, n + 1, seed));
  const agents = Array.from({ length: AGENTS }, (_, n) => ({ ...person(random, n + 1, seed), address: `agente${n + 1}@${OWN_DOMAIN}` }));
  const planned: Letter[] = [];
  for (let conversation = 0; planned.length < letters; conversation++) {
    // Everybody once; after that some write far more often than others.
    const customer = people[conversation < customers ? conversation : Math.floor(random.next() ** 1.6 * customers)] as Person;
    const length = 1 + Math.min(LONGEST_CONVERSATION, Math.floor(-Math.log(1 - random.next()) * 2.2));
    planned.push(...planConversation(random, customer, random.pick(agents), Math.min(length, letters - planned.length), `${seed}.${conversation}`));
  }
  return planned.sort((a, b) => a.sentAtMs - b.sentAtMs);
}

function planConversation(random: Random, customer: Person, agent: Person, length: number, name: string): Letter[] {
  const subject = random.pick(customer.isSpanish ? SUBJECTS.es : SUBJECTS.en).replace('#', String(100_000 + random.below(900_000)));
  let sentAtMs = LAST_MS - YEARS_MS + Math.floor(random.next() * YEARS_MS);
  const ids: string[] = [];
  return Array.from({ length }, (_, nth) => {
    const isOutbound = nth > 0 && random.next() < (nth % 2 === 1 ? 0.9 : 0.1);
    const messageId = `${name}.${nth}@${(isOutbound ? agent : customer).address.split('@')[1]}`;
    const letter: Letter = { sentAtMs, customer, agent, isOutbound, subject, messageId, references: [...ids], seed: random.below(2 ** 31) };
    ids.push(messageId);
    sentAtMs = Math.min(LAST_MS, sentAtMs + Math.floor(Math.exp(8 + normal(random) * 1.6) * 1_000));
    return letter;
  });
}

function person(random: Random, number: number, seed: number): Person {
  const given = random.pick(GIVEN);
  const family = random.pick(FAMILY);
  const local = `${given}.${family}`.normalize('NFD').replace(/[^A-Za-z.]/g, '').toLowerCase();
  return { name: `${given} ${family}${random.next() < 0.5 ? '' : ` ${random.pick(FAMILY)}`}`, address: `${local}${seed}n${number}@${random.pick(DOMAINS)}`, isSpanish: random.next() < 0.65 };
}

/** Standard normal, by Box and Muller. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

const WORDS = vocabulary();

/** Paragraphs of at least so many characters together. */
export function paragraphs(random: Random, characters: number): string[] {
  const result: string[] = [];
  for (let made = 0; made < characters; ) {
    const text = Array.from({ length: 1 + random.below(5) }, () => sentence(random)).join(' ');
    result.push(text);
    made += text.length + 2;
  }
  return result;
}

function sentence(random: Random): string {
  const words = Array.from({ length: 6 + random.below(16) }, () => word(random)).join(' ');
  const order = random.next() < 0.18 ? ` (pedido ${100_000 + random.below(900_000)})` : '';
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}${order}${random.pick(['.', '.', '.', '?', '!'])}`;
}

/** Log-uniform rank, which is what Zipf's law comes to. */
function word(random: Random): string {
  return WORDS[Math.min(WORDS.length, Math.floor(Math.exp(random.next() * Math.log(WORDS.length + 1)))) - 1] as string;
}
