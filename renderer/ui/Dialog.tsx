/** Modal dialogs on the native element: focus is held inside, Escape closes, and focus goes back to where it was. */
import { useEffect, useId, useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../i18n/i18n.ts';
import { IconButton } from './controls.tsx';

type DialogProps = {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the bottom, the main one last. */
  footer?: ReactNode;
  /** Given: the dialog is a form, and Enter in a field submits it. */
  onSubmit?: () => void;
  size?: 's' | 'm' | 'l';
};

/** Open as long as it is mounted. */
export function Dialog({ title, onClose, children, footer, onSubmit, size = 'm' }: DialogProps): ReactElement {
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    if (dialog && !dialog.open) {
      dialog.showModal();
      // The first field is where the work starts, unless something says so of itself; the browser's own choice would be the close button.
      const start = dialog.querySelector<HTMLElement>('[data-autofocus]') ?? dialog.querySelector<HTMLElement>('.dialog-body :is(input, textarea, select), .dialog-foot [data-look=primary]');
      start?.focus();
    }
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const inner = (
    <>
      <div className="dialog-body">{children}</div>
      {footer !== undefined && <footer className="dialog-foot">{footer}</footer>}
    </>
  );
  return (
    <dialog
      ref={ref}
      className="dialog"
      data-size={size}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <header className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <IconButton label={t('common.close')} icon="close" onClick={onClose} />
      </header>
      {onSubmit === undefined ? <div className="dialog-inner">{inner}</div> : (
        <form
          className="dialog-inner"
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {inner}
        </form>
      )}
    </dialog>
  );
}
