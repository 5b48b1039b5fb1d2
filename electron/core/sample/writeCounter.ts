/** Writes what the shop's people did at the counter: operations of another desk of the shop, stamped when they were done. */
import { randomUUID } from 'node:crypto';
import { CHANNELS } from '../../../shared/domain.ts';
import { createClock } from '../clock.ts';
import { contactPointId, interactionId } from '../identity/ids.ts';
import type { Apply } from '../operations/apply.ts';
import { author } from '../operations/commit.ts';
import type { Reader, Store } from '../store/open.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { counterFacts } from './counterFacts.ts';
import type { CounterPorts } from './counterFacts.ts';
import { personOf } from './people.ts';

const DONE = 'sample.counter';
/** The second within which a touchpoint of the stories lies, with what a chat's minutes leave out. */
const NEAR_MS = 60_000;

/** All of it once, in one transaction: the files must have been read. The desk has an id of its own, so that nothing waits here to be printed or mailed. */
export function writeCounter({ store, apply, nowMs }: { store: Store; apply: Apply; nowMs: number }): void {
  if (readSetting(store, DONE) === true) return;
  const device = randomUUID();
  let wallMs = 0;
  const clock = createClock(() => wallMs, null);
  const facts = counterFacts(counterPorts(store, nowMs));
  store.write((writer) => {
    for (const { atMs, actor, type, payload } of facts) {
      wallMs = atMs;
      apply.apply(writer, author(writer, { device, actor, clock }, type, payload as never));
    }
    writeSetting(writer, DONE, true);
    writer.touch('app');
  });
}

function counterPorts(reader: Reader, nowMs: number): CounterPorts {
  return {
    nowMs,
    idOf: (name) => interactionId(`sample:${name}`),
    pointOf,
    contactOf(person, channel, atMs) {
      const found = reader.prepare(`SELECT interaction.id AS id FROM contact_point AS own JOIN contact_point AS member ON member.customer = own.customer JOIN party ON party.point = member.id JOIN interaction ON interaction.key = party.interaction
        WHERE own.uuid IN (SELECT value FROM json_each(?)) AND interaction.channel = ? AND occurred_at_ms BETWEEN ? AND ? ORDER BY abs(occurred_at_ms - ?), interaction.id LIMIT 1`)
        .get(JSON.stringify(pointsOf(person)), CHANNELS.indexOf(channel), atMs - NEAR_MS, atMs + NEAR_MS, atMs) as { id: string } | undefined;
      return found?.id ?? null;
    },
    offerOf: (text) => (reader.prepare('SELECT id, campaign, product_code AS productCode, amount_minor AS amountMinor, to_ms AS toMs FROM offer WHERE text = ? ORDER BY id LIMIT 1').get(text) as ReturnType<CounterPorts['offerOf']> | undefined) ?? null,
  };
}

function pointOf(key: string, address?: string): string {
  return address === undefined ? (pointsOf(key)[0] ?? '') : contactPointId({ kind: 'mail', value: address });
}

/** Addresses under which the sources know a person, the steadiest first. */
function pointsOf(key: string): string[] {
  const { emails, phones } = personOf(key);
  return [
    ...emails.map((value) => contactPointId({ kind: 'mail', value })), ...phones.map((value) => contactPointId({ kind: 'phone', value })), ...phones.map((value) => contactPointId({ kind: 'chat', value: `whatsapp:${value}` })),
  ];
}
