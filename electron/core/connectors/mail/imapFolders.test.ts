import { describe, expect, it } from 'vitest';
import { chooseFolders, type ListedFolder } from './imapFolders.ts';

function folder(path: string, more: Partial<ListedFolder> & { delimiter?: string } = {}): ListedFolder {
  const delimiter = more.delimiter ?? '/';
  const parts = path.split(delimiter);
  return { path, name: parts.at(-1) ?? '', delimiter, parent: parts.slice(0, -1), flags: new Set(), ...more };
}
const marked = (path: string, use: string): ListedFolder => folder(path, { flags: new Set([use]), specialUse: use, specialUseSource: 'extension' });
const paths = (listed: ListedFolder[], isGmail = false): string[] => chooseFolders(listed, isGmail).map(({ path }) => path);

describe('the folders that are read', () => {
  it('includes Sent, Archive and own folders, and leaves Spam, Trash and Drafts out, with all that lies under them', () => {
    expect(paths([
      marked('Trash', '\\Trash'), folder('Trash/2023'), folder('Ventas'), marked('Sent', '\\Sent'), marked('Archive', '\\Archive'), marked('Spam', '\\Junk'), marked('Drafts', '\\Drafts'), folder('INBOX'), folder('Ventas/2024'),
    ])).toEqual(['INBOX', 'Sent', 'Archive', 'Ventas', 'Ventas/2024']);
  });

  it.each([
    ['es', ['Correo no deseado', 'Papelera', 'Borradores', 'Elementos eliminados']],
    ['en', ['Junk E-mail', 'Deleted Items', 'Drafts', 'Outbox']],
    ['pt', ['Lixo Eletrônico', 'Lixeira', 'Rascunhos', 'Itens Excluídos']],
    ['de', ['Spam', 'Papierkorb', 'Entwürfe', 'Gelöschte Elemente']],
    ['fr', ['Courrier indésirable', 'Corbeille', 'Brouillons', 'Éléments supprimés']],
  ])('knows them by name where the server marks nothing (%s)', (_language, names) => {
    expect(paths(['INBOX', 'Clientes', ...names].map((name) => folder(name)))).toEqual(['INBOX', 'Clientes']);
    expect(paths(['INBOX', 'INBOX.Clientes', ...names.map((name) => `INBOX.${name}`)].map((name) => folder(name, { delimiter: '.' })))).toEqual(['INBOX', 'INBOX.Clientes']);
  });

  it('believes the mark of the server rather than a name, and no name deep in somebody\'s own tree', () => {
    expect(paths([folder('INBOX'), marked('Ablage Müll', '\\Trash'), folder('Papelera'), folder('Clientes/Spam')])).toEqual(['INBOX', 'Clientes/Spam', 'Papelera']);
  });

  it('skips what cannot be opened and virtual folders that show other folders\' mail again', () => {
    expect(paths([folder('INBOX'), folder('[x]', { flags: new Set(['\\NoSelect']) }), folder('old', { flags: new Set(['\\NonExistent', '\\Noselect']) }), marked('Virtual/All', '\\All'), marked('Virtual/Stars', '\\Flagged')])).toEqual(['INBOX']);
  });

  it('reads Gmail through INBOX and All Mail, so that archived mail is there and nothing is read once for each label', () => {
    expect(paths([folder('INBOX'), folder('Clientes'), folder('[Gmail]', { flags: new Set(['\\Noselect']) }), marked('[Gmail]/All Mail', '\\All'), marked('[Gmail]/Sent Mail', '\\Sent'), marked('[Gmail]/Starred', '\\Flagged'), marked('[Gmail]/Trash', '\\Trash')], true))
      .toEqual(['INBOX', '[Gmail]/All Mail']);
  });

  it('falls back to the labels where Gmail hides All Mail from IMAP', () => {
    expect(paths([folder('INBOX'), folder('Clientes'), marked('[Gmail]/Sent Mail', '\\Sent'), marked('[Gmail]/Trash', '\\Trash')], true)).toEqual(['INBOX', '[Gmail]/Sent Mail', 'Clientes']);
  });

  it('shows a path the same way whatever the server puts between its parts', () => {
    expect(chooseFolders([folder('INBOX.Ventas.2024', { delimiter: '.' })], false)).toEqual([{ path: 'INBOX.Ventas.2024', shown: 'INBOX/Ventas/2024' }]);
  });
});
