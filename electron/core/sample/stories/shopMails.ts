/** Mails of the people on the first screen, and of those whose identity is the story. */
import type { MailStory } from '../storyTypes.ts';

export const SHOP_MAILS: readonly MailStory[] = [
  // Lucía: the fridge, from the first question to today.
  { id: 'lucia-1', at: 'd90 10:15', by: 'lucia', subject: 'Precio heladera Patrick 388 L', text: `Hola, buen día.

¿Me pasan el precio de la heladera Patrick de 388 litros, la blanca? Quisiera saber también si hacen cuotas y si hay en Caballito, que me queda a cuatro cuadras.

Gracias,` },
  { id: 'lucia-2', at: 'd90 12:02', by: 'ana', re: 'lucia-1', text: `Hola Lucía, ¡qué bueno leerte de nuevo!

La Patrick HPK 151 de 388 L blanca está hoy a $ 1.189.000, contado o hasta 3 cuotas sin interés. En Caballito hay una en exhibición y dos en depósito.

El precio lo sostengo hasta fin de mes. Después de esa fecha la lista cambia y no depende de nosotros.

¿Cómo anda el microondas que te llevaste?` },
  { id: 'lucia-3', at: 'd88 19:40', by: 'lucia', re: 'lucia-2', text: `El microondas, impecable.

El tema es el lugar: tengo un hueco de 70 cm de ancho entre la pared y la alacena. ¿Entra? Te mando una foto con el metro.

Y por las dudas: ¿la puerta abre para los dos lados o hay que elegir?`, attach: [{ kind: 'gap-photo', name: 'hueco-cocina.png' }] },
  { id: 'lucia-4', at: 'd87 09:50', by: 'ana', re: 'lucia-3', cc: ['tomas'], text: `Hola Lucía:

Mide 61,5 cm de ancho, 68 de fondo y 183 de alto. Necesita 3 cm libres de cada lado para respirar, así que en tus 70 entra justo: te sobran 2,5.

La puerta viene con apertura a la derecha y se puede invertir en diez minutos. Lo hace el técnico en la entrega, sin cargo.

Copio a Tomás, que está los fines de semana, por si pasás a verla.` },
  { id: 'lucia-5', at: 'd86 18:22', by: 'lucia', re: 'lucia-4', text: `Buenísimo, entonces entra. Lo hablo en casa y les aviso, no quiero apurarme porque es mucha plata.` },
  { id: 'lucia-6', at: 'd85 10:10', by: 'ana', re: 'lucia-5', text: `Sin apuro, Lucía. Cualquier duda me escribís por acá o por chat, como te quede mejor.` },
  { id: 'lucia-7', at: 'd36 11:30', by: 'lucia', subject: 'Garantía extendida: ¿89 o 96 mil?', text: `Hola Ana, una consulta.

En la web la extensión de garantía de 2 años figura a $ 89.000 y el sábado en el local me dijeron $ 96.000. ¿Cuál es la que vale?` },
  { id: 'lucia-8', at: 'd36 15:04', by: 'ana', re: 'lucia-7', text: `Hola Lucía, tenés razón y gracias por avisar.

El de la web está bien cargado, el cartel del local quedó viejo. Si comprás la heladera te respetamos los $ 89.000, dejo anotado esto en tu ficha para que nadie te lo vuelva a preguntar.` },
  { id: 'lucia-9', at: 'd1 16:24', by: 'tomas', to: ['lucia'], subject: 'Tu comprobante y una pregunta', text: `Hola Lucía, te dejamos el comprobante de tu visita de hoy en Caballito.

Viste la heladera Patrick 388 L a $ 1.249.000 (mismo precio en la web y en la sucursal) y quedaste en pensar las 6 cuotas sin interés, que valen hasta el {date+9}.

¿Cómo te atendimos? Contestá este correo con un número del 1 al 5, no hace falta más.`, attach: [{ kind: 'receipt', name: 'Comprobante V-20311.pdf', lines: ['Comprobante de visita V-20311', 'Sucursal Caballito', 'Cliente: Lucía Ferreyra', 'Heladera Patrick 388 L: $ 1.249.000', '6 cuotas sin interés de $ 208.167', 'Atendió: Tomás Vega'] }] },

  // Ferretería Del Sur: quotes, and the one that waits.
  { id: 'delsur-1', at: 'd122 09:12', by: 'delsur', subject: 'Pedido de cotización: 12 ventiladores industriales', text: `Estimados:

Necesitamos cotización por 12 ventiladores de pared de 30", para reventa. Plazo de entrega y condición de pago por favor.

Atte.` },
  { id: 'delsur-2', at: 'd122 16:40', by: 'tomas', re: 'delsur-1', subject: 'Cotización 4302: ventiladores industriales', text: `Hugo, ¿cómo estás?

Te adjunto la cotización 4302. Doce unidades Gatti 30", entrega en 5 días hábiles, 30 días fecha factura como siempre.`, attach: [{ kind: 'quote', name: 'Cotizacion 4302.pdf', lines: ['Cotización 4302', 'Ferretería Del Sur S.R.L.', '12 x Ventilador de pared Gatti 30"', 'Unitario: $ 184.500', 'Total: $ 2.214.000 + IVA', 'Validez: 10 días'] }] },
  { id: 'delsur-3', at: 'd119 10:05', by: 'delsur', re: 'delsur-2', text: `Conforme con la 4302. Avancen con las 12 unidades, orden de compra 0087.` },
  { id: 'delsur-4', at: 'd119 11:31', by: 'tomas', re: 'delsur-3', text: `Perfecto, cargado con la OC 0087. Salen el {day+5} a primera hora.` },
  { id: 'delsur-5', at: 'd9 10:20', by: 'delsur', subject: 'Cotización por herramientas y termotanques', text: `Estimados:

Preparo el pedido de verano. Necesito precio por:
- 6 termotanques eléctricos de 55 L
- 10 ventiladores de pie de 20"
- 4 hidrolavadoras de 1800 W
- 20 zapatillas de 5 tomas con térmica

¿Pueden mantener los 30 días?` },
  { id: 'delsur-6', at: 'd7 17:45', by: 'tomas', re: 'delsur-5', cc: ['ana'], subject: 'Cotización 4471: pedido de verano', text: `Hugo, va la cotización 4471 en PDF. Los 30 días los mantenemos.

Las hidrolavadoras están con demora de fábrica, calculá diez días.`, attach: [{ kind: 'quote', name: 'Cotizacion 4471.pdf', lines: ['Cotización 4471', 'Ferretería Del Sur S.R.L.', '6 x Termotanque eléctrico 55 L: $ 1.134.000', '10 x Ventilador de pie 20": $ 798.000', '4 x Hidrolavadora 1800 W: $ 812.000', '20 x Zapatilla 5 tomas: $ 276.000', 'Total: $ 3.020.000 + IVA', 'Validez: 15 días'] }] },
  { id: 'delsur-7', at: 'd2 09:33', by: 'delsur', subject: 'Cotización 4471, faltan códigos', text: `Tomás:

En la 4471 no figuran los códigos de artículo y sin eso el sistema no me deja cargar la orden de compra. ¿Me los pasás?` },
  { id: 'delsur-8', at: 'd1 11:08', by: 'tomas', re: 'delsur-7', text: `Hugo, disculpá. Los de los termotanques y los ventiladores:

TE-55-RH   Termotanque 55 L
VP-20-LI   Ventilador de pie 20"

Los otros dos los pido hoy al depósito.` },
  { id: 'delsur-9', at: 'm23', by: 'delsur', re: 'delsur-8', text: `Siguen faltando los códigos de las hidrolavadoras y de las zapatillas. Cierro la orden de compra hoy, si no llega tengo que pasarla a otro proveedor.

Quedo a la espera.` },

  // Valentina Paz: a survey answered with a 2.
  { id: 'vpaz-1', at: 'd8 18:10', by: 'vpaz', subject: 'Entrega del horno, pedido 20264', text: `Hola! Para cuándo estaría la entrega? En la web dice en camino desde hace dos días y trabajo todo el día afuera, necesito que me avisen antes.` },
  { id: 'vpaz-2', at: 'd7 09:25', by: 'marina', box: 'soporte', re: 'vpaz-1', text: `Hola Valentina, buen día.

Pido disculpas por la demora, el transporte reprogramó. Va el {day+2} entre las 9 y las 13 y te llaman una hora antes al celular que tenemos, el que termina en 9082.` },
  { id: 'vpaz-3', at: 'd2 10:00', by: 'marina', box: 'soporte', to: ['vpaz'], subject: '¿Cómo fue la entrega de tu horno?', text: `Hola Valentina:

Ya tenés el horno Ariston en casa. ¿Nos contás cómo fue la entrega? Contestá con un número del 1 (mal) al 5 (excelente) y, si querés, dos palabras.` },
  { id: 'vpaz-4', at: 'm59', by: 'vpaz', re: 'vpaz-3', text: `2 de 5. Nadie me avisó que venían, lo recibió el encargado y me lo dejaron en el hall. El horno está bien pero tuve que pagarle a alguien para que lo suba.` },

  // Raúl Ortega: a visit whose receipt never came.
  { id: 'ortega-1', at: 'd63 11:40', by: 'ortega', subject: 'Factura A de la bomba de calor', text: `Buenas tardes. Necesito factura A por el pedido 20058, me llegó B. CUIT 20-14887320-6.

Raúl Ortega` },
  { id: 'ortega-2', at: 'd63 15:22', by: 'ana', re: 'ortega-1', text: `Raúl, disculpe el error. Anulamos la B y le adjunto la A. Dejo marcado en su ficha que siempre es A.`, attach: [{ kind: 'invoice', name: 'Factura A 0003-00018842.pdf', lines: ['Factura A 0003-00018842', 'Raúl Ortega - CUIT 20-14887320-6', 'Bomba de calor Peisa 2,7 kW', 'Neto: $ 1.090.909', 'IVA 21 %: $ 229.091', 'Total: $ 1.320.000'] }] },
  { id: 'ortega-3', at: 'd62 08:55', by: 'ortega', re: 'ortega-2', text: `Recibida. Gracias por la rapidez.` },
  { id: 'ortega-4', at: 'd62 09:20', by: 'ana', re: 'ortega-3', text: `¡A usted, Raúl!` },
  { id: 'ortega-5', at: 'm74', by: 'ortega', subject: 'Falta el comprobante de mi visita de ayer', text: `Buen día. Ayer estuve en Caballito, dejé una seña de $ 150.000 por el termotanque de 120 litros y me dijeron que el comprobante llegaba por correo. No llegó nada, ni factura ni recibo.

Lo necesito para el contador. Por favor con factura A.

Raúl Ortega` },

  // Marta and Norberto: two people, one telephone.
  { id: 'marta-1', at: 'd128 17:15', by: 'marta', subject: 'El lavavajillas no carga agua', text: `Hola, soy Marta Iglesias. Me entregaron el lavavajillas el otro día (pedido 19760). Lo conectó mi cuñado y prende pero no carga agua, queda haciendo ruido. Puede ser algo que hicimos mal?` },
  { id: 'marta-2', at: 'd127 10:00', by: 'marina', box: 'soporte', re: 'marta-1', text: `Hola Marta. Antes de mandar al técnico probemos algo: cerrá la llave de paso, desenroscá la manguera de entrada y mirá si el filtrito tiene arena. Si está limpio, fijate que la manguera no haya quedado doblada detrás del mueble.

Si sigue igual, va el técnico el {day+1}, sin costo, está en garantía.` },
  { id: 'marta-3', at: 'd126 11:45', by: 'marta', re: 'marta-2', text: `Era la manguera doblada!! Qué vergüenza. Ya anda, gracias Marina.` },
  { id: 'marta-4', at: 'd126 12:10', by: 'marina', box: 'soporte', re: 'marta-3', text: `Le pasa a uno de cada tres, Marta. ¡Que lo disfruten!` },
  { id: 'norberto-1', at: 'd44 09:40', by: 'norberto', subject: 'Consulta por un televisor, de parte de Norberto Quiroga', text: `Buen día:

Los llamó mi señora desde el mismo teléfono que uso yo, pero la consulta es mía: quiero cambiar el televisor del living. Vi el TCL de 55 pulgadas a buen precio. ¿Toman el viejo en parte de pago?

Norberto Quiroga` },
  { id: 'norberto-2', at: 'd44 13:05', by: 'ana', re: 'norberto-1', text: `Buen día, Norberto. No tomamos usados, pero si lo trae a la sucursal se lo retiramos para reciclado sin cargo y le damos un cupón de $ 30.000.

El TCL de 55" está a $ 689.000 hasta el {date+6}.` },
  { id: 'norberto-3', at: 'd43 10:15', by: 'norberto', re: 'norberto-2', text: `Me interesa lo del cupón. ¿Hasta qué hora están los sábados?` },
  { id: 'norberto-4', at: 'd43 10:50', by: 'ana', re: 'norberto-3', text: `Todos los días de 10 a 20, sábados también. Lo espero.` },

  // Carolina Núñez: one person, two addresses.
  { id: 'carolina-1', at: 'd298 12:30', by: 'carolina', subject: 'Dispenser: factura a nombre del estudio', text: `Buenas tardes:

El pedido 19102 es para el estudio, necesito la factura a nombre de Estudio Núñez & Asociados, CUIT 30-71204418-3.

Saludos,` },
  { id: 'carolina-2', at: 'd298 16:10', by: 'ana', re: 'carolina-1', text: `Hola Carolina, listo: va la factura corregida.`, attach: [{ kind: 'invoice', name: 'Factura A 0003-00016120.pdf', lines: ['Factura A 0003-00016120', 'Estudio Núñez & Asociados', 'CUIT 30-71204418-3', 'Dispenser Humma frío/calor', 'Total: $ 356.000'] }] },
  { id: 'carolina-3', at: 'd25 19:30', by: 'carolina', fromAddress: 'caronunez@correo.example', subject: 'Aire acondicionado para casa', text: `Hola! Les escribo desde mi correo personal porque esto es para mi casa, no para el estudio. Soy la misma Carolina Núñez del dispenser.

Quiero un split de 3000 frigorías con instalación en Palermo, segundo piso por escalera. ¿Cuánto sale todo?` },
  { id: 'carolina-4', at: 'd24 10:35', by: 'tomas', re: 'carolina-3', text: `Hola Carolina. El Surrey inverter de 3000 frigorías está a $ 1.148.000 y la instalación básica (hasta 3 metros de caño) a $ 240.000. Segundo piso por escalera no tiene recargo.

Si te sirve, te reservo turno de instalación para el {day+22}.` },
  { id: 'carolina-5', at: 'd23 09:15', by: 'carolina', fromAddress: 'caronunez@correo.example', re: 'carolina-4', text: `Dale, reservámelo. Pago con transferencia hoy a la tarde.` },
  { id: 'carolina-6', at: 'd23 17:30', by: 'tomas', re: 'carolina-5', text: `Recibida la transferencia, Carolina. Turno confirmado para el {day+21}, de 14 a 17.` },
  { id: 'carolina-7', at: 'd1 18:48', by: 'carolina', fromAddress: 'caronunez@correo.example', subject: 'Cambio de turno de la instalación', text: `Tomás, perdón por avisar con tan poco tiempo: me surgió una audiencia y no voy a estar. ¿Se puede pasar la instalación para el {day+4} a la mañana? Si no se puede, le pido a una vecina que abra.

Caro` },

  // Two people called María González.
  { id: 'mg-1', at: 'd99 19:20', by: 'mgonzalez', subject: 'Heladera Briket: ruido al arrancar', text: `Buenas noches. La heladera que me entregaron (pedido 19902) hace un golpe seco cada vez que arranca el motor. ¿Es normal?

María González` },
  { id: 'mg-2', at: 'd98 10:40', by: 'marina', box: 'soporte', re: 'mg-1', text: `Hola María. Un clac suave es normal, un golpe no. Fijate que las cuatro patas apoyen y que no toque la pared de atrás. Si sigue, respondé este correo y te mando al técnico.` },
  { id: 'mg-3', at: 'd97 12:15', by: 'mgonzalez', re: 'mg-2', text: `Era la pata de atrás que no apoyaba. Le puse un cartoncito y no suena más. ¡Gracias!` },
  { id: 'mg-4', at: 'd97 12:40', by: 'marina', box: 'soporte', re: 'mg-3', text: `¡Excelente! La pata se regula girándola con la mano, así podés sacar el cartoncito.` },
  { id: 'mg-5', at: 'd96 10:05', by: 'marina', box: 'soporte', to: ['mgonzalez2'], subject: 'Tu heladera Briket', text: `Hola María, ¿pudiste ver lo de la heladera? Quedo atenta.` },
  { id: 'mg-6', at: 'd96 13:37', by: 'mgonzalez2', re: 'mg-5', text: `Hola, creo que se confundieron. Yo no compré ninguna heladera, lo mío fue una pava eléctrica en Belgrano. Debe haber otra María González.` },
  { id: 'mg-7', at: 'd96 14:20', by: 'marina', box: 'soporte', re: 'mg-6', text: `Tenés toda la razón, María, te pido disculpas: mezclamos dos fichas. Ya quedó separado por DNI para que no vuelva a pasar.` },

  // Esteban Loza: rang with his number withheld, then wrote.
  { id: 'esteban-1', at: 'm130', by: 'esteban', subject: 'Los llamé recién y se cortó', text: `Hola, soy Esteban Loza. Los llamé hace un rato (mi línea sale como número privado) y hablé con Marina por el arreglo de una campana Spar, pero se cortó la comunicación.

¿Me pueden decir cuánto sale el presupuesto del técnico y si lo descuentan de la reparación? Prefiero que me contesten por acá.` },
];
