/** Fields of forms: each has its label, its hint and its error tied together for screen readers. */
import { useId } from 'react';
import type { InputHTMLAttributes, ReactElement, ReactNode, Ref, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react';

type Described = { label: string; hint?: ReactNode; error?: string | undefined; hideLabel?: boolean };

function Frame({ id, label, hint, error, hideLabel, children }: Described & { id: string; children: ReactNode }): ReactElement {
  return (
    <div className="field">
      <label htmlFor={id} className={hideLabel === true ? 'hidden-text' : 'field-label'}>{label}</label>
      {children}
      {hint !== undefined && <p id={`${id}-hint`} className="field-hint">{hint}</p>}
      {error !== undefined && <p id={`${id}-error`} className="field-error" role="alert">{error}</p>}
    </div>
  );
}

const described = (id: string, { hint, error }: Described): string | undefined =>
  [hint !== undefined ? `${id}-hint` : '', error !== undefined ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined;

export function TextField({ label, hint, error, hideLabel, ...rest }: Described & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }): ReactElement {
  const id = useId();
  const words = { label, hint, error, ...(hideLabel === undefined ? {} : { hideLabel }) };
  return (
    <Frame id={id} {...words}>
      <input type="text" autoComplete="off" spellCheck={false} {...rest} id={id} className="input" aria-invalid={error !== undefined} aria-describedby={described(id, words)} />
    </Frame>
  );
}

export function TextArea({ label, hint, error, hideLabel, ...rest }: Described & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> }): ReactElement {
  const id = useId();
  const words = { label, hint, error, ...(hideLabel === undefined ? {} : { hideLabel }) };
  return (
    <Frame id={id} {...words}>
      <textarea rows={3} {...rest} id={id} className="input textarea" aria-invalid={error !== undefined} aria-describedby={described(id, words)} />
    </Frame>
  );
}

export function SelectField<T extends string>({ label, hint, error, hideLabel, options, value, onValue, ...rest }: Described & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'value'> & { options: readonly { value: T; label: string }[]; value: T; onValue: (value: T) => void }): ReactElement {
  const id = useId();
  const words = { label, hint, error, ...(hideLabel === undefined ? {} : { hideLabel }) };
  return (
    <Frame id={id} {...words}>
      <select {...rest} id={id} className="input select" value={value} aria-describedby={described(id, words)} onChange={(event) => onValue(event.target.value as T)}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
    </Frame>
  );
}

export function Checkbox({ label, hint, isOn, onChange, disabled = false }: { label: ReactNode; hint?: ReactNode; isOn: boolean; onChange: (isOn: boolean) => void; disabled?: boolean }): ReactElement {
  const id = useId();
  return (
    <div className="checkbox">
      <input id={id} type="checkbox" checked={isOn} disabled={disabled} aria-describedby={hint !== undefined ? `${id}-hint` : undefined} onChange={(event) => onChange(event.target.checked)} />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && <p id={`${id}-hint`} className="field-hint">{hint}</p>}
      </div>
    </div>
  );
}
