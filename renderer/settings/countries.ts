/** Countries by their ISO 3166-1 alpha-2 codes, named in the reader's language. */
import type { Language } from '../../shared/contract.ts';

const CODES = ('AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO '
  + 'CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE '
  + 'IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU '
  + 'MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR '
  + 'SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW').split(' ');

const made = new Map<Language, { value: string; label: string }[]>();

/** Choices for a select, in the order of the language's alphabet. */
export function countryOptions(language: Language): readonly { value: string; label: string }[] {
  const known = made.get(language);
  if (known) return known;
  const names = new Intl.DisplayNames([language], { type: 'region' });
  const options = CODES.map((value) => ({ value, label: names.of(value) ?? value })).sort((a, b) => a.label.localeCompare(b.label, language));
  made.set(language, options);
  return options;
}

/** Every zone this machine knows, and the one kept in the settings even if it does not. */
export function timeZoneOptions(kept: string): readonly { value: string; label: string }[] {
  const zones = Intl.supportedValuesOf('timeZone');
  const all = kept === '' || zones.includes(kept) ? zones : [kept, ...zones];
  return all.map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}

/** The machine's own zone. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
