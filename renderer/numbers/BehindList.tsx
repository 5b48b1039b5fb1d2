/** The customers behind one figure, beside the pictures. The focus is in it while it is open; Enter opens a customer, Escape goes back to the figure. */
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import type { BehindRow, Figure, NumbersSpan } from '../../shared/numbers.ts';
import { openCustomer } from '../data/navigation.ts';
import { useBehind } from '../data/numbersQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { IconButton } from '../ui/controls.tsx';
import { ChannelIcon } from '../ui/icons.tsx';
import { ListBox } from '../ui/ListBox.tsx';
import type { ListBoxHandle } from '../ui/ListBox.tsx';
import { Time } from '../ui/text.tsx';
import { useMinutes } from './figureWords.ts';

const ROW_PX = 62;

export function BehindList({ span, figure, title, onClose }: { span: NumbersSpan; figure: Figure; title: string; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const answer = useBehind(span, figure).data;
  const list = useRef<ListBoxHandle>(null);
  const [active, setActive] = useState(0);
  const rows = answer?.rows ?? [];
  const isHere = answer !== undefined;
  useEffect(() => {
    if (isHere) list.current?.focus();
  }, [isHere]);
  const open = (at: number): void => {
    const row = rows[at];
    if (row) openCustomer({ customerId: row.customerId, name: row.name, channel: row.channel }, row.interactionId);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  return (
    <aside className="behind" aria-label={t('numbers.behind.title')} onKeyDown={onKeyDown}>
      <header className="behind-head">
        <div>
          <h2>{title}</h2>
          <p className="faint" role="status">{answer === undefined ? t('numbers.counting') : answer.total > rows.length ? t('numbers.behind.first', { shown: format.number(rows.length), total: format.number(answer.total) }) : t('numbers.behind.people', { count: answer.total, formatted: format.number(answer.total) })}</p>
        </div>
        <IconButton label={t('common.close')} icon="close" onClick={onClose} />
      </header>
      {answer !== undefined && (
        <ListBox
          ref={list}
          label={t('numbers.behind.title')}
          count={rows.length}
          rowHeightPx={ROW_PX}
          keyAt={(at) => rows[at]?.customerId}
          renderRow={(at) => <Row row={rows[at]} />}
          active={active}
          onActive={setActive}
          onOpen={open}
          isOpen={() => false}
        />
      )}
    </aside>
  );
}

function Row({ row }: { row: BehindRow | undefined }): ReactElement | null {
  const { t } = useTranslation();
  const minutes = useMinutes();
  if (row === undefined) return null;
  const said = [row.score === null ? '' : t('numbers.behind.scoreOf', { score: row.score }), row.minutes === null ? '' : minutes(row.minutes), row.detail || (row.channel === null ? '' : t(`channel.${row.channel}`))].filter(Boolean);
  return (
    <div className="behind-row">
      <span className="behind-name cut">{row.channel !== null && <ChannelIcon channel={row.channel} label={t(`channel.${row.channel}`)} />} {row.name}</span>
      <Time atMs={row.atMs} style="day" className="row-when" />
      <span className="behind-said cut">{said.join(' · ')}</span>
    </div>
  );
}
