/** The channels of the composer, each with how many drafts it has; arrows move the choice, a click also goes on to the words. */
import type { KeyboardEvent, ReactElement } from 'react';
import type { DraftChannel, DraftState } from '../data/messageDrafts.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Icon } from '../ui/icons.tsx';

const ORDER: readonly DraftChannel[] = ['mail', 'chat', 'call', 'visit', 'note'];

type ChannelSwitchProps = { channel: DraftChannel; drafts: Readonly<Record<DraftChannel, DraftState>>; onChannel: (channel: DraftChannel, byPointer: boolean) => void };

export function ChannelSwitch({ channel, drafts, onChannel }: ChannelSwitchProps): ReactElement {
  const { t } = useTranslation();
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChannel(ORDER[(ORDER.indexOf(channel) + step + ORDER.length) % ORDER.length] ?? channel, false);
    const group = event.currentTarget;
    requestAnimationFrame(() => group.querySelector<HTMLElement>('[aria-checked=true]')?.focus());
  };
  return (
    <div className="channel-switch" role="radiogroup" aria-label={t('compose.channels')} onKeyDown={onKeyDown}>
      {ORDER.map((one) => {
        const count = draftsOf(drafts[one]);
        const name = t(`compose.names.${one}`);
        return (
          <button
            key={one}
            type="button"
            role="radio"
            data-channel={one}
            aria-checked={one === channel}
            title={name}
            aria-label={count > 0 ? `${name}, ${t('compose.drafts', { count })}` : name}
            tabIndex={one === channel ? 0 : -1}
            onClick={(event) => onChannel(one, event.detail > 0)}
          >
            <Icon name={one === 'note' ? 'lock' : one} />
            <span className="channel-name">{name}</span>
            {count > 0 && <span className="channel-drafts" aria-hidden="true">{count}</span>}
          </button>
        );
      })}
    </div>
  );
}

function draftsOf(draft: DraftState): number {
  return (draft.content === null ? 0 : 1) + draft.others.length;
}
