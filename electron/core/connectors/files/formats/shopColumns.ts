/** What the columns of a shop's tables mean: their names in Spanish and English, and which columns make which table. */
import { plain } from '../../../../../shared/plain.ts';
import type { ShopTable } from '../../../../../shared/selling.ts';

const CUSTOMER = ['mail', 'phone', 'document', 'customer'] as const;
/** What a column of each table may mean, besides `ignore`. */
export const SHOP_MEANINGS = {
  products: ['code', 'name', 'category', 'description', 'price', 'price.web', 'price.branch', 'price.phone', 'price.mail', 'price.chat', 'channel', 'currency', 'from', 'to', 'updated'],
  orders: ['number', 'state', 'date', 'total', 'currency', 'channel', ...CUSTOMER, 'lines', 'lineCode', 'lineName', 'lineQuantity', 'lineAmount', 'updated'],
  offers: ['id', 'campaign', 'text', 'code', 'price', 'currency', 'from', 'to', 'channel', ...CUSTOMER, 'updated'],
  steps: ['id', 'kind', 'date', 'text', 'url', ...CUSTOMER],
  reviews: ['id', 'author', 'site', 'url', 'stars', 'text', 'date', ...CUSTOMER],
} as const satisfies Record<ShopTable, readonly string[]>;

export type ShopMeaning = (typeof SHOP_MEANINGS)[ShopTable][number] | 'ignore';

/** Amounts among the meanings. */
export const AMOUNTS: ReadonlySet<ShopMeaning> = new Set<ShopMeaning>(['price', 'price.web', 'price.branch', 'price.phone', 'price.mail', 'price.chat', 'total', 'lineAmount']);
export const DATES: ReadonlySet<ShopMeaning> = new Set<ShopMeaning>(['date', 'from', 'to', 'updated']);

/** A header in words: lower case, no accents, `validFrom` and `valid_from` alike. */
export function headerWords(header: string): string {
  return plain(header.replace(/([a-z\d])([A-Z])/g, '$1 $2')).replace(/[^a-z0-9]+/g, ' ').trim();
}

const PRICE = '(?:precio|price|importe|valor|pvp|costo)s?(?: de lista| lista| final| unitario)?';
const at = (where: string): RegExp => new RegExp(`^(?:${PRICE}|price list|lista) (?:en |de |del |por |in |at |by |for )?(?:la |el |the )?(?:${where})$|^(?:${where}) ${PRICE}$`);
const WEB = 'web|online|on line|internet|tienda online|tienda web|ecommerce|e commerce|sitio|website';
const BRANCH = 'sucursal|sucursales|local|locales|tienda|mostrador|salon|branch|branches|store|shop|counter|in store';
const PHONE = 'telefono|telefonico|tel|phone|telesales|call center|llamada';
const MAIL = 'mail|correo|e mail|email';
const CHAT = 'chat|whatsapp|wsp';

type Names = readonly (readonly [ShopMeaning, RegExp])[];

const CURRENCY: Names = [['currency', /^(?:moneda|currency|divisa)(?: code)?$/]];
const PERIOD: Names = [
  ['from', /^(?:(?:valido |valida |vigente |vigencia |valid |starts? |start )?(?:desde|from)|inicio|vigencia inicio|start(?:s|s at)?|start date|fecha (?:de )?inicio|fecha desde|valid since)$/],
  ['to', /^(?:(?:valido |valida |vigente |vigencia |valid )?(?:hasta|to|until|till|thru|through)|vence|vencimiento|expira|expires(?: at)?|expiry(?: date)?|end(?:s|s at)?|end date|fin|fecha (?:de )?fin|fecha (?:de )?vencimiento|fecha hasta|vigencia fin)$/],
];
const UPDATED: Names = [['updated', /^(?:actualizado|actualizada|actualizacion|ultima (?:actualizacion|modificacion)|modificado|updated|updated at|last update|last updated|modified|modified at|fecha (?:de )?actualizacion)$/]];
const CONTACT: Names = [
  ['mail', /^(?:(?:cliente|customer|contacto|contact|user|usuario|comprador|buyer|author|autor) )?(?:mail|correo|correo electronico|e mail|email|mail address|email address)(?: (?:cliente|del cliente|customer|address))?$/],
  ['phone', /^(?:(?:cliente|customer|contacto|contact|user|usuario|comprador|buyer|author|autor) )?(?:tel|telefono|celular|movil|phone|phone number|mobile|cel|whatsapp)(?: (?:cliente|del cliente|customer))?$/],
  ['document', /^(?:(?:cliente|customer|contacto|contact|user|usuario|comprador|buyer) )?(?:dni|documento|cuit|cuil|nif|nie|cif|cpf|rut|document|doc|tax id|nro doc|identificacion)(?: (?:cliente|del cliente|customer))?$/],
  ['customer', /^(?:cliente|customer|nombre (?:del |de )?cliente|(?:cliente|customer|contacto|contact|user|usuario|comprador|buyer) (?:nombre|name)|customer name|client|client name|comprador|buyer|contacto|contact|nombre y apellido|apellido y nombre|full name|destinatario)$/],
];
const CHANNEL: Names = [['channel', /^(?:canal|channel|canal de venta|sales channel|medio|via|origen)$/]];
const PRODUCT_CODE = /^(?:(?:product|producto|articulo|item) )?(?:codigo|cod|sku|code|ref|referencia|reference|articulo|id producto|product id|codigo (?:de |del )?(?:producto|articulo)|part number|plu|ean|gtin|barcode|codigo de barras)$/;

const NAMES: Record<ShopTable, Names> = {
  products: [
    ['code', PRODUCT_CODE], ['code', /^(?:id|product|item)$/],
    ['price.web', at(WEB)], ['price.branch', at(BRANCH)], ['price.phone', at(PHONE)], ['price.mail', at(MAIL)], ['price.chat', at(CHAT)],
    ['price', new RegExp(`^(?:${PRICE}|amount|monto)$`)],
    ['name', /^(?:nombre|name|producto|product name|titulo|title|nombre (?:del )?(?:producto|articulo)|denominacion|articulo nombre|item name)$/],
    ['category', /^(?:categoria|category|rubro|familia|seccion|department|linea)$/], ['description', /^(?:descripcion|description|detalle|details?)$/],
    ...CHANNEL, ...CURRENCY, ...PERIOD, ...UPDATED,
  ],
  orders: [
    ['number', /^(?:(?:nro|numero|n|num|no|number|id|codigo) (?:de |del |of )?)?(?:pedido|orden|order|compra|venta)(?: (?:nro|numero|number|id|no|num|code))?$|^(?:numero|number|nro)$/],
    ['state', /^(?:estado|state|status|situacion)(?: (?:del |de )?(?:pedido|orden))?$|^order (?:state|status)$/],
    ['lineCode', /^(?:(?:linea|line|item|producto|product|articulo) )(?:codigo|cod|code|sku|id|ref)$|^(?:codigo|cod|sku|code)(?: (?:de |del )?(?:producto|articulo|item))?$/],
    ['lineName', /^(?:producto|product|articulo|item|product name|(?:linea|line|item|producto|articulo) (?:nombre|name|descripcion|description)|descripcion|description)$/],
    ['lineQuantity', /^(?:cantidad|cant|quantity|qty|unidades|units|(?:line|linea|item) (?:quantity|cantidad|qty))$/],
    ['lineAmount', /^(?:subtotal|importe (?:de )?(?:linea|item)|(?:line|linea|item) (?:total|amount|importe|precio|price)|precio|price|precio unitario|unit price|importe)$/],
    ['total', /^(?:total|importe total|monto total|grand total|order total|total (?:del |de )?(?:pedido|orden)|amount|monto)$/],
    ['lines', /^(?:lines?|lineas?|items|productos|products|articulos|detalle|line items)$/],
    ['date', /^(?:fecha|date|fecha (?:del |de )?(?:pedido|orden|compra|venta)|order date|ordered at|created|created at|placed at|creado)$/],
    ...CONTACT, ['customer', /^(?:nombre|name)$/], ...CHANNEL, ...CURRENCY, ...UPDATED,
  ],
  offers: [
    ['campaign', /^(?:campana|campaign|promo|promocion|promotion|nombre (?:de )?(?:la )?campana|campaign name)$/],
    ['id', /^(?:id|codigo|code|offer id|id (?:de )?(?:la )?oferta|codigo (?:de )?(?:la )?oferta|offer code|nro|numero|number)$/],
    ['code', /^(?:producto|product|sku|codigo (?:de |del )?(?:producto|articulo)|product code|product sku|articulo|item|producto codigo)$/],
    ['text', /^(?:texto|text|oferta|offer|mensaje|message|descripcion|description|texto (?:de )?(?:la )?oferta|offer text|beneficio|titulo|title)$/],
    ['price', new RegExp(`^(?:${PRICE}|amount|monto|precio (?:de )?oferta|offer price)$`)],
    ...CONTACT, ['customer', /^(?:nombre|name)$/], ...CHANNEL, ...CURRENCY, ...PERIOD, ...UPDATED,
  ],
  steps: [
    ['id', /^(?:id|event id|id (?:del )?evento)$/],
    ['kind', /^(?:evento|event|paso|step|accion|action|tipo|type|kind|tipo (?:de )?(?:evento|paso|accion|registro)|event (?:type|name)|formulario|form|form name)$/],
    ['date', /^(?:fecha|date|fecha y hora|timestamp|hora|when|cuando|created|created at|occurred at|fecha (?:del )?evento|event date|datetime)$/],
    ['text', /^(?:texto|text|mensaje|message|detalle|details?|comentario|comment|contenido|content|consulta|descripcion|description|carrito|cart|productos|products|items)$/],
    ['url', /^(?:url|pagina|page|link|enlace|page url|landing|web)$/],
    ...CONTACT, ['customer', /^(?:nombre|name)$/],
  ],
  reviews: [
    ['id', /^(?:id|review id|id (?:de )?(?:la )?resena)$/],
    ['stars', /^(?:estrellas?|stars?|rating|puntaje|puntuacion|calificacion|score|nota|star rating|valoracion)$/],
    ['site', /^(?:sitio|site|plataforma|platform|fuente|source|red|red social|network|lugar)$/],
    ['author', /^(?:autor|author|usuario|user|nombre|name|reviewer|reviewer name|author name|quien|cliente|customer|perfil)$/],
    ['text', /^(?:texto|text|comentario|comment|resena|review|opinion|mensaje|message|contenido|content|review text|body)$/],
    ['url', /^(?:url|link|enlace|permalink|review url)$/],
    ['date', /^(?:fecha|date|published|published at|publicado|created|created at|fecha (?:de )?(?:la )?(?:resena|publicacion)|review date)$/],
    ...CONTACT,
  ],
};

/** What each column of a table means by its header, each meaning once (lines of a table may not share one). */
export function meaningsOf(headers: readonly string[], table: ShopTable): ShopMeaning[] {
  const taken = new Set<ShopMeaning>();
  return headers.map((header) => {
    const words = headerWords(header);
    const found = NAMES[table].find(([meaning, pattern]) => !taken.has(meaning) && pattern.test(words))?.[0] ?? 'ignore';
    if (found !== 'ignore') taken.add(found);
    return found;
  });
}

/** The table that these headers make; null when they make none. The more special ones are asked first. */
export function tableOf(headers: readonly string[]): ShopTable | null {
  const has = (table: ShopTable): ((...meanings: ShopMeaning[]) => boolean) => {
    const found = new Set(meaningsOf(headers, table));
    return (...meanings) => meanings.some((meaning) => found.has(meaning));
  };
  const words = new Set(headers.map(headerWords));
  const contact = has('steps')('mail', 'phone', 'document', 'customer');
  const review = has('reviews');
  if (review('text') && (review('stars') || (review('author') && review('site'))) && review('author', 'mail', 'phone', 'site')) return 'reviews';
  const offer = has('offers');
  if (offer('text') && (offer('campaign') || words.has('oferta') || words.has('offer') || words.has('offer text')) && offer('campaign', 'from', 'to', 'price', 'code', 'id', 'mail', 'phone', 'document')) return 'offers';
  const order = has('orders');
  if (order('number') && order('total', 'lines', 'lineAmount', 'lineCode', 'lineName', 'state') && order('date', 'state', 'mail', 'phone', 'document', 'customer')) return 'orders';
  const step = has('steps');
  const isPlainKind = !words.has('tipo') && !words.has('type');
  if (step('kind') && step('date') && contact && (isPlainKind || step('url', 'text'))) return 'steps';
  const product = has('products');
  if (product('code') && product('price', 'price.web', 'price.branch', 'price.phone', 'price.mail', 'price.chat') && !has('orders')('mail', 'phone')) return 'products';
  return null;
}
