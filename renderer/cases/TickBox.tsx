/** A box that shows at once what was ticked, and what is so once the answer is there. */
import { useState } from 'react';
import type { ReactElement } from 'react';

export function TickBox({ id, isOn, onTick, describedBy }: { id: string; isOn: boolean; /** Settles when it is committed. */ onTick: (isOn: boolean) => Promise<unknown>; describedBy?: string }): ReactElement {
  const [wanted, setWanted] = useState<boolean | null>(null);
  if (wanted === isOn) setWanted(null);
  return (
    <input
      id={id}
      type="checkbox"
      checked={wanted ?? isOn}
      aria-describedby={describedBy}
      onChange={(event) => {
        setWanted(event.target.checked);
        onTick(event.target.checked).catch(() => setWanted(null));
      }}
    />
  );
}
