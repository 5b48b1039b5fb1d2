/** Who is there now by chat: typing and presence, as accounts hear of them; over a real store. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Events } from '../../shared/contract.ts';
import { customerOf } from './handlers/views.ts';
import { contactPointId } from './identity/ids.ts';
import { createLiveChat } from './liveChat.ts';
import type { LiveChat } from './liveChat.ts';
import { chat, testDesk } from './testing.ts';
import type { TestDesk } from './testing.ts';

let desk: TestDesk;
let live: LiveChat;
let typings: Events['typing'][];
let presences: Events['presence'][];

beforeEach(() => {
  desk = testDesk();
  typings = [];
  presences = [];
  live = createLiveChat({
    store: desk.store,
    emit(event, data) {
      if (event === 'typing') typings.push(data as Events['typing']);
      if (event === 'presence') presences.push(data as Events['presence']);
    },
  });
});
afterEach(() => desk.store.close());

const point = (address: string) => contactPointId({ kind: 'chat', value: `xmpp:${address}` });

it('typing is told of who is known, and of nobody else', () => {
  desk.ingest([chat({ peer: 'Dora', text: 'Hola' })]);
  live.hearTyping('stranger@chat.example', true);
  expect(typings).toEqual([]);
  desk.store.write((writer) => writer.prepare("INSERT INTO contact_point (uuid, kind, value, customer, seen_at_ms) SELECT ?, 'chat', 'xmpp:dora@chat.example', customer, 0 FROM contact_point LIMIT 1").run(point('dora@chat.example')));
  live.hearTyping('Dora@chat.example', true);
  expect(typings).toEqual([{ customerId: customerOf(desk.store, contactPointId({ kind: 'chat', value: 'whatsapp-name:dora' }))?.id, contactPointId: point('dora@chat.example'), isTyping: true }]);
});

describe('presence', () => {
  it('is told once when somebody comes and once when they go, however their address is written', () => {
    live.hearPresence('one', 'Dora@Chat.example', true);
    live.hearPresence('one', 'dora@chat.example', true);
    expect(live.available()).toEqual([point('dora@chat.example')]);
    live.hearPresence('one', 'dora@chat.example', false);
    live.hearPresence('one', 'dora@chat.example', false);
    expect(presences).toEqual([{ contactPointId: point('dora@chat.example'), isAvailable: true }, { contactPointId: point('dora@chat.example'), isAvailable: false }]);
    expect(live.available()).toEqual([]);
  });

  it('holds as long as one of several accounts says so, and not longer than the account is reached', () => {
    live.hearPresence('one', 'dora@chat.example', true);
    live.hearPresence('two', 'dora@chat.example', true);
    live.hearPresence('two', 'luz@chat.example', true);
    live.lose('two');
    expect(live.available()).toEqual([point('dora@chat.example')]);
    live.lose('one');
    expect(live.available()).toEqual([]);
    expect(presences.map(({ isAvailable }) => isAvailable)).toEqual([true, true, false, false]);
  });

  it('of what is no address is nothing, and a server gone mad fills no memory', () => {
    live.hearPresence('one', '', true);
    expect(live.available()).toEqual([]);
    for (let n = 0; n < 10_500; n += 1) live.hearPresence('one', `mad${n}@chat.example`, true);
    expect(live.available()).toHaveLength(10_000);
    expect(live.available().at(-1)).toBe(point('mad10499@chat.example'));
    expect(presences.filter(({ isAvailable }) => !isAvailable)).toHaveLength(500);
  });
});
