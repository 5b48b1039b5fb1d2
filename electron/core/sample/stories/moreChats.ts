/** The quieter WhatsApp conversations: they end with a word of ours. */
import type { ChatStory } from '../storyTypes.ts';

export const MORE_CHATS: readonly ChatStory[] = [
  { person: 'silvina', title: 'number', shape: 'android', locale: 'en', script: `
= d251 12:44
* encryption
< Hola, estoy entre el Drean Next 8.14 y el Whirlpool de 9. Cuál recomiendan?
> Hola! Cuántos son en casa?
< Somos cuatro y un perro
> Con perro, el Drean: el filtro se limpia desde adelante sin herramientas
< No se diga más
= d247 09:10
< Silvina Acosta de nuevo. El flete de mañana sube por escalera? Tercer piso
> Sí, tercer piso por escalera está incluido
< 😮 qué bien
= d180 18:25
< Hola! El lavarropas marca E3
> Hola Silvina! Es el desagüe. Sacá el filtro de abajo a la derecha, con una toalla en el piso
< Había una media del nene y 40 pesos
> Los 40 pesos son tuyos 😄
< Ya anda, gracias!!
> De nada!
= d74 11:31
< Tienen secarropas por calor que entre arriba del lavarropas?
> El Drean de 7 kg se puede apilar con el kit. $ 812.000 + $ 38.000 el kit
< Lo pienso para el invierno que viene
> Dale, te aviso si hay promo
` },
  { person: 'julian', title: 'number', shape: 'android', locale: 'es', script: `
= d129 17:10
* encryption
< Buenas! Las Essen tienen cuotas?
> Buenas Julián! 6 sin interés con cualquier tarjeta
< Y si pago en efectivo?
> 12 % menos
< Ahí te caigo mañana con la plata en una bolsa jaja
> Jaja, aceptamos transferencia también
= d126 19:45
< Primera cena con las ollas: un guiso
< [omitted]
> Qué pinta!! 🍲
= d88 13:45
< Se me rayó el antiadherente de la sartén chica, lo cubre la garantía?
> Usaste espátula de metal? 🙈
< ...puede ser
> Eso no lo cubre, pero la planchuela se re-tefla por $ 22.000
< Me la banco. La llevo la semana que viene
> Te esperamos
= d78 12:20
< La retiré, quedó nueva. La de metal ya la tiré
> Buena decisión 😄
` },
  { person: 'rocio', title: 'name', shape: 'android', locale: 'en', script: `
= d227 19:20
* encryption
< Hola! El ventilador Codini entra en un techo de 2,50?
> Hola Rocío! Sí, con el barral corto que viene en la caja queda a 2,20
< Mi novio mide 1,95 😬
> Que no aplauda debajo
< Jajaja. Lo llevo
= d223 10:12
< Tienen electricista para colocarlo?
> Sí, Ramiro. $ 45.000, trae todo. Te paso con él?
< Dale
> Listo, te escribe hoy
= d221 18:33
< Quedó divino y no hace ruido
> 🙌 Disfrutalo, que se viene el calor
= d119 15:02
< Consulta, el control remoto anda a veces
> Cambiale las pilas y apuntá al centro. Si no, te damos otro
< Eran las pilas. Perdón!
> Nada que perdonar 😄
= d17 12:08
< Hola!! Precio del Codini con luz para regalar?
> $ 148.000 con luz led. Hasta el {day+3} tiene 10 %
< Me lo llevo, paso hoy
> Te lo envuelvo para regalo
` },
  { person: 'ezequiel', title: 'number', shape: 'ios', locale: 'es', script: `
= d192 14:35
* encryption
< Hola, el anafe vitro necesita una instalación especial?
> Hola! Línea aparte con térmica de 25 A. Tu departamento es nuevo o viejo?
< Viejo, 1962
> Entonces que un electricista mire el tablero antes de comprarlo, te lo digo en serio
< Gracias por la honestidad, averiguo
= d190 17:50
< Lo vio mi tío que es electricista, va bien. Voy para allá
> Te esperamos hasta las 20
= d186 11:15
< Instalado. Cocina más rápido que mi vieja
> No le digas eso a tu vieja 😂
= d43 16:02
< Che, se puede limpiar con limpiavidrios?
> Mejor con vinagre y un paño. El limpiavidrios lo mancha
< [photo:box] y esta espátula que vino en la caja?
> Esa es para lo pegado, siempre en frío y casi acostada
< Joya, gracias
> De nada, Eze
` },
  { person: 'noemi', title: 'number', shape: 'android', locale: 'es', script: `
= d176 10:20
* encryption
< Buenos días, soy Noemí Ñancucheo, les escribo desde Bariloche
< Hacen envíos de freezer hasta acá?
> Buenos días Noemí! Sí, por expreso, tarda 7 días. El flete sale $ 96.000
< Y si llega golpeado?
> Viaja asegurado. Lo abre delante del transportista y si tiene un golpe, no lo firma
< Bien, así me gusta
= d170 12:02
< Pagué recién con la tarjeta
> Recibido, pedido 19605. Sale mañana
= d162 17:15
< Llegó entero y sin un rasguño
| Acá hace 4 grados así que por ahora
| es un mueble más 😄
> Jajaja, para el verano va a ser el rey de la casa
= d24 11:48
< Hola! Se le puede poner un termómetro de afuera?
> Sí, uno digital con sonda, $ 8.900. Se lo mando por correo si quiere
< Mándelo nomás
> Va hoy, le paso el seguimiento
` },
  { person: 'diego', title: 'number', shape: 'android', locale: 'es', script: `
= d64 09:05
* encryption
< Hola Tomás, Diego del hotel Jacaranda. Por dónde descargan?
> Hola Diego! Lo ideal es por el portón de Chile, antes de las 10
< Te abro a las 8. Son muchos bultos?
> Catorce, en dos viajes
= d57 08:12
< Ya estoy en el portón
> 5 minutos
= d57 12:40
< Listas las del primer piso. Dejaron todo limpio, gracias
> Mañana el segundo y las dos con rejilla
= d56 11:50
< La 302 quedó un poco inclinada
> Vuelvo a la tarde con un nivel
= d56 16:45
< Perfecto ahora
> 👌
= d12 10:30
< Tomás, tenés lámparas para los minibares? Se quemó la de la 108
> Son led, vienen con la plaqueta. Te llevo una el {day+2}, está en garantía
< Gracias!
> De nada
` },
  { person: 'paula', title: 'number', shape: 'ios', locale: 'es', script: `
= d346 11:40
* encryption
< Hola! Tienen la Oster Prima Latte en rojo?
> Hola! En rojo queda una, en Belgrano
< Guardámela!! Voy a la tarde
> Guardada a nombre de...?
< Paula Giménez
> Listo Paula
= d343 08:20
< El primer capuchino me salió cuadrado
> Jaja! Leche bien fría y entera, y la jarrita hasta la línea
< Ahora sí ☕
> Salud!
= d150 17:33
< Hola, cada cuánto hay que descalcificarla?
> Cada dos meses. Medio litro de agua con medio de vinagre blanco, un ciclo y dos enjuagues
< Nunca lo hice 😳
> Este es un gran día para empezar
= d150 19:10
< Salió de todo. Gracias!
> 😄
= d26 13:25
< Venden filtros de repuesto?
> Sí, $ 6.200 los dos. Te los separo?
< Porfa
> Separados en Belgrano, a tu nombre
` },
];
