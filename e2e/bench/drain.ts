/** The rival that does no work: imapflow fetches every message of INBOX and throws it away. Arguments: port, user, password. */
import { ImapFlow } from 'imapflow';

const [port = '', user = '', pass = ''] = process.argv.slice(2);
const client = new ImapFlow({ host: '127.0.0.1', port: Number(port), secure: false, doSTARTTLS: false, auth: { user, pass }, logger: false });
await client.connect();
const lock = await client.getMailboxLock('INBOX', { readOnly: true });
let messages = 0;
let bytes = 0;
for await (const message of client.fetch('1:*', { uid: true, flags: true, internalDate: true, source: true }, { uid: true })) {
  messages += 1;
  bytes += message.source?.length ?? 0;
}
lock.release();
await client.logout();
const { user: userUs, system: systemUs } = process.cpuUsage();
process.stdout.write(`${JSON.stringify({ messages, bytes, cpuS: (userUs + systemUs) / 1e6 })}\n`);
