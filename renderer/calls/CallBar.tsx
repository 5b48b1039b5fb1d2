/** Our calls that go on or have just ended, in the top bar: who, how it stands, how long, and what to do next. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { LiveCall } from '../../shared/domain.ts';
import { keysOf } from '../app/shortcuts.ts';
import { barCalls, bringBack, callerOf, closeCall, useCalls } from '../data/calls.ts';
import type { Caller } from '../data/calls.ts';
import { useCommand } from '../data/commands.ts';
import { intend, useIntent } from '../data/intents.ts';
import { openCustomer } from '../data/navigation.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Button, IconButton } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextArea } from '../ui/fields.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import { callAside, callMs, callName, stateWords } from './callWords.ts';
import { Identify } from './Identify.tsx';
import { useSeconds } from './useSeconds.ts';

/** More than this at once and the tabs would have no room: the newest matter. */
const MOST = 2;

export function CallBar(): ReactElement | null {
  const { t } = useTranslation();
  const state = useCalls();
  const shown = barCalls(state).slice(0, MOST);
  if (shown.length === 0) return null;
  return (
    <ul className="call-bar" aria-label={t('live.bar')}>
      {shown.map((call, at) => <BarCall key={call.id} call={call} caller={callerOf(call, state.chosen)} isFirst={at === 0} />)}
    </ul>
  );
}

function BarCall({ call, caller, isFirst }: { call: LiveCall; caller: Caller | null; isFirst: boolean }): ReactElement {
  const { t } = useTranslation();
  const [over, setOver] = useState<'note' | 'identify' | null>(null);
  const name = callName(t, call, caller);
  const isEnded = call.state === 'ended';
  const open = (): void => {
    if (caller === null) setOver('identify');
    else openCustomer({ ...caller, channel: 'call' });
  };
  useIntent('openCall', () => {
    if (isFirst) open();
  });
  return (
    <li className="call-chip" data-state={call.state} data-call={call.id}>
      <button type="button" className="call-chip-name" title={[...callAside(t, call, caller), `${t('live.open')}  ${keysOf('openCall')}`].join(' · ')} onClick={open}>
        <Icon name="call" />
        <b className="cut">{name}</b>
        <span className="call-chip-state"><BarState call={call} /></span>
      </button>
      {call.state === 'ringing' && call.direction === 'inbound' && <IconButton label={t('live.showBrief')} icon="info" onClick={() => bringBack(call.id)} />}
      {caller !== null && !isEnded && <Button small icon="mail" shortcut={keysOf('composeToCaller')} onClick={() => intend('composeToCaller')}>{t('live.write')}</Button>}
      {isEnded && caller !== null && <Button small icon="note" onClick={() => setOver('note')}>{t('live.wrapUp')}</Button>}
      {isEnded && <IconButton label={t('live.done')} icon="close" onClick={() => closeCall(call.id)} />}
      {over === 'note' && caller !== null && <WrapUp call={call} caller={caller} onClose={() => setOver(null)} />}
      {over === 'identify' && (
        <Dialog title={name} onClose={() => setOver(null)}>
          <Identify
            call={call}
            onChosen={(customerId, chosen) => {
              setOver(null);
              openCustomer({ customerId, name: chosen, channel: 'call' });
            }}
          />
        </Dialog>
      )}
    </li>
  );
}

function BarState({ call }: { call: LiveCall }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useSeconds(call.state !== 'ended');
  return (
    <>
      {[stateWords(t, call), ...(call.transferredTo === '' ? [] : [t('live.transferredTo', { name: call.transferredTo })])].join(' · ')}{' '}
      <span className="call-clock">{format.duration(callMs(call, nowMs))}</span>
    </>
  );
}

/** What was said on the telephone, as a note of ours on the customer. */
function WrapUp({ call, caller, onClose }: { call: LiveCall; caller: Caller; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const add = useCommand('note.add');
  const save = (): void => {
    if (text.trim() === '' || add.isPending) return;
    add.mutate({ customerId: caller.customerId, text: text.trim() }, {
      onSuccess: () => {
        showToast({ text: t('live.wrapUpSaved') });
        closeCall(call.id);
        onClose();
      },
    });
  };
  return (
    <Dialog
      title={t('live.wrapUp')}
      onClose={onClose}
      onSubmit={save}
      footer={<><Button onClick={onClose}>{t('common.cancel')}</Button><Button type="submit" look="primary" shortcut="Ctrl ↵" disabled={text.trim() === '' || add.isPending}>{t('note.save')}</Button></>}
    >
      <p className="faint">{caller.name}</p>
      <TextArea
        label={t('live.note')}
        hint={t('live.wrapUpHint')}
        rows={5}
        maxLength={100_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
        }}
      />
    </Dialog>
  );
}
