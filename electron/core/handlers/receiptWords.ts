/** The words of what leaves the shop after a visit: the receipt and its mail, in the customer's language. */
import type { CaseStatus, VisitItemKind } from '../../../shared/domain.ts';
import type { Language } from '../../../shared/contract.ts';

export type ReceiptWords = {
  receipt: string; visit: string; number: string; date: string; branch: string; customer: string; attendedBy: string; motive: string; price: string; validTo: string; matter: string; outcome: string; nextSteps: string; due: string; thanks: string; taxId: string;
  sections: Record<VisitItemKind, string>; statuses: Record<CaseStatus, string>; motives: Record<string, string>; preferences: Record<string, string>; accepted: string;
  mail: {
    subject(shop: string): string; hello(name: string): string; thanks(shop: string, date: string, agent: string): string; attached(shown: string): string; question: string; /** Where numbers can be tapped; and in plain text. */ howTo: string; byReply: string; scores: readonly [string, string, string, string, string];
    /** What a mail that answers is called; read again by surveyReply. */
    answer: string; code: string;
  };
};

const es: ReceiptWords = {
  receipt: 'Comprobante de visita', visit: 'Visita', number: 'Número', date: 'Fecha', branch: 'Sucursal', customer: 'Cliente', attendedBy: 'Lo atendió', motive: 'Motivo', price: 'Precio', validTo: 'Válida hasta el', matter: 'Su solicitud', outcome: 'En qué quedamos', nextSteps: 'Lo que sigue', due: 'para el',
  thanks: 'Gracias por su visita.', taxId: 'CUIT',
  sections: { product: 'Lo que vimos', offer: 'Ofertas para usted', favourite: 'Guardado en sus favoritos', datum: 'Datos actualizados', preference: 'Sus preferencias' },
  statuses: { new: 'Recibida', waitingForUs: 'En curso', waitingForCustomer: 'Esperamos su respuesta', solved: 'Resuelta' },
  motives: { purchase: 'Compra', question: 'Consulta', claim: 'Reclamo', pickup: 'Retiro', payment: 'Pago', warranty: 'Garantía', other: 'Otro' },
  preferences: { mornings: 'Contacto por la mañana', afternoons: 'Contacto por la tarde', noCalls: 'Sin llamadas', homeDelivery: 'Envío a domicilio', instalments: 'Pago en cuotas', invoice: 'Factura a su nombre' }, accepted: 'Aceptada',
  mail: {
    subject: (shop) => (shop === '' ? 'Su visita' : `Su visita a ${shop}`), hello: (name) => (name === '' ? 'Hola:' : `Hola, ${name}:`),
    thanks: (shop, date, agent) => `Gracias por su visita${shop === '' ? '' : ` a ${shop}`} del ${date}${agent === '' ? '' : `. Lo atendió ${agent}`}.`, attached: (shown) => `Adjuntamos el comprobante ${shown}.`,
    question: '¿Cómo lo atendimos?', howTo: 'Toque un número y envíe el correo que se abre. Si quiere, agregue un comentario.', byReply: 'Responda este correo con un número del 1 al 5. Si quiere, agregue un comentario.', scores: ['Muy mal', 'Mal', 'Regular', 'Bien', 'Muy bien'], answer: 'Encuesta', code: 'visita',
  },
};

const en: ReceiptWords = {
  receipt: 'Visit receipt', visit: 'Visit', number: 'Number', date: 'Date', branch: 'Branch', customer: 'Customer', attendedBy: 'Attended by', motive: 'Reason', price: 'Price', validTo: 'Valid until', matter: 'Your request', outcome: 'What we agreed', nextSteps: 'What comes next', due: 'by',
  thanks: 'Thank you for your visit.', taxId: 'Tax ID',
  sections: { product: 'What we looked at', offer: 'Offers for you', favourite: 'Saved to your favourites', datum: 'Details updated', preference: 'Your preferences' },
  statuses: { new: 'Received', waitingForUs: 'Under way', waitingForCustomer: 'Waiting for your answer', solved: 'Solved' },
  motives: { purchase: 'Purchase', question: 'Question', claim: 'Complaint', pickup: 'Pick-up', payment: 'Payment', warranty: 'Warranty', other: 'Other' },
  preferences: { mornings: 'Contact in the morning', afternoons: 'Contact in the afternoon', noCalls: 'No phone calls', homeDelivery: 'Home delivery', instalments: 'Paying in instalments', invoice: 'Invoice in your name' }, accepted: 'Accepted',
  mail: {
    subject: (shop) => (shop === '' ? 'Your visit' : `Your visit to ${shop}`), hello: (name) => (name === '' ? 'Hello,' : `Hello ${name},`),
    thanks: (shop, date, agent) => `Thank you for your visit${shop === '' ? '' : ` to ${shop}`} on ${date}${agent === '' ? '' : `. ${agent} attended you`}.`, attached: (shown) => `Your receipt ${shown} is attached.`,
    question: 'How did we do?', howTo: 'Tap a number and send the mail that opens. You may add a comment.', byReply: 'Answer this mail with a number from 1 to 5. You may add a comment.', scores: ['Very badly', 'Badly', 'So-so', 'Well', 'Very well'], answer: 'Survey', code: 'visit',
  },
};

export const RECEIPT_WORDS: Record<Language, ReceiptWords> = { es, en };
