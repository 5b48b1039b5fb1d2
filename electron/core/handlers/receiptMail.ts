/** The mail that follows a visit: thanks, the receipt, and a survey that is answered by answering it. Pure. */
import { dayText, escapeHtml, localeOf } from './receiptPage.ts';
import type { ReceiptFacts } from './receiptFacts.ts';
import { RECEIPT_WORDS } from './receiptWords.ts';

export type ReceiptMail = { subject: string; text: string; html: string };

/** In groups of five, as it can be read out: `7K3M9-QXRT2-BCDEF`. */
export function shownToken(token: string): string {
  return token.replace(/(.{5})(?=.)/g, '$1-');
}

/** @param survey null for a mail without one; `answerTo`: the address that the answers come to */
export function receiptMail(facts: ReceiptFacts, survey: { token: string; answerTo: string } | null, country: string): ReceiptMail {
  const { mail: words, ...others } = RECEIPT_WORDS[facts.language];
  const locale = localeOf(facts.language, country);
  const shop = facts.shop.name || facts.branch.name;
  const code = survey === null ? '' : `[${words.code} ${shownToken(survey.token)}]`;
  const hello = words.hello(facts.givenName);
  const thanks = words.thanks(shop, dayText(facts.startedAtMs, facts.timeZone, locale), facts.agent);
  const attached = facts.shown === '' ? '' : words.attached(facts.shown);
  // The mail that answers has the score in its subject, whatever the program does to the text.
  const links = survey === null ? [] : words.scores.map((label, n) => ({ score: n + 1, label, href: `mailto:${survey.answerTo}?subject=${encodeURIComponent(`${words.answer}: ${n + 1} ${code}`)}` }));
  const signature = [facts.shop.name, facts.branch.address || facts.shop.address, facts.shop.phone].filter((line) => line !== '');
  const text = [hello, '', thanks, attached, '',
    ...(survey === null ? [] : [words.question, words.byReply, ...links.map(({ score, label }) => `  ${score}  ${label}`), '', code, '']),
    others.thanks, ...signature].filter((line, n, all) => line !== '' || all[n - 1] !== '').join('\n');
  const html = [
    `<div style="font-family:system-ui,'Segoe UI',sans-serif;font-size:15px;line-height:1.5;color:#1b2420;max-width:560px">`,
    `<p>${escapeHtml(hello)}</p><p>${escapeHtml(thanks)}${attached === '' ? '' : ` ${escapeHtml(attached)}`}</p>`,
    survey === null ? '' : [
      `<div style="border:1px solid #d2d6cf;border-radius:10px;padding:16px"><p style="margin:0 0 4px;font-size:17px;font-weight:600">${escapeHtml(words.question)}</p><p style="margin:0 0 12px;color:#51605a">${escapeHtml(words.howTo)}</p>`,
      `<table cellpadding="0" cellspacing="0" border="0"><tr>${links.map(({ score, href }) => `<td style="padding-right:8px"><a href="${escapeHtml(href)}" style="display:inline-block;width:48px;padding:10px 0;text-align:center;font-size:18px;font-weight:600;color:#ffffff;background-color:#0f6b57;border-radius:8px;text-decoration:none">${score}</a></td>`).join('')}</tr>`,
      `<tr><td colspan="2" style="padding-top:6px;color:#51605a;font-size:12px">1 · ${escapeHtml(words.scores[0])}</td><td></td><td colspan="2" align="right" style="padding:6px 8px 0 0;color:#51605a;font-size:12px">5 · ${escapeHtml(words.scores[4])}</td></tr></table>`,
      `<p style="margin:12px 0 0;color:#51605a;font-size:12px">${escapeHtml(code)}</p></div>`,
    ].join(''),
    `<p>${escapeHtml(others.thanks)}<br>${signature.map(escapeHtml).join('<br>')}</p></div>`,
  ].join('\n');
  return { subject: [words.subject(shop), code].filter((part) => part !== '').join(' '), text, html };
}
