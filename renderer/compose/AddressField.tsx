/** Addressees as chips: completed from what is known of the customer, doubted when they look misspelt, taken apart when pasted. */
import { useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.ts';
import { Button } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { addressDoubt, shownAddress, splitAddresses } from './addresses.ts';

type AddressFieldProps = {
  label: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
  /** Addresses to offer, the likeliest first. */
  known: readonly string[];
  domains: readonly string[];
  /** Stands at the end of the row. */
  children?: ReactElement | undefined;
};

export function AddressField({ label, value, onChange, known, domains, children }: AddressFieldProps): ReactElement {
  const { t } = useTranslation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [hasFocus, setFocus] = useState(false);
  const [active, setActive] = useState(-1);
  const asked = text.trim().toLocaleLowerCase();
  const offers = known.filter((address) => !value.includes(address) && address.toLocaleLowerCase().includes(asked));
  const isOpen = hasFocus && offers.length > 0;
  const add = (typed: string): void => {
    const added = splitAddresses(typed).filter((address) => !value.includes(address));
    if (added.length > 0) onChange([...value, ...added]);
    setText('');
    setActive(-1);
  };
  const remove = (address: string): void => {
    onChange(value.filter((one) => one !== address));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const offer = isOpen ? offers[active] : undefined;
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && isOpen) {
      event.preventDefault();
      setActive((active + (event.key === 'ArrowDown' ? 1 : -1) + offers.length) % offers.length);
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && (text.trim() !== '' || offer !== undefined)) {
      event.preventDefault();
      add(offer ?? text);
    } else if ((event.key === ',' || event.key === ';') && text.trim() !== '' && (text.match(/"/g)?.length ?? 0) % 2 === 0) {
      event.preventDefault();
      add(text);
    } else if (event.key === 'Backspace' && text === '') remove(value[value.length - 1] ?? '');
    else if (event.key === 'Escape' && isOpen && active >= 0) {
      event.stopPropagation();
      setActive(-1);
    }
  };
  const doubt = value.map((address) => addressDoubt(address, domains)).find((one) => one !== null) ?? null;
  return (
    <div className="compose-row">
      <label htmlFor={id} className="compose-label">{label}</label>
      <div className="compose-chips">
        {value.map((address) => (
          <span key={address} className="compose-chip" data-doubt={addressDoubt(address, domains)?.kind} title={address}>
            <span className="cut">{shownAddress(address)}</span>
            <button type="button" aria-label={t('compose.removeAddress', { address })} onClick={() => remove(address)}><Icon name="close" /></button>
          </span>
        ))}
        <input
          ref={input}
          id={id}
          type="text"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-activedescendant={isOpen && active >= 0 ? `${id}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={4_000}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(-1);
          }}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text/plain');
            if (!/[,;\n]/.test(pasted)) return;
            event.preventDefault();
            add(`${text}${pasted}`);
          }}
          onFocus={() => setFocus(true)}
          onBlur={() => {
            setFocus(false);
            if (text.trim() !== '') add(text);
          }}
          onKeyDown={onKeyDown}
        />
        <div id={`${id}-list`} className="compose-offers" role="listbox" aria-label={label} hidden={!isOpen}>
          {isOpen && offers.map((address, place) => (
            // The field keeps the focus while an offer is taken.
            <div key={address} id={`${id}-${place}`} role="option" tabIndex={-1} aria-selected={place === active} className="compose-offer" onPointerDown={(event) => event.preventDefault()} onClick={() => add(address)}>{address}</div>
          ))}
        </div>
      </div>
      {children}
      {doubt !== null && (
        <p className="compose-doubt" role="status">
          {doubt.kind === 'unreadable' ? t('compose.badAddress', { address: doubt.text }) : t('compose.typo', { meant: doubt.meant })}
          {doubt.kind === 'typo' && <Button small onClick={() => onChange(value.map((one) => (one === doubt.text ? doubt.meant : one)))}>{t('compose.fix')}</Button>}
        </p>
      )}
    </div>
  );
}
