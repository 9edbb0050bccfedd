/**
 * From the list of types and reports to all there are, of code whose slope is given: with |u(t, r) - u(t, r')| <= L |r - r'|_1 at every
 * profile (an assumption), the points v and w of the list next to a type t and a report r, and h_j the widest gap of the list along axis j,
 *
 *     u(t, r) <= u(t, w) + L |r - w|_1,    u(t, t) >= u(t, v) - L |t - v|_1,
 *     u(t, w) - u(t, v) = u(v, w) - u(v, v) + (t - v) . (Q(w) - Q(v)),
 *
 * so no gain is expected above the largest E[u(v, w) - u(v, v)] + sum_j h_j / 2 |E Q_j(w) - E Q_j(v)| over pairs of the list, v = w among
 * them, and L sum_j h_j. By the size of the lie no gain is above L.
 */
import { cellsBetween } from '../../experiments/network/cell-errors.ts';
import { gainsAbove, meanAmounts, stageAlphas } from '../../notions/report-gains.ts';
import { type AtShare, BETWEEN, type InterimAsked, type Listed } from './gain-everywhere.ts';

export interface CodeEverywhere {
  readonly everywhere: AtShare;
  readonly locally: AtShare;
  /** What both rest on. */
  readonly basis: string;
}

export const slopeBasis = (slope: number): string => `assumed: utility changes by at most ${slope} where a bid changes by 1`;

/** Undefined of what is no code, where no slope is given, and of lists that are no grid. */
export function codeEverywhere(asked: InterimAsked, bidder: number, reports: Float64Array, { stages, ranges }: Listed):
CodeEverywhere | undefined {
  const { by } = asked;
  const cells = cellsBetween(reports, by.mechanism.objects);
  if (by.kernel !== 'function-regret' || by.search.kind !== 'slope' || !cells) return undefined;
  const { slope } = by.search;
  const { objects } = cells;
  const sides = Array.from({ length: objects }, (_, j) =>
    cells.corners.reduce((widest, __, cell) => Math.max(widest, cells.high[cell * objects + j]! - cells.low[cell * objects + j]!), 0));
  const count = reports.length / objects;
  const alpha = (1 - asked.confidence) / 2;
  return {
    basis: slopeBasis(slope), locally: () => slope,
    everywhere: (share) => {
      const above = gainsAbove(stages, ranges, stageAlphas(stages.length, (1 - BETWEEN) * share * alpha));
      const { least, most } = meanAmounts(stages[0]!, 1, BETWEEN * share * alpha);
      let largest = 0;
      for (let v = 0; v < count; v++) {
        for (let w = 0; w < count; w++) {
          if (v === w) continue;
          let gain = above[v * count + w]!;
          for (let j = 0; j < objects; j++) {
            const [from, to] = [v * objects + j, w * objects + j];
            gain += (sides[j]! / 2) * Math.min(1, Math.max(most[to]! - least[from]!, most[from]! - least[to]!));
          }
          largest = Math.max(largest, gain);
        }
      }
      const short = sides.reduce((sum, side) => sum + side, 0) * slope;
      return Math.min(asked.most[bidder]!, (largest + short) * (1 + 1e-12));
    },
  };
}
