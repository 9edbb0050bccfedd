/**
 * Exact values of Song22 Appendix A.1, two bidders with signals uniform on [0, 1]. Bidder 1's chance of winning is q(t) = 1/2, but
 * q(1 - epsilon) = 1 - eta, eta the escape (0 as printed); bidder 2's is 1 from 1/2 upwards and 0 below, so that mu^2 = max(s - 1/2, 0) is
 * what an incentive compatible mechanism pays and no lie of hers gains.
 *
 * As printed, mu^1 = s / 2: a type s who reports t = 1 - epsilon gains mu(t) + q(t) (s - t) - mu(s) = (1/2 - eta)(s - t), and no other lie
 * gains. So
 *     epsilon-IC    (1/2 - eta) epsilon, at s = 1: below epsilon, as claimed
 *     epsilon-LIC   1/2 - eta, whatever epsilon
 *
 * What ambiguity can do. For an event {s2 < a}, a < 1, least and greatest probabilities over beliefs within delta are
 *     Prokhorov        max(0, a - 2 delta),  min(1, a + 2 delta)        delta of the mass moves by delta, delta goes anywhere
 *     total variation  max(0, a - delta),    min(1, a + delta)
 *     contamination    (1 - delta) a,        (1 - delta) a + delta
 * and both are 1 for a whole space. Since rule and slopes have two classes, (4) of section 4.1 is necessary and also sufficient:
 * with m and M for least and greatest chances, mu' = sup of m over lower types lies between m(t) for types above and M(t)
 * for types below every report t. So the smallest delta for which the rule can be implemented at all has
 * M(t) >= m(1 - epsilon) for t > 1 - epsilon:
 *     eta = 0    1 <= M:   Prokhorov 1/4, total variation 1/2, contamination 1
 *     eta > 0    1 - eta less what ambiguity takes, against 1/2 and what it adds: (1/2 - eta)/4, (1/2 - eta)/2, (1/2 - eta)/(3/2 - eta)
 * The jump at eta = 0 is that of a report which leaves no worst case, and the rule is rich for eta > 0 only.
 *
 * delta* of a mechanism, where the rule is rich: the loss of a liar per unit of lie is 2 delta, delta, or delta times the chance of what
 * could turn against her, up to that chance (src/notions/ambiguity-premium.ts).
 */
import type { Metric } from '../../src/beliefs/belief-set.ts';
import { kinkOf, type Example } from './example.ts';

/** The most that a report of 1 - epsilon gains per unit of lie, by the interim utility as printed. */
export const excess = ({ escape }: Pick<Example, 'escape'>): number => 0.5 - escape;

/** Smallest delta for which the rule is implementable. */
export function neededDelta({ escape }: Pick<Example, 'escape'>, metric: Metric): number {
  const over = excess({ escape });
  switch (metric) {
    case 'prokhorov': return escape > 0 ? over / 4 : 1 / 4;
    case 'totalVariation': return escape > 0 ? over / 2 : 1 / 2;
    case 'contamination': return escape > 0 ? over / (1.5 - escape) : 1;
  }
}

/** delta* as printed; undefined where no delta does, since a report of 1 - epsilon leaves nothing to lose. */
export function printedDelta({ escape }: Pick<Example, 'escape'>, metric: Metric): number | undefined {
  if (escape === 0) return undefined;
  const over = excess({ escape });
  return metric === 'prokhorov' ? over / 2 : metric === 'totalVariation' ? over : over / (1 - escape);
}

/**
 * mu^1 with slope m(t), t < 1 - epsilon, below 1 - epsilon and m(1 - epsilon) above, at the delta needed: by Prokhorov, and the same by
 * total variation.
 */
export function leastSlopes({ escape }: Pick<Example, 'escape'>): { readonly below: number; readonly above: number } {
  const taken = 2 * neededDelta({ escape }, 'prokhorov');
  return { below: 0.5 - taken, above: escape > 0 ? 1 - escape - taken : 1 };
}

/** delta* of that mechanism: the least needed, but by contamination, for which other slopes would do better. */
export const leastDelta = ({ escape }: Pick<Example, 'escape'>, metric: Metric): number =>
  metric !== 'contamination' ? neededDelta({ escape }, metric) : escape > 0 ? excess({ escape }) : 1;

export interface ExactExample {
  readonly epsilonLic: number;
  readonly epsilonIc: number;
  readonly epsilonBounded: number;
}

/** The report that wins is 1 - epsilon to 32 bits, as the rule has it. */
export const exactPrinted = (example: Example): ExactExample =>
  ({ epsilonLic: excess(example), epsilonIc: excess(example) * (1 - Math.fround(1 - example.epsilon)), epsilonBounded: 0 });

/** Gains of slope q - mu' below the kink, and above it of mu' - q downwards. */
export function exactLeast(example: Example): ExactExample {
  const rate = 0.5 - leastSlopes(example).below;
  const kink = kinkOf(example);
  return { epsilonLic: rate, epsilonIc: rate * Math.max(kink, 1 - kink), epsilonBounded: rate };
}
