/**
 * Columns of layers over time, drawn or as a table. Each layer of a column is a button: the arrows move between them,
 * Enter shows who is behind it. Owns which of them the Tab key stops at; never the words or the colours.
 */
import { createContext, memo, use, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useFormat } from '../i18n/useFormat.ts';
import { nextMark } from './marks.ts';
import type { MarkPlace } from './marks.ts';

/** `look` names its colour in numbers.css. */
export type Layer = { key: string; words: string; look: string };
export type Column = { atMs: number; words: string; tick: string; values: Readonly<Record<string, number>> };
type StackedChartProps = {
  label: string;
  /** Heading of the first column of the table. */
  when: string;
  columns: readonly Column[];
  layers: readonly Layer[];
  isTable: boolean;
  isPicked: (column: Column, layer: Layer) => boolean;
  onPick: (column: Column, layer: Layer) => void;
};

const HEIGHT_PX = 220;
const MARGIN = { top: 8, right: 8, bottom: 0, left: 0 };
const AXIS_PX = 40;
/** Ticks closer than this run into each other. */
const TICK_GAP_PX = 24;

export function StackedChart(props: StackedChartProps): ReactElement {
  return props.isTable ? <LayerTable {...props} /> : <Picture {...props} />;
}

/** What changes while one moves about in a picture. It reaches the marks beside the chart, which is not drawn again for it: that would take the focus away. */
const Marking = createContext<Pick<StackedChartProps, 'isPicked' | 'onPick'> & { stop: MarkPlace | null; onStop: (place: MarkPlace) => void; keepFocus: (mark: SVGElement | null) => void }>({ stop: null, onStop: () => undefined, keepFocus: () => undefined, isPicked: () => false, onPick: () => undefined });

function Picture({ label, columns, layers, isPicked, onPick }: StackedChartProps): ReactElement {
  const frame = useRef<HTMLDivElement>(null);
  const [last, setStop] = useState<MarkPlace | null>(null);
  const marks = columns.flatMap(({ values }, column) => layers.flatMap(({ key }, row): MarkPlace[] => ((values[key] ?? 0) > 0 ? [{ column, row }] : [])));
  const stop = marks.find((one) => same(one, last)) ?? marks.at(-1) ?? null;
  // A chart that changes its width makes its marks anew, and with them goes the focus: no event tells of that one.
  const hasFocus = useRef(false);
  const keepFocus = (mark: SVGElement | null): void => {
    if (hasFocus.current && document.activeElement === document.body) mark?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = placeOf(event.target);
    const next = at === null ? null : nextMark(marks, at, event.key);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    frame.current?.querySelector<SVGElement>(`[data-mark='${next.column}:${next.row}']`)?.focus();
  };
  return (
    <div ref={frame} className="chart" role="group" aria-label={label} onKeyDown={onKeyDown} onFocus={() => { hasFocus.current = true; }} onBlur={() => { hasFocus.current = false; }}>
      <Marking value={{ stop, onStop: setStop, keepFocus, isPicked, onPick }}><Drawing columns={columns} layers={layers} /></Marking>
      <ul className="legend" aria-hidden="true">
        {layers.map(({ key, words, look }) => <li key={key}><span className="swatch" data-look={look} />{words}</li>)}
      </ul>
    </div>
  );
}

type DrawingProps = Pick<StackedChartProps, 'columns' | 'layers'>;

const Drawing = memo(function Drawing({ columns, layers }: DrawingProps): ReactElement {
  const format = useFormat();
  const data = columns.map(({ values }, at) => ({ at, ...Object.fromEntries(layers.map(({ key }) => [key, values[key] ?? 0])) }));
  return (
    <ResponsiveContainer width="100%" height={HEIGHT_PX}>
      <BarChart data={data} margin={MARGIN} accessibilityLayer={false} barCategoryGap="18%">
        <CartesianGrid vertical={false} />
        <XAxis dataKey="at" tickFormatter={(at: number) => columns[at]?.tick ?? ''} tickLine={false} minTickGap={TICK_GAP_PX} interval="preserveStartEnd" />
        <YAxis width={AXIS_PX} allowDecimals={false} tickLine={false} axisLine={false} tickFormatter={(value: number) => format.number(value)} />
        <Tooltip cursor={{ className: 'chart-cursor' }} isAnimationActive={false} content={({ active, label: at }) => (active === true ? <Tip column={columns[Number(at)]} layers={layers} /> : null)} />
        {layers.map((layer, row) => <Bar key={layer.key} dataKey={layer.key} stackId="layers" isAnimationActive={false} shape={<Mark layer={layer} row={row} columns={columns} />} />)}
      </BarChart>
    </ResponsiveContainer>
  );
}, (before, after) => JSON.stringify(before) === JSON.stringify(after));

type MarkProps = {
  layer: Layer; row: number; columns: readonly Column[];
  /** Given by the chart. */
  x?: number; y?: number; width?: number; height?: number; index?: number;
};

function Mark({ layer, row, columns, x, y, width, height, index = 0 }: MarkProps): ReactElement | null {
  const format = useFormat();
  const { stop, onStop, keepFocus, isPicked, onPick } = use(Marking);
  const place = { column: index, row };
  const column = columns[index];
  const value = column?.values[layer.key] ?? 0;
  if (column === undefined || value === 0) return null;
  const pick = (): void => onPick(column, layer);
  return (
    <rect
      ref={same(place, stop) ? keepFocus : undefined}
      x={x} y={y} width={width} height={height} className="mark" data-look={layer.look} data-mark={`${index}:${row}`} data-picked={isPicked(column, layer)}
      role="button" tabIndex={same(place, stop) ? 0 : -1} aria-label={`${layer.words}, ${column.words}: ${format.number(value)}`}
      onFocus={() => onStop(place)} onClick={pick} onKeyDown={(event) => { if (isPress(event)) pick(); }}
    />
  );
}

function Tip({ column, layers }: { column: Column | undefined; layers: readonly Layer[] }): ReactElement | null {
  const format = useFormat();
  if (column === undefined) return null;
  return (
    <div className="chart-tip" aria-hidden="true">
      <strong>{column.words}</strong>
      {layers.filter(({ key }) => (column.values[key] ?? 0) > 0).map(({ key, words, look }) => <span key={key}><span className="swatch" data-look={look} />{words}<b>{format.number(column.values[key] ?? 0)}</b></span>)}
    </div>
  );
}

function LayerTable({ label, when, columns, layers, isPicked, onPick }: StackedChartProps): ReactElement {
  const format = useFormat();
  return (
    <div className="figures-scroll">
      <table className="figures">
        <caption className="hidden-text">{label}</caption>
        <thead><tr><th scope="col">{when}</th>{layers.map(({ key, words }) => <th key={key} scope="col" className="figure-number">{words}</th>)}</tr></thead>
        <tbody>
          {columns.filter(({ values }) => layers.some(({ key }) => (values[key] ?? 0) > 0)).map((column) => (
            <tr key={column.atMs}>
              <th scope="row">{column.words}</th>
              {layers.map((layer) => {
                const value = column.values[layer.key] ?? 0;
                return (
                  <td key={layer.key} className="figure-number">
                    {value === 0 ? '–' : <button type="button" className="figure-button" aria-label={`${layer.words}, ${column.words}: ${format.number(value)}`} data-picked={isPicked(column, layer)} onClick={() => onPick(column, layer)}>{format.number(value)}</button>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function placeOf(target: EventTarget): MarkPlace | null {
  const place = target instanceof Element ? /^(\d+):(\d+)$/.exec(target.getAttribute('data-mark') ?? '') : null;
  return place === null ? null : { column: Number(place[1]), row: Number(place[2]) };
}

function same(a: MarkPlace, b: MarkPlace | null): boolean {
  return b !== null && a.column === b.column && a.row === b.row;
}

/** Enter and the space bar press a button; an SVG one has to be told. */
function isPress(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  event.preventDefault();
  return true;
}
