/** A text field with choices below it: what is typed filters, arrows choose, Enter takes. The choices come in named groups. */
import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement, ReactNode, Ref } from 'react';
import { Icon } from './icons.tsx';

export type Choice = { id: string; content: ReactNode; onPick: () => void };
export type ChoiceGroup = { label: string; choices: readonly Choice[] };

type ComboboxProps = {
  label: string;
  placeholder: string;
  text: string;
  onText: (text: string) => void;
  groups: readonly ChoiceGroup[];
  /** Shown when there is no choice at all. */
  empty?: ReactNode;
  /** `floating`: the choices hang below the field while it has the focus and `isOpen` holds; else they are always there. */
  floating?: boolean;
  isOpen?: boolean;
  shortcut?: ReactNode;
  footer?: ReactNode;
  autoFocus?: boolean;
  onEscape?: () => void;
  /** Enter while no choice was made by arrows or pointer; the choices on screen may still be those of the text before. */
  onEnter?: () => void;
  inputRef?: Ref<HTMLInputElement>;
};

export function Combobox({ label, placeholder, text, onText, groups, empty, floating = false, isOpen = true, shortcut, footer, autoFocus = false, onEscape, onEnter, inputRef }: ComboboxProps): ReactElement {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [hasFocus, setFocus] = useState(false);
  const choices = groups.flatMap((group) => group.choices);
  // A choice made by arrows holds for the text it was made under.
  const [choice, setChoice] = useState<{ text: string; id: string | null }>({ text, id: null });
  const setChosen = (chosenId: string | null): void => setChoice({ text, id: chosenId });
  const chosen = (choice.text === text ? choices.find((one) => one.id === choice.id) : undefined) ?? choices[0];
  const isShown = isOpen && (!floating || hasFocus);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen?.id]);
  const pick = (choice: Choice | undefined): void => {
    if (!choice) return;
    setFocus(false);
    choice.onPick();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = chosen ? choices.indexOf(chosen) : -1;
    if (event.key === 'Escape' && onEscape) onEscape();
    else if (!isShown) {
      if (event.key === 'ArrowDown') setFocus(true);
      return;
    } else if (event.key === 'ArrowDown') setChosen(choices[(at + 1) % choices.length]?.id ?? null);
    else if (event.key === 'ArrowUp') setChosen(choices[(at - 1 + choices.length) % choices.length]?.id ?? null);
    else if (event.key === 'Enter' && onEnter && !(choice.text === text && choice.id !== null)) onEnter();
    else if (event.key === 'Enter') pick(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="combobox" data-floating={floating} onFocus={() => setFocus(true)} onBlur={() => setFocus(false)}>
      <div className="combobox-field">
        <Icon name="search" />
        <input
          ref={inputRef}
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded={isShown && choices.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={isShown && chosen ? `${id}-${chosen.id}` : undefined}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          autoFocus={autoFocus}
          value={text}
          onChange={(event) => {
            setFocus(true);
            onText(event.target.value);
          }}
          onKeyDown={onKeyDown}
        />
        {shortcut}
      </div>
      <div className="combobox-results" hidden={!isShown} onMouseDown={(event) => event.preventDefault()}>
        <div ref={list} id={`${id}-list`} className="combobox-list" role="listbox" aria-label={label} tabIndex={-1}>
          {groups.map((group) => group.choices.length > 0 && (
            <div key={group.label} role="group" aria-label={group.label}>
              <div className="combobox-group" role="presentation" aria-hidden="true">{group.label}</div>
              {group.choices.map((choice) => (
                <div key={choice.id} id={`${id}-${choice.id}`} role="option" className="combobox-choice" aria-selected={choice === chosen} onPointerMove={() => setChosen(choice.id)} onClick={() => pick(choice)}>
                  {choice.content}
                </div>
              ))}
            </div>
          ))}
        </div>
        {choices.length === 0 && empty !== undefined && <div className="combobox-empty" role="status">{empty}</div>}
        {footer !== undefined && <div className="combobox-foot">{footer}</div>}
      </div>
    </div>
  );
}
