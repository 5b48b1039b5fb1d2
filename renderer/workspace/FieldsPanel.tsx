/** The data of a customer: each value with its origin, its former values, and a way to correct it that can be undone. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { CustomerField, CustomerView, FieldValue, Origin } from '../../shared/domain.ts';
import { jumpTo } from '../data/navigation.ts';
import { CUSTOMER_FIELDS } from '../data/shared.ts';
import { formatPhone, maskDocument } from '../i18n/format.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { Button, IconButton, Panel } from '../ui/controls.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { MenuItem } from '../ui/Menu.tsx';
import { useWorkspace } from './context.ts';
import { originWords } from './originWords.ts';
import { useDecide } from './useDecide.ts';

export function FieldsPanel({ view }: { view: CustomerView }): ReactElement {
  const { t } = useTranslation();
  const [isAdding, setAdding] = useState(false);
  return (
    <Panel title={t('identity.title')} action={<IconButton label={t('identity.addField')} icon="plus" onClick={() => setAdding(!isAdding)} />}>
      {isAdding && <AddField view={view} onDone={() => setAdding(false)} />}
      {view.fields.length === 0 && !isAdding && <p className="faint">{t('identity.noFields')}</p>}
      <dl className="data-list">{inOrder(view.fields).map((field) => <Fact key={field.field} field={field} customerId={view.id} />)}</dl>
    </Panel>
  );
}

function inOrder(fields: readonly FieldValue[]): FieldValue[] {
  return [...fields].sort((a, b) => CUSTOMER_FIELDS.indexOf(a.field) - CUSTOMER_FIELDS.indexOf(b.field));
}

function Fact({ field, customerId }: { field: FieldValue; customerId: string }): ReactElement {
  const { t } = useTranslation();
  const { open } = useWorkspace();
  const [isEditing, setEditing] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const name = t(`fields.${field.field}`);
  const isSecret = field.field === 'document';
  const [isRevealed, setRevealed] = useState(false);
  const words = (value: string): string => (isSecret && !isRevealed ? maskDocument(value) : shownValue(field.field, value)) || t('common.unknown');
  const shown = words(field.value);
  const items: MenuItem[] = [
    { label: t('common.edit'), icon: 'edit', onSelect: () => setEditing(true) },
    ...(field.others.length > 0 ? [{ label: t('identity.former'), icon: 'undo', onSelect: () => setOpen(!isOpen) } satisfies MenuItem] : []),
    ...(field.value === '' ? [] : [{ label: t('identity.wherePlaces'), icon: 'source', onSelect: () => open({ kind: 'places', value: field.value, shown }) } satisfies MenuItem]),
  ];
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>
        {isEditing ? <FieldEditor field={field.field} value={field.value} customerId={customerId} onDone={() => setEditing(false)} /> : (
          <>
            <div className="fact-line">
              <button type="button" className="fact-value" title={t('identity.editField', { field: name })} aria-label={`${t('identity.editField', { field: name })}: ${shown}`} onClick={() => setEditing(true)}>{shown}</button>
              {isSecret && field.value !== '' && <IconButton label={t(isRevealed ? 'identity.hide' : 'identity.reveal', { field: name })} icon="eye" aria-pressed={isRevealed} className="fact-reveal" onClick={() => setRevealed(!isRevealed)} />}
              <Menu label={t('identity.actionsOf', { field: name })} items={items} className="icon-button fact-menu" />
            </div>
            <div className="fact-origin">
              <OriginLine origin={field.origin} field={field.field} />
              {field.others.length > 0 && <button type="button" className="fact-more" aria-expanded={isOpen} aria-label={t('identity.formerOf', { field: name })} onClick={() => setOpen(!isOpen)}>+{field.others.length}</button>}
            </div>
            {isOpen && (
              <ul className="fact-others">
                {field.others.map((other) => (
                  <li key={`${other.value}-${other.origin.atMs}`}>
                    <span>{t('identity.change', { from: words(other.value), to: shown })}</span>
                    <OriginLine origin={other.origin} field={field.field} />
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </dd>
    </div>
  );
}

/** The phrase of an origin; when one interaction told it, the phrase leads there. */
export function OriginLine({ origin, field = null }: { origin: Origin; field?: CustomerField | null }): ReactElement {
  const { t } = useTranslation();
  const { customerId } = useWorkspace();
  const format = useFormat();
  const words = originWords(t, format, useNow(), origin, field);
  const exact = origin.by === 'record' ? `${t('origin.source', { label: origin.label })}, ${format.exact(origin.atMs)}` : `${format.exact(origin.atMs)}, ${t('origin.device', { device: origin.device })}`;
  const interactionId = origin.by === 'record' ? origin.interactionId : null;
  if (interactionId === null) return <span className="origin" title={exact}>{words}</span>;
  return <button type="button" className="origin origin-link" title={`${t('origin.open')}: ${exact}`} onClick={() => jumpTo(customerId, interactionId)}>{words}</button>;
}

function FieldEditor({ field, value, customerId, onDone }: { field: CustomerField; value: string; customerId: string; onDone: () => void }): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const { decide } = useDecide('customer.setField');
  const name = t(`fields.${field}`);
  const save = (): void => {
    onDone();
    if (text.trim() !== value) decide({ customerId, field, value: text.trim() }, t('identity.fieldSaved', { field: name }));
  };
  return (
    <form
      className="fact-form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone();
      }}
    >
      <TextField label={t('identity.editField', { field: name })} hideLabel hint={t('identity.clearHint')} autoFocus value={text} onChange={(event) => setText(event.target.value)} />
      <div className="fact-form-foot">
        <Button small onClick={onDone}>{t('common.cancel')}</Button>
        <Button small type="submit" look="primary">{t('common.save')}</Button>
      </div>
    </form>
  );
}

function AddField({ view, onDone }: { view: CustomerView; onDone: () => void }): ReactElement {
  const { t } = useTranslation();
  const missing = CUSTOMER_FIELDS.filter((field) => !view.fields.some((known) => known.field === field));
  const [field, setField] = useState<CustomerField>(missing[0] ?? 'comment');
  return (
    <div className="fact-add">
      <SelectField label={t('identity.whichField')} value={field} onValue={setField} options={missing.map((one) => ({ value: one, label: t(`fields.${one}`) }))} />
      <FieldEditor key={field} field={field} value="" customerId={view.id} onDone={onDone} />
    </div>
  );
}

function shownValue(field: CustomerField, value: string): string {
  return field === 'phone' ? formatPhone(value) : value;
}
