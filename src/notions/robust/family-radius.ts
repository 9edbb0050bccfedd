/** The largest closed ball under all of whose beliefs every payoff of a family is expected to be at least 0. */
import type { Metric } from '../../beliefs/belief-set.ts';
import { quantileCells } from '../../beliefs/quantile-cells.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import { boundedPayoff, worstMean } from '../../beliefs/worst-mean.ts';
import type { Witness } from '../../results/document.ts';
import { exactly, type Interval } from '../../statistics/interval.ts';
import { ballRadiusInSteps } from './ball-radius.ts';
import type { BeliefCondition } from './conditions.ts';

export interface FamilyRadius extends Interval {
  readonly fails: boolean;
  /** The pair that fails first. */
  readonly witness: Witness;
}

/** Cells of a first look at a pair, and of the second that most do not need. */
const COARSE = 96;
const FINE = 1024;

/** Pairs that can only be better than what is found already cost one look. The upper end holds whatever pairs are not in the list. */
export function* familyRadiusInSteps(
  metric: Metric,
  { pairs, payoffOf }: Extract<BeliefCondition, { readonly kind: 'family' }>,
  laws: readonly Distribution[],
): Generator<undefined, FamilyRadius> {
  const [coarse, fine] = [quantileCells(laws, COARSE), quantileCells(laws, FINE)];
  let worst: FamilyRadius = { ...exactly(1), fails: false, witness: pairs[0]! };
  for (const witness of pairs) {
    yield;
    const rough = boundedPayoff(payoffOf(witness), coarse);
    if (rough.least >= 0 || worstMean(metric, worst.lower, rough)[0] >= 0) continue;
    const payoff = boundedPayoff(payoffOf(witness), fine);
    if (worstMean(metric, worst.lower, payoff)[0] >= 0) continue;
    const { lower, upper, fails } = yield* ballRadiusInSteps(metric, payoff);
    const [low, high] = [Math.min(worst.lower, lower), Math.min(worst.upper, upper)];
    worst = {
      estimate: (low + high) / 2, lower: low, upper: high, fails: worst.fails || fails,
      witness: upper < worst.upper ? witness : worst.witness,
    };
    if (fails) break;
  }
  return worst;
}
