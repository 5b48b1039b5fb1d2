/** The line that the fault tests cut, itself under test. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCutProxy, type CutProxy } from '../../../../e2e/world/cutProxy.ts';

let server: Server;
let proxy: CutProxy;
/** What arrived at the server, over all connections, and how each of them ended there. */
let arrived = '';
let endings: string[] = [];
const sockets: Socket[] = [];

beforeEach(async () => {
  arrived = '';
  endings = [];
  // Answers every piece with its length.
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', (chunk) => { arrived += chunk.toString(); socket.write(`got ${chunk.length}\n`); });
    socket.on('end', () => endings.push('end'));
    socket.on('error', () => endings.push('error'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  proxy = await startCutProxy({ port: (server.address() as AddressInfo).port });
});
afterEach(async () => {
  await proxy.dispose();
  for (const socket of sockets.splice(0)) socket.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

type Client = { socket: Socket; read(): string; ended: Promise<string>; says(text: string): Promise<void> };

async function dial(): Promise<Client> {
  const socket = connect(proxy.port, '127.0.0.1');
  sockets.push(socket);
  let text = '';
  const ended = new Promise<string>((resolve) => {
    socket.once('error', () => resolve('error'));
    socket.once('end', () => resolve('end'));
  });
  socket.on('data', (chunk) => { text += chunk.toString(); });
  await new Promise<void>((resolve, reject) => { socket.once('connect', () => resolve()); socket.once('error', reject); });
  const says = async (expected: string): Promise<void> => { while (!text.includes(expected)) await new Promise((resolve) => { setTimeout(resolve, 5); }); };
  return { socket, read: () => text, ended, says };
}

const until = async (isSo: () => boolean): Promise<void> => { while (!isSo()) await new Promise((resolve) => { setTimeout(resolve, 5); }); };

describe('a line that can be cut', () => {
  it('passes everything both ways until then, and the end as well', async () => {
    const client = await dial();
    client.socket.write('x'.repeat(100));
    await client.says('got 100\n');
    client.socket.end();
    await until(() => endings.length === 1);
    expect([endings, proxy.made, proxy.bytes]).toEqual([['end'], 1, { toServer: 100, toClient: 8 }]);
  });

  it.each([['reset', 'error', 'error'], ['close', 'end', 'end']] as const)('is seen to %s by both sides', async (how, here, there) => {
    const client = await dial();
    client.socket.write('hola');
    await client.says('got 4');
    proxy.cut(how);
    expect(await client.ended).toBe(here);
    await until(() => endings.length > 0);
    expect([endings, proxy.open]).toEqual([[there], 0]);
  });

  it.each(['reset', 'close', 'silent'] as const)('after exactly so many bytes (%s)', async (how) => {
    const met = proxy.cutWhen({ way: 'toServer', how, afterBytes: 10 });
    const client = await dial();
    client.socket.write('0123456');
    await client.says('got 7');
    client.socket.write('789abcdef');
    await met;
    await until(() => arrived.length === 10);
    client.socket.write('more');
    const other = await dial();
    other.socket.write('!');
    await other.says('got 1');
    expect(arrived).toBe('0123456789!');
  });

  it('before a piece that matches: it never arrives', async () => {
    const met = proxy.cutWhen({ way: 'toClient', how: 'close', before: /^got 4/ });
    const client = await dial();
    client.socket.write('hola');
    await met;
    expect([await client.ended, client.read(), arrived]).toEqual(['end', '', 'hola']);
  });

  it('loses the answers and keeps the questions; blocks; and is whole again', async () => {
    const client = await dial();
    proxy.swallowReplies();
    client.socket.write('hola');
    await until(() => arrived === 'hola');
    proxy.block();
    expect([await client.ended, client.read()]).toEqual(['error', '']);
    expect(await dial().then((refused) => refused.ended, () => 'error')).toBe('error');
    proxy.restore();
    const again = await dial();
    again.socket.write('dos');
    await again.says('got 3');
    expect(arrived).toBe('holados');
  });
});
