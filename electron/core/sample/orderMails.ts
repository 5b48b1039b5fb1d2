/** The mails that the shop's own system sends about a purchase, and the answers they got. */
import { personOf } from './people.ts';
import { PURCHASES } from './stories/purchases.ts';
import type { MailStory, Purchase } from './storyTypes.ts';

export function orderMails(): MailStory[] {
  return PURCHASES.flatMap((purchase) => [confirmation(purchase), ...shipping(purchase), ...answers(purchase)]);
}

/** `1.249.000`, as prices are written at the shop. */
export function pesos(amountArs: number): string {
  return `$ ${String(amountArs).replace(/\B(?=(\d{3})+$)/g, '.')}`;
}

function confirmation(purchase: Purchase): MailStory {
  const { order, item, branch, deliveryDays } = purchase;
  const person = personOf(purchase.person);
  const given = person.org === person.name || person.org?.startsWith('Consorcio') ? person.name : person.name.split(' ')[0]!;
  const price = pesos(purchase.priceArs);
  const days = deliveryDays ?? 0;
  const common = { id: `order-${order}`, at: purchase.at, by: 'ventas', to: [purchase.person], ...(purchase.address ? { toAddress: purchase.address } : {}) };
  if (person.lang === 'en') {
    const how = days ? `We deliver on {day+${days}}.` : `You took it with you at our ${branch} branch.`;
    return { ...common, subject: `Your order ${order} at Casa Norte`, layout: { heading: `Thank you, ${given}!`, rows: [['Order', order], ['Item', item], ['Total', price], ['Branch', branch]] },
      text: `Thank you, ${given}!\n\nOrder ${order}\n${item}: ${price}\nBranch: ${branch}\n\n${how}` };
  }
  const how = days ? `Te lo llevamos el {day+${days}}, entre las 9 y las 17.` : `Lo retiraste en la sucursal ${branch}.`;
  return { ...common, subject: `Confirmación de tu compra N.º ${order}`, layout: { heading: `¡Gracias por tu compra, ${given}!`, rows: [['Pedido', order], ['Producto', item], ['Total', price], ['Sucursal', branch]] },
    text: `¡Gracias por tu compra, ${given}!\n\nPedido ${order}\n${item}: ${price}\nSucursal: ${branch}\n\n${how}` };
}

function shipping(purchase: Purchase): MailStory[] {
  if (!purchase.deliveryDays) return [];
  const at = `d${dayOf(purchase) - purchase.deliveryDays + 1} 09:30`;
  const isEnglish = personOf(purchase.person).lang === 'en';
  return [{ id: `shipping-${purchase.order}`, at, by: 'ventas', to: [purchase.person],
    subject: isEnglish ? `Order ${purchase.order} is on its way` : `Tu pedido ${purchase.order} está en camino`,
    text: isEnglish
      ? `Your ${purchase.item} is on the truck. It arrives {day+1}; the driver calls you an hour before.`
      : `${purchase.item}: ya salió del depósito. Llega el {day+1} y el transporte te llama una hora antes.\n\nRevisá el embalaje antes de firmar; si viene golpeado, no lo recibas y avisanos.` }];
}

function answers(purchase: Purchase): MailStory[] {
  const { reply, order, person } = purchase;
  if (!reply) return [];
  const day = dayOf(purchase) - reply.afterDays;
  return [
    { id: `thanks-${order}`, at: `d${day} 11:12`, by: person, re: `shipping-${order}`, text: reply.text },
    { id: `thanks-${order}-2`, at: `d${day} 16:20`, by: 'ana', re: `thanks-${order}`, text: reply.answer },
  ];
}

function dayOf(purchase: Purchase): number {
  return Number(/^d(\d+)/.exec(purchase.at)![1]);
}
