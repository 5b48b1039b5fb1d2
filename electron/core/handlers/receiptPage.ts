/**
 * The page of a receipt: one whole HTML document, without scripts, pictures or anything from outside, every text in it
 * escaped. Laid out for A4, and for the narrow paper of a till when the page is that narrow. Pure.
 */
import type { CaseStatus, Money, VisitItemKind } from '../../../shared/domain.ts';
import type { Language } from '../../../shared/contract.ts';
import { VISIT_ITEM_KINDS } from '../../../shared/domain.ts';
import type { ReceiptFacts, ReceiptLine } from './receiptFacts.ts';
import { RECEIPT_WORDS } from './receiptWords.ts';
import type { ReceiptWords } from './receiptWords.ts';

export function receiptPage(facts: ReceiptFacts, country: string): string {
  const words = RECEIPT_WORDS[facts.language];
  const locale = localeOf(facts.language, country);
  const { shop, branch } = facts;
  const heads: [string, string][] = [
    [words.date, dateText(facts, locale)], [words.branch, [branch.name, branch.address].filter((text) => text !== '').join(' · ')], [words.customer, facts.customer], [words.attendedBy, facts.agent],
    [words.motive, Object.hasOwn(words.motives, facts.motive) ? (words.motives[facts.motive] ?? '') : facts.motive],
  ];
  return `<!doctype html>
<html lang="${facts.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escapeHtml(`${words.receipt} ${facts.shown}`)}</title><style>${STYLE}</style></head>
<body>
<header><div class="shop"><strong>${escapeHtml(shop.name || branch.name)}</strong>${shopLines(facts, words)}</div><div class="number"><span>${escapeHtml(words.receipt)}</span><b>${escapeHtml(facts.shown)}</b></div></header>
<dl>${heads.filter(([, value]) => value !== '').map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl>
${VISIT_ITEM_KINDS.map((kind) => section(kind, facts.lines.filter((line) => line.kind === kind), words, locale, facts)).join('')}
${facts.matter === null ? '' : `<section><h2>${escapeHtml(words.matter)}</h2><p class="matter"><span>${escapeHtml(facts.matter.title)}</span> <em class="state">${escapeHtml(words.statuses[facts.matter.status as CaseStatus] ?? '')}</em></p></section>`}
${facts.outcome === '' ? '' : `<section><h2>${escapeHtml(words.outcome)}</h2><p class="outcome">${escapeHtml(facts.outcome)}</p></section>`}
${facts.nextSteps.length === 0 ? '' : `<section><h2>${escapeHtml(words.nextSteps)}</h2><ul>${facts.nextSteps.map(({ title, dueAtMs }) => `<li><span>${escapeHtml(title)}</span>${dueAtMs === null ? '' : `<small>${escapeHtml(`${words.due} ${dayText(dueAtMs, facts.timeZone, locale)}`)}</small>`}</li>`).join('')}</ul></section>`}
<footer><p class="thanks">${escapeHtml(words.thanks)}</p>${shop.footer === '' ? '' : `<p>${escapeHtml(shop.footer)}</p>`}</footer>
</body></html>
`;
}

/** In the zone and the manner of the shop: `26 de noviembre de 2026, 18:30`. */
function dateText(facts: Pick<ReceiptFacts, 'startedAtMs' | 'endedAtMs' | 'timeZone'>, locale: string): string {
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: facts.timeZone });
  const hour = new Intl.DateTimeFormat(locale, { timeStyle: 'short', hourCycle: 'h23', timeZone: facts.timeZone });
  const [from, to] = [hour.format(facts.startedAtMs), hour.format(facts.endedAtMs)];
  return `${day.format(facts.startedAtMs)}, ${from === to ? from : `${from} – ${to}`}`;
}

/** ECMA-262 21.4.1.1: no date is later. */
const MOST_MS = 8.64e15;

export function dayText(atMs: number, timeZone: string, locale: string): string {
  // Beyond the calendar there is no day to be written.
  if (Math.abs(atMs) > MOST_MS) return '—';
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone }).format(atMs);
}

function shopLines({ shop }: ReceiptFacts, words: ReceiptWords): string {
  const lines = [shop.address, shop.taxId === '' ? '' : `${words.taxId} ${shop.taxId}`, [shop.phone, shop.mail].filter((text) => text !== '').join(' · ')];
  return lines.filter((line) => line !== '').map((line) => `<span>${escapeHtml(line)}</span>`).join('');
}

function section(kind: VisitItemKind, lines: readonly ReceiptLine[], words: ReceiptWords, locale: string, facts: ReceiptFacts): string {
  if (lines.length === 0) return '';
  const rows = lines.map(({ label, price, validToMs, isAccepted }) => {
    const valid = isAccepted ? `<small><em class="state">${escapeHtml(words.accepted)}</em></small>` : validToMs === null ? '' : `<small>${escapeHtml(`${words.validTo} ${dayText(validToMs, facts.timeZone, locale)}`)}</small>`;
    return `<li><span>${escapeHtml(label)}${valid}</span>${price === null ? '' : `<b>${escapeHtml(moneyText(price, locale))}</b>`}</li>`;
  });
  return `<section class="${kind}"><h2>${escapeHtml(words.sections[kind])}</h2><ul>${rows.join('')}</ul></section>\n`;
}

/** `$ 1.250.000,00`; a currency that nobody knows stands as its letters. */
export function moneyText({ amountMinor, currency }: Money, locale: string): string {
  try {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  } catch {
    return `${currency} ${(amountMinor / 100).toFixed(2)}`.trim();
  }
}

export function localeOf(language: Language, country: string): string {
  return `${language}-${country}`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** The light theme's colours (renderer/ui tokens) on white paper; sizes in points, so that paper and till roll read alike. */
const STYLE = `
*{box-sizing:border-box;margin:0;padding:0}
html{color-scheme:light;background:#fff;color:#1b2420;-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{font:10.5pt/1.5 "Inter Variable",Inter,system-ui,"Segoe UI","Noto Sans",sans-serif;overflow-wrap:anywhere;max-width:178mm;margin:0 auto}
header{display:flex;justify-content:space-between;align-items:flex-start;gap:8mm;padding-bottom:5mm;border-bottom:.7mm solid #0f6b57}
.shop strong{display:block;font-size:17pt;line-height:1.2;letter-spacing:-.2pt;margin-bottom:1mm}
.shop span{display:block;color:#51605a;font-size:9pt}
.number{text-align:right;flex:none}
.number span{display:block;color:#0f6b57;font-size:9pt;font-weight:600}
.number b{font-size:14pt;font-variant-numeric:tabular-nums;white-space:nowrap}
dl{display:grid;grid-template-columns:1fr 1fr;gap:2.5mm 8mm;padding:5mm 0}
dt{color:#51605a;font-size:8.5pt}
dd{font-weight:550}
section{padding:4mm 0;border-top:.25mm solid #d2d6cf}
h2{font-size:9.5pt;font-weight:650;color:#0f6b57;margin-bottom:1.5mm;break-after:avoid}
ul{list-style:none}
li{display:flex;justify-content:space-between;align-items:baseline;gap:6mm;padding:1.2mm 0;break-inside:avoid}
li+li{border-top:.2mm solid #eceeea}
li b{white-space:nowrap;font-weight:600;font-variant-numeric:tabular-nums}
small{display:block;color:#51605a;font-size:8.5pt;font-weight:400}
li>small{flex:none}
.offer li>span{font-weight:550}
.matter{display:flex;justify-content:space-between;align-items:baseline;gap:6mm}
.outcome{white-space:pre-line}
.state{font-style:normal;font-size:8.5pt;font-weight:600;color:#0f6b57;background:#e3f1ec;border-radius:3mm;padding:.6mm 2.6mm;white-space:nowrap}
footer{padding-top:5mm;border-top:.25mm solid #d2d6cf;color:#51605a;font-size:9pt;white-space:pre-line;break-inside:avoid}
.thanks{color:#1b2420;font-weight:600;margin-bottom:1mm}
@media screen{body{padding:8mm}}
@media (max-width:100mm){
body{font-size:9pt;line-height:1.4;padding:2mm}
header{display:block;text-align:center;padding-bottom:2.5mm;border-bottom-width:.4mm}
.shop strong{font-size:13pt}
.shop span{font-size:8pt}
.number{text-align:center;margin-top:2.5mm}
.number b{font-size:12pt}
dl{display:block;padding:2.5mm 0}
dl div{display:flex;justify-content:space-between;gap:3mm;padding:.4mm 0}
dt{flex:none;font-size:8pt}
dd{text-align:right}
section{padding:2.5mm 0;border-top-style:dashed}
li{gap:1mm 3mm}
li:has(>small){display:block}
.state{padding:0;background:none}
footer{padding-top:2.5mm;text-align:center;font-size:8pt}
}
`.replaceAll('\n', '');
