/** The way of a customer through the channels over time; every point leads to what it stands for. In a low window it starts folded: the timeline needs the room. */
import { useCallback, useMemo, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import type { CustomerView } from '../../shared/domain.ts';
import { jumpTo } from '../data/navigation.ts';
import { useJourney } from '../data/queries.ts';
import { CHANNELS, DAY_MS } from '../data/shared.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { useFormat, useNow } from '../i18n/useFormat.ts';
import { IconButton, Segmented } from '../ui/controls.tsx';
import { useWorkspace } from './context.ts';
import { layOut, radiusOf } from './journey.ts';

type Period = 'last90' | 'year' | 'all';

/** A note is ours alone: the customer did not go through it. */
const TRAVELLED = CHANNELS.filter((channel) => channel !== 'note');

/** The next customer's strip is as wide as the last one's: it is there with the first drawing. */
let lastWidth = 0;

const isLowWindow = (): boolean => matchMedia('(height < 860px)').matches;

const LABEL_PX = 62;
const EDGE_PX = 10;
const MOST_DAYS = 3_660;

export function JourneyStrip({ view }: { view: CustomerView }): ReactElement {
  const { t } = useTranslation();
  const { customerId } = useWorkspace();
  const format = useFormat();
  const nowMs = useNow();
  const [period, setPeriod] = useState<Period>(() => firstPeriod(view, Date.now()));
  const days = period === 'last90' ? 90 : period === 'year' ? 365 : Math.min(MOST_DAYS, Math.max(1, Math.ceil((nowMs - (view.firstAtMs ?? nowMs)) / DAY_MS) + 1));
  const journey = useJourney(customerId, days).data;
  const [width, setWidth] = useState(lastWidth);
  const measure = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      lastWidth = Math.round(entry?.contentRect.width ?? 0);
      setWidth(lastWidth);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const drawn = useMemo(() => journey && layOut(journey.points, journey.fromMs, journey.toMs, Math.max(0, width - LABEL_PX - EDGE_PX), TRAVELLED), [journey, width]);
  const [atDot, setAtDot] = useState<number | null>(null);
  const [isFolded, setFolded] = useState(isLowWindow);
  const from = journey ? format.day(journey.fromMs, nowMs) : '';
  const to = journey ? format.day(journey.toMs, nowMs) : '';
  const focusDot = Math.min(atDot ?? Infinity, (drawn?.dots.length ?? 1) - 1);
  const onKeyDown = (event: KeyboardEvent<SVGSVGElement>): void => {
    const next = { ArrowRight: focusDot + 1, ArrowLeft: focusDot - 1, Home: 0, End: (drawn?.dots.length ?? 1) - 1 }[event.key];
    if (next === undefined || !drawn) return;
    event.preventDefault();
    event.stopPropagation();
    const place = Math.max(0, Math.min(drawn.dots.length - 1, next));
    setAtDot(place);
    event.currentTarget.querySelectorAll<SVGElement>('[role=button]')[place]?.focus();
  };
  return (
    <section className="journey" aria-label={t('journey.title')}>
      <header className="journey-head">
        <h2>{t('journey.title')}</h2>
        {!isFolded && <Segmented label={t('journey.range')} value={period} onChange={setPeriod} options={[{ value: 'last90', label: t('journey.last90') }, { value: 'year', label: t('journey.year') }, { value: 'all', label: t('journey.all') }]} />}
        <span className="grow" />
        <span>{from} – {to}</span>
        <IconButton label={t(isFolded ? 'journey.show' : 'journey.hide')} icon={isFolded ? 'down' : 'up'} aria-expanded={!isFolded} onClick={() => setFolded(!isFolded)} />
      </header>
      {!isFolded && <div ref={measure} className="journey-strip">
        {drawn && drawn.dots.length === 0 && <p className="faint">{t('journey.empty')}</p>}
        {drawn && drawn.dots.length > 0 && width > 0 && (
          <svg width={width} height={drawn.height} role="group" aria-label={t('journey.points', { from, to })} onKeyDown={onKeyDown}>
            {drawn.lanes.map((lane) => (
              <g key={lane.channel}>
                <text className="journey-label" x={LABEL_PX - 8} y={lane.y + 3.5} textAnchor="end">{t(`channel.${lane.channel}`)}</text>
                <line className="journey-lane" x1={LABEL_PX} x2={width} y1={lane.y} y2={lane.y} />
              </g>
            ))}
            <g transform={`translate(${LABEL_PX} 0)`}>
              <path className="journey-path" d={drawn.path} />
              {drawn.dots.map((dot, place) => {
                const label = `${t('journey.point', { channel: t(`channel.${dot.channel}`), when: format.exact(dot.atMs) })}${dot.count > 1 ? ` (${format.number(dot.count)})` : ''}`;
                return (
                  <circle
                    key={`${dot.channel}-${dot.x}`}
                    className="journey-dot"
                    data-channel={dot.channel}
                    role="button"
                    tabIndex={place === focusDot ? 0 : -1}
                    aria-label={label}
                    cx={dot.x}
                    cy={dot.y}
                    r={radiusOf(dot.count)}
                    onFocus={() => setAtDot(place)}
                    onClick={() => jumpTo(customerId, dot.interactionId)}
                    onKeyDown={(event) => {
                      if (event.key === 'Enter' || event.key === ' ') {
                        event.preventDefault();
                        jumpTo(customerId, dot.interactionId);
                      }
                    }}
                  >
                    <title>{label}</title>
                  </circle>
                );
              })}
            </g>
          </svg>
        )}
      </div>}
    </section>
  );
}

/** The shortest period that shows something. */
function firstPeriod(view: CustomerView, nowMs: number): Period {
  const agoMs = nowMs - (view.lastAtMs ?? nowMs);
  return agoMs < 80 * DAY_MS ? 'last90' : agoMs < 350 * DAY_MS ? 'year' : 'all';
}
