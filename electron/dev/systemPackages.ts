/**
 * The system's own packages that npm cannot bring. On Debian and its relatives, as root, what is missing is installed
 * without questions; elsewhere the person is told the one command, and what needs the packages is skipped.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.ts';
import { duration, say } from './say.ts';

/** What the packages are for: showing a window, building SQLite for an old Electron, the servers of the tests, the rivals of the benchmark. */
export type Purpose = 'window' | 'compiler' | 'servers' | 'bench';

const PACKAGES: Record<Purpose, readonly string[]> = {
  window: [
    'xvfb', 'xauth', 'libgtk-3-0', 'libnss3', 'libatk1.0-0', 'libatk-bridge2.0-0', 'libcups2', 'libgbm1', 'libasound2',
    'libxss1', 'libdrm2', 'libxkbcommon0', 'fonts-noto-core',
  ],
  compiler: ['python3', 'make', 'g++'],
  servers: ['dovecot-imapd', 'dovecot-lmtpd', 'openssl', 'prosody', 'postgresql', 'mariadb-server'],
  bench: ['isync', 'notmuch', 'time'],
};

/** A program that shows that a package's work can be done, for systems without dpkg; libraries cannot be told that way. */
const PROGRAMS: Record<string, string> = {
  xvfb: 'Xvfb', python3: 'python3', make: 'make', 'g++': 'g++', 'dovecot-imapd': 'dovecot', openssl: 'openssl', prosody: 'prosody', 'mariadb-server': 'mariadbd',
  isync: 'mbsync', notmuch: 'notmuch',
};
const INSTALL_LIMIT_MS = 20 * 60_000;

/** Debian packages still missing afterwards; empty when all is there. */
export async function ensureSystemPackages(purposes: readonly Purpose[]): Promise<string[]> {
  // Only Linux needs libraries and a display server of its own for a window.
  const wanted = purposes.filter((purpose) => purpose !== 'window' || process.platform === 'linux').flatMap((purpose) => PACKAGES[purpose]);
  if (findProgram('dpkg-query') === null) return missingPrograms(wanted);
  const missing = await missingPackages(wanted);
  if (missing.length === 0) return [];
  if (process.getuid?.() !== 0) {
    say(`Missing on this system: ${missing.join(', ')}. To install: sudo apt-get install -y ${missing.join(' ')}`);
    return missing;
  }
  return install(missing);
}

/** Absolute path of a program on PATH (the administrator's folders included); null when there is none. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  const folder = folders.find((candidate) => candidate !== '' && existsSync(join(candidate, name)));
  return folder === undefined ? null : join(folder, name);
}

async function missingPackages(names: readonly string[]): Promise<string[]> {
  // Since the year-2038 change some libraries carry the suffix t64.
  const query = await run('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n', ...names.flatMap((name) => [name, `${name}t64`])]);
  const installed = new Set(
    query.tail.split('\n').filter((line) => line.startsWith('installed ')).map((line) => line.slice('installed '.length).replace(/t64$/, '')),
  );
  return names.filter((name) => !installed.has(name));
}

async function install(missing: readonly string[]): Promise<string[]> {
  const startedAt = performance.now();
  say(`System packages: installing ${missing.join(', ')} ...`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update', '-q'], { env, timeLimitMs: INSTALL_LIMIT_MS });
  const names = await Promise.all(missing.map(currentName));
  // Another set-up may be installing at the same time.
  const options = ['-q', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=600'];
  const result = await run('apt-get', ['install', ...options, ...names], { env, timeLimitMs: INSTALL_LIMIT_MS });
  const left = await missingPackages(missing);
  if (result.code !== 0 || left.length > 0) {
    say(`System packages: not installed: ${left.join(', ')}\n${update.tail}\n${result.tail}`);
  } else {
    say(`System packages: installed (${duration(performance.now() - startedAt)})`);
  }
  return left;
}

async function currentName(name: string): Promise<string> {
  if (!name.startsWith('lib')) return name;
  const known = await run('apt-cache', ['show', '--no-all-versions', `${name}t64`]);
  return known.code === 0 ? `${name}t64` : name;
}

function missingPrograms(wanted: readonly string[]): string[] {
  const missing = wanted.filter((name) => {
    const program = PROGRAMS[name];
    return program !== undefined && findProgram(program) === null;
  });
  if (missing.length > 0) {
    say(`Missing on this system (Debian's names): ${missing.join(', ')}. Install them with the system's package manager.`);
  }
  return missing;
}
