/** What the parts of one workspace share: whose it is, and the dialogs that any part may open. */
import { createContext, useContext } from 'react';
import type { ContactPointView, CustomerView, TimelineItem } from '../../shared/domain.ts';

export type WorkspaceDialog =
  | { kind: 'merge' }
  | { kind: 'unmerge'; chosen: readonly string[] }
  | { kind: 'relink'; point: ContactPointView }
  | { kind: 'assign'; item: TimelineItem }
  /** `shown`: the value as it may stand on the screen (documents are masked). */
  | { kind: 'places'; value: string; shown: string }
  | { kind: 'raw'; interactionId: string }
  | { kind: 'source'; interactionId: string };

export type WorkspaceContext = {
  customerId: string;
  /** Not there in the first moments: the timeline does not wait for it. */
  view: CustomerView | undefined;
  open: (dialog: WorkspaceDialog) => void;
};

export const WorkspaceValue = createContext<WorkspaceContext | null>(null);

export function useWorkspace(): WorkspaceContext {
  const value = useContext(WorkspaceValue);
  if (!value) throw new Error('a part of the workspace was drawn outside of it');
  return value;
}
