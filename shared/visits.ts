/** Visits at the counter: the flow, the receipt, and the survey that follows. */
import { z } from 'zod';
import { IDENTITY_CHECKS, VISIT_ITEM_KINDS } from './domain.ts';
import type { CaseId, CustomerId, IdentityCheck, InteractionId, OperationId, OutboxId, SurveyVerdict, VisitId, VisitItemKind } from './domain.ts';
import { entry, id, limit, none } from './entry.ts';

/** `answer`: of an offer, what they said to it in the visit. */
export type VisitItem = { itemId: string; kind: VisitItemKind; ref: string; label: string; atMs: number; answer: 'accepted' | 'declined' | null };
/** The answer that counts. */
export type SurveyView = { score: number; comment: string; answeredAtMs: number; by: 'mail' | 'card'; agent: string; branch: string };
/** Any answer, also one that does not count. `from`: the address it came from, empty for the card; `visitId` null: its token is of no visit we know. */
export type SurveyAnswer = { visitId: VisitId | null; verdict: SurveyVerdict; score: number | null; comment: string; answeredAtMs: number; by: 'mail' | 'card'; from: string; interactionId: InteractionId | null };
export type VisitView = {
  id: VisitId;
  state: 'open' | 'closed';
  customerId: CustomerId | null;
  customerName: string;
  branch: string;
  agent: string;
  startedAtMs: number;
  endedAtMs: number | null;
  identityCheck: IdentityCheck;
  motive: string;
  outcome: string;
  notes: string;
  caseId: CaseId | null;
  items: VisitItem[];
  /** Preferences that were said in it. */
  preferences: string[];
  /** `shown`: as printed (`CAB-7F 00012`). `fileId` null: not printed yet. */
  receipt: { shown: string; fileId: string | null; mailTo: string | null; outboxId: OutboxId | null } | null;
  /** Where the mail goes or went; null: nobody asked for one. */
  mailTo: string | null;
  /** What the mail still waits for: the printed receipt, or an account that can send. Null: it is in the outbox, or none was asked for. */
  mailWaitsFor: 'print' | 'account' | null;
  /** A survey goes with the mail. */
  isSurveyed: boolean;
  survey: SurveyView | null;
  /** All answers, in order, with what each is worth. */
  answers: SurveyAnswer[];
};

/** A receipt that is closed but not printed or not queued yet; `html` is a whole page without scripts or outside content. */
export type DueReceipt = { visitId: VisitId; html: string; filename: string };

const visitId = id;

export const visitQueries = {
  'visit.get': entry<VisitView | null>()(z.object({ visitId })),
  /** Of this desk, begun and not closed: found again after a crash. Newest first. */
  'visit.open': entry<VisitView[]>()(none),
  /** Of one customer, newest first; begun ones too. */
  'visit.list': entry<VisitView[]>()(z.object({ customerId: id, limit })),
  /** For the main process, which prints. */
  'receipt.due': entry<DueReceipt[]>()(none),
  /** The page that was or will be printed. */
  'receipt.page': entry<{ html: string; filename: string } | null>()(z.object({ visitId })),
} as const;

export const visitCommands = {
  /** `customerId` null: nobody is identified yet. */
  'visit.start': entry<{ visitId: VisitId }>()(z.object({ customerId: id.nullable() })),
  'visit.set': entry<null>()(z.object({
    visitId, customerId: id.optional(), identityCheck: z.enum(IDENTITY_CHECKS).optional(), motive: z.string().max(100).optional(), outcome: z.string().max(2_000).optional(),
    notes: z.string().max(20_000).optional(), caseId: id.nullable().optional(), mailTo: z.string().max(320).optional(),
  })),
  /** `itemId` null adds one. */
  'visit.item': entry<{ itemId: string }>()(z.object({ visitId, itemId: id.nullable(), kind: z.enum(VISIT_ITEM_KINDS), ref: z.string().max(200), label: z.string().max(2_000), removed: z.boolean() })),
  'preference.set': entry<null>()(z.object({ customerId: id, code: z.string().min(1).max(100), on: z.boolean(), interactionId: id.nullable() })),
  /**
   * Ends it: number, receipt, mail and survey in one step. `mailTo` null: no mail. @throws visit-not-identified, visit-closed, address-invalid
   */
  'visit.close': entry<{ interactionId: InteractionId; receipt: string | null }>()(z.object({ visitId, withReceipt: z.boolean(), mailTo: z.string().max(320).nullable(), withSurvey: z.boolean(), solvesCase: z.boolean() })),
  'visit.drop': entry<null>()(z.object({ visitId })),
  /** A visit of the past, in one step, with the draft it was written in. Undoing `operationId` takes it back. */
  'visit.log': entry<{ visitId: VisitId; interactionId: InteractionId; operationId: OperationId }>()(z.object({ customerId: id, startedAtMs: z.number().int(), durationMs: z.number().int().min(0).max(86_400_000), motive: z.string().max(100), notes: z.string().max(20_000), caseId: id.nullable(), draftId: id.nullable() })),
  /** The printed receipt, from the main process; the mail is queued with it. Safe to repeat. */
  'receipt.file': entry<null>()(z.object({ visitId, base64: z.string().max(40_000_000) })),
  'survey.answer': entry<null>()(z.object({ visitId, score: z.number().int().min(1).max(5), comment: z.string().max(10_000) })),
} as const;
