/** A part of the window on which files and folders can be dropped; says so while they hover over it. */
import { useRef, useState } from 'react';
import type { DragEvent, ReactElement, ReactNode } from 'react';
import { useTranslation } from '../i18n/i18n.ts';
import { Icon } from '../ui/icons.tsx';

export function DropZone({ className, onFiles, children }: { className: string; onFiles: (files: readonly File[]) => void; children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  // Enter and leave come for every element on the way; the difference says whether the pointer is inside.
  const depth = useRef(0);
  const [isOver, setOver] = useState(false);
  const count = (event: DragEvent, step: 1 | -1): void => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    depth.current += step;
    setOver(depth.current > 0);
  };
  const drop = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    const files = [...event.dataTransfer.files];
    if (files.length > 0) onFiles(files);
  };
  return (
    <div className={`drop-zone ${className}`} onDragEnter={(event) => count(event, 1)} onDragLeave={(event) => count(event, -1)} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      {children}
      {isOver && (
        <div className="drop-here" aria-hidden="true">
          <Icon name="save" large />
          <p><strong>{t('sync.dropHere')}</strong></p>
          <p>{t('sync.dropHint')}</p>
        </div>
      )}
    </div>
  );
}
