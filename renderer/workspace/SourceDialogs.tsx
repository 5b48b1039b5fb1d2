/** Where things come from: the places of one interaction, its raw record, and every place of one datum. */
import type { ReactElement } from 'react';
import { openCustomer } from '../data/navigation.ts';
import { useDatumPlaces, useInteraction, useRaw } from '../data/queries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { problemWords } from '../i18n/problemWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Badge, Button } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Time } from '../ui/text.tsx';
import { useWorkspace } from './context.ts';
import { OriginLine } from './FieldsPanel.tsx';

export function SourceDialog({ interactionId, onClose }: { interactionId: string; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { open } = useWorkspace();
  const { data, error } = useInteraction(interactionId);
  const isRead = data?.item.source.connector !== 'desk';
  return (
    <Dialog title={t('timeline.where')} onClose={onClose} footer={isRead ? <Button onClick={() => open({ kind: 'raw', interactionId })}>{t('timeline.seeRaw')}</Button> : undefined}>
      {error && <p className="field-error">{errorWords(t, error)}</p>}
      {data && data.places.length === 0 && <p>{t('timeline.fromSource', { label: data.item.source.label || t(`connector.${data.item.source.connector}`) })} · {format.exact(data.item.occurredAtMs)}</p>}
      <ul className="lines">
        {data?.places.map((place) => (
          <li key={`${place.source.label}-${place.stream}-${place.place}`} className="line">
            <span className="grow">
              <span className="line-main">{place.source.label} · {t(`connector.${place.source.connector}`)}</span>
              <span className="line-sub">{[place.stream, place.place].filter(Boolean).join(' · ')}</span>
              <span className="line-sub">{t('timeline.readAt', { when: format.exact(place.readAtMs) })}</span>
            </span>
            {place.gone && <Badge tone="warn">{t('timeline.goneThere')}</Badge>}
          </li>
        ))}
      </ul>
      {data && data.problems.length > 0 && <p className="faint">{data.item.marks.damaged && `${t('marks.damagedWhy')} `}({data.problems.map((code) => problemWords(t, code)).join(', ')})</p>}
    </Dialog>
  );
}

export function RawDialog({ interactionId, onClose }: { interactionId: string; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useRaw(interactionId);
  return (
    <Dialog title={t('timeline.raw')} onClose={onClose} size="l">
      {error && <p className="field-error">{errorWords(t, error)}</p>}
      {data?.cut === true && <p className="faint">{t('timeline.rawCut', { shown: format.size(data.text.length), size: format.size(data.sizeBytes) })}</p>}
      {data && <textarea className="raw-record" readOnly spellCheck={false} aria-label={t('timeline.raw')} value={data.text} />}
    </Dialog>
  );
}

export function PlacesDialog({ value, shown, onClose }: { value: string; shown: string; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { data, error } = useDatumPlaces(value);
  return (
    <Dialog title={t('identity.placesTitle', { value: shown })} onClose={onClose}>
      {error && <p className="field-error">{errorWords(t, error)}</p>}
      {data?.length === 0 && <p className="faint">{t('identity.noPlaces')}</p>}
      <ul className="lines">
        {data?.map((place) => {
          const { customerId, interactionId, origin } = place;
          return (
            <li key={`${place.what}-${place.label}-${interactionId ?? ''}-${origin?.atMs ?? ''}`} className="line">
              <span className="grow">
                <span className="line-main">{place.label || t(`places.${place.what}`)}</span>
                <span className="line-sub">{place.label !== '' && t(`places.${place.what}`)}{place.label !== '' && origin && ' · '}{origin && <Time atMs={origin.atMs} style="day" />}</span>
                {origin && <OriginLine origin={origin} />}
              </span>
              {customerId !== null && (
                <Button
                  small
                  onClick={() => {
                    onClose();
                    openCustomer({ customerId, name: '', channel: null }, interactionId);
                  }}
                >
                  {t('common.open')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
