/** Tells whoever watches the page from outside (screenshots, tests) that the first screen is painted with its data. */
import { useEffect } from 'react';

/** `painted`: the customer whose timeline has to be on the glass first (workspace/Timeline.tsx says when), or null. */
export function useMarkReady(hasData: boolean, painted: string | null = null): void {
  useEffect(() => {
    const page = document.documentElement.dataset;
    if (!hasData || page['ready'] === 'true') return;
    let frames = 0;
    let frame = requestAnimationFrame(function look() {
      frames += 1;
      // One frame to lay out, one to paint.
      if (frames >= 2 && (painted === null || page['painted'] === painted || frames > MOST_FRAMES)) page['ready'] = 'true';
      else frame = requestAnimationFrame(look);
    });
    return () => cancelAnimationFrame(frame);
  }, [hasData, painted]);
}

/** A customer who cannot be drawn must not keep the page from being ready. */
const MOST_FRAMES = 300;
