/** Spanish words of decisions: what to do next, rules, what a customer is worth, filters, what was already given. */
import type { ActionKind, ComparisonOperator, FactName, Segment } from '../../shared/domain.ts';

export const decidingEs = {
  deciding: {
    title: 'Qué conviene hacer',
    nothing: 'Nada pendiente por ahora.',
    why: 'Porque {{reasons}}.',
    about: { offer: 'Oferta: {{label}}', order: 'Pedido {{label}}', case: 'Solicitud: {{label}}', task: 'Tarea: {{label}}', product: 'Producto: {{label}}' },
    evidence: 'Se apoya en',
    evidenceOf: 'Ver en la historia: {{title}}',
    accept: { call: 'Crear la tarea', write: 'Escribirle', task: 'Crear la tarea', presentOffer: 'Presentarla', askOffer: 'Ver la oferta', tellOrderReady: 'Avisarle', openCase: 'Abrir la solicitud', visitFollowUp: 'Crear la tarea' } satisfies Record<ActionKind, string>,
    acceptOf: '{{accept}}: {{title}}',
    dismiss: 'No hace falta',
    dismissOf: 'No hace falta: {{title}}',
    dismissWhy: '¿Por qué no hace falta?',
    dismissReasons: { done: 'Ya está hecho', notNow: 'No es el momento', wrong: 'No corresponde', asked: 'Pidió que no' },
    dismissConfirm: 'Descartar',
    otherReason: 'Otro motivo',
    accepted: 'Aceptado: quedó la tarea.',
    acceptedCase: 'Aceptado: se abrió la solicitud.',
    acceptedGo: 'Aceptado.',
    dismissed: 'Descartado. No vuelve mientras no cambie el motivo.',
    keysHint: 'Con el foco en la sugerencia: A acepta, D descarta',
    fromRule: 'Regla «{{name}}», versión {{version}}',
    log: 'Decisiones anteriores',
    logAccepted: 'aceptada por {{actor}}',
    logAutomatic: 'la tomó la regla',
    logDismissed: 'descartada por {{actor}}',
    logInputs: 'Con estos datos: {{inputs}}',
    noValue: 'sin dato',

    reason: {
      valueMinor: 'compró por {{value}} en total', orders_one: 'hizo {{value}} compra', orders_other: 'hizo {{value}} compras', tenureDays_one: 'es cliente desde hace {{value}} día', tenureDays_other: 'es cliente desde hace {{value}} días',
      contactsPerMonth: 'tiene {{value}} contactos por mes', daysSinceContact_one: 'hace {{value}} día que no hay contacto', daysSinceContact_other: 'hace {{value}} días que no hay contacto',
      daysSinceOrder_one: 'compró por última vez hace {{value}} día', daysSinceOrder_other: 'compró por última vez hace {{value}} días', openCases_one: 'tiene {{value}} solicitud abierta', openCases_other: 'tiene {{value}} solicitudes abiertas',
      overdueCases_one: 'tiene {{value}} solicitud vencida', overdueCases_other: 'tiene {{value}} solicitudes vencidas', waitingHours_one: 'espera respuesta hace {{value}} hora', waitingHours_other: 'espera respuesta hace {{value}} horas',
      openTasks_one: 'tiene {{value}} tarea pendiente', openTasks_other: 'tiene {{value}} tareas pendientes', overdueTasks_one: 'tiene {{value}} tarea vencida', overdueTasks_other: 'tiene {{value}} tareas vencidas',
      missedCalls_one: 'tiene {{value}} llamada perdida sin devolver', missedCalls_other: 'tiene {{value}} llamadas perdidas sin devolver', openPromises_one: 'prometimos algo y no volvimos a hablar', openPromises_other: 'prometimos {{value}} cosas y no volvimos a hablar',
      lastScore: 'puso {{value}} de 5 en la última encuesta', daysSinceSurvey_one: 'respondió la encuesta hace {{value}} día', daysSinceSurvey_other: 'respondió la encuesta hace {{value}} días',
      visits_one: 'vino {{value}} vez', visits_other: 'vino {{value}} veces', daysSinceVisit_one: 'vino hace {{value}} día', daysSinceVisit_other: 'vino hace {{value}} días',
      openOffers_one: 'tiene {{value}} oferta vigente', openOffers_other: 'tiene {{value}} ofertas vigentes', offersExpiringDays_one: 'la oferta vence en {{value}} día', offersExpiringDays_other: 'la oferta vence en {{value}} días',
      pendingOffers_one: 'no respondió la oferta que se le hizo', pendingOffers_other: 'no respondió {{value}} ofertas que se le hicieron', favourites_one: 'guardó {{value}} favorito', favourites_other: 'guardó {{value}} favoritos',
      favouritesCheaper_one: 'un favorito bajó de precio', favouritesCheaper_other: '{{value}} favoritos bajaron de precio', ordersUnderway_one: 'tiene {{value}} pedido en curso', ordersUnderway_other: 'tiene {{value}} pedidos en curso',
      ordersReady_one: 'su pedido está listo para retirar', ordersReady_other: 'tiene {{value}} pedidos listos para retirar', segment: 'es del grupo «{{value}}»',
    },
    reasonUnknown: 'no se sabe: {{fact}}',

    facts: {
      valueMinor: 'Compras en total', orders: 'Cantidad de compras', tenureDays: 'Días desde que es cliente', contactsPerMonth: 'Contactos por mes', daysSinceContact: 'Días sin contacto', daysSinceOrder: 'Días desde la última compra',
      openCases: 'Solicitudes abiertas', overdueCases: 'Solicitudes vencidas', waitingHours: 'Horas que espera respuesta', openTasks: 'Tareas pendientes', overdueTasks: 'Tareas vencidas', missedCalls: 'Llamadas perdidas sin devolver', openPromises: 'Promesas sin cumplir',
      lastScore: 'Nota de la última encuesta', daysSinceSurvey: 'Días desde la encuesta', visits: 'Cantidad de visitas', daysSinceVisit: 'Días desde la última visita', openOffers: 'Ofertas vigentes', offersExpiringDays: 'Días hasta que vence la oferta', pendingOffers: 'Ofertas sin responder',
      favourites: 'Favoritos guardados', favouritesCheaper: 'Favoritos que bajaron de precio', ordersUnderway: 'Pedidos en curso', ordersReady: 'Pedidos listos', segment: 'Grupo',
    } satisfies Record<FactName, string>,
    operators: { equal: 'es', notEqual: 'no es', lessThan: 'menos de', lessThanInclusive: 'a lo sumo', greaterThan: 'más de', greaterThanInclusive: 'por lo menos' } satisfies Record<ComparisonOperator, string>,
    segments: { best: 'Mejores', loyal: 'Frecuentes', new: 'Nuevos', promising: 'Prometedores', atRisk: 'En riesgo', lost: 'Perdidos', contact: 'Sin compras' } satisfies Record<Segment, string>,
    segmentOne: { best: 'De los mejores', loyal: 'Frecuente', new: 'Nuevo', promising: 'Prometedor', atRisk: 'En riesgo', lost: 'Perdido', contact: 'Sin compras' } satisfies Record<Segment, string>,
    segmentHint: {
      best: 'Compra seguido y está entre el diez por ciento que más compró', loyal: 'Tres compras o más, la última hace menos de nueve meses', new: 'Una compra, hace menos de dos meses', promising: 'Una o dos compras en los últimos nueve meses',
      atRisk: 'La última compra fue hace más de nueve meses', lost: 'La última compra fue hace más de un año y medio', contact: 'Nunca compró',
    } satisfies Record<Segment, string>,
    kinds: { call: 'Llamar', write: 'Escribir', task: 'Tarea', presentOffer: 'Presentar una oferta', askOffer: 'Preguntar por una oferta', tellOrderReady: 'Avisar de un pedido', openCase: 'Abrir una solicitud', visitFollowUp: 'Seguir una visita' } satisfies Record<ActionKind, string>,

    worth: {
      value: '{{money}} en {{orders}}', orders_one: '{{formatted}} compra', orders_other: '{{formatted}} compras', none: 'sin compras',
      frequency_one: '{{value}} contacto por mes', frequency_other: '{{value}} contactos por mes', recency: 'último contacto {{when}}', lastOrder: 'última compra {{when}}',
    },
    prefers: { mail: 'prefiere correo', chat: 'prefiere chat', call: 'prefiere teléfono' },
    prefersStated: 'Lo dijo: {{origin}}',
    prefersComputed: 'Por costumbre: {{used}} de los últimos {{of}} contactos',

    find: {
      filters: 'Filtros', segment: 'Grupo', anySegment: 'Cualquier grupo', prefers: 'Prefiere', anyChannel: 'Cualquier canal', minValue: 'Compró por lo menos', minValueHint: 'Monto', openCase: 'Con una abierta', noOpenCase: 'Sin ninguna abierta', anyCase: 'Todas', cases: 'Solicitudes',
      sort: 'Orden', sorts: { last: 'Último contacto', value: 'Valor', name: 'Nombre' }, clear: 'Quitar filtros', none: 'Nadie cumple con eso', noneHint: 'Pruebe con menos filtros.', on_one: '{{count}} filtro', on_other: '{{count}} filtros',
    },

    given: {
      title: 'Ya lo tenemos',
      line: '{{field}}: {{value}}',
      when: 'dado el {{date}} por {{channel}}', whenNoChannel: 'anotado el {{date}}',
      insert: 'Insertar', insertOf: 'Poner en el texto: {{value}}', jump: 'Ver dónde', jumpOf: 'Ver dónde se dio: {{field}}', hide: 'Preguntar igual',
      fields: { document: 'Documento', phone: 'Teléfono', mail: 'Correo', address: 'Domicilio', city: 'Localidad', birthday: 'Nacimiento', name: 'Nombre', order: 'Último pedido', preferredChannel: 'Cómo prefiere' },
      channels: { mail: 'correo', chat: 'chat', call: 'teléfono', visit: 'una visita', note: 'una nota', survey: 'la encuesta', web: 'la web', public: 'un comentario' },
    },

    rules: {
      title: 'Reglas', hint: 'Qué sugerir y cuándo. Valen igual en todos los canales. Cada cambio es una versión nueva; las decisiones guardan con cuál se tomaron.', add: 'Agregar regla',
      version: 'versión {{version}}', shipped: 'de fábrica', changedBy: 'la cambió {{actor}}, {{when}}', on: 'Encendida', onOf: 'Encendida: {{name}}', edit: 'Cambiar: {{name}}', suggests: 'Sugiere', acts: 'Actúa sola con cada encuesta',
      problem: 'No se usa: {{problem}}',
      editTitle: 'Regla', name: 'Nombre', nameHint: 'Cómo la van a ver todos', when: 'Cuándo se mira', always: 'Siempre: sugiere', survey: 'Con cada encuesta: actúa sola',
      all: 'Se tienen que cumplir todas', any: 'Y al menos una de estas', addCondition: 'Agregar condición', removeCondition: 'Quitar condición {{n}}', fact: 'Dato', operator: 'Comparación', value: 'Valor', condition: 'Condición {{n}}', noneYet: 'Ninguna',
      action: 'Qué hacer', actionTitle: 'Qué dice la sugerencia', kind: 'Tipo', owner: 'De quién es la tarea', ownerAgent: 'Quien atendió, o quien acepta', ownerNobody: 'De nadie en especial', ownerName: 'Nombre', ownerSomebody: 'De alguien', due: 'Plazo en horas de trabajo', dueNone: 'Sin plazo', priority: 'Prioridad', priorityHint: 'La mayor va primero',
      try: 'Probar con clientes de antes', tried_one: 'Vale para {{matched}} de {{count}} cliente', tried_other: 'Vale para {{matched}} de {{count}} clientes', triedNone: 'No vale para nadie de los {{count}} que se miraron.', examples: 'Por ejemplo',
      saveOn: 'Guardar y encender', saveOff: 'Guardar apagada', saved: 'Guardada como versión {{version}}.', tryFirst: 'Pruébela antes de encenderla.', turnedOn: '«{{name}}» está encendida.', turnedOff: '«{{name}}» está apagada.',
    },
  },
};
