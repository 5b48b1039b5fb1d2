/** The Jacaranda House: three people of one company, the longest thread of the shop, mostly in English. */
import type { MailStory } from '../storyTypes.ts';

export const HOTEL_MAILS: readonly MailStory[] = [
  { id: 'hotel-1', at: 'd75 11:05', by: 'emily', subject: 'Minibars for 14 rooms', text: `Hello Casa Norte,

We run a small guest house in San Telmo and want to put a minibar in each of our 14 rooms before the high season. They must be silent (no compressor), 40 litres or so, and lockable if possible.

Could you send me a price for the lot, delivered and put in place?

Best wishes,` },
  { id: 'hotel-2', at: 'd75 15:30', by: 'ana', re: 'hotel-1', text: `Hello Emily,

Thank you for thinking of us again! We have two absorption models, both fully silent:

- Dometic HiPro 40, glass door, lock: $ 598,000 each
- Vondom 38, solid door, no lock: $ 441,000 each

For 14 units I can take 8 % off either one. Delivery and placing included.` },
  { id: 'hotel-3', at: 'd74 09:40', by: 'emily', re: 'hotel-2', cc: ['diego'], text: `Thanks Ana, that was quick. The one with the lock, I think. Copying Diego, who looks after everything with a plug in this house. Diego, would they fit under the desks?` },
  { id: 'hotel-4', at: 'd74 12:18', by: 'diego', re: 'hotel-3', cc: ['emily'], text: `Hola Ana. Debajo del escritorio tengo 44 de ancho x 58 de alto x 46 de fondo. Necesito saber medidas con puerta cerrada y cuánto hay que dejar atrás para ventilar.` },
  { id: 'hotel-5', at: 'd73 10:02', by: 'ana', re: 'hotel-4', cc: ['emily'], text: `Hola Diego: el HiPro 40 mide 40,2 x 55,5 x 44,6 cm y pide 2 cm atrás y una rejilla arriba.

Emily, in short: it fits, but the back panel of each desk needs a small grille.` },
  { id: 'hotel-6', at: 'd73 16:55', by: 'emily', re: 'hotel-5', cc: ['diego'], text: `A grille in fourteen antique desks... Diego is crying softly. Is there really no way around it?` },
  { id: 'hotel-7', at: 'd72 11:20', by: 'tomas', re: 'hotel-6', cc: ['ana', 'diego'], text: `Hi Emily, Tomás here, I do the installations.

If the desk stands 5 cm off the wall and its back is open in the lower third, no grille is needed. Can Diego send a photo of one desk from behind?` },
  { id: 'hotel-8', at: 'd72 17:10', by: 'diego', re: 'hotel-7', cc: ['emily'], text: `Va la foto de la 203. La parte de abajo está abierta, son todas iguales menos la 301 y la 302.`, attach: [{ kind: 'gap-photo', name: 'escritorio-203.png' }] },
  { id: 'hotel-9', at: 'd71 10:30', by: 'tomas', lang: 'en', re: 'hotel-8', cc: ['ana', 'emily'], text: `Perfecto Diego, así sirve. Para la 301 y la 302 llevamos dos rejillas de aluminio, las paga la casa.

Emily: no holes in twelve desks, two small grilles in the other two, on us.` },
  { id: 'hotel-10', at: 'd71 12:00', by: 'emily', re: 'hotel-9', cc: ['diego'], text: `Wonderful! Tomás, you have made a carpenter unnecessary and a manager happy. Let's go ahead with 14. Who do I send the purchase order to?` },
  { id: 'hotel-11', at: 'd71 15:45', by: 'ana', re: 'hotel-10', text: `To me, please. 50 % on order and 50 % on delivery. The total with the discount is $ 7,702,240.`, attach: [{ kind: 'quote', name: 'Quote 4419 minibars.pdf', lines: ['Quote 4419', 'The Jacaranda House', '14 x Dometic HiPro 40 with lock', 'List: $ 8.372.000', 'Discount 8 %: $ 669.760', 'Total: $ 7.702.240', 'Delivered and placed'] }] },
  { id: 'hotel-12', at: 'd68 10:15', by: 'sofia', re: 'hotel-11', cc: ['emily'], text: `Buenos días Ana, soy Sofía, de administración. Hoy sale la transferencia del anticipo, $ 3.851.120. ¿Me confirman el CBU por este medio? Por seguridad no uso el del pie de página.` },
  { id: 'hotel-13', at: 'd68 11:02', by: 'ana', re: 'hotel-12', text: `Hola Sofía, muy bien hecho. El CBU termina en 4471-9 y el alias es CASA.NORTE.VENTAS. Si querés lo confirmamos por teléfono, llamame al interno 1001.` },
  { id: 'hotel-14', at: 'd67 16:20', by: 'sofia', re: 'hotel-13', cc: ['emily'], text: `Confirmado por teléfono con vos, gracias. Transferencia hecha, comprobante 88120457.` },
  { id: 'hotel-15', at: 'd66 10:05', by: 'ana', lang: 'en', re: 'hotel-14', cc: ['tomas'], text: `Received, thank you both. The units arrive from the importer on {day+9}; Tomás will agree the day with Diego, two rooms at a time so that no guest has to move.` },
  { id: 'hotel-16', at: 'd55 18:30', by: 'emily', re: 'hotel-15', cc: ['diego', 'sofia'], text: `All fourteen are in, cold, and so quiet that a guest asked whether hers was broken. Thank you for the patience with the desks. Sofía is paying the balance today.` },
  { id: 'hotel-17', at: 'd54 09:45', by: 'ana', re: 'hotel-16', cc: ['tomas'], text: `What a lovely message to start the day with, Emily. It is going up on the wall of the shop.

Warranty is two years from today, and you may write to me in either language.` },
  { id: 'hotel-18', at: 'd33 12:10', by: 'sofia', subject: 'Retención de ganancias, factura 18790', text: `Hola Ana:

Para cerrar el mes necesito el certificado de exclusión de retención, o les retengo el 2 % en el saldo. ¿Lo tienen vigente?` },
  { id: 'hotel-19', at: 'd32 10:20', by: 'ana', re: 'hotel-18', text: `Hola Sofía, no tenemos exclusión, retené nomás. Mandame el certificado cuando lo emitas y listo.` },
  { id: 'hotel-20', at: 'd1 19:12', by: 'emily', subject: 'One minibar has stopped cooling (room 205)', text: `Hi Ana,

The minibar in 205 is warm since this morning: the light is on, but no cold at all. Diego has tried another socket. We have guests arriving for that room on {day+3}.

Could somebody look at it before then, or lend us one?` },
];
