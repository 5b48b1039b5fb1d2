import { describe, expect, it } from 'vitest';
import { CHANNELS } from '../../../shared/domain.ts';
import type { PriceChannel } from '../../../shared/domain.ts';
import { canPresent, contradictionOf, offerState, orderOffers } from './offers.ts';
import { namesProduct, pricedStretches, repeatsOffer } from './offerWords.ts';
import { priceMismatch, pricesNow } from './parity.ts';

const NOW_MS = 1_000_000;
/** The same draws in every run. */
function draws(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

describe('S21: the life of an offer', () => {
  it.each(Array.from({ length: 40 }, (_, n) => n + 1))('what was answered or has expired is never available again, whatever comes after, in any channel (world %i)', (seed) => {
    const draw = draws(seed);
    const facts = { answer: null as 'accepted' | 'declined' | null, timesPresented: 0, fromMs: draw(2) === 0 ? null : draw(2_000), toMs: draw(2) === 0 ? null : 500 + draw(2_000) };
    let isClosed = false;
    for (let step = 0; step < 60; step++) {
      const act = draw(4);
      if (act === 0) facts.timesPresented += 1;
      if (act === 1) facts.answer = draw(2) === 0 ? 'accepted' : 'declined';
      const nowMs = step * 50;
      for (const _channel of CHANNELS) {
        const state = offerState(facts, nowMs);
        expect(isClosed && canPresent(state)).toBe(false);
        expect(state === 'available').toBe(facts.answer === null && facts.timesPresented === 0 && (facts.fromMs === null || facts.fromMs <= nowMs) && (facts.toMs === null || facts.toMs >= nowMs));
      }
      isClosed ||= facts.answer !== null || (facts.toMs !== null && facts.toMs < nowMs);
    }
  });

  it('an answer outlives the last day; a presentation does not', () => {
    const base = { timesPresented: 1, fromMs: null, toMs: NOW_MS - 1 };
    expect(offerState({ ...base, answer: 'accepted' }, NOW_MS)).toBe('accepted');
    expect(offerState({ ...base, answer: null }, NOW_MS)).toBe('expired');
    expect(offerState({ ...base, answer: null, toMs: NOW_MS }, NOW_MS)).toBe('presented');
    expect(offerState({ answer: null, timesPresented: 0, fromMs: NOW_MS + 1, toMs: null }, NOW_MS)).toBeNull();
  });

  it('what waits for an answer comes first, what is through last', () => {
    const offers = (['declined', 'available', 'expired', 'presented', 'accepted'] as const).map((state, n) => ({ id: String(n), state, lastAtMs: n }));
    expect(orderOffers(offers).map((offer) => offer.state)).toEqual(['presented', 'available', 'accepted', 'declined', 'expired']);
  });
});

describe('S17: contradictions', () => {
  const offer = (id: string, amountMinor: number | null, part: object = {}) => ({ id, label: `Oferta ${id}`, productCode: 'H-1', amountMinor, currency: 'ARS', fromMs: null, toMs: null, ...part });
  const list = [{ channel: 'web', amountMinor: 100, currency: 'ARS' }, { channel: 'branch', amountMinor: 120, currency: 'ARS' }];
  it('an offer dearer than the catalogue, or two offers that name two prices', () => {
    expect(contradictionOf(offer('a', 110), [], list, NOW_MS)).toEqual({ what: 'catalogue', amountMinor: 100, currency: 'ARS', label: 'web' });
    expect(contradictionOf(offer('a', 90), [offer('a', 90), offer('b', 95)], list, NOW_MS)).toEqual({ what: 'offer', amountMinor: 95, currency: 'ARS', label: 'Oferta b' });
  });
  it('a lower price, another product, another currency, an offer that is over are none', () => {
    expect(contradictionOf(offer('a', 90), [offer('b', 90), offer('c', 80, { productCode: 'X' }), offer('d', 80, { currency: 'USD' }), offer('e', 80, { toMs: NOW_MS - 1 }), offer('f', null)], list, NOW_MS)).toBeNull();
    expect(contradictionOf(offer('a', null), [offer('b', 1)], list, NOW_MS)).toBeNull();
  });
});

describe('S8, N6: one price in every channel', () => {
  const price = (channel: PriceChannel | '*', amountMinor: number, part: object = {}) => ({ channel, amountMinor, currency: 'ARS', fromMs: null, toMs: null, ...part });
  it('the strongest price that is valid now holds in its channel, and a general one fills the others', () => {
    const now = pricesNow([price('web', 90, { fromMs: NOW_MS + 1 }), price('web', 95, { toMs: NOW_MS }), price('*', 100)], NOW_MS);
    expect(now.map(({ channel, amountMinor }) => [channel, amountMinor])).toEqual([['web', 95], ['branch', 100], ['phone', 100], ['mail', 100], ['chat', 100]]);
    expect(priceMismatch(now)).toMatchObject({ low: { channel: 'web' }, high: { channel: 'branch' } });
    expect(priceMismatch(pricesNow([price('*', 100)], NOW_MS))).toBeNull();
    expect(pricesNow([price('web', 1, { toMs: NOW_MS - 1 })], NOW_MS)).toEqual([]);
  });
  it('prices in two currencies are not compared', () => {
    expect(priceMismatch([price('web', 1), price('branch', 900, { currency: 'USD' })])).toBeNull();
  });
});

describe('S21, N6: what a text says of offers and prices', () => {
  const OFFER = '6 cuotas sin interés en heladeras Patrick';
  it.each(['Hola Lucía, le ofrecemos 6 cuotas sin interés en las heladeras Patrick hasta el viernes.', 'Tenemos SEIS; digo: 6 cuotas sin interes, también en heladeras patrick'])('repeats the offer: %s', (text) => expect(repeatsOffer(text, OFFER)).toBe(true));
  it.each(['Le ofrecemos 12 cuotas sin interés en heladeras Patrick.', 'Las cuotas de la heladera vencen el 6.', 'Gracias por su visita', ''])('does not: %s', (text) => expect(repeatsOffer(text, OFFER)).toBe(false));
  it('a name of one word is looked for as it is', () => {
    expect(repeatsOffer('Puede usar Envío gratis hoy', 'Envío gratis')).toBe(true);
    expect(repeatsOffer('El envío no es gratis', 'Envío gratis')).toBe(false);
  });
  it('amounts are read in every way they can be meant', () => {
    expect(pricedStretches('La heladera sale $ 1.249.000. El lunes la llevamos.').map(({ text, amounts }) => [text, amounts[0]?.readings])).toEqual([['La heladera sale $ 1.249.000', [124_900_000]]]);
    expect(pricedStretches('son 89.000 pesos')[0]?.amounts[0]?.readings).toEqual([8_900, 8_900_000]);
    expect(pricedStretches('Su pedido 4471 llega el 12')).toEqual([]);
  });
  it('a product is named by its code or by nearly all of its name', () => {
    const product = { code: 'HP-388', name: 'Heladera Patrick 388 L' };
    expect(namesProduct('la heladera patrick 388 sale', product)).toBe(true);
    expect(namesProduct('el codigo hp 388 y hp-388', { ...product, code: 'hp 388' })).toBe(true);
    expect(namesProduct('la heladera sale', product)).toBe(false);
  });
});
