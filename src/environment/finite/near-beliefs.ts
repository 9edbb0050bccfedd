/** Sets of beliefs around single ones, for beliefs that are estimated or rounded. */
import { ONE, ZERO, type Rational } from '../../programs/rational.ts';
import { conditionalBeliefs } from './conditionals.ts';
import type { BeliefInequality, BeliefSet, FiniteModel } from './environment.ts';

/** All laws of which no probability is further than the tolerance from the belief's. */
function near(belief: readonly Rational[], tolerance: Rational): BeliefSet<Rational> {
  if (belief.length === 1) return { vertices: [belief] };
  return {
    inequalities: belief.flatMap((probability, k): BeliefInequality<Rational>[] => {
      const weights = belief.map((_, j) => (j === k ? ONE : ZERO));
      return [
        { weights, bound: probability.sub(tolerance) },
        { weights: weights.map((weight) => weight.neg()), bound: probability.add(tolerance).neg() },
      ];
    }),
  };
}

/**
 * The model in which every type may hold any belief near its own, each by itself: they need not follow from one prior. Throws InputError
 * where types have no single beliefs.
 */
export const withNearBeliefs = (model: FiniteModel, tolerance: Rational): FiniteModel => ({
  ...model, beliefs: { kind: 'belief-sets', sets: conditionalBeliefs(model).map((rows) => rows.map((row) => near(row, tolerance))) },
});
