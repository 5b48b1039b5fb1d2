/** Mails that no customer wrote: a newsletter, an automatic answer, a bounce, and one among colleagues. */

export type MachineMail = {
  id: string;
  at: string;
  kind: 'newsletter' | 'autoReply' | 'bounce' | 'internal';
  fromName: string;
  fromAddress: string;
  to: string;
  subject: string;
  text: string;
  /** Id of the mail it reacts to. */
  re?: string;
};

export const MACHINE_MAILS: readonly MachineMail[] = [
  { id: 'newsletter-1', at: 'd18 07:30', kind: 'newsletter', fromName: 'Mayorista Hogar', fromAddress: 'novedades@mayoristahogar.example', to: 'ventas@casanorte.example', subject: 'Novedades de la semana: climatización con entrega inmediata', text: `Estimado comercio:

Esta semana ingresan equipos split inverter de 2600 y 3400 frigorías, ventiladores de torre y deshumidificadores.

Condición especial por bulto cerrado hasta agotar stock.

Recibe este boletín porque su comercio está registrado en Mayorista Hogar.` },
  { id: 'auto-1', at: 'd28 10:31', kind: 'autoReply', fromName: 'Patricia Leiva', fromAddress: 'patricia.leiva@leivaseguros.example', to: 'ventas@casanorte.example', subject: 'Respuesta automática: Tu notebook sale hoy', re: 'patricia-1', text: `Estoy de viaje y vuelvo mañana. Por siniestros, comunicarse con la compañía.

Patricia Leiva` },
  { id: 'bounce-1', at: 'd29 12:07', kind: 'bounce', fromName: 'Mail Delivery System', fromAddress: 'mailer-daemon@casanorte.example', to: 'ventas@casanorte.example', subject: 'Undelivered Mail Returned to Sender', re: 'order-20206', text: `This is the mail system at host correo.casanorte.example.

I'm sorry to have to inform you that your message could not be delivered to one or more recipients.

<patricia.leiva@mail-viejo.example>: host mx.mail-viejo.example said: 550 5.1.1 User unknown (in reply to RCPT TO command)` },
  { id: 'internal-1', at: 'd3 18:10', kind: 'internal', fromName: 'Ana Ríos', fromAddress: 'ana.rios@casanorte.example', to: 'tomas.vega@casanorte.example', subject: 'Cartel de garantía extendida en Caballito', text: `Tomi, el cartel de la garantía de 2 años sigue diciendo $ 96.000 y la web dice $ 89.000. ¿Lo cambiás antes de abrir mañana? Ya me lo marcaron dos clientes.` },
];
