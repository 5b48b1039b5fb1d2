import { beforeAll, expect, test } from 'vitest';
import i18next from 'i18next';
import type { Origin } from '../../shared/domain.ts';
import { es } from '../i18n/es.ts';
import { formatOf } from '../i18n/format.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { originWords } from './originWords.ts';

const now = new Date('2026-11-22T12:00:00').getTime();
const record = (connector: 'imap' | 'contacts' | 'asteriskCsv' | 'whatsappExport', at: string): Origin => ({ by: 'record', connector, label: 'Clientes.vcf', interactionId: null, atMs: new Date(at).getTime() });
let t: TFunction;

beforeAll(async () => {
  t = await i18next.init({ lng: 'es', resources: { es: { translation: es } }, interpolation: { escapeValue: false } });
});

test('a phone that a mail states comes from its signature, a name from the mail itself', () => {
  expect(originWords(t, formatOf('es'), now, record('imap', '2026-08-24T10:00'), 'phone')).toBe('firma de un correo, 24 ago');
  expect(originWords(t, formatOf('es'), now, record('imap', '2026-08-24T10:00'), 'name')).toBe('correo, 24 ago');
});

test('each source has its phrase, with the year when it is another one', () => {
  expect(originWords(t, formatOf('es'), now, record('asteriskCsv', '2024-07-14T10:00'))).toBe('llamada, 14 jul 2024');
  expect(originWords(t, formatOf('es'), now, record('contacts', '2026-03-01T10:00'))).toBe('libreta Clientes.vcf, 1 mar');
  expect(originWords(t, formatOf('es'), now, record('whatsappExport', '2026-03-01T10:00'))).toBe('chat, 1 mar');
});

test('what a person wrote says who', () => {
  const origin = { by: 'operation', operationId: 'o', actor: 'Ana Ríos', device: 'Mostrador 2', atMs: new Date('2026-11-20T10:00').getTime() } as Origin;
  expect(originWords(t, formatOf('es'), now, origin)).toBe('Ana Ríos lo escribió, 20 nov');
});
