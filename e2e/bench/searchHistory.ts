/**
 * A made-up history of a million short interactions for the search benchmark: the same rows for the same seed.
 * Words follow Zipf's law over a vocabulary of real frequent words and invented rare ones, so that common, middling and
 * rare words, prefixes and phrases have the frequencies that a real mailbox shows.
 */
import { insertInteraction, keyAt } from '../../electron/core/store/interactions.ts';
import type { Store } from '../../electron/core/store/open.ts';
import type { Channel, InteractionId } from '../../shared/domain.ts';

export const ROWS = 1_000_000;
const CUSTOMERS = 50_000;
const VOCABULARY = 40_000;
const YEARS = 5;
const FROM_MS = Date.UTC(2020, 0, 1);
const ROWS_PER_WRITE = 20_000;

const FREQUENT = ('de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante ' +
  'todos uno les ni contra otros ese eso ante ellos esto mí antes algunos qué unos yo otro otras otra él tanto esa estos mucho quienes nada muchos cual poco ella estar estas algunas algo nosotros hola gracias buenos días buenas ' +
  'tardes pedido factura presupuesto cotización envío entrega garantía técnico visita reembolso devolución cuenta pago tarjeta dirección consulta producto equipo calefactor cocina horno heladera repuesto instalación turno ' +
  'mañana semana lunes martes miércoles jueves viernes número precio descuento stock sucursal confirmar mensaje llamada correo adjunto foto urgente problema solución the to and of in for is on that with you it order invoice ' +
  'delivery please thanks quote warranty payment address account service return refund shipment tomorrow available').split(' ');
const SYLLABLES = ('ba be bi bo ca ce ci co cu da de di do du fa fe fi fo ga ge go gra gu ja jo la le li lo lu lla ma me mi mo mu na ne ni no nu ña ño pa pe pi po pre pro ra re ri ro ru sa se si so su ta te ti to tra tre tu va ve vi vo ' +
  'za zo al an ar as el en er es in is on or os ción dad mente miento ando iendo ado ido able ismo ista').split(' ');
const GIVEN = 'Lucía Marta Ana Sofía Elena Carmen Laura Paula Julia Valentina Camila Martina Juan Pedro Luis Carlos Diego Martín Pablo Andrés Javier Sergio Hugo Nicolás Tomás Bruno Emma James Olivia Noah'.split(' ');
const FAMILY = 'García Pérez Núñez Rodríguez Gómez Fernández López Díaz Martínez Sánchez Romero Torres Álvarez Ruiz Ramírez Flores Acosta Medina Herrera Aguirre Ibáñez Peña Suárez Molina Castro Ortiz Silva Rojas Smith Brown Walker'.split(' ');
const CHANNEL_MIX: readonly Channel[] = ['mail', 'mail', 'mail', 'mail', 'chat', 'chat', 'chat', 'call', 'visit', 'note'];

export type Random = { next(): number; below(n: number): number; pick<T>(from: readonly T[]): T };

/** mulberry32: enough for test data, and the same everywhere. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return { next, below, pick: (from) => from[below(from.length)] as (typeof from)[number] };
}

/** Words by rank, the most frequent first. */
export function vocabulary(): string[] {
  const random = seeded(11);
  const words = new Set(FREQUENT);
  while (words.size < VOCABULARY) words.add(Array.from({ length: 2 + random.below(3) }, () => random.pick(SYLLABLES)).join(''));
  return [...words];
}

export function customerName(id: number): string {
  const random = seeded(id * 31 + 5);
  return `${random.pick(GIVEN)} ${random.pick(FAMILY)} ${random.pick(FAMILY)}`;
}

/** Argentine mobile of a customer, E.164. */
export function customerPhone(id: number): string {
  return `+54911${String(20_000_000 + ((id * 7_654_321) % 69_999_999)).padStart(8, '0')}`;
}

export function customerMail(id: number): string {
  return `${customerName(id).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().split(' ').slice(0, 2).join('.')}${id}@correo${id % 400}.example`;
}

export function orderNumber(row: number): string {
  return `PED${String((row * 7_919) % 10_000_019).padStart(8, '0')}A`;
}

/** Two points a customer: address and telephone. Customer n has the points 2n-1 and 2n; the first names it. */
export function fillHistory(store: Store, say: (done: number) => void): void {
  const words = vocabulary();
  const random = seeded(3);
  // Zipf by inversion: rank = V^u - 1 has density 1/rank.
  const word = (): string => words[Math.floor(VOCABULARY ** random.next()) - 1] as string;
  const text = (length: number): string => {
    let line = word();
    while (line.length < length) line += (random.below(12) === 0 ? ', ' : ' ') + word();
    return `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;
  };
  store.write((writer) => {
    const point = writer.prepare('INSERT INTO contact_point (id, uuid, kind, value, customer, name, seen_at_ms) VALUES (?, ?, ?, ?, ?, ?, 0)');
    const customer = writer.prepare('INSERT INTO customer (id, uuid, name, organisation, interactions, channels, last_key, attempts, missed) VALUES (?, ?, ?, ?, 0, 0, ?, 0, 0)');
    for (let n = 1; n <= CUSTOMERS; n++) {
      const id = 2 * n - 1;
      point.run(id, uuidOf(random), 'mail', customerMail(n), id, customerName(n));
      point.run(id + 1, uuidOf(random), 'phone', customerPhone(n), id, '');
      customer.run(id, uuidOf(random), customerName(n), '', keyAt(FROM_MS) + n);
    }
    writer.prepare("DELETE FROM index_log").run();
  });
  const stepMs = (YEARS * 365.25 * 86_400_000) / ROWS;
  for (let from = 0; from < ROWS; from += ROWS_PER_WRITE) {
    store.write((writer) => {
      for (let row = from; row < Math.min(ROWS, from + ROWS_PER_WRITE); row++) {
        // A fifth of all interactions are of a hundredth of the customers.
        const n = 1 + (random.below(5) === 0 ? random.below(CUSTOMERS / 100) : random.below(CUSTOMERS));
        const channel = random.pick(CHANNEL_MIX);
        const point = channel === 'mail' ? 2 * n - 1 : 2 * n;
        const body = channel === 'call' ? '' : text(180 + random.below(240));
        insertInteraction(writer, {
          id: uuidOf(random) as InteractionId, record: null, operation: null, channel, direction: random.below(2) === 0 ? 'inbound' : 'outbound', occurredAtMs: Math.floor(FROM_MS + row * stepMs), marks: 0,
          mainPoint: point, threadKey: null, author: customerName(n), agent: random.pick(GIVEN),
          title: channel !== 'mail' ? '' : random.below(5) === 0 ? `Pedido ${orderNumber(row)}` : text(20 + random.below(20)), preview: body.slice(0, 140), detail: '{"parties":[]}', text: body,
        }, [{ point, role: 'from', word: 1, missed: false }]);
      }
      // The index is built from nothing afterwards; a log of a million rows would only be thrown away.
      writer.prepare('DELETE FROM index_log').run();
    });
    say(Math.min(ROWS, from + ROWS_PER_WRITE));
  }
}

function uuidOf(random: Random): string {
  const hex = (): string => Math.floor(random.next() * 2 ** 32).toString(16).padStart(8, '0');
  const all = hex() + hex() + hex() + hex();
  return `${all.slice(0, 8)}-${all.slice(8, 12)}-5${all.slice(13, 16)}-8${all.slice(17, 20)}-${all.slice(20)}`;
}
