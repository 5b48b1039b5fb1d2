/**
 * Every customer, found while one types.
 *
 * Owns the list on screen; of any number of customers only the rows in view are asked for and drawn.
 */
import { memo, useCallback, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import type { CustomerFilter } from '../../shared/deciding.ts';
import type { CustomerRow } from '../../shared/domain.ts';
import { EVERYBODY, useFoundCustomers } from '../data/decidingQueries.ts';
import { intend, useIntent } from '../data/intents.ts';
import { openCustomer, useNavigation } from '../data/navigation.ts';
import { useCustomerRows } from '../data/queries.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Freshness } from '../sync/Freshness.tsx';
import { Avatar, Button, Empty, IconButton } from '../ui/controls.tsx';
import { ChannelIcon, Icon } from '../ui/icons.tsx';
import { ListBox } from '../ui/ListBox.tsx';
import type { ListBoxHandle } from '../ui/ListBox.tsx';
import { Highlight, Time } from '../ui/text.tsx';
import { filtersOn, FindFilters } from './FindFilters.tsx';
import { FoundCard } from './FoundCard.tsx';

const ROW_PX = 62;

export function CustomersScreen(): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const list = useRef<ListBoxHandle>(null);
  const input = useRef<HTMLInputElement>(null);
  const { activeId } = useNavigation();
  const [isFiltering, setFiltering] = useState(false);
  const [found, setFound] = useState<CustomerFilter>(EVERYBODY);
  const isFound = filtersOn(found) > 0 || found.sort !== 'last';
  const everybody = useCustomerRows(text.trim(), range.first, range.last, !isFound);
  const filtered = useFoundCustomers(text.trim(), isFound ? found : null, range.first, range.last);
  const total = isFound ? filtered.total : everybody.total;
  const idAt = (index: number): string | undefined => (isFound ? filtered.rowAt(index)?.customerId : everybody.rowAt(index)?.id);
  useIntent('listDown', () => list.current?.move(1));
  useIntent('listUp', () => list.current?.move(-1));
  useIntent('filterList', () => input.current?.focus());
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  const open = (index: number): void => {
    const row = isFound ? filtered.rowAt(index) : everybody.rowAt(index);
    if (row === undefined) return;
    openCustomer('customerId' in row ? { customerId: row.customerId, name: row.name, channel: row.preferred?.channel ?? null } : { customerId: row.id, name: row.name, channel: row.lastChannel });
  };
  const filter = (next: string): void => {
    setText(next);
    setActive(0);
  };
  const narrow = (next: CustomerFilter): void => {
    setFound(next);
    setActive(0);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') list.current?.focus();
    else if (event.key === 'Enter') open(active);
    else if (event.key === 'Escape' && text !== '') filter('');
    else return;
    event.preventDefault();
  };
  return (
    <section className="list" aria-label={t('customers.title')}>
      <header className="list-head">
        <h2>{t('customers.title')}</h2>
        {total !== undefined && <span className="faint" title={t('customers.count', { count: total, formatted: format.number(total) })}>{format.number(total)}</span>}
        <Freshness className="list-fresh" />
        {filtersOn(found) === 0
          ? <IconButton label={t('deciding.find.filters')} icon="settings" aria-expanded={isFiltering} onClick={() => setFiltering(!isFiltering)} />
          : <Button small icon="settings" aria-expanded={isFiltering} onClick={() => setFiltering(!isFiltering)}>{t('deciding.find.on', { count: filtersOn(found) })}</Button>}
        <IconButton label={t('customers.newTitle')} icon="plus" onClick={() => intend('newCustomer')} />
      </header>
      <div className="list-filter">
        <div className="combobox-field">
          <Icon name="search" />
          <input ref={input} type="text" aria-label={t('customers.filter')} placeholder={t('customers.filterShort')} autoComplete="off" spellCheck={false} value={text} onChange={(event) => filter(event.target.value)} onKeyDown={onKeyDown} />
          {text === '' ? <kbd aria-hidden="true">f</kbd> : <IconButton label={t('common.clear')} icon="close" onClick={() => filter('')} />}
        </div>
      </div>
      {isFiltering && <FindFilters filter={found} onChange={narrow} />}
      {total === 0 ? (
        isFound ? <Empty icon="people" title={t('deciding.find.none')}>{t('deciding.find.noneHint')}</Empty> : <Empty icon="people" title={t(text === '' ? 'customers.empty' : 'customers.none')}>{t(text === '' ? 'customers.emptyHint' : 'customers.noneHint')}</Empty>
      ) : (
        <ListBox
          ref={list}
          label={t('customers.list')}
          count={total ?? 0}
          rowHeightPx={ROW_PX}
          keyAt={idAt}
          active={active}
          onActive={setActive}
          onOpen={open}
          isOpen={(index) => activeId !== null && idAt(index) === activeId}
          onRange={onRange}
          renderRow={(index) => {
            const one = isFound ? filtered.rowAt(index) : undefined;
            if (one) return <FoundCard row={one} />;
            const row = isFound ? undefined : everybody.rowAt(index);
            return row ? <CustomerCard row={row} /> : null;
          }}
        />
      )}
    </section>
  );
}

const CustomerCard = memo(function CustomerCard({ row }: { row: CustomerRow }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const channels = row.channels.length > 0 || row.lastChannel === null ? row.channels : [row.lastChannel];
  const said = row.organisation || row.lastPreview || (row.lastChannel === null ? '' : t(`channel.${row.lastChannel}`));
  return (
    <div className="row">
      <Avatar name={row.name} channel={row.lastChannel} />
      <span className="row-name cut">{row.name}</span>
      {row.lastAtMs === null ? <span className="row-when" /> : <Time atMs={row.lastAtMs} style="stamp" className="row-when" />}
      <span className="row-said">
        <span className="row-channels">{channels.map((channel) => <ChannelIcon key={channel} channel={channel} label={t(`channel.${channel}`)} />)}</span>
        <span className="cut">{row.matched === '' ? said : <Highlight text={row.matched} />}</span>
      </span>
      <span className="row-wait" title={t('customers.interactions', { count: row.interactions, formatted: format.number(row.interactions) })}>
        {format.number(row.interactions)}
        <span className="hidden-text">{t('customers.interactions', { count: row.interactions, formatted: '' })}</span>
      </span>
    </div>
  );
});
