/** A growing text field with canned replies; what stands for a gap can be selected from outside. */
import { useImperativeHandle, useRef } from 'react';
import type { ClipboardEvent, KeyboardEvent, ReactElement, Ref } from 'react';
import { gapsIn } from '../../shared/template.ts';
import { useCanned } from './useCanned.tsx';

export type FieldHandle = {
  focus: () => void;
  /** Selects the first gap of that name, or the first of any. */
  selectGap: (name?: string) => void;
  /** Types into the field where the caret is. */
  insert: (text: string) => void;
};

type PlainFieldProps = {
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
  channel: 'mail' | 'chat';
  variables: Readonly<Record<string, string>>;
  onKeyDown?: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  onFiles: (files: readonly File[]) => void;
  onFocus?: () => void;
  rows?: number;
  ref?: Ref<FieldHandle>;
};

/** What the contract takes. */
const LONGEST = 1_000_000;

export function PlainField({ label, placeholder, value, onChange, channel, variables, onKeyDown, onFiles, onFocus, rows = 1, ref }: PlainFieldProps): ReactElement {
  const field = useRef<HTMLTextAreaElement>(null);
  const put = (text: string, from: number, to: number): void => {
    const element = field.current;
    if (!element) return;
    onChange(element.value.slice(0, from) + text + element.value.slice(to));
    // The first gap is where the agent goes on.
    const gap = gapsIn(text)[0];
    requestAnimationFrame(() => element.setSelectionRange(from + (gap?.start ?? text.length), from + (gap?.end ?? text.length)));
  };
  const canned = useCanned(channel, variables, (text, typedLength) => {
    const caret = field.current?.selectionStart ?? value.length;
    put(text, caret - typedLength, caret);
  });
  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    selectGap(name) {
      const gap = gapsIn(field.current?.value ?? '').find((one) => name === undefined || one.name === name);
      field.current?.focus();
      if (gap) field.current?.setSelectionRange(gap.start, gap.end);
    },
    insert(text) {
      field.current?.focus();
      const { selectionStart = 0, selectionEnd = 0 } = field.current ?? {};
      put(text, selectionStart, selectionEnd);
      canned.follow(`${value.slice(0, selectionStart)}${text}`);
    },
  }));
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  };
  return (
    <div className="compose-text">
      {canned.list}
      <textarea
        ref={field}
        aria-label={label}
        placeholder={placeholder}
        aria-autocomplete="list"
        aria-controls={canned.isOpen ? canned.listId : undefined}
        aria-activedescendant={canned.activeId}
        rows={rows}
        maxLength={LONGEST}
        spellCheck
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
          canned.follow(event.target.value.slice(0, event.target.selectionStart));
        }}
        onFocus={onFocus}
        onBlur={canned.close}
        onPaste={onPaste}
        onKeyDown={(event) => {
          if (!canned.onKey(event)) onKeyDown?.(event);
        }}
      />
    </div>
  );
}
