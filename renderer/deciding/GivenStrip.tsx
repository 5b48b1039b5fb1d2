/** "Already given on … by …": what a text that is being written is about to ask for again, above its send button (S26). Quiet: it never stops anybody. */
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useAlreadyGiven } from '../data/decidingQueries.ts';
import { jumpTo } from '../data/navigation.ts';
import { maskDocument } from '../i18n/format.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Button, IconButton } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';

/** The pause after which a text is looked at: nobody is interrupted in the middle of a word. */
const PAUSE_MS = 300;

const FIELDS = ['document', 'phone', 'mail', 'address', 'city', 'birthday', 'name', 'order', 'preferredChannel'] as const;

/** @param text what the agent has written, without quotations; `onInsert` puts the value at the cursor */
export function GivenStrip({ customerId, text, onInsert }: { customerId: string; text: string; onInsert: (value: string) => void }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const settled = useSettled(text);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const given = useAlreadyGiven(customerId, settled).data ?? [];
  const shown = settled.trim() === '' ? [] : given.filter(({ field }) => !hidden.has(field)).slice(0, 3);
  if (shown.length === 0) return null;
  return (
    <div className="given" role="status" aria-label={t('deciding.given.title')}>
      <Icon name="info" />
      <ul className="given-list">
        {shown.map(({ field, value, atMs, channel, interactionId }, n) => {
          const name = FIELDS.find((one) => one === field);
          const label = name === undefined ? field : t(`deciding.given.fields.${name}`);
          const date = format.day(atMs, nowMs);
          return (
            <li key={field} className="given-line">
              <span className="grow">{n === 0 && <><b>{t('deciding.given.title')}</b> · </>}{t('deciding.given.line', { field: label, value: field === 'document' ? maskDocument(value) : value })} <span className="faint">{channel === null ? t('deciding.given.whenNoChannel', { date }) : t('deciding.given.when', { date, channel: t(`deciding.given.channels.${channel}`) })}</span></span>
              <Button small aria-label={t('deciding.given.insertOf', { value: label })} onClick={() => onInsert(value)}>{t('deciding.given.insert')}</Button>
              {interactionId !== null && <Button small aria-label={t('deciding.given.jumpOf', { field: label })} onClick={() => jumpTo(customerId, interactionId)}>{t('deciding.given.jump')}</Button>}
              <IconButton label={t('deciding.given.hide')} icon="close" onClick={() => setHidden((now) => new Set([...now, field]))} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The text as it was when it last stood still. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
