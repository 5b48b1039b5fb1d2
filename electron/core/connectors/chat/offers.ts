/** What the account's server can do, asked once a session. */
import { xml } from '@xmpp/client';
import { uploadServiceOf } from './fileUpload.ts';
import type { UploadService } from './fileUpload.ts';
import { attribute, bareOf, NS } from './stanzas.ts';
import type { Element } from './stanzas.ts';
import { StanzaRefused } from './xmppErrors.ts';
import type { XmppLine } from './xmppClient.ts';

export type Offers = { hasArchive: boolean; hasCarbons: boolean; upload: UploadService | null; features: string[] };

/** Services a server names beyond these are not asked: an upload service stands among the first. */
const MAX_SERVICES = 20;

/** @throws DeskError when the line ends */
export async function askOffers(line: XmppLine): Promise<Offers> {
  const [account, server, items] = await Promise.all([info(line, ''), info(line, line.domain), answerOf(line, line.domain, 'items')]);
  const features = new Set([...featuresOf(account), ...featuresOf(server)]);
  const services = [line.domain, ...(items?.getChildren('item') ?? []).map((item) => attribute(item, 'jid')).filter((address) => address !== '' && !address.includes('@'))].slice(0, MAX_SERVICES);
  const uploads = await Promise.all(services.map(async (address) => uploadServiceOf(address, address === line.domain ? server : await infoOfService(line, address))));
  const upload = uploads.find((service) => service !== null) ?? null;
  if (upload !== null) features.add(NS.upload);
  return { hasArchive: features.has(NS.mam), hasCarbons: features.has(NS.carbons), upload, features: [...features].toSorted() };
}

/** Names from the account's own address book (RFC 6121, 2), and its changes. @throws DeskError when the line ends */
export async function readRoster(line: XmppLine): Promise<(address: string) => string> {
  const names = new Map<string, string>();
  const take = (query: Element | undefined): void => {
    for (const item of query?.getChildren('item') ?? []) names.set(bareOf(attribute(item, 'jid')), attribute(item, 'subscription') === 'remove' ? '' : attribute(item, 'name').trim());
  };
  line.onRoster = take;
  take(await question(line, '', xml('query', { xmlns: NS.roster })));
  return (address) => names.get(address) ?? '';
}

/** Copies of what our other programs send and get. A server that refuses is lived with. @throws DeskError when the line ends */
export async function enableCarbons(line: XmppLine): Promise<void> {
  try {
    await line.ask('set', '', xml('enable', { xmlns: NS.carbons }));
  } catch (thrown) {
    if (!(thrown instanceof StanzaRefused)) throw line.explain(thrown);
  }
}

function info(line: XmppLine, address: string): Promise<Element | undefined> {
  return answerOf(line, address, 'disco');
}

/** A service that is away takes no files, and keeps nobody from chatting. */
function infoOfService(line: XmppLine, address: string): Promise<Element | undefined> {
  return answered(line, line.askService(address, xml('query', { xmlns: NS.disco })), NS.disco);
}

function answerOf(line: XmppLine, address: string, kind: 'disco' | 'items'): Promise<Element | undefined> {
  return question(line, address, xml('query', { xmlns: NS[kind] }));
}

function question(line: XmppLine, address: string, content: Element): Promise<Element | undefined> {
  return answered(line, line.ask('get', address, content), content.attrs['xmlns'] as string);
}

/** The answer's content; a refusal says: nothing of that here. */
async function answered(line: XmppLine, answer: Promise<Element>, namespace: string): Promise<Element | undefined> {
  try {
    return (await answer).getChild('query', namespace);
  } catch (thrown) {
    if (thrown instanceof StanzaRefused) return undefined;
    throw line.explain(thrown);
  }
}

function featuresOf(answer: Element | undefined): string[] {
  return (answer?.getChildren('feature') ?? []).map((feature) => attribute(feature, 'var')).filter((name) => name !== '');
}
