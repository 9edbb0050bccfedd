/** A rational program in floating point: each coefficient the nearest double, each row and column brought to the size of one. */
import type { FloatProgram } from './float.ts';
import type { Program, Row } from './program.ts';
import { rationalNumber } from './rational.ts';

/** The power of two next to 1 / largest coefficient; powers of two keep the doubles' digits. */
function rowScale(numbers: readonly number[]): number {
  const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest > 0 && Number.isFinite(largest) ? 2 ** -Math.round(Math.log2(largest)) : 1;
}

/** Its bases are bases of the rational program. */
export function roundProgram({ direction, columns, objective, rows }: Program): FloatProgram {
  const numbers = rows.map(({ terms }) => terms.map(([, value]) => rationalNumber(value)));
  const scales = numbers.map(rowScale);
  const bounds = rows.map(({ bound }, r) => rationalNumber(bound) * scales[r]!);
  const starts = new Int32Array(rows.length + 1);
  rows.forEach(({ terms }, r) => { starts[r + 1] = starts[r]! + terms.length; });
  const cost = new Float64Array(columns.length);
  const costs = objective.map(([, value]) => rationalNumber(value));
  const costScale = rowScale(costs);
  objective.forEach(([column], k) => {
    cost[column] = costs[k]! * costScale;
  });
  const side = (open: Row['relation'], limit: number): Float64Array =>
    Float64Array.from(rows, ({ relation }, r) => (relation === open ? limit : bounds[r]!));
  return {
    direction, cost,
    lower: Float64Array.from(columns, ({ kind }) => (kind === 'free' ? -Infinity : 0)),
    upper: new Float64Array(columns.length).fill(Infinity),
    rowLower: side('<=', -Infinity), rowUpper: side('>=', Infinity),
    starts,
    indices: Int32Array.from(rows.flatMap(({ terms }) => terms.map(([column]) => column))),
    values: Float64Array.from(numbers.flatMap((row, r) => row.map((value) => value * scales[r]!))),
  };
}
