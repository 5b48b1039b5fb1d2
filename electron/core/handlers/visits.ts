/**
 * Visits at the counter: begun, told, closed; the answers to their surveys; what people prefer.
 *
 * Promises that everything of a step is one transaction, that the number of a receipt is given in the one that closes
 * the visit, and that a visit begun on this desk is found again after a crash. Prints and mails nothing itself.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { CommandInput, CommandName, CommandOutput, Events, Language, QueryInput, QueryName, QueryOutput, Settings } from '../../../shared/contract.ts';
import type { CaseId, InteractionId, OutboxId, VisitField, VisitId } from '../../../shared/domain.ts';
import { readMailbox } from '../../../shared/mailAddress.ts';
import { DeskError } from '../../../shared/result.ts';
import { DAY_MS } from '../../../shared/time.ts';
import type { NowMs } from '../../../shared/time.ts';
import type { SurveyAnswer, VisitView } from '../../../shared/visits.ts';
import { mailPoint } from '../identity/address.ts';
import { steadiest } from '../identity/steadiness.ts';
import type { DeskFacts } from '../ingest/normalised.ts';
import type { Outbox } from '../operations/outbox.ts';
import type { Sources } from '../sources.ts';
import { customerSummary, membersOf, pointByUuid } from '../store/customers.ts';
import type { PointRow } from '../store/customers.ts';
import { interactionOfRecord } from '../store/interactions.ts';
import { writeDurably } from '../store/open.ts';
import type { Reader, Writer } from '../store/open.ts';
import { answersInVisit } from '../store/selling.ts';
import { itemsOfVisit, nextReceiptNumber, openVisits, preferencesOf, receiptFile, surveyInteractionId, surveysOfVisit, visitById, visitsOf } from '../store/visits.ts';
import type { SurveyRow, VisitRow } from '../store/visits.ts';
import { authorFacts, commitFacts } from './authoring.ts';
import type { AuthoringPorts, Fact } from './authoring.ts';
import { spendDraft } from './drafts.ts';
import { createReceipts } from './receipts.ts';
import { receiptShown } from './receiptFacts.ts';
import { customerName, customerOf } from './views.ts';

export type VisitPorts = AuthoringPorts & {
  sources: Pick<Sources, 'call' | 'deskVersion'>; outbox: Pick<Outbox, 'wake'>; settings(): Settings; language(): Language; desk(): DeskFacts; nowMs: NowMs;
  emit<E extends keyof Events>(event: E, data: Events[E]): void;
};

type VisitQuery = Extract<QueryName, `visit.${string}` | `receipt.${string}`>;
type VisitCommand = Extract<CommandName, `visit.${string}` | `receipt.${string}` | 'survey.answer' | 'preference.set'>;
export type VisitHandlers = {
  queries: { [N in VisitQuery]: (input: QueryInput<N>) => QueryOutput<N> };
  commands: { [N in VisitCommand]: (input: CommandInput<N>) => CommandOutput<N> | Promise<CommandOutput<N>> };
  /** Queues the mails that waited for an account, or that a crash left undone. Never throws. */
  queueMails(): Promise<void>;
};

/** Crockford's base32: no letter looks like a digit, and none of them is mistaken by ear. */
const TOKEN_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 75 bits: nobody guesses one. */
const TOKEN_LENGTH = 15;

export function createVisitHandlers(ports: VisitPorts): VisitHandlers {
  const { store, nowMs } = ports;
  const receipts = createReceipts(ports);
  const device = (): string => ports.by().device;

  function need(id: string): VisitRow {
    const row = visitById(store, id);
    if (row === null) throw new DeskError('not-found', { what: 'visit' });
    return row;
  }

  function needOpen(id: string): VisitRow {
    const row = need(id);
    if (row.state === 'closed') throw new DeskError('visit-closed');
    return row;
  }

  function members(customerId: string): PointRow[] {
    const found = customerOf(store, customerId);
    if (found === null) throw new DeskError('not-found', { what: 'customer' });
    return membersOf(store, found.root);
  }

  const setFact = (visitId: string, field: VisitField, value: string): Fact => ({ type: 'visit.set', payload: { visitId, field, value } });

  function closingFacts(writer: Writer, visit: VisitRow, input: CommandInput<'visit.close'>, address: string | null): Fact[] {
    const visitId = visit.id;
    const series = receiptSeries(visit.branch, device());
    const { caseId } = visit;
    return [
      ...((address ?? '') === (visit.mailTo ?? '') ? [] : [setFact(visitId, 'mailTo', address ?? '')]),
      { type: 'visit.close', payload: {
        visitId, endedAtMs: Math.max(visit.startedAtMs, nowMs()), receipt: input.withReceipt ? { series, number: nextReceiptNumber(writer, device(), series) } : null,
        survey: input.withSurvey && address !== null ? { token: newToken(), mailTo: mailPoint(address)?.value ?? address } : null,
      } },
      ...(caseId === null ? [] : [{ type: 'case.link', payload: { caseId, interactionId: visitId, on: true } } satisfies Fact]),
      ...(caseId === null || !input.solvesCase ? [] : [{ type: 'case.set', payload: { caseId, field: 'status', value: 'solved' } } satisfies Fact]),
    ];
  }

  return {
    queries: {
      'visit.get': ({ visitId }) => {
        const row = visitById(store, visitId);
        return row === null ? null : visitView(ports, row);
      },
      'visit.open': () => openVisits(store, device()).map((row) => visitView(ports, row)),
      'visit.list': ({ customerId, limit }) => {
        const found = customerOf(store, customerId);
        return found === null ? [] : visitsOf(store, membersOf(store, found.root).map((member) => member.uuid), limit).map((row) => visitView(ports, row));
      },
      'receipt.due': () => receipts.due(),
      'receipt.page': ({ visitId }) => {
        const row = visitById(store, visitId);
        return row === null || row.state === 'open' || row.receiptNumber === null ? null : receipts.page(row);
      },
    },
    commands: {
      'visit.start': ({ customerId }) => {
        const visitId = randomUUID();
        const facts: Fact[] = [{ type: 'visit.open', payload: { visitId, branch: ports.settings().branch, startedAtMs: nowMs() } }];
        if (customerId !== null) facts.push(setFact(visitId, 'contactPointId', steadiest(members(customerId)).uuid));
        durably(ports, facts);
        return { visitId: visitId as string as VisitId };
      },
      'visit.set': ({ visitId, customerId, caseId, ...fields }) => {
        const visit = need(visitId);
        const isOther = customerId !== undefined && !members(customerId).some((member) => member.uuid === visit.point);
        // Who came, and what it was about, stands on the receipt.
        if (visit.state === 'closed' && (isOther || (caseId !== undefined && caseId !== visit.caseId) || (fields.identityCheck ?? visit.identityCheck) !== visit.identityCheck)) throw new DeskError('visit-closed');
        const facts = (Object.entries(fields) as [keyof typeof fields, string | undefined][]).filter(([field, value]) => value !== undefined && value !== (visit[field] ?? '')).map(([field, value]) => setFact(visitId, field, value ?? ''));
        if (isOther) facts.push(setFact(visitId, 'contactPointId', steadiest(members(customerId)).uuid));
        if (caseId !== undefined && caseId !== visit.caseId) facts.push(setFact(visitId, 'caseId', caseId ?? ''));
        if (facts.length > 0) durably(ports, facts);
        if (visit.state === 'closed' && fields.mailTo !== undefined) void receipts.queueMails();
        return null;
      },
      'visit.item': ({ visitId, itemId, ...item }) => {
        needOpen(visitId);
        const known = itemId ?? randomUUID();
        durably(ports, [{ type: 'visit.item', payload: { visitId, itemId: known, ...item, atMs: nowMs() } }]);
        return { itemId: known };
      },
      'visit.close': (input) => {
        const visit = needOpen(input.visitId);
        if (visit.point === null || customerOf(store, visit.point) === null) throw new DeskError('visit-not-identified');
        const address = input.mailTo === null || input.mailTo.trim() === '' ? null : (readMailbox(input.mailTo)?.address ?? '');
        if (address !== null && mailPoint(address) === null) throw new DeskError('address-invalid');
        // The number is read and used in one transaction: nobody else can have it, and a crash before its end has not used it.
        const closed = writeDurably(store, (writer) => {
          authorFacts(writer, ports, closingFacts(writer, visit, input, address));
          writer.touch('app');
          return visitById(writer, visit.id);
        });
        if (input.withReceipt) ports.emit('receiptDue', null);
        else if (address !== null) void receipts.queueMails();
        return { interactionId: visit.id as InteractionId, receipt: closed === null ? null : receiptShown(closed) };
      },
      'visit.drop': ({ visitId }) => {
        needOpen(visitId);
        commitFacts(ports, { type: 'visit.drop', payload: { visitId } });
        return null;
      },
      'visit.log': ({ customerId, startedAtMs, durationMs, motive, notes, caseId, draftId }) => {
        if (startedAtMs > nowMs() + DAY_MS) throw new DeskError('conflict', { what: 'a visit in the future' });
        const visitId = randomUUID();
        const facts: Fact[] = [
          setFact(visitId, 'contactPointId', steadiest(members(customerId)).uuid), setFact(visitId, 'identityCheck', 'known'),
          ...(motive === '' ? [] : [setFact(visitId, 'motive', motive)]), ...(notes === '' ? [] : [setFact(visitId, 'notes', notes)]),
          ...(caseId === null ? [] : [setFact(visitId, 'caseId', caseId), { type: 'case.link', payload: { caseId, interactionId: visitId, on: true } } satisfies Fact]),
          { type: 'visit.close', payload: { visitId, endedAtMs: startedAtMs + durationMs, receipt: null, survey: null } },
        ];
        const operationId = writeDurably(store, (writer) => {
          const opened = authorFacts(writer, ports, [{ type: 'visit.open', payload: { visitId, branch: ports.settings().branch, startedAtMs } }]);
          authorFacts(writer, ports, facts);
          spendDraft(writer, draftId, { channel: 'visit', startedAtMs, durationMs, motive, text: notes }, nowMs());
          writer.touch('app');
          return opened;
        });
        return { visitId: visitId as string as VisitId, interactionId: visitId as string as InteractionId, operationId };
      },
      'receipt.file': async ({ visitId, base64 }) => {
        await receipts.file(need(visitId), base64);
        return null;
      },
      'survey.answer': ({ visitId, score, comment }) => {
        const visit = need(visitId);
        durably(ports, [{ type: 'survey.answer', payload: { visitId, score, comment, answeredAtMs: Math.max(visit.startedAtMs, nowMs()) } }]);
        return null;
      },
      'preference.set': ({ customerId, code, on, interactionId }) => {
        const own = members(customerId);
        const holders = preferencesOf(store, own.map((member) => member.uuid)).filter((row) => row.code === code).map((row) => row.point);
        const targets = on ? (holders.length > 0 ? [] : [steadiest(own).uuid]) : holders;
        // Taken back wherever it was said: two customers who became one may both have it.
        if (targets.length > 0) durably(ports, targets.map((contactPointId): Fact => ({ type: 'preference.set', payload: { contactPointId, code, on, interactionId, atMs: nowMs() } })));
        return null;
      },
    },
    queueMails: () => receipts.queueMails(),
  };
}

/** Nobody makes up for what was typed here. */
function durably(ports: AuthoringPorts, facts: readonly Fact[]): void {
  writeDurably(ports.store, (writer) => {
    authorFacts(writer, ports, facts);
    writer.touch('app');
  });
}

/** The branch and a short mark of the device: two desks never count in one series. */
export function receiptSeries(branch: string, device: string): string {
  const bytes = Buffer.from(device.replaceAll('-', '').slice(0, 8), 'hex');
  const mark = [...bytes].map((byte) => TOKEN_LETTERS.charAt(byte & 31)).join('');
  return branch === '' ? mark : `${branch}-${mark}`;
}

export function newToken(): string {
  return [...randomBytes(TOKEN_LENGTH)].map((byte) => TOKEN_LETTERS.charAt(byte & 31)).join('');
}

function visitView({ store, settings }: Pick<VisitPorts, 'store' | 'settings'>, row: VisitRow): VisitView {
  const owner = row.point === null ? null : customerOf(store, row.point);
  const points = owner === null ? [] : membersOf(store, owner.root).map((member) => member.uuid);
  const file = receiptFile(store, row.id);
  const outboxId = (file?.outboxId ?? null) as OutboxId | null;
  const answers = surveysOfVisit(store, row.id);
  const counting = answers.find((answer) => answer.verdict === 'counts');
  const items = itemsOfVisit(store, row.id);
  const answered = new Map(items.some(({ kind }) => kind === 'offer') ? answersInVisit(store, points, row).map(({ offerId, answer }) => [offerId, answer]) : []);
  const isPrinted = row.receiptNumber === null || (file?.blobId ?? null) !== null;
  const isMailed = row.state === 'closed' && row.mailTo !== null && outboxId === null && (row.receiptNumber !== null || row.surveyToken !== null);
  return {
    id: row.id as VisitId, state: row.state, customerId: owner?.id ?? null,
    customerName: owner === null ? '' : customerName({ reader: store, country: settings().country }, customerSummary(store, owner.root)?.name ?? ''),
    branch: row.branch, agent: row.agent, startedAtMs: row.startedAtMs, endedAtMs: row.endedAtMs, identityCheck: row.identityCheck, motive: row.motive, outcome: row.outcome, notes: row.notes,
    caseId: row.caseId as CaseId | null, items: items.map(({ itemId, kind, ref, label, atMs }) => ({ itemId, kind, ref, label, atMs, answer: kind === 'offer' ? answered.get(ref) ?? null : null })),
    preferences: preferencesInVisit(store, points, row.id),
    receipt: row.receiptNumber === null ? null : { shown: receiptShown(row) ?? '', fileId: file?.blobId ?? null, mailTo: row.mailTo, outboxId },
    mailTo: row.mailTo, mailWaitsFor: !isMailed ? null : isPrinted ? 'account' : 'print', isSurveyed: row.surveyToken !== null,
    survey: counting === undefined || counting.score === null ? null : { score: counting.score, comment: counting.comment, answeredAtMs: counting.answeredAtMs, by: counting.source, agent: counting.agent, branch: counting.branch },
    answers: answers.map((answer) => surveyAnswer(store, answer)),
  };
}

function preferencesInVisit(reader: Reader, points: readonly string[], visitId: string): string[] {
  return [...new Set(preferencesOf(reader, points).filter((row) => row.interactionId === visitId).map((row) => row.code))];
}

function surveyAnswer(reader: Reader, row: SurveyRow): SurveyAnswer {
  const point = row.source === 'card' || row.point === null ? null : pointByUuid(reader, row.point);
  return {
    visitId: row.visitId === '' ? null : (row.visitId as VisitId), verdict: row.verdict, score: row.score, comment: row.comment, answeredAtMs: row.answeredAtMs, by: row.source, from: point?.value ?? '',
    interactionId: row.record === null ? surveyInteractionId(row.visitId) : (interactionOfRecord(reader, row.record)?.id ?? null),
  };
}
