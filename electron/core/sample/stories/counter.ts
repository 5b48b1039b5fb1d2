/** What Casa Norte's people did at the counter and with their cases. Instants as everywhere in the stories (`When`). */
import type { When } from '../storyTypes.ts';

export type VisitStory = {
  at: When; branch: 'CAB' | 'BEL'; agent: string; person: string; minutes: number; motive: string; notes: string; outcome?: string; check?: 'known' | 'document' | 'phone' | 'card';
  /** Codes of what was looked at; keys of offers that were presented; codes that were saved. */
  looked?: readonly string[]; offered?: readonly string[]; saved?: readonly string[]; preferences?: readonly string[];
  /** Answered at the counter. */
  score?: number; comment?: string;
  /** Key of the case it was about. */
  matter?: string;
};

/** A moment of the customer's history that belongs to a case. */
export type ContactMark = readonly [channel: 'mail' | 'chat' | 'call', at: When];

export type CaseStory = {
  key: string; person: string;
  /** Which of their addresses it is about, when not the first: the two may not be known as one person. */
  address?: string;
  title: string; motive: string; channel: 'mail' | 'chat' | 'call' | 'visit'; at: When; by: string; team: string; owner?: string; priority?: 'low' | 'high' | 'urgent'; tags?: readonly string[];
  contacts: readonly ContactMark[];
  checklist?: readonly (readonly [text: string, done: boolean])[];
  escalated?: { at: When; by: string; team: string; reason: string };
  solved?: { at: When; by: string };
  /** Rests until so many hours from now. */
  snoozedHours?: number;
};

/** `dueHours` from now (minus: overdue); `due: 'noon'` is today at twelve, or what comes next when that is past. */
export type TaskStory = { key: string; person: string; title: string; owner: string; at: When; due: number | 'noon'; matter?: string; done?: When };

const CABALLITO = 'Ventas Caballito';
const BELGRANO = 'Posventa Belgrano';

export const VISITS: readonly VisitStory[] = [
  { at: 'd92 11:20', branch: 'CAB', agent: 'tomas', person: 'gabriela', minutes: 16, motive: 'question', notes: 'Averiguó por lavarropas inverter.', looked: ['LAV-SAMWW70'], score: 5 },
  { at: 'd84 10:50', branch: 'CAB', agent: 'ana', person: 'ines', minutes: 21, motive: 'purchase', notes: 'Llevó el deshumidificador.', looked: ['DES-SUR20'], score: 4 },
  { at: 'd78 17:55', branch: 'CAB', agent: 'tomas', person: 'gabriela', minutes: 24, motive: 'purchase', notes: 'Compró el Samsung, entrega en tres días.', looked: ['LAV-SAMWW70'], score: 5, preferences: ['afternoons'] },
  { at: 'd68 16:10', branch: 'BEL', agent: 'marina', person: 'gabriela', minutes: 18, motive: 'warranty', notes: 'Trajo fotos de la tapa. Se cambia la unidad.', matter: 'gabriela', score: 3, comment: 'Al fin alguien se ocupó, pero tuve que venir yo.' },
  { at: 'd64 09:50', branch: 'CAB', agent: 'ana', person: 'ortega', minutes: 30, motive: 'purchase', notes: 'Bomba de calor, factura A.', looked: ['BOM-PEI27'], preferences: ['invoice'], score: 5 },
  { at: 'd59 17:00', branch: 'BEL', agent: 'marina', person: 'phoneonly', minutes: 6, motive: 'pickup', notes: 'Retiró el ventilador reparado.' },
  { at: 'd52 17:40', branch: 'BEL', agent: 'marina', person: 'martin', minutes: 26, motive: 'purchase', notes: 'Probó tres colchones.', looked: ['COL-PIE2'], score: 5, comment: 'Me dejaron probarlos sin apuro.' },
  { at: 'd47 12:15', branch: 'BEL', agent: 'marina', person: 'monica', minutes: 9, motive: 'question', notes: 'Consultó por repuestos de la plancha.', score: 4 },
  { at: 'd41 11:30', branch: 'CAB', agent: 'tomas', person: 'julian', minutes: 14, motive: 'warranty', notes: 'Tapa de la olla de 24: se pide a fábrica.', matter: 'julian', score: 4 },
  { at: 'd35 14:20', branch: 'BEL', agent: 'marina', person: 'siobhan', minutes: 15, motive: 'purchase', notes: 'Coffee maker, paid by card.', looked: ['CAF-OST12'], score: 5, comment: 'Lovely service, in English too.' },
  { at: 'd33 10:40', branch: 'CAB', agent: 'tomas', person: 'lucia', minutes: 19, motive: 'question', notes: 'Vino con la mamá a ver la Patrick por dentro.', looked: ['HEL-PAT388', 'HEL-SAM382'], score: 5 },
  { at: 'd29 11:50', branch: 'BEL', agent: 'marina', person: 'patricia', minutes: 17, motive: 'purchase', notes: 'Notebook para el estudio.', looked: ['NOT-EXO55'], preferences: ['invoice'], score: 4 },
  { at: 'd24 11:00', branch: 'CAB', agent: 'tomas', person: 'carolina', minutes: 20, motive: 'question', notes: 'Pidió precio del aire instalado.', looked: ['AIR-SUR30', 'AIR-BGH26'], offered: ['C1'], score: 5 },
  { at: 'd21 15:20', branch: 'BEL', agent: 'marina', person: 'toledo', minutes: 23, motive: 'purchase', notes: 'Anafe a gas natural.', looked: ['ANA-DOM4'], score: 3, comment: 'La caja tardó mucho.' },
  { at: 'd16 12:50', branch: 'BEL', agent: 'marina', person: 'vpaz', minutes: 28, motive: 'purchase', notes: 'Horno empotrable con entrega.', looked: ['HOR-ARI60', 'PUR-TST60'], offered: ['V1'], saved: ['PUR-TST60'], score: 4 },
  { at: 'd13 18:30', branch: 'CAB', agent: 'ana', person: 'silvina', minutes: 11, motive: 'payment', notes: 'Adelantó dos cuotas.', score: 5, preferences: ['instalments'] },
  { at: 'd11 10:15', branch: 'CAB', agent: 'ana', person: 'ortega', minutes: 12, motive: 'question', notes: 'Preguntó por el service de la bomba.', offered: ['O1'], score: 4 },
  { at: 'd6 17:10', branch: 'BEL', agent: 'marina', person: 'begona', minutes: 13, motive: 'warranty', notes: 'Máquina de coser: pedal con falso contacto.', score: 2, comment: 'Vine dos veces y el repuesto no estaba.' },
  { at: 'd4 12:30', branch: 'BEL', agent: 'marina', person: 'kohan', minutes: 16, motive: 'question', notes: 'Vio el lavasecarropas, en la web está más barato.', looked: ['LSE-LG9'], saved: ['LSE-LG9'], matter: 'kohan', score: 4 },
  { at: 'd2 18:05', branch: 'CAB', agent: 'tomas', person: 'paula', minutes: 8, motive: 'claim', notes: 'La cafetera pierde por la junta.', score: 4, preferences: ['mornings', 'noCalls'] },
  { at: 'd1 12:20', branch: 'CAB', agent: 'ana', person: 'ortega', minutes: 25, motive: 'purchase', notes: 'Dejó seña de $ 150.000 por el termotanque.', looked: ['TER-RHE80'], matter: 'ortega' },
  { at: 'd1 16:05', branch: 'CAB', agent: 'tomas', person: 'lucia', minutes: 18, motive: 'purchase', check: 'document', notes: 'Vio heladera Patrick 388 L. Se le presentó financiación 6 cuotas. Guardó 2 favoritos.', outcome: 'Quedó en pensarlo y avisar.', looked: ['HEL-PAT388', 'GAR-EXT2'], offered: ['L1'], saved: ['HEL-PAT388', 'GAR-EXT2'], preferences: ['instalments', 'afternoons'], score: 5, comment: 'Tomás me explicó todo con paciencia.', matter: 'lucia' },
];

export const CASES: readonly CaseStory[] = [
  { key: 'lucia', person: 'lucia', title: 'Retiro de heladera Patrick 388 L', motive: 'pickup', channel: 'mail', at: 'd90 10:20', by: 'ana', team: CABALLITO, owner: 'ana', tags: ['heladera'],
    contacts: [['mail', 'd90 10:15'], ['call', 'd61 17:20'], ['chat', 'd41 18:32'], ['mail', 'd36 11:30'], ['chat', 'd35 16:48'], ['chat', 'd1 12:05'], ['call', 'm102'], ['chat', 'm14']],
    checklist: [['Medidas del hueco', true], ['Puerta con bisagras al revés', true], ['Respetar garantía a $ 89.000', false], ['Unidad apartada en depósito', false]] },
  { key: 'delsur', person: 'delsur', title: 'Códigos que faltan de la cotización 4471', motive: 'purchase', channel: 'mail', at: 'd2 09:40', by: 'tomas', team: CABALLITO, owner: 'tomas', priority: 'high', tags: ['mayorista'], contacts: [['mail', 'd2 09:33'], ['mail', 'm23']] },
  { key: 'vpaz', person: 'vpaz', title: 'Horno entregado sin avisar', motive: 'claim', channel: 'mail', at: 'm58', by: 'marina', team: BELGRANO, priority: 'high', tags: ['entrega'], contacts: [['mail', 'd8 18:10'], ['mail', 'm59']] },
  { key: 'ortega', person: 'ortega', title: 'Comprobante de la seña del termotanque', motive: 'payment', channel: 'visit', at: 'd1 12:45', by: 'ana', team: CABALLITO, owner: 'ana', contacts: [['mail', 'm74']] },
  { key: 'toledo', person: 'toledo', title: 'Anafe Domec: pico de gas que no corresponde', motive: 'warranty', channel: 'mail', at: 'd15 18:40', by: 'marina', team: CABALLITO, owner: 'ana', tags: ['gas'],
    contacts: [['mail', 'd15 18:30'], ['call', 'd14 11:30'], ['call', 'd1 19:33']], checklist: [['Enviar el instructivo por correo', true], ['Pedir foto de la chapa', true], ['Coordinar gasista matriculado', false]],
    escalated: { at: 'd3 10:30', by: 'ana', team: BELGRANO, reason: 'El pico ya se cambió una vez y sigue con llama amarilla. Hace falta que lo vea el service antes del fin de semana.' } },
  { key: 'carolina', person: 'carolina', address: 'caronunez@correo.example', title: 'Cambio de turno de la instalación', motive: 'other', channel: 'mail', at: 'd1 18:55', by: 'tomas', team: CABALLITO, owner: 'tomas', contacts: [['mail', 'd1 18:48']] },
  { key: 'kohan', person: 'kohan', title: 'Igualar el precio web del lavasecarropas LG', motive: 'question', channel: 'mail', at: 'd3 12:40', by: 'marina', team: BELGRANO, owner: 'marina', snoozedHours: 20, contacts: [['mail', 'd3 12:32']] },
  { key: 'gabriela', person: 'gabriela', title: 'Lavarropas Samsung con la tapa rota', motive: 'warranty', channel: 'call', at: 'd71 18:25', by: 'tomas', team: BELGRANO, owner: 'marina', priority: 'high', contacts: [['call', 'd71 18:20'], ['call', 'd70 09:10'], ['call', 'd69 14:02']],
    escalated: { at: 'd71 19:00', by: 'tomas', team: BELGRANO, reason: 'Llamó dos veces y nadie le dio una fecha.' }, solved: { at: 'd66 12:40', by: 'marina' } },
  { key: 'ortega-invoice', person: 'ortega', title: 'Factura A de la bomba de calor', motive: 'payment', channel: 'mail', at: 'd63 11:45', by: 'ana', team: CABALLITO, owner: 'ana', contacts: [['mail', 'd63 11:40']], solved: { at: 'd62 09:25', by: 'ana' } },
  { key: 'minibar', person: 'emily', title: 'Minibar of room 205 has stopped cooling', motive: 'warranty', channel: 'mail', at: 'd1 19:20', by: 'ana', team: BELGRANO, priority: 'urgent', tags: ['hotel'], contacts: [['mail', 'd1 19:12']] },
  { key: 'julian', person: 'julian', title: 'Tapa de la olla de 24', motive: 'warranty', channel: 'visit', at: 'd41 11:45', by: 'tomas', team: CABALLITO, owner: 'tomas', contacts: [], solved: { at: 'd38 16:00', by: 'tomas' } },
  { key: 'patricia', person: 'patricia', title: 'Entrega de la notebook en el estudio', motive: 'other', channel: 'mail', at: 'd28 10:32', by: 'ana', team: CABALLITO, owner: 'ana', contacts: [['mail', 'd28 10:30']], solved: { at: 'd26 17:20', by: 'ana' } },
];

export const TASKS: readonly TaskStory[] = [
  { key: 'lucia-unit', person: 'lucia', title: 'Reservar unidad en depósito', owner: 'ana', at: 'd1 16:30', due: 'noon', matter: 'lucia' },
  { key: 'delsur-codes', person: 'delsur', title: 'Pedir los códigos al proveedor', owner: 'tomas', at: 'd1 11:15', due: -3, matter: 'delsur' },
  { key: 'ortega-slip', person: 'ortega', title: 'Mandar el comprobante de la seña', owner: 'ana', at: 'm70', due: 4, matter: 'ortega' },
  { key: 'toledo-fitter', person: 'toledo', title: 'Coordinar visita del gasista', owner: 'marina', at: 'd3 10:40', due: 26, matter: 'toledo' },
  { key: 'nadia-call', person: 'nadia', title: 'Preguntar si llegó bien la cafetera', owner: 'marina', at: 'd5 13:30', due: 48 },
  { key: 'patricia-done', person: 'patricia', title: 'Avisar horario de entrega', owner: 'ana', at: 'd28 10:35', due: -600, done: 'd27 09:45' },
];

/** How somebody said they like to be reached: `person|instant|agent|channel`. */
export const PREFERRED: readonly string[] = ['lucia|d35 17:00|ana|chat'];

/** Answers to offers: `offer|person|answer|instant|agent|channel|reason`. */
export const ANSWERS: readonly string[] = [
  'C1|carolina|accepted|d23 09:20|tomas|mail|Reservó el aire',
  'O1|ortega|declined|d11 10:25|ana|visit|Ya tiene su service de confianza',
];

/** Told outside visits: `offer|person|instant|agent|channel`. */
export const PRESENTED: readonly string[] = [
  'K1|kohan|d2 11:30|marina|mail',
  'D1|delsur|d7 17:50|tomas|mail',
  'N1|nadia|d40 12:00|marina|mail',
];
