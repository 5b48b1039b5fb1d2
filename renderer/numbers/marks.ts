/** Moving from mark to mark of a picture with the arrows: one stop for the Tab key, whatever the number of marks. */

/** `column` runs with time, `row` with the layers of a column. */
export type MarkPlace = { column: number; row: number };

const STEPS: Readonly<Record<string, readonly [column: number, row: number]>> = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** Pure: where a key leads from a mark; null for a key that moves nothing, or where there is nothing. Sideways it keeps to its layer as well as it can. */
export function nextMark(marks: readonly MarkPlace[], from: MarkPlace, key: string): MarkPlace | null {
  if (key === 'Home' || key === 'End') return closest(marks.filter(({ column }) => column === Math[key === 'Home' ? 'min' : 'max'](...marks.map((mark) => mark.column))), from.row);
  const step = STEPS[key];
  if (step === undefined) return null;
  const [sideways, up] = step;
  if (sideways === 0) return closest(marks.filter(({ column, row }) => column === from.column && Math.sign(row - from.row) === up), from.row);
  const ahead = marks.filter(({ column }) => Math.sign(column - from.column) === sideways);
  const nearest = Math[sideways > 0 ? 'min' : 'max'](...ahead.map(({ column }) => column));
  return closest(ahead.filter(({ column }) => column === nearest), from.row);
}

function closest(marks: readonly MarkPlace[], row: number): MarkPlace | null {
  return [...marks].sort((a, b) => Math.abs(a.row - row) - Math.abs(b.row - row))[0] ?? null;
}
