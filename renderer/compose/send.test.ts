import { expect, expectTypeOf, test, vi } from 'vitest';
import type { CallDraft, ChatDraft, MailDraft, NoteDraft } from '../../shared/composing.ts';
import type { sendMessage as Send, SendOrder } from './send.ts';

const note: NoteDraft = { channel: 'note', text: 'Ojo: pide factura A' };
const order = { customerId: 'c', callId: null, sendAtMs: null, seenCursor: null };

test('a note cannot be passed to what sends: it does not compile', () => {
  // Never run: the compiler is the judge.
  const passes = (send: typeof Send, call: CallDraft): void => {
    // @ts-expect-error -- a note is no message
    void send({ ...order, message: note });
    // @ts-expect-error -- a call that is logged is no message either
    void send({ ...order, message: call });
    // @ts-expect-error -- nor is a note that claims another channel
    void send({ ...order, message: { ...note, channel: 'chat' } });
  };
  expect(passes).toBeTypeOf('function');
  expectTypeOf<NoteDraft>().not.toExtend<SendOrder['message']>();
  expectTypeOf<MailDraft | ChatDraft>().toExtend<SendOrder['message']>();
});

test('what is sent goes to the outbox once, with its draft, the call and what the agent had read', async () => {
  const sent: [string, unknown][] = [];
  vi.stubGlobal('window', {
    hilo: {
      command: (name: string, input: unknown) => {
        sent.push([name, input]);
        return Promise.resolve({ ok: true, value: { outboxId: 'o', interactionId: 'i', leavesAtMs: 1 } });
      },
      query: () => Promise.resolve({ ok: true, value: [] }),
      subscribe: () => () => undefined,
    },
  });
  const { sendMessage } = await import('./send.ts');
  const message: ChatDraft = { channel: 'chat', accountId: 'a', to: 'lucia@chat.example', text: 'Hola', attachments: [], replyTo: null };
  await sendMessage({ ...order, message, callId: 'call', seenCursor: 7 });
  expect(sent).toEqual([['outbox.send', { customerId: 'c', message, draftId: null, duringCall: 'call', sendAtMs: null, seenCursor: 7 }]]);
  vi.unstubAllGlobals();
});
