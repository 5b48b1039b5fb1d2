/**
 * A shop's mailbox for tests: conversations with its customers, filed into folders as people file them.
 *
 * Promises the same bytes for the same size on every machine, and that some messages lie in two folders, as copies do.
 */
import type { MaildirMessage } from './dovecot.ts';

/** The side of the mailbox that is ours. */
export const SHOP_DOMAIN = 'tienda.example';

export type Mailbox = {
  /** Folder -> its messages, oldest first. */
  folders: Map<string, MaildirMessage[]>;
  /** Messages as the server counts them, and how many different ones there are among those that are read (no Drafts, Junk, Trash). */
  readCount: number;
  distinctCount: number;
};

const FIRST_MS = Date.UTC(2026, 0, 5, 9);
const NAMES = ['Lucía Peña', 'Jürgen Groß', 'Ana Núñez', 'Mark Bell', 'Zoë Ng', 'Óscar Ibáñez', 'Inês Souza', 'Paul Reed'];
const SUBJECTS = ['Presupuesto de la mesa', 'Order status', 'Cambio de dirección', 'Invoice please', 'Garantía del sillón', 'Delivery on Friday'];
/** Share of each folder in tenths; the rest goes to INBOX. */
const FOLDER_OF = ['INBOX', 'Sent', 'INBOX', 'Ventas', 'INBOX', 'Sent', 'Archive', 'INBOX', 'Ventas/2025', 'Ventas'];
/** Each so-many-th message of INBOX is also kept under Archive. */
const COPIED_EVERY = 25;

/** @param count messages in folders that are read by default, copies among them */
export function makeMailbox(count: number): Mailbox {
  const folders = new Map<string, MaildirMessage[]>();
  const put = (folder: string, message: MaildirMessage): void => {
    folders.set(folder, [...(folders.get(folder) ?? []), message]);
  };
  let made = 0;
  let distinct = 0;
  for (; made < count; distinct += 1) {
    const folder = FOLDER_OF[distinct % FOLDER_OF.length] ?? 'INBOX';
    const message = { raw: conversationMail(distinct, folder === 'Sent'), receivedAtMs: FIRST_MS + distinct * 1_800_000, seen: distinct % 3 === 0 };
    put(folder, message);
    made += 1;
    if (folder === 'INBOX' && distinct % COPIED_EVERY === 0 && made < count) {
      put('Archive', message);
      made += 1;
    }
  }
  for (const folder of ['Drafts', 'Junk', 'Trash']) put(folder, { raw: plainMail({ subject: `Not read: ${folder}`, id: `${folder}@elsewhere.example` }), receivedAtMs: FIRST_MS });
  return { folders, readCount: made, distinctCount: distinct };
}

/** One mail with the given header lines and text; what is not given is ordinary. */
export function plainMail(given: { from?: string; to?: string; subject?: string; id?: string; date?: string | null; text?: string; extra?: readonly string[] } = {}): string {
  const { from = 'Luz <luz@casa.example>', to = `ventas@${SHOP_DOMAIN}`, subject = 'Hola', id = 'hola@casa.example', date = 'Thu, 01 Jan 2026 10:00:00 +0000', text = 'Hola.', extra = [] } = given;
  return [
    `From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Message-ID: <${id}>`, ...(date === null ? [] : [`Date: ${date}`]), ...extra,
    'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', text, '',
  ].join('\r\n');
}

/** Every third mail is HTML with an attachment, every seventh comes from a machine, every eleventh states no date. */
function conversationMail(n: number, isOurs: boolean): string {
  const person = n % 97;
  const name = `${NAMES[person % NAMES.length] ?? ''} ${person}`;
  const customer = `=?utf-8?B?${Buffer.from(name).toString('base64')}?= <cliente${person}@${person % 2 === 0 ? 'correo' : 'mail'}.example>`;
  const ours = `Ventas <ventas@${SHOP_DOMAIN}>`;
  const head = [
    `From: ${isOurs ? ours : customer}`, `To: ${isOurs ? customer : ours}`, `Subject: ${isOurs ? 'Re: ' : ''}${Buffer.from(SUBJECTS[n % SUBJECTS.length] ?? '', 'utf8').toString('latin1')} ${n}`,
    `Message-ID: <m${n}@correo.example>`, ...(n % 11 === 0 ? [] : [`Date: ${new Date(FIRST_MS + n * 1_800_000).toUTCString().replace('GMT', '+0000')}`]),
    ...(n >= 97 ? [`References: <m${person}@correo.example>`] : []), ...(n % 7 === 0 && !isOurs ? ['Auto-Submitted: auto-generated'] : []), 'MIME-Version: 1.0',
  ];
  const words = `Mensaje numero ${n} de ${person}, con acentos: pequeño, año, corazón.\r\nMi telefono es +54 11 6123-${String(1_000 + person)}.\r\n${'Una linea cualquiera del texto del mensaje.\r\n'.repeat(n % 40)}`;
  if (n % 3 !== 0) return [...head, 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', words].join('\r\n');
  return [
    ...head, 'Content-Type: multipart/mixed; boundary="limite"', '', '--limite', 'Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '',
    `<p>${words.replaceAll('\r\n', '<br>')}</p>`, '--limite', `Content-Type: application/pdf; name="nota${n}.pdf"`, 'Content-Transfer-Encoding: base64', 'Content-Disposition: attachment', '',
    Buffer.from(`%PDF ${n} ${'x'.repeat(n * 7 % 3_000)}`).toString('base64').replace(/(.{76})/g, '$1\r\n'), '--limite--', '',
  ].join('\r\n');
}
