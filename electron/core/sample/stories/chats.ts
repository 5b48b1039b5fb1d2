/** The shop's WhatsApp conversations, as told by its two phones. `= d41 10:05` sets the clock; see ChatStory. */
import type { ChatStory } from '../storyTypes.ts';
import { MORE_CHATS } from './moreChats.ts';

const LUCIA: ChatStory = { person: 'lucia', title: 'number', shape: 'android', locale: 'en', script: `
= d303 11:20
* encryption
< Hola! Soy Lucía Ferreyra, compré el microondas BGH la semana pasada
< No le encuentro el botón para descongelar por peso, existe?
> Hola Lucía! Sí: apretás dos veces "Descongelar" y con la perilla elegís los gramos
> Si no suena el bip la primera vez, está en modo reloj
< Ahí salió!! Gracias
> Genial 🙌
= d41 18:32
< Hola Ana, volví con la heladera 😅
< Medimos de nuevo el hueco y son 69,5 cm. Cambia algo?
< [photo:gap]
> Hola Lucía! No cambia nada, necesita 67,5 con el aire de los costados
> Igual contame: la pared del lado de las bisagras llega hasta el frente?
< Sí, llega hasta el frente
> Entonces pedila con la puerta invertida, así abre del todo
> Te lo dejo anotado para el día de la entrega
< Sos una genia
= d40 10:15
< Una más y no molesto: consume mucho?
> Es clase A, unos 27 kWh por mes. La tuya debe andar por los 60
> Te mando la etiqueta
> [omitted]
< Uh, qué diferencia. Gracias!
> De nada! Acá estoy
= d35 16:48
< Ana, el sábado paso con mi mamá a verla, hay alguien que la muestre?
> Sí, está Tomás desde las 10. Le aviso que van
> Pregunten por la que está enchufada, así ven la luz de adentro
= d1 12:05
< Hola! Hoy a la tarde me escapo del trabajo y paso por Caballito
> Dale Lucía, te espera Tomás. Hay una en exhibición
= m14
< Hola! Al final me decidí por la Patrick
+2
< ¿Puedo retirar hoy en la sucursal?
` };

const PHONE_ONLY: ChatStory = { person: 'phoneonly', title: 'number', shape: 'android', locale: 'es', script: `
= d66 15:10
* encryption
< Buenas, arreglan ventiladores de pie?
> Buenas! Sí, en Belgrano. Qué marca es y qué le pasa?
< Liliana, gira lento y hace olor
> Suele ser el capacitor. El diagnóstico no se cobra, lo podés traer cualquier día de 10 a 20
> Con quién hablo, así lo anoto?
< Después paso
= d61 12:40
< Ya lo llevé, cuándo está?
> Es el Liliana gris, no? Está listo el {day+2}, son $ 14.500
< Ok
= d59 17:05
< Retirado gracias
> A vos!
= d20 09:50
< Tienen garrafas de 10 kg?
> Hola, no, garrafas no vendemos. Sí reguladores y mangueras aprobadas
< Cuánto la manguera de 1,5 m
> $ 11.200 con las abrazaderas
= d1 19:21
< Hola me reservás una manguera y un regulador? Paso mañana temprano
< A qué hora abren?
` };

const CHLOE: ChatStory = { person: 'chloe', title: 'name', shape: 'ios', locale: 'en', script: `
= d206 12:02
* encryption
< Hi! 👋 Do you speak English? My Spanish is... a work in progress 😅
> Hi Chloe! Of course. This is Marina, from the Belgrano shop
< Amazing. I'm renting a flat nearby and the landlord lets me install an AC. What do I need for a 20 m² bedroom? 🥵
> About 2600 W is right for 20 m². Does the room get sun in the afternoon?
< ALL of it ☀️☀️
> Then I'd go for the inverter one: BGH 2600 W at $ 874,000, installation $ 240,000
< Ok that's fair. Can I see it today?
> Until 8 pm. Ask for me
= d202 10:20
< It's here!! 🎉 Two very strong men and one very small elevator
> Haha, I can picture it. The installer comes {day+2} between 10 and 12
< Do I need to be home the whole time?
> Yes please, about two hours. He needs access to the balcony
< 👍
= d200 13:15
< [photo:box] This is what was left, does he take the box away?
> He should have! I'm sorry. Leave it by the door, the truck takes it tomorrow
< Thank you 💛 And the room is finally a room and not a sauna 🧖‍♀️
> That's the best review we've had this month 😄
= d97 18:40
< Hi Marina! Winter question: does it also heat, or is that another machine?
> It does! Press MODE until you see the little sun ☀️
< Witchcraft 🔥🔥 thanks
> Keep it at 22, the bill will thank you
= d40 11:25
< Hello again! Do you sell kettles that stop at 80 degrees? For tea, I am British, it's serious ☕
> We do: Peabody with thermometer, $ 74,500. It stops at 80 for mate too 🧉
< Mate counts as tea, right? 😂
> In this country that question is a declaration of war
< 😂😂 I'll come by on Saturday
> See you then!
= m98
< Hi Marina 🙈 the AC is dripping water INSIDE the bedroom since last night 💧💧
< I put a bucket under it. Is it dangerous? Should I turn it off?
+1
< Also my flatmate has an exam tomorrow so please no visit before 11 🙏
` };

const BEGONA: ChatStory = { person: 'begona', title: 'name', shape: 'android', locale: 'es', script: `
= d94 10:30
* encryption
< Buen día, soy Begoña Muñoz, compré la Singer
< El pedal hace un zumbido aunque no lo pise
> Buen día Begoña! Es normal si la perilla de la luz está encendida. Si lo apaga y sigue, avíseme
< Con la luz apagada no zumba
> Perfecto entonces, no es falla
= d83 18:55
< Qué linda la clase!! La profe es un amor
> Cuánto me alegro! Qué cosieron?
< Una bolsa de los mandados. Me quedó torcida pero es mía
< [omitted]
> Está hermosa
= d60 16:20
< Tienen agujas para jean?
> Sí, la caja de 5 sale $ 4.900
< Guardeme dos cajas por favor
> Guardadas a su nombre en Belgrano
= d59 12:10
< Ya las retiré, gracias
> A usted, Begoña!
= d1 17:32
< Hola! Se me trabó la máquina, el hilo de abajo se hace un nudo
| y no puedo sacar la canilla.
| La llevo a la sucursal o mandan a alguien?
< Tengo que entregar unas cortinas el {day+4} y estoy desesperada
` };

const MARTIN: ChatStory = { person: 'martin', title: 'name', shape: 'ios', locale: 'es', script: `
= d55 11:05
* encryption
< Hola, soy Martín D'Alessio. Hacen envíos de colchones con retiro del viejo?
> Hola Martín! Sí, el retiro del usado sale $ 12.000, lo pagás con el envío
< Y si no pasa por la escalera?
> Viene comprimido, pasa por donde pase una heladera chica 😉
< Perfecto, paso el fin de semana a probarlo
= d53 18:14
< Probé el Montreaux y el Imperial. Mi mujer y yo no nos ponemos de acuerdo
> Clásico. Qué peso tiene cada uno, si no es indiscreción?
< 92 y 58
> Entonces el Montreaux, resorte individual. El Imperial los hace rodar al medio
< Gana mi mujer. Lo compro mañana
= d48 09:30
< Buenas, hoy es la entrega, a qué hora?
> Buenas Martín, entre 14 y 17. Te avisan media hora antes
< Bárbaro
= d48 16:52
< Entregado y el viejo se lo llevaron. Muy bien los pibes
> Gracias por avisar! Que duerman bien
` };

const GABRIELA: ChatStory = { person: 'gabriela', title: 'number', shape: 'android', locale: 'es', script: `
= d71 19:12
* encryption
< Hola?? Compré un lavarropas y me está inundando la cocina!!
< Ya llamé dos veces
< [photo:leak]
> Hola, te pido disculpas. Cerrá la llave de agua y desenchufalo. Me pasás el número de pedido?
< 20003. Gabriela Sandoval
> Gracias Gabriela. A esta hora posventa ya cerró, lo dejo como urgente para mañana a primera hora
< Urgente es ahora
> Te entiendo. Te llama Marina apenas abra
= d69 08:40
< Buen día, viene el técnico no?
> Buen día, sí, entre 9 y 11, se llama Ariel
< Ok espero
= d67 09:15
< Están descargando el nuevo
> Genial, pediles que lo prueben con un ciclo corto antes de irse
< Lo están haciendo. No pierde 🙏
> Qué alivio. El piso sigue su trámite por correo con Marina
= d56 14:30
< Ya está todo. Gracias por el año de garantía, no lo esperaba
> Te lo ganaste con la paciencia, Gabriela ❤️
` };

export const CHATS: readonly ChatStory[] = [LUCIA, PHONE_ONLY, CHLOE, BEGONA, MARTIN, GABRIELA, ...MORE_CHATS];
