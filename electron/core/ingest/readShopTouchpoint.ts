/** Makes interactions of rows that tell of one: a step somebody took on a site, a review they wrote. */
import type { PageFacts } from '../../../shared/domain.ts';
import { chatPoint } from '../identity/address.ts';
import type { NormalisedInteraction, NormalisedRecord } from './normalised.ts';
import { oneLine } from './reading.ts';
import type { People, ShopRow } from './shopRowFields.ts';
import { folded } from './shopRowWords.ts';

type Made = Pick<NormalisedRecord, 'interaction' | 'claims' | 'evidence'>;

/** Something a customer asked in a form waits for an answer; what they did alone does not. */
const ASKS = /\b(?:form|formulario|consulta|contacto|contact|question|pregunta|reclamo|claim|ticket|turno|cotizacion|presupuesto|quote)\b/;

/** A step on a site; `key` is the row's. */
export function readStep(row: ShopRow, key: string, receivedAtMs: number | null): Made {
  const kind = row.need('kind', 'no-kind').slice(0, 200);
  const people = row.people();
  if (people.points.length === 0) row.say('no-customer', null, kind);
  const text = row.text('text');
  const asks = ASKS.test(folded(kind)) && text !== '';
  return { ...people.said, interaction: touchpoint(row, key, { channel: 'web', people, title: kind, text, page: { url: row.url(), site: '', stars: null }, role: asks ? 'author' : 'subject', occurredAtMs: row.date('date') ?? receivedAtMs }) };
}

/** A review, by its customer where one can be named, else by the name it is signed with. */
export function readReview(row: ShopRow, key: string, receivedAtMs: number | null): Made {
  const author = row.text('author') || row.text('customer');
  const url = row.url();
  const site = (row.text('site') || hostOf(url)).slice(0, 200);
  const people = row.people();
  // Whoever can be named has a better name than the one they write under in public.
  people.said.claims = [];
  const stars = row.stars();
  const text = row.text('text');
  if (text === '' && stars === null) throw row.unusable('no-text', 'text', '');
  if (people.points.length === 0) {
    const point = author === '' ? null : chatPoint('review', `${site === '' ? 'web' : site}/${author}`);
    if (point === null) throw row.unusable('no-author', 'author', '');
    people.points.push(point);
    people.said = { claims: [{ point, field: 'name', value: author.slice(0, 300) }], evidence: [] };
  }
  const title = [site, stars === null ? '' : `${'★'.repeat(Math.round(stars))}${'☆'.repeat(5 - Math.round(stars))}`].filter((part) => part !== '').join(' ');
  return { ...people.said, interaction: touchpoint(row, key, { channel: 'public', people, title, text, page: { url, site, stars }, role: 'author', occurredAtMs: row.date('date') ?? receivedAtMs }) };
}

type Touch = { channel: 'web' | 'public'; people: People; title: string; text: string; page: PageFacts; role: 'author' | 'subject'; occurredAtMs: number | null };

function touchpoint(row: ShopRow, key: string, { channel, people, title, text, page, role, occurredAtMs }: Touch): NormalisedInteraction {
  const name = row.text('customer') || row.text('author');
  return {
    key, channel, direction: 'inbound', occurredAtMs: occurredAtMs ?? 0, title, preview: oneLine(text), text, threadKey: null,
    parties: people.points.slice(0, 1).map((point) => ({ point, name: name.slice(0, 300), role })), own: [], attachments: [],
    list: false, automatic: false, bounce: false, dateDoubtful: row.text('date') === '', hasHtml: false, call: null, page,
  };
}

function hostOf(url: string): string {
  return url === '' ? '' : new URL(url).hostname.replace(/^www\./, '');
}
