/** The worst belief of a ball as an object: what becomes of draws of the baseline belief. */
import type { BeliefPayoff } from '../../beliefs/belief-payoff.ts';
import type { Metric } from '../../beliefs/belief-set.ts';
import { worstBelief } from '../../beliefs/worst-belief.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import type { Agent, Point, Witness, WorstBelief } from '../../results/document.ts';

/** Draws: the middles of so many strips of equal mass in all. */
const DRAWS = 2048;

function drawsOf(laws: readonly Distribution[]): number[][] {
  const count = Math.floor(DRAWS ** (1 / laws.length) + 1e-9);
  const middles = laws.map((law) => Array.from({ length: count }, (_, c) => law.quantile((c + 0.5) / count)));
  return Array.from({ length: count ** laws.length }, (_, i) => middles.map((axis, j) => axis[Math.floor(i / count ** j) % count]!));
}

export interface Seen {
  readonly agent: Agent;
  readonly other: Agent;
  readonly point: Point;
  readonly witness: Witness;
  /** What `payoff` is, in words. */
  readonly meaning: string;
}

/** Of the ball of size `delta` of that set of beliefs. One axis or two: the first coordinates of the other's type. */
export function pictureOf(
  payoff: BeliefPayoff,
  laws: readonly Distribution[],
  { metric, delta }: { readonly metric: Metric; readonly delta: number },
  { agent, other, point, witness, meaning }: Seen,
): WorstBelief {
  const draws = drawsOf(laws);
  const shown = Math.min(2, laws.length);
  const least = payoff.least(laws.map(() => 0), laws.map(() => 1));
  const eroded = draws.map((z) => payoff.least(z.map((x) => Math.max(0, x - delta)), z.map((x) => Math.min(1, x + delta))));
  const part = (z: readonly number[]): readonly number[] => z.slice(0, shown);
  const picture = worstBelief({ kind: metric, delta }, {
    values: draws.map((z) => payoff.valueAt(z)), least: least.value,
    ...(metric === 'prokhorov' ? { eroded: eroded.map(({ value }) => value) } : {}),
  }, {
    agent, point, witness, base: 0,
    axes: Array.from({ length: shown }, (_, j) => (laws.length === 1 ? `type of ${other}` : `coordinate ${j + 1} of ${other}`)),
    ranges: Array.from({ length: shown }, () => [0, 1] as const),
    from: (draw) => part(draws[draw]!), moved: (draw) => part(eroded[draw]!.at), sent: () => part(least.at),
  });
  return { ...picture, meaning };
}
