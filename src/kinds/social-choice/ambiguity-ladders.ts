/** Deltas at which losses are drawn. All end with 1, the set of all beliefs. */
import type { BeliefSet, Metric } from '../../beliefs/belief-set.ts';

const PILOT = { least: 1e-4, steps: 32 };
/** Round the pilot's delta*: close together where the answer is likely, far apart in case it is not. */
const FAR_BELOW = [0.03, 0.1, 0.2, 0.35];
const FINE = [0.5, 0.63, 0.75, 0.83, 0.88, 0.92, 0.95, 0.97, 0.985, 1, 1.015, 1.03, 1.05, 1.08, 1.12, 1.17, 1.25, 1.37, 1.6];
const FAR_ABOVE = [2, 4];
/** Where the move is not part of the metric a delta costs nothing. */
const FINEST = Array.from({ length: 141 }, (_, i) => 0.5 * 1.01 ** i);
const COARSE = Array.from({ length: 7 }, (_, i) => 1e-4 * 4 ** i);

const sorted = (deltas: readonly number[]): number[] =>
  [...new Set([...deltas.filter((delta) => delta > 0 && delta < 1), 1])].sort((a, b) => a - b);

export const pilotLadder = (): number[] =>
  sorted(Array.from({ length: PILOT.steps }, (_, i) => PILOT.least ** (1 - i / (PILOT.steps - 1))));

/** `centre`: the pilot's delta*; undefined where no lie gained. `also`: deltas asked for. */
export function certifyingLadder(metric: Metric, centre: number | undefined, also: readonly number[]): number[] {
  const near = centre === undefined || !(centre > 0) ? COARSE : [
    ...[...FAR_BELOW, ...(metric === 'prokhorov' ? FINE : FINEST), ...FAR_ABOVE].map((factor) => factor * centre),
    ...COARSE.filter((delta) => delta > 4 * centre),
  ];
  return sorted([...near, ...also]);
}

/** Deltas of the sets asked for that are of this family. */
export const deltasAsked = (metric: Metric, sets: readonly BeliefSet[]): number[] =>
  sets.flatMap((set) => (set.kind === metric ? [set.delta] : []));
