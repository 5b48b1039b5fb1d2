/**
 * A set of UIDs as ascending runs: small where mail is contiguous, and exact where it is not.
 *
 * UIDs are whole numbers from 1 to 2^32-1 (RFC 3501 2.3.1.1). The text form is the cursor's: for each run the gap to
 * the run before and its length, in base 36 (`1.dw 3 2.5`), about four characters a run; not an IMAP sequence set.
 */
export class UidSet {
  /** from, to, from, to...: ascending, inclusive, never touching. */
  #runs: number[];

  private constructor(runs: number[]) {
    this.#runs = runs;
  }

  static empty(): UidSet {
    return new UidSet([]);
  }

  /** @param uids in any order, repeats allowed */
  static of(uids: Iterable<number>): UidSet {
    const runs: number[] = [];
    for (const uid of [...uids].toSorted((a, b) => a - b)) append(runs, uid, uid);
    return new UidSet(runs);
  }

  /** Reads an IMAP sequence set without `*` (RFC 9051 sequence-set), as ESEARCH answers. Unreadable parts are left out. */
  static fromSequence(text: string): UidSet {
    const parts: [number, number][] = [];
    for (const part of text.split(',')) {
      const found = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(part.trim());
      if (!found) continue;
      const from = Number(found[1]);
      const to = Number(found[2] ?? found[1]);
      if (from > 0 && to > 0) parts.push([Math.min(from, to), Math.max(from, to)]);
    }
    const runs: number[] = [];
    for (const [from, to] of parts.toSorted((a, b) => a[0] - b[0])) append(runs, from, to);
    return new UidSet(runs);
  }

  /** Reads `toText`'s form; null when the text is something else. */
  static fromText(text: string): UidSet | null {
    const runs: number[] = [];
    if (text === '') return new UidSet(runs);
    let last = 0;
    for (const part of text.split(' ')) {
      const found = /^([0-9a-z]+)(?:\.([0-9a-z]+))?$/.exec(part);
      if (!found?.[1]) return null;
      const from = last + Number.parseInt(found[1], 36);
      const to = from + (found[2] === undefined ? 1 : Number.parseInt(found[2], 36)) - 1;
      if (from <= last || to < from || to > 0xffff_ffff) return null;
      append(runs, from, to);
      last = to;
    }
    return new UidSet(runs);
  }

  toText(): string {
    const parts: string[] = [];
    let last = 0;
    this.#eachRun((from, to) => {
      parts.push(from === to ? (from - last).toString(36) : `${(from - last).toString(36)}.${(to - from + 1).toString(36)}`);
      last = to;
    });
    return parts.join(' ');
  }

  /** The IMAP sequence set (`1:500,502`); empty text for the empty set, which IMAP does not allow. */
  toSequence(): string {
    const parts: string[] = [];
    this.#eachRun((from, to) => parts.push(from === to ? String(from) : `${from}:${to}`));
    return parts.join(',');
  }

  get count(): number {
    let count = 0;
    this.#eachRun((from, to) => { count += to - from + 1; });
    return count;
  }

  get isEmpty(): boolean {
    return this.#runs.length === 0;
  }

  /** 0 for the empty set. */
  get first(): number {
    return this.#runs[0] ?? 0;
  }

  /** 0 for the empty set. */
  get last(): number {
    return this.#runs.at(-1) ?? 0;
  }

  has(uid: number): boolean {
    const at = this.#runAt(uid);
    return at < this.#runs.length && this.#from(at) <= uid;
  }

  /** True when no member lies strictly between both. */
  isFreeBetween(low: number, high: number): boolean {
    const at = this.#runAt(low + 1);
    return at >= this.#runs.length || this.#from(at) >= high;
  }

  add(uid: number): void {
    const at = this.#runAt(uid);
    if (at < this.#runs.length && this.#from(at) <= uid) return;
    const joinsBefore = at > 0 && this.#runs[at - 1] === uid - 1;
    const joinsAfter = at < this.#runs.length && this.#from(at) === uid + 1;
    if (joinsBefore && joinsAfter) this.#runs.splice(at - 1, 2);
    else if (joinsBefore) this.#runs[at - 1] = uid;
    else if (joinsAfter) this.#runs[at] = uid;
    else this.#runs.splice(at, 0, uid, uid);
  }

  remove(uid: number): void {
    const at = this.#runAt(uid);
    if (at >= this.#runs.length || this.#from(at) > uid) return;
    const from = this.#from(at);
    const to = this.#from(at + 1);
    const rest = [...(from < uid ? [from, uid - 1] : []), ...(uid < to ? [uid + 1, to] : [])];
    this.#runs.splice(at, 2, ...rest);
  }

  clear(): void {
    this.#runs = [];
  }

  copy(): UidSet {
    return new UidSet([...this.#runs]);
  }

  /** Members of this set that are not in the other. */
  minus(other: UidSet): UidSet {
    const runs: number[] = [];
    const cut = other.#runs;
    let at = 0;
    this.#eachRun((runFrom, to) => {
      let from = runFrom;
      while (at < cut.length && (cut[at + 1] ?? 0) < from) at += 2;
      for (let next = at; next < cut.length && (cut[next] ?? 0) <= to; next += 2) {
        const cutFrom = cut[next] ?? 0;
        if (cutFrom > from) append(runs, from, cutFrom - 1);
        from = Math.max(from, (cut[next + 1] ?? 0) + 1);
      }
      if (from <= to) append(runs, from, to);
    });
    return new UidSet(runs);
  }

  /** Members of both. */
  and(other: UidSet): UidSet {
    return this.minus(this.minus(other));
  }

  /** The `limit` highest members. */
  newest(limit: number): UidSet {
    const runs: number[] = [];
    let left = limit;
    for (let at = this.#runs.length - 2; at >= 0 && left > 0; at -= 2) {
      const to = this.#from(at + 1);
      const from = Math.max(this.#from(at), to - left + 1);
      runs.unshift(from, to);
      left -= to - from + 1;
    }
    return new UidSet(runs);
  }

  *[Symbol.iterator](): Generator<number, void, void> {
    for (let at = 0; at < this.#runs.length; at += 2) {
      for (let uid = this.#from(at); uid <= this.#from(at + 1); uid += 1) yield uid;
    }
  }

  #from(at: number): number {
    return this.#runs[at] ?? Number.POSITIVE_INFINITY;
  }

  #eachRun(see: (from: number, to: number) => void): void {
    for (let at = 0; at < this.#runs.length; at += 2) see(this.#from(at), this.#from(at + 1));
  }

  /** Index of the first run that ends at or after `uid`. */
  #runAt(uid: number): number {
    let low = 0;
    let high = this.#runs.length / 2;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#from(middle * 2 + 1) < uid) low = middle + 1;
      else high = middle;
    }
    return low * 2;
  }
}

/** Adds a run at the end, joining it with the last one where they touch. Runs come in ascending order. */
function append(runs: number[], from: number, to: number): void {
  const last = runs.at(-1);
  if (last !== undefined && from <= last + 1) runs[runs.length - 1] = Math.max(last, to);
  else runs.push(from, to);
}
