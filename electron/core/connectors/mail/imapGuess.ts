/**
 * What the "connect mail" screen asks: which servers an address probably has, and whether one of them works.
 *
 * Order of belief: SRV records of the domain itself (RFC 6186), servers the large providers publish (also for domains of
 * their customers, told by MX), then the usual names under the domain, those that answer first. With no network the table
 * and the usual names are still offered.
 */
import { resolveMx, resolveSrv } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { Security, ServerGuess } from '../../../../shared/contract.ts';
import type { ImapConfig } from '../connector.ts';
import { connectImap, demand, hangUp, IMAP_TUNING } from './imapClient.ts';
import { chooseFolders } from './imapFolders.ts';

/** The network, as far as guessing needs it; every function settles, null or false where there is no answer. */
export type GuessNetwork = {
  srv(name: string): Promise<{ name: string; port: number; priority: number; weight: number }[]>;
  mx(domain: string): Promise<string[]>;
  answers(host: string, port: number): Promise<boolean>;
};

type Provider = { host: string; port?: number; security?: Security; domains: RegExp; mx?: RegExp };

/** Servers as the providers' own help pages give them; `mx` tells the domains of their business customers. */
const PROVIDERS: readonly Provider[] = [
  { host: 'imap.gmail.com', domains: /^(gmail|googlemail)\.com$/, mx: /\.google(mail)?\.com$/ },
  { host: 'outlook.office365.com', domains: /^(outlook|hotmail|live|msn)\.[a-z.]+$/, mx: /\.protection\.outlook\.com$/ },
  { host: 'imap.mail.yahoo.com', domains: /^(yahoo|ymail|rocketmail|myyahoo)\.[a-z.]+$/, mx: /\.yahoodns\.net$/ },
  { host: 'imap.mail.me.com', domains: /^(icloud|me|mac)\.com$/, mx: /\.mail\.icloud\.com$/ },
  { host: 'imap.fastmail.com', domains: /^fastmail\.(com|fm)$/, mx: /\.messagingengine\.com$/ },
  { host: 'imap.zoho.eu', domains: /^zoho(mail)?\.eu$/, mx: /\.zoho\.eu$/ },
  { host: 'imap.zoho.com', domains: /^zoho(mail)?\.com$/, mx: /\.zoho\.com$/ },
  { host: 'imap.yandex.com', domains: /^(yandex\.[a-z.]+|ya\.ru)$/, mx: /\.yandex\.(net|ru)$/ },
  { host: 'imap.mail.ru', domains: /^(mail|bk|inbox|list)\.ru$/, mx: /\.mail\.ru$/ },
  { host: 'imap.gmx.com', domains: /^gmx\.(com|us|es|fr|co\.uk)$/ },
  { host: 'imap.gmx.net', domains: /^gmx\.(net|de|at|ch)$/, mx: /\.gmx\.net$/ },
  { host: 'imap.web.de', domains: /^web\.de$/ },
  { host: 'imap.aol.com', domains: /^(aol|aim)\.com$/ },
  { host: 'secureimap.t-online.de', domains: /^t-online\.de$/ },
  { host: 'imap.orange.fr', domains: /^(orange|wanadoo)\.fr$/ },
  { host: 'imap.free.fr', domains: /^free\.fr$/ },
  { host: 'imap.uol.com.br', domains: /^(uol|bol)\.com\.br$/ },
  { host: 'imap.ionos.es', domains: /^ionos\.es$/, mx: /\.ionos\.es$/ },
  { host: 'imap.ionos.de', domains: /^ionos\.de$/, mx: /\.kundenserver\.de$/ },
  { host: 'imap.ionos.com', domains: /^ionos\.com$/, mx: /\.ionos\.(com|co\.uk)$/ },
  { host: 'imap.hostinger.com', domains: /^hostinger\.com$/, mx: /\.hostinger\.com$/ },
  { host: 'ssl0.ovh.net', domains: /^ovh\.net$/, mx: /\.ovh\.net$/ },
  { host: 'imap.secureserver.net', domains: /^secureserver\.net$/, mx: /\.secureserver\.net$/ },
];

const TLS_PORT = 993;
const STARTTLS_PORT = 143;
const DNS_TIMEOUT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 2_500;

/**
 * Servers an address probably has, the most probable first; empty when it is no address. Never throws.
 * Asks DNS and opens connections; at most about five seconds.
 */
export async function guessServers(address: string, network: GuessNetwork = realNetwork): Promise<ServerGuess[]> {
  const domain = domainOf(address);
  if (domain === null) return [];
  const [fromSrv, provider] = await Promise.all([guessBySrv(domain, address, network), findProvider(domain, network)]);
  const known: ServerGuess[] = provider === null ? [] : [{ host: provider.host, port: provider.port ?? TLS_PORT, security: provider.security ?? 'tls', user: address, from: 'autoconfig' }];
  if (fromSrv.length > 0 || known.length > 0) return unique([...fromSrv, ...known]);
  return guessByName(domain, address, network);
}

/**
 * Logs in, looks and leaves.
 * @returns how many folders would be read, and what the server offers after login
 * @throws DeskError as `Connector.open`
 */
export async function testServer(config: ImapConfig, signal: AbortSignal = new AbortController().signal): Promise<{ folders: number; capabilities: string[] }> {
  const line = await connectImap(config, IMAP_TUNING, signal);
  try {
    const listed = demand(line, await line.client.list(), 'list');
    const capabilities = [...line.client.capabilities.keys()].toSorted();
    return { folders: chooseFolders(listed, line.client.capabilities.has('X-GM-EXT-1')).length, capabilities };
  } catch (thrown) {
    throw line.explain(thrown);
  } finally {
    await hangUp(line.client);
  }
}

async function guessBySrv(domain: string, user: string, network: GuessNetwork): Promise<ServerGuess[]> {
  const [tls, starttls] = await Promise.all([network.srv(`_imaps._tcp.${domain}`), network.srv(`_imap._tcp.${domain}`)]);
  const toGuesses = (records: Awaited<ReturnType<GuessNetwork['srv']>>, security: Security): ServerGuess[] => records
    // "." says that the service is not offered (RFC 6186 3.4).
    .filter(({ name, port }) => name !== '' && name !== '.' && port > 0)
    .toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)
    .map(({ name, port }) => ({ host: name.replace(/\.$/, '').toLowerCase(), port, security, user, from: 'srv' }));
  return [...toGuesses(tls, 'tls'), ...toGuesses(starttls, 'starttls')];
}

async function findProvider(domain: string, network: GuessNetwork): Promise<Provider | null> {
  const own = PROVIDERS.find((provider) => provider.domains.test(domain));
  if (own) return own;
  const exchangers = await network.mx(domain);
  return PROVIDERS.find(({ mx }) => mx !== undefined && exchangers.some((host) => mx.test(host.toLowerCase().replace(/\.$/, '')))) ?? null;
}

async function guessByName(domain: string, user: string, network: GuessNetwork): Promise<ServerGuess[]> {
  const candidates: ServerGuess[] = [
    ...[`imap.${domain}`, `mail.${domain}`, domain].map((host): ServerGuess => ({ host, port: TLS_PORT, security: 'tls', user, from: 'guess' })),
    ...[`imap.${domain}`, `mail.${domain}`].map((host): ServerGuess => ({ host, port: STARTTLS_PORT, security: 'starttls', user, from: 'guess' })),
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
