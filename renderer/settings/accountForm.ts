/** The form of a mail account as plain data. Pure. */
import type { AccountView, ImapServerInput, Security, ServerGuess } from '../../shared/contract.ts';

export type AccountForm = { label: string; host: string; port: string; security: Security; user: string; password: string; acceptInvalidCertificate: boolean };

const USUAL_PORT: Record<Security, string> = { tls: '993', starttls: '143', plain: '143' };

export function emptyForm(address: string): AccountForm {
  return { label: address, host: '', port: USUAL_PORT.tls, security: 'tls', user: address, password: '', acceptInvalidCertificate: false };
}

export function formOf(account: AccountView): AccountForm {
  const server = account.server;
  if (server === null) return emptyForm(account.label);
  return { label: account.label, host: server.host, port: String(server.port), security: server.security, user: server.user, password: '', acceptInvalidCertificate: server.acceptInvalidCertificate };
}

export function withGuess(form: AccountForm, guess: ServerGuess): AccountForm {
  return { ...form, host: guess.host, port: String(guess.port), security: guess.security, user: guess.user };
}

export function withServer(form: AccountForm, server: ImapServerInput): AccountForm {
  return { ...form, host: server.host, port: String(server.port), security: server.security, user: server.user };
}

/** Another kind of security brings its usual port along, unless the port was a special one. */
export function withSecurity(form: AccountForm, security: Security): AccountForm {
  return { ...form, security, port: form.port === USUAL_PORT[form.security] ? USUAL_PORT[security] : form.port };
}

/** The server as the core takes it; null while a field is missing or wrong. */
export function serverOf(form: AccountForm): ImapServerInput | null {
  const port = portOf(form.port);
  const host = form.host.trim();
  if (port === null || host === '' || form.user.trim() === '') return null;
  return { host, port, security: form.security, user: form.user.trim(), password: form.password, acceptInvalidCertificate: form.acceptInvalidCertificate };
}

export function portOf(text: string): number | null {
  const port = /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

/** What of an account has changed; an empty password means the one that is kept. */
export function changedServer(before: AccountForm, server: ImapServerInput): Partial<ImapServerInput> {
  const old = serverOf(before);
  const changed = Object.entries(server).filter(([key, value]) => (key === 'password' ? value !== '' : old?.[key as keyof ImapServerInput] !== value));
  return Object.fromEntries(changed);
}

/**
 * The servers to try, in order: the form alone when the person wrote the server, else the guesses until one answers.
 * The password is never sent in the clear on a guess.
 */
export function candidates(form: AccountForm, guesses: readonly ServerGuess[], isWritten: boolean): ImapServerInput[] {
  const forms = isWritten || guesses.length === 0 ? [form] : guesses.filter((guess) => guess.security !== 'plain').map((guess) => withGuess(form, guess));
  return forms.map(serverOf).filter((server) => server !== null);
}
