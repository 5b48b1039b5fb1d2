/**
 * A light stand-in for the console's threads, so that a console starts in a blink: it keeps files in the real vault and
 * writes mails of a few lines, and it indexes nothing. Nothing of it is shipped.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { FromHost, HostCalls, ToHost } from '../core/hostPort.ts';
import { interactionId } from '../core/identity/ids.ts';
import { openVaultWriter } from '../core/store/vault.ts';
import type { VaultRef, VaultWriter } from '../core/store/vault.ts';

const { profileDir } = workerData as { profileDir?: string };
const post = (message: FromHost): void => parentPort?.postMessage(message);
let writer: VaultWriter | null = null;

async function keep(bytes: Uint8Array): Promise<VaultRef> {
  writer ??= openVaultWriter(profileDir ?? '');
  const [ref] = writer.append([bytes]);
  await writer.flush();
  if (ref === undefined) throw new Error('nothing was kept');
  return ref;
}

async function answer({ id, name, input }: Extract<ToHost, { type: 'call' }>): Promise<void> {
  if (name === 'putBlob') {
    const { bytes } = input as { bytes: Uint8Array };
    post({ type: 'answer', id, envelope: { ok: true, value: { vault: await keep(bytes), sizeBytes: bytes.length, filename: '', contentType: 'application/pdf' } } });
  } else if (name === 'composeMail') {
    const { messageId, to, subject, attachments } = input as HostCalls['composeMail']['input'];
    const raw = Buffer.from(`Message-ID: ${messageId}\r\nTo: ${to.join(', ')}\r\nSubject: ${subject}\r\n\r\n${attachments.map(({ filename }) => filename).join('\r\n')}\r\n`);
    post({ type: 'answer', id, envelope: { ok: true, value: { vault: await keep(raw), sizeBytes: raw.length, interactionId: interactionId(`mail:${messageId}`), threadKey: `mail:${messageId}` } } });
  }
}

parentPort?.on('message', (message: ToHost | { type: 'stop' }) => {
  if (message.type === 'call') void answer(message);
  else if (message.type !== 'stop') return;
  // The indexer is asked to end, the host to end one of its runs.
  else if (profileDir === undefined) process.exit(0);
  else if ('run' in message) post({ type: 'ended', run: message.run, error: null });
});
