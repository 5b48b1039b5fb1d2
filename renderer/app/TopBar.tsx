/** Search and the customers who are open. */
import { memo, useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { CallBar } from '../calls/CallBar.tsx';
import { closeTab, showTab, useNavigation } from '../data/navigation.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { IconButton } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { SearchBox } from './SearchBox.tsx';

const CALM_MS = 150;

export const TopBar = memo(function TopBar(): ReactElement {
  return (
    <header className="bar">
      <SearchBox />
      <OpenCustomers />
      <CallBar />
    </header>
  );
});

function OpenCustomers(): ReactElement | null {
  const { t } = useTranslation();
  const { tabs, activeId, section } = useNavigation();
  const isDesk = section === 'queue' || section === 'customers';
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // Later than the customer's own drawing: asking for places now would lay out the page once more.
    const timer = setTimeout(() => list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), CALM_MS);
    return () => clearTimeout(timer);
  }, [activeId]);
  if (tabs.length === 0) return null;
  return (
    <nav className="tabs" aria-label={t('app.openCustomers')}>
      <ul ref={list}>
        {tabs.map((tab) => {
          const isHere = isDesk && tab.customerId === activeId;
          const name = tab.name || '…';
          return (
            <li key={tab.customerId} className="tab" data-here={isHere} onAuxClick={(event) => event.button === 1 && closeTab(tab.customerId)}>
              <button type="button" className="tab-name" aria-current={isHere ? 'page' : undefined} title={name} onClick={() => showTab(tab.customerId)}>
                {tab.channel === 'call' && <span className="channel-icon" data-channel="call"><Icon name="call" /></span>}
                <span className="cut">{name}</span>
              </button>
              <IconButton label={t('app.closeTab', { name })} icon="close" className="tab-close" onClick={() => closeTab(tab.customerId)} />
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
