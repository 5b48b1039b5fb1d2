/** The shop's canned replies: what its people write every day, with what is filled in when one is used. */

export type CannedReply = { key: string; name: string; language: 'es' | 'en'; channels: ('mail' | 'chat')[]; text: string };

export const CANNED_REPLIES: readonly CannedReply[] = [
  { key: 'hours-es', name: 'Horarios', language: 'es', channels: ['mail', 'chat'], text: 'Hola {customer.firstName}: estamos todos los días de 10 a 20, en Caballito y en Belgrano. ¡Te esperamos!' },
  { key: 'price-es', name: 'Precio y cuotas', language: 'es', channels: ['mail', 'chat'], text: 'Hola {customer.firstName}: el precio de hoy es $ {precio}, contado o en 3 cuotas sin interés. Te lo mantenemos hasta fin de mes.' },
  { key: 'warranty-es', name: 'Garantía: qué hace falta', language: 'es', channels: ['mail'], text: 'Hola {customer.firstName}:\n\nSobre "{case.title}": para el service de garantía necesitamos el número de factura y una foto de la chapa con el número de serie. Con eso coordinamos la visita del técnico dentro de las 48 horas.\n\n{agent.name}\n{shop.name}' },
  { key: 'sorry-es', name: 'Disculpas por la demora', language: 'es', channels: ['mail', 'chat'], text: 'Hola {customer.firstName}, te pido disculpas por la demora. Lo estoy viendo ahora mismo y hoy te contesto.' },
  { key: 'hours-en', name: 'Opening hours', language: 'en', channels: ['mail', 'chat'], text: 'Hi {customer.firstName}, we are open every day from 10 to 20, in Caballito and in Belgrano. See you soon!' },
  { key: 'warranty-en', name: 'Warranty: what we need', language: 'en', channels: ['mail'], text: 'Hi {customer.firstName},\n\nAbout "{case.title}": for a repair under warranty please send us the invoice number and a picture of the plate with the serial number. We will arrange the technician\'s visit within 48 hours.\n\n{agent.name}\n{shop.name}' },
  { key: 'pickup-en', name: 'Ready for collection', language: 'en', channels: ['mail', 'chat'], text: 'Hi {customer.firstName}, your order is ready. You can collect it in {branch} any day from 10 to 20; please bring a document.' },
];
