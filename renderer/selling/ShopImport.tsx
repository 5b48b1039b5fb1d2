/** The wizard of the shop's tables: choose a file, see what would happen, correct it, import; or follow a folder. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { ShopFilePreview, ShopTable } from '../../shared/selling.ts';
import { useCommand, useDesktop } from '../data/commands.ts';
import { useShopPreview } from '../data/sellingQueries.ts';
import { errorWords } from '../i18n/errorWords.ts';
import { useTranslation } from '../i18n/i18n.ts';
import type { TFunction } from '../i18n/i18n.ts';
import { sellingEs } from '../i18n/selling.es.ts';
import { useFormat } from '../i18n/useFormat.ts';
import { Banner, Button } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Checkbox, SelectField } from '../ui/fields.tsx';
import { ColumnTable } from '../sync/ColumnTable.tsx';
import { showToast } from '../ui/toasts.tsx';

/** In the order in which a shop brings them. The words must name each, so this list cannot lack one. */
const TABLES = Object.keys(sellingEs.tables.names) as ShopTable[];
type Meaning = keyof typeof sellingEs.tables.meanings;
const PROBLEMS_SHOWN = 12;

/** `paths`: tables that were handed over already, shown one after the other; none: one is chosen here. */
export function ShopImport({ paths, onClose }: { paths: readonly string[]; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<readonly string[]>(paths);
  const [at, setAt] = useState(0);
  const [folder, setFolder] = useState<string | null>(null);
  const pick = useDesktop('desktop.pickFiles');
  const choose = (purpose: 'history' | 'folder'): void => pick.mutate({ purpose }, {
    onSuccess: ({ paths: picked }) => {
      if (picked.length === 0) return;
      if (purpose === 'folder') return setFolder(picked[0] ?? null);
      setChosen(picked);
      setAt(0);
    },
  });
  const path = chosen[at];
  if (folder !== null) return <ShopFolder path={folder} onClose={onClose} />;
  if (path !== undefined) {
    const onDone = at + 1 < chosen.length ? () => setAt(at + 1) : onClose;
    return <ShopFile key={`${at} ${path}`} path={path} place={chosen.length > 1 ? t('tables.queue', { at: at + 1, of: chosen.length }) : ''} onAnother={() => choose('history')} onDone={onDone} onClose={onClose} />;
  }
  return (
    <Dialog
      title={t('tables.title')}
      size="s"
      onClose={onClose}
      footer={(
        <>
          <Button icon="sync" disabled={pick.isPending} onClick={() => choose('folder')}>{t('tables.chooseFolder')}</Button>
          <Button look="primary" icon="folder" disabled={pick.isPending} onClick={() => choose('history')}>{t('tables.choose')}</Button>
        </>
      )}
    >
      <p>{t('tables.lead')}</p>
    </Dialog>
  );
}

function ShopFolder({ path, onClose }: { path: string; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const start = useCommand('import.shop');
  const submit = (): void => start.mutate({ path, follow: true }, {
    onSuccess: () => {
      showToast({ text: t('tables.started') });
      onClose();
    },
  });
  return (
    <Dialog
      title={t('tables.followFolder')}
      size="s"
      onClose={onClose}
      onSubmit={submit}
      footer={<><Button onClick={onClose}>{t('common.cancel')}</Button><Button look="primary" type="submit" disabled={start.isPending}>{t('tables.followFolder')}</Button></>}
    >
      <p className="field-hint cut" title={path}>{path}</p>
      <p>{t('tables.folderLead')}</p>
    </Dialog>
  );
}

type ShopFileProps = { path: string; place: string; onAnother: () => void; onDone: () => void; onClose: () => void };

function ShopFile({ path, place, onAnother, onDone, onClose }: ShopFileProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [table, setTable] = useState<ShopTable | null>(null);
  const [mapping, setMapping] = useState<readonly string[] | null>(null);
  const [isFollowed, setFollowed] = useState(false);
  const preview = useShopPreview(path, table, mapping);
  const start = useCommand('import.shop');
  const { data } = preview;
  const usable = data === undefined ? 0 : data.added + data.changed + data.known;
  const submit = (): void => start.mutate({ path, follow: isFollowed, ...(table && { table }), ...(mapping && { mapping: [...mapping] }) }, {
    onSuccess: () => {
      showToast({ text: t('tables.started') });
      onDone();
    },
  });
  return (
    <Dialog
      title={t('tables.title')}
      size="l"
      onClose={onClose}
      onSubmit={submit}
      footer={(
        <>
          <Button onClick={onAnother}>{t('tables.another')}</Button>
          <Button look="primary" type="submit" disabled={usable === 0 || start.isPending || preview.isError}>
            {preview.isPending ? t('tables.reading') : usable === 0 ? t('tables.nothing') : t('tables.action', { count: usable, formatted: format.number(usable) })}
          </Button>
        </>
      )}
    >
      <p className="field-hint cut" title={path}>{[path.split(/[\\/]/).pop(), place].filter(Boolean).join(' · ')}</p>
      {preview.error !== null && <Banner tone="danger">{errorWords(t, preview.error)}</Banner>}
      {data !== undefined && (
        <>
          <SelectField
            label={t('tables.which')}
            value={data.table ?? ''}
            onValue={(next) => {
              setTable(next === '' ? null : next);
              setMapping(null);
            }}
            options={[...(data.table === null ? [{ value: '' as const, label: t('tables.unknown') }] : []), ...TABLES.map((one) => ({ value: one, label: t(`tables.names.${one}`) }))]}
          />
          {data.table !== null && <Counts preview={data} />}
          {data.problems.length > 0 && <Problems preview={data} />}
          {data.table !== null && <ColumnTable columns={data.columns} sample={data.sample} mapping={mapping} meanings={data.meanings} words={(meaning) => meaningWords(t, meaning)} onMap={setMapping} />}
          <Checkbox label={t('tables.follow')} isOn={isFollowed} onChange={setFollowed} />
        </>
      )}
    </Dialog>
  );
}

function Counts({ preview }: { preview: ShopFilePreview }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const words = (key: 'rows' | 'added' | 'changed' | 'known' | 'unusable'): string => t(`tables.${key}`, { count: preview[key], formatted: format.number(preview[key]) });
  return (
    <ul className="counts" aria-live="polite">
      <li><strong>{words('rows')}</strong></li>
      <li>{words('added')}</li>
      {preview.changed > 0 && <li>{words('changed')}</li>}
      {preview.known > 0 && <li>{words('known')}</li>}
      {preview.unusable > 0 && <li className="warn-text">{words('unusable')}</li>}
    </ul>
  );
}

function Problems({ preview }: { preview: ShopFilePreview }): ReactElement {
  const { t } = useTranslation();
  return (
    <section className="table-problems" aria-label={t('tables.problems')}>
      <p className="field-label">{t('tables.problems')}</p>
      <ul>
        {preview.problems.slice(0, PROBLEMS_SHOWN).map(({ row, column, problem, value }) => (
          <li key={`${row} ${column} ${problem}`}>
            <b>{column === '' ? t('tables.problemAt', { row }) : t('tables.problemIn', { row, column })}</b>: {t(`tables.problem.${problem}`, { value })}
            {value !== '' && problem !== 'repeated' && <span className="faint"> «{value}»</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function meaningWords(t: TFunction, meaning: string): string {
  return Object.hasOwn(sellingEs.tables.meanings, meaning) ? t(`tables.meanings.${meaning as Meaning}`) : meaning;
}
