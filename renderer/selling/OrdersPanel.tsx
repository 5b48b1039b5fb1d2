/** What the customer bought and how it stands, with the source it was read from and how fresh that is (S16, S30). */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { OrderState, PriceChannel } from '../../shared/domain.ts';
import type { OrderView } from '../../shared/selling.ts';
import { useOrders } from '../data/sellingQueries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { sellingEs } from '../i18n/selling.es.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Badge, Button, Panel } from '../ui/controls.tsx';
import { Time } from '../ui/text.tsx';

const TONES: Record<OrderState, 'neutral' | 'good' | 'warn' | 'danger'> = { placed: 'neutral', paid: 'neutral', preparing: 'warn', ready: 'good', shipped: 'warn', delivered: 'good', cancelled: 'danger', returned: 'danger' };
const FIRST = 3;

export function OrdersPanel({ customerId }: { customerId: string }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const orders = useOrders(customerId).data ?? [];
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? orders : orders.slice(0, FIRST);
  const sources = new Map(shown.map((order) => [order.source.label, order.readAtMs]));
  return (
    <Panel title={t('selling.orders')}>
      {orders.length === 0 && <p className="faint">{t('selling.noOrders')}</p>}
      <ul className="lines">{shown.map((order) => <Order key={order.number} order={order} />)}</ul>
      {orders.length > FIRST && <Button small look="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>{isWhole ? t('selling.fewerOrders') : t('selling.allOrders', { formatted: format.number(orders.length) })}</Button>}
      {[...sources].map(([label, readAtMs]) => <p key={label} className="field-hint" title={format.exact(readAtMs)}>{t('selling.readAt', { source: label, when: format.relative(readAtMs, nowMs) })}</p>)}
    </Panel>
  );
}

function Order({ order }: { order: OrderView }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const channel = Object.hasOwn(sellingEs.selling.in, order.channel) ? t(`selling.in.${order.channel as PriceChannel}`) : order.channel;
  const head = (
    <>
      <span className="line-main">{t('selling.orderOf', { number: order.number })} <Badge tone={TONES[order.state]}>{t(`selling.states.${order.state}`)}</Badge></span>
      <span className="line-sub">{format.money(order.total)} · <Time atMs={order.orderedAtMs} style="relative" />{channel !== '' && <> · {channel}</>}</span>
    </>
  );
  if (order.lines.length === 0) return <li className="line"><span className="grow">{head}</span></li>;
  return (
    <li className="line">
      <details className="order grow">
        <summary aria-label={t('selling.linesOf', { number: order.number })}>{head}</summary>
        <ul className="order-lines">
          {order.lines.map((line, at) => (
            // Lines never move among themselves.
            <li key={at}><span>{line.quantity === 1 ? '' : `${format.number(line.quantity)} × `}{line.name}</span>{line.amountMinor !== 0 && <span>{format.money({ amountMinor: line.amountMinor, currency: order.total.currency })}</span>}</li>
          ))}
        </ul>
      </details>
    </li>
  );
}
