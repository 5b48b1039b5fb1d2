/** The words shops use, in Spanish and English, for sales channels and the states of an order. */
import type { OrderState, PriceChannel } from '../../../shared/domain.ts';
import { plain } from '../../../shared/plain.ts';

const CHANNEL_WORDS: readonly (readonly [PriceChannel, RegExp])[] = [
  ['web', /^(?:web|online|on line|internet|tienda (?:online|web)|e ?commerce|sitio(?: web)?|app|website)$/], ['branch', /^(?:sucursal|sucursales|local|tienda|mostrador|salon|branch|store|shop|counter|presencial|en persona|visita|visit)$/],
  ['phone', /^(?:telefono|telefonico|tel|phone|llamada|call|call ?center|telesales)$/], ['mail', /^(?:mail|correo|e ?mail)$/], ['chat', /^(?:chat|whatsapp|wsp|mensajes?)$/],
];

/** The channel that folded words name; null when we know none. */
export function channelOf(words: string): PriceChannel | null {
  return CHANNEL_WORDS.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}

/** Matched in order, against folded words. */
export const STATE_WORDS: readonly (readonly [OrderState, RegExp])[] = [
  ['cancelled', /^(?:cancelad[oa]|anulad[oa]|cancell?ed|void(?:ed)?|rechazad[oa])$/], ['returned', /^(?:devuelt[oa]|devolucion|returned|refunded|reembolsad[oa])$/],
  ['delivered', /^(?:entregad[oa]|delivered|completed?|completad[oa]|retirad[oa]|picked up|fulfilled|cerrad[oa]|finalizad[oa])$/], ['shipped', /^(?:enviad[oa]|despachad[oa]|shipped|in transit|en camino|en viaje|dispatched|out for delivery)$/],
  ['ready', /^(?:list[oa](?: para (?:retirar|retiro|entregar))?|ready(?: for pickup)?|disponible(?: para retirar)?|para retirar)$/],
  ['preparing', /^(?:en preparacion|preparando|preparing|processing|en proceso|procesando|armado|picking|in progress)$/], ['paid', /^(?:pagad[oa]|pago(?: acreditado| aprobado)?|paid|payment received|acreditad[oa]|aprobad[oa])$/],
  ['placed', /^(?:nuev[oa]|new|pendiente|pending|recibid[oa]|received|creado|created|open|abiert[oa]|ingresad[oa]|confirmad[oa]|confirmed|pendiente de pago|awaiting payment|on hold)$/],
];

/** For comparing and searching: no case, no accents, single spaces. */
export function folded(text: string): string {
  return plain(text).replace(/[^\p{L}\p{N}*$%]+/gu, ' ').trim();
}
