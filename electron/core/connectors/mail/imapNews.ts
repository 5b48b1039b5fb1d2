/**
 * Waits on INBOX: IDLE where the server has it, NOOP where it has not, and the clock for everything else.
 *
 * IDLE is broken and begun again by each look at the other folders, once a minute, well under the 29 minutes of
 * RFC 2177. The same looks find a half-open line: a command without an answer ends it (`silenceMs`).
 */
import { SECOND_MS } from '../../../../shared/time.ts';
import type { ConnectorContext } from '../connector.ts';
import type { ImapLine, ImapTuning } from './imapClient.ts';

/** `inbox`: something happened there; `look`: time to ask about the other folders; `ended`: aborted. */
export type News = 'inbox' | 'look' | 'ended';

/** How often the clock is read; a jump over it means that the machine slept. */
const TICK_MS = 5 * SECOND_MS;
const SLEPT_MS = 15 * SECOND_MS;
/** Another program that marks or moves many messages tells of each: they become one piece of news. */
const SETTLE_MS = 300;

export class NewsWatch {
  readonly #line: ImapLine;
  readonly #tuning: ImapTuning;
  readonly #context: ConnectorContext;
  /** `mail` is told at once, `change` (flags, expunges) after a moment. */
  #seen: 'mail' | 'change' | null = null;
  #wake: (() => void) | null = null;
  #idleRefused = false;

  constructor(line: ImapLine, inbox: string, tuning: ImapTuning, context: ConnectorContext) {
    this.#line = line;
    this.#tuning = tuning;
    this.#context = context;
    const { client } = line;
    client.on('exists', (event) => { if (event.path === inbox && event.count > event.prevCount) this.#see('mail'); });
    // What vanished "earlier" answers our own question (RFC 7162 3.2.10.1) and is no news.
    client.on('expunge', (event) => { if (event.path === inbox && event.earlier !== true) this.#see('change'); });
    client.on('flags', (event) => { if (event.path === inbox) this.#see('change'); });
    client.on('close', () => this.#wake?.());
    context.signal.addEventListener('abort', () => this.#wake?.(), { once: true });
  }

  /** Something happened in INBOX since `forget`. */
  get isKnown(): boolean {
    return this.#seen !== null;
  }

  /** What happened so far is being read now. */
  forget(): void {
    this.#seen = null;
  }

  /**
   * Settles with the next thing to do. INBOX has to be selected.
   * @param isLookDue asked at every tick
   * @throws whatever ended the line
   */
  async next(isLookDue: () => boolean): Promise<News> {
    const { client } = this.#line;
    let tickedAtMs = this.#context.nowMs();
    let polledAtMs = tickedAtMs;
    for (;;) {
      if (this.#context.signal.aborted) return 'ended';
      if (!client.usable) throw this.#line.explain({ code: 'NoConnection' });
      if (this.#seen === 'change') await this.#sleep(SETTLE_MS, (seen) => seen === 'mail');
      if (this.#seen !== null) return 'inbox';
      if (isLookDue()) return 'look';
      const idles = client.capabilities.has('IDLE') && !this.#idleRefused;
      if (idles && !client.idling) this.#idle();
      await this.#sleep(Math.min(TICK_MS, this.#tuning.lookMs, idles ? TICK_MS : this.#tuning.pollMs), (seen) => seen !== null);
      const nowMs = this.#context.nowMs();
      if (nowMs - tickedAtMs > SLEPT_MS) { await this.#proveAlive(); return 'look'; }
      tickedAtMs = nowMs;
      if (!idles && nowMs - polledAtMs >= this.#tuning.pollMs) { polledAtMs = nowMs; await client.noop(); }
    }
  }

  /** Runs until another command breaks it. */
  #idle(): void {
    void this.#line.client.idle().then(
      (answer) => { if (answer === false) { this.#idleRefused = true; this.#wake?.(); } },
      // A lost line ends IDLE too; `next` finds it out by itself.
      () => this.#wake?.(),
    );
  }

  /** After a sleep of the machine the line is often dead without knowing: an answer is due soon, or it is cut. */
  async #proveAlive(): Promise<void> {
    const { client } = this.#line;
    const timer = setTimeout(() => client.close(), this.#tuning.wakeTimeoutMs);
    await client.noop();
    clearTimeout(timer);
    if (!client.usable) throw this.#line.explain({ code: 'NoConnection' });
  }

  #see(what: 'mail' | 'change'): void {
    if (this.#seen !== 'mail') this.#seen = what;
    this.#wake?.();
  }

  /** Until the time is up, the line ends, or what was seen is enough. */
  async #sleep(ms: number, isEnough: (seen: 'mail' | 'change' | null) => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#endSleep(timer, resolve), ms);
      this.#wake = () => {
        if (isEnough(this.#seen) || !this.#line.client.usable || this.#context.signal.aborted) this.#endSleep(timer, resolve);
      };
      this.#wake();
    });
  }

  #endSleep(timer: NodeJS.Timeout, resolve: () => void): void {
    clearTimeout(timer);
    this.#wake = null;
    resolve();
  }
}
