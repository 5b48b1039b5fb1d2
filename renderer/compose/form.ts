/** What every form of the composer is given. */
import type { ComposerContext } from '../../shared/composing.ts';
import type { DraftState } from '../data/messageDrafts.ts';

export type FormProps = {
  customerId: string;
  name: string;
  draft: DraftState;
  /** Undefined in the first moments. */
  context: ComposerContext | undefined;
  /** The call of this customer that goes on now. */
  callId: string | null;
  /** The interaction to answer, until there is a draft that says it. */
  replyTo: string | null;
  isOpen: boolean;
  /** Grows when the form is to take the focus. */
  focusAsk: number;
  onOpen: () => void;
  /** Something was handed over: back to one line. */
  onDone: () => void;
};
