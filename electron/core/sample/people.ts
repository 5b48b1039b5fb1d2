/** Everybody of the sample shop. All mail domains are reserved ones; the numbers belong to nobody we know of. */
import type { Agent, Person } from './storyTypes.ts';

export const SHOP = {
  name: 'Casa Norte',
  domain: 'casanorte.example',
  ventas: 'ventas@casanorte.example',
  soporte: 'soporte@casanorte.example',
  /** As printed in our signatures. */
  phoneText: '+54 11 4902-1500',
  /** The number that customers dial, as the telephone exchange writes it. */
  trunkNumber: '1149021500',
};

export const AGENTS: readonly Agent[] = [
  { key: 'ana', name: 'Ana Ríos', email: 'ana.rios@casanorte.example', extension: '1001', desk: 'Ventas Caballito' },
  { key: 'tomas', name: 'Tomás Vega', email: 'tomas.vega@casanorte.example', extension: '1002', desk: 'Ventas Caballito' },
  { key: 'marina', name: 'Marina Sosa', email: 'marina.sosa@casanorte.example', extension: '1003', desk: 'Posventa Belgrano' },
];

export const PEOPLE: readonly Person[] = [
  { key: 'lucia', name: 'Lucía Ferreyra', family: 'Ferreyra', lang: 'es', emails: ['lucia.ferreyra@correo.example'], phones: ['+5491161234410'], program: 'gmail', signature: ['Lucía Ferreyra', 'Cel. +54 9 11 6123-4410'], dni: '31450204', city: 'Caballito', sinceDays: 1_990, note: 'Prefiere que le escriban por chat', vcard: '3.0', hasChatOnCard: true },
  { key: 'delsur', name: 'Ferretería Del Sur', family: '', lang: 'es', emails: ['compras@ferreteriadelsur.example'], phones: ['+541142083317'], program: 'outlook', signature: ['Hugo Bermúdez', 'Compras', 'Ferretería Del Sur S.R.L.', 'Av. Mitre 1240, Avellaneda - Tel. 4208-3317'], org: 'Ferretería Del Sur S.R.L.', city: 'Avellaneda', sinceDays: 1_420, note: 'Cuenta corriente a 30 días. CUIT 30-70881254-9', vcard: '3.0' },
  { key: 'maidana', name: 'Jorge Maidana', family: 'Maidana', lang: 'es', emails: [], phones: ['+5491158702236'], dni: '17602918', city: 'Liniers', sinceDays: 640, note: 'No usa correo, solo teléfono', vcard: '3.0' },
  { key: 'vpaz', name: 'Valentina Paz', family: 'Paz', lang: 'es', emails: ['valentina.paz@buzon.example'], phones: ['+5491144719082'], program: 'phone', dni: '38224617', city: 'Villa Crespo', sinceDays: 410, vcard: '4.0' },
  { key: 'ortega', name: 'Raúl Ortega', family: 'Ortega', lang: 'es', emails: ['raul.ortega@correo.example'], phones: ['+5491136280574'], program: 'plain', dni: '14887320', city: 'Caballito', sinceDays: 2_300, note: 'Pide siempre factura A', vcard: '3.0' },
  { key: 'marta', name: 'Marta Iglesias', family: 'Iglesias', lang: 'es', emails: ['marta.iglesias@correo.example'], phones: ['+541145827719'], program: 'phone', dni: '20118764', city: 'Villa del Parque', sinceDays: 880, note: 'Comparte el teléfono con su marido Norberto', vcard: '3.0' },
  { key: 'norberto', name: 'Norberto Quiroga', family: 'Quiroga', lang: 'es', emails: ['nquiroga@postal.example'], phones: ['+541145827719'], program: 'plain', dni: '18540093', city: 'Villa del Parque', sinceDays: 875, vcard: '3.0' },
  { key: 'carolina', name: 'Carolina Núñez', family: 'Núñez', lang: 'es', emails: ['carolina@estudionunez.example', 'caronunez@correo.example'], hasUnlistedAddress: true, phones: ['+5491167105523'], program: 'gmail', signature: ['Dra. Carolina Núñez', 'Estudio Núñez & Asociados'], org: 'Estudio Núñez & Asociados', dni: '27330518', city: 'Palermo', sinceDays: 300, vcard: '4.0' },
  { key: 'mgonzalez', name: 'María González', family: 'González', lang: 'es', emails: ['maria.gonzalez@correo.example'], phones: ['+5491141126650'], program: 'gmail', dni: '23118540', city: 'Flores', sinceDays: 1_105, vcard: '3.0' },
  { key: 'mgonzalez2', name: 'María González', family: 'González', lang: 'es', emails: ['mariagonzalez88@buzon.example'], phones: ['+5491130094471'], program: 'phone', dni: '33904127', city: 'Núñez', sinceDays: 240, inWebList: true },
  { key: 'emily', name: 'Emily Carter', family: 'Carter', lang: 'en', emails: ['emily@jacarandahouse.example'], phones: ['+5491165590318'], program: 'gmail', signature: ['Emily Carter', 'General Manager', 'The Jacaranda House · San Telmo, Buenos Aires'], org: 'The Jacaranda House', city: 'San Telmo', sinceDays: 345, vcard: '4.0' },
  { key: 'diego', name: 'Diego Lanza', family: 'Lanza', lang: 'es', emails: ['diego@jacarandahouse.example'], phones: ['+5491123986604'], program: 'phone', org: 'The Jacaranda House', city: 'San Telmo', sinceDays: 345, vcard: '4.0', note: 'Mantenimiento del hotel', hasChatOnCard: true },
  { key: 'sofia', name: 'Sofía Bianchi', family: 'Bianchi', lang: 'es', emails: ['sofia.bianchi@jacarandahouse.example'], phones: ['+541143627190'], program: 'outlook', signature: ['Sofía Bianchi', 'Administración y pagos', 'The Jacaranda House'], org: 'The Jacaranda House', city: 'San Telmo', vcard: '4.0' },
  { key: 'esteban', name: 'Esteban Loza', family: 'Loza', lang: 'es', emails: ['esteban.loza@postal.example'], phones: [], program: 'gmail' },
  { key: 'gabriela', name: 'Gabriela Sandoval', family: 'Sandoval', lang: 'es', emails: ['gabisandoval@correo.example'], phones: ['+5491159013348'], program: 'gmail', dni: '29117056', city: 'Almagro', sinceDays: 520, vcard: '3.0' },
  { key: 'federico', name: 'Federico Ibáñez', family: 'Ibáñez', lang: 'es', emails: ['federico@ibanezarquitectura.example'], phones: ['+5491155508834'], program: 'gmail', signature: ['Arq. Federico Ibáñez', 'Ibáñez Arquitectura', 'Cel. 011 15-5550-8834'], org: 'Ibáñez Arquitectura' },
  { key: 'wrong', name: '', family: '', lang: 'es', emails: [], phones: ['+541152638841'] },
  { key: 'chloe', name: 'Chloe Bennett', family: 'Bennett', lang: 'en', emails: ['chloe.bennett@mail.example'], phones: ['+5491129876510'], program: 'gmail', city: 'Belgrano', sinceDays: 205, note: 'Speaks English; renting in Belgrano until March', vcard: '4.0' },
  { key: 'begona', name: 'Begoña Muñoz', family: 'Muñoz', lang: 'es', emails: ['begona.munoz@correo.example'], phones: ['+5491147730925'], program: 'plain', dni: '93884120', city: 'Colegiales', sinceDays: 390, inWebList: true },
  { key: 'siobhan', name: "Siobhán O'Connor", family: "O'Connor", lang: 'en', emails: ['siobhan.oconnor@mail.example'], phones: ['+353871234567'], program: 'plain', city: 'Recoleta', sinceDays: 35, vcard: '4.0' },
  { key: 'martin', name: "Martín D'Alessio", family: "D'Alessio", lang: 'es', emails: ['m.dalessio@postal.example'], phones: ['+5491132145589'], program: 'outlook', dni: '26551903', city: 'Villa Urquiza', sinceDays: 760, vcard: '3.0' },
  { key: 'phoneonly', name: '', family: '', lang: 'es', emails: [], phones: ['+5491133442207'] },
  { key: 'marlene', name: 'Marlene Vogt', family: 'Vogt', lang: 'en', emails: ['marlene.vogt@reisepost.example'], phones: ['+4915123456780'], program: 'gmail', inWebList: true, city: 'Recoleta', sinceDays: 152 },
  { key: 'silvina', name: 'Silvina Acosta', family: 'Acosta', lang: 'es', emails: ['silvina.acosta@correo.example'], phones: ['+5491150637714'], program: 'phone', dni: '30295581', city: 'Caballito', sinceDays: 930, vcard: '3.0', inWebList: true, hasChatOnCard: true },
  { key: 'villalba', name: 'Héctor Villalba', family: 'Villalba', lang: 'es', emails: ['hvillalba@postal.example'], phones: ['+541146025538'], program: 'outlook', dni: '11290476', city: 'Parque Chacabuco', sinceDays: 2_870, vcard: '3.0' },
  { key: 'nadia', name: 'Nadia Kaplan', family: 'Kaplan', lang: 'es', emails: ['nadia.kaplan@buzon.example'], phones: ['+5491164420197'], program: 'gmail', dni: '35770148', city: 'Belgrano', sinceDays: 330, inWebList: true },
  { key: 'julian', name: 'Julián Peralta', family: 'Peralta', lang: 'es', emails: ['julian.peralta@correo.example'], phones: ['+5491155216630'], program: 'phone', dni: '34118267', city: 'Boedo', sinceDays: 470, vcard: '3.0', inWebList: true },
  { key: 'patricia', name: 'Patricia Leiva', family: 'Leiva', lang: 'es', emails: ['patricia.leiva@leivaseguros.example', 'patricia.leiva@mail-viejo.example'], phones: ['+5491162358841'], program: 'outlook', signature: ['Patricia Leiva', 'Productora asesora de seguros'], org: 'Leiva Seguros', dni: '22401735', city: 'Recoleta', sinceDays: 1_560, vcard: '3.0' },
  { key: 'zarate', name: 'Andrés Zárate', family: 'Zárate', lang: 'es', emails: ['andres.zarate@correo.example'], phones: ['+5491138847216'], program: 'gmail', dni: '32660914', city: 'Saavedra', sinceDays: 275, inWebList: true },
  { key: 'monica', name: 'Mónica Suárez', family: 'Suárez', lang: 'es', emails: ['monicasuarez@postal.example'], phones: ['+541147840362'], program: 'plain', dni: '16993052', city: 'Belgrano', sinceDays: 1_730, vcard: '3.0', inWebList: true },
  { key: 'ezequiel', name: 'Ezequiel Ramos', family: 'Ramos', lang: 'es', emails: ['ezeramos@correo.example'], phones: ['+5491126693708'], program: 'gmail', dni: '40118853', city: 'Flores', sinceDays: 190, vcard: '4.0', inWebList: true },
  { key: 'belen', name: 'Belén Cáceres', family: 'Cáceres', lang: 'es', emails: ['belen.caceres@buzon.example'], phones: ['+5491170025519'], program: 'gmail', dni: '36405218', city: 'Villa Devoto', sinceDays: 260, inWebList: true },
  { key: 'oscar', name: 'Oscar Domínguez', family: 'Domínguez', lang: 'es', emails: ['oscar.dominguez@postal.example'], phones: ['+541149221864'], program: 'outlook', dni: '13780442', city: 'Boedo', sinceDays: 2_040, vcard: '3.0' },
  { key: 'rocio', name: 'Rocío Benítez', family: 'Benítez', lang: 'es', emails: ['rocio.benitez@correo.example'], phones: ['+5491135571290'], program: 'phone', dni: '37912846', city: 'Chacarita', sinceDays: 225, inWebList: true },
  { key: 'toledo', name: 'Guillermo Toledo', family: 'Toledo', lang: 'es', emails: ['gtoledo@postal.example'], phones: ['+5491144908873'], program: 'outlook', dni: '21660337', city: 'Núñez', sinceDays: 610, vcard: '3.0', inWebList: true },
  { key: 'paula', name: 'Paula Giménez', family: 'Giménez', lang: 'es', emails: ['paulagimenez@correo.example'], phones: ['+5491168147702'], program: 'gmail', dni: '33017695', city: 'Coghlan', sinceDays: 345, vcard: '4.0', inWebList: true, hasChatOnCard: true },
  { key: 'lisandro', name: 'Lisandro Vera', family: 'Vera', lang: 'es', emails: ['lisandro.vera@buzon.example'], phones: ['+5491121759046'], program: 'gmail', dni: '39554071', city: 'Parque Patricios', sinceDays: 140, inWebList: true },
  { key: 'ines', name: 'Inés Rivarola', family: 'Rivarola', lang: 'es', emails: ['ines.rivarola@correo.example'], phones: ['+5491157734418'], program: 'gmail', dni: '28441096', city: 'Caballito', sinceDays: 1_250, vcard: '3.0', inWebList: true },
  { key: 'kohan', name: 'Damián Kohan', family: 'Kohan', lang: 'es', emails: ['damian.kohan@postal.example'], phones: ['+5491148820163'], program: 'gmail', dni: '25993017', city: 'Belgrano', sinceDays: 505, inWebList: true },
  { key: 'liliana', name: 'Liliana Ponce', family: 'Ponce', lang: 'es', emails: ['lili.ponce@correo.example'], phones: ['+541145714096'], program: 'phone', dni: '12884501', city: 'Villa Pueyrredón', sinceDays: 1_890, inWebList: true },
  { key: 'thames', name: 'Walter Brandán', family: 'Brandán', lang: 'es', emails: ['administracion@consorciothames.example'], phones: ['+541148315577'], program: 'outlook', signature: ['Walter Brandán', 'Administración Consorcio Thames 1480'], org: 'Consorcio Thames 1480', city: 'Palermo', sinceDays: 415, inWebList: true },
  { key: 'noemi', name: 'Noemí Ñancucheo', family: 'Ñancucheo', lang: 'es', emails: ['noemi.nancucheo@correo.example'], phones: ['+5492944517783'], program: 'gmail', dni: '24770391', city: 'San Carlos de Bariloche', sinceDays: 170, inWebList: true },
];

const byKey = new Map(PEOPLE.map((person) => [person.key, person]));
const agentByKey = new Map(AGENTS.map((agent) => [agent.key, agent]));

/** @throws RangeError for a key that no story may use */
export function personOf(key: string): Person {
  const person = byKey.get(key);
  if (!person) throw new RangeError(`nobody is called ${key}`);
  return person;
}

/** Null when the key is a customer's. */
export function agentOf(key: string): Agent | null {
  return agentByKey.get(key) ?? null;
}
