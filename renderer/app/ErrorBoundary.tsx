/** A fault while drawing, in words and with a way on; the rest of the window goes on. */
import { Component } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../i18n/i18n.ts';
import { Button, Empty } from '../ui/controls.tsx';

type BoundaryState = { hasFailed: boolean; resetKey: string };

/** A new `resetKey` draws the children again. */
export class ErrorBoundary extends Component<{ children: ReactNode; resetKey: string }, BoundaryState> {
  override state: BoundaryState = { hasFailed: false, resetKey: this.props.resetKey };

  static getDerivedStateFromError(): Partial<BoundaryState> {
    return { hasFailed: true };
  }

  static getDerivedStateFromProps({ resetKey }: { resetKey: string }, before: BoundaryState): BoundaryState | null {
    return resetKey === before.resetKey ? null : { hasFailed: false, resetKey };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return <Broken onRedraw={() => this.setState({ hasFailed: false })} />;
  }
}

function Broken({ onRedraw }: { onRedraw: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="fill" role="alert">
      <Empty icon="warn" title={t('app.broken')} action={<Button onClick={onRedraw}>{t('app.redraw')}</Button>}>{t('app.brokenHint')}</Empty>
    </div>
  );
}
