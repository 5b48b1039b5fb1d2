/** One row of a filtered list: what they are worth, the group they are in, how they like to be reached. */
import { memo } from 'react';
import type { ReactElement } from 'react';
import type { FoundCustomer } from '../data/decidingQueries.ts';
import { SegmentBadge } from '../deciding/WorthLine.tsx';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Avatar } from '../ui/controls.tsx';
import { ChannelIcon } from '../ui/icons.tsx';
import { Time } from '../ui/text.tsx';

export const FoundCard = memo(function FoundCard({ row }: { row: FoundCustomer }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const orders = t('deciding.worth.orders', { count: row.orders, formatted: format.number(row.orders) });
  const worth = row.orders === 0 ? row.organisation : t('deciding.worth.value', { money: format.money(row.value), orders });
  return (
    <div className="row">
      <Avatar name={row.name} channel={row.preferred?.channel ?? null} />
      <span className="row-name cut">{row.name}</span>
      {row.lastAtMs === null ? <span className="row-when" /> : <Time atMs={row.lastAtMs} style="stamp" className="row-when" />}
      <span className="row-said">
        {row.preferred !== null && <span className="row-channels"><ChannelIcon channel={row.preferred.channel} label={t(`deciding.prefers.${row.preferred.channel}`)} /></span>}
        <span className="cut">{worth}</span>
      </span>
      <span className="row-wait"><SegmentBadge segment={row.segment} /></span>
    </div>
  );
});
