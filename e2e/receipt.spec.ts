/** S4: what comes out of the printer: a real PDF of a closed visit, made with the network off, and kept with the visit. */
import { readPdf } from './world/pdf.ts';
import { closeAll, expect, launch, newProfile, test } from './world/app.ts';
import type { Desk } from './world/app.ts';
import type { VisitView } from '../shared/visits.ts';

let desk: Desk;

test.beforeAll(async () => { desk = await launch({ profile: newProfile(), language: 'es', network: 'off' }); });
test.afterAll(closeAll);

/** The bridge of the window, as its own page uses it. */
function ask<T>(channel: 'query' | 'command', name: string, input: unknown): Promise<T> {
  return desk.page.evaluate(async ([kind, asked, given]) => {
    type Bridge = Record<'query' | 'command', (name: string, input: unknown) => Promise<{ ok: boolean; value: unknown; error: unknown }>>;
    const envelope = await (globalThis as unknown as { hilo: Bridge }).hilo[kind](asked, given);
    if (!envelope.ok) throw new Error(JSON.stringify(envelope.error));
    return envelope.value;
  }, [channel, name, input] as const) as Promise<T>;
}

async function closedVisit(outcome: string): Promise<string> {
  const { customerId } = await ask<{ customerId: string }>('command', 'customer.add', { name: 'Lucía Ferreyra', address: 'lucia@cliente.example' });
  const { visitId } = await ask<{ visitId: string }>('command', 'visit.start', { customerId });
  await ask('command', 'visit.set', { visitId, motive: 'purchase', outcome });
  for (const [kind, ref, label] of [['product', 'SIL-OSLO', 'Silla Oslo, roble'], ['offer', '', '20 % en la segunda silla'], ['favourite', 'MES-1', 'Mesa Fiordo <b>160</b> & bancos']]) {
    await ask('command', 'visit.item', { visitId, itemId: null, kind, ref, label, removed: false });
  }
  await ask('command', 'visit.close', { visitId, withReceipt: true, mailTo: null, withSurvey: false, solvesCase: false });
  return visitId;
}

async function printed(visitId: string): Promise<Buffer> {
  const fileId = async (): Promise<string | null> => (await ask<VisitView>('query', 'visit.get', { visitId })).receipt?.fileId ?? null;
  await expect.poll(fileId, { timeout: 30_000 }).not.toBeNull();
  const { base64 } = await ask<{ base64: string }>('query', 'attachment.read', { id: visitId, partPath: 'receipt' });
  return Buffer.from(base64, 'base64');
}

test('S4, N3: a closed visit is printed as a PDF on A4, with the head of the shop, its number and what was seen', async () => {
  await ask('command', 'settings.set', { agentName: 'Inés Paz', branch: 'CAB', language: 'es' });
  await ask('command', 'shop.set', {
    identity: { name: 'Casa Norte', address: 'Av. Cabildo 2040, CABA', taxId: '30-71234567-9', phone: '011 4700-1000', mail: 'hola@casanorte.example', footer: 'Cambios dentro de los 30 días con este comprobante.' },
    branches: [{ code: 'CAB', name: 'Sucursal Cabildo', address: 'Av. Cabildo 2040' }],
  });
  const windows = desk.electron.windows().length;
  const first = await readPdf(await printed(await closedVisit('Vuelve el jueves con las medidas.')));
  for (const text of ['Casa Norte', '30-71234567-9', 'Comprobante de visita', '00001', 'Sucursal Cabildo', 'Lucía Ferreyra', 'Inés Paz', 'Compra', 'Silla Oslo, roble', '20 % en la segunda silla', 'Mesa Fiordo <b>160</b> & bancos', 'Vuelve el jueves', 'Cambios dentro']) expect(first.text).toContain(text);
  expect(first.pages).toBe(1);
  expect([Math.abs(first.size.width - 595), Math.abs(first.size.height - 842)].every((off) => off < 2), 'A4').toBe(true);
  // The next has the next number, and the sheet is gone.
  const second = await readPdf(await printed(await closedVisit('x '.repeat(900))));
  expect(second.text).toContain('00002');
  await expect.poll(() => desk.electron.windows().length).toBe(windows);
});
