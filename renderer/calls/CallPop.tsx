/**
 * What lies over the screen while the telephone rings: who calls and what to know, from the event itself (S2, N4).
 *
 * Promises: it is drawn from what came with the ring and asks nothing; it takes the focus only where nobody types;
 * among several who share the number it never chooses; putting it aside loses nothing, the call stays in the bar.
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import type { LiveCall } from '../../shared/domain.ts';
import { isTyping, keysOf } from '../app/shortcuts.ts';
import { callerOf, putAside, ringingCall, useCalls } from '../data/calls.ts';
import { useIntent } from '../data/intents.ts';
import { openCustomer } from '../data/navigation.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Freshness } from '../sync/Freshness.tsx';
import { Avatar, Button, IconButton } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { Brief, candidateWords } from './Brief.tsx';
import { callAside, callMs, callName } from './callWords.ts';
import { Identify } from './Identify.tsx';
import { useSeconds } from './useSeconds.ts';

export function CallPop(): ReactElement | null {
  const state = useCalls();
  const call = ringingCall(state);
  if (call === undefined) return null;
  return <Pop key={call.id} call={call} chosen={state.chosen} />;
}

function Pop({ call, chosen }: { call: LiveCall; chosen: ReturnType<typeof useCalls>['chosen'] }): ReactElement {
  const { t } = useTranslation();
  const box = useRef<HTMLElement>(null);
  const main = useRef<HTMLButtonElement>(null);
  const caller = callerOf(call, chosen);
  const candidate = call.brief.candidates.find((one) => one.customerId === caller?.customerId);
  const name = callName(t, call, caller);
  const aside = (): void => putAside(call.id);
  const open = (): void => {
    if (caller === null) return;
    openCustomer({ ...caller, channel: 'call' });
    aside();
  };
  usePop(call.id, box, main);
  useIntent('openCall', () => (caller === null ? box.current?.focus() : open()));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.stopPropagation();
    aside();
  };
  return (
    <section ref={box} popover="manual" role="dialog" aria-label={t('live.region')} tabIndex={-1} className="call-pop" data-call={call.id} onKeyDown={onKeyDown}>
      <p className="hidden-text" role="alert">{t('live.ringsAloud', { name })}</p>
      <header className="call-pop-head">
        {caller === null ? <span className="call-pop-icon"><Icon name="call" large /></span> : <Avatar name={name} channel="call" large />}
        <div className="grow">
          <h2 className="cut">{name}</h2>
          <p className="call-pop-sub"><CallLine call={call} caller={caller} /></p>
        </div>
        <IconButton label={`${t('live.aside')}  Esc`} icon="close" onClick={aside} />
      </header>
      <div className="call-pop-body">
        {caller !== null && candidate && <Known candidate={candidate} onOpen={aside} />}
        {caller === null && <Identify call={call} onChosen={(customerId, customerName) => { openCustomer({ customerId, name: customerName, channel: 'call' }); aside(); }} />}
      </div>
      <footer className="call-pop-foot">
        <Freshness sources={call.brief.freshness} className="grow" />
        <Button small onClick={aside} shortcut="Esc">{t('live.aside')}</Button>
        {caller !== null && <Button ref={main} small look="primary" shortcut={keysOf('openCall')} onClick={open}>{t('live.open')}</Button>}
      </footer>
    </section>
  );
}

function CallLine({ call, caller }: { call: LiveCall; caller: ReturnType<typeof callerOf> }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useSeconds(true);
  return <>{[...callAside(t, call, caller), t('live.state.ringing')].join(' · ')} <span className="call-clock">{format.duration(callMs(call, nowMs))}</span></>;
}

function Known({ candidate, onOpen }: { candidate: LiveCall['brief']['candidates'][number]; onOpen: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <p className="faint">{candidateWords(t, format, candidate, useNow()).join(' · ')}</p>
      <Brief candidate={candidate} onOpen={onOpen} />
    </>
  );
}

/** Lies above dialogs too; marks the moment it is on the glass; takes the focus only from where nothing is typed, and gives it back. */
function usePop(callId: string, box: { current: HTMLElement | null }, main: { current: HTMLButtonElement | null }): void {
  const [before] = useState(() => document.activeElement);
  useLayoutEffect(() => {
    const element = box.current;
    element?.showPopover();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => performance.mark('hilo:call-painted', { detail: callId }), 0);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [callId, box]);
  useEffect(() => {
    if (isTyping(before) || document.querySelector('dialog[open]') !== null) return;
    (main.current ?? box.current)?.focus({ preventScroll: true });
    const element = box.current;
    return () => {
      if (element?.contains(document.activeElement) === true && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [before, box, main]);
}
