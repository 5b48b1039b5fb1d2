/** A whole message: who took part, its own words, what it quotes, its signature, its formatted side and its files. */
import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import type { InteractionDetail } from '../../shared/contract.ts';
import { useDisplay, useInteraction } from '../data/queries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { Attachments } from './Attachments.tsx';
import { frameHeight } from './frameHeight.ts';

export function MessageBody({ interactionId }: { interactionId: string }): ReactElement | null {
  const { t } = useTranslation();
  const answer = useInteraction(interactionId);
  const [isFormatted, setFormatted] = useState(false);
  const detail = answer.data;
  if (answer.error) return <p className="body-error">{errorWords(t, answer.error)}</p>;
  if (!detail) return null;
  return (
    <div className="body">
      <Parties detail={detail} />
      {detail.hasHtml && (
        <div className="body-mode">
          <Button small look="quiet" aria-pressed={isFormatted} onClick={() => setFormatted(!isFormatted)}>{t(isFormatted ? 'timeline.asText' : 'timeline.asHtml')}</Button>
        </div>
      )}
      {isFormatted ? <Formatted interactionId={interactionId} /> : <PlainText detail={detail} />}
      <Attachments interactionId={interactionId} attachments={detail.attachments.filter((attachment) => !attachment.inline || !isFormatted)} />
    </div>
  );
}

function Parties({ detail }: { detail: InteractionDetail }): ReactElement {
  const { t } = useTranslation();
  const roles = ['from', 'to', 'cc', 'bcc', 'reply-to'] as const;
  return (
    <dl className="parties">
      {roles.map((role) => {
        const shown = [
          ...detail.parties.filter((party) => party.role === role).map((party) => addressWords(party.name, party.shown)),
          ...detail.ownParties.filter((party) => party.role === role).map((party) => addressWords(party.name, party.address)),
        ];
        return shown.length > 0 && (
          <div key={role}>
            <dt>{t(`timeline.${role}`)}</dt>
            <dd>{shown.slice(0, MOST_NAMES).join(', ')}{shown.length > MOST_NAMES && ` +${shown.length - MOST_NAMES}`}</dd>
          </div>
        );
      })}
    </dl>
  );
}

/** A circular to thousands must not fill the screen with names. */
const MOST_NAMES = 12;

function addressWords(name: string, address: string): string {
  return name === '' || name === address ? address : `${name} <${address}>`;
}

function PlainText({ detail }: { detail: InteractionDetail }): ReactElement {
  const { t } = useTranslation();
  const [isQuotedShown, setQuotedShown] = useState(false);
  const own = detail.own || (detail.quoted === null && detail.signature === null ? detail.text : '');
  return (
    <>
      <div className="body-text">{own || t('timeline.noText')}</div>
      {detail.quoted !== null && detail.quoted !== '' && (
        <>
          <button type="button" className="body-fold" aria-expanded={isQuotedShown} onClick={() => setQuotedShown(!isQuotedShown)}>
            <Icon name={isQuotedShown ? 'up' : 'down'} />
            {t(isQuotedShown ? 'timeline.hideQuoted' : 'timeline.showQuoted')}
          </button>
          {isQuotedShown && <blockquote className="body-quoted">{detail.quoted}</blockquote>}
        </>
      )}
      {detail.signature !== null && detail.signature !== '' && <div className="body-signature" aria-label={t('timeline.signature')} role="note">{detail.signature}</div>}
    </>
  );
}

/** The sanitised message in a frame without scripts, on an origin of its own; links are opened by the main process. */
function Formatted({ interactionId }: { interactionId: string }): ReactElement {
  const { t } = useTranslation();
  const [allowsRemote, setAllowsRemote] = useState(false);
  const display = useDisplay(interactionId, false, true).data;
  const theme = document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light';
  const blocked = display?.remoteBlocked ?? 0;
  const height = useMemo(() => (display ? frameHeight(display.html ?? '') : null), [display]);
  return (
    <div className="formatted">
      {blocked > 0 && (
        <div className="formatted-bar" role="status">
          <Icon name="image" />
          <span className="grow" title={t('timeline.blockedWhy')}>{allowsRemote ? t('timeline.imagesShown') : t('timeline.blocked', { count: blocked })}</span>
          <Button small onClick={() => setAllowsRemote(!allowsRemote)}>{t(allowsRemote ? 'timeline.hideImages' : 'timeline.showImages')}</Button>
        </div>
      )}
      {height !== null && <iframe style={{ height }} title={t('timeline.htmlFrame')} sandbox="" src={`hilo-mail://message/${interactionId}?remote=${allowsRemote ? 1 : 0}&theme=${theme}`} />}
    </div>
  );
}
