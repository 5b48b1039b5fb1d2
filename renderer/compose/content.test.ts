import { expect, test } from 'vitest';
import type { ComposerContext, ReachAccount } from '../../shared/composing.ts';
import { changeSignature, isUntouched, NO_QUOTATION, pictureFiles, quotationOf, spokenText, startChat, startMail, withoutQuotation, withQuotation } from './content.ts';
import type { Reply } from './content.ts';

const account = (accountId: string, signature: string): ReachAccount => ({ accountId, label: accountId, address: `${accountId}@tienda.example`, signature, maxBytes: null, isOnline: true }) as ReachAccount;
const first = account('ventas', 'Ana Ríos\nCasa <Norte>');
const second = account('postventa', '');
const context = {
  options: [
    { channel: 'mail', accounts: [first, second], addresses: [{ value: 'lucia@correo.example' }], lacks: null },
    { channel: 'chat', accounts: [account('chat', '')], addresses: [{ value: 'lucia@chat.example' }], lacks: null },
  ],
} as unknown as ComposerContext;
const reply = (part: Partial<Reply> = {}): Reply => ({
  channel: 'mail', accountId: 'postventa', to: ['otra@correo.example'], cc: ['copia@correo.example'], subject: 'Re: Pedido', quoteHtml: '<p>hola</p>', quoteText: 'hola\n> antes\n', interactionId: 'i', ...part,
} as Reply);

test('a new mail is addressed, signed, and counts as untouched', () => {
  const mail = startMail(context, null, NO_QUOTATION);
  expect(mail).toMatchObject({ accountId: 'ventas', to: ['lucia@correo.example'], subject: '', replyTo: null });
  expect(mail.html).toBe('<p></p><p>-- <br>Ana Ríos<br>Casa &lt;Norte&gt;</p>');
  expect(mail.text).toBe('\n\n-- \nAna Ríos\nCasa <Norte>');
  expect(isUntouched({ ...mail, text: '\n-- \nAna Ríos\nCasa <Norte>\n' }, mail, NO_QUOTATION, first.signature)).toBe(true);
  expect(isUntouched({ ...mail, text: `Hola${mail.text}` }, mail, NO_QUOTATION, first.signature)).toBe(false);
  expect(isUntouched({ ...mail, subject: 'x' }, mail, NO_QUOTATION, first.signature)).toBe(false);
});

test('an answer goes to who wrote, by the account that read it, with the quotation below', () => {
  const mail = startMail(context, reply(), quotationOf(reply(), 'Ayer:'));
  expect(mail).toMatchObject({ accountId: 'postventa', to: ['otra@correo.example'], cc: ['copia@correo.example'], subject: 'Re: Pedido', replyTo: 'i' });
  expect(mail.html).toBe('<p></p><p>Ayer:</p><blockquote type="cite"><p>hola</p></blockquote>');
  expect(mail.text).toBe('\n\nAyer:\n> hola\n>> antes');
});

test('an answer to a plain mail is plain', () => {
  const plain = reply({ quoteHtml: null });
  expect(startMail(context, plain, quotationOf(plain, 'Ayer:')).html).toBeNull();
});

test('own words and quotation are told apart, and put together again they are the same', () => {
  const quotation = quotationOf(reply(), 'Ayer:');
  const whole = withQuotation({ html: '<p>Sí</p>', text: 'Sí' }, quotation);
  expect(withoutQuotation(whole, quotation)).toEqual({ own: { html: '<p>Sí</p>', text: 'Sí' }, isQuoted: true });
  const plain = quotationOf(reply({ quoteHtml: null }), 'Ayer:');
  expect(withoutQuotation(withQuotation({ html: null, text: 'Sí' }, plain), plain)).toEqual({ own: { html: null, text: 'Sí' }, isQuoted: true });
});

test('a quotation that was edited is own words', () => {
  const quotation = quotationOf(reply(), 'Ayer:');
  const edited = { html: '<p>Sí</p><blockquote>ho</blockquote>', text: 'Sí\n> ho' };
  expect(withoutQuotation(edited, quotation)).toEqual({ own: edited, isQuoted: false });
});

test('another account signs in the place of the former one, and own words stay', () => {
  const own = { html: '<p>Hola</p><p>-- <br>Ana Ríos<br>Casa &lt;Norte&gt;</p>', text: 'Hola\n\n-- \nAna Ríos\nCasa <Norte>' };
  expect(changeSignature(own, first, second)).toEqual({ html: '<p>Hola</p>', text: 'Hola' });
  expect(changeSignature({ html: '<p>Hola</p>', text: 'Hola' }, second, first)).toEqual(own);
  expect(changeSignature({ html: null, text: 'Hola, Ana' }, first, second)).toEqual({ html: null, text: 'Hola, Ana' });
});

test('what is asked about the words looks at neither signature nor quotation', () => {
  const mail = startMail(context, reply({ accountId: 'ventas' as Reply['accountId'] }), quotationOf(reply(), 'Ayer:'));
  expect(spokenText({ ...mail, text: `Hola{date}${mail.text}` }, quotationOf(reply(), 'Ayer:'), first.signature)).toBe('Hola{date}');
});

test('a chat message goes to the address that was used last, an answer to who wrote', () => {
  expect(startChat(context, null)).toMatchObject({ accountId: 'chat', to: 'lucia@chat.example', replyTo: null });
  expect(startChat(context, reply({ channel: 'chat', to: ['casa@chat.example'] }))).toMatchObject({ to: 'casa@chat.example', replyTo: 'i' });
  expect(startChat(context, reply())).toMatchObject({ to: 'lucia@chat.example', replyTo: null });
});

test('a picture that was taken out of the text leaves the files, and comes back with it', () => {
  const picture = { blobId: 'p', filename: 'foto.png', contentType: 'image/png', sizeBytes: 1, inline: true };
  const paper = { ...picture, blobId: 'q', inline: false };
  expect(pictureFiles('<p></p>', [picture, paper], new Map())).toEqual([paper]);
  expect(pictureFiles('<img src="cid:p">', [paper], new Map([['p', picture]]))).toEqual([paper, picture]);
});
