import { expect, test } from 'vitest';
import type { TemplateView } from '../../shared/contract.ts';
import { slashBefore, templatesFor } from './slash.ts';

const reply = (name: string, text: string, channels: TemplateView['channels'] = ['mail', 'chat'], language: TemplateView['language'] = 'es'): TemplateView => ({ id: name, name, text, channels, language });

test('a slash that begins a word opens the list, with what was typed after it', () => {
  expect(slashBefore('/')).toBe('');
  expect(slashBefore('Hola /env')).toBe('env');
  expect(slashBefore('Hola\n/envío')).toBe('envío');
});

test('a slash inside a word, a date or an address opens nothing', () => {
  for (const text of ['', 'Hola', 'y/o', '22/11', 'https://', '/uno dos', '//']) expect(slashBefore(text)).toBeNull();
});

test('names go before words, the own language before the other, and accents do not matter', () => {
  const all = [reply('Saludo', 'Gracias por el envío'), reply('Shipping', 'On its way', ['mail', 'chat'], 'en'), reply('Envío en camino', 'Ya salió'), reply('Aviso de envío', 'Sale hoy', ['mail'])];
  expect(templatesFor(all, 'chat', 'envio', 'es').map((one) => one.name)).toEqual(['Envío en camino', 'Saludo']);
  expect(templatesFor(all, 'mail', 'ENV', 'es').map((one) => one.name)).toEqual(['Envío en camino', 'Aviso de envío', 'Saludo']);
  expect(templatesFor(all, 'mail', '', 'en').map((one) => one.name)[0]).toBe('Shipping');
  expect(templatesFor(all, 'mail', 'nada', 'es')).toEqual([]);
});
