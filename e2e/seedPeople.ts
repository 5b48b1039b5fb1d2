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
  { at: '2024-03-20T10:04', author: SOFIA_PHONE, text: 'Genial' },
  { at: '2024-03-20T10:04', author: SOFIA_PHONE, text: 'Te espero' },
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

/** The same person by an address that nothing ties to her: four mails that a merge brings along. */
export const sofiaElsewhere = {
  mail: 'sofi.p@otrocorreo.example', name: 'Sofi P', mails: 4,
  file: mbox(['2024-02-10', '2024-03-16', '2024-04-02', '2024-05-20'].map((day, at) => mail({ from: 'Sofi P <sofi.p@otrocorreo.example>', to: SHOP, subject: `Del trabajo ${at + 1}`, text: `Escribo del trabajo, van ${at + 1}`, at: `${day}T09:00:00Z` }))),
};

const years = Array.from({ length: 240 }, (_, at) => ({
  linkedId: `${1_500_000_000 + at * 900_000}.${at}`, src: '01143332211', dst: '1001', start: new Date(Date.UTC(2018, 0, 8 + at * 10, 14)).toISOString().slice(0, 19),
  talkSeconds: 40 + at, answered: at % 3 !== 0, agentDevice: `PJSIP/1001-1${at}`,
}));

/** Two people at one telephone, and six and a half years of calls from it. */
export const household = {
  phone: '+54 11 4333-2211', calls: years.length, marta: 'Marta Solís', pedro: 'Pedro Solís',
  files: {
    'calls/Master.csv': masterCsv(years),
    'contacts/agenda.vcf': vcards([
      { name: 'Marta Solís', mails: ['marta@solis.example'], phones: ['+54 11 4333-2211'] },
      { name: 'Pedro Solís', mails: ['pedro@solis.example'], phones: ['(011) 4333-2211'] },
    ]),
    'mail/tienda.mbox': mbox([
      mail({ from: 'Marta Solís <marta@solis.example>', to: SHOP, subject: 'Soy Marta', text: 'Hola', at: '2024-01-10T12:00:00Z' }),
      mail({ from: 'Pedro Solís <pedro@solis.example>', to: SHOP, subject: 'Soy Pedro', text: 'Buenas', at: '2024-01-12T12:00:00Z' }),
    ]),
  },
};
