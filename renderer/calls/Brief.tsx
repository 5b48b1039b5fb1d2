/** What to know of a caller before picking up: what they wait for, the last words per channel, promises, and what not to ask again. */
import type { ReactElement } from 'react';
import type { BriefCandidate, FieldValue } from '../../shared/domain.ts';
import { openCustomer } from '../data/navigation.ts';
import { formatPhone, maskDocument } from '../i18n/format.ts';
import type { Format } from '../i18n/format.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { ChannelIcon, Icon } from '../ui/icons.tsx';
import { Time } from '../ui/text.tsx';

/** What does not fit here is in the workspace. */
const MOST_WORDS = 4;
const MOST_KNOWN = 6;

/** `onOpen` is called when the brief leads into the history. */
export function Brief({ candidate, onOpen }: { candidate: BriefCandidate; onOpen: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  const go = (interactionId: string): void => {
    openCustomer({ customerId: candidate.customerId, name: candidate.name, channel: 'call' }, interactionId);
    onOpen();
  };
  const { open, lastWords, promises, known, pending } = candidate;
  return (
    <div className="brief">
      {open === null ? <p className="brief-none">{t('live.nothingOpen')}</p> : (
        <button type="button" className="brief-open" onClick={() => go(open.interactionId)}>
          <ChannelIcon channel={open.channel} label={t(`channel.${open.channel}`)} />
          <span className="grow">
            <span className="brief-label">{t('live.waitsFor')} · {t('live.waitsSince', { when: format.stamp(open.sinceMs, nowMs) })}</span>
            <b className="brief-title">{open.title}</b>
          </span>
        </button>
      )}
      {promises.length > 0 && (
        <section aria-label={t('live.promises')}>
          <h4 className="brief-label">{t('live.promises')}</h4>
          <ul className="brief-list">
            {promises.map((promise) => (
              <li key={promise.interactionId + promise.text}>
                <button type="button" className="brief-line brief-promise" onClick={() => go(promise.interactionId)}>
                  <ChannelIcon channel={promise.channel} label={t(`channel.${promise.channel}`)} />
                  <span className="brief-text">{promise.text}</span>
                  <Time atMs={promise.atMs} style="stamp" className="brief-when" />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {lastWords.length > 0 && (
        <section aria-label={t('live.lastWords')}>
          <h4 className="brief-label">{t('live.lastWords')}</h4>
          <ul className="brief-list">
            {lastWords.slice(0, MOST_WORDS).map((said) => (
              <li key={said.interactionId}>
                <button type="button" className="brief-line" onClick={() => go(said.interactionId)}>
                  <ChannelIcon channel={said.channel} label={t(`channel.${said.channel}`)} />
                  <span className="brief-text">{said.direction === 'inbound' ? '' : <span className="faint">{said.author || t('live.us')}: </span>}{said.text || t(said.channel === 'call' ? `call.${said.direction}` : `channel.${said.channel}`)}</span>
                  <Time atMs={said.atMs} style="stamp" className="brief-when" />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {known.length > 0 && (
        <section aria-label={t('live.known')}>
          <h4 className="brief-label">{t('live.known')}</h4>
          <dl className="brief-known">
            {known.slice(0, MOST_KNOWN).map((field) => <div key={field.field}><dt>{t(`fields.${field.field}`)}</dt><dd>{knownWords(field)}</dd></div>)}
          </dl>
        </section>
      )}
      {pending > 0 && <p className="brief-pending"><Icon name="out" /> {t('live.pending', { count: pending })}</p>}
    </div>
  );
}

/** Contacts and the last of them, for the line under a name. */
export function candidateWords(t: TFunction, format: Format, candidate: BriefCandidate, nowMs: number): string[] {
  return [
    ...(candidate.organisation === '' ? [] : [candidate.organisation]),
    candidate.interactions === 0 ? t('live.noContacts') : t('live.contacts', { count: candidate.interactions, formatted: format.number(candidate.interactions) }),
    ...(candidate.lastAtMs === null ? [] : [t('live.lastContact', { when: format.relative(candidate.lastAtMs, nowMs) })]),
  ];
}

function knownWords({ field, value }: FieldValue): string {
  // The core masks a document that is a contact point by itself.
  return field === 'document' && !value.includes('•') ? maskDocument(value) : field === 'phone' ? formatPhone(value) : value;
}
