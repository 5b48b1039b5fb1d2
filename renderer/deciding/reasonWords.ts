/** Facts as people say them. */
import type { FactName, Segment } from '../../shared/domain.ts';
import type { CustomerFacts, NextAction } from '../../shared/deciding.ts';
import type { Language } from '../../shared/contract.ts';
import { FACT_UNITS, SEGMENTS } from '../data/decidingQueries.ts';
import type { Format } from '../i18n/format.ts';
import type { TFunction } from '../i18n/i18n.ts';

/** What a window needs to say an amount: the words, the numbers of the language, and the shop's currency. */
export type Saying = { t: TFunction; format: Format; language: Language; currency: string };

/** `Porque espera respuesta hace 26 horas y tiene 2 llamadas perdidas.` Each fact once: the last of its conditions says no more than the first. */
export function whyWords(say: Saying, reasons: NextAction['reasons']): string {
  const once = reasons.filter(({ fact }, n) => reasons.findIndex((other) => other.fact === fact) === n);
  const said = once.map(({ fact, value }) => factSentence(say, fact, value));
  return say.t('deciding.why', { reasons: new Intl.ListFormat(say.language, { type: 'conjunction' }).format(said) });
}

function factSentence(say: Saying, fact: FactName, value: number | string | null): string {
  if (value === null) return say.t('deciding.reasonUnknown', { fact: say.t(`deciding.facts.${fact}`) });
  // The plural forms of a key are its own; the compiler sees each form as a key.
  return say.t(`deciding.reason.${fact}` as 'deciding.reason.orders', { count: typeof value === 'number' ? Math.floor(value) : 0, value: valueWords(say, fact, value) });
}

/** The value of a fact alone, in its unit. */
export function valueWords({ t, format, currency }: Saying, fact: FactName, value: number | string | null): string {
  if (value === null) return t('deciding.noValue');
  if (FACT_UNITS[fact] === 'segment') {
    const segment = SEGMENTS.find((one): one is Segment => one === value);
    return segment === undefined ? String(value) : t(`deciding.segments.${segment}`);
  }
  if (typeof value === 'string') return value;
  return FACT_UNITS[fact] === 'money' ? format.money({ amountMinor: value, currency }) : format.decimal(value);
}

/** `Compras en total 5; Nota de la última encuesta 2`: what a decision rested on. */
export function inputsWords(say: Saying, inputs: Partial<CustomerFacts>): string {
  const facts = Object.entries(inputs) as [FactName, number | string | null][];
  return facts.filter(([fact]) => Object.hasOwn(FACT_UNITS, fact)).map(([fact, value]) => `${say.t(`deciding.facts.${fact}`)}: ${valueWords(say, fact, value)}`).join('; ');
}
