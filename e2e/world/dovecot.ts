/**
 * A real Dovecot 2.3 in a throw-away folder: IMAP (plain with STARTTLS), IMAP over TLS (self-signed), LMTP.
 *
 * Needs Debian's dovecot-imapd and dovecot-lmtpd, and openssl; runs as root, because Dovecot's own processes drop to
 * users of the package and mail is kept as nobody.
 */
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePorts, removeFolder, runTool, startProcess, throwawayFolder, waitForPort } from './process.ts';

/** Dovecot refuses to open mail as root: nobody and nogroup own it. */
const MAIL_OWNER = 65_534;

/** What Dovecot 2.3 offers after login, so that single capabilities can be left out of the list. */
const CAPABILITIES = 'IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY THREAD=REFERENCES THREAD=REFS THREAD=ORDEREDSUBJECT MULTIAPPEND URL-PARTIAL CATENATE UNSELECT CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN CONTEXT=SEARCH LIST-STATUS BINARY MOVE SNIPPET=FUZZY PREVIEW=FUZZY PREVIEW STATUS=SIZE SAVEDATE LITERAL+ NOTIFY SPECIAL-USE';

export type DovecotOptions = {
  /** User -> password. */
  users?: Readonly<Record<string, string>>;
  /** Capabilities the server does not offer: `CONDSTORE`, `QRESYNC`, `IDLE`, `LIST-STATUS`, `SPECIAL-USE`... */
  without?: readonly string[];
  /** Offer STARTTLS and the TLS port; on unless said otherwise. */
  tls?: boolean;
  /** Mark Sent, Archive, Drafts, Junk and Trash as such and create them; on unless said otherwise. */
  specialFolders?: boolean;
};

export type MaildirMessage = { raw: Uint8Array | string; receivedAtMs?: number; seen?: boolean };

export type Dovecot = {
  readonly host: string;
  readonly imapPort: number;
  readonly imapsPort: number;
  readonly folder: string;
  /** The server's certificate, PEM. */
  readonly certificate: string;
  readonly pid: number;
  /** Through LMTP into INBOX, as a mail server would. */
  deliver(user: string, raw: Uint8Array | string): Promise<void>;
  /** Files straight into the Maildir (10,000 a second); folder names are ASCII, nested with `/`. Their UIDs follow the order given. */
  writeMaildir(user: string, folder: string, messages: Iterable<MaildirMessage>): void;
  /** Runs doveadm against this server and answers with what it printed. */
  doveadm(...args: string[]): string;
  /** The server's own log, for a failing test's message. */
  log(): string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Starts again on the same ports with the same mail, after `stop` or `kill`, or in one go. */
  restart(): Promise<void>;
  /** Stops and removes everything. */
  dispose(): Promise<void>;
};

/** Starts a server; ready to log in when the promise settles (about 0.3 s). */
export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const users = options.users ?? { ana: 'pw-ana' };
  const tls = options.tls ?? true;
  const folder = throwawayFolder('dovecot');
  const [imapPort = 0, imapsPort = 0, lmtpPort = 0] = await freePorts(3);
  for (const name of ['run', 'state', 'mail']) mkdirSync(join(folder, name));
  chownSync(join(folder, 'mail'), MAIL_OWNER, MAIL_OWNER);
  writeFileSync(join(folder, 'users'), Object.entries(users).map(([user, password]) => `${user}:{PLAIN}${password}\n`).join(''));
  if (tls) makeCertificate(folder);
  const conf = join(folder, 'dovecot.conf');
  writeFileSync(conf, configuration({ folder, imapPort, imapsPort, lmtpPort, tls, without: options.without ?? [], specialFolders: options.specialFolders ?? true }));
  const start = async () => {
    // A killed master leaves its pid file, and Dovecot refuses to start while that names a live process.
    rmSync(join(folder, 'run', 'master.pid'), { force: true });
    const running = startProcess('dovecot', ['-F', '-c', conf], join(folder, 'stdout.log'));
    await waitForPort(imapPort, running);
    return running;
  };
  let running = await start();
  let made = 0;
  return {
    host: '127.0.0.1', imapPort, imapsPort, folder,
    certificate: tls ? readFileSync(join(folder, 'cert.pem'), 'utf8') : '',
    get pid() { return running.pid; },
    deliver: (user, raw) => deliverByLmtp(lmtpPort, user, raw),
    writeMaildir: (user, name, messages) => { made = writeFiles(join(folder, 'mail', user), name, messages, made); },
    doveadm: (...args) => runTool('doveadm', ['-c', conf, ...args]),
    log: () => (existsSync(join(folder, 'dovecot.log')) ? readFileSync(join(folder, 'dovecot.log'), 'utf8') : ''),
    stop: () => running.stop(),
    kill: () => running.kill(),
    restart: async () => { await running.stop(); running = await start(); },
    // An orderly end takes Dovecot a second, for nothing: the mail goes as well.
    dispose: async () => { await running.kill(); removeFolder(folder); },
  };
}

type Settings = { folder: string; imapPort: number; imapsPort: number; lmtpPort: number; tls: boolean; without: readonly string[]; specialFolders: boolean };

function configuration({ folder, imapPort, imapsPort, lmtpPort, tls, without, specialFolders }: Settings): string {
  const capability = without.length === 0 ? '' : `imap_capability = ${CAPABILITIES.split(' ').filter((word) => !without.includes(word)).join(' ')}`;
  const special = (name: string, use: string): string => `  mailbox ${name} {\n    auto = create\n    special_use = \\${use}\n  }\n`;
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
${tls ? `ssl = yes\nssl_cert = <${folder}/cert.pem\nssl_key = <${folder}/key.pem` : 'ssl = no'}
disable_plaintext_auth = no
auth_mechanisms = plain login
# A wrong password is answered at once instead of after 2 s.
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
# New mail is noticed even where inotify does not tell.
mailbox_idle_check_interval = 1 secs
${capability}
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${MAIL_OWNER} gid=${MAIL_OWNER} home=${folder}/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
${specialFolders ? ['Sent', 'Archive', 'Drafts', 'Junk', 'Trash'].map((name) => special(name, name)).join('') : ''}}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${imapPort}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${tls ? imapsPort : 0}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtpPort}
  }
}
service anvil {
  client_limit = 2000
  # Without this, each wrong password makes the next logins from this address wait longer.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`;
}

/** Self-signed, for localhost: `key.pem` and `cert.pem` in the folder. */
export function makeCertificate(folder: string): void {
  runTool('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
    '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem'),
  ]);
}

/** Maildir++: `A/B` lies in `.A.B`, INBOX in the Maildir itself. Answers with the next free number for file names. */
function writeFiles(home: string, name: string, messages: Iterable<MaildirMessage>, first: number): number {
  const maildir = join(home, 'Maildir');
  const target = name === 'INBOX' ? maildir : join(maildir, `.${name.replaceAll('/', '.')}`);
  const folders = [home, maildir, target, ...['cur', 'new', 'tmp'].flatMap((sub) => [join(maildir, sub), join(target, sub)])];
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    chownSync(folder, MAIL_OWNER, MAIL_OWNER);
  }
  let number = first;
  for (const { raw, receivedAtMs = 1_700_000_000_000, seen = false } of messages) {
    const seconds = Math.floor(receivedAtMs / 1_000);
    // Dovecot numbers new files in the order of their names' leading time and counter.
    const file = join(target, 'cur', `${seconds}.M${String(number).padStart(7, '0')}P1.world:2,${seen ? 'S' : ''}`);
    writeFileSync(file, raw);
    utimesSync(file, seconds, seconds);
    chownSync(file, MAIL_OWNER, MAIL_OWNER);
    number += 1;
  }
  return number;
}

/** The five commands of RFC 2033 that one delivery needs; leading dots are doubled (RFC 5321 4.5.2). */
async function deliverByLmtp(port: number, user: string, raw: Uint8Array | string): Promise<void> {
  const text = typeof raw === 'string' ? raw : Buffer.from(raw).toString('latin1');
  const body = text.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..');
  // An empty sender is that of bounces; the author's own address is what a person's mail comes with.
  const sender = /^From:.*?([^\s<>@]+@[^\s<>]+)>?\s*$/mi.exec(text)?.[1] ?? '';
  const steps = ['LHLO localhost\r\n', `MAIL FROM:<${sender}>\r\n`, `RCPT TO:<${user}>\r\n`, 'DATA\r\n', `${body}${body.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'QUIT\r\n'];
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let pending = '';
    let step = 0;
    socket.once('error', reject);
    socket.once('close', () => (step > steps.length - 1 ? resolve() : reject(new Error(`LMTP ended at step ${step}`))));
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      // Only the last line of an answer has a space after its code.
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        if (!/^\d{3} /.test(line)) continue;
        if (!/^[23]/.test(line)) { socket.destroy(new Error(`LMTP: ${line}`)); return; }
        const next = steps[step];
        step += 1;
        if (next !== undefined) socket.write(next, typeof raw === 'string' ? 'utf8' : 'latin1');
      }
    });
  });
}
