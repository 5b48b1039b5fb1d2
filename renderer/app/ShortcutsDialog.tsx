/** The list of shortcuts, from the keyboard map itself. */
import type { ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.ts';
import { Kbd } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { SHORTCUTS, shownKeys } from './shortcuts.ts';

export function ShortcutsDialog({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog title={t('shortcuts.title')} onClose={onClose} size="l">
      <div className="shortcuts">
        {(['everywhere', 'lists', 'workspace'] as const).map((group) => (
          <section key={group} aria-label={t(`shortcuts.${group}`)}>
            <h3>{t(`shortcuts.${group}`)}</h3>
            <dl>
              {SHORTCUTS.filter((shortcut) => shortcut.group === group).map((shortcut) => (
                <div key={shortcut.action}>
                  <dt>{t(`actions.${shortcut.action}`)}</dt>
                  <dd>
                    <Kbd keys={shownKeys(shortcut.keys)} />
                    <span className="hidden-text">{shownKeys(shortcut.keys)}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="faint">{t('shortcuts.hint')}</p>
    </Dialog>
  );
}
