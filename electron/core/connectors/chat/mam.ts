/** The archive at the server: one page of it, as XEP-0313 (message archive) and XEP-0059 (paging) give it. */
import { randomUUID } from 'node:crypto';
import { xml } from '@xmpp/client';
import { DeskError } from '../../../../shared/result.ts';
import { attribute, bareOf, childText, NS, readStamp } from './stanzas.ts';
import type { Element } from './stanzas.ts';
import { StanzaRefused } from './xmppErrors.ts';
import type { XmppLine } from './xmppClient.ts';

export type ArchiveQuery = {
  max: number;
  with?: string;
  startMs?: number;
  endMs?: number;
  /** Messages after this id, oldest first. */
  after?: string;
  /** The newest messages before this id; empty for the newest of all. */
  before?: string;
};

export type ArchivedMessage = { archiveId: string | null; stampMs: number | null; message: Element };

export type ArchivePage = {
  /** In the archive's order, oldest first. */
  messages: ArchivedMessage[];
  first: string | null;
  last: string | null;
  /** The server says that there is nothing beyond this page in the direction that was asked. */
  isComplete: boolean;
  /** False: ids and contents may still change (XEP-0313, 4.3.2). */
  isStable: boolean;
  count: number | null;
};

/** Reads pages; results that nobody asked for are dropped, because anybody can send one. */
export class Archive {
  readonly #line: XmppLine;
  readonly #open = new Map<string, ArchivedMessage[]>();

  constructor(line: XmppLine) {
    this.#line = line;
  }

  /** True when the message was an answer of an archive, ours or somebody's invention. */
  take(message: Element): boolean {
    const result = message.getChild('result', NS.mam);
    if (result === undefined) return false;
    const from = attribute(message, 'from').toLowerCase();
    const page = from === '' || from === this.#line.own ? this.#open.get(attribute(result, 'queryid')) : undefined;
    const forwarded = result.getChild('forwarded', NS.forward);
    const inner = forwarded?.getChild('message');
    if (page === undefined || forwarded === undefined || inner === undefined) return true;
    page.push({ archiveId: attribute(result, 'id') || null, stampMs: readStamp(attribute(forwarded.getChild('delay', NS.delay), 'stamp')), message: inner });
    return true;
  }

  /** One page; null when the id it starts from is no longer in the archive. @throws DeskError */
  async page(query: ArchiveQuery): Promise<ArchivePage | null> {
    const queryId = randomUUID();
    const messages: ArchivedMessage[] = [];
    this.#open.set(queryId, messages);
    try {
      const answer = await this.#line.ask('set', '', queryElement(queryId, query));
      const fin = answer.getChild('fin', NS.mam);
      if (fin === undefined) throw new DeskError('protocol-error', { host: this.#line.host, kind: 'archive-answer' });
      return readPage(fin, messages);
    } catch (thrown) {
      if (thrown instanceof StanzaRefused && thrown.condition === 'item-not-found') return null;
      throw this.#line.explain(thrown);
    } finally {
      this.#open.delete(queryId);
    }
  }

  /**
   * Whether the archive surely holds what we send to this address: only then does its silence mean that nothing was
   * sent. A server that does not tell its rules (XEP-0441) leaves it open. @throws DeskError when the line ends
   */
  async keepsWhatIsSentTo(address: string): Promise<boolean> {
    try {
      const prefs = (await this.#line.ask('get', '', xml('prefs', { xmlns: NS.mam }))).getChild('prefs', NS.mam);
      const listed = (name: string): boolean => prefs?.getChild(name)?.getChildren('jid').some((jid) => bareOf(jid.text().trim()) === bareOf(address)) === true;
      return !listed('never') && (attribute(prefs, 'default') === 'always' || listed('always'));
    } catch (thrown) {
      if (thrown instanceof StanzaRefused) return false;
      throw this.#line.explain(thrown);
    }
  }
}

function readPage(fin: Element, messages: ArchivedMessage[]): ArchivePage {
  const set = fin.getChild('set', NS.rsm);
  const count = Number(set === undefined ? '' : childText(set, 'count') || Number.NaN);
  return {
    messages,
    first: (set && childText(set, 'first')) || (messages[0]?.archiveId ?? null),
    last: (set && childText(set, 'last')) || (messages.at(-1)?.archiveId ?? null),
    isComplete: ['true', '1'].includes(attribute(fin, 'complete')),
    isStable: !['false', '0'].includes(attribute(fin, 'stable')),
    count: Number.isInteger(count) ? count : null,
  };
}

function queryElement(queryId: string, query: ArchiveQuery): Element {
  const field = (name: string, value: string | undefined): Element[] => (value === undefined ? [] : [xml('field', { var: name }, xml('value', {}, value))]);
  const time = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString());
  return xml('query', { xmlns: NS.mam, queryid: queryId },
    xml('x', { xmlns: NS.form, type: 'submit' },
      xml('field', { var: 'FORM_TYPE', type: 'hidden' }, xml('value', {}, NS.mam)),
      ...field('with', query.with), ...field('start', time(query.startMs)), ...field('end', time(query.endMs))),
    xml('set', { xmlns: NS.rsm },
      xml('max', {}, String(query.max)),
      ...(query.after === undefined ? [] : [xml('after', {}, query.after)]),
      ...(query.before === undefined ? [] : [xml('before', {}, query.before)])));
}
