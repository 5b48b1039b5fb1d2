import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeeper } from './memory.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Save = Parameters<typeof createKeeper>[0];
const a = 'a';
const b = 'b';

test('what is written goes out after a pause, together, and nothing goes out twice', async () => {
  const save = vi.fn<Save>(() => Promise.resolve());
  const keeper = createKeeper(save, () => expect.fail('no error'));
  keeper.remember({ drafts: { [a]: 'lla' } });
  await vi.advanceTimersByTimeAsync(200);
  keeper.remember({ drafts: { [a]: 'llamar' } });
  keeper.remember({ drafts: { [b]: 'otra' } });
  await vi.advanceTimersByTimeAsync(200);
  expect(save).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(save.mock.calls).toEqual([[{ drafts: { a: 'llamar', b: 'otra' } }]]);
});

test('losing the focus sends at once', () => {
  const save = vi.fn<Save>(() => Promise.resolve());
  const keeper = createKeeper(save, () => expect.fail('no error'));
  keeper.flush();
  keeper.remember({ drafts: { [a]: 'x' } });
  keeper.flush();
  expect(save).toHaveBeenCalledTimes(1);
});

test('what could not be stored is tried again, with the newest words, and said once', async () => {
  let isBroken = true;
  const save = vi.fn<Save>(() => (isBroken ? Promise.reject(new Error('full')) : Promise.resolve()));
  const onError = vi.fn<(error: unknown) => void>();
  const keeper = createKeeper(save, onError);
  keeper.remember({ drafts: { [a]: 'one', [b]: 'two' } });
  await vi.advanceTimersByTimeAsync(400);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(onError).toHaveBeenCalledTimes(1);
  isBroken = false;
  keeper.remember({ drafts: { [a]: 'newer' } });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(save.mock.lastCall).toEqual([{ drafts: { a: 'newer', b: 'two' } }]);
});

test('what is written while a save is on its way goes after it', async () => {
  let settle = (): void => undefined;
  const save = vi.fn<Save>(() => new Promise<void>((resolve) => { settle = resolve; }));
  const keeper = createKeeper(save, () => expect.fail('no error'));
  keeper.remember({ drafts: { [a]: 'one' } });
  keeper.flush();
  keeper.remember({ drafts: { [a]: 'two' } });
  keeper.flush();
  expect(save).toHaveBeenCalledTimes(1);
  settle();
  await vi.advanceTimersByTimeAsync(0);
  expect(save.mock.calls).toEqual([[{ drafts: { a: 'one' } }], [{ drafts: { a: 'two' } }]]);
});
