/** S4: the page of a receipt and its mail: everything in them, escaped, in the customer's language, with nothing from outside. */
import { describe, expect, it } from 'vitest';
import { sanitizeOutgoing } from '../connectors/mail/outgoingHtml.ts';
import { splitQuoted } from '../connectors/mail/mime/quoted.ts';
import { surveyReply } from '../ingest/surveyReply.ts';
import type { ReceiptFacts } from './receiptFacts.ts';
import { receiptMail, shownToken } from './receiptMail.ts';
import { moneyText, receiptPage } from './receiptPage.ts';
import { newToken, receiptSeries } from './visits.ts';

const facts = (more: Partial<ReceiptFacts> = {}): ReceiptFacts => ({
  shown: 'CAB-7F3K 00012', language: 'es', timeZone: 'America/Argentina/Buenos_Aires', shop: { name: 'Casa Norte', address: 'Av. Cabildo 2040', taxId: '30-71234567-9', phone: '011 4700-1000', mail: '', footer: 'Gracias.\nVuelva pronto.' },
  branch: { name: 'Cabildo', address: '' }, customer: 'Lucía Ferreyra', givenName: 'Lucía', agent: 'Inés', startedAtMs: Date.UTC(2026, 10, 27, 1, 30), endedAtMs: Date.UTC(2026, 10, 27, 1, 45), motive: 'purchase', lines: [], matter: null, outcome: '', nextSteps: [], ...more,
});
const evil = '<script>alert(1)</script><img src="https://x.example/p.png" onerror=\'x\'> & "';

describe('the page', () => {
  it('has the head, the number, the date in the zone of the shop, who came and who attended, and what was seen with its price and validity', () => {
    const html = receiptPage(facts({
      lines: [{ kind: 'product', label: 'Silla Oslo', price: { amountMinor: 12_500_050, currency: 'ARS' }, validToMs: null, isAccepted: false }, { kind: 'offer', label: '20 % en la segunda', price: null, validToMs: Date.UTC(2026, 11, 15, 15), isAccepted: false }],
      matter: { title: 'Pata floja', status: 'waitingForUs' }, nextSteps: [{ title: 'Avisar', dueAtMs: Date.UTC(2026, 10, 30, 15) }], outcome: 'Se cambia el jueves.',
    }), 'AR').replaceAll('\u00A0', ' ');
    for (const text of ['Casa Norte', 'CUIT 30-71234567-9', 'CAB-7F3K 00012', '26 de noviembre de 2026, 22:30 – 22:45', 'Lucía Ferreyra', 'Inés', 'Compra', 'Silla Oslo', '$ 125.000,50', 'Válida hasta el 15 de diciembre de 2026', 'Pata floja', 'En curso', 'Se cambia el jueves.', 'Avisar', 'para el 30 de noviembre de 2026', 'Vuelva pronto.']) expect(html).toContain(text);
  });

  it('speaks the language of the customer', () => {
    const html = receiptPage(facts({ language: 'en', matter: { title: 'Chair', status: 'solved' } }), 'US');
    for (const text of ['lang="en"', 'Visit receipt', 'Purchase', 'November 26, 2026', 'Solved', 'Thank you for your visit.']) expect(html).toContain(text);
  });

  it('runs nothing and loads nothing, whatever stands in it', () => {
    const html = receiptPage(facts({ shop: { name: evil, address: evil, taxId: evil, phone: evil, mail: evil, footer: evil }, branch: { name: evil, address: evil }, customer: evil, agent: evil, motive: evil, outcome: evil,
      lines: [{ kind: 'favourite', label: evil, price: { amountMinor: 1, currency: evil }, validToMs: 0, isAccepted: false }], matter: { title: evil, status: evil }, nextSteps: [{ title: evil, dueAtMs: null }], shown: evil }), 'AR');
    const body = html.slice(html.indexOf('<body>'));
    expect(html).not.toMatch(/<script|<img|<link|<iframe|<object|url\(|@import/i);
    expect([...body.matchAll(/<(\w+)/g)].map(([, tag]) => tag)).not.toContain('script');
    expect(html).toContain("default-src 'none'");
    expect(body).toContain('&lt;script&gt;');
  });

  it('lays an empty visit out too', () => expect(receiptPage(facts({ shop: { name: '', address: '', taxId: '', phone: '', mail: '', footer: '' }, branch: { name: '', address: '' }, motive: '', agent: '' }), 'AR')).toContain('CAB-7F3K 00012'));
});

describe('amounts', () => {
  it.each([[12_500_050, 'ARS', 'es-AR', '$ 125.000,50'], [1_990, 'EUR', 'es-ES', '19,90 €'], [500, 'JPY', 'en-US', '¥500'], [100, '??', 'es-AR', '?? 1.00']])('%i %s', (amountMinor, currency, locale, text) => {
    expect(moneyText({ amountMinor, currency }, locale).replaceAll('\u00A0', ' ')).toBe(text);
  });
});

describe('S5: the mail', () => {
  const token = newToken();
  const survey = { token, answerTo: 'ventas@casanorte.example' };

  it.each(['es', 'en'] as const)('asks in %s, and its own links and a plain answer are read back as they were meant', (language) => {
    const { subject, text, html } = receiptMail(facts({ language }), survey, 'AR');
    const sent = sanitizeOutgoing(html, 'x.example').html;
    const links = [...sent.matchAll(/href="(mailto:[^"]+)"/g)].map(([, href]) => new URL((href ?? '').replaceAll('&amp;', '&')));
    expect(links.map((link) => link.pathname)).toEqual(Array.from({ length: 5 }, () => survey.answerTo));
    const answers = links.map((link) => surveyReply(link.searchParams.get('subject') ?? '', '', splitQuoted('')));
    expect(answers).toEqual([1, 2, 3, 4, 5].map((score) => ({ token, isWhole: true, score, comment: '' })));
    const plain = `4\n\nOn Thu, Nov 26, 2026 at 10:00, Casa Norte <v@c.example> wrote:\n${text.split('\n').map((line) => `> ${line}`).join('\n')}`;
    expect(surveyReply(`Re: ${subject}`, plain, splitQuoted(plain))).toEqual({ token, isWhole: true, score: 4, comment: '' });
    // The mail itself is no answer, should it come back whole.
    expect(surveyReply(subject, 'Gracias a ustedes', splitQuoted('Gracias a ustedes'))?.score).toBeNull();
    expect(sent).not.toContain('<script');
  });

  it('without a survey thanks and carries the receipt', () => {
    const { subject, text } = receiptMail(facts(), null, 'AR');
    expect(subject).toBe('Su visita a Casa Norte');
    expect(text).toContain('CAB-7F3K 00012');
    expect(text).not.toContain('[visita');
  });

  it('escapes what people are called', () => expect(receiptMail(facts({ givenName: evil, agent: evil }), survey, 'AR').html).not.toContain('<script'));
});

describe('tokens and series', () => {
  it('a token has 75 bits, no letter that looks like another, and is read out in fives', () => {
    const tokens = Array.from({ length: 200 }, newToken);
    expect(new Set(tokens).size).toBe(200);
    for (const token of tokens) expect(token).toMatch(/^[0-9A-HJKMNP-TV-Z]{15}$/);
    expect(shownToken('7K3M9QXRT2BCDEF')).toBe('7K3M9-QXRT2-BCDEF');
  });

  it('two desks of one branch count each for itself', () => {
    const series = receiptSeries('CAB', '0d9c1f5e-77aa-4c1e-9a57-0a3b5f2f8a11');
    expect(series).toMatch(/^CAB-[0-9A-Z]{4}$/);
    expect(receiptSeries('CAB', '1e9c1f5e-77aa-4c1e-9a57-0a3b5f2f8a11')).not.toBe(series);
    expect(receiptSeries('', '0d9c1f5e-77aa-4c1e-9a57-0a3b5f2f8a11')).toBe(series.slice(4));
  });
});
