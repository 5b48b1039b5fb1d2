import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Credentials, FromCore, ToCore } from '../../shared/corePort.ts';
import { createCoreHost } from './coreHost.ts';
import type { CoreEvent, CoreHost } from './coreHost.ts';

const CREDENTIALS: Credentials = { passphrase: 'palabra', keptBy: 'passphrase' };
const STOPPED = { ok: false, error: { code: 'core-stopped', recovery: 'retry' } };

/** A core that does only what a test tells it. */
class FakeCore extends EventEmitter {
  readonly pid = 1;
  readonly heard: ToCore[] = [];
  postMessage(message: ToCore): void { this.heard.push(message); }
  kill(): boolean { queueMicrotask(() => this.emit('exit', 0)); return true; }
  says(message: FromCore): void { this.emit('message', message); }
  opens(recoveryWords: string[] | null = null): void { this.emit('spawn'); this.says({ type: 'opened', recoveryWords }); }
  requests(): Extract<ToCore, { type: 'request' }>[] { return this.heard.filter((message) => message.type === 'request'); }
}

let cores: FakeCore[] = [];
let events: CoreEvent[] = [];
let host: CoreHost;
const core = (): FakeCore => cores[cores.length - 1] as FakeCore;

beforeEach(() => {
  vi.useFakeTimers();
  cores = [];
  events = [];
  host = createCoreHost({
    fork: () => { const made = new FakeCore(); cores.push(made); return made; },
    killHard: (child) => (child as unknown as FakeCore).emit('exit', 9),
    opening: { profileDir: '/p', systemLanguage: 'es', sample: false },
    onEvent: (event) => events.push(event),
    now: Date.now,
  });
});
afterEach(() => { vi.useRealTimers(); });

async function opened(): Promise<void> {
  const opening = host.open(CREDENTIALS);
  core().opens();
  await opening;
}

describe('opening', () => {
  it('hands over the credentials and gives back the recovery words', async () => {
    const opening = host.open(CREDENTIALS);
    core().opens(['uno', 'dos']);
    expect(await opening).toEqual({ recoveryWords: ['uno', 'dos'] });
    expect(core().heard[0]).toEqual({ type: 'open', profileDir: '/p', systemLanguage: 'es', sample: false, credentials: CREDENTIALS });
  });

  it('lets requests wait until the core is open', async () => {
    const early = host.request('query', 'app.state', {});
    const opening = host.open(CREDENTIALS);
    core().opens();
    await opening;
    await vi.advanceTimersByTimeAsync(0);
    const [asked] = core().requests();
    core().says({ type: 'reply', id: asked?.id ?? 0, envelope: { ok: true, value: 7 } });
    expect(await early).toEqual({ ok: true, value: 7 });
  });

  it('raises what the core refused with, answers requests with it, and may be tried again in a fresh process', async () => {
    const opening = host.open(CREDENTIALS);
    core().emit('spawn');
    core().says({ type: 'refused', error: { code: 'key-wrong', recovery: 'askPerson', params: {} } });
    await expect(opening).rejects.toMatchObject({ code: 'key-wrong' });
    expect(await host.request('query', 'app.state', {})).toMatchObject({ ok: false, error: { code: 'key-wrong' } });
    await opened();
    expect(cores).toHaveLength(2);
    expect(host.state).toBe('running');
  });

  it('answers at once when nothing here can open the profile', async () => {
    const early = host.request('query', 'app.state', {});
    host.lock({ code: 'key-missing', recovery: 'askPerson', params: {} });
    expect(await early).toMatchObject({ ok: false, error: { code: 'key-missing' } });
  });
});

describe('a core that falls', () => {
  it('leaves no request open', async () => {
    await opened();
    const asked = [host.request('query', 'a', {}), host.request('command', 'b', {})];
    core().emit('exit', 7);
    expect(await Promise.all(asked)).toMatchObject([STOPPED, STOPPED]);
  });

  it('is started again three times in five minutes, then given up', async () => {
    await opened();
    for (let fall = 1; fall <= 3; fall += 1) {
      core().emit('exit', 7);
      core().opens();
    }
    core().emit('exit', 7);
    expect(cores).toHaveLength(4);
    expect(events.map((event) => (event.data as { state: string }).state)).toEqual(['restarting', 'running', 'restarting', 'running', 'restarting', 'running', 'failed']);
    expect(await host.request('query', 'app.state', {})).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('has its budget back when the falls are far apart', async () => {
    await opened();
    for (let fall = 1; fall <= 6; fall += 1) {
      core().emit('exit', 7);
      core().opens();
      await vi.advanceTimersByTimeAsync(4 * 60_000);
      // Answers the pings that are under way, so that only the falls count.
      core().says({ type: 'reply', id: -1, envelope: { ok: true, value: null } });
      if (host.state !== 'running') break;
    }
    expect(events.some((event) => event.event === 'core' && event.data.state === 'failed')).toBe(false);
  });

  it('still opens when it fell on the way', async () => {
    const opening = host.open(CREDENTIALS);
    core().emit('spawn');
    core().emit('exit', 7);
    core().opens();
    expect(await opening).toEqual({ recoveryWords: null });
  });

  it('is heard no more once another took its place', async () => {
    await opened();
    const old = core();
    old.emit('exit', 7);
    core().opens();
    const asked = host.request('query', 'a', {});
    old.says({ type: 'reply', id: 1, envelope: { ok: true, value: 'stale' } });
    const [request] = core().requests();
    core().says({ type: 'reply', id: request?.id ?? 0, envelope: { ok: true, value: 'fresh' } });
    expect(await asked).toEqual({ ok: true, value: 'fresh' });
  });
});

describe('a core that hangs', () => {
  it('is taken down after three pings without any sign of life', async () => {
    await opened();
    const hung = core();
    const asked = host.request('query', 'a', {});
    await vi.advanceTimersByTimeAsync(45_000);
    expect(await asked).toMatchObject(STOPPED);
    expect(core()).not.toBe(hung);
  });

  it('has all the time it needs while it answers pings', async () => {
    await opened();
    void host.request('query', 'slow', {});
    for (let turn = 0; turn < 30; turn += 1) {
      await vi.advanceTimersByTimeAsync(10_000);
      for (const ping of core().requests().filter((request) => request.name === 'settings.get')) {
        core().says({ type: 'reply', id: ping.id, envelope: { ok: true, value: {} } });
      }
    }
    expect(cores).toHaveLength(1);
  });
});

describe('the end', () => {
  it('waits for the core to stop in order', async () => {
    await opened();
    const stopped = vi.fn<() => void>();
    const stopping = host.stop().then(stopped);
    expect(core().heard[core().heard.length - 1]).toEqual({ type: 'stop' });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(stopped).not.toHaveBeenCalled();
    core().says({ type: 'stopped' });
    await stopping;
    expect(cores).toHaveLength(1);
  });

  it('does not wait for ever', async () => {
    await opened();
    const stopping = host.stop();
    await vi.advanceTimersByTimeAsync(16_000);
    await stopping;
    expect(await host.request('query', 'a', {})).toMatchObject(STOPPED);
  });

  it('comes at once when no core runs or it has not opened yet', async () => {
    const opening = host.open(CREDENTIALS);
    const [outcome] = await Promise.allSettled([opening, host.stop(), host.stop()]);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'core-stopped' } });
  });
});
