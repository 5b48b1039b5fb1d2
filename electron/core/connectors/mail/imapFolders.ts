/**
 * Which folders of a mailbox are read, in which order, and what people call them. Pure.
 *
 * Read: everything that holds mail, Sent and Archive included. Not read: Spam, Trash, Drafts and what lies under them,
 * what waits to be sent, and virtual folders, which show mail of other folders again.
 *
 * Gmail is the exception (RFC 6154 \All): archived mail lies only in All Mail, and every label shows the same mail
 * again. There, INBOX is read for its news, and everything else once, through All Mail.
 */

/** One answer of LIST, as far as it matters here. */
export type ListedFolder = {
  path: string;
  name: string;
  delimiter: string;
  /** Folder names above it, outermost first. */
  parent: readonly string[];
  /** As the server sent them; their case means nothing. */
  flags: ReadonlySet<string>;
  specialUse?: string | undefined;
  /** `name` when it was only guessed from the folder's name. */
  specialUseSource?: string | undefined;
};

export type ChosenFolder = { path: string; shown: string };

type Use = 'junk' | 'trash' | 'drafts' | 'outbox' | 'sent';

/** Names that common servers and programs give these folders in Spanish, English, Portuguese, German and French, folded by `fold`. */
const NAMES: Readonly<Record<Use, readonly string[]>> = {
  junk: [
    'spam', 'junk', 'junk e mail', 'junk email', 'junk mail', 'bulk mail', 'correo no deseado', 'no deseado', 'correo basura', 'correo spam',
    'lixo eletronico', 'lixo electronico', 'indesejados', 'spamverdacht', 'junk e mails', 'unerwunscht', 'unerwunschte werbung', 'werbung', 'indesirables', 'courrier indesirable', 'pourriel',
  ],
  trash: [
    'trash', 'deleted', 'deleted items', 'deleted messages', 'bin', 'papelera', 'papelera de reciclaje', 'eliminados', 'elementos eliminados', 'mensajes eliminados', 'borrados', 'basura',
    'lixeira', 'lixo', 'itens excluidos', 'itens eliminados', 'excluidos', 'papierkorb', 'geloscht', 'geloschte elemente', 'geloschte objekte', 'corbeille', 'elements supprimes', 'messages supprimes',
  ],
  drafts: ['drafts', 'draft', 'borradores', 'borrador', 'rascunhos', 'rascunho', 'entwurfe', 'entwurf', 'brouillons', 'brouillon'],
  sent: [
    'sent', 'sent items', 'sent messages', 'sent mail', 'enviados', 'elementos enviados', 'mensajes enviados', 'correo enviado', 'enviadas', 'itens enviados', 'mensagens enviadas',
    'gesendet', 'gesendete objekte', 'gesendete elemente', 'elements envoyes', 'messages envoyes', 'envoyes',
  ],
  outbox: ['outbox', 'bandeja de salida', 'caixa de saida', 'postausgang', 'boite d envoi'],
};
const USE_FLAGS: Readonly<Record<Exclude<Use, 'outbox'>, string>> = { junk: '\\junk', trash: '\\trash', drafts: '\\drafts', sent: '\\sent' };

/**
 * The folders to read, INBOX first, then Sent and Archive, then the rest by name.
 * @param isGmail the server has Gmail's extensions (X-GM-EXT-1)
 */
export function chooseFolders(listed: readonly ListedFolder[], isGmail: boolean): ChosenFolder[] {
  const real = listed.filter((folder) => !hasFlag(folder, '\\noselect') && !hasFlag(folder, '\\nonexistent'));
  const allMail = real.find((folder) => isFlagged(folder, '\\all'));
  const readable = isGmail && allMail ? real.filter((folder) => isInbox(folder) || folder === allMail) : withoutExcluded(real, listed);
  return readable.toSorted((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1)).map(({ path, delimiter }) => ({ path, shown: shownPath(path, delimiter) }));
}

/** Where copies of what was sent may lie, the one the server marks first. The first is where a copy of ours goes. */
export function chooseSent(listed: readonly ListedFolder[]): string[] {
  const real = listed.filter((folder) => !hasFlag(folder, '\\noselect') && !hasFlag(folder, '\\nonexistent'));
  const marked = real.filter((folder) => isFlagged(folder, USE_FLAGS.sent));
  const named = real.filter((folder) => !marked.includes(folder) && isNamed(folder, 'sent'));
  return [...marked, ...named].map(({ path }) => path);
}

/** Where to look for something that may have been sent: the Sent folders, INBOX (one may be an addressee of one's own mail), and what shows everything. */
export function chooseProbed(listed: readonly ListedFolder[]): string[] {
  const everything = listed.filter((folder) => isInbox(folder) || (isFlagged(folder, '\\all') && !hasFlag(folder, '\\noselect')));
  return [...new Set([...chooseSent(listed), ...everything.map(({ path }) => path)])];
}

/** `INBOX.Ventas.2024` on one server and `INBOX/Ventas/2024` on another are shown alike. */
export function shownPath(path: string, delimiter: string): string {
  return delimiter === '' || delimiter === '/' ? path : path.split(delimiter).join('/');
}

function withoutExcluded(real: readonly ListedFolder[], listed: readonly ListedFolder[]): ListedFolder[] {
  const roots = listed.filter((folder) => !isInbox(folder) && isExcluded(folder, listed));
  return real.filter((folder) => !roots.some((root) => folder.path === root.path || (root.delimiter !== '' && folder.path.startsWith(root.path + root.delimiter))));
}

function isExcluded(folder: ListedFolder, listed: readonly ListedFolder[]): boolean {
  if (isFlagged(folder, '\\all') || isFlagged(folder, '\\flagged') || isFlagged(folder, '\\important')) return true;
  for (const use of ['junk', 'trash', 'drafts'] as const) {
    if (isFlagged(folder, USE_FLAGS[use])) return true;
    // Where the server marks the folder of this use, another one with a similar name is somebody's own.
    if (!listed.some((other) => isFlagged(other, USE_FLAGS[use])) && isNamed(folder, use)) return true;
  }
  return isNamed(folder, 'outbox');
}

/** By its name alone; a folder deep in somebody's own tree (`Clientes/Spam`) is not meant. */
function isNamed(folder: ListedFolder, use: Use): boolean {
  const isTop = folder.parent.length === 0 || (folder.parent.length === 1 && /^(inbox|\[.*\])$/i.test(folder.parent[0] ?? ''));
  if (!isTop) return false;
  const guessed = use !== 'outbox' && folder.specialUseSource === 'name' && folder.specialUse?.toLowerCase() === USE_FLAGS[use];
  return guessed || NAMES[use].includes(fold(folder.name));
}

/** Marked by the server itself, not guessed from a name. */
function isFlagged(folder: ListedFolder, flag: string): boolean {
  return hasFlag(folder, flag) || (folder.specialUseSource === 'extension' && folder.specialUse?.toLowerCase() === flag);
}

function hasFlag(folder: ListedFolder, flag: string): boolean {
  for (const own of folder.flags) if (own.toLowerCase() === flag) return true;
  return false;
}

function isInbox(folder: ListedFolder): boolean {
  return folder.path.toUpperCase() === 'INBOX';
}

function rank(folder: ListedFolder): number {
  if (isInbox(folder)) return 0;
  const use = folder.specialUse?.toLowerCase();
  if (use === '\\sent') return 1;
  return use === '\\archive' || use === '\\all' ? 2 : 3;
}

/** Lower case, without accents or punctuation. */
function fold(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}
