/** Sofía, who reached the shop by every channel: how many items each of her files holds is known here. */
import { mail, masterCsv, mbox, vcards, whatsapp } from './seed.ts';

const SHOP = 'Tienda <ventas@tienda.example>';
const SOFIA = 'Sofía Paredes <sofia@paredes.example>';
export const SOFIA_PHONE = '+54 9 11 6000-1234';

const mails = [
  mail({ from: SOFIA, to: SHOP, subject: 'Consulta por una mesa', text: '¿Tienen la mesa de roble?\n\nSofía', at: '2024-03-14T12:00:00Z' }),
  mail({ from: SHOP, to: SOFIA, subject: 'Re: Consulta por una mesa', text: 'Sí, queda una.', at: '2024-03-14T15:30:00Z' }),
  mail({ from: SOFIA, to: SHOP, subject: 'Re: Consulta por una mesa', text: 'La reservo, gracias.', at: '2024-03-18T13:00:00Z' }),
  mail({ from: SHOP, to: SOFIA, subject: 'Factura 0001-4410', text: 'Adjuntamos la factura.', at: '2024-04-22T11:00:00Z' }),
];
const chats = [
  { at: '2024-03-20T10:00', author: SOFIA_PHONE, text: 'Hola, soy Sofía, la de la mesa' },
  { at: '2024-03-20T10:04', author: 'Tienda', text: 'Hola Sofía, sale mañana' },
  { at: '2024-03-20T10:05', author: SOFIA_PHONE, text: 'Genial' },
  { at: '2024-03-29T18:40', author: SOFIA_PHONE, text: '¿Puede ser el lunes?' },
  { at: '2024-03-29T18:52', author: 'Tienda', text: 'El lunes a las diez' },
];
/** Five rows of three calls: one answered, one handed over, one that two telephones let ring. */
const legs = [
  { linkedId: '1710500000.1', src: '01115 6000 1234'.replaceAll(' ', ''), dst: '1001', start: '2024-03-15T14:00:00', talkSeconds: 95, answered: true, agentDevice: 'PJSIP/1001-0001' },
  { linkedId: '1711700000.2', src: '+5491160001234', dst: '1001', start: '2024-03-29T12:00:00', talkSeconds: 30, answered: true, agentDevice: 'PJSIP/1001-0002' },
  { linkedId: '1711700000.2', src: '+5491160001234', dst: '1002', start: '2024-03-29T12:00:40', talkSeconds: 60, answered: true, agentDevice: 'PJSIP/1002-0002' },
  { linkedId: '1713700000.3', src: '005491160001234', dst: '1001', start: '2024-04-21T12:00:00', talkSeconds: 0, ringSeconds: 20, answered: false, agentDevice: 'PJSIP/1001-0003' },
  { linkedId: '1713700000.3', src: '005491160001234', dst: '1002', start: '2024-04-21T12:00:00', talkSeconds: 0, ringSeconds: 20, answered: false, agentDevice: 'PJSIP/1002-0003' },
];

export const sofia = {
  name: 'Sofía Paredes', mail: 'sofia@paredes.example', mails: mails.length, chats: chats.length, calls: 3,
  files: {
    'mail/tienda.mbox': mbox(mails),
    [`chat/Chat de WhatsApp con ${SOFIA_PHONE}.txt`]: whatsapp(chats),
    'calls/Master.csv': masterCsv(legs),
    'contacts/agenda.vcf': vcards([{ name: 'Sofía Paredes', mails: ['sofia@paredes.example'], phones: [SOFIA_PHONE], city: 'Colegiales' }]),
  },
};
