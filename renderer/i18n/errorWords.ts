/** Errors in words: what happened, what it means and what can be done, by the code of the error and, where it says more, its reason. */
import type { TFunction } from 'i18next';
import { ERROR_REASONS, toErrorData } from '../../shared/result.ts';
import type { ErrorData } from '../../shared/result.ts';

/** Takes a DeskError, its data, or any thrown thing. */
export function errorWords(t: TFunction, error: unknown): string {
  const data = isErrorData(error) ? error : toErrorData(error);
  const reason = ERROR_REASONS.find((known) => known === data.params['reason']);
  if (reason !== undefined) return t(`errorReasons.${reason}` as 'errorReasons.broken-archive', { ...data.params });
  // Every code has its text (errors.es.ts is typed by ErrorCode); which parameters a text uses is its own matter.
  const words = t(`errors.${data.code}` as 'errors.internal', { ...data.params });
  const { limit } = data.params;
  // Not every server says how much it takes.
  return data.code === 'message-too-large' && typeof limit === 'string' && limit !== '?' ? `${words} ${t('common.limitIs', { limit })}` : words;
}

function isErrorData(error: unknown): error is ErrorData {
  return typeof error === 'object' && error !== null && !(error instanceof Error) && 'code' in error && 'recovery' in error;
}
