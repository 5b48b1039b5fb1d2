/** What each column of a table means, above its first rows; for every import of a table. */
import type { ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.ts';

type ColumnTableProps<M extends string> = {
  columns: readonly { header: string; meaning: M }[];
  sample: readonly (readonly string[])[];
  /** What the person has chosen: it stands above the preview, which may still be that of the choice before. */
  mapping: readonly M[] | null;
  meanings: readonly M[];
  words: (meaning: M) => string;
  onMap: (mapping: M[]) => void;
};

export function ColumnTable<M extends string>({ columns, sample, mapping, meanings, words, onMap }: ColumnTableProps<M>): ReactElement {
  const { t } = useTranslation();
  const chosen = mapping ?? columns.map((column) => column.meaning);
  const nameOf = (at: number): string => columns[at]?.header.trim() || t('importer.columnNumber', { number: at + 1 });
  const set = (at: number, meaning: M): void => onMap(chosen.map((old, place) => (place === at ? meaning : old)));
  return (
    <>
      <div>
        <p className="field-label">{t('importer.mapping')}</p>
        <p className="field-hint">{t('importer.mappingHint')}</p>
      </div>
      <div className="columns-scroll" role="region" aria-label={t('importer.samples')}>
        <table className="columns">
          <thead>
            <tr>
              {columns.map((column, at) => (
                // Headings may repeat; a column is its place.
                <th key={at} scope="col">
                  <span className="cut">{nameOf(at)}</span>
                  <select className="input select" aria-label={t('importer.column', { header: nameOf(at) })} value={chosen[at] ?? column.meaning} onChange={(event) => set(at, event.target.value as M)}>
                    {meanings.map((meaning) => <option key={meaning} value={meaning}>{words(meaning)}</option>)}
                  </select>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.map((cells, line) => (
              <tr key={line}>{columns.map((_, at) => <td key={at} data-ignored={chosen[at] === 'ignore'}>{cells[at] ?? ''}</td>)}</tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
