/** What there is to be extracted. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { efficientOutcomes, totalPayoffs } from '../../environment/finite/model.ts';
import { InputError } from '../../errors.ts';
import { isZero, ZERO, type Rational } from '../../programs/rational.ts';

/** The designer's prior, by profile. Throws InputError where there is none. */
export function requirePrior({ beliefs }: FiniteModel, why: string): readonly Rational[] {
  if (beliefs?.kind !== 'prior') throw new InputError('prior', `is missing; ${why} is an expectation under a common prior`);
  return beliefs.probabilities;
}

/** Σ p(θ) max over outcomes of Σ_i u_i. */
export function fullSurplus(model: FiniteModel): Rational {
  const prior = requirePrior(model, 'the full surplus');
  return prior.reduce((total, probability, profile) => {
    if (isZero(probability)) return total;
    const [best] = efficientOutcomes(model, profile);
    return total.add(probability.mul(totalPayoffs(model, profile)[best!]!));
  }, ZERO);
}

/** Σ p(θ) Σ_i u_i of the rule: nonnegative where the rule is ex ante socially rational. */
export function expectedSurplus(model: FiniteModel, rule: readonly (readonly Rational[])[]): Rational {
  const prior = requirePrior(model, 'the expected surplus');
  return prior.reduce((total, probability, profile) => {
    if (isZero(probability)) return total;
    const totals = totalPayoffs(model, profile);
    return rule[profile]!.reduce((sum, share, outcome) => sum.add(probability.mul(share).mul(totals[outcome]!)), total);
  }, ZERO);
}
