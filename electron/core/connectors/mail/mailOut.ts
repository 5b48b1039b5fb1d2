/**
 * The way out of a mail account: one try, what came of a try nobody knows the end of, and the copy under Sent.
 *
 * Promises: never a second copy under Sent; `didNotHappen` only of a server that was seen to file what it sends. Reads and
 * writes over short connections of its own, beside the session that reads. Never sends but in `deliver`.
 */
import type { MailboxObject } from 'imapflow';
import type { AccountFacts, OutgoingMailInput } from '../../../../shared/accounts.ts';
import { DeskError } from '../../../../shared/result.ts';
import { SECOND_MS } from '../../../../shared/time.ts';
import type { ConnectorContext, Delivery, Effect, ImapConfig, ProbeAnswer } from '../connector.ts';
import { connectImap, demand, hangUp, pause, type ImapLine, type ImapTuning } from './imapClient.ts';
import { isRefusal } from './imapErrors.ts';
import { chooseProbed, chooseSent, type ListedFolder } from './imapFolders.ts';
import { sendBySmtp, SMTP_TUNING, testSmtp, type SmtpTuning } from './smtp.ts';

/** Times; tests make them short. */
export type MailOutTuning = SmtpTuning & {
  /** A server that files what it sends has done so within this time. */
  filesWithinMs: number;
  /** How long the first copies are waited for, before it is known whether the server files. */
  learnMs: number;
  lookEveryMs: number;
};

export const MAIL_OUT_TUNING: MailOutTuning = { ...SMTP_TUNING, filesWithinMs: 10 * SECOND_MS, learnMs: 5 * SECOND_MS, lookEveryMs: SECOND_MS };

type MailEffect = Extract<Effect, { kind: 'mail' }>;
type Found = { path: string; uid: number };

/** Gmail files by itself, under the same Message-ID (support.google.com/mail/answer/78892). */
const GMAIL = /(^|\.)(gmail|googlemail)\.com$/i;
/** So do Microsoft 365 and Outlook.com, but under a Message-ID of their own: what is not found there may have been sent all the same. */
const MICROSOFT = /(^|\.)(office365|outlook|hotmail)\.com$/i;
/** UIDs grow with arrival, so that a clock is not needed to know what is recent; a server may open every message it searches. */
const SEARCHED = 20_000;
/** Marks copies that we filed, so that they are never taken for the server's. */
const OUR_COPY = '$HiloFiled';

export class MailOut {
  readonly #config: ImapConfig;
  readonly #outgoing: OutgoingMailInput;
  readonly #imapTuning: ImapTuning;
  readonly #tuning: MailOutTuning;
  readonly #context: ConnectorContext;
  readonly #closed = new AbortController();
  #facts: AccountFacts;

  constructor(config: ImapConfig, outgoing: OutgoingMailInput, imapTuning: ImapTuning, tuning: MailOutTuning, context: ConnectorContext) {
    this.#config = config;
    this.#outgoing = outgoing;
    this.#imapTuning = imapTuning;
    this.#tuning = tuning;
    this.#context = context;
    const isGmail = GMAIL.test(outgoing.host) && GMAIL.test(config.host);
    this.#facts = isGmail ? { ...context.facts, filesSent: true } : context.facts;
  }

  /** Asks how large a mail may be, so that it can be said before one is sent. Never throws: the first mail tells as well. */
  async learnLimit(): Promise<void> {
    if (this.#facts.smtpMaxBytes !== undefined) return;
    try {
      // What a server takes it says before any login.
      const { maxBytes } = await testSmtp({ ...this.#outgoing, user: '' }, AbortSignal.any([this.#context.signal, this.#closed.signal]), this.#tuning);
      if (maxBytes > 0) this.#learn({ smtpMaxBytes: maxBytes });
    } catch {
      // A server that cannot be reached now is nothing to tell of while nothing is to be sent.
    }
  }

  /** Ends what runs beside the session. */
  close(): void {
    this.#closed.abort();
  }

  deliver(effect: MailEffect, passPointOfNoReturn: () => Promise<void>): Promise<Delivery> {
    return sendBySmtp(this.#outgoing, effect, passPointOfNoReturn, { signal: this.#context.signal, onFacts: (facts) => this.#learn(facts) }, this.#tuning);
  }

  /** @throws DeskError when the mailbox cannot be reached */
  probe(effect: MailEffect): Promise<ProbeAnswer> {
    return this.#withMailbox(async (line) => {
      const startedAtMs = this.#context.nowMs();
      for (;;) {
        const { found, isWhole } = await findMail(line, chooseProbed(await list(line)), effect.key);
        if (found !== null) return { answer: 'happened', record: null };
        if (this.#facts.filesSent !== true || MICROSOFT.test(this.#outgoing.host) || !isWhole) return { answer: 'cannotTell' };
        if (this.#context.nowMs() - startedAtMs >= this.#tuning.filesWithinMs) return { answer: 'didNotHappen' };
        await this.#wait();
      }
    });
  }

  /** @throws DeskError when the mailbox cannot be reached or takes no copy */
  async fileCopy(effect: MailEffect): Promise<void> {
    const { sentCopy } = this.#outgoing;
    if (sentCopy === 'none' || sentCopy === 'server') return;
    if (sentCopy === 'auto' && (this.#facts.filesSent === true || MICROSOFT.test(this.#outgoing.host))) return;
    await this.#withMailbox(async (line) => {
      const mayLearn = sentCopy === 'auto' && this.#facts.filesSent === undefined;
      const startedAtMs = this.#context.nowMs();
      for (;;) {
        const folders = chooseSent(await list(line));
        const { found, isWhole } = await findMail(line, folders, effect.key);
        if (found !== null) {
          if (mayLearn && await isServersOwn(line, found, effect.raw.byteLength)) this.#learn({ filesSent: true });
          return;
        }
        if (mayLearn && this.#context.nowMs() - startedAtMs < this.#tuning.learnMs) { await this.#wait(); continue; }
        if (!isWhole) throw new DeskError('protocol-error', { host: line.host, kind: 'search' });
        if (mayLearn) this.#learn({ filesSent: false });
        await append(line, folders[0] ?? null, effect.raw);
        return;
      }
    });
  }

  #learn(facts: AccountFacts): void {
    const learnt = { ...this.#facts, ...facts };
    if (learnt.smtpMaxBytes === this.#facts.smtpMaxBytes && learnt.filesSent === this.#facts.filesSent) return;
    this.#facts = learnt;
    this.#context.tell({ type: 'facts', facts: learnt });
  }

  async #wait(): Promise<void> {
    await pause(this.#tuning.lookEveryMs, this.#context.signal);
    if (this.#context.signal.aborted) throw new DeskError('core-stopped');
  }

  async #withMailbox<T>(use: (line: ImapLine) => Promise<T>): Promise<T> {
    const line = await connectImap(this.#config, this.#imapTuning, this.#context.signal);
    try {
      return await use(line);
    } catch (thrown) {
      throw line.explain(thrown);
    } finally {
      await hangUp(line.client);
    }
  }
}

async function list(line: ImapLine): Promise<ListedFolder[]> {
  return demand(line, await line.client.list(), 'list');
}

/** `isWhole` is false when a folder would not be searched: then nothing follows from finding nothing. */
async function findMail(line: ImapLine, paths: readonly string[], messageId: string): Promise<{ found: Found | null; isWhole: boolean }> {
  // Without its brackets: SEARCH looks for a part of the header, and some servers keep an index without them.
  const wanted = messageId.replace(/^<|>$/g, '');
  let isWhole = true;
  for (const path of paths) {
    try {
      // Selecting anew shows what came since (RFC 3501 6.3.1).
      const { uidNext } = await line.client.mailboxOpen(path, { readOnly: true });
      const uids = demand(line, await line.client.search({ uid: `${Math.max(1, uidNext - SEARCHED)}:*`, header: { 'Message-ID': wanted } }, { uid: true }), 'search');
      const uid = uids.at(-1);
      if (uid !== undefined) return { found: { path, uid }, isWhole };
    } catch (thrown) {
      if (!line.client.usable || !(isRefusal(thrown) || thrown instanceof DeskError)) throw thrown;
      isWhole = false;
    }
  }
  return { found: null, isWhole };
}

/** What we filed in a try that was cut short lies there as well. Where it cannot be told apart, nothing is learnt. */
async function isServersOwn(line: ImapLine, { path, uid }: Found, sizeBytes: number): Promise<boolean> {
  // Only a folder that may be written to tells which marks it keeps (RFC 3501 6.3.2).
  const keeps = keepsMarks(await line.client.mailboxOpen(path));
  const copy = await line.client.fetchOne(String(uid), { flags: true, size: true }, { uid: true });
  if (!copy || copy.flags?.has(OUR_COPY) === true) return false;
  return keeps || copy.size !== sizeBytes;
}

function keepsMarks({ permanentFlags }: MailboxObject): boolean {
  return permanentFlags?.has('\\*') === true || permanentFlags?.has(OUR_COPY) === true;
}

async function append(line: ImapLine, folder: string | null, raw: Uint8Array): Promise<void> {
  const { client } = line;
  let path = folder;
  if (path === null) {
    // Under the prefix that some servers want for everything (RFC 2342), which imapflow adds.
    path = (await client.mailboxCreate('Sent')).path;
  }
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const keeps = keepsMarks(await client.mailboxOpen(path));
  demand(line, await client.append(path, bytes, keeps ? ['\\Seen', OUR_COPY] : ['\\Seen']), 'append');
}
