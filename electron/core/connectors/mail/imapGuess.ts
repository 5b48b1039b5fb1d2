/**
 * What the "connect mail" screen asks first: which servers an address probably has. (Whether they work: testMailAccount.)
 *
 * Order of belief, for reading and for sending: SRV records of the domain itself (RFC 6186, RFC 8314), servers the large providers publish (also for domains of
 * their customers, told by MX), then the usual names under the domain, those that answer first. With no network the table
 * and the usual names are still offered.
 */
import { resolveMx, resolveSrv } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { Security, ServerGuess } from '../../../../shared/accounts.ts';

/** The network, as far as guessing needs it; every function settles, null or false where there is no answer. */
export type GuessNetwork = {
  srv(name: string): Promise<{ name: string; port: number; priority: number; weight: number }[]>;
  mx(domain: string): Promise<string[]>;
  answers(host: string, port: number): Promise<boolean>;
};

/** `[host, port]`: 465 speaks TLS from the first byte, 587 by STARTTLS (RFC 8314 3.3). */
type Provider = { host: string; smtp: readonly [string, 465 | 587]; domains: RegExp; mx?: RegExp };

/** Servers as the providers' own help pages give them; `mx` tells the domains of their business customers. */
const PROVIDERS: readonly Provider[] = [
  { host: 'imap.gmail.com', smtp: ['smtp.gmail.com', 465], domains: /^(gmail|googlemail)\.com$/, mx: /\.google(mail)?\.com$/ },
  { host: 'outlook.office365.com', smtp: ['smtp.office365.com', 587], domains: /^(outlook|hotmail|live|msn)\.[a-z.]+$/, mx: /\.protection\.outlook\.com$/ },
  { host: 'imap.mail.yahoo.com', smtp: ['smtp.mail.yahoo.com', 465], domains: /^(yahoo|ymail|rocketmail|myyahoo)\.[a-z.]+$/, mx: /\.yahoodns\.net$/ },
  { host: 'imap.mail.me.com', smtp: ['smtp.mail.me.com', 587], domains: /^(icloud|me|mac)\.com$/, mx: /\.mail\.icloud\.com$/ },
  { host: 'imap.fastmail.com', smtp: ['smtp.fastmail.com', 465], domains: /^fastmail\.(com|fm)$/, mx: /\.messagingengine\.com$/ },
  { host: 'imap.zoho.eu', smtp: ['smtp.zoho.eu', 465], domains: /^zoho(mail)?\.eu$/, mx: /\.zoho\.eu$/ },
  { host: 'imap.zoho.com', smtp: ['smtp.zoho.com', 465], domains: /^zoho(mail)?\.com$/, mx: /\.zoho\.com$/ },
  { host: 'imap.yandex.com', smtp: ['smtp.yandex.com', 465], domains: /^(yandex\.[a-z.]+|ya\.ru)$/, mx: /\.yandex\.(net|ru)$/ },
  { host: 'imap.mail.ru', smtp: ['smtp.mail.ru', 465], domains: /^(mail|bk|inbox|list)\.ru$/, mx: /\.mail\.ru$/ },
  { host: 'imap.gmx.com', smtp: ['mail.gmx.com', 587], domains: /^gmx\.(com|us|es|fr|co\.uk)$/ },
  { host: 'imap.gmx.net', smtp: ['mail.gmx.net', 587], domains: /^gmx\.(net|de|at|ch)$/, mx: /\.gmx\.net$/ },
  { host: 'imap.web.de', smtp: ['smtp.web.de', 587], domains: /^web\.de$/ },
  { host: 'imap.aol.com', smtp: ['smtp.aol.com', 465], domains: /^(aol|aim)\.com$/ },
  { host: 'secureimap.t-online.de', smtp: ['securesmtp.t-online.de', 465], domains: /^t-online\.de$/ },
  { host: 'imap.orange.fr', smtp: ['smtp.orange.fr', 465], domains: /^(orange|wanadoo)\.fr$/ },
  { host: 'imap.free.fr', smtp: ['smtp.free.fr', 465], domains: /^free\.fr$/ },
  { host: 'imap.uol.com.br', smtp: ['smtps.uol.com.br', 587], domains: /^(uol|bol)\.com\.br$/ },
  { host: 'imap.ionos.es', smtp: ['smtp.ionos.es', 465], domains: /^ionos\.es$/, mx: /\.ionos\.es$/ },
  { host: 'imap.ionos.de', smtp: ['smtp.ionos.de', 465], domains: /^ionos\.de$/, mx: /\.kundenserver\.de$/ },
  { host: 'imap.ionos.com', smtp: ['smtp.ionos.com', 465], domains: /^ionos\.com$/, mx: /\.ionos\.(com|co\.uk)$/ },
  { host: 'imap.hostinger.com', smtp: ['smtp.hostinger.com', 465], domains: /^hostinger\.com$/, mx: /\.hostinger\.com$/ },
  { host: 'ssl0.ovh.net', smtp: ['ssl0.ovh.net', 465], domains: /^ovh\.net$/, mx: /\.ovh\.net$/ },
  { host: 'imap.secureserver.net', smtp: ['smtpout.secureserver.net', 465], domains: /^secureserver\.net$/, mx: /\.secureserver\.net$/ },
];

/** What is asked for each way: SRV names, and the ports of TLS and STARTTLS. */
const WAYS = {
  imap: { tls: { srv: '_imaps', port: 993 }, starttls: { srv: '_imap', port: 143 }, names: ['imap', 'mail'] },
  smtp: { tls: { srv: '_submissions', port: 465 }, starttls: { srv: '_submission', port: 587 }, names: ['smtp', 'mail'] },
} as const;
type Protocol = keyof typeof WAYS;
const DNS_TIMEOUT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 2_500;

/**
 * Servers an address probably has, for reading and then for sending, the most probable first; empty when it is no address.
 * Never throws. Asks DNS and opens connections; at most about five seconds.
 */
export async function guessServers(address: string, network: GuessNetwork = realNetwork): Promise<ServerGuess[]> {
  const domain = domainOf(address);
  if (domain === null) return [];
  const provider = findProvider(domain, network);
  const guess = async (protocol: Protocol): Promise<ServerGuess[]> => {
    const [fromSrv, known] = await Promise.all([guessBySrv(protocol, domain, address, network), provider.then((found) => ofProvider(protocol, found, address))]);
    return fromSrv.length > 0 || known.length > 0 ? unique([...fromSrv, ...known]) : guessByName(protocol, domain, address, network);
  };
  return (await Promise.all([guess('imap'), guess('smtp')])).flat();
}

async function guessBySrv(protocol: Protocol, domain: string, user: string, network: GuessNetwork): Promise<ServerGuess[]> {
  const way = WAYS[protocol];
  const [tls, starttls] = await Promise.all([network.srv(`${way.tls.srv}._tcp.${domain}`), network.srv(`${way.starttls.srv}._tcp.${domain}`)]);
  const toGuesses = (records: Awaited<ReturnType<GuessNetwork['srv']>>, security: Security): ServerGuess[] => records
    // "." says that the service is not offered (RFC 6186 3.4).
    .filter(({ name, port }) => name !== '' && name !== '.' && port > 0)
    .toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)
    .map(({ name, port }) => ({ host: name.replace(/\.$/, '').toLowerCase(), port, security, user, from: 'srv', protocol }));
  return [...toGuesses(tls, 'tls'), ...toGuesses(starttls, 'starttls')];
}

function ofProvider(protocol: Protocol, provider: Provider | null, user: string): ServerGuess[] {
  if (provider === null) return [];
  const [host, port] = protocol === 'imap' ? [provider.host, WAYS.imap.tls.port] : provider.smtp;
  return [{ host, port, security: port === WAYS.smtp.starttls.port ? 'starttls' : 'tls', user, from: 'autoconfig', protocol }];
}

async function findProvider(domain: string, network: GuessNetwork): Promise<Provider | null> {
  const own = PROVIDERS.find((provider) => provider.domains.test(domain));
  if (own) return own;
  const exchangers = await network.mx(domain);
  return PROVIDERS.find(({ mx }) => mx !== undefined && exchangers.some((host) => mx.test(host.toLowerCase().replace(/\.$/, '')))) ?? null;
}

async function guessByName(protocol: Protocol, domain: string, user: string, network: GuessNetwork): Promise<ServerGuess[]> {
  const { tls, starttls, names } = WAYS[protocol];
  const hosts = names.map((name) => `${name}.${domain}`);
  const candidates: ServerGuess[] = [
    ...[...hosts, domain].map((host): ServerGuess => ({ host, port: tls.port, security: 'tls', user, from: 'guess', protocol })),
    ...hosts.map((host): ServerGuess => ({ host, port: starttls.port, security: 'starttls', user, from: 'guess', protocol })),
  ];
  const isOpen = await Promise.all(candidates.map(({ host, port }) => network.answers(host, port)));
  const answering = candidates.filter((_, at) => isOpen[at] === true);
  // Nobody answers: offline, or an unusual server. The usual name is still the best thing to begin with.
  return answering.length > 0 ? answering : candidates.slice(0, 2);
}

function domainOf(address: string): string | null {
  const domain = address.slice(address.lastIndexOf('@') + 1).trim().toLowerCase().replace(/\.$/, '');
  if (!address.includes('@') || isIP(domain) !== 0) return null;
  let ascii: string;
  try {
    // Also turns an international name into the form that DNS knows.
    ascii = new URL(`http://${domain}`).hostname;
  } catch {
    return null;
  }
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(ascii) ? ascii : null;
}

function unique(guesses: ServerGuess[]): ServerGuess[] {
  return guesses.filter((guess, at) => guesses.findIndex(({ host, port }) => host === guess.host && port === guess.port) === at);
}

const realNetwork: GuessNetwork = {
  // No record, no resolver and no network all mean the same here: nothing is known.
  srv: (name) => withinTime(resolveSrv(name), []),
  mx: async (domain) => (await withinTime(resolveMx(domain), [])).map(({ exchange }) => exchange),
  answers: (host, port) => new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (answer: boolean): void => { clearTimeout(timer); socket.destroy(); resolve(answer); };
    const timer = setTimeout(() => settle(false), CONNECT_TIMEOUT_MS);
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  }),
};

async function withinTime<T>(question: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => { timer = setTimeout(() => resolve(otherwise), DNS_TIMEOUT_MS); });
  const answer = await Promise.race([question.catch(() => otherwise), late]);
  clearTimeout(timer);
  return answer;
}
