/** Who did something, in words: a console whose agent gave no name is called what it is. */
import type { TFunction } from './i18n.ts';

const NAMELESS = 'desk';

export function actorWords(t: TFunction, actor: string): string {
  return actor === NAMELESS ? t('connector.desk') : actor;
}
