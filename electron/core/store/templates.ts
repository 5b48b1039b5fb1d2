/** Derived rows of canned replies. */
import type { Language, TemplateView } from '../../../shared/contract.ts';
import type { Reader, Writer } from './open.ts';

/** Null takes the reply away. */
export function putTemplate(writer: Writer, id: string, said: (Omit<TemplateView, 'id'> & { operation: string }) | null): void {
  if (said === null) writer.prepare('DELETE FROM template WHERE id = ?').run(id);
  else writer.prepare('INSERT OR REPLACE INTO template (id, name, text, language, channels, operation) VALUES (?, ?, ?, ?, ?, ?)').run(id, said.name, said.text, said.language, JSON.stringify(said.channels), said.operation);
}

/** By name. */
export function templates(reader: Reader): TemplateView[] {
  const rows = reader.prepare('SELECT id, name, text, language, channels FROM template').all() as { id: string; name: string; text: string; language: Language; channels: string }[];
  return rows.map((row) => ({ ...row, channels: JSON.parse(row.channels) as TemplateView['channels'] })).sort((x, y) => x.name.localeCompare(y.name) || (x.id < y.id ? -1 : 1));
}
