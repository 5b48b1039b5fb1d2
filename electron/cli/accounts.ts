/** `hilo account`: what feeds the history and what sends, set up without a window. */
import { accountSetup } from '../../shared/accounts.ts';
import type { AccountSetupInput, OutgoingMailInput, Security } from '../../shared/accounts.ts';
import { fileText, need, text, usage } from './call.ts';
import type { CommandCall, CommandResult, Options } from './call.ts';

export async function account({ core, args, options }: CommandCall): Promise<CommandResult> {
  const [what, subject] = args;
  if (what === 'list') return { value: core.query('sync.state', {}).accounts };
  if (what === 'remove' && subject !== undefined) return { value: await core.command('account.remove', { accountId: subject }) };
  const read = what === 'add' && subject !== undefined && Object.hasOwn(SETUPS, subject) ? SETUPS[subject] : undefined;
  if (read === undefined) throw usage(`account add ${Object.keys(SETUPS).join('|')} ..., account list or account remove ID`);
  const checked = accountSetup.safeParse(read(options));
  if (!checked.success) throw usage(`--${checked.error.issues[0]?.path.slice(1).join(' ') ?? ''} is not right`);
  const setup = checked.data;
  const test = options['test'] === true ? await core.command('account.test', { setup, accountId: null }) : undefined;
  const accountId = core.sources.addAccount(setup, text(options, 'label') ?? shownName(setup));
  // What we send from our own address has to be told from what customers write.
  const sender = setup.kind === 'imap' ? setup.config.outgoing?.address.toLowerCase() : undefined;
  const { own } = core.query('settings.get', {});
  if (sender !== undefined && !own.includes(sender) && !own.includes(sender.slice(sender.indexOf('@') + 1))) await core.command('settings.set', { own: [...own, sender] });
  return { value: { accountId, ...(test && { test }) } };
}

/** Raw shapes; the contract's schema checks them. */
const SETUPS: Record<string, (options: Options) => unknown> = {
  imap: (options) => ({ kind: 'imap', config: { ...server(options, { tls: 993, other: 143 }), user: need(options, 'user'), password: fileText(options, 'password-file'), outgoing: outgoing(options) } }),
  xmpp: (options) => ({ kind: 'xmpp', config: {
    ...server(options, { tls: 5_223, other: 5_222 }, 'starttls'), host: text(options, 'host') ?? '', address: need(options, 'address'), password: fileText(options, 'password-file'), name: text(options, 'name') ?? '',
  } }),
  ami: (options) => ({ kind: 'asteriskAmi', config: {
    ...server(options, { tls: 5_039, other: 5_038 }), user: need(options, 'user'), password: fileText(options, 'password-file'), device: need(options, 'device'),
    context: text(options, 'context') ?? 'from-internal', dialPrefix: text(options, 'prefix') ?? '',
  } }),
  'call-log': (options) => {
    const engine = text(options, 'engine') ?? 'mysql';
    const port = engine === 'postgres' ? 5_432 : 3_306;
    return { kind: 'asteriskSql', config: {
      ...server(options, { tls: port, other: port }), engine, database: text(options, 'database') ?? 'asteriskcdrdb', table: text(options, 'table') ?? 'cdr', user: need(options, 'user'), password: fileText(options, 'password-file'),
    } };
  },
};

function shownName(setup: AccountSetupInput): string {
  switch (setup.kind) {
    case 'imap': return setup.config.user;
    case 'xmpp': return setup.config.address;
    case 'asteriskAmi': return `${setup.config.host} ${setup.config.device}`;
    case 'asteriskSql': return `${setup.config.host} ${setup.config.table}`;
  }
}

function server(options: Options, ports: { tls: number; other: number }, usual: Security = 'tls', before = ''): { host: string; port: number; security: Security; acceptInvalidCertificate: boolean } {
  const security: Security = options[`${before}plain`] === true ? 'plain' : options[`${before}starttls`] === true ? 'starttls' : options[`${before}tls`] === true ? 'tls' : usual;
  return { host: text(options, `${before}host`) ?? '', port: Number(text(options, `${before}port`) ?? (security === 'tls' ? ports.tls : ports.other)), security, acceptInvalidCertificate: options['insecure-certificate'] === true };
}

/** Sending is set up when a server for it is named; user and password are those of reading unless it has its own. */
function outgoing(options: Options): OutgoingMailInput | null {
  need(options, 'host');
  if (options['smtp-host'] === undefined) return null;
  const address = text(options, 'address') ?? need(options, 'user');
  return {
    ...server(options, { tls: 465, other: 587 }, 'tls', 'smtp-'), user: text(options, 'smtp-user') ?? need(options, 'user'), password: fileText(options, options['smtp-password-file'] === undefined ? 'password-file' : 'smtp-password-file'),
    address, name: text(options, 'name') ?? '', signature: options['signature-file'] === undefined ? '' : fileText(options, 'signature-file'), sentCopy: (text(options, 'sent-copy') ?? 'auto') as OutgoingMailInput['sentCopy'],
  };
}
