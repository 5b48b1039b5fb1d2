/** The two ends of a call in the words of the desk: names of our extensions, numbers outside as contact points. */
import type { ContactPointRef } from '../../../shared/domain.ts';
import { isDialable, phonePoint } from '../identity/address.ts';
import type { DeskFacts } from './normalised.ts';

export function nameOf(extension: string, desk: DeskFacts): string {
  return desk.extensions.find((known) => known.extension === extension)?.name || extension;
}

/** Exchanges take a digit or two before the number to get an outside line. */
export function withoutDialPrefix(written: string, point: ContactPointRef, desk: DeskFacts): ContactPointRef {
  if (isDialable(point.value)) return point;
  for (const cut of [1, 2]) {
    const shorter = phonePoint(written.slice(cut), desk.country);
    if (shorter !== null && shorter !== 'withheld' && isDialable(shorter.value)) return shorter;
  }
  return point;
}
