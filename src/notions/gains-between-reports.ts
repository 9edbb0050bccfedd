/**
 * From the pairs of a grid of reports to all types and reports: what no type expects to gain by any report between those of the grid.
 *
 * Over a cell of reports let the amounts Q_j and the payment P of a profile be within 2 e_j and 2 e_P of what interpolates between their
 * values at the corners, I Q_j and I P, and over a cell of types what the truth is worth at least I U - 2 e_U (kernels/cell-errors). With
 * values linear in the type, and a type interpolated between the corners v of its cell as a report between the corners w of its own, of
 * weights mu and lambda,
 *
 *     u(t, r) <= sum_vw mu_v lambda_w u(v, w) + 2 (sum_j |t_j| e_j + e_P),        u(t, t) >= sum_v mu_v u(v, v) - 2 e_U,
 *
 * for t = sum_v mu_v v. In expectation over the others the gain is so at most the largest of those of pairs of corners, and
 *
 *     2 (sum_j max |t_j| E e_j + E e_P + E e_U).
 *
 * Errors fall with the square of the cells' widths. Their means: caps that hold at every profile, or upper ends of those drawn.
 *
 * Any cells will do that cover the box, so few of them need be small: the cells S of the pairs with the largest bounds are cut into parts.
 * Types and reports that both lie in S are in parts of it, whose corners are a list of their own; all other pairs of cells have the bound
 * that they had.
 */
import type { CellErrorSums, ReportCells } from '../experiments/network/cell-errors.ts';
import { chernoffUpper } from '../statistics/chernoff.ts';
import { empiricalBernsteinAt } from '../statistics/empirical-bernstein.ts';
import { union } from '../statistics/union.ts';

/**
 * [cells of types, cells of reports]: the largest, times `sign`, of pairs of corners of a cell of types and one of reports. `ends`
 * [types, reports]: of mean gains, say.
 */
export function overCorners({ corners }: ReportCells, ends: Float64Array, sign: 1 | -1 = 1): Float64Array {
  const [cells, count] = [corners.length, Math.sqrt(ends.length)];
  const largest = new Float64Array(cells * cells);
  const row = new Float64Array(count);
  for (let t = 0; t < cells; t++) {
    row.fill(-Infinity);
    for (const v of corners[t]!) for (let w = 0; w < count; w++) row[w] = Math.max(row[w]!, sign * ends[v * count + w]!);
    for (let r = 0; r < cells; r++) {
      let most = -Infinity;
      for (const w of corners[r]!) most = Math.max(most, row[w]!);
      largest[t * cells + r] = most;
    }
  }
  return largest;
}

/** 2 (sum_j max |t_j| e_j + e_P + e_U) by errors [cells, objects + 2], rounded up. */
export function gapOf({ objects, low, high }: ReportCells, errors: Float64Array, types: number, reports: number): number {
  const kinds = objects + 2;
  let sum = errors[reports * kinds + objects]! + errors[types * kinds + objects + 1]!;
  for (let j = 0; j < objects; j++) {
    const at = types * objects + j;
    sum += Math.max(Math.abs(low[at]!), Math.abs(high[at]!)) * errors[reports * kinds + j]!;
  }
  return 2 * sum * (1 + 1e-12);
}

/**
 * No type expects to gain more by any report: at most `most`, what none gains at any profile. `divided`: cells between any two of which
 * gains are bounded elsewhere, by their parts.
 */
export function gainBetweenReports(
  cells: ReportCells, above: Float64Array, errors: Float64Array, most: number, divided: readonly number[] = [],
): number {
  const count = cells.corners.length;
  const [isApart, gains] = [new Uint8Array(count), overCorners(cells, above)];
  for (const cell of divided) isApart[cell] = 1;
  let largest = 0;
  for (let t = 0; t < count; t++) {
    for (let r = 0; r < count; r++) {
      if (!(isApart[t] && isApart[r])) largest = Math.max(largest, gains[t * count + r]! + gapOf(cells, errors, t, r));
    }
  }
  return Math.min(most, largest);
}

/** No type of the cells expects less of the truth, at least `low`: `below` [reports] are lower ends of what those of the list expect. */
export function utilityBetweenReports({ corners, objects }: ReportCells, below: Float64Array, errors: Float64Array, low: number): number {
  const kinds = objects + 2;
  const least = corners.reduce((lowest, own, cell) => {
    const fall = 2 * errors[cell * kinds + objects + 1]! * (1 + 1e-12);
    return Math.min(lowest, own.reduce((end, corner) => Math.min(end, below[corner]!), Infinity) - fall);
  }, Infinity);
  return Math.max(low, least);
}

/** Pairs whose bound passes what corners alone say by no more than this share of it are good enough. */
const ENOUGH = 0.01;

/**
 * At most so many cells whose errors are worth drawing, or which are worth cutting: those of the pairs with the largest bounds by `caps`.
 * None where the rest would leave a bound of more than `wider` times what corners say.
 */
export function cellsToDraw(cells: ReportCells, above: Float64Array, caps: Float64Array, atMost: number, wider = Infinity): number[] {
  const count = cells.corners.length;
  const gains = overCorners(cells, above);
  const floor = gains.reduce((most, gain) => Math.max(most, gain), 0);
  const bounds = gains.map((gain, at) => gain + gapOf(cells, caps, Math.floor(at / count), at % count));
  const drawn = new Set<number>();
  const order = [...bounds.keys()].filter((at) => bounds[at]! > floor * (1 + ENOUGH)).sort((a, b) => bounds[b]! - bounds[a]!);
  for (const at of order) {
    const more = [Math.floor(at / count), at % count].filter((cell, k, pair) => !drawn.has(cell) && pair.indexOf(cell) === k);
    if (drawn.size + more.length > atMost) {
      if (bounds[at]! > wider * floor) return [];
      break;
    }
    for (const cell of more) drawn.add(cell);
  }
  return [...drawn].sort((a, b) => a - b);
}

/** [cells, kinds]: upper ends of mean errors, all of them at once with error probability alpha; caps where none were drawn. */
export function meanErrors(caps: Float64Array, { cells, sums, squares, units, profiles }: CellErrorSums, alpha: number): Float64Array {
  const errors = caps.slice();
  if (profiles < 2 || cells.length === 0) return errors;
  const kinds = sums.length / cells.length;
  const each = union(alpha, 2 * sums.length);
  const bernstein = empiricalBernsteinAt(profiles, each);
  for (const [k, cell] of cells.entries()) {
    for (let n = 0; n < kinds; n++) {
      const unit = units[n]!;
      const [sum, cap] = [sums[k * kinds + n]!, caps[cell * kinds + n]!];
      const variance = Math.max(0, squares[k * kinds + n]! - (sum * sum) / profiles) / (profiles - 1);
      const upper = (sum / profiles) * unit + bernstein(variance * unit ** 2, cap + unit);
      // Of what is rare, or never seen, Chernoff's bound says more.
      const rare = (cap + unit) * chernoffUpper((sum * unit) / (cap + unit), profiles, each);
      errors[cell * kinds + n] = Math.min(cap, Math.min(upper, rare) * (1 + 1e-12));
    }
  }
  return errors;
}
