/**
 * Unbounded laws cut where it makes no difference to a trader any more: grids end where neither order statistic lies beyond but with a
 * probability of 10^-12; in heavier tails, where a longer grid would cost more than what lies beyond it. What is left out is bounded by
 * order-statistics/tails.ts.
 */
import { upperQuantile, type Distribution } from '../../distributions/distribution.ts';
import { clampedLaw } from '../../distributions/unbounded.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';
import { needs, sideTail } from '../../experiments/order-statistics/tails.ts';

/** Halvings of the mass beyond an end that are tried. */
const FIRST = 3;
const LAST = 31;
/** A grid by which nothing is left out may be this much longer than the cheapest. */
const LONGER = 4;
const NEGLIGIBLE = 1e-12;
/** What lies beyond goes into the largest gain as it is, and the width of the grid over some millions of profiles. */
const EXCESS_COST = 16;
const WIDTH_COST = 2 ** -20;

/** The problem itself where all laws have ends. */
export function narrowed(problem: TraderProblem): TraderProblem {
  const { trader, law, others } = problem;
  const laws = [law, ...others.filter(({ count }) => count > 0).map((group) => group.law)];
  if (!laws.some(({ whole }) => whole)) return problem;
  const need = needs(problem);
  const seller = trader === 'seller';
  const spread = Math.max(...laws.map((one) => one.quantile(0.75) - one.quantile(0.25)));
  const middle = law.quantile(0.5);
  const endAt = (upwards: boolean): number => {
    const sign = upwards ? 1 : -1;
    const opens = ({ whole, support }: Distribution): boolean =>
      whole !== undefined && (upwards ? whole.ends[1] > support[1] : whole.ends[0] < support[0]);
    const closed = laws.filter((one) => !opens(one)).map(({ support }) => sign * support[upwards ? 1 : 0]);
    let best = { end: 0, cost: Infinity };
    for (let halvings = FIRST; halvings <= LAST; halvings++) {
      const share = 2 ** -halvings;
      const end = sign * Math.max(
        ...closed, ...laws.filter(opens).map((one) => sign * (upwards ? upperQuantile(one, share) : one.quantile(share)))
      );
      let expected = 0;
      let distance = 0;
      for (const { count, law: one } of others) {
        if (count === 0 || !opens(one)) continue;
        expected += count * (upwards ? one.whole!.survival(end) : one.whole!.cdf(end));
        distance += count * (upwards ? one.whole!.excess(end) : one.whole!.shortfall(end));
      }
      const { mass, excess } = sideTail(expected, distance, upwards === seller ? need.above : need.below);
      // No row needs this side's mean where it is infinite.
      if (excess === Infinity && (mass <= NEGLIGIBLE || halvings === LAST)) return end;
      const cost = EXCESS_COST * excess + sign * end * WIDTH_COST;
      if (cost < best.cost) best = { end, cost };
      if (mass <= NEGLIGIBLE && excess <= NEGLIGIBLE * spread) {
        return sign * (end - middle) <= LONGER * sign * (best.end - middle) ? end : best.end;
      }
    }
    return best.end;
  };
  const [low, high] = [endAt(false), endAt(true)];
  const cut = (one: Distribution): Distribution => {
    const { whole, text, support: [a, b] } = one;
    if (!whole) return one;
    return clampedLaw(text, whole, [whole.ends[0] < a ? low : a, whole.ends[1] > b ? high : b]);
  };
  return { ...problem, law: cut(law), others: others.map(({ count, law: one }) => ({ count, law: cut(one) })) };
}
