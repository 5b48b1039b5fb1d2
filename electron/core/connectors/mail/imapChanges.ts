/** What the selected folder's server tells of messages that we already have, and which UIDs it has. */
import { demand, type ImapLine } from './imapClient.ts';
import { COMPARED_FLAGS, flagsCode, keptFlags, type FolderMemory } from './imapPull.ts';
import { UidSet } from './uidSet.ts';

export type Flagged = { uid: number; flags: string[] };
export type Changes = { flagged: Flagged[]; vanished: UidSet };

/**
 * With CONDSTORE: flags that changed since the memory's mod-sequence. With QRESYNC the same command tells what was
 * expunged (RFC 7162 3.2.6); without it `vanished` stays empty and counting has to find out.
 * @param modseq the folder's HIGHESTMODSEQ now
 */
export async function readChanges(line: ImapLine, path: string, memory: FolderMemory, modseq: bigint): Promise<Changes> {
  const changes: Changes = { flagged: [], vanished: UidSet.empty() };
  if (memory.modseq === null || memory.modseq === modseq || memory.have.isEmpty) return changes;
  // A server that counts lower than before was restored from a copy: every flag may differ.
  const changedSince = memory.modseq > modseq ? 1n : memory.modseq;
  const onVanished = (event: { uid?: number | undefined; path: string }): void => {
    if (event.uid !== undefined && event.path === path && memory.have.has(event.uid)) changes.vanished.add(event.uid);
  };
  line.client.on('expunge', onVanished);
  try {
    for await (const row of line.client.fetch(`1:${memory.have.last}`, { uid: true, flags: true }, { uid: true, changedSince })) {
      if (memory.have.has(row.uid) && row.flags) changes.flagged.push({ uid: row.uid, flags: keptFlags(row.flags) });
    }
  } finally {
    line.client.off('expunge', onVanished);
  }
  return changes;
}

/** Without CONDSTORE: the flags of the newest 500 are compared with those we gave; older messages keep what they had. */
export async function compareFlags(line: ImapLine, memory: FolderMemory): Promise<Changes> {
  const changes: Changes = { flagged: [], vanished: UidSet.empty() };
  const newest = memory.have.newest(COMPARED_FLAGS);
  if (memory.flags === null || newest.isEmpty) return changes;
  for await (const row of line.client.fetch(`${newest.first}:${newest.last}`, { uid: true, flags: true }, { uid: true })) {
    const flags = keptFlags(row.flags);
    if (!newest.has(row.uid) || memory.flags.get(row.uid) === flagsCode(flags)) continue;
    memory.flags.set(row.uid, flagsCode(flags));
    changes.flagged.push({ uid: row.uid, flags });
  }
  return changes;
}

/**
 * UIDs that exist, by UID SEARCH.
 * @param sequence UIDs to look among, null for all
 */
export async function searchUids(line: ImapLine, sequence: string | null): Promise<UidSet> {
  const found = await line.client.search(sequence === null ? { all: true } : { uid: sequence }, { uid: true, returnOptions: ['ALL'] });
  const answer = demand(line, found, 'search');
  return Array.isArray(answer) ? UidSet.of(answer) : UidSet.fromSequence(answer.all ?? '');
}
