/** S11: visits from the command line. */
import { afterAll, expect, test } from 'vitest';
import { callHilo, freshFolder, json, removeFolders, withHilo } from './testHilo.ts';

afterAll(removeFolders);

test('a visit of the past is logged and listed; a wrong call is named', async () => {
  const profile = freshFolder();
  await withHilo(profile, ({ core }) => core.command('customer.add', { name: 'Lucía', address: 'lucia@cliente.example' }));
  const logged = await json<{ visitId: string }>(['visit', 'log', '--customer', 'lucia@cliente.example', '--minutes', '10', '--at', '2026-11-23T09:00', '--motive', 'pickup', '--text', 'Retiró la silla.', '--profile', profile], callHilo);
  const listed = await json<unknown[]>(['visit', 'list', '--customer', 'lucia@cliente.example', '--profile', profile], callHilo);
  expect(listed).toMatchObject([{ id: logged.visitId, state: 'closed', customerName: 'Lucía', motive: 'pickup', notes: 'Retiró la silla.', receipt: null }]);
  for (const wrong of [['visit'], ['visit', 'list'], ['visit', 'log', '--customer', 'lucia@cliente.example', '--minutes', 'diez']]) expect((await callHilo([...wrong, '--profile', profile])).code, wrong.join(' ')).toBe(2);
});
