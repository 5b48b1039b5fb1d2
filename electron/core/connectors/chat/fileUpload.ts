/** Files for chat (XEP-0363): the server gives a place, we put the file there, the message carries its address. */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { xml } from '@xmpp/client';
import { DeskError } from '../../../../shared/result.ts';
import { MINUTE_MS } from '../../../../shared/time.ts';
import type { XmppConfig } from '../connector.ts';
import { attribute, childText, NS, xmlText } from './stanzas.ts';
import type { Element } from './stanzas.ts';
import { StanzaRefused, toChatError } from './xmppErrors.ts';
import type { XmppLine } from './xmppClient.ts';

export type UploadService = { address: string; maxBytes: number | null };
export type OutgoingFile = { filename: string; contentType: string; bytes: Uint8Array };

/** XEP-0363, 5: the only headers a server may ask for. */
const ALLOWED_HEADERS = new Set(['authorization', 'cookie', 'expires']);
const SILENCE_MS = MINUTE_MS;
const MIB = 1_048_576;

/** The service that a server's disco answer describes; null when it takes no files. */
export function uploadServiceOf(address: string, info: Element | undefined): UploadService | null {
  if (info?.getChildren('feature').some((feature) => attribute(feature, 'var') === NS.upload) !== true) return null;
  const limits = info.getChildren('x', NS.form).filter((form) => form.getChildren('field').some((field) => attribute(field, 'var') === 'FORM_TYPE' && childText(field, 'value') === NS.upload))
    .flatMap((form) => form.getChildren('field')).filter((field) => attribute(field, 'var') === 'max-file-size').map((field) => Number(childText(field, 'value')));
  const [maxBytes] = limits;
  return { address, maxBytes: maxBytes !== undefined && Number.isFinite(maxBytes) && maxBytes > 0 ? maxBytes : null };
}

/** Puts one file at the server. @returns the address under which everybody can fetch it @throws DeskError message-too-large, server-refused, connection-lost... */
export async function uploadFile(line: XmppLine, service: UploadService, file: OutgoingFile, config: XmppConfig, signal: AbortSignal): Promise<string> {
  if (service.maxBytes !== null && file.bytes.length > service.maxBytes) throw tooLarge(service.maxBytes, file.bytes.length);
  const slot = await askSlot(line, service, file);
  const put = slot?.getChild('put');
  const url = attribute(put, 'url');
  const get = attribute(slot?.getChild('get'), 'url');
  if (put === undefined || !isAllowed(url, config) || !isAllowed(get, config)) throw new DeskError('protocol-error', { host: line.host, kind: 'upload-slot' });
  const headers: Record<string, string> = { 'Content-Type': file.contentType, 'Content-Length': String(file.bytes.length) };
  for (const header of put.getChildren('header')) {
    if (ALLOWED_HEADERS.has(attribute(header, 'name').toLowerCase())) headers[attribute(header, 'name')] = header.text().replace(/[\r\n]/g, '');
  }
  const status = await putBytes(url, headers, file.bytes, !config.acceptInvalidCertificate, signal);
  if (status === 413) throw tooLarge(service.maxBytes, file.bytes.length);
  if (status < 200 || status > 299) throw new DeskError(status >= 500 ? 'server-busy' : 'server-refused', { host: line.host, reason: `http-${status}` });
  return get;
}

async function askSlot(line: XmppLine, service: UploadService, file: OutgoingFile): Promise<Element | undefined> {
  const asked = xml('request', { xmlns: NS.upload, filename: xmlText(file.filename), size: String(file.bytes.length), 'content-type': xmlText(file.contentType) });
  try {
    return (await line.ask('get', service.address, asked)).getChild('slot', NS.upload);
  } catch (thrown) {
    if (!(thrown instanceof StanzaRefused)) throw thrown;
    const limit = thrown.error?.getChild('file-too-large', NS.upload);
    if (limit === undefined) throw toChatError(thrown, line.host);
    throw tooLarge(Number(childText(limit, 'max-file-size')) || null, file.bytes.length);
  }
}

/** @param limitBytes null where the server does not say it */
export function tooLarge(limitBytes: number | null, sizeBytes: number): DeskError {
  return new DeskError('message-too-large', { limit: limitBytes === null ? '?' : shownSize(limitBytes), ...(limitBytes === null ? {} : { limitBytes }), sizeBytes });
}

function shownSize(bytes: number): string {
  return bytes < MIB ? `${Math.floor(bytes / 1_024)} KiB` : `${Math.floor((bytes / MIB) * 10) / 10} MiB`;
}

/** A file leaves encrypted unless a person chose a line without encryption. */
function isAllowed(url: string, config: XmppConfig): boolean {
  return URL.canParse(url) && (url.startsWith('https://') || (config.security === 'plain' && url.startsWith('http://')));
}

function putBytes(url: string, headers: Record<string, string>, bytes: Uint8Array, rejectUnauthorized: boolean, signal: AbortSignal): Promise<number> {
  const { host } = new URL(url);
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown): void => reject(toChatError(thrown, host));
    const request = url.startsWith('https://')
      ? requestHttps(url, { method: 'PUT', headers, signal, timeout: SILENCE_MS, rejectUnauthorized })
      : requestHttp(url, { method: 'PUT', headers, signal, timeout: SILENCE_MS });
    request.once('timeout', () => request.destroy(new DeskError('server-slow', { host })));
    request.once('error', fail);
    request.once('response', (response) => {
      response.once('error', fail).once('end', () => resolve(response.statusCode ?? 0)).resume();
    });
    request.end(bytes);
  });
}
