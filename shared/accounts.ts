/** Accounts as they are set up: what each kind of source needs to be reached, how a test of it answers, and what is learnt of its server. */
import { z } from 'zod';

export type Security = 'tls' | 'starttls' | 'plain';
const host = z.string().min(1).max(255);
const port = z.number().int().min(1).max(65_535);
const security = z.enum(['tls', 'starttls', 'plain']);
const password = z.string().max(4_096);
export const imapServer = z.object({ host, port, security, user: z.string().min(1).max(320), password, acceptInvalidCertificate: z.boolean() });
export type ImapServerInput = z.infer<typeof imapServer>;

/** How mail of this account leaves. An empty user sends without logging in. */
export const outgoingMail = z.object({
  host, port, security, user: z.string().max(320), password, acceptInvalidCertificate: z.boolean(),
  /** The sender: address and the name beside it. */
  address: z.email().max(320), name: z.string().max(200),
  /** Plain text; put under every new mail. */
  signature: z.string().max(10_000),
  /** `auto` finds out whether the server files what it sends. */
  sentCopy: z.enum(['auto', 'server', 'append', 'none']),
});
export type OutgoingMailInput = z.infer<typeof outgoingMail>;

export const mailAccount = imapServer.extend({ outgoing: outgoingMail.nullable() });
/** XMPP (RFC 6120). An empty host is looked up from the address's domain. */
export const chatAccount = z.object({ address: z.string().regex(/^[^\s@/]+@[^\s@/]+$/).max(320), password, host: z.string().max(255), port, security, acceptInvalidCertificate: z.boolean(), name: z.string().max(200) });
/** Asterisk Manager Interface. `device`: the agent's own, as in `PJSIP/1001`; `context`: where dialled numbers are looked up; `dialPrefix` goes before an outside number. */
export const phoneAccount = z.object({
  host, port, security: z.enum(['tls', 'plain']), user: z.string().min(1).max(200), password, acceptInvalidCertificate: z.boolean(),
  device: z.string().regex(/^[\w-]+\/[\w.@-]+$/).max(100), context: z.string().regex(/^[\w.-]+$/).max(100), dialPrefix: z.string().regex(/^[\d*#]*$/).max(10),
});
/** The exchange's call log in a database (Asterisk's `cdr` table, FreePBX's `asteriskcdrdb.cdr`). */
export const callLogAccount = z.object({
  engine: z.enum(['postgres', 'mysql']), host, port, security: z.enum(['tls', 'plain']), database: z.string().min(1).max(100), table: z.string().regex(/^[A-Za-z_][\w$.]*$/).max(130),
  user: z.string().min(1).max(100), password, acceptInvalidCertificate: z.boolean(),
});
export type MailAccountInput = z.infer<typeof mailAccount>;
export type ChatAccountInput = z.infer<typeof chatAccount>;
export type PhoneAccountInput = z.infer<typeof phoneAccount>;
export type CallLogAccountInput = z.infer<typeof callLogAccount>;

/** An account as it is set up, by the kind of its connector. */
export const accountSetup = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('imap'), config: mailAccount }),
  z.object({ kind: z.literal('xmpp'), config: chatAccount }),
  z.object({ kind: z.literal('asteriskAmi'), config: phoneAccount }),
  z.object({ kind: z.literal('asteriskSql'), config: callLogAccount }),
]);
export type AccountSetupInput = z.infer<typeof accountSetup>;
/** The same without secrets. */
export type AccountSetupView =
  | { kind: 'imap'; config: Omit<ImapServerInput, 'password'> & { outgoing: Omit<OutgoingMailInput, 'password'> | null } }
  | { kind: 'xmpp'; config: Omit<ChatAccountInput, 'password'> }
  | { kind: 'asteriskAmi'; config: Omit<PhoneAccountInput, 'password'> }
  | { kind: 'asteriskSql'; config: Omit<CallLogAccountInput, 'password'> };

/** What a test of an account found. `details`: capability names, folders, columns, as the server says them. */
export type AccountTest = { facts: AccountFacts; folders: number; details: string[] };

export type ServerGuess = { host: string; port: number; security: Security; user: string; from: 'srv' | 'autoconfig' | 'guess'; /** For what: reading, or sending. */ protocol: 'imap' | 'smtp' };

/** What was learnt of an account's server; each may be unknown. */
export type AccountFacts = {
  /** RFC 1870 SIZE: the largest mail it takes. */
  smtpMaxBytes?: number;
  /** It puts what was sent through it into the Sent folder by itself. */
  filesSent?: boolean;
  /** XEP-0363: the largest file it takes; 0 where it takes none. */
  chatFileMaxBytes?: number;
  /** XEP-0313: it keeps an archive. */
  hasArchive?: boolean;
};
