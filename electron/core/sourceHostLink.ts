/**
 * The main thread's end of the line to the source host.
 *
 * Owns the worker thread: starts it when there is something for it, and again after it fell. Promises that every call
 * settles, also when the thread falls or the console closes.
 */
import { Worker } from 'node:worker_threads';
import { DeskError, fromErrorData, toErrorData } from '../../shared/result.ts';
import type { ErrorData } from '../../shared/result.ts';
import { THREAD_MEMORY } from './hostPort.ts';
import type { FromHost, HostCallName, HostCalls, ToHost } from './hostPort.ts';

export type HostLinkPorts = {
  hostUrl: URL;
  profileDir: string;
  receive(message: Exclude<FromHost, { type: 'answer' }>): void;
  /** The thread fell, with everything that ran in it; the next message starts another. */
  fell(failure: ErrorData): void;
};

export function linkHost(ports: HostLinkPorts) {
  const waiting = new Map<number, { settle: (value: unknown) => void; fail: (error: unknown) => void }>();
  let host: Worker | null = null;
  let isClosing = false;
  let nextId = 1;

  function start(): Worker {
    const worker = new Worker(ports.hostUrl, { workerData: { profileDir: ports.profileDir }, resourceLimits: THREAD_MEMORY });
    worker.on('message', (message: FromHost) => { if (worker === host) receive(message); });
    worker.on('error', (thrown) => fell(worker, thrown));
    return worker;
  }

  function fell(worker: Worker, thrown: unknown): void {
    if (isClosing || worker !== host) return;
    host = null;
    const failure = toErrorData(thrown);
    failWaiting(failure);
    ports.fell(failure);
  }

  function receive(message: FromHost): void {
    if (message.type !== 'answer') return ports.receive(message);
    const open = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.envelope.ok) open?.settle(message.envelope.value);
    else open?.fail(fromErrorData(message.envelope.error));
  }

  function post(message: ToHost): void {
    host ??= start();
    host.postMessage(message);
  }

  function failWaiting(failure: ErrorData): void {
    for (const { fail } of waiting.values()) fail(fromErrorData(failure));
    waiting.clear();
  }

  return {
    post,
    call<N extends HostCallName>(name: N, input: HostCalls[N]['input']): Promise<HostCalls[N]['output']> {
      if (isClosing) return Promise.reject(new DeskError('core-stopped'));
      const id = nextId++;
      return new Promise((settle, fail) => {
        waiting.set(id, { settle: settle as (value: unknown) => void, fail });
        post({ type: 'call', id, name, input });
      });
    },
    /** From now on nothing new is begun; what was asked fails with `failure`. */
    closing(failure: ErrorData): void {
      isClosing = true;
      failWaiting(failure);
    },
    async terminate(): Promise<void> {
      await host?.terminate();
    },
  };
}
