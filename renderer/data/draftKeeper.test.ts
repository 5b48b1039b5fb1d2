import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DraftContent, DraftView } from '../../shared/composing.ts';
import { DeskError } from '../../shared/result.ts';
import { createDraftKeeper } from './draftKeeper.ts';
import type { DraftKeeper, DraftPorts } from './draftKeeper.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const CUSTOMER = 'c';
const chat = (text: string): DraftContent => ({ channel: 'chat', accountId: null, to: 'ana@casa.example', text, attachments: [], replyTo: null });

/** The core's side as the contract promises it: one draft a channel, a revision for each saving, losers under `others`. */
function createCore() {
  const drafts = new Map<string, DraftView>();
  let ids = 0;
  let atMs = 1_000;
  let isBroken = false;
  const saved: string[] = [];
  const save: DraftPorts['save'] = async ({ draftId, baseRevision, content }) => {
    await Promise.resolve();
    if (isBroken) throw new DeskError('disk-full');
    const known = draftId === null ? undefined : drafts.get(draftId);
    if (draftId !== null && known === undefined) throw new DeskError('not-found');
    atMs += 1;
    const id = known?.id ?? `d${ids += 1}`;
    const conflict = known !== undefined && known.revision !== baseRevision;
    const others = conflict ? [{ content: known.content, savedAtMs: known.updatedAtMs }, ...known.others] : (known?.others ?? []);
    const revision = (known?.revision ?? 0) + 1;
    drafts.set(id, { id, customerId: CUSTOMER, channel: content.channel, content, revision, updatedAtMs: atMs, others } as DraftView);
    saved.push(content.text);
    return { draftId: id as DraftView['id'], revision, conflict };
  };
  const list: DraftPorts['list'] = async () => {
    await Promise.resolve();
    return [...drafts.values()].filter((draft) => draft.content.text !== '').sort((a, b) => b.updatedAtMs - a.updatedAtMs);
  };
  return {
    save, list, saved, drafts,
    discard: async (draftId: string): Promise<void> => void drafts.delete(draftId),
    breakDown: (broken: boolean) => { isBroken = broken; },
  };
}

type Core = ReturnType<typeof createCore>;
const windowOn = (core: Core, onError: DraftPorts['onError'] = (error) => { throw error; }): DraftKeeper => createDraftKeeper({ ...core, onError, nowMs: Date.now });
const shown = (keeper: DraftKeeper): string | undefined => keeper.read(CUSTOMER).chat.content?.text;
const offered = (keeper: DraftKeeper): string[] => keeper.read(CUSTOMER).chat.others.map((other) => other.content.text);
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

test('what is written is saved after a pause, once, with its newest words', async () => {
  const core = createCore();
  const keeper = windowOn(core);
  keeper.write(CUSTOMER, 'chat', chat('ho'));
  await pass(200);
  keeper.write(CUSTOMER, 'chat', chat('hola'));
  await pass(200);
  expect(core.saved).toEqual([]);
  await pass(5_000);
  expect(core.saved).toEqual(['hola']);
  expect(keeper.read(CUSTOMER).chat).toMatchObject({ draftId: 'd1', isSaved: true });
});

test('leaving the window saves at once', async () => {
  const core = createCore();
  const keeper = windowOn(core);
  keeper.write(CUSTOMER, 'chat', chat('hola'));
  await keeper.flush();
  expect(core.saved).toEqual(['hola']);
});

test('what could not be saved is tried again with the newest words, and said once', async () => {
  const core = createCore();
  const onError = vi.fn<DraftPorts['onError']>();
  const keeper = windowOn(core, onError);
  core.breakDown(true);
  keeper.write(CUSTOMER, 'chat', chat('uno'));
  await pass(2_700);
  expect(onError).toHaveBeenCalledTimes(1);
  keeper.write(CUSTOMER, 'chat', chat('dos'));
  core.breakDown(false);
  await pass(5_000);
  expect(core.saved).toEqual(['dos']);
});

test('a window with nothing unsaved takes over what another window saved, and its editor reads it again', async () => {
  const core = createCore();
  const [here, there] = [windowOn(core), windowOn(core)];
  here.write(CUSTOMER, 'chat', chat('uno'));
  await pass(500);
  await there.refresh(CUSTOMER);
  expect(shown(there)).toBe('uno');
  const epoch = there.read(CUSTOMER).chat.epoch;
  here.write(CUSTOMER, 'chat', chat('uno y dos'));
  await pass(500);
  await there.refresh(CUSTOMER);
  expect(shown(there)).toBe('uno y dos');
  expect(there.read(CUSTOMER).chat.epoch).toBeGreaterThan(epoch);
});

test('two windows that write at the same time keep both texts: the own one stays, the other is offered', async () => {
  const core = createCore();
  const [here, there] = [windowOn(core), windowOn(core)];
  here.write(CUSTOMER, 'chat', chat('base'));
  await pass(500);
  await there.refresh(CUSTOMER);
  there.write(CUSTOMER, 'chat', chat('de la otra'));
  here.write(CUSTOMER, 'chat', chat('de esta'));
  await here.flush();
  await there.refresh(CUSTOMER);
  expect(shown(there)).toBe('de la otra');
  await pass(500);
  expect(shown(there)).toBe('de la otra');
  expect(offered(there)).toEqual(['de esta']);
  await here.refresh(CUSTOMER);
  expect([shown(here), offered(here)]).toEqual(['de la otra', ['de esta']]);
});

test('taking the other text keeps the replaced one among the others, in the history as well', async () => {
  const core = createCore();
  const [here, there] = [windowOn(core), windowOn(core)];
  here.write(CUSTOMER, 'chat', chat('base'));
  await pass(500);
  await there.refresh(CUSTOMER);
  here.write(CUSTOMER, 'chat', chat('uno'));
  await here.flush();
  there.write(CUSTOMER, 'chat', chat('dos'));
  await pass(500);
  await there.takeOther(CUSTOMER, 'chat', there.read(CUSTOMER).chat.others[0]?.savedAtMs ?? -1);
  await pass(500);
  expect([shown(there), offered(there)]).toEqual(['uno', ['dos']]);
  const fresh = windowOn(core);
  await fresh.refresh(CUSTOMER);
  expect([shown(fresh), offered(fresh)]).toEqual(['uno', ['dos']]);
});

test('an answer that was on its way before a saving never puts the older words back', async () => {
  const core = createCore();
  const keeper = windowOn(core);
  keeper.write(CUSTOMER, 'chat', chat('uno'));
  await pass(500);
  const slow = keeper.refresh(CUSTOMER);
  keeper.write(CUSTOMER, 'chat', chat('dos'));
  await keeper.flush();
  await slow;
  expect(shown(keeper)).toBe('dos');
});

test('while something is being sent the place is free for the next words, which become a draft of their own', async () => {
  const core = createCore();
  const keeper = windowOn(core);
  keeper.write(CUSTOMER, 'chat', chat('primero'));
  await pass(500);
  const used = keeper.use(CUSTOMER, 'chat', async (draftId) => {
    expect(shown(keeper)).toBeUndefined();
    keeper.write(CUSTOMER, 'chat', chat('segundo'));
    await core.discard(draftId ?? '');
  });
  await used;
  await pass(1_000);
  expect(shown(keeper)).toBe('segundo');
  expect([...core.drafts.values()].map((draft) => draft.content.text)).toEqual(['segundo']);
});

test('a sending that fails gives the words back, with those written since', async () => {
  const core = createCore();
  const keeper = windowOn(core);
  keeper.write(CUSTOMER, 'chat', chat('primero'));
  await expect(keeper.use(CUSTOMER, 'chat', () => {
    keeper.write(CUSTOMER, 'chat', chat('segundo'));
    return Promise.reject(new DeskError('no-account'));
  })).rejects.toThrow('no-account');
  await pass(1_000);
  expect(shown(keeper)).toBe('primero\nsegundo');
  expect(core.saved.at(-1)).toBe('primero\nsegundo');
});

test('a draft that was sent in another window goes here too, but never while there are unsaved words', async () => {
  const core = createCore();
  const [here, there] = [windowOn(core), windowOn(core)];
  here.write(CUSTOMER, 'chat', chat('uno'));
  await pass(500);
  await there.refresh(CUSTOMER);
  there.write(CUSTOMER, 'chat', chat('uno, y algo más'));
  await here.use(CUSTOMER, 'chat', (draftId) => core.discard(draftId ?? ''));
  await there.refresh(CUSTOMER);
  expect(shown(there)).toBe('uno, y algo más');
  await pass(1_000);
  expect([...core.drafts.values()].map((draft) => draft.content.text)).toEqual(['uno, y algo más']);
});

test('a sending that was taken back brings its words into the empty place', async () => {
  const core = createCore();
  const keeper = windowOn(core);
  keeper.write(CUSTOMER, 'chat', chat('vuelve'));
  await pass(500);
  await keeper.use(CUSTOMER, 'chat', (draftId) => core.discard(draftId ?? ''));
  await pass(100);
  expect(shown(keeper)).toBeUndefined();
  await core.save({ customerId: CUSTOMER, draftId: null, baseRevision: 0, content: chat('vuelve') });
  await keeper.refresh(CUSTOMER);
  expect(shown(keeper)).toBe('vuelve');
});

test('emptying a draft by hand empties it in the history, and it does not come back', async () => {
  const core = createCore();
  const keeper = windowOn(core);
  keeper.write(CUSTOMER, 'chat', chat('algo'));
  await pass(500);
  keeper.write(CUSTOMER, 'chat', null);
  await pass(500);
  await keeper.refresh(CUSTOMER);
  expect(shown(keeper)).toBeUndefined();
  expect(await core.list(CUSTOMER)).toEqual([]);
});

test('after a merge the newer draft stands and the other one is offered', async () => {
  const core = createCore();
  await core.save({ customerId: 'former', draftId: null, baseRevision: 0, content: chat('del otro') });
  await core.save({ customerId: CUSTOMER, draftId: null, baseRevision: 0, content: chat('de este') });
  const keeper = windowOn(core);
  await keeper.refresh(CUSTOMER);
  expect([shown(keeper), offered(keeper)]).toEqual(['de este', ['del otro']]);
});
