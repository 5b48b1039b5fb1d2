/** The dialog of the workspace that is open, if any. */
import type { ReactElement } from 'react';
import type { CustomerView } from '../../shared/domain.ts';
import type { WorkspaceDialog } from './context.ts';
import { AssignDialog, MergeDialog, RelinkDialog, UnmergeDialog } from './IdentityDialogs.tsx';
import { PlacesDialog, RawDialog, SourceDialog } from './SourceDialogs.tsx';

export function Dialogs({ dialog, view, onClose }: { dialog: WorkspaceDialog; view: CustomerView; onClose: () => void }): ReactElement {
  switch (dialog.kind) {
    case 'merge': return <MergeDialog view={view} onClose={onClose} />;
    case 'unmerge': return <UnmergeDialog view={view} chosen={dialog.chosen} onClose={onClose} />;
    case 'relink': return <RelinkDialog view={view} point={dialog.point} onClose={onClose} />;
    case 'assign': return <AssignDialog view={view} item={dialog.item} onClose={onClose} />;
    case 'places': return <PlacesDialog value={dialog.value} shown={dialog.shown} onClose={onClose} />;
    case 'raw': return <RawDialog interactionId={dialog.interactionId} onClose={onClose} />;
    case 'source': return <SourceDialog interactionId={dialog.interactionId} onClose={onClose} />;
  }
}
