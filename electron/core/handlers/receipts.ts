/**
 * Receipts on their way: to the printer of the main process, and by mail through the outbox.
 *
 * Promises that every closed visit with a number is printed once and mailed at most once, whatever step a crash falls
 * on: ids of the mail derive from the visit, and each step is committed with the mark that it was done. What cannot be
 * done now (no account) waits, and is looked at again whenever accounts change and at every start.
 */
import { randomUUID } from 'node:crypto';
import type { MailAccountInput } from '../../../shared/accounts.ts';
import type { MailDraft } from '../../../shared/composing.ts';
import type { OutboxId, VisitId } from '../../../shared/domain.ts';
import { DeskError } from '../../../shared/result.ts';
import { SECOND_MS } from '../../../shared/time.ts';
import type { DueReceipt } from '../../../shared/visits.ts';
import { storeError } from '../store/database.ts';
import { blobById, putBlob } from '../store/blobs.ts';
import { membersOf } from '../store/customers.ts';
import { writeDurably } from '../store/open.ts';
import { insertOutbox, outboxById } from '../store/outbox.ts';
import { derivedId, mailsToQueue, putReceiptFile, receiptFile, receiptKey, receiptsToPrint, visitById } from '../store/visits.ts';
import type { VisitRow } from '../store/visits.ts';
import { authorFacts } from './authoring.ts';
import { receiptFacts, receiptShown } from './receiptFacts.ts';
import type { ReceiptFacts } from './receiptFacts.ts';
import { receiptMail } from './receiptMail.ts';
import { receiptPage } from './receiptPage.ts';
import { capable, readyMail } from './sending.ts';
import { customerOf } from './views.ts';
import type { VisitPorts } from './visits.ts';

export function createReceipts(ports: VisitPorts) {
  const { store, nowMs } = ports;
  /** Visits whose mail cannot be made as it is (an address that the composer refuses): tried again at the next start. */
  const refused = new Set<string>();
  let work: Promise<void> = Promise.resolve();

  const facts = (row: VisitRow): ReceiptFacts => receiptFacts(store, row, { timeZone: ports.desk().timeZone, country: ports.settings().country, language: ports.language() });

  function page(row: VisitRow): DueReceipt {
    return { visitId: row.id as VisitId, html: receiptPage(facts(row), ports.settings().country), filename: filename(row) };
  }

  /** One at a time: two looks at once would make each mail twice before the second finds it there. */
  function queueMails(): Promise<void> {
    work = work.then(queueEach).catch(() => undefined);
    return work;
  }

  async function queueEach(): Promise<void> {
    for (const row of mailsToQueue(store, ports.by().device)) {
      if (refused.has(row.id)) continue;
      try {
        await queueMail(row);
      } catch (thrown) {
        // No account yet, a full disk, a thread that fell: the next look finds it as it is.
        if (thrown instanceof DeskError && (thrown.code === 'no-account' || thrown.recovery === 'retry')) return;
        refused.add(row.id);
      }
    }
  }

  async function queueMail(row: VisitRow): Promise<void> {
    const owner = row.point === null ? null : customerOf(store, row.point);
    const account = capable(store, 'mail', null, null);
    const { outgoing } = account.config as MailAccountInput;
    if (owner === null || row.mailTo === null || outgoing === null) throw new DeskError('no-account');
    const known = facts(row);
    const { subject, text, html } = receiptMail(known, row.surveyToken === null ? null : { token: row.surveyToken, answerTo: outgoing.address }, ports.settings().country);
    const blob = blobById(store, receiptFile(store, row.id)?.blobId ?? '');
    const message: MailDraft = {
      channel: 'mail', accountId: account.id, to: [row.mailTo], cc: [], bcc: [], subject, html, text, replyTo: null,
      attachments: blob === null ? [] : [{ blobId: blob.id, filename: blob.filename, contentType: blob.contentType, sizeBytes: blob.sizeBytes, inline: false }],
    };
    const receipt = receiptKey(row);
    const id = derivedId(row.id, `receipt-mail ${receipt}`) as OutboxId;
    const ready = await readyMail(ports, message, membersOf(store, owner.root), { id, local: derivedId(row.id, `receipt-message ${receipt}`) });
    writeDurably(store, (writer) => {
      const now = visitById(writer, row.id);
      // The closing was undone, or its address put right, while the mail was made: the next look makes it as it is now.
      if (now === null || receiptKey(now) !== receipt || now.mailTo !== row.mailTo) return;
      const file = receiptFile(writer, row.id);
      if (file !== null && file.outboxId !== null) return;
      if (outboxById(writer, id) === null) {
        insertOutbox(writer, { ...ready, author: row.agent, createdAtMs: nowMs(), notBeforeMs: nowMs() + ports.settings().undoSeconds * SECOND_MS, isScheduled: false, seenKey: null });
        authorFacts(writer, ports, [{ type: 'interaction.link', payload: { interactionId: ready.interactionId, callId: row.id } }]);
      }
      putReceiptFile(writer, { visitId: row.id, receipt, blobId: file?.blobId ?? null, outboxId: id, madeAtMs: file?.madeAtMs ?? nowMs() });
      writer.touch('visits');
    });
    ports.outbox.wake();
  }

  return {
    page,
    queueMails,
    /** A page that cannot be made stays due and does not hold up the others. @throws its fault when there are no others */
    due(): DueReceipt[] {
      let fault: unknown = null;
      const pages = receiptsToPrint(store, ports.by().device).flatMap((row) => {
        try {
          return [page(row)];
        } catch (thrown) {
          fault = thrown;
          return [];
        }
      });
      if (pages.length === 0 && fault !== null) throw storeError(fault);
      return pages;
    },
    /** Takes the printed bytes; a repetition changes nothing. Settles when the mail is queued, or waits. @throws DeskError conflict, bad-request */
    async file(row: VisitRow, base64: string): Promise<void> {
      if (row.receiptNumber === null) throw new DeskError('conflict', { what: 'a visit without a receipt' });
      if ((receiptFile(store, row.id)?.blobId ?? null) === null) {
        const bytes = Buffer.from(base64, 'base64');
        if (bytes.subarray(0, 5).toString('latin1') !== '%PDF-') throw new DeskError('bad-request', { name: 'receipt.file' });
        const put = await ports.sources.call('putBlob', { bytes });
        const blobId = randomUUID();
        writeDurably(store, (writer) => {
          const file = receiptFile(writer, row.id);
          if (file !== null && file.blobId !== null) return;
          putBlob(writer, { id: blobId, filename: filename(row), contentType: 'application/pdf', sizeBytes: put.sizeBytes, vault: put.vault, putAtMs: nowMs() });
          putReceiptFile(writer, { visitId: row.id, receipt: receiptKey(row), blobId, outboxId: file?.outboxId ?? null, madeAtMs: nowMs() });
          writer.touch('visits');
          if (row.point !== null) writer.touch(`customer:${customerOf(writer, row.point)?.id ?? ''}`);
        });
      }
      await queueMails();
    },
  };
}

function filename(row: VisitRow): string {
  return `${(receiptShown(row) ?? 'visita').replaceAll(' ', '-')}.pdf`;
}
