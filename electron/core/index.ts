/** The core as Electron's utility process: speaks shared/corePort over the parent port, and nothing else. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FromCore, ToCore } from '../../shared/corePort.ts';
import { toErrorData } from '../../shared/result.ts';
import { openCore } from './core.ts';
import type { Core } from './core.ts';
import { sampleState } from './sample/loadSample.ts';
import { addSlot, createKey, hasKey, openKey } from './store/key.ts';

/** The part of Electron's parent port that is used; typed here because the core never imports Electron. */
type ParentPort = { on(event: 'message', listener: (event: { data: ToCore }) => void): void; postMessage(message: FromCore): void };

const port = (process as unknown as { parentPort?: ParentPort }).parentPort;
if (port === undefined) throw new Error('this entry is started by the desktop; the command line is electron/cli');

let core: Core | null = null;

port.on('message', ({ data }) => {
  switch (data.type) {
    case 'open': return open(data);
    case 'request': return void request(data);
    case 'stop': return void stop();
  }
});

function open(message: Extract<ToCore, { type: 'open' }>): void {
  try {
    const { profileDir, credentials } = message;
    const isNew = !hasKey(profileDir) && !existsSync(join(profileDir, 'hilo.db'));
    const made = isNew ? createKey(profileDir, credentials) : { keyHex: openKey(profileDir, credentials), recoveryWords: null };
    // A keychain that had lost its secret keeps a new one from now on.
    if (!isNew && credentials.passphrase !== undefined && credentials.secretHex !== undefined) addSlot(profileDir, made.keyHex, { secretHex: credentials.secretHex, keptBy: credentials.keptBy });
    core = openCore({
      profileDir, keyHex: made.keyHex, keyKeptBy: credentials.keptBy, systemLanguage: message.systemLanguage,
      threads: { sourceHost: new URL('./sourceHost.js', import.meta.url), indexer: new URL('./indexThread.js', import.meta.url) },
    });
    core.onEvent((event, data) => port?.postMessage({ type: 'event', event, data } as FromCore));
    port?.postMessage({ type: 'opened', recoveryWords: made.recoveryWords });
    core.startSources();
    if (message.sample && sampleState(core.store) !== 'done') core.command('sample.load', {}).catch(() => undefined); // what went wrong stands in the list of imports
  } catch (thrown) {
    port?.postMessage({ type: 'refused', error: toErrorData(thrown) });
  }
}

async function request(message: Extract<ToCore, { type: 'request' }>): Promise<void> {
  try {
    if (core === null) throw new Error('not open');
    port?.postMessage({ type: 'reply', id: message.id, envelope: { ok: true, value: await core.answer(message.channel, message.name, message.input) } });
  } catch (thrown) {
    port?.postMessage({ type: 'reply', id: message.id, envelope: { ok: false, error: toErrorData(thrown) } });
  }
}

async function stop(): Promise<void> {
  try {
    await core?.close();
  } finally {
    port?.postMessage({ type: 'stopped' });
    process.exit(0);
  }
}
