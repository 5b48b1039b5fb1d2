/**
 * What an agent wants to send, checked and made ready for the outbox: addresses, account, size, thread, bytes.
 *
 * Promises that a message is refused before it is queued where its own console can know that it would not be taken.
 * Queues nothing itself.
 */
import { randomUUID } from 'node:crypto';
import type { ChatAccountInput, MailAccountInput } from '../../../shared/accounts.ts';
import type { ChatDraft, MailDraft } from '../../../shared/composing.ts';
import type { Settings } from '../../../shared/contract.ts';
import type { EffectKind, InteractionId, OutboxId } from '../../../shared/domain.ts';
import { readMailbox } from '../../../shared/mailAddress.ts';
import { DeskError } from '../../../shared/result.ts';
import type { NowMs } from '../../../shared/time.ts';
import { parseMail } from '../connectors/mail/mime/parseMail.ts';
import { chatPoint, mailPoint } from '../identity/address.ts';
import { interactionId } from '../identity/ids.ts';
import { steadiest } from '../identity/steadiness.ts';
import { sentStanzaKey } from '../ingest/normalizeStanza.ts';
import { effectsOf } from '../sourceAccounts.ts';
import type { Sources } from '../sources.ts';
import { blobById } from '../store/blobs.ts';
import type { BlobRow } from '../store/blobs.ts';
import type { PointRow } from '../store/customers.ts';
import { interactionById } from '../store/interactions.ts';
import type { Store } from '../store/open.ts';
import type { NewOutboxRow } from '../store/outbox.ts';
import { accountFacts, accounts, rawBytes, record } from '../store/sources.ts';
import type { AccountRow } from '../store/sources.ts';

export type SendingPorts = { store: Store; sources: Pick<Sources, 'call' | 'deskVersion'>; settings(): Settings; nowMs: NowMs };

/** What is known of a row once its message was made. */
export type Ready = Pick<NewOutboxRow, 'id' | 'effectKey' | 'kind' | 'accountId' | 'point' | 'threadKey' | 'destination' | 'interactionId' | 'title' | 'preview' | 'payload'>;

const PREVIEW = 280;

/** @param members contact points of the customer it is for @param own ids that it has whenever it is made; else new ones @throws DeskError address-invalid, message-too-large, no-account, not-found */
export async function readyMail(ports: SendingPorts, message: MailDraft, members: readonly PointRow[], own?: { id: OutboxId; /** Of the Message-ID, before its `@`. */ local: string }): Promise<Ready> {
  const { store } = ports;
  const account = capable(store, 'mail', message.accountId, message.replyTo);
  const { outgoing } = account.config as MailAccountInput;
  if (outgoing === null) throw new DeskError('no-account');
  const [to, cc, bcc] = [message.to, message.cc, message.bcc].map((list) => list.filter((text) => text.trim() !== '').map(readAddress)) as [string[], string[], string[]];
  const all = [...to, ...cc, ...bcc];
  if (all.length === 0) throw new DeskError('address-invalid');
  const key = `<${own?.local ?? randomUUID()}@${outgoing.address.slice(outgoing.address.lastIndexOf('@') + 1)}>`;
  const files = filesOf(store, message.attachments);
  const { smtpMaxBytes = 0 } = accountFacts(store, account.id);
  // Files only grow on their way into a mail: what is too large before need not be read into memory.
  const fileBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const mostBytes = smtpMaxBytes > 0 ? smtpMaxBytes : MOST_MAIL_BYTES;
  if (fileBytes > mostBytes) throw tooLarge(mostBytes, fileBytes);
  ports.sources.deskVersion();
  const composed = await ports.sources.call('composeMail', {
    messageId: key, dateMs: ports.nowMs(), from: { address: outgoing.address, name: outgoing.name || ports.settings().agentName }, to: message.to.filter(isWritten), cc: message.cc.filter(isWritten),
    subject: message.subject, text: message.text, html: message.html, ...threadOf(store, message.replyTo),
    attachments: message.attachments.map(({ filename, contentType, inline, blobId }, n) => ({ filename, contentType, inline, blobId, vault: (files[n] as BlobRow).vault })),
  });
  if (smtpMaxBytes > 0 && composed.sizeBytes > smtpMaxBytes) throw tooLarge(smtpMaxBytes, composed.sizeBytes);
  const known = all.map((address) => mailPoint(address)?.value);
  return {
    id: own?.id ?? (randomUUID() as string as OutboxId), effectKey: key, kind: 'mail', accountId: account.id, point: pointOf(members, 'mail', known), threadKey: composed.threadKey,
    destination: `mail:${known[0] ?? all[0] ?? ''}`, interactionId: composed.interactionId as InteractionId, title: message.subject, preview: oneLine(message.text),
    payload: { kind: 'mail', message, raw: composed.vault, sizeBytes: composed.sizeBytes, envelope: { from: outgoing.address, to: [...new Set(all)] } },
  };
}

/** @throws DeskError address-invalid, message-too-large, not-supported, no-account, not-found */
export function readyChat({ store }: SendingPorts, message: ChatDraft, members: readonly PointRow[]): Ready {
  const account = capable(store, 'chat', message.accountId, message.replyTo);
  const to = message.to.trim().replace(/^xmpp:/i, '').toLowerCase();
  const point = /^[^\s@/]+@[^\s@/]+$/.test(to) ? chatPoint('xmpp', to) : null;
  if (point === null) throw new DeskError('address-invalid');
  if (message.text.trim() === '' && message.attachments.length === 0) throw new DeskError('conflict', { what: 'empty message' });
  const files = filesOf(store, message.attachments);
  const { chatFileMaxBytes } = accountFacts(store, account.id);
  const largest = Math.max(0, ...files.map((file) => file.sizeBytes));
  if (chatFileMaxBytes === 0 && files.length > 0) throw new DeskError('not-supported', { what: 'files' });
  if (chatFileMaxBytes !== undefined && largest > chatFileMaxBytes) throw tooLarge(chatFileMaxBytes, largest);
  const key = randomUUID();
  const own = (account.config as ChatAccountInput).address;
  return {
    id: randomUUID() as string as OutboxId, effectKey: key, kind: 'chat', accountId: account.id, point: pointOf(members, 'chat', [point.value]), threadKey: null, destination: `chat:${point.value}`,
    interactionId: interactionId(sentStanzaKey(own, key)), title: '', preview: oneLine(message.text) || (message.attachments[0]?.filename ?? ''),
    payload: { kind: 'chat', message, to, files: message.attachments.map(({ filename, contentType }, n) => ({ filename, contentType, vault: (files[n] as BlobRow).vault })) },
  };
}

/** @param point of the number, or of the customer it is dialled for */
export function readyDial(account: AccountRow, number: string, shown: string, point: string): Ready {
  const key = randomUUID();
  return {
    id: randomUUID() as string as OutboxId, effectKey: key, kind: 'dial', accountId: account.id, point, threadKey: null, destination: `dial:${number}`,
    interactionId: interactionId(`call:${key}`), title: shown, preview: '', payload: { kind: 'dial', number },
  };
}

/** The account that was chosen, else the one that read what is answered, else the first that can. @throws DeskError no-account */
export function capable(store: Store, kind: EffectKind, accountId: string | null, replyTo: string | null): AccountRow {
  const able = accounts(store).filter((account) => effectsOf(account).includes(kind));
  const answered = replyTo === null ? null : interactionById(store, replyTo);
  const reader = answered?.record === null || answered === null ? undefined : record(store, answered.record)?.accountId;
  const chosen = accountId === null ? (able.find((account) => account.id === reader) ?? able.find((account) => !account.paused) ?? able[0]) : able.find((account) => account.id === accountId);
  if (chosen === undefined) throw new DeskError('no-account');
  return chosen;
}

/** RFC 5322 3.6.4: the thread of the mail that is answered, from its own headers. */
function threadOf(store: Store, replyTo: string | null): { inReplyTo: string | null; references: readonly string[] } {
  const row = replyTo === null ? null : interactionById(store, replyTo);
  const source = row === null || row.channel !== 'mail' || row.record === null ? null : record(store, row.record);
  if (source === null) return { inReplyTo: null, references: [] };
  const mail = parseMail(rawBytes(store, source));
  if (mail.messageId === null) return { inReplyTo: null, references: mail.references };
  const before = mail.references.length > 0 ? mail.references : mail.inReplyTo === null ? [] : [mail.inReplyTo];
  return { inReplyTo: mail.messageId, references: [...before.filter((id) => id !== mail.messageId), mail.messageId] };
}

/** Only the address; the name beside it goes into the header alone. */
function readAddress(text: string): string {
  const mailbox = readMailbox(text);
  if (mailbox === null || mailPoint(mailbox.address) === null) throw new DeskError('address-invalid');
  return mailbox.address;
}

function isWritten(text: string): boolean {
  return text.trim() !== '';
}

function filesOf(store: Store, attachments: readonly { blobId: string }[]): BlobRow[] {
  return attachments.map(({ blobId }) => {
    const blob = blobById(store, blobId);
    if (blob === null) throw new DeskError('not-found', { what: 'attachment' });
    return blob;
  });
}

/** The customer's own address among the addressees; one of theirs stands for an address that nobody has yet. */
function pointOf(members: readonly PointRow[], kind: PointRow['kind'], values: readonly (string | undefined)[]): string {
  return (members.find((member) => member.kind === kind && values.includes(member.value)) ?? members.find((member) => member.kind === kind) ?? steadiest(members)).uuid;
}

function oneLine(text: string): string {
  return text.slice(0, 4 * PREVIEW).replace(/\s+/g, ' ').trim().slice(0, PREVIEW);
}

const MIB = 1024 * 1024;
/** While a server has not said its limit; the largest that a provider is known to take. */
const MOST_MAIL_BYTES = 150 * MIB;

/** `limit` with its unit, which is the same in every language. */
function tooLarge(limitBytes: number, sizeBytes: number): DeskError {
  return new DeskError('message-too-large', { limit: `${Math.floor((limitBytes / MIB) * 10) / 10} MiB`, limitBytes, sizeBytes });
}
