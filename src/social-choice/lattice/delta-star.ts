/**
 * delta* over an experiment's pairs without sampling: the smallest delta at which no gain exceeds what ambiguity costs the liar who is
 * insured (src/ambiguity/insurance-loss.ts). Each pair's is found by bisection, and only where the largest so far is too
 * small for it, so that most pairs cost one evaluation of Lambda.
 */
import type { Metric } from '../../ambiguity/belief-set.ts';
import type { Bounds } from '../../ambiguity/insurance-loss.ts';
import type { LatticeExperiment } from './experiment.ts';

/** Positions of the pair that needs the most ambiguity; absent where none needs any. */
export interface LatticeDeltaStar extends Bounds {
  readonly report?: number;
  readonly type?: number;
}

const HALVINGS = 24;

/**
 * Gains that may not exceed `slack` count as none; by default that is what single precision may add to a gain of nothing. Undefined
 * where some gain may exceed its loss even at delta = 1.
 */
export function latticeDeltaStar(experiment: LatticeExperiment, metric: Metric, slack = 4 * experiment.rounding): LatticeDeltaStar | undefined {
  const gains = experiment.reports.flatMap((_, report) => experiment.reports.map((_, type) => ({ report, type, gain: experiment.gain(report, type) })));
  const gainful = gains.filter(({ gain }) => gain.upper > slack);
  const sizes = gainful.map(({ report, type }) => Math.max(...experiment.reports[report]!.map((x, c) => Math.abs(x - experiment.reports[type]![c]!))));
  // Large gains for the size of the lie first: the pairs after them are soon dismissed.
  const order = [...gainful.keys()].sort((a, b) => gainful[b]!.gain.estimate / sizes[b]! - gainful[a]!.gain.estimate / sizes[a]!);
  let [lower, upper] = [0, 0];
  let binding: { report: number; type: number } | undefined;
  for (const n of order) {
    const { report, type, gain } = gainful[n]!;
    const enough = (delta: number): boolean => gain.upper <= experiment.lossAt(metric, delta, report, type).lower;
    const tooLittle = (delta: number): boolean => gain.lower > experiment.lossAt(metric, delta, report, type).upper;
    if (!enough(upper)) {
      if (!enough(1)) return undefined;
      upper = switchPoint(upper, (delta) => !enough(delta)).after;
    }
    if (tooLittle(lower)) {
      lower = switchPoint(lower, tooLittle).before;
      binding = { report, type };
    }
  }
  return { lower, upper, estimate: (lower + upper) / 2, ...binding };
}

/** The largest delta known to hold and the smallest known not to, for what holds at `from` and fails from some delta on. */
function switchPoint(from: number, holds: (delta: number) => boolean): { before: number; after: number } {
  let [before, after] = [from, 1];
  for (let step = 0; step < HALVINGS; step++) {
    const delta = (before + after) / 2;
    if (holds(delta)) before = delta;
    else after = delta;
  }
  return { before, after };
}
