/** The forms of the accounts as plain data: what is typed, and what of it the core takes. Pure. */
import type { AccountSetupInput, AccountSetupView, ImapServerInput, OutgoingMailInput, Security, ServerGuess } from '../../shared/accounts.ts';
import type { AccountView } from '../../shared/contract.ts';

export type AccountKind = AccountSetupInput['kind'];

/** What every form has of a server. An empty password keeps the one that is stored. */
export type ServerForm = { host: string; port: string; security: Security; user: string; password: string; acceptInvalidCertificate: boolean };
export type AccountForm = ServerForm & { label: string };
export type OutgoingForm = ServerForm & { isOn: boolean; address: string; name: string; signature: string; sentCopy: OutgoingMailInput['sentCopy'] };
export type ChatForm = ServerForm & { label: string; address: string; name: string };
export type PhoneForm = ServerForm & { label: string; device: string; context: string; dialPrefix: string };
export type CallLogForm = ServerForm & { label: string; engine: 'postgres' | 'mysql'; database: string; table: string };

type Ports = Record<Security, string>;
export const PORTS = {
  imap: { tls: '993', starttls: '143', plain: '143' },
  smtp: { tls: '465', starttls: '587', plain: '25' },
  xmpp: { tls: '5223', starttls: '5222', plain: '5222' },
  asteriskAmi: { tls: '5039', starttls: '5038', plain: '5038' },
  postgres: { tls: '5432', starttls: '5432', plain: '5432' },
  mysql: { tls: '3306', starttls: '3306', plain: '3306' },
} as const satisfies Record<string, Ports>;

export function emptyForm(address: string): AccountForm {
  return { label: address, host: '', port: PORTS.imap.tls, security: 'tls', user: address, password: '', acceptInvalidCertificate: false };
}

export function formOf(account: AccountView): AccountForm {
  return account.setup?.kind === 'imap' ? { label: account.label, ...serverForm(account.setup.config) } : emptyForm(account.label);
}

/** Sending through a server of the same provider, with the same user and password, until something else is typed. */
export function outgoingForm(address: string, name: string): OutgoingForm {
  return { isOn: true, host: '', port: PORTS.smtp.tls, security: 'tls', user: address, password: '', acceptInvalidCertificate: false, address, name, signature: '', sentCopy: 'auto' };
}

/** `address`: what the sender is when the account only read until now. */
export function outgoingFormOf(account: AccountView, address: string, name: string): OutgoingForm {
  const outgoing = account.setup?.kind === 'imap' ? account.setup.config.outgoing : null;
  if (outgoing === null) return { ...outgoingForm(address, name), isOn: false };
  const { signature, sentCopy } = outgoing;
  return { ...serverForm(outgoing), isOn: true, address: outgoing.address, name: outgoing.name, signature, sentCopy };
}

export function chatFormOf(setup: AccountSetupView | null, label: string): ChatForm {
  if (setup?.kind === 'xmpp') return { label, ...serverForm({ ...setup.config, user: '' }), address: setup.config.address, name: setup.config.name };
  return { label, host: '', port: PORTS.xmpp.starttls, security: 'starttls', user: '', password: '', acceptInvalidCertificate: false, address: '', name: '' };
}

export function phoneFormOf(setup: AccountSetupView | null, label: string): PhoneForm {
  if (setup?.kind === 'asteriskAmi') return { label, ...serverForm(setup.config), device: setup.config.device, context: setup.config.context, dialPrefix: setup.config.dialPrefix };
  return { label, host: '', port: PORTS.asteriskAmi.plain, security: 'plain', user: 'hilo', password: '', acceptInvalidCertificate: false, device: '', context: 'from-internal', dialPrefix: '' };
}

export function callLogFormOf(setup: AccountSetupView | null, label: string): CallLogForm {
  if (setup?.kind === 'asteriskSql') return { label, ...serverForm(setup.config), engine: setup.config.engine, database: setup.config.database, table: setup.config.table };
  return { label, host: '', port: PORTS.mysql.plain, security: 'plain', user: '', password: '', acceptInvalidCertificate: false, engine: 'mysql', database: 'asteriskcdrdb', table: 'cdr' };
}

function serverForm({ host, port, security, user, acceptInvalidCertificate }: Omit<ImapServerInput, 'password'>): ServerForm {
  return { host, port: String(port), security, user, password: '', acceptInvalidCertificate };
}

export function withGuess<F extends ServerForm>(form: F, guess: ServerGuess): F {
  return { ...form, host: guess.host, port: String(guess.port), security: guess.security, user: guess.user };
}

export function withServer<F extends ServerForm>(form: F, server: Omit<ImapServerInput, 'password'>): F {
  return { ...form, host: server.host, port: String(server.port), security: server.security, user: server.user };
}

/** Another kind of security brings its usual port along, unless the port was a special one. */
export function withSecurity<F extends ServerForm>(form: F, security: Security, ports: Ports = PORTS.imap): F {
  return { ...form, security, port: form.port === ports[form.security] ? ports[security] : form.port };
}

/** The same for another kind of database. */
export function withEngine(form: CallLogForm, engine: CallLogForm['engine']): CallLogForm {
  return { ...form, engine, port: form.port === PORTS[form.engine].tls ? PORTS[engine].tls : form.port };
}

/** The server as the core takes it; null while a field is missing or wrong. */
export function serverOf(form: ServerForm): ImapServerInput | null {
  const port = portOf(form.port);
  const host = form.host.trim();
  if (port === null || host === '' || form.user.trim() === '') return null;
  return { host, port, security: form.security, user: form.user.trim(), password: form.password, acceptInvalidCertificate: form.acceptInvalidCertificate };
}

/** Null while something is missing. A user is not needed where the server takes mail without a login. */
export function outgoingOf(form: OutgoingForm): OutgoingMailInput | null {
  const port = portOf(form.port);
  const [host, address] = [form.host.trim(), form.address.trim()];
  if (port === null || host === '' || !isAddress(address)) return null;
  const { security, password, acceptInvalidCertificate, signature, sentCopy } = form;
  return { host, port, security, user: form.user.trim(), password, acceptInvalidCertificate, address, name: form.name.trim(), signature, sentCopy };
}

export function mailSetup(server: ImapServerInput, outgoing: OutgoingMailInput | null): AccountSetupInput {
  return { kind: 'imap', config: { ...server, outgoing } };
}

export function chatSetup(form: ChatForm): AccountSetupInput | null {
  const port = portOf(form.port);
  const address = form.address.trim().toLowerCase();
  if (port === null || !isAddress(address)) return null;
  return { kind: 'xmpp', config: { address, password: form.password, host: form.host.trim(), port, security: form.security, acceptInvalidCertificate: form.acceptInvalidCertificate, name: form.name.trim() } };
}

export function phoneSetup(form: PhoneForm): AccountSetupInput | null {
  const server = serverOf(form);
  const [device, context, dialPrefix] = [form.device.trim(), form.context.trim(), form.dialPrefix.trim()];
  if (server === null || !/^[\w-]+\/[\w.@-]+$/.test(device) || !/^[\w.-]+$/.test(context) || !/^[\d*#]*$/.test(dialPrefix)) return null;
  return { kind: 'asteriskAmi', config: { ...server, security: withoutStartTls(server.security), device, context, dialPrefix } };
}

export function callLogSetup(form: CallLogForm): AccountSetupInput | null {
  const server = serverOf(form);
  const [database, table] = [form.database.trim(), form.table.trim()];
  if (server === null || database === '' || !/^[A-Za-z_][\w$.]*$/.test(table)) return null;
  return { kind: 'asteriskSql', config: { ...server, security: withoutStartTls(server.security), engine: form.engine, database, table } };
}

export function portOf(text: string): number | null {
  const port = /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

/** An agent's device as the exchange names it: technology and extension. */
export function isDevice(text: string): boolean {
  return /^[\w-]+\/[\w.@-]+$/.test(text.trim());
}

function withoutStartTls(security: Security): 'tls' | 'plain' {
  return security === 'plain' ? 'plain' : 'tls';
}

function isAddress(text: string): boolean {
  return /^[^\s@/]+@[^\s@/]+$/.test(text);
}

/**
 * The servers to try, in order: the form alone when the person wrote the server, else the guesses until one answers.
 * The password is never sent in the clear on a guess.
 */
export function candidates<F extends ServerForm>(form: F, guesses: readonly ServerGuess[], isWritten: boolean): F[] {
  if (isWritten || guesses.length === 0) return [form];
  return guesses.filter((guess) => guess.security !== 'plain').map((guess) => withGuess(form, guess));
}
