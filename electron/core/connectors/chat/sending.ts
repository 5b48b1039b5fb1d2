/**
 * One try to say something, and the question whether it was said.
 *
 * A stanza carries the effect's key as its id and origin-id. That the server took it is proven by the answer to a ping
 * sent behind it: stanzas of one stream are handled in their order (RFC 6120, 10.1). Without that answer nobody knows.
 */
import { xml } from '@xmpp/client';
import { DeskError, toErrorData } from '../../../../shared/result.ts';
import { DAY_MS, HOUR_MS } from '../../../../shared/time.ts';
import type { Delivery, Effect, ProbeAnswer, RawRecord, XmppConfig } from '../connector.ts';
import { tooLarge, uploadFile } from './fileUpload.ts';
import type { UploadService } from './fileUpload.ts';
import type { Listening } from './listening.ts';
import type { Archive } from './mam.ts';
import { attribute, bareOf, NS, readStamp, recordOf, xmlText } from './stanzas.ts';
import type { Element, StanzaContext } from './stanzas.ts';
import { StanzaRefused, toChatError } from './xmppErrors.ts';
import type { XmppLine } from './xmppClient.ts';

export type SendTools = {
  line: XmppLine;
  config: XmppConfig;
  listening: Listening;
  archive: Archive;
  hasArchive: boolean;
  upload: UploadService | null;
  page: number;
  signal: AbortSignal;
  nowMs(): number;
  nameOf(address: string): string;
};

export type ChatEffect = Extract<Effect, { kind: 'chat' }>;

/** RFC 7622: a local part, a domain, no white space and nothing that would end them. */
const ADDRESS = /^[^\s@/"&'<>:]{1,1023}@[^\s@/<>]{1,1023}$/u;
/** Common servers end the stream of whoever sends more than 256 KiB in one stanza; what is around the text is small. */
const MAX_TEXT_BYTES = 240_000;
/** No server may refuse a stanza of this size for its size (RFC 6120, 13.12): it broke another of its rules, and the stanza may have been taken before. */
const EVERY_SERVER_TAKES_BYTES = 10_000;
/** Clocks of servers differ; the search begins so much before the effect was made. */
const SEARCH_MARGIN_MS = HOUR_MS;

/** Never throws: what went wrong is in the outcome. */
export async function deliverChat(tools: SendTools, effect: ChatEffect, passPoint: () => Promise<void>): Promise<Delivery> {
  try {
    const stanza = await stanzaOf(tools, effect);
    if (tools.line.isOver) throw tools.line.failure();
    await passPoint();
    return await sendAndProve(tools, effect, stanza);
  } catch (thrown) {
    // All that is thrown comes from before the point of no return.
    return { outcome: 'notSent', error: toErrorData(tools.line.explain(thrown)) };
  }
}

/** Uploads the files and makes the one stanza. @throws DeskError address-invalid, message-too-large, not-supported and what an upload throws */
async function stanzaOf(tools: SendTools, effect: ChatEffect): Promise<Element> {
  const to = effect.to.trim();
  if (!ADDRESS.test(to)) throw new DeskError('address-invalid');
  const text = xmlText(effect.text);
  // As it will be written: an ampersand takes five bytes.
  const textBytes = Buffer.byteLength(xml('body', {}, text).toString());
  if (textBytes > MAX_TEXT_BYTES) throw tooLarge(MAX_TEXT_BYTES, textBytes);
  const urls: string[] = [];
  for (const file of effect.files) {
    if (tools.upload === null) throw new DeskError('not-supported', { what: 'files' });
    urls.push(await uploadFile(tools.line, tools.upload, file, tools.config, tools.signal));
  }
  return xml('message', { xmlns: NS.client, to, type: 'chat', id: effect.key },
    // A file alone is shown as a picture by many programs when the text is its address and nothing else.
    xml('body', {}, [...(text === '' ? [] : [text]), ...urls].join('\n')),
    xml('origin-id', { xmlns: NS.stanzaId, id: effect.key }),
    xml('request', { xmlns: NS.receipts }),
    xml('markable', { xmlns: NS.markers }),
    xml('active', { xmlns: NS.states }),
    xml('store', { xmlns: NS.hints }),
    ...urls.map((url) => xml('x', { xmlns: NS.oob }, xml('url', {}, url))));
}

async function sendAndProve(tools: SendTools, effect: ChatEffect, stanza: Element): Promise<Delivery> {
  const { line } = tools;
  let bounce: Element | null = null;
  const endWatch = tools.listening.watchBounce(effect.key, (error) => { bounce = error; });
  try {
    await line.send(stanza);
    await line.ask('get', line.domain, xml('ping', { xmlns: NS.ping })).catch((thrown: unknown) => {
      // An error is an answer as well: everything before the ping was handled.
      if (!(thrown instanceof StanzaRefused)) throw thrown;
    });
  } catch (thrown) {
    const reason = line.explain(thrown);
    // The server named the stanza as the reason for hanging up: it did not take it.
    const isTooLarge = reason.params['reason'] === 'policy-violation' && Buffer.byteLength(stanza.toString()) >= EVERY_SERVER_TAKES_BYTES;
    if (isTooLarge || reason.params['reason'] === 'not-well-formed') return { outcome: 'notSent', error: toErrorData(new DeskError('content-refused', { host: line.host })) };
    return { outcome: 'unknown', error: toErrorData(reason) };
  } finally {
    endWatch();
  }
  if (bounce !== null) return { outcome: 'notSent', error: toErrorData(bounceError(new StanzaRefused(bounce), line.host)) };
  return { outcome: 'sent', record: sentRecord(tools, stanza, tools.nowMs()) };
}

function bounceError(refused: StanzaRefused, host: string): DeskError {
  if (refused.type === 'wait') return toChatError(refused, host);
  if (refused.condition === 'policy-violation' || refused.condition === 'not-acceptable') return new DeskError('content-refused', { host, reason: refused.condition }, { cause: refused });
  if (refused.condition === 'jid-malformed') return new DeskError('address-invalid', { host }, { cause: refused });
  return new DeskError('recipient-refused', { host, reason: refused.condition }, { cause: refused });
}

function sentRecord(tools: SendTools, stanza: Element, stampMs: number): RawRecord {
  stanza.attrs['from'] = tools.line.full;
  const context: StanzaContext = {
    own: tools.line.own, ownName: tools.config.name, archiveId: null, stampMs, isStampDoubtful: false, via: 'sent', name: tools.nameOf(bareOf(attribute(stanza, 'to'))),
  };
  return recordOf(stanza, context);
}

/** @throws DeskError when the server cannot be asked */
export async function probeChat(tools: SendTools, effect: ChatEffect): Promise<ProbeAnswer> {
  if (!tools.hasArchive) return { answer: 'cannotTell' };
  const address = bareOf(effect.to.trim());
  const behindMs = await clockBehindMs(tools);
  const startMs = effect.createdAtMs - (behindMs === null ? DAY_MS : SEARCH_MARGIN_MS + behindMs);
  const seen = new Set<string>();
  for (let after: string | undefined; ; ) {
    const page = await tools.archive.page({ max: tools.page, with: address, startMs, ...(after === undefined ? {} : { after }) });
    // Ids that vanish while we look leave the question open.
    if (page === null) return { answer: 'cannotTell' };
    for (const { archiveId, stampMs: saidMs, message } of page.messages) {
      // An archive that stamps whole seconds says that it came before what was written earlier in that second.
      const isSameSecond = saidMs !== null && effect.createdAtMs > saidMs && effect.createdAtMs < saidMs + 1_000;
      const stampMs = isSameSecond ? effect.createdAtMs : saidMs;
      if (bareOf(attribute(message, 'from')) !== tools.line.own || !hasKey(message, effect.key)) continue;
      const context: StanzaContext = { own: tools.line.own, ownName: tools.config.name, archiveId, stampMs: stampMs ?? tools.nowMs(), isStampDoubtful: stampMs === null, via: 'archive', name: tools.nameOf(address) };
      return { answer: 'happened', record: recordOf(message, context) };
    }
    if (page.isComplete && page.messages.length < tools.page) break;
    if (page.last === null || seen.has(page.last)) return { answer: 'cannotTell' };
    seen.add(page.last);
    after = page.last;
  }
  return { answer: await tools.archive.keepsWhatIsSentTo(address) ? 'didNotHappen' : 'cannotTell' };
}

function hasKey(message: Element, key: string): boolean {
  return attribute(message, 'id') === key || message.getChildren('origin-id', NS.stanzaId).some((child) => attribute(child, 'id') === key);
}

/** How far the server's clock is behind ours (XEP-0202), at least 0; null when it does not tell. */
async function clockBehindMs(tools: SendTools): Promise<number | null> {
  try {
    const utc = (await tools.line.ask('get', tools.line.domain, xml('time', { xmlns: NS.time }))).getChild('time', NS.time)?.getChild('utc')?.text();
    const serverMs = readStamp(utc ?? '');
    return serverMs === null ? null : Math.max(0, tools.nowMs() - serverMs);
  } catch (thrown) {
    if (thrown instanceof StanzaRefused) return null;
    throw tools.line.explain(thrown);
  }
}
