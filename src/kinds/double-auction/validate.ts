/** Whether a double auction can be studied; every error names its field. */
import { METRICS, type AmbiguityQuestion } from '../../beliefs/belief-set.ts';
import { validateBeliefSet } from '../../beliefs/parse.ts';
import { requireLaw } from '../../environment/checks.ts';
import { doubleAuction, type DoubleAuction } from '../../environment/double-auction.ts';
import { InputError } from '../../errors.ts';

/** `market` is an object of this kind; what is in it may be anything. */
export function validate(market: unknown): void {
  const { cost, value, ambiguity } = doubleAuction(market as DoubleAuction);
  requireLaw('cost', cost);
  requireLaw('value', value);
  if (ambiguity !== undefined) checkQuestion(ambiguity);
}

/** Throws InputError for what a double auction cannot be asked. */
function checkQuestion(question: AmbiguityQuestion | null): void {
  const { metrics, at = [] } = question ?? {};
  if (!Array.isArray(metrics) || !Array.isArray(at)) {
    throw new InputError('ambiguity', 'must be { metrics, at? }, a list of metrics and one of sets of beliefs');
  }
  for (const metric of metrics) {
    if (!METRICS.includes(metric)) {
      throw new InputError('ambiguity.metrics', `unknown metric '${String(metric)}'; accepted: ${METRICS.join(', ')}`);
    }
  }
  at.forEach((beliefs, i) => {
    if (beliefs.kind === 'priors') {
      throw new InputError(
        `ambiguity.at[${i}]`,
        'finite sets of priors are for social choice problems: a double auction is evaluated round the laws of its traders',
      );
    }
    validateBeliefSet(beliefs, `ambiguity.at[${i}]`);
  });
}
