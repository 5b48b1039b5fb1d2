/** What can be done with one interaction, and its marks in words. */
import type { ReactElement } from 'react';
import type { InteractionMarks, TimelineItem } from '../../shared/domain.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Badge, Button } from '../ui/controls.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { MenuItem } from '../ui/Menu.tsx';
import { useWorkspace } from './context.ts';
import { useItemActions } from './useItemActions.ts';

/** `first`: acts that only this kind of card has. */
export function ItemMenu({ item, first = [] }: { item: TimelineItem; first?: readonly MenuItem[] }): ReactElement {
  const { t } = useTranslation();
  const actions = useItemActions(item);
  return <Menu label={t('timeline.actions')} items={[...first, ...actions]} className="icon-button item-menu" />;
}

const TONES = { list: 'neutral', automatic: 'neutral', bounce: 'warn', dateDoubtful: 'warn', damaged: 'danger', gone: 'neutral', provisional: 'neutral', settled: 'neutral' } as const satisfies Record<keyof InteractionMarks, string>;

export function Marks({ item }: { item: TimelineItem }): ReactElement | null {
  const { t } = useTranslation();
  const { open } = useWorkspace();
  const marks = (Object.keys(TONES) as (keyof InteractionMarks)[]).filter((mark) => item.marks[mark]);
  if (marks.length === 0) return null;
  return (
    <span className="marks">
      {marks.map((mark) => <Badge key={mark} tone={TONES[mark]} title={t(`marks.${mark}Why`)}>{t(`marks.${mark}`)}</Badge>)}
      {item.marks.damaged && <Button small look="quiet" onClick={() => open({ kind: 'raw', interactionId: item.id })}>{t('timeline.seeRaw')}</Button>}
    </span>
  );
}
