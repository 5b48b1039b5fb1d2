/**
 * Ids that need no coordination: UUIDv5 (RFC 9562, section 5.5) of a natural key in one fixed namespace, so that two
 * desktops that read the same source give the same thing the same id.
 */
import { hash } from 'node:crypto';
import type { ContactPointId, ContactPointRef, InteractionId } from '../../../shared/domain.ts';
import { recent } from './recent.ts';

/** Chosen once at random; changing it would give every customer and interaction another id. */
const NAMESPACE = Buffer.from('5d1f0c62b7a84d0e9c3e21f4a06b8e97', 'hex');

const VARIANT = ['8', '9', 'a', 'b'] as const;

const pointIds = recent<string, ContactPointId>(20_000);

/** Id of a contact point, which is also the id of the customer it was born as. Expects the normal form. */
export function contactPointId(ref: ContactPointRef): ContactPointId {
  const key = `${ref.kind}:${ref.value}`;
  const known = pointIds.get(key);
  if (known !== undefined) return known;
  const id = uuidV5(key) as ContactPointId;
  pointIds.set(key, id);
  return id;
}

/** Id of a touchpoint from its natural key (`mail:…`, `chat:…`, `call:…`). */
export function interactionId(key: string): InteractionId {
  return uuidV5(key) as InteractionId;
}

function uuidV5(name: string): string {
  const hex = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(name, 'utf8')]), 'hex');
  // The version and the two variant bits take the place of six bits of the hash.
  const variant = VARIANT[Number.parseInt(hex.charAt(16), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
