/** Rules that a shop starts with. Their ids never change: what a shop says of one of them is said to its id. */
import { RULE_OWNER_AGENT } from '../../../shared/domain.ts';
import type { RuleId } from '../../../shared/domain.ts';
import type { Comparison, RuleBody } from '../../../shared/deciding.ts';

export type DefaultRule = { id: RuleId; body: RuleBody; enabled: boolean };

const is = (fact: Comparison['fact'], operator: Comparison['operator'], value: Comparison['value']): Comparison => ({ fact, operator, value });
const atLeast = (fact: Comparison['fact'], value: number): Comparison => is(fact, 'greaterThanInclusive', value);
const shipped = (nth: number, body: RuleBody): DefaultRule => ({ id: `7b1d6a10-3f52-4c8e-9a40-0000000000${String(nth).padStart(2, '0')}` as RuleId, body, enabled: true });

export const DEFAULT_RULES: readonly DefaultRule[] = [
  shipped(1, {
    name: { es: 'Encuesta con mala nota', en: 'Survey with a low score' }, on: 'survey', all: [is('lastScore', 'lessThanInclusive', 2)], any: [], priority: 900,
    action: { kind: 'call', title: { es: 'Llamar por la mala nota en la encuesta', en: 'Call about the low survey score' }, owner: RULE_OWNER_AGENT, dueHours: 8 },
  }),
  shipped(2, {
    name: { es: 'Pedido listo para retirar', en: 'Order ready to collect' }, on: 'always', all: [atLeast('ordersReady', 1)], any: [], priority: 800,
    action: { kind: 'tellOrderReady', title: { es: 'Avisar que el pedido está listo', en: 'Tell them that the order is ready' }, owner: RULE_OWNER_AGENT, dueHours: 4 },
  }),
  shipped(3, {
    name: { es: 'Lo prometimos y no lo hicimos', en: 'Promised and not done' }, on: 'always', all: [atLeast('openPromises', 1), atLeast('daysSinceContact', 1)], any: [], priority: 780,
    action: { kind: 'task', title: { es: 'Cumplir lo que prometimos', en: 'Do what we promised' }, owner: RULE_OWNER_AGENT, dueHours: 4 },
  }),
  shipped(4, {
    name: { es: 'Solicitud vencida', en: 'Overdue case' }, on: 'always', all: [atLeast('overdueCases', 1)], any: [], priority: 760,
    action: { kind: 'write', title: { es: 'Decirle en qué está su solicitud', en: 'Tell them how their case stands' }, owner: RULE_OWNER_AGENT, dueHours: 2 },
  }),
  shipped(5, {
    name: { es: 'Dos llamadas perdidas', en: 'Two missed calls' }, on: 'always', all: [atLeast('missedCalls', 2)], any: [], priority: 740,
    action: { kind: 'call', title: { es: 'Devolver la llamada', en: 'Call back' }, owner: RULE_OWNER_AGENT, dueHours: 1 },
  }),
  shipped(6, {
    name: { es: 'Espera hace más de un día', en: 'Waiting for more than a day' }, on: 'always', all: [atLeast('waitingHours', 24)], any: [], priority: 700,
    action: { kind: 'write', title: { es: 'Responder lo que espera', en: 'Answer what they wait for' }, owner: RULE_OWNER_AGENT, dueHours: 2 },
  }),
  shipped(7, {
    name: { es: 'Oferta por vencer sin respuesta', en: 'Offer about to expire, unanswered' }, on: 'always', all: [atLeast('pendingOffers', 1), is('offersExpiringDays', 'lessThanInclusive', 3)], any: [], priority: 600,
    action: { kind: 'askOffer', title: { es: 'Preguntar por la oferta antes de que venza', en: 'Ask about the offer before it expires' }, owner: RULE_OWNER_AGENT, dueHours: 8 },
  }),
  shipped(8, {
    name: { es: 'Un favorito bajó de precio', en: 'A favourite got cheaper' }, on: 'always', all: [atLeast('favouritesCheaper', 1)], any: [], priority: 500,
    action: { kind: 'write', title: { es: 'Contarle que su favorito bajó de precio', en: 'Tell them that their favourite got cheaper' }, owner: RULE_OWNER_AGENT, dueHours: 24 },
  }),
  shipped(9, {
    name: { es: 'Buen cliente sin contacto', en: 'Good customer not heard of' }, on: 'always', all: [atLeast('daysSinceContact', 120), atLeast('orders', 2)], any: [is('segment', 'equal', 'best'), is('segment', 'equal', 'loyal'), is('segment', 'equal', 'atRisk')], priority: 300,
    action: { kind: 'call', title: { es: 'Llamar para retomar el contacto', en: 'Call to pick up the contact again' }, owner: RULE_OWNER_AGENT, dueHours: 40 },
  }),
  shipped(10, {
    name: { es: 'Visita sin seguimiento', en: 'Visit without follow-up' }, on: 'always', all: [is('daysSinceVisit', 'greaterThanInclusive', 2), is('daysSinceVisit', 'lessThanInclusive', 14), atLeast('favourites', 1), atLeast('daysSinceContact', 2), is('openTasks', 'equal', 0)], any: [], priority: 400,
    action: { kind: 'visitFollowUp', title: { es: 'Preguntar si decidió lo que vino a ver', en: 'Ask whether they decided on what they came to see' }, owner: RULE_OWNER_AGENT, dueHours: 16 },
  }),
  shipped(11, {
    name: { es: 'Oferta propia sin presentar', en: 'Personal offer not yet presented' }, on: 'always', all: [atLeast('openOffers', 1), is('pendingOffers', 'equal', 0)], any: [], priority: 200,
    action: { kind: 'presentOffer', title: { es: 'Presentarle la oferta que tiene', en: 'Present the offer they have' }, owner: RULE_OWNER_AGENT, dueHours: null },
  }),
];
