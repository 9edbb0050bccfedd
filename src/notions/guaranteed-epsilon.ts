/**
 * The epsilon that incentive compatibility under ambiguity delta implies under the prior (Song22 Theorem 4.1): if no lie gains
 * then g <= Lambda_delta, so the mechanism is epsilon-LIC with
 *     epsilon = sup over lies of Lambda_delta(report, type) / size of the lie in own-payoff-relevant coordinates.
 *
 *     guaranteedEpsilonOnLadder      social choice problems, from premiums of all pairs
 *     guaranteedEpsilonByQuadrature  the same without sampling
 *     guaranteedEpsilonOfTrader      double auctions, on the continuum (guaranteed-epsilon/trader.ts)
 */
import type { ReachPremium } from './ambiguity-premium/reach.ts';
import type { DeltaStar } from './delta-star.ts';
import { witnessOf, type Certified, type Pair } from './certified.ts';
import type { InterimQuestion } from '../experiments/interim-sums.ts';
import type { Lie } from './misreport-gain.ts';
import type { Interval } from '../statistics/interval.ts';

export { guaranteedEpsilonOfTrader } from './guaranteed-epsilon/trader.ts';



/**
 * At delta*: the lower bound is that at delta*'s own, the upper that at its upper end, Lambda rising with delta. `premium` must be
 * built at alpha over the number of lies, so that its upper bounds hold for all; with a delta* at 1 - alpha the bounds hold
 * at 1 - 2 alpha. Undefined without lies that have a size.
 */
export function guaranteedEpsilonOnLadder(
  question: InterimQuestion,
  premium: Pick<ReachPremium, 'deltas' | 'at' | 'wald'>,
  star: DeltaStar,
  lies: readonly Lie[],
): Certified | undefined {
  const sized = lies.filter(({ size }) => size > 0);
  if (sized.length === 0) return undefined;
  const { deltas } = premium;
  const largest = (value: (lie: Lie) => number): { value: number; lie: Lie } =>
    sized.reduce((top, lie) => {
      const one = value(lie) / lie.size;
      return one > top.value ? { value: one, lie } : top;
    }, { value: -Infinity, lie: sized[0]! });
  const middle = largest(({ report, type }) => between(deltas, star.estimate, (d) => premium.at(report, type, d).estimate));
  const [low, high] = [deltas.findLastIndex((delta) => delta <= star.lower), deltas.findIndex((delta) => delta >= star.upper)];
  const lower = low < 0 ? 0 : largest(({ report, type }) => premium.at(report, type, low).lower).value;
  const upper = high < 0
    ? largest(({ report, type }) => premium.wald(report, type).upper).value
    : largest(({ report, type }) => premium.at(report, type, high).upper).value;
  return {
    estimate: Math.min(upper, Math.max(lower, middle.value)),
    lower,
    upper,
    guarantee: 'grid',
    witness: witnessOf(question, middle.lie),
  };
}

/** Linear between the deltas, from 0 at 0. */
function between(deltas: readonly number[], x: number, at: (d: number) => number): number {
  const above = deltas.findIndex((delta) => delta >= x);
  if (above < 0) return at(deltas.length - 1);
  const [from, low] = above === 0 ? [0, 0] : [deltas[above - 1]!, at(above - 1)];
  return low + ((at(above) - low) * (x - from)) / (deltas[above]! - from);
}

/** The largest premium per unit of lie at delta*; from below and at the estimate, that of the lie which leads at the upper end. */
export function guaranteedEpsilonByQuadrature(
  question: InterimQuestion,
  lies: readonly Lie[],
  premium: (lie: Pair, delta: number) => Interval,
  star: DeltaStar,
): Certified | undefined {
  let best: { lie: Lie; upper: number } | undefined;
  for (const lie of lies) {
    if (lie.size === 0) continue;
    const upper = premium(lie, star.upper).upper / lie.size;
    if (upper > (best?.upper ?? -Infinity)) best = { lie, upper };
  }
  if (!best) return undefined;
  const { lie, upper } = best;
  return {
    estimate: premium(lie, star.estimate).estimate / lie.size,
    lower: premium(lie, star.lower).lower / lie.size,
    upper,
    guarantee: 'grid',
    witness: witnessOf(question, lie),
  };
}
