import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Envelope } from '../../shared/result.ts';
import { DeskError } from '../../shared/result.ts';
import type { DesktopHandlers, GateOptions } from './gate.ts';
import { openGate } from './gate.ts';

type Handler = (event: unknown, name: unknown, input: unknown) => Promise<Envelope<unknown>>;
const { handlers } = vi.hoisted(() => ({ handlers: new Map<string, unknown>() }));
vi.mock('electron', () => ({ ipcMain: { handle: (kind: string, handler: unknown) => handlers.set(kind, handler) } }));

const ID = '6f0f0b7e-3c53-4c3e-8f0e-2f6f2a0a9c11';
const request = vi.fn<GateOptions['core']['request']>();
const openLink = vi.fn<DesktopHandlers['desktop.openLink']>();
let isOurs = true;

const ask = (kind: 'query' | 'command', name: unknown, input: unknown): Promise<Envelope<unknown>> =>
  (handlers.get(kind) as Handler)({}, name, input);

beforeEach(() => {
  isOurs = true;
  request.mockReset().mockResolvedValue({ ok: true, value: 'answer' });
  openLink.mockReset().mockResolvedValue(null);
  openGate({ core: { request }, desktop: { 'desktop.openLink': openLink } as unknown as DesktopHandlers, isOurs: () => isOurs });
});

describe('the gate', () => {
  it('passes what the schema made of an input on to the core', async () => {
    expect(await ask('query', 'customer.get', { id: ID, extra: 1 })).toEqual({ ok: true, value: 'answer' });
    expect(request).toHaveBeenCalledWith('query', 'customer.get', { id: ID });
    await ask('command', 'note.add', { customerId: ID, text: 'hola' });
    expect(request).toHaveBeenLastCalledWith('command', 'note.add', { customerId: ID, text: 'hola' });
  });

  it('answers desktop commands itself', async () => {
    expect(await ask('command', 'desktop.openLink', { url: 'https://example.com/' })).toEqual({ ok: true, value: null });
    expect(request).not.toHaveBeenCalled();
  });

  it('hears nobody but our own page', async () => {
    isOurs = false;
    for (const kind of ['query', 'command'] as const) {
      expect(await ask(kind, 'app.state', {})).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
    }
    expect(request).not.toHaveBeenCalled();
  });

  it.each([['constructor'], ['__proto__'], ['toString'], ['note.add'], [''], [null], [7], [{ toString: () => 'app.state' }]])('refuses the query name %j', async (name) => {
    expect(await ask('query', name, {})).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    expect(request).not.toHaveBeenCalled();
  });

  it('says where an input is wrong, and never what it was', async () => {
    const answer = await ask('command', 'note.add', { customerId: 'secreto', text: 'hola' });
    expect(answer).toEqual({ ok: false, error: { code: 'bad-request', recovery: 'bug', params: { name: 'note.add', where: 'customerId' } } });
    expect(await ask('command', 'desktop.openLink', { url: 'file:///etc/passwd' })).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    expect(await ask('query', 'app.state', undefined)).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  });

  it('settles with an envelope whatever is thrown behind it', async () => {
    request.mockRejectedValue(new Error('contains a customer name'));
    expect(await ask('query', 'app.state', {})).toEqual({ ok: false, error: { code: 'internal', recovery: 'bug', params: { kind: 'Error' } } });
    openLink.mockRejectedValue(new DeskError('not-allowed'));
    expect(await ask('command', 'desktop.openLink', { url: 'https://example.com/' })).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
  });
});
