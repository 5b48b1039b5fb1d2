/** What Casa Norte sells: `code|category|name|price in the web shop|price at the branches`, in pesos. */

export const CATALOGUE: readonly string[] = [
  'HEL-PAT388|Heladeras|Heladera Patrick 388 L|1249000|1249000',
  'GAR-EXT2|Servicios|Extensión de garantía 2 años|89000|96000',
  'HEL-BRI1420|Heladeras|Heladera Briket 1420 con freezer|742000|742000',
  'HEL-SAM382|Heladeras|Heladera Samsung RT38 no frost|1589000|1629000',
  'FRE-GAF205|Freezers|Freezer Gafa 205 L vertical|798000|798000',
  'MIN-DEL45|Heladeras|Minibar Delne 45 L|312000|312000',
  'LAV-DRE814|Lavado|Lavarropas Drean Next 8.14|689000|689000',
  'LAV-SAMWW70|Lavado|Lavarropas Samsung WW70 inverter|1079000|1079000',
  'LSE-LG9|Lavado|Lavasecarropas LG 9 kg inverter|1690000|1789000',
  'LVJ-WHI10|Lavado|Lavavajillas Whirlpool 10 cubiertos|987000|987000',
  'SEC-KOH6|Lavado|Secarropas Kohinoor 6,5 kg|164000|164000',
  'COC-ESC56|Cocción|Cocina Escorial Candor 56 cm|478000|478000',
  'HOR-ARI60|Cocción|Horno empotrable Ariston 60 cm|834000|834000',
  'HOR-ULT45|Cocción|Horno eléctrico Ultracomb 45 L|176000|176000',
  'ANA-DOM4|Cocción|Anafe Domec 4 hornallas a gas|388000|388000',
  'ANA-LON2|Cocción|Anafe Longvie vitrocerámico 2 hornallas|342500|342500',
  'PUR-TST60|Cocción|Purificador de campana TST Slim 60|187300|187300',
  'MIC-BGH20|Cocción|Microondas BGH Quick Chef 20 L|164900|164900',
  'AIR-BGH26|Climatización|Split BGH 2600 W frío/calor|874000|899000',
  'AIR-SUR30|Climatización|Aire Surrey inverter 3000 frigorías|1148000|1148000',
  'AIR-INST|Servicios|Instalación básica de aire acondicionado|185000|185000',
  'VEN-COD4|Climatización|Ventilador de techo Codini 4 palas|119000|119000',
  'VEN-GAT30|Climatización|Ventilador de pared Gatti 30"|184500|184500',
  'DES-SUR20|Climatización|Deshumidificador Surrey 20 L|465000|465000',
  'EST-ORB3|Climatización|Estufa Orbis 3000 kcal tiro balanceado|398000|398000',
  'BOM-PEI27|Agua|Bomba de calor Peisa 2,7 kW|1320000|1320000',
  'TER-RHE80|Agua|Termotanque Rheem 80 L a gas|412000|412000',
  'TER-RHE55|Agua|Termotanque Rheem 55 L eléctrico|298000|298000',
  'BOM-ROW20|Agua|Bomba presurizadora Rowa Tango 20|592000|592000',
  'DIS-HUM|Agua|Dispenser de agua Humma frío/calor|356000|356000',
  'HID-GAM18|Herramientas|Hidrolavadora Gamma 1800 W|268000|268000',
  'CAF-OST|Pequeños|Cafetera Oster Prima Latte|198500|198500',
  'CAF-OST12|Pequeños|Cafetera de filtro Oster 12 tazas|112000|112000',
  'LIC-LIL|Pequeños|Licuadora Liliana Revolux|72400|72400',
  'PAV-PEA|Pequeños|Pava eléctrica Peabody con termómetro|68900|68900',
  'PLA-PHI|Pequeños|Plancha a vapor Philips Azur|138700|138700',
  'ASP-ATM20|Pequeños|Aspiradora robot Atma AR-20|289900|274900',
  'COS-SIN1306|Pequeños|Máquina de coser Singer 1306|419500|419500',
  'TEL-PHI43|Audio y video|Televisor Philco 43" Google TV|529000|529000',
  'PAR-NOB60|Audio y video|Parlante Noblex Portátil 60 W|154600|154600',
  'NOT-EXO55|Informática|Notebook Exo Smart T55|893000|893000',
  'COL-PIE2|Hogar|Colchón Piero Montreaux 2 plazas|698000|698000',
  'OLL-ESS|Hogar|Juego de ollas Essen Contemporánea|612000|612000',
  'BIC-RAN170|Hogar|Bicicleta fija Randers ARG-170|341000|341000',
];

/** Orders that are under way: `order|person|instant|code|quantity|state|channel|branch or ''`. Those that were delivered are the year's purchases. */
export const OPEN_ORDERS: readonly string[] = [
  '20268|carolina|d23 17:35|AIR-SUR30|1|en preparación|sucursal|Caballito',
  '20271|delsur|d119 11:40|VEN-GAT30|12|entregado|correo|Caballito',
  '20289|rocio|d6 19:14|PLA-PHI|1|listo para retirar|web|Caballito',
  '20290|nadia|d5 13:02|CAF-OST|1|enviado|web|',
  '20293|ezequiel|d4 19:47|PUR-TST60|1|pagado|web|',
  '20294|lisandro|d3 19:30|VEN-COD4|2|cancelado|web|',
  '20297|julian|d2 11:20|TER-RHE55|1|nuevo|sucursal|Caballito',
  '20299|ortega|d1 12:40|TER-RHE80|1|nuevo|sucursal|Caballito',
];

/**
 * Marketing's offers: `key|campaign|text|code or ''|price or ''|from, days back|to, days ahead (or minus: back)|person or ''`.
 * Without a person it is for everybody.
 */
export const OFFERS: readonly string[] = [
  'L1|Heladeras en cuotas|6 cuotas sin interés en la heladera Patrick 388 L|HEL-PAT388|1249000|20|9|lucia',
  'G1|Semana del aire|Instalación básica bonificada con cualquier split|AIR-INST|0|6|20|',
  'G2|Compra grande|Envío sin cargo en Capital desde $ 300.000|||60|30|',
  'G3|Hot Sale|10 % en pequeños electrodomésticos|||45|-12|',
  'K1|Precio web en sucursal|Lavasecarropas LG 9 kg al precio de la web|LSE-LG9|1690000|3|11|kohan',
  'C1|Semana del aire|Instalación básica sin cargo por la compra del Surrey|AIR-INST|0|25|-5|carolina',
  'O1|Clientes de siempre|Service anual de la bomba de calor a mitad de precio||62000|15|25|ortega',
  'N1|Repuestos|20 % en cepillos y filtros de la Atma AR-20|||50|-10|nadia',
  'D1|Mayoristas|Hidrolavadora Gamma 1800 W por 4 unidades o más|HID-GAM18|241000|7|8|delsur',
  'V1|Cocina completa|15 % en el purificador TST con la compra de un horno|PUR-TST60|159200|16|14|vpaz',
];

/** What people did alone in the web shop: `instant|person|event|text|page`. */
export const WEB_STEPS: readonly string[] = [
  'd91 19:40|lucia|Producto visto|Heladera Patrick 388 L|/heladeras/patrick-388',
  'd36 10:58|lucia|Producto visto|Extensión de garantía 2 años|/servicios/garantia-extendida',
  'd6 19:02|rocio|Carrito guardado|Plancha a vapor Philips Azur|/carrito',
  'd5 12:48|nadia|Registro|Cuenta nueva en la tienda|/registro',
  'd4 12:10|kohan|Producto visto|Lavasecarropas LG 9 kg inverter|/lavado/lg-9',
  'd4 19:30|ezequiel|Carrito guardado|Purificador de campana TST Slim 60|/carrito',
  'd3 19:11|lisandro|Carrito guardado|2 x Ventilador de techo Codini|/carrito',
  'd9 19:05|vpaz|Seguimiento del pedido|Pedido 20264|/pedidos/20264',
];

/** Said in public: `instant|person|site|stars|text`. Each was answered since by another channel. */
export const REVIEWS: readonly string[] = [
  'd240 19:15|silvina|maps.example|5|Compré el lavarropas un lunes y el miércoles lo tenía andando. Los del flete lo dejaron conectado.',
  'd130 19:40|zarate|maps.example|4|Buen precio y buena atención. La entrega se hizo esperar un día más de lo dicho.',
  'd72 19:30|gabriela|opiniones.example|2|El lavarropas nuevo llegó con la tapa rota y por teléfono me pasaron de uno a otro dos veces.',
];
