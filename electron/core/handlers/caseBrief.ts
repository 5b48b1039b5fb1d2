/** What somebody who takes a case over has to know, made of facts alone (S25). */
import type { BriefPoint, CaseBrief } from '../../../shared/cases.ts';
import type { OperationId } from '../../../shared/domain.ts';
import { splitQuoted } from '../connectors/mail/mime/quoted.ts';
import { promisesIn } from '../decisions/promises.ts';
import { questionsIn } from '../decisions/questions.ts';
import { checksOf, escalationsOf } from '../store/cases.ts';
import type { CaseContact } from '../store/cases.ts';
import { interactionByKey, MARK, WORD } from '../store/interactions.ts';
import type { InteractionRow } from '../store/interactions.ts';
import { operationById } from '../store/operations.ts';
import { tasksOfCase } from '../store/tasks.ts';
import { customerName } from './views.ts';
import type { ViewContext } from './views.ts';

/** The newest contacts that are read through; a case of more is known by its notes. */
const READ = 120;
const MOST = 12;

/** @param contacts of the case, oldest first */
export function caseBrief(context: ViewContext, caseId: string, contacts: readonly CaseContact[]): CaseBrief {
  const { reader } = context;
  const read = contacts.slice(-READ).flatMap((contact) => {
    const row = interactionByKey(reader, contact.key);
    return row === null || (row.marks & (MARK.list | MARK.automatic)) !== 0 ? [] : [{ contact, row }];
  });
  const answered = contacts.findLast(({ word }) => word === WORD.ours)?.key ?? -1;
  const ofOurs = read.filter(({ row }) => row.direction !== 'inbound' || row.operation !== null);
  const unanswered = read.filter(({ contact }) => contact.word === WORD.theirs && contact.settled === 0 && contact.key > answered);
  return {
    escalations: escalationsOf(reader, caseId).map(({ operation, ...escalation }) => ({ ...escalation, operationId: operation as OperationId })),
    promises: ofOurs.flatMap(({ row }) => promisesIn(ownWords(row)).map((text) => point(context, row, text))).slice(-MOST),
    openQuestions: unanswered.flatMap(({ row }) => questionsIn(ownWords(row)).map((text) => point(context, row, text))).slice(-MOST),
    tried: [...read.filter(({ row, contact }) => row.channel === 'note' || ((row.channel === 'call' || row.channel === 'visit') && contact.word === WORD.ours)).map(({ row }) => point(context, row, wordsOf(row))), ...ticked(context, caseId)]
      .sort((a, b) => a.atMs - b.atMs).slice(-MOST),
  };
}

/** Own words alone: what is quoted was said by somebody else. */
function ownWords(row: InteractionRow): string {
  return row.channel === 'mail' ? splitQuoted(row.text).own : row.text;
}

/** A visit's title is the code of its branch: what was written about it says more, and nothing leaves it to its channel. */
function wordsOf(row: InteractionRow): string {
  return row.channel === 'visit' ? row.preview : row.title || row.preview;
}

function point(context: ViewContext, row: InteractionRow, text: string): BriefPoint {
  return { text, atMs: row.occurredAtMs, author: customerName(context, row.direction === 'inbound' && row.channel !== 'call' ? row.author : row.agent || row.author), channel: row.channel, interactionId: row.id };
}

function ticked({ reader }: ViewContext, caseId: string): BriefPoint[] {
  const checks = checksOf(reader, caseId).filter(({ isDone }) => isDone).map(({ text, atMs, operation }) => ({ text, atMs, operation }));
  const tasks = tasksOfCase(reader, caseId).flatMap(({ title, doneAtMs, operation }) => (doneAtMs === null ? [] : [{ text: title, atMs: doneAtMs, operation }]));
  return [...checks, ...tasks].map(({ text, atMs, operation }) => ({ text, atMs, author: operationById(reader, operation)?.actor ?? '', channel: 'note', interactionId: null }));
}
