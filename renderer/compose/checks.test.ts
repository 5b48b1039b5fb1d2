import { expect, test } from 'vitest';
import type { AttachmentRef, ChatDraft, MailDraft } from '../../shared/composing.ts';
import { addressDoubt, splitAddresses } from './addresses.ts';
import { doubtsOf, faultsOf, mailSize, mentionsAttachment } from './checks.ts';

const file = (sizeBytes: number, inline = false): AttachmentRef => ({ blobId: 'b', filename: 'x.pdf', contentType: 'application/pdf', sizeBytes, inline });
const mail = (part: Partial<MailDraft> = {}): MailDraft => ({ channel: 'mail', accountId: 'a', to: ['lucia@correo.example'], cc: [], bcc: [], subject: 'Pedido', html: null, text: 'Hola', attachments: [], replyTo: null, ...part });
const chat = (part: Partial<ChatDraft> = {}): ChatDraft => ({ channel: 'chat', accountId: 'a', to: 'lucia@chat.example', text: 'Hola', attachments: [], replyTo: null, ...part });
const facts = (spoken = 'Hola', maxBytes: number | null = null) => ({ spoken, maxBytes, knownDomains: ['correo.example'] });

test('a whole message has no fault and raises no doubt', () => {
  expect(faultsOf(mail(), facts())).toEqual([]);
  expect(doubtsOf(mail(), facts())).toEqual([]);
  expect(faultsOf(chat(), facts())).toEqual([]);
});

test('nobody to send to, no account and no words are faults', () => {
  expect(faultsOf(mail({ to: [], accountId: null }), facts('')).map((fault) => fault.kind)).toEqual(['noAccount', 'noRecipient', 'noWords']);
  expect(faultsOf(chat({ to: '' }), facts('')).map((fault) => fault.kind)).toEqual(['noRecipient', 'noWords']);
  expect(faultsOf(mail({ attachments: [file(10)] }), facts(''))).toEqual([]);
});

test('a gap of a canned reply has to be filled first', () => {
  expect(faultsOf(chat(), facts('Su pedido {order.number} sale el {date}, {order.number}'))).toEqual([{ kind: 'gaps', names: '{order.number}, {date}' }]);
});

test('an address that is none is a fault, in copies as well', () => {
  expect(faultsOf(mail({ bcc: ['lucia@'] }), facts())).toEqual([{ kind: 'badAddress', address: 'lucia@' }]);
});

test('what is too large for the server is said before it is sent, as it will be on its way', () => {
  const large = mail({ attachments: [file(8_000_000)] });
  expect(faultsOf(large, facts('Hola', 10_000_000))[0]).toMatchObject({ kind: 'tooLarge', limitBytes: 10_000_000 });
  expect(faultsOf(large, facts('Hola', 12_000_000))).toEqual([]);
  expect(mailSize(large, large.attachments)).toBeGreaterThan(10_900_000);
  expect(faultsOf(chat({ attachments: [file(600)] }), facts('Hola', 500))[0]).toMatchObject({ kind: 'tooLarge', sizeBytes: 600 });
});

test('an empty subject, a probable typo and a forgotten attachment are asked about', () => {
  expect(doubtsOf(mail({ subject: ' ', to: ['lucia@gmial.com'] }), facts('Te adjunto la factura'))).toEqual([
    { kind: 'typo', address: 'lucia@gmial.com', meant: 'lucia@gmail.com' }, { kind: 'noSubject' }, { kind: 'nothingAttached' },
  ]);
  expect(doubtsOf(mail({ attachments: [file(1)] }), facts('Te adjunto la factura'))).toEqual([]);
  expect(doubtsOf(mail({ attachments: [file(1, true)] }), facts('See the attached invoice'))).toEqual([{ kind: 'nothingAttached' }]);
});

test('words for attachments in both languages, and no others', () => {
  for (const text of ['Adjunto el presupuesto', 'va adjunta la foto', 'le mando la factura', 'Please see attached', 'two attachments']) expect(mentionsAttachment(text), text).toBe(true);
  for (const text of ['Gracias', 'Te mando un abrazo', 'conjunto', 'adjuntaría', 'detached']) expect(mentionsAttachment(text), text).toBe(false);
});

test('several addresses are taken apart, names with commas stay whole', () => {
  expect(splitAddresses('a@x.example, "Paz, Ana" <b@x.example>;c@x.example\nd@x.example,')).toEqual(['a@x.example', '"Paz, Ana" <b@x.example>', 'c@x.example', 'd@x.example']);
  expect(splitAddresses(' , ')).toEqual([]);
});

test('an address is doubted for its form or for a misspelt domain', () => {
  expect(addressDoubt('Ana <ana@correo.example>', [])).toBeNull();
  expect(addressDoubt('ana', [])).toEqual({ text: 'ana', kind: 'unreadable' });
});
