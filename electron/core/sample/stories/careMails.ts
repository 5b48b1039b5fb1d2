/** Complaints, repairs, architects, travellers: mails of the rest of the shop's customers. */
import type { MailStory } from '../storyTypes.ts';

export const CARE_MAILS: readonly MailStory[] = [
  // Gabriela: a complaint that ended well.
  { id: 'gabriela-1', at: 'd70 08:45', by: 'gabriela', subject: 'RECLAMO: lavarropas nuevo pierde agua (pedido 20003)', text: `Buenos días:

El lavarropas que me entregaron hace una semana pierde agua por abajo. Se me inundó la cocina y se levantó parte del piso flotante. Llamé dos veces ayer y nadie me dio una solución.

Adjunto foto. Quiero que lo cambien, no que lo arreglen.

Gabriela Sandoval`, attach: [{ kind: 'leak-photo', name: 'cocina-inundada.png' }] },
  { id: 'gabriela-2', at: 'd70 09:30', by: 'marina', box: 'soporte', re: 'gabriela-1', cc: ['ana'], text: `Gabriela, buen día. Soy Marina, responsable de posventa, y me hago cargo de tu reclamo de principio a fin.

Primero: cerrá la llave del agua y desenchufalo. Segundo: mañana entre las 9 y las 11 va un técnico a verlo. Tercero: si es falla de fábrica, te lo cambiamos esta semana.

Mi interno es el 1003. No vas a tener que explicar esto otra vez.` },
  { id: 'gabriela-3', at: 'd69 13:20', by: 'gabriela', re: 'gabriela-2', text: `Vino el técnico, dice que está rota la junta de la puerta y que venía así. ¿Y el piso quién me lo paga?` },
  { id: 'gabriela-4', at: 'd69 17:05', by: 'marina', box: 'soporte', re: 'gabriela-3', text: `Tengo el informe: falla de fábrica. El cambio va el {day+2} a la mañana.

Por el piso: mandame el presupuesto de la reparación, lo presento al seguro de la marca y si no responden en diez días lo cubrimos nosotros.` },
  { id: 'gabriela-5', at: 'd66 11:15', by: 'gabriela', re: 'gabriela-4', text: `Cambiaron el lavarropas, este no pierde. El presupuesto del piso: $ 186.000 (mano de obra y cuatro tablas).` },
  { id: 'gabriela-6', at: 'd57 10:10', by: 'marina', box: 'soporte', re: 'gabriela-5', text: `Gabriela, el seguro aprobó los $ 186.000. La transferencia te llega mañana a la cuenta desde la que pagaste.

Gracias por la paciencia, de verdad.` },
  { id: 'gabriela-7', at: 'd56 12:40', by: 'gabriela', re: 'gabriela-6', text: `Recibido. La verdad que empezó muy mal pero lo resolvieron como corresponde. Gracias Marina por no soltarlo.` },
  { id: 'gabriela-8', at: 'd56 13:00', by: 'marina', box: 'soporte', re: 'gabriela-7', text: `Gracias a vos por decirlo, Gabriela. Te dejé cargada una extensión de garantía de un año, sin cargo.`, attach: [{ kind: 'warranty', name: 'Garantia extendida 20003.pdf', lines: ['Garantía extendida', 'Pedido 20003', 'Gabriela Sandoval', 'Lavarropas Samsung WW70', 'Un año adicional sin cargo'] }] },

  // Federico: his telephone stands nowhere but under his mails.
  { id: 'federico-1', at: 'd50 16:30', by: 'federico', subject: 'Bisagras de alacena, obra Gorriti', text: `Hola, buenas tardes.

Estoy terminando una cocina en Gorriti y una de las bisagras que compré con ustedes se partió al colgar la puerta (foto). Son 22 iguales. ¿Es un lote fallado o estoy cargando de más?

Gracias,`, attach: [{ kind: 'hinge-photo', name: 'bisagra-rota.png' }] },
  { id: 'federico-2', at: 'd49 10:45', by: 'tomas', re: 'federico-1', text: `Hola Federico. ¿Qué medidas y peso tiene la puerta? Esas bisagras van hasta 9 kg con dos por hoja.

Por las dudas mirá si en la cazoleta dice L-2207: de ese lote tuvimos dos devoluciones.` },
  { id: 'federico-3', at: 'd49 18:05', by: 'federico', re: 'federico-2', text: `Dice L-2207. La hoja pesa 7,5 kg, así que no es la carga. Las necesito antes del {day+4} porque ese día entrego.` },
  { id: 'federico-4', at: 'd48 09:30', by: 'tomas', re: 'federico-3', text: `Confirmado, lote fallado. Te separé 22 del lote nuevo en Caballito y no hace falta que traigas las viejas antes: las cambiamos cuando puedas.` },
  { id: 'federico-5', at: 'd46 12:20', by: 'federico', re: 'federico-4', text: `Retiradas. Salvaron la entrega.` },
  { id: 'federico-6', at: 'd46 12:55', by: 'tomas', re: 'federico-5', text: `¡Éxitos con la obra, Federico!` },
  { id: 'federico-7', at: 'd13 11:10', by: 'federico', subject: 'Campana y anafe para Villa Ortúzar', text: `Hola Tomás, arranca otra obra. Necesito una campana de 90 cm de isla y un anafe a inducción de cuatro zonas, negro. ¿Qué tenés en stock para ver esta semana?` },
  { id: 'federico-8', at: 'd12 10:05', by: 'tomas', re: 'federico-7', text: `Federico: campana de isla TST Cubo 90 ($ 912.000), hay una armada en Belgrano. Anafe Ariston de inducción ($ 1.245.000), llega el {day+3}. Te guardo los dos hasta fin de mes.` },

  // Siobhán: Irish, plain text, one line that begins with "From".
  { id: 'siobhan-1', at: 'd34 10:40', by: 'siobhan', subject: 'Coffee maker: is the plug right for Ireland?', text: `Hi there,

I bought a coffee maker in your Belgrano shop yesterday (order 20181) and I am flying home in the new year.
From what I can read on the label it wants 220 V at 50 Hz, so it should work in Dublin with just a different plug. Am I right?

Siobhán O'Connor` },
  { id: 'siobhan-2', at: 'd34 12:15', by: 'marina', box: 'soporte', re: 'siobhan-1', text: `Hi Siobhán,

You are right: Ireland is 230 V at 50 Hz and the machine takes up to 240. You only need a type I to type G adaptor; we have one for $ 9,800, or I can put it aside for you.` },
  { id: 'siobhan-3', at: 'd33 09:55', by: 'siobhan', re: 'siobhan-2', text: `Grand, please put one aside. I'll be in on {day+2}.

Siobhán` },
  { id: 'siobhan-4', at: 'd33 10:30', by: 'marina', box: 'soporte', re: 'siobhan-3', text: `Done, it is at the counter under O'Connor.` },
  { id: 'siobhan-5', at: 'd2 17:26', by: 'siobhan', subject: 'Tax refund form for order 20181', text: `Hello again,

I fly on {day+6} and I am told I can get the VAT back at the airport. The receipt I have says "Factura B". Do you issue the tourist form, or is it too late now?

Siobhán O'Connor` },

  // Marlene: a traveller, solved in two days.
  { id: 'marlene-1', at: 'd151 09:20', by: 'marlene', subject: 'Travel hairdryer gets very hot', text: `Dear Sir or Madam,

Yesterday I bought the hairdryer and adaptor in Belgrano. The dryer smells burnt after one minute. I am in Buenos Aires only until {day+2}. Can I change it for money?

Kind regards
Marlene Vogt` },
  { id: 'marlene-2', at: 'd151 11:00', by: 'marina', box: 'soporte', re: 'marlene-1', text: `Dear Marlene,

Please do not use it any more. Bring it today or tomorrow with the receipt and you will get your money back on the same card, no questions asked. We are open from 10 to 20.` },
  { id: 'marlene-3', at: 'd150 18:05', by: 'marlene', re: 'marlene-2', text: `Thank you, I was there and the money is back. Very friendly people! I took the better one for 220 V. Grüße aus Buenos Aires 😊` },
  { id: 'marlene-4', at: 'd150 18:40', by: 'marina', box: 'soporte', re: 'marlene-3', text: `It was a pleasure, Marlene. Gute Reise!` },

  // Inés: a question with a date on it.
  { id: 'ines-1', at: 'd83 17:05', by: 'ines', subject: 'Deshumidificador: ¿cada cuánto se limpia el filtro?', text: `Hola, compré el Surrey de 20 litros y el manual está en chino. ¿Cada cuánto hay que limpiar el filtro y se puede lavar con agua?` },
  { id: 'ines-2', at: 'd82 10:20', by: 'marina', box: 'soporte', re: 'ines-1', text: `Hola Inés: cada dos semanas, con agua tibia y sin jabón, y se seca a la sombra. Te adjunto el manual en castellano.`, attach: [{ kind: 'warranty', name: 'Manual Surrey 20 L.pdf', lines: ['Deshumidificador Surrey 20 L', 'Limpieza del filtro: cada 15 días', 'Agua tibia, sin jabón, secar a la sombra', 'Vaciar el tanque antes de mover el equipo'] }] },
  { id: 'ines-3', at: 'd1 10:14', by: 'ines', subject: 'El deshumidificador marca E4 y sigo con la pared mojada', text: `Hola Marina, vuelvo a molestar.

Desde el domingo el equipo marca E4 y se apaga solo. Ya limpié el filtro y vacié el tanque, como me enseñaste. Tengo la pared del cuarto del bebé mojada, me urge un poco.

¿Me lo pueden revisar esta semana? Está en garantía hasta el año que viene.

Inés` },

  // Damián Kohan: a price that does not match.
  { id: 'kohan-1', at: 'd117 19:10', by: 'kohan', subject: 'Parlante Noblex, no empareja con la tele', text: `Hola, el parlante anda bárbaro con el celular pero no lo encuentra la tele LG. ¿Hay que hacer algo?` },
  { id: 'kohan-2', at: 'd116 10:25', by: 'marina', box: 'soporte', re: 'kohan-1', text: `Hola Damián. Apagá el bluetooth del celular (se conecta solo y no lo suelta), mantené apretado el botón BT cinco segundos y buscalo de nuevo en la tele, en Sonido > Dispositivo bluetooth.` },
  { id: 'kohan-3', at: 'd3 12:32', by: 'kohan', subject: '¿Me igualan el precio de la web?', text: `Buenas. Estoy por comprar el lavasecarropas LG de 9 kg: en la web está a $ 1.690.000 y en Belgrano lo vi a $ 1.755.000. Prefiero comprarlo en el local porque lo retiro con la camioneta. ¿Me hacen el precio de la web?

Damián Kohan` },

  // Patricia: an address that no longer exists, an answer by machine, then herself.
  { id: 'patricia-1', at: 'd28 10:30', by: 'ana', to: ['patricia'], subject: 'Tu notebook sale hoy', text: `Hola Patricia, la Exo sale hoy a la tarde. ¿La recibís en el estudio o la dejamos en la sucursal de Belgrano?` },
  { id: 'patricia-3', at: 'd27 09:05', by: 'patricia', re: 'patricia-1', text: `Ana, estaba de viaje y saltó la respuesta automática. En el estudio está bien, hasta las 18 hs hay gente.

Por favor borren la dirección vieja (mail-viejo), no existe más.` },
  { id: 'patricia-4', at: 'd27 09:40', by: 'ana', re: 'patricia-3', text: `Listo Patricia, queda solo esta. La recibís hoy entre las 14 y las 17.` },

  // Consorcio Thames: a building's administrator.
  { id: 'thames-1', at: 'd158 11:25', by: 'thames', subject: 'Presurizadoras para edificio de 18 unidades', text: `De mi consideración:

Solicito asesoramiento y precio por equipo presurizador para edificio de 18 unidades, tanque en azotea, con bajo caudal en los dos últimos pisos. El consejo se reúne el {day+2}.` },
  { id: 'thames-2', at: 'd157 15:50', by: 'tomas', re: 'thames-1', text: `Estimado Walter: para ese caso van dos Rowa Tango 20 en paralelo, así nunca se quedan sin presión cuando una está en mantenimiento. $ 592.000 cada una, entrega en 48 horas. La colocación la puede hacer el plomero del consorcio.` },
  { id: 'thames-3', at: 'd156 18:15', by: 'thames', re: 'thames-2', text: `Aprobado por unanimidad (por una vez). Procedan con las dos unidades, facturar al consorcio.` },
  { id: 'thames-4', at: 'd155 09:30', by: 'tomas', re: 'thames-3', text: `¡Felicitaciones por la unanimidad! Cargado como pedido 19670.` },
  { id: 'thames-5', at: 'd30 10:15', by: 'thames', subject: 'Service anual de las presurizadoras', text: `Buenos días. Solicito turno para el mantenimiento de los equipos. Preferentemente por la mañana, el encargado está de 8 a 12.` },
  { id: 'thames-6', at: 'd29 11:40', by: 'marina', box: 'soporte', re: 'thames-5', text: `Buenos días, Walter. Agendado para el {day+12} a las 9. El service de las dos bombas es de $ 78.000 en total, se factura al consorcio.` },

  // Shorter ones.
  { id: 'villalba-1', at: 'd179 16:00', by: 'villalba', subject: 'Gasista matriculado', text: `Estimados: ¿tienen algún gasista de confianza para recomendar en Parque Chacabuco? La estufa está en la caja esperando.

Cordialmente,
H. Villalba` },
  { id: 'villalba-2', at: 'd178 10:15', by: 'ana', re: 'villalba-1', text: `Estimado Héctor: trabajamos con Rubén Aldao, matrícula 4.112, que conoce bien esa estufa. Le paso su pedido y él lo llama hoy al 4602-5538.` },
  { id: 'monica-1', at: 'd213 11:10', by: 'monica', subject: 'Plancha Philips: gotea', text: `Buenas tardes, la plancha gotea cuando la uso en lino. ¿Está fallada? Soy clienta desde hace años y es la primera vez que me pasa.

Mónica Suárez` },
  { id: 'monica-2', at: 'd213 15:35', by: 'marina', box: 'soporte', re: 'monica-1', text: `Hola Mónica. Si la perilla está en "lino" y el vapor abierto antes de que se apague la luz roja, gotea. Espere a que se apague y pruebe; si sigue, tráigala y se la cambio.` },
  { id: 'monica-3', at: 'd212 10:20', by: 'monica', re: 'monica-2', text: `Era eso. Una cree que sabe planchar... Muchas gracias.` },
  { id: 'monica-4', at: 'd212 10:45', by: 'marina', box: 'soporte', re: 'monica-3', text: `¡Un gusto, Mónica! Cariños.` },
  { id: 'oscar-1', at: 'd58 09:15', by: 'oscar', subject: 'Bicicleta fija: la resistencia no cambia', text: `Buen día. La bici que compré (pedido 19871) quedó en el nivel 3 y no sube ni baja. Con 68 años, el 3 me alcanza, pero la pagué con ocho.

Oscar Domínguez` },
  { id: 'oscar-2', at: 'd58 12:30', by: 'marina', box: 'soporte', re: 'oscar-1', text: `Buen día, Oscar. Es el cable de tensión, se sale del carrete en el transporte. Va un técnico el {day+3} a la tarde, son cinco minutos y no se cobra.` },
  { id: 'oscar-3', at: 'd55 17:40', by: 'oscar', re: 'oscar-2', text: `Arreglada. Ya probé el 5 y volví al 3. Gracias.` },
  { id: 'oscar-4', at: 'd55 18:05', by: 'marina', box: 'soporte', re: 'oscar-3', text: `¡Vamos Oscar! El mes que viene quiero noticias del 4.` },
  { id: 'liliana-1', at: 'd195 10:50', by: 'liliana', subject: 'No sé conectar la tele a internet', text: `Hola queridos. Ya me trajeron la tele, es una belleza, pero no sé ponerle internet y mi nieto está en Córdoba. Me ayudan?` },
  { id: 'liliana-2', at: 'd195 12:25', by: 'marina', box: 'soporte', re: 'liliana-1', text: `¡Hola Liliana! Con el control: botón de la ruedita > Red e internet > elija el nombre de su wifi > la clave está en la etiqueta del aparato de internet.

Si prefiere, la llamo esta tarde a las 17 y lo hacemos juntas por teléfono.` },
  { id: 'liliana-3', at: 'd195 13:10', by: 'liliana', re: 'liliana-2', text: `Llamame mejor, así no me equivoco. Un beso.` },
  { id: 'liliana-4', at: 'd195 17:40', by: 'marina', box: 'soporte', re: 'liliana-3', text: `Quedó conectada, Liliana. Acá le dejo los pasos por escrito, por si se corta la luz y hay que hacerlo otra vez.` },
  { id: 'toledo-1', at: 'd15 18:30', by: 'toledo', subject: 'Anafe: ¿viene para gas natural o envasado?', text: `Buenas tardes, recibí el anafe Domec. Antes de llamar al gasista: ¿viene preparado para gas natural o hay que cambiar los picos?

G. Toledo` },
  { id: 'toledo-2', at: 'd14 10:10', by: 'marina', box: 'soporte', re: 'toledo-1', text: `Buen día, Guillermo. Viene para natural. Los picos de envasado están en una bolsita pegada debajo de la rejilla, por si alguna vez se muda.` },
  { id: 'belen-1', at: 'd110 15:20', by: 'belen', subject: 'Repuesto de vaso para licuadora Revolux', text: `Hola! Se me cayó el vaso de la licuadora (culpa mía, no es garantía). Se consigue suelto?` },
  { id: 'belen-2', at: 'd109 11:05', by: 'ana', re: 'belen-1', text: `Hola Belén, sí: $ 24.300 con la tapa. Te lo separo en Caballito, tenés una semana para pasar.` },
  { id: 'zarate-1', at: 'd20 16:45', by: 'zarate', subject: 'Horno de la cocina Escorial', text: `Hola, la cocina anda bien pero el horno quema abajo y arriba queda crudo. ¿Se puede regular?` },
  { id: 'zarate-2', at: 'd19 10:30', by: 'marina', box: 'soporte', re: 'zarate-1', text: `Hola Andrés. Poné la rejilla en la segunda posición de arriba y sacá la chapa difusora para limpiarla, suele quedar torcida. Si con eso no mejora, mandamos al técnico el {day+4}.` },
  { id: 'lisandro-1', at: 'd138 17:30', by: 'lisandro', subject: 'Factura del horno eléctrico', text: `Hola, me olvidé de pedir la factura del pedido 19731. ¿Me la mandan?` },
  { id: 'lisandro-2', at: 'd137 10:00', by: 'ana', re: 'lisandro-1', text: `Hola Lisandro, va adjunta.`, attach: [{ kind: 'invoice', name: 'Factura B 0003-00017544.pdf', lines: ['Factura B 0003-00017544', 'Lisandro Vera', 'Horno eléctrico Ultracomb 45 L', 'Total: $ 176.000'] }] },
  { id: 'begona-1', at: 'd92 11:30', by: 'begona', subject: 'Máquina de coser: clases', text: `Hola, me dijeron en el local que con la Singer venía una clase de iniciación. ¿Cómo me anoto?

Begoña Muñoz` },
  { id: 'begona-2', at: 'd91 10:10', by: 'ana', re: 'begona-1', text: `Hola Begoña, son los martes a las 18 en Belgrano. Te anoté para el {day+7}; llevá la máquina y un retazo de tela que no te importe arruinar.` },
];
