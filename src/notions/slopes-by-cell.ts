/**
 * Constants on the continuum from what is known, cell by cell of a list of reports, of mu' and of A, the expected slope of the own value
 * under a report, where neither need rise (marginal-gain.ts has what more is known where A rises). By (1) there
 *
 *     g(t, s) = int_s^t (mu' - A(t))  for s < t,      int_t^s (A(t) - mu')  for t < s,
 *
 * so that the ratio to |t - s| is a mean of mu' less A(t), or the other way round. With t in one cell and s in another the mean is of whole
 * cells between and of a part of either: monotone in how large each part is, hence largest where both are nothing or all. From below t and
 * s are ends of cells.
 *
 * Chances of the efficient rule's choices: with alternatives in the order of what they gain society with the signal, the chance of each
 * list of the last ones does not fall with the report, and A is a sum of these by differences of own slopes (`slopeByLists`).
 */
import type { InterimSums } from '../experiments/interim-sums.ts';
import type { Side } from '../statistics/interval.ts';
import { union } from '../statistics/union.ts';
import { atLeastZero, type Certified } from './certified.ts';
import { slopeBand, type SlopeBand } from './slope-band.ts';

export type Ends = readonly [low: Float64Array, high: Float64Array];

/** A over every cell, at every report, and as the sample has it there. */
export interface SlopeByCell {
  readonly over: Ends;
  readonly at: Ends;
  readonly estimate: Float64Array;
}

export interface Cells {
  readonly x: readonly number[];
  readonly slope: SlopeByCell;
  /** mu' over every cell, for sure and as the sample has it. */
  readonly rise: Ends;
  readonly middle: Float64Array;
}

export const ofRising = ({ lower, upper, estimate }: SlopeBand): SlopeByCell =>
  ({ over: [lower.subarray(0, -1), upper.subarray(1)], at: [lower, upper], estimate });

/** A of slopes `own` by classes whose order by `welfare` is that in which reports bring them about; undefined where a sample is not so. */
export function slopeByLists(sums: InterimSums, welfare: Float64Array, own: Float64Array, alpha: number): SlopeByCell | undefined {
  const order = [...welfare.keys()].sort((a, b) => welfare[a]! - welfare[b]!);
  const reports = sums.question.reports.length;
  const lists = order.slice(1).flatMap((c, j) => {
    const step = own[c]! - own[order[j]!]!;
    return step === 0 ? [] : [{ step, isIn: welfare.map((_, k) => Number(order.indexOf(k) > j)) }];
  });
  const filled = (count: number): Float64Array => new Float64Array(count).fill(own[order[0]!]!);
  const [over, at] = [[filled(reports - 1), filled(reports - 1)], [filled(reports), filled(reports)]] as [Ends, Ends];
  const estimate = filled(reports);
  for (const { step, isIn } of lists) {
    const band = slopeBand(sums, isIn, union(alpha, lists.length));
    if (!band) return undefined;
    const [few, many] = step > 0 ? [band.lower, band.upper] : [band.upper, band.lower];
    for (let r = 0; r < reports; r++) {
      at[0][r]! += step * few[r]!;
      at[1][r]! += step * many[r]!;
      estimate[r]! += step * band.estimate[r]!;
      if (r + 1 === reports) continue;
      over[0][r]! += step * (step > 0 ? band.lower[r]! : band.upper[r + 1]!);
      over[1][r]! += step * (step > 0 ? band.upper[r + 1]! : band.lower[r]!);
    }
  }
  return { over, at, estimate };
}

interface Found {
  readonly value: number;
  readonly type: number;
  readonly report: number;
}

/** Both ends, and the pair that the sample shows. */
function certified(cells: Cells, largest: (cells: Cells, side: Side) => Found): Certified {
  const { value, type, report } = largest(cells, 'estimate');
  const [lower, upper] = [largest(cells, 'lower').value, largest(cells, 'upper').value];
  return { ...atLeastZero(lower, Math.min(upper, Math.max(lower, value)), upper), ...(value > 0 ? { witness: { type, report } } : {}) };
}

export const epsilonIcByCell = (cells: Cells): Certified => certified(cells, largestGain);
export const epsilonLicByCell = (cells: Cells): Certified => certified(cells, steepestGain);

/** A of reports in cell c, for types below (`step` -1) or above. */
function under({ slope: { over, at, estimate } }: Cells, side: Side, step: 1 | -1, c: number): number {
  const end = step < 0 ? c + 1 : c;
  if (side === 'estimate') return estimate[end]!;
  const isLow = (side === 'upper') === (step < 0);
  return side === 'upper' ? over[isLow ? 0 : 1][c]! : at[isLow ? 0 : 1][end]!;
}

/** What a unit of a type's way through cell j adds. */
function height({ rise: [low, high], middle }: Cells, side: Side, step: 1 | -1, j: number, slope: number): number {
  const m = side === 'estimate' ? middle[j]! : (side === 'upper') === (step < 0) ? high[j]! : low[j]!;
  return step < 0 ? m - slope : slope - m;
}

/** O(R^2). */
function largestGain(cells: Cells, side: Side): Found {
  const { x } = cells;
  const count = x.length - 1;
  let best = { value: 0, type: x[0]!, report: x[0]! };
  for (let c = 0; c < count; c++) {
    for (const step of [-1, 1] as const) {
      const slope = under(cells, side, step, c);
      let sum = 0;
      for (let j = c; j >= 0 && j < count; j += step) {
        const gain = height(cells, side, step, j, slope) * (x[j + 1]! - x[j]!);
        const value = sum + (side === 'upper' ? Math.max(0, gain) : gain);
        if (value > best.value) best = { value, type: x[step < 0 ? j : j + 1]!, report: x[step < 0 ? c + 1 : c]! };
        // The report may lie anywhere in its cell.
        sum += side === 'upper' && j === c ? Math.max(0, gain) : gain;
      }
    }
  }
  return best;
}

/** O(R^2). */
function steepestGain(cells: Cells, side: Side): Found {
  const { x } = cells;
  const count = x.length - 1;
  const width = (j: number): number => x[j + 1]! - x[j]!;
  let best = { value: 0, type: x[0]!, report: x[0]! };
  for (let c = 0; c < count; c++) {
    for (const step of [-1, 1] as const) {
      const slope = under(cells, side, step, c);
      const own = height(cells, side, step, c, slope);
      let [sum, length] = [0, 0];
      for (let j = c; j >= 0 && j < count; j += step) {
        const here = height(cells, side, step, j, slope);
        const [w, v] = [width(j), width(c)];
        const value = j === c ? here : side === 'upper'
          ? Math.max(
            (sum + w * here) / (length + w), (sum + v * own) / (length + v), (sum + w * here + v * own) / (length + w + v),
            length > 0 ? sum / length : -Infinity,
          )
          : (sum + w * here) / (length + w);
        if (value > best.value) best = { value, type: x[step < 0 ? j : j + 1]!, report: x[step < 0 ? c + 1 : c]! };
        // From above the report's own cell counts by itself.
        if (j === c && side === 'upper') continue;
        sum += w * here;
        length += w;
      }
    }
  }
  return best;
}
