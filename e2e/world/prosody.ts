/**
 * A real Prosody 0.12 in a throw-away folder: XMPP (plain with STARTTLS), XMPP over TLS (self-signed), archive, carbons,
 * offline messages, file uploads.
 *
 * Needs Debian's prosody and openssl; runs as root, because Prosody refuses to and is started as the package's own user.
 * Stream management is left out: @xmpp/client counts stanzas wrongly after offline messages.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, removeFolder, runTool, startProcess, throwawayFolder, waitForPort } from './process.ts';
import type { RunningProcess } from './process.ts';

const DROP = ['--reuid=prosody', '--regid=prosody', '--clear-groups'];

export type ProsodyOptions = {
  /** User -> password. */
  users?: Readonly<Record<string, string>>;
  /** Keep an archive; on unless said otherwise. */
  archive?: boolean;
  /** The largest page of the archive. */
  page?: number;
  /** Offer STARTTLS and the TLS port; on unless said otherwise. */
  tls?: boolean;
  /** The largest file that is taken; 0 takes none. */
  fileMaxBytes?: number;
};

export type ArchivedChat = { id: string; from: string; text: string; atMs: number };

export type Prosody = {
  /** Where it listens. */
  readonly host: string;
  /** The domain of its addresses. */
  readonly domain: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly folder: string;
  readonly pid: number;
  addUser(user: string, password: string): void;
  /** Puts messages that the user got into their archive, oldest first, without sending them (10,000 a second). */
  writeArchive(user: string, messages: Iterable<ArchivedChat>): void;
  /** Deletes what the archive of a user holds; the server has to be stopped. */
  forgetArchive(user: string): void;
  /** Keeps only the newest so many messages of a user's archive, as an expiry would; the server has to be stopped. */
  trimArchive(user: string, newest: number): void;
  /** The server's own log, for a failing test's message. */
  log(): string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Starts again on the same ports with the same data, after `stop` or `kill`, or in one go. */
  restart(): Promise<void>;
  /** Stops and removes everything. */
  dispose(): Promise<void>;
};

/** Starts a server; ready to log in when the promise settles (about half a second, and a tenth for each user). */
export async function startProsody(options: ProsodyOptions = {}): Promise<Prosody> {
  const settings = { archive: options.archive ?? true, page: options.page ?? 250, tls: options.tls ?? true, fileMaxBytes: options.fileMaxBytes ?? 1_048_576 };
  const folder = throwawayFolder('prosody');
  const [port = 0, tlsPort = 0, httpPort = 0] = await freePorts(3);
  const data = join(folder, 'data');
  mkdirSync(data);
  if (settings.tls) makeCertificate(folder);
  const conf = join(folder, 'prosody.cfg.lua');
  writeFileSync(conf, configuration({ ...settings, folder, port, tlsPort, httpPort }));
  for (const [user, password] of Object.entries(options.users ?? { ana: 'pw-ana', luis: 'pw-luis' })) writeUser(data, user, password);
  runTool('chown', ['-R', 'prosody:prosody', folder]);
  const start = async (): Promise<RunningProcess> => {
    // A killed server leaves its pid file behind.
    rmSync(join(folder, 'prosody.pid'), { force: true });
    const running = startProcess('setpriv', [...DROP, 'prosody', '-F', '--config', conf], join(folder, 'stdout.log'));
    await waitForPort(port, running);
    return running;
  };
  let running = await start();
  const archiveFiles = (user: string): string[] => {
    const store = join(data, 'localhost', 'archive');
    return existsSync(store) ? readdirSync(store).filter((name) => name.startsWith(`${user}.`)).map((name) => join(store, name)) : [];
  };
  return {
    host: '127.0.0.1', domain: 'localhost', port, tlsPort, folder,
    get pid() { return running.pid; },
    addUser: (user, password) => { writeUser(data, user, password); runTool('chown', ['-R', 'prosody:prosody', data]); },
    writeArchive: (user, messages) => { writeList(data, user, messages); runTool('chown', ['-R', 'prosody:prosody', data]); },
    forgetArchive: (user) => { for (const file of archiveFiles(user)) rmSync(file); },
    trimArchive: (user, newest) => { for (const file of archiveFiles(user)) if (file.endsWith('.list')) trimList(file, newest); else rmSync(file); },
    log: () => (existsSync(join(folder, 'prosody.log')) ? readFileSync(join(folder, 'prosody.log'), 'utf8') : ''),
    stop: () => running.stop(),
    kill: () => running.kill(),
    restart: async () => { await running.stop(); running = await start(); },
    dispose: async () => { await running.kill(); removeFolder(folder); },
  };
}

type Settings = { folder: string; port: number; tlsPort: number; httpPort: number; archive: boolean; page: number; tls: boolean; fileMaxBytes: number };

function configuration({ folder, port, tlsPort, httpPort, archive, page, tls, fileMaxBytes }: Settings): string {
  const modules = ['roster', 'saslauth', 'disco', 'carbons', 'offline', 'ping', 'time', 'presence', 'message', 'iq', ...(archive ? ['mam'] : []), ...(tls ? ['tls'] : [])];
  return `
pidfile = "${folder}/prosody.pid"
data_path = "${folder}/data"
log = { { levels = { min = "info" }, to = "file", filename = "${folder}/prosody.log" } }
admins = { }
interfaces = { "127.0.0.1" }
use_ipv6 = false
c2s_ports = { ${port} }
c2s_direct_tls_ports = { ${tls ? tlsPort : ''} }
s2s_ports = { }
http_ports = { ${httpPort} }
http_interfaces = { "127.0.0.1" }
https_ports = { }
modules_enabled = { ${modules.map((name) => `"${name}"`).join('; ')} }
modules_disabled = { "s2s"; "limits"${tls ? '' : '; "tls"'} }
allow_registration = false
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
storage = "internal"
archive_expires_after = "never"
max_archive_query_results = ${page}
${tls ? `ssl = { key = "${folder}/key.pem"; certificate = "${folder}/cert.pem" }\nc2s_direct_tls_ssl = { key = "${folder}/key.pem"; certificate = "${folder}/cert.pem" }` : ''}
VirtualHost "localhost"
${fileMaxBytes === 0 ? '' : `Component "files.localhost" "http_file_share"
  http_host = "127.0.0.1"
  http_external_url = "http://127.0.0.1:${httpPort}/"
  http_file_share_size_limit = ${fileMaxBytes}
  http_file_share_access = { "localhost" }
`}`;
}

/** The account file that Prosody's own tool would write, without starting a process for each. */
function writeUser(data: string, user: string, password: string): void {
  const folder = join(data, 'localhost', 'accounts');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${user}.dat`), `return {\n\t["password"] = ${JSON.stringify(password)};\n};\n`);
}

/** The file store's own form: each message is an item with its place in the archive as key. */
function writeList(data: string, user: string, messages: Iterable<ArchivedChat>): void {
  const folder = join(data, 'localhost', 'archive');
  mkdirSync(folder, { recursive: true });
  const text = (value: string): string => `"${value.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`))}"`;
  const items = [...messages].map(({ id, from, text: body, atMs }) => `item({
	{ ${text(body)}; ["name"] = "body"; ["attr"] = {}; };
	["with"] = ${text(from)}; ["name"] = "message"; ["when"] = ${Math.floor(atMs / 1_000)}; ["key"] = ${text(id)};
	["attr"] = { ["from"] = ${text(`${from}/phone`)}; ["to"] = ${text(`${user}@localhost`)}; ["type"] = "chat"; ["id"] = ${text(`m-${id}`)}; ["stamp"] = ${text(new Date(atMs).toISOString().replace(/\.\d+/, ''))}; };
});
`);
  appendFileSync(join(folder, `${user}.list`), items.join(''));
}

/** A list file holds one \`item({...})\` after another; cutting it leaves the newest. */
function trimList(file: string, newest: number): void {
  const items = readFileSync(file, 'latin1').split(/^(?=item\()/m);
  writeFileSync(file, newest === 0 ? '' : items.slice(-newest).join(''), 'latin1');
}

function makeCertificate(folder: string): void {
  runTool('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
    '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem'),
  ]);
}
