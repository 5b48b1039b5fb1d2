/** For tests of this room: a chat server that says whatever a test wants, for what a real one would never do. */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { xml } from '@xmpp/client';
import { attribute, NS } from './stanzas.ts';
import type { Element } from './stanzas.ts';

export type Liar = {
  readonly host: string;
  readonly port: number;
  readonly domain: string;
  /** What clients sent after their log-in. */
  readonly heard: Element[];
  /** To everybody who is logged in. */
  say(text: string): void;
  dispose(): Promise<void>;
};

/** What the archive answers: messages as `[id, inner message, stamp]` and the end of the page. */
export type Page = { results: readonly (readonly [string, string, string?])[]; fin: string };

type Parser = { write(text: string): void; on(event: 'start' | 'element' | 'end', listener: (element: Element) => void): void };
const newParser = (): Parser => new (xml as unknown as { Parser: new () => Parser }).Parser();

const STAMP = '2026-01-01T10:00:00Z';

/** @param archive answers one page; `null` is item-not-found @param pingFrom who answers pings @param deaf a service that it names and that never answers */
export async function startLiar(archive: (query: Element) => Page | null, pingFrom = 'localhost', deaf = ''): Promise<Liar> {
  const sockets = new Set<Socket>();
  const heard: Element[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    let isIn = false;
    let parser = newParser();
    const begin = (): void => {
      parser = newParser();
      parser.on('start', () => {
        const features = isIn ? "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>" : "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>";
        socket.write(`<?xml version='1.0'?><stream:stream from='localhost' id='1' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'><stream:features>${features}</stream:features>`);
      });
      parser.on('end', () => socket.end('</stream:stream>'));
      parser.on('element', (element) => {
        if (element.getName() === 'auth') {
          isIn = true;
          begin();
          socket.write("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
        } else {
          heard.push(element);
          if (deaf === '' || attribute(element, 'to') !== deaf) socket.write(answerTo(element, archive, pingFrom, deaf));
        }
      });
    };
    begin();
    socket.on('data', (chunk) => parser.write(chunk.toString('utf8')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    host: '127.0.0.1', port: (server.address() as AddressInfo).port, domain: 'localhost', heard,
    say: (text) => { for (const socket of sockets) socket.write(text); },
    dispose: () => new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    }),
  };
}

/** A result as an archive sends it. */
export function result(queryId: string, id: string, message: string, from = 'ana@localhost', stamp = STAMP): string {
  const inner = message.replace('<message', "<message xmlns='jabber:client'");
  return `<message from='${from}'><result xmlns='${NS.mam}' queryid='${queryId}' ${id === '' ? '' : `id='${id}'`}><forwarded xmlns='${NS.forward}'><delay xmlns='${NS.delay}' stamp='${stamp}'/>${inner}</forwarded></result></message>`;
}

function answerTo(element: Element, archive: (query: Element) => Page | null, pingFrom: string, deaf: string): string {
  const id = attribute(element, 'id');
  const [content] = element.getChildElements();
  if (element.getName() !== 'iq' || content === undefined) return '';
  const refuse = (condition: string): string => `<iq type='error' id='${id}'><error type='cancel'><${condition} xmlns='${NS.stanzas}'/></error></iq>`;
  switch (content.getNS()) {
    case 'urn:ietf:params:xml:ns:xmpp-bind': return `<iq type='result' id='${id}'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>ana@localhost/desk</jid></bind></iq>`;
    case NS.disco: return `<iq type='result' id='${id}' from='${attribute(element, 'to')}'><query xmlns='${NS.disco}'><feature var='${NS.mam}'/></query></iq>`.replace(" from=''", '');
    case NS.items: return deaf === '' ? refuse('service-unavailable') : `<iq type='result' id='${id}' from='localhost'><query xmlns='${NS.items}'><item jid='${deaf}'/></query></iq>`;
    case NS.ping: return `<iq type='result' id='${id}' from='${pingFrom}'/>`;
    case NS.mam: {
      const page = archive(content);
      if (page === null) return refuse('item-not-found');
      const queryId = attribute(content, 'queryid');
      return `${page.results.map(([at, message, stamp]) => result(queryId, at, message, undefined, stamp)).join('')}<iq type='result' id='${id}'>${page.fin}</iq>`;
    }
    default: return refuse('service-unavailable');
  }
}

/** The end of a page. */
export function fin(first: string, last: string, isComplete: boolean, more = ''): string {
  const set = first === '' ? '' : `<first>${first}</first><last>${last}</last>`;
  return `<fin xmlns='${NS.mam}'${isComplete ? " complete='true'" : ''}${more}><set xmlns='${NS.rsm}'>${set}</set></fin>`;
}
