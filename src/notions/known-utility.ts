/**
 * Gains on the continuum where the truth's interim utility mu is a table, linear between equal steps, and A(t), the expected slope of the
 * own value under report t (slope-band.ts), does not fall: full insurance of a given utility, one signal, private affine values.
 *
 *     g(t, s) = mu(t) - mu(s) - A(t) (t - s)                                                     (marginal-gain.ts, (1))
 *
 * LIC  For s < t, g = int_s^t (mu'(y) - A(t)) dy <= int_s^t (mu' - A), A rising; for t < s likewise with the signs changed. Short lies at y
 *      reach mu'(y+) - A(y+) and A(y-) - mu'(y-). So the constant is sup |mu' - A|, bracketed cell by cell: in [x_c, x_{c+1}] by the
 *      least and the largest slope of mu there, and A between A(x_c) and A(x_{c+1}).
 * IC   For one value of A the gain is (mu(t) - A t) + (A s - mu(s)), largest at knots; it is linear in A, so both ends of what A may be for
 *      the reports of a cell bound it.
 */
import type { InterimSums } from '../experiments/interim-sums.ts';
import { atLeastZero, type Certified } from './certified.ts';
import { axis, ownSlopes, slopeBand, type SlopeBand } from './slope-band.ts';

/** mu at equal steps from `low` to `high`. */
export interface UtilityTable {
  readonly values: readonly number[];
  readonly support: readonly [number, number];
}

/** Ends of pieces and of the sample's cells together. */
interface Line {
  readonly x: readonly number[];
  readonly A: SlopeBand;
  /** [R - 1] slopes of mu within each cell. */
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** What a slope, and a gain, may be off since values far from zero, or at places far from it, differ in their last digits. */
  readonly blur: number;
  readonly noise: number;
  readonly knots: readonly number[];
  readonly utility: (x: number) => number;
}

/** Relative, of a double: what tables and their places are rounded by. */
const EPSILON = 2 ** -52;
/** Of a cell's width, by which a knot may miss the cell's end by rounding. */
const ROUNDING = 1e-9;

/** [cells] the least and the largest slope of mu between neighbours of x, and what values and slopes may be off by. */
export function slopesOfTable(
  x: readonly number[], { values, support: [low, high] }: UtilityTable,
): Pick<Line, 'least' | 'most' | 'noise' | 'blur'> {
  const pieces = values.length - 1;
  const step = (high - low) / pieces;
  const slope = (piece: number): number => (values[piece + 1]! - values[piece]!) / step;
  const cells = x.length - 1;
  const [least, most] = [new Float64Array(cells).fill(Infinity), new Float64Array(cells).fill(-Infinity)];
  for (let c = 0; c < cells; c++) {
    const from = Math.max(0, Math.floor((x[c]! - low) / step + ROUNDING));
    const to = Math.min(pieces - 1, Math.ceil((x[c + 1]! - low) / step - ROUNDING) - 1);
    for (let piece = from; piece <= to; piece++) {
      least[c] = Math.min(least[c]!, slope(piece));
      most[c] = Math.max(most[c]!, slope(piece));
    }
  }
  const steepest = most.reduce((size, up, c) => Math.max(size, Math.abs(up), Math.abs(least[c]!)), 0);
  const noise = EPSILON * (values.reduce((size, value) => Math.max(size, Math.abs(value)), 0) + steepest * Math.max(-low, high));
  return { least, most, noise, blur: noise / step };
}

/** mu(at). */
function tableAt({ values, support: [low, high] }: UtilityTable, at: number): number {
  const pieces = values.length - 1;
  const place = Math.min(pieces, Math.max(0, (at - low) / ((high - low) / pieces)));
  const piece = Math.min(pieces - 1, Math.floor(place));
  return values[piece]! + (values[piece + 1]! - values[piece]!) * (place - piece);
}

function lineOf(sums: InterimSums, table: UtilityTable, alpha: number): Line | undefined {
  const slopes = ownSlopes(sums);
  const A = slopes && slopeBand(sums, slopes, alpha);
  if (!A) return undefined;
  const x = axis(sums);
  const { values, support: [low, high] } = table;
  const pieces = values.length - 1;
  const step = (high - low) / pieces;
  const knots = values.map((_, n) => (n === pieces ? high : low + n * step));
  return { x, A, ...slopesOfTable(x, table), knots, utility: (at) => tableAt(table, at) };
}

/** Undefined where the values or the sample do not have the structure. */
export function epsilonLicOfKnownUtility(sums: InterimSums, table: UtilityTable, alpha: number): Certified | undefined {
  const line = lineOf(sums, table, alpha);
  if (!line) return undefined;
  const { x, A, least, most, blur } = line;
  let [lower, estimate, upper] = [0, -Infinity, 0];
  let witness = { type: x[0]!, report: x[1]! };
  least.forEach((flat, c) => {
    const [steep, from, to] = [most[c]!, c, c + 1];
    upper = Math.max(upper, steep - A.lower[from]! + blur, A.upper[to]! - flat + blur);
    lower = Math.max(lower, steep - A.upper[to]! - blur, A.lower[from]! - flat - blur);
    const middle = (A.estimate[from]! + A.estimate[to]!) / 2;
    const [up, down] = [steep - middle, middle - flat];
    if (Math.max(up, down) <= estimate) return;
    estimate = Math.max(up, down);
    // mu rises faster than what the report brings: more is reported; else less.
    witness = up > down ? { type: x[from]!, report: x[to]! } : { type: x[to]!, report: x[from]! };
  });
  return { ...atLeastZero(lower, Math.min(upper, Math.max(lower, estimate)), upper), witness };
}

/** Undefined where the values or the sample do not have the structure. */
export function epsilonIcOfKnownUtility(sums: InterimSums, table: UtilityTable, alpha: number): Certified | undefined {
  const line = lineOf(sums, table, alpha);
  if (!line) return undefined;
  const { x, A, knots, utility, noise } = line;
  const low = x[0]!;
  const cells = x.length - 1;
  const levels = knots.map(utility);
  /** max over types of A s - mu(s), and where. */
  const best = (slope: number): { value: number; at: number } => {
    let [value, at] = [-Infinity, 0];
    for (let n = 0; n < knots.length; n++) {
      const here = slope * (knots[n]! - low) - levels[n]!;
      if (here > value) [value, at] = [here, n];
    }
    return { value, at: knots[at]! };
  };
  let [lower, estimate, upper] = [0, 0, 0];
  let witness = { type: x[0]!, report: x[0]! };
  for (let c = 0, n = 0; c < cells; c++) {
    const reports = [x[c]!, x[c + 1]!];
    while (n < knots.length && knots[n]! <= x[c]!) n++;
    for (let inside = n; inside < knots.length && knots[inside]! < x[c + 1]!; inside++) reports.push(knots[inside]!);
    for (const slope of [A.lower[c]!, A.upper[c + 1]!]) {
      const { value } = best(slope);
      upper = Math.max(upper, value + reports.reduce((most, t) => Math.max(most, utility(t) - slope * (t - low)), -Infinity) + 4 * noise);
    }
  }
  x.forEach((t, r) => {
    const [found, flat, steep] = [best(A.estimate[r]!), A.lower[r]!, A.upper[r]!];
    const gain = (slope: number): number => utility(t) - utility(found.at) - slope * (t - found.at);
    lower = Math.max(lower, Math.min(gain(flat), gain(steep)) - 4 * noise);
    if (gain(A.estimate[r]!) > estimate) [estimate, witness] = [gain(A.estimate[r]!), { type: found.at, report: t }];
  });
  return { ...atLeastZero(lower, Math.min(upper, Math.max(lower, estimate)), upper), witness };
}
