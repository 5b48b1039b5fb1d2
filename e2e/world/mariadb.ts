/** A real MariaDB in a throw-away folder, run by the package's own user on a free port of 127.0.0.1. Needs Debian's mariadb-server. */
import { join } from 'node:path';
import { freePorts, removeFolder, runTool, startProcess, throwawayFolder, waitForPort } from './process.ts';
import type { DatabaseServer } from './postgres.ts';

/** Starts a server with the database `asteriskcdrdb`; ready to log in when the promise settles (about 2 s). */
export async function startMariadb(): Promise<DatabaseServer> {
  const folder = throwawayFolder('mariadb');
  const [port = 0] = await freePorts(1);
  const data = join(folder, 'data');
  const socket = join(folder, 'socket');
  runTool('chown', ['-R', 'mysql:mysql', folder]);
  runTool('mariadb-install-db', ['--no-defaults', `--datadir=${data}`, '--user=mysql', '--auth-root-authentication-method=normal', '--skip-test-db']);
  const start = async () => {
    const running = startProcess('mariadbd', ['--no-defaults', `--datadir=${data}`, '--user=mysql', '--bind-address=127.0.0.1', `--port=${port}`, `--socket=${socket}`, `--pid-file=${join(folder, 'pid')}`, '--innodb-flush-log-at-trx-commit=2', '--innodb-buffer-pool-size=32M'], join(folder, 'log'));
    await waitForPort(port, running);
    return running;
  };
  let running = await start();
  runTool('mariadb', ['--no-defaults', `--socket=${socket}`, '-uroot', '-e', "CREATE DATABASE asteriskcdrdb CHARACTER SET utf8mb4; CREATE USER 'asterisk'@'127.0.0.1' IDENTIFIED BY 'pw-my'; GRANT ALL ON asteriskcdrdb.* TO 'asterisk'@'127.0.0.1'"]);
  return {
    host: '127.0.0.1', port, user: 'asterisk', password: 'pw-my', database: 'asteriskcdrdb',
    kill: () => running.kill(),
    restart: async () => { await running.kill(); running = await start(); },
    dispose: async () => { await running.kill(); removeFolder(folder); },
  };
}
