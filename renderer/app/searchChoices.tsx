/** Answers of the search as choices of a combobox: customers, then what was said, each opening its place. */
import type { ReactElement } from 'react';
import type { QueryOutput } from '../../shared/contract.ts';
import type { CustomerRow, SearchHit } from '../../shared/domain.ts';
import { openCustomer } from '../data/navigation.ts';
import type { TFunction } from '../i18n/i18n.ts';
import type { ChoiceGroup } from '../ui/Combobox.tsx';
import { Avatar } from '../ui/controls.tsx';
import { ChannelIcon } from '../ui/icons.tsx';
import { Highlight, Time } from '../ui/text.tsx';

/** `onPicked` runs before the customer opens (to close the palette, to clear the field). */
export function searchChoices(t: TFunction, answer: QueryOutput<'search.all'> | undefined, onPicked: () => void): ChoiceGroup[] {
  if (!answer) return [];
  return [
    {
      label: t('search.customers'),
      choices: answer.customers.map((row) => ({
        id: `customer-${row.id}`,
        content: <CustomerChoice row={row} />,
        onPick: () => {
          onPicked();
          openCustomer({ customerId: row.id, name: row.name, channel: row.lastChannel });
        },
      })),
    },
    {
      label: t('search.interactions'),
      choices: answer.interactions.map((hit) => ({
        id: `interaction-${hit.interactionId}`,
        content: <HitChoice hit={hit} channelName={t(`channel.${hit.channel}`)} />,
        onPick: () => {
          onPicked();
          openCustomer({ customerId: hit.customerId, name: hit.customerName, channel: hit.channel }, hit.interactionId);
        },
      })),
    },
  ];
}

export function CustomerChoice({ row }: { row: CustomerRow }): ReactElement {
  return (
    <>
      <Avatar name={row.name} channel={row.lastChannel} />
      <span className="choice-words">
        <span className="choice-title cut">{row.name}</span>
        <span className="choice-line cut"><Highlight text={row.matched || row.organisation || row.lastPreview} /></span>
      </span>
      {row.lastAtMs !== null && <Time atMs={row.lastAtMs} style="stamp" className="choice-when" />}
    </>
  );
}

function HitChoice({ hit, channelName }: { hit: SearchHit; channelName: string }): ReactElement {
  return (
    <>
      <span className="choice-channel" data-channel={hit.channel}><ChannelIcon channel={hit.channel} label={channelName} /></span>
      <span className="choice-words">
        <span className="choice-title cut">{hit.customerName}{hit.title !== '' && <span className="choice-line">{` · ${hit.title}`}</span>}</span>
        <span className="choice-line cut"><Highlight text={hit.snippet} /></span>
      </span>
      <Time atMs={hit.occurredAtMs} style="day" className="choice-when" />
    </>
  );
}
