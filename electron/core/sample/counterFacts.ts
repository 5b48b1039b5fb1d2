/**
 * Turns what the shop's people did into facts, each with its moment and who did it. Pure: whom and what they speak of
 * is looked up by whoever writes them.
 */
import type { OperationPayload, OperationType } from '../../../shared/operations.ts';
import type { RuleBody } from '../../../shared/deciding.ts';
import type { Shop } from '../../../shared/shop.ts';
import { AGENTS, agentOf, SHOP } from './people.ts';
import { cells, offerText, productOf } from './renderShop.ts';
import { ANSWERS, CASES, PREFERRED, PRESENTED, TASKS, VISITS } from './stories/counter.ts';
import type { CaseStory, ContactMark, TaskStory, VisitStory } from './stories/counter.ts';
import { instantOf, localTime } from './storyClock.ts';

export type DatedFact = { [T in OperationType]: { atMs: number; actor: string; type: T; payload: OperationPayload<T> } }[OperationType];

export type CounterPorts = {
  nowMs: number;
  /** A fixed id for a name. */
  idOf(name: string): string;
  /** The contact point by which a person is named. */
  pointOf(person: string, address?: string): string;
  /** The touchpoint of a person at that moment; null when there is none. */
  contactOf(person: string, channel: ContactMark[0], atMs: number): string | null;
  /** The imported offer with this text. */
  offerOf(text: string): { id: string; campaign: string; productCode: string | null; amountMinor: number | null; toMs: number | null } | null;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The last receipt is the one that Lucía's mail names; Belgrano counts for itself. */
const LAST_RECEIPT = { CAB: { series: 'V', number: 20_311 }, BEL: { series: 'B', number: 8_042 } } as const;

/** What all desks of the shop share. */
export const SAMPLE_SHOP: Partial<Shop> = {
  identity: { name: SHOP.name, address: 'Av. Rivadavia 5240, Caballito, Buenos Aires', taxId: '30-71205433-8', phone: SHOP.phoneText, mail: SHOP.ventas, footer: 'Gracias por venir. Este comprobante no es una factura.' },
  branches: [{ code: 'CAB', name: 'Caballito', address: 'Av. Rivadavia 5240' }, { code: 'BEL', name: 'Belgrano', address: 'Av. Cabildo 2180' }],
  teams: [{ name: 'Ventas Caballito', members: nameAll('ana', 'tomas') }, { name: 'Posventa Belgrano', members: nameAll('marina') }],
  hours: { days: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '10:00', to: '20:00' })), holidays: [] },
  currency: 'ARS',
};

const FINANCING_RULE: RuleBody = {
  name: { es: 'Se fue contento y pensando la oferta', en: 'Left happy, still thinking about the offer' }, on: 'survey',
  // Only of a visit of these days: who thought about it for longer has decided.
  all: [{ fact: 'lastScore', operator: 'greaterThanInclusive', value: 4 }, { fact: 'pendingOffers', operator: 'greaterThanInclusive', value: 1 }, { fact: 'favourites', operator: 'greaterThanInclusive', value: 1 }, { fact: 'daysSinceSurvey', operator: 'lessThanInclusive', value: 2 }],
  any: [], priority: 500,
  action: { kind: 'task', title: { es: 'Confirmar financiación', en: 'Confirmar financiación' }, owner: 'Tomás Vega', dueHours: 16 },
};

/** In the order of their moments. */
export function counterFacts(ports: CounterPorts): DatedFact[] {
  return [...shopFacts(ports), ...CASES.flatMap((story) => caseFacts(ports, story)), ...VISITS.flatMap((story, at) => visitFacts(ports, story, at)), ...TASKS.flatMap((story) => taskFacts(ports, story)), ...offerFacts(ports), ...preferredFacts(ports)]
    .map((fact, at) => ({ fact, at })).sort((a, b) => a.fact.atMs - b.fact.atMs || a.at - b.at).map(({ fact }) => fact);
}

function shopFacts({ nowMs, idOf }: CounterPorts): DatedFact[] {
  const atMs = nowMs - 400 * DAY_MS;
  const actor = nameOf('ana');
  return [
    ...Object.entries(SAMPLE_SHOP).map(([key, value]): DatedFact => ({ atMs, actor, type: 'shop.set', payload: { key: key as keyof Shop, value } })),
    { atMs, actor, type: 'rule.set', payload: { ruleId: idOf('rule:financing'), version: 1, body: FINANCING_RULE, enabled: true } },
  ];
}

function caseFacts(ports: CounterPorts, story: CaseStory): DatedFact[] {
  const { idOf, pointOf, contactOf, nowMs } = ports;
  const caseId = idOf(`case:${story.key}`);
  const openedAtMs = instantOf(story.at, nowMs);
  const actor = nameOf(story.by);
  const contacts = story.contacts.flatMap(([channel, at]) => contactOf(story.person, channel, instantOf(at, nowMs)) ?? []);
  const set = (field: OperationPayload<'case.set'>['field'], value: string, atMs = openedAtMs, by = actor): DatedFact => ({ atMs, actor: by, type: 'case.set', payload: { caseId, field, value } });
  return [
    { atMs: openedAtMs, actor, type: 'case.open', payload: { caseId, contactPointId: pointOf(story.person, story.address), title: story.title, motive: story.motive, channel: story.channel, openedAtMs, interactionId: story.channel === 'visit' ? null : (contacts[0] ?? null) } },
    set('team', story.team), ...(story.owner === undefined ? [] : [set('owner', nameOf(story.owner))]), ...(story.priority === undefined ? [] : [set('priority', story.priority)]),
    ...(story.tags ?? []).map((tag): DatedFact => ({ atMs: openedAtMs, actor, type: 'case.tag', payload: { caseId, tag, on: true } })),
    ...contacts.map((interactionId): DatedFact => ({ atMs: openedAtMs, actor, type: 'case.link', payload: { caseId, interactionId, on: true } })),
    ...(story.checklist ?? []).map(([text, done], at): DatedFact => ({ atMs: openedAtMs + (at + 1) * HOUR_MS, actor, type: 'case.check', payload: { caseId, itemId: idOf(`check:${story.key}:${at}`), text, done, removed: false } })),
    ...(story.escalated === undefined ? [] : [((escalated): DatedFact => ({ atMs: instantOf(escalated.at, nowMs), actor: nameOf(escalated.by), type: 'case.escalate', payload: { caseId, fromTeam: story.team, toTeam: escalated.team, reason: escalated.reason, atMs: instantOf(escalated.at, nowMs) } }))(story.escalated)]),
    ...(story.snoozedHours === undefined ? [] : [set('snoozedUntilMs', String(nowMs + story.snoozedHours * HOUR_MS))]),
    ...(story.solved === undefined ? [] : [set('status', 'solved', instantOf(story.solved.at, nowMs), nameOf(story.solved.by))]),
  ];
}

function visitFacts(ports: CounterPorts, story: VisitStory, at: number): DatedFact[] {
  const { idOf, pointOf, nowMs, offerOf } = ports;
  const visitId = idOf(`visit:${story.person}:${story.at}`);
  const contactPointId = pointOf(story.person);
  const startedAtMs = instantOf(story.at, nowMs);
  const endedAtMs = startedAtMs + story.minutes * MINUTE_MS;
  const actor = nameOf(story.agent);
  const after = VISITS.slice(at + 1).filter(({ branch }) => branch === story.branch).length;
  const { series, number } = LAST_RECEIPT[story.branch];
  const matter = story.matter === undefined ? null : idOf(`case:${story.matter}`);
  const fields: [OperationPayload<'visit.set'>['field'], string][] = [
    ['contactPointId', contactPointId], ['agent', actor], ['identityCheck', story.check ?? 'known'], ['motive', story.motive], ['notes', story.notes], ['outcome', story.outcome ?? ''], ['caseId', matter ?? ''],
  ];
  let step = 0;
  const next = (): number => startedAtMs + Math.min(story.minutes, ++step) * MINUTE_MS;
  const item = (kind: OperationPayload<'visit.item'>['kind'], ref: string, label: string): DatedFact => {
    const atMs = next();
    return { atMs, actor, type: 'visit.item', payload: { visitId, itemId: idOf(`item:${visitId}:${kind}:${ref}`), kind, ref, label, removed: false, atMs } };
  };
  const offered = (story.offered ?? []).flatMap((key): DatedFact[] => {
    const text = offerText(key);
    const offer = offerOf(text);
    const shown = item('offer', offer?.id ?? key, text);
    return offer === null ? [shown] : [shown, { atMs: shown.atMs, actor, type: 'offer.present', payload: presented(offer, text, contactPointId, 'visit', visitId, shown.atMs) }];
  });
  const saved = (story.saved ?? []).flatMap((code): DatedFact[] => {
    const kept = item('favourite', code, productOf(code).name);
    return [kept, { atMs: kept.atMs, actor, type: 'favourite.set', payload: { contactPointId, productCode: code, on: true, note: '', channel: 'visit', interactionId: visitId, atMs: kept.atMs } }];
  });
  return [
    { atMs: startedAtMs, actor, type: 'visit.open', payload: { visitId, branch: story.branch, startedAtMs } },
    ...fields.filter(([, value]) => value !== '').map(([field, value]): DatedFact => ({ atMs: startedAtMs, actor, type: 'visit.set', payload: { visitId, field, value } })),
    ...(story.looked ?? []).map((code) => item('product', code, productOf(code).name)), ...offered, ...saved,
    ...(story.preferences ?? []).map((code): DatedFact => ({ atMs: endedAtMs, actor, type: 'preference.set', payload: { contactPointId, code, on: true, interactionId: visitId, atMs: endedAtMs } })),
    { atMs: endedAtMs, actor, type: 'visit.close', payload: { visitId, endedAtMs, receipt: { series, number: number - after }, survey: null } },
    ...(matter === null ? [] : [{ atMs: endedAtMs, actor, type: 'case.link', payload: { caseId: matter, interactionId: visitId, on: true } } satisfies DatedFact]),
    ...(story.score === undefined ? [] : [{ atMs: endedAtMs + MINUTE_MS, actor, type: 'survey.answer', payload: { visitId, score: story.score, comment: story.comment ?? '', answeredAtMs: endedAtMs + MINUTE_MS } } satisfies DatedFact]),
  ];
}

function taskFacts({ idOf, pointOf, nowMs }: CounterPorts, story: TaskStory): DatedFact[] {
  const taskId = idOf(`task:${story.key}`);
  const createdAtMs = instantOf(story.at, nowMs);
  const actor = nameOf(story.owner);
  const dueAtMs = story.due === 'noon' ? nextNoon(nowMs) : nowMs + story.due * HOUR_MS;
  return [
    { atMs: createdAtMs, actor, type: 'task.add', payload: { taskId, contactPointId: pointOf(story.person), caseId: story.matter === undefined ? null : idOf(`case:${story.matter}`), title: story.title, owner: actor, dueAtMs, createdAtMs, ground: null } },
    ...(story.done === undefined ? [] : [{ atMs: instantOf(story.done, nowMs), actor, type: 'task.set', payload: { taskId, field: 'doneAtMs', value: String(instantOf(story.done, nowMs)) } } satisfies DatedFact]),
  ];
}

/** Twelve or six today, else twelve tomorrow, whichever is half an hour ahead. */
function nextNoon(nowMs: number): number {
  const { hour, minute, second } = localTime(nowMs);
  const midnightMs = nowMs - ((hour * 60 + minute) * 60 + second) * 1_000 - (nowMs % 1_000);
  return [12, 18, 36].map((at) => midnightMs + at * HOUR_MS).find((atMs) => atMs > nowMs + HOUR_MS / 2) ?? nowMs;
}

function offerFacts({ pointOf, nowMs, offerOf }: CounterPorts): DatedFact[] {
  const told = PRESENTED.flatMap((line): DatedFact[] => {
    const [key, person, at, agent, channel] = cells(line, 5);
    const offer = offerOf(offerText(key));
    const atMs = instantOf(at, nowMs);
    return offer === null ? [] : [{ atMs, actor: nameOf(agent), type: 'offer.present', payload: presented(offer, offerText(key), pointOf(person), channel as 'mail', null, atMs) }];
  });
  const answered = ANSWERS.flatMap((line): DatedFact[] => {
    const [key, person, answer, at, agent, channel, reason] = cells(line, 7);
    const offer = offerOf(offerText(key));
    const atMs = instantOf(at, nowMs);
    return offer === null ? [] : [{ atMs, actor: nameOf(agent), type: 'offer.answer', payload: { offerId: offer.id, contactPointId: pointOf(person), answer: answer as 'accepted', channel: channel as 'mail', reason, atMs } }];
  });
  return [...told, ...answered];
}

function preferredFacts({ pointOf, nowMs }: CounterPorts): DatedFact[] {
  return PREFERRED.map((line): DatedFact => {
    const [person, at, agent, channel] = cells(line, 4);
    return { atMs: instantOf(at, nowMs), actor: nameOf(agent), type: 'customer.setField', payload: { contactPointId: pointOf(person), field: 'preferredChannel', value: channel } };
  });
}

function presented(offer: NonNullable<ReturnType<CounterPorts['offerOf']>>, text: string, contactPointId: string, channel: 'visit' | 'mail', interactionId: string | null, atMs: number): OperationPayload<'offer.present'> {
  return { offerId: offer.id, contactPointId, text, campaign: offer.campaign, productCode: offer.productCode, amountMinor: offer.amountMinor, currency: 'ARS', validToMs: offer.toMs, channel, interactionId, atMs };
}

/** @throws RangeError for somebody who is not of the shop */
function nameOf(key: string): string {
  const agent = agentOf(key);
  if (agent === null) throw new RangeError(`nobody of ours is called ${key}`);
  return agent.name;
}

function nameAll(...keys: string[]): string[] {
  return AGENTS.filter(({ key }) => keys.includes(key)).map(({ name }) => name);
}
