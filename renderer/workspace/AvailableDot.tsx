/** A quiet sign beside a chat address while its owner is there; nothing while that is not known. */
import type { ReactElement } from 'react';
import { useAvailable } from '../data/presence.ts';
import { useTranslation } from '../i18n/i18n.ts';

export function AvailableDot({ contactPointId }: { contactPointId: string }): ReactElement | null {
  const { t } = useTranslation();
  if (!useAvailable().has(contactPointId)) return null;
  return <span className="available" role="img" aria-label={t('workspace.available')} title={t('workspace.available')} />;
}
