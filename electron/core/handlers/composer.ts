/** What the composer opens with for one customer: ways to reach them, the reply, and values for canned replies. */
import type { ComposerContext } from '../../../shared/composing.ts';
import type { AccountView, Language, QueryInput, QueryOutput, Settings } from '../../../shared/contract.ts';
import { DeskError } from '../../../shared/result.ts';
import type { NowMs } from '../../../shared/time.ts';
import { composerStart } from '../decisions/composerStart.ts';
import { firstName } from '../decisions/firstName.ts';
import type { DeskFacts } from '../ingest/normalised.ts';
import type { LiveChat } from '../liveChat.ts';
import { foremostCase } from '../store/cases.ts';
import { customerSummary, membersOf } from '../store/customers.ts';
import type { CustomerSummary } from '../store/customers.ts';
import { interactionById, interactionByKey } from '../store/interactions.ts';
import type { InteractionRow } from '../store/interactions.ts';
import type { Store } from '../store/open.ts';
import { readShop } from '../store/shop.ts';
import { preferredChannel } from './preferred.ts';
import { reachOptions } from './reaching.ts';
import { replyTo } from './replying.ts';
import { customerName, customerOf } from './views.ts';
import type { ViewContext } from './views.ts';

export type ComposerPorts = { store: Store; settings(): Settings; language(): Language; desk(): DeskFacts; accounts(): AccountView[]; liveChat: Pick<LiveChat, 'available'>; nowMs: NowMs };
export type ComposerQueries = { [N in 'composer.context' | 'chat.available']: (input: QueryInput<N>) => QueryOutput<N> };

export function createComposerQueries(ports: ComposerPorts): ComposerQueries {
  const { store } = ports;

  return {
    'composer.context': ({ customerId, replyTo: answeredId }) => {
      const context: ViewContext = { reader: store, country: ports.settings().country };
      const found = customerOf(store, customerId);
      const summary = found === null ? null : customerSummary(store, found.root);
      if (found === null || summary === null) throw new DeskError('not-found', { what: 'customer' });
      const answered = answeredId === null ? null : interactionById(store, answeredId);
      if (answeredId !== null && answered === null) throw new DeskError('not-found', { what: 'interaction' });
      const points = membersOf(store, found.root);
      const accounts = ports.accounts();
      const options = reachOptions(context, points, accounts);
      const reply = answered === null ? null : replyTo(store, answered, accounts, ports.desk());
      const usable = options.filter(({ lacks }) => lacks === null).map(({ channel }) => channel);
      const preferred = preferredChannel(context, points.map((point) => point.id), ports.nowMs());
      return { options, start: composerStart(usable, reply?.channel ?? null, preferred), reply, seenCursor: summary.lastKey, variables: variables(context, summary, foremostCase(store, points.map((point) => point.uuid))?.title ?? null, answered, accounts) };
    },
    'chat.available': () => ports.liveChat.available(),
  };

  function variables(context: ViewContext, summary: CustomerSummary, caseTitle: string | null, answered: InteractionRow | null, accounts: readonly AccountView[]): ComposerContext['variables'] {
    const name = customerName(context, summary.name);
    const open = summary.waitingKey === null ? null : interactionByKey(store, summary.waitingKey);
    const { identity, branches } = readShop(store);
    const { branch } = ports.settings();
    const sender = accounts.map(({ setup }) => (setup?.kind === 'imap' ? (setup.config.outgoing?.name ?? '') : '')).find((name) => name !== '');
    const values: Record<string, string | null | undefined> = {
      // A number or an address is no name to call somebody by.
      'customer.name': /[@\d]/.test(name) ? null : name, 'customer.firstName': firstName(name, summary.organisation),
      'agent.name': ports.settings().agentName, 'case.title': caseTitle ?? (answered?.title || open?.title), 'shop.name': sender ?? identity.name,
      branch: branches.find(({ code }) => code === branch)?.name, date: today(),
    };
    return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''));
  }

  function today(): string {
    const { timeZone } = ports.settings();
    return new Intl.DateTimeFormat(ports.language(), { day: 'numeric', month: 'long', year: 'numeric', timeZone: timeZone === '' ? undefined : timeZone }).format(ports.nowMs());
  }
}
