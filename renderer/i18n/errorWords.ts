/** Errors in words: what happened, what it means and what can be done, by the code of the error alone. */
import type { TFunction } from 'i18next';
import { toErrorData } from '../../shared/result.ts';
import type { ErrorData } from '../../shared/result.ts';

/** Takes a DeskError, its data, or any thrown thing. */
export function errorWords(t: TFunction, error: unknown): string {
  const data = isErrorData(error) ? error : toErrorData(error);
  // Every code has its text (errors.es.ts is typed by ErrorCode); which parameters a text uses is its own matter.
  return t(`errors.${data.code}` as 'errors.internal', { ...data.params });
}

function isErrorData(error: unknown): error is ErrorData {
  return typeof error === 'object' && error !== null && !(error instanceof Error) && 'code' in error && 'recovery' in error;
}
