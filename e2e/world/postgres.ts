/** A real PostgreSQL in a throw-away folder, run by the package's own user on a free port of 127.0.0.1. Needs Debian's postgresql and setpriv. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, removeFolder, runTool, startProcess, throwawayFolder, waitForPort } from './process.ts';

/** `restart` comes back on the same port with the same data. */
export type DatabaseServer = { host: string; port: number; user: string; password: string; database: string; restart(): Promise<void>; kill(): Promise<void>; dispose(): Promise<void> };

const PACKAGES = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root. */
const AS_OWNER = ['--reuid=postgres', '--regid=postgres', '--clear-groups'];

/** Starts a server; ready to log in when the promise settles (about 2 s, most of it for the new data folder). */
export async function startPostgres(): Promise<DatabaseServer> {
  const folder = throwawayFolder('postgres');
  const [port = 0] = await freePorts(1);
  const version = existsSync(PACKAGES) ? readdirSync(PACKAGES).sort((a, b) => Number(b) - Number(a))[0] : undefined;
  if (version === undefined) throw new Error('PostgreSQL is not installed');
  const programs = join(PACKAGES, version, 'bin');
  const data = join(folder, 'data');
  writeFileSync(join(folder, 'password'), 'pw-pg\n');
  runTool('chown', ['-R', 'postgres:postgres', folder]);
  runTool('setpriv', [...AS_OWNER, join(programs, 'initdb'), '-D', data, '-U', 'asterisk', '-A', 'scram-sha-256', '--pwfile', join(folder, 'password'), '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']);
  const start = async () => {
    const running = startProcess('setpriv', [...AS_OWNER, join(programs, 'postgres'), '-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder, '-c', 'fsync=off', '-c', 'shared_buffers=32MB', '-c', 'timezone=America/Argentina/Buenos_Aires'], join(folder, 'log'));
    await waitForPort(port, running);
    // The port is open before what a crash left behind is put in order.
    while (!isReady(programs, port)) await new Promise((resolve) => setTimeout(resolve, 30));
    return running;
  };
  let running = await start();
  return {
    host: '127.0.0.1', port, user: 'asterisk', password: 'pw-pg', database: 'postgres',
    kill: () => running.kill(),
    restart: async () => { await running.kill(); running = await start(); },
    dispose: async () => { await running.kill(); removeFolder(folder); },
  };
}

function isReady(programs: string, port: number): boolean {
  return spawnSync(join(programs, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]).status === 0;
}
