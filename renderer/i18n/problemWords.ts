/** What was odd about a record, in words, by its code. */
import type { TFunction } from 'i18next';
import type { RecordProblem } from '../../shared/domain.ts';
import { workspaceEs } from './workspace.es.ts';

/** A code that this version does not know is shown as it is. */
export function problemWords(t: TFunction, code: string): string {
  return Object.hasOwn(workspaceEs.problems, code) ? t(`problems.${code as RecordProblem}`) : code;
}
