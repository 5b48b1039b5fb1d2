/** The sample shop connected to real servers of this machine: what pictures of writing, waiting and ringing need. */
import type { Page } from '@playwright/test';
import { createExchange } from '../world/amiCalls.ts';
import { startAmiServer } from '../world/amiServer.ts';
import type { AmiServer } from '../world/amiServer.ts';
import { startDovecot } from '../world/dovecot.ts';
import type { Dovecot } from '../world/dovecot.ts';
import { startProsody } from '../world/prosody.ts';
import type { Prosody } from '../world/prosody.ts';
import { ask, tell } from '../world/screen.ts';
import { startSmtpSink } from '../world/smtpSink.ts';
import type { SmtpSink } from '../world/smtpSink.ts';
import { mail } from '../seed.ts';

export type LiveShop = { dovecot: Dovecot; sink: SmtpSink; prosody: Prosody; exchange: AmiServer; calls: ReturnType<typeof createExchange>; dispose(): Promise<void> };
type Customer = { id: string; name: string };
type Item = { id: string; title: string; state: string; attempts: number; nextTryAtMs: number | null };
type Letter = { to: string; subject: string; text: string; replyTo?: string | null; sendAtMs?: number | null };

const OWN = 'ana.rios@casanorte.example';
const HOUR_MS = 3_600_000;
const LIMIT_MS = 40_000;

/** Starts the servers, connects an account of each kind and waits until each was read. */
export async function openLiveShop(page: Page): Promise<LiveShop> {
  const [dovecot, sink, prosody, exchange] = await Promise.all([startDovecot({ users: { ana: 'pw-ana' } }), startSmtpSink({ sizeLimit: 25_000_000 }), startProsody({ users: { ana: 'pw-ana', lucia: 'pw-lucia' }, tls: false }), startAmiServer()]);
  const shop = { dovecot, sink, prosody, exchange, calls: createExchange(Math.floor(Date.now() / 1_000)), dispose: async () => void await Promise.all([dovecot.dispose(), sink.dispose(), prosody.dispose(), exchange.dispose()]) };
  const earlier = (minutes: number): number => Date.now() - minutes * 60_000;
  prosody.writeArchive('ana', [
    { id: 'a1', from: `lucia@${prosody.domain}`, text: 'Hola Ana, le escribo también por acá', atMs: earlier(6) },
    { id: 'a2', from: `lucia@${prosody.domain}`, text: '¿Hasta qué hora puedo pasar a retirarla?', atMs: earlier(5) },
  ]);
  await tell(page, 'account.add', { label: 'Ana Ríos', setup: { kind: 'imap', config: {
    host: dovecot.host, port: dovecot.imapPort, security: 'plain', user: 'ana', password: 'pw-ana', acceptInvalidCertificate: false,
    outgoing: { host: sink.host, port: sink.port, security: 'plain', user: '', password: '', acceptInvalidCertificate: false, address: OWN, name: 'Ana Ríos · Casa Norte', signature: 'Ana Ríos\nCasa Norte, Caballito', sentCopy: 'append' },
  } } });
  await tell(page, 'account.add', { label: 'Chat', setup: { kind: 'xmpp', config: { address: `ana@${prosody.domain}`, password: 'pw-ana', host: prosody.host, port: prosody.port, security: 'plain', acceptInvalidCertificate: false, name: 'Casa Norte' } } });
  await tell(page, 'account.add', { label: 'Central', setup: { kind: 'asteriskAmi', config: { host: exchange.host, port: exchange.port, security: 'plain', user: 'hilo', password: 'pw-ami', acceptInvalidCertificate: false, device: 'PJSIP/1001', context: 'from-internal', dialPrefix: '' } } });
  await exchange.waitForClients(1);
  await until('the accounts to be read', async () => {
    const { accounts } = await ask<{ accounts: { kind: string; phase: string }[] }>(page, 'sync.state', {});
    return accounts.filter(({ kind, phase }) => ['imap', 'xmpp', 'asteriskAmi'].includes(kind) && phase === 'live').length === 3;
  });
  const { customerId } = await tell<{ customerId: string }>(page, 'customer.add', { name: '', address: `xmpp:lucia@${prosody.domain}` });
  await tell(page, 'identity.merge', { customerId: (await customer(page, 'Lucía Ferreyra')).id, otherCustomerId: customerId, reason: '' });
  return shop;
}

/** One thing in each state that the outbox knows, as far as servers can be made to bring it about. */
export async function fillOutbox(page: Page, { dovecot, sink }: LiveShop): Promise<void> {
  await tell(page, 'settings.set', { undoSeconds: 0 });
  await send(page, 'Belén Cáceres', { to: 'belen.caceres@buzon.example', subject: 'Garantía de tu lavarropas', text: 'Hola Belén: ya cargamos la factura, el técnico pasa el jueves entre las 9 y las 12.' });
  await until('a mail to be taken', () => sink.taken.length === 1);
  sink.behave({ do: 'refuse', at: 'rcpt', code: 550, text: '5.1.1 User unknown' });
  const refused = await send(page, 'Lisandro Vera', { to: 'lisandro.vera@buzon.example', subject: 'Tu pedido está listo', text: 'Hola Lisandro: tu pedido ya está en Belgrano, podés retirarlo cualquier día de 10 a 20.' });
  await state(page, refused, 'failed');
  sink.behave({ do: 'drop', at: 'taken' });
  const cut = await send(page, 'Nadia Kaplan', { to: 'nadia.kaplan@buzon.example', subject: 'Comprobante de pago', text: 'Hola Nadia: te confirmo que recibimos la transferencia. ¡Gracias!' });
  await state(page, cut, 'held');
  sink.behave(null);
  await spokenMeanwhile(page, dovecot);
  await sink.stop();
  const waiting = await send(page, 'Chloe Bennett', { to: 'chloe.bennett@mail.example', subject: 'Your washing machine', text: 'Hi Chloe, it is in stock and can be delivered on Friday morning.' });
  await until('a first try', async () => (await item(page, waiting))?.nextTryAtMs !== null);
  await send(page, 'Chloe Bennett', { to: 'chloe.bennett@mail.example', subject: 'Invoice', text: 'Hi Chloe, and this is the invoice, with the discount we agreed on.' });
  await send(page, 'Patricia Leiva', { to: 'patricia.leiva@leivaseguros.example', subject: 'Renovación de la póliza', text: 'Patricia: te mando mañana a primera hora los tres presupuestos.', sendAtMs: tomorrowAt(9) });
  await tell(page, 'settings.set', { undoSeconds: 120 });
  const kept = await send(page, 'Oscar Domínguez', { to: 'oscar.dominguez@postal.example', subject: 'Cambio del horno', text: 'Oscar: si lo trae con la caja, se lo cambiamos en el momento.' });
  await tell(page, 'outbox.hold', { outboxId: kept });
  await tell(page, 'settings.set', { undoSeconds: 10 });
}

/** The customer spoke while the answer waited for the network (N7). */
async function spokenMeanwhile(page: Page, dovecot: Dovecot): Promise<void> {
  const from = 'Inés Rivarola <ines.rivarola@correo.example>';
  await dovecot.deliver('ana', mail({ from, to: OWN, subject: 'Entrega del lavavajillas', text: '¿Puede ser el martes a la tarde?', at: new Date(Date.now() - HOUR_MS).toISOString(), id: 'ines-1' }));
  const { id } = await customer(page, 'Inés Rivarola');
  const answered = await newest(page, id, 'Entrega del lavavajillas');
  await dovecot.stop();
  await until('the mailbox to be gone', async () => (await ask<{ accounts: { kind: string; phase: string }[] }>(page, 'sync.state', {})).accounts.some(({ kind, phase }) => kind === 'imap' && phase === 'waiting'));
  const held = await send(page, 'Inés Rivarola', { to: 'ines.rivarola@correo.example', subject: 'Re: Entrega del lavavajillas', text: 'Listo, Inés: queda para el martes de 14 a 18.', replyTo: answered });
  dovecot.writeMaildir('ana', 'INBOX', [{ receivedAtMs: Date.now(), raw: mail({ from, to: OWN, subject: 'Re: Entrega del lavavajillas', text: 'Perdón, el martes no voy a estar. ¿Puede ser el miércoles?', at: new Date().toISOString(), headers: ['In-Reply-To: <ines-1@hilo-e2e.example>', 'References: <ines-1@hilo-e2e.example>'] }) }]);
  await dovecot.restart();
  const { accounts } = await ask<{ accounts: { id: string; kind: string }[] }>(page, 'sync.state', {});
  await tell(page, 'account.syncNow', { accountId: accounts.find(({ kind }) => kind === 'imap')?.id });
  await state(page, held, 'held');
}

export async function customer(page: Page, name: string): Promise<Customer> {
  const { rows } = await ask<{ rows: Customer[] }>(page, 'customer.list', { text: name, offset: 0, limit: 5 });
  const found = rows.find((row) => row.name === name);
  if (found === undefined) throw new Error(`the sample shop has no ${name}`);
  return found;
}

async function send(page: Page, name: string, { to, subject, text, replyTo = null, sendAtMs = null }: Letter): Promise<string> {
  const { accounts } = await ask<{ accounts: { id: string; kind: string }[] }>(page, 'sync.state', {});
  const message = { channel: 'mail', accountId: accounts.find(({ kind }) => kind === 'imap')?.id, to: [to], cc: [], bcc: [], subject, html: null, text, attachments: [], replyTo };
  return (await tell<{ outboxId: string }>(page, 'outbox.send', { customerId: (await customer(page, name)).id, message, draftId: null, duringCall: null, sendAtMs, seenCursor: null })).outboxId;
}

async function item(page: Page, outboxId: string): Promise<Item | undefined> {
  return (await ask<{ items: Item[] }>(page, 'outbox.list', { limit: 100 })).items.find(({ id }) => id === outboxId);
}

function state(page: Page, outboxId: string, wanted: string): Promise<void> {
  return until(`something to be ${wanted}`, async () => (await item(page, outboxId))?.state === wanted);
}

async function newest(page: Page, customerId: string, title: string): Promise<string> {
  let id = '';
  await until(`“${title}” to be read`, async () => {
    const { items } = await ask<{ items: { id: string; title: string }[] }>(page, 'customer.timeline', { id: customerId, limit: 20 });
    id = items.find((one) => one.title === title)?.id ?? '';
    return id !== '';
  });
  return id;
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = Date.now() + LIMIT_MS;
  while (!await isSo()) {
    if (Date.now() > endMs) throw new Error(`waited too long for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function tomorrowAt(hour: number): number {
  const day = new Date(Date.now() + 24 * HOUR_MS);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour).getTime();
}
