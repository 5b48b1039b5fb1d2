/**
 * The sample shop, Casa Norte: a year of mail, chats, calls, contact lists and shop tables as the files that
 * real shops have. What its people did at the counter is told in counterFacts.ts.
 *
 * Owns: the stories (beside this file, as data) and their rendering into mbox, WhatsApp exports, Master.csv, vCard,
 * CSV and JSON. Promises: the same bytes for the same `nowMs` on every machine; nothing dated after it; the last words are
 * minutes old, so that the shop never looks stale. Never: reads a clock, draws lots, touches a disk, or hands over
 * anything but files: the console reads them with the connectors that read anybody's.
 */
import { AGENTS, SHOP } from './people.ts';
import { masterCsv, sampleCalls } from './renderCalls.ts';
import { renderChats } from './renderChats.ts';
import { contactCards, webCustomers } from './renderContacts.ts';
import { mboxOf, renderMails } from './renderMbox.ts';
import { catalogueTable, offersTable, ordersTable, reviewsTable, webSteps } from './renderShop.ts';
import { SHOP_TIME_ZONE } from './storyClock.ts';

export type SampleFile = { path: string; bytes: Uint8Array };

/** What the desk must be set to so that the sample's own side is told from its customers. */
export const sampleSettings = {
  country: 'AR',
  own: [SHOP.domain, SHOP.ventas, SHOP.soporte],
  agents: AGENTS.map(({ extension, name }) => ({ extension, name })),
  timeZone: SHOP_TIME_ZONE,
  branch: 'CAB',
};

/**
 * All files, contact lists first; paths are relative with `/`. Message-IDs do not depend on `nowMs` but dates do: a
 * profile that gets the sample twice must get it with the same `nowMs`, or it has every mail twice.
 */
export function sampleFiles(nowMs: number): SampleFile[] {
  return [
    { path: 'contacts/clientes.vcf', bytes: contactCards() },
    { path: 'contacts/clientes-web.csv', bytes: webCustomers(nowMs) },
    { path: 'mail/casanorte.mbox', bytes: mboxOf(renderMails(nowMs)) },
    ...renderChats(nowMs).map(({ path, bytes }) => ({ path, bytes })),
    { path: 'calls/Master.csv', bytes: masterCsv(sampleCalls(nowMs)) },
    { path: 'shop/catalogo.csv', bytes: catalogueTable(nowMs) },
    { path: 'shop/pedidos.csv', bytes: ordersTable(nowMs) },
    { path: 'shop/ofertas.csv', bytes: offersTable(nowMs) },
    { path: 'shop/pasos-web.json', bytes: webSteps(nowMs) },
    { path: 'shop/opiniones.csv', bytes: reviewsTable(nowMs) },
  ];
}
