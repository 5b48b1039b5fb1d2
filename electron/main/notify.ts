/** System notifications for what customers wrote or called: one per customer, and one for all when many arrive together. */
import { Notification } from 'electron';
import type { Events, Language } from '../../shared/contract.ts';
import type { LiveCall } from '../../shared/domain.ts';
import { wordsIn } from './words.ts';

export type Arrival = Events['arrived'][number];
export type Notice = { title: string; body: string; target: Events['navigate'] };

export type NotifierOptions = {
  preferences: () => { language: Language; isOn: boolean };
  /** The customer in front of the person's eyes now; null when the window is not focused or shows no customer. */
  customerInView: () => Promise<string | null>;
  onClick: (target: Events['navigate']) => void;
};

const LONGEST_BODY = 180;
/** More customers than this at once, and their names say less than the number. */
const MOST_NOTICES = 3;

/** Takes the core's `arrived` events. */
export function createNotifier(options: NotifierOptions): (arrivals: readonly Arrival[]) => Promise<void> {
  // A notification that nothing refers to is collected, and its click is lost.
  const shown = new Set<Notification>();
  return async (arrivals) => {
    const { language, isOn } = options.preferences();
    if (!isOn || !Notification.isSupported()) return;
    const inView = await options.customerInView();
    for (const notice of notices(arrivals.filter((arrival) => arrival.customerId !== inView), language)) {
      const notification = new Notification({ title: notice.title, body: notice.body });
      notification.on('click', () => options.onClick(notice.target));
      for (const end of ['click', 'close', 'failed'] as const) notification.on(end as 'close', () => shown.delete(notification));
      shown.add(notification);
      notification.show();
    }
  };
}

export type RingerOptions = Pick<NotifierOptions, 'preferences'> & {
  /** A window of ours has the focus: the ring is seen there. */
  isInFront: () => boolean;
  /** The window asks for attention in the bar of the system, or stops. */
  flash: (isOn: boolean) => void;
  onClick: (target: Events['navigate'] | null) => void;
};

/** Takes the core's `call` events: a ring at this desk that no window in front shows is told by the system, and taken back when it stops. */
export function createRinger(options: RingerOptions): (call: LiveCall) => void {
  /** By call; null where notifications are off and only the bar of the system asks. */
  const shown = new Map<string, Notification | null>();
  const stop = (id: string): void => {
    if (!shown.has(id)) return;
    shown.get(id)?.close();
    shown.delete(id);
    if (shown.size === 0) options.flash(false);
  };
  return (call) => {
    const { language, isOn } = options.preferences();
    const notice = ringNotice(call, language);
    if (notice === null) return stop(call.id);
    if (shown.has(call.id) || options.isInFront()) return;
    options.flash(true);
    shown.set(call.id, null);
    if (!isOn || !Notification.isSupported()) return;
    const notification = new Notification({ title: notice.title, body: notice.body, urgency: 'critical' });
    notification.on('click', () => options.onClick(notice.target));
    shown.set(call.id, notification);
    notification.show();
  };
}

/** What to say of a call that rings at this desk; null for any other. Several who share the number are not guessed at. */
export function ringNotice(call: LiveCall, language: Language): { title: string; body: string; target: Events['navigate'] | null } | null {
  if (call.state !== 'ringing' || !call.isMine || call.direction !== 'inbound') return null;
  const words = wordsIn(language);
  const only = call.brief.match === 'one' ? call.brief.candidates[0] : undefined;
  const number = call.withheld ? words.withheld : call.shown || call.number;
  return {
    title: words.rings(only?.name ?? number), body: shortened(only?.open?.title ?? (only ? number : call.callerName)),
    target: only ? { customerId: only.customerId, interactionId: null } : null,
  };
}

/** What to show for these arrivals: grouped by customer, the newest words of each. */
export function notices(arrivals: readonly Arrival[], language: Language): Notice[] {
  const words = wordsIn(language);
  const byCustomer = new Map<string, Arrival[]>();
  for (const arrival of arrivals) byCustomer.set(arrival.customerId, [...(byCustomer.get(arrival.customerId) ?? []), arrival]);
  const groups = [...byCustomer.values()].map((group) => {
    const last = group[group.length - 1] as Arrival;
    const kind = words.arrived[last.channel];
    const more = group.length > 1 ? ` (${words.more(group.length - 1)})` : '';
    return {
      title: `${last.name} · ${kind}`, body: shortened(last.preview) + more, name: last.name,
      target: { customerId: last.customerId, interactionId: last.interactionId },
    };
  });
  const newest = groups[groups.length - 1];
  if (newest === undefined) return [];
  if (groups.length <= MOST_NOTICES) return groups.map(({ title, body, target }) => ({ title, body, target }));
  return [{ title: words.arrivedFrom(groups.length), body: shortened(groups.map((group) => group.name).join(', ')), target: newest.target }];
}

function shortened(text: string): string {
  return text.length <= LONGEST_BODY ? text : `${text.slice(0, LONGEST_BODY - 1)}…`;
}
