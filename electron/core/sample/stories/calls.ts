/** Calls that belong to a story, and the everyday ones that fill the year. Format: see CallScript. */
import { AGENTS, PEOPLE } from '../people.ts';
import { fixedNumber, two } from '../storyClock.ts';
import type { CallScript } from '../storyTypes.ts';

export const STORY_CALLS: readonly CallScript[] = [
  // Lucía: first a doubt, then the stock this morning.
  'd312 10:42 queue lucia ana 154', 'd61 17:20 out lucia ana 187', 'd35 12:15 in lucia tomas 96', 'm102 in lucia ana 221',
  // Ferretería Del Sur.
  'd121 10:18 queue delsur tomas 305', 'd118 15:02 out delsur tomas 74', 'd8 11:36 queue delsur tomas 412', 'd5 16:10 noans delsur tomas', 'd4 09:48 out delsur tomas 133',
  // Jorge Maidana: he rings, nobody picks up, he rings again.
  'd210 11:05 queue maidana ana 240', 'd96 18:12 in maidana tomas 121', 'd45 10:30 queue maidana tomas 183', 'd12 17:44 out maidana ana 65', 'm75 missed maidana', 'm36 missed maidana',
  // Raúl Ortega and Valentina Paz.
  'd359 12:20 queue ortega ana 198', 'd65 10:15 transfer ortega ana 35 tomas 260', 'd2 12:08 in ortega ana 147', 'd8 12:15 missed vpaz', 'd8 15:40 noans vpaz marina', 'd6 10:05 busy vpaz marina',
  // One telephone, two people.
  'd134 10:10 queue marta ana 175', 'd128 18:20 queue marta marina 322', 'd44 08:58 missed marta', 'd44 10:12 out norberto ana 140', 'd42 11:30 in norberto tomas 205', 'd41 12:05 out marta marina 61',
  // Carolina, the two Marías, the hotel.
  'd299 15:05 out carolina ana 88', 'd24 12:10 queue carolina tomas 246', 'd99 11:22 transfer mgonzalez tomas 28 marina 190', 'd96 11:15 queue mgonzalez2 marina 93',
  'd76 16:30 queue emily ana 384', 'd73 11:40 out diego tomas 227', 'd68 11:25 in sofia ana 118', 'd66 15:20 out diego tomas 96', 'd56 09:30 in diego tomas 51', 'd33 12:40 busy sofia ana',
  // Gabriela's two calls that solved nothing, and the ones that did.
  'd71 18:20 queue gabriela tomas 62', 'd71 18:47 missed gabriela', 'd70 09:10 out gabriela marina 368', 'd69 14:02 in gabriela marina 275', 'd66 12:30 out gabriela marina 81',
  // Withheld number: three weeks ago, three days ago and today, cut off.
  'd19 13:10 missed withheld', 'd3 16:22 queue withheld marina 95', 'm150 queue withheld marina 148',
  // A wrong number, twice.
  'd4 10:31 queue wrong ana 17', 'm170 queue wrong tomas 11',
  // Known by telephone only.
  'd67 12:05 queue phoneonly marina 84', 'd60 11:14 out phoneonly marina 39', 'd20 09:40 lost phoneonly marina', 'd20 10:25 out phoneonly marina 44',
  // Federico rings from the number under his mails.
  'd48 10:20 queue federico tomas 164', 'd11 17:30 in federico tomas 239', 'd10 12:05 out federico tomas 102',
  // Guillermo Toledo rang yesterday and found nobody.
  'd14 11:30 queue toledo marina 210', 'd1 19:33 voicemail toledo tomas 24',
  // Others.
  'd195 17:02 out liliana marina 1140', 'd180 17:10 queue silvina marina 77', 'd157 11:20 queue thames tomas 451', 'd30 11:05 out thames marina 126',
  'd151 10:05 in marlene marina 132', 'd34 16:15 out siobhan marina 41', 'd178 11:55 out villalba ana 94', 'd58 10:40 transfer oscar ana 22 marina 146',
  'd28 15:30 noans patricia ana', 'd27 10:15 in patricia ana 69', 'd84 09:50 queue ines tomas 163', 'd15 10:12 missed kohan', 'd15 10:58 out kohan ana 158',
];

const EVERYDAY_CALLERS = PEOPLE.filter((person) => person.phones.length > 0 && !['wrong', 'phoneonly', 'federico', 'marlene', 'siobhan', 'chloe', 'lucia', 'maidana'].includes(person.key));
const EVERYDAY_CALLS = 76;

/** The calls that nobody would tell a story about: the same ones for everybody, each missed one rung back within the hour. */
export function everydayCalls(): CallScript[] {
  const calls: CallScript[] = [];
  for (let n = 0; calls.length < EVERYDAY_CALLS; n++) {
    const pick = (what: string, count: number): number => fixedNumber(`call ${n} ${what}`) % count;
    const person = EVERYDAY_CALLERS[pick('who', EVERYDAY_CALLERS.length)]!;
    const agent = AGENTS[pick('agent', AGENTS.length)]!.key;
    const other = AGENTS[(AGENTS.findIndex((a) => a.key === agent) + 1) % AGENTS.length]!.key;
    const day = `d${22 + pick('day', 335)}`;
    const hour = 10 + pick('hour', 8);
    const minute = pick('minute', 60);
    const at = `${day} ${two(hour)}:${two(minute)}`;
    const seconds = 25 + pick('seconds', 290);
    const kind = pick('kind', 20);
    if (kind < 9) calls.push(`${at} queue ${person.key} ${agent} ${seconds}`);
    else if (kind < 13) calls.push(`${at} in ${person.key} ${agent} ${seconds}`);
    else if (kind < 16) calls.push(`${at} out ${person.key} ${agent} ${seconds}`);
    else if (kind < 17) calls.push(`${at} transfer ${person.key} ${agent} 31 ${other} ${seconds}`);
    else if (kind < 18) calls.push(`${at} noans ${person.key} ${agent}`, `${day} ${two(hour + 1)}:${two(minute)} out ${person.key} ${agent} ${seconds}`);
    else calls.push(`${at} missed ${person.key}`, `${day} ${two(hour + 1)}:${two(minute)} out ${person.key} ${agent} ${seconds}`);
  }
  return calls;
}
