/**
 * The program of least ε in units of its own: a solver's tolerances are absolute, and say nothing of values that are counted in 1e-9 or
 * 1e9. Money is told in the largest difference of values V, lengths in the longest lie L, and so ε in V/L: then utilities, gains and
 * lengths are of order one. Both units are powers of two, so that nothing is rounded.
 */
import type { FloatProgram } from '../../programs/float.ts';
import type { LieNotion, TypeField } from '../least-epsilon.ts';

/** One of each, in units of whoever asks. */
export interface Units {
  readonly value: number;
  readonly epsilon: number;
}

/** A row as `terms >= bound`; column 0 is ε, the others are utilities. */
export interface ProgramRow {
  readonly columns: readonly number[];
  readonly coefficients: readonly number[];
  readonly bound: number;
}

/** The power of two next to it; 1 where there is nothing to measure. */
const powerOf = (x: number): number => (x > 0 && Number.isFinite(x) ? 2 ** Math.round(Math.log2(x)) : 1);

/** No lie on the list is longer, and one of `weak` or `ic` is as long. */
function longest({ points, relevant }: TypeField, notion: LieNotion): number {
  if (notion === 'ic') return 1;
  const spans = relevant.map((enters, c) => {
    const along = points.map((point) => point[c]!);
    return notion === 'weak' || enters ? Math.max(...along) - Math.min(...along) : 0;
  });
  return notion === 'weak' ? Math.max(0, ...spans) : spans.reduce((sum, span) => sum + span, 0);
}

/** `scale`: the largest difference of anybody's values. */
export function unitsOf(fields: readonly TypeField[], scale: number, notion: LieNotion): Units {
  const value = powerOf(scale);
  return { value, epsilon: value / powerOf(Math.max(...fields.map((field) => longest(field, notion)))) };
}

/** The least ε over these rows; what comes back are ε and utilities in these units, prices in those of ε by those of value. */
export function floatProgram(rows: readonly ProgramRow[], columns: number, nonnegative: boolean, units: Units): FloatProgram {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => { starts[r + 1] = starts[r]! + row.columns.length; });
  const lower = new Float64Array(columns).fill(nonnegative ? 0 : -Infinity);
  lower[0] = 0;
  const cost = new Float64Array(columns);
  cost[0] = 1;
  // Rows are told in units of value: terms in utilities are then as they were.
  return {
    direction: 'minimise', cost, lower, upper: new Float64Array(columns).fill(Infinity),
    rowLower: Float64Array.from(rows, ({ bound }) => bound / units.value), rowUpper: new Float64Array(rows.length).fill(Infinity),
    starts, indices: Int32Array.from(rows.flatMap((row) => row.columns)),
    values: Float64Array.from(rows.flatMap((row) => row.columns.map((column, j) =>
      (column === 0 ? row.coefficients[j]! * (units.epsilon / units.value) : row.coefficients[j]!)))),
  };
}
