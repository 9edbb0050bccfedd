/**
 * Where a verdict flips as one parameter moves through its range: exactly where only payoffs move, isolated by halving where
 * beliefs do.
 */
import { solveProgram, type Solve } from '../../programs/solve.ts';
import type { FiniteEnvironment } from '../../environment/finite/environment.ts';
import { efficientOutcomes } from '../../environment/finite/model.ts';
import { onTypeSpace } from '../../environment/finite/on-type-space.ts';
import { InputError } from '../../errors.ts';
import type { Expression } from '../../programs/expression.ts';
import type { Rational } from '../../programs/rational.ts';
import { exactThresholds } from './exact-thresholds.ts';
import { isolatedThresholds } from './isolated-thresholds.ts';
import { Asked, crossings, midpoint, type ThresholdQuestion, type Thresholds } from './threshold-question.ts';

function requireRange(environment: FiniteEnvironment, { parameter, range }: ThresholdQuestion): readonly [Rational, Rational] {
  const known = environment.parameters.find(({ name }) => name === parameter);
  if (known === undefined) {
    const names = environment.parameters.map(({ name }) => name).join(', ');
    throw new InputError(
      '--parameter',
      `'${parameter}' is no parameter of this environment${names === '' ? ', which has none' : `; known: ${names}`}`,
    );
  }
  const found = range ?? known.range;
  if (found === undefined)
    throw new InputError(
      '--parameter',
      `${parameter} has no range; write parameters: { ${parameter}: { value: ..., range: [low, high] } }`,
    );
  return found;
}

const mentions = (expressions: readonly Expression[], parameter: string): boolean => expressions.some(({ terms }) => terms.has(parameter));

function beliefsMove({ beliefs }: FiniteEnvironment, parameter: string): boolean {
  switch (beliefs?.kind) {
    case 'prior': return mentions(beliefs.probabilities, parameter);
    case 'beliefs':
      return mentions(beliefs.prior ?? [], parameter) || beliefs.conditionals.some((rows) => rows.some((row) => mentions(row, parameter)));
    default: return false;
  }
}

/** Two efficient outcomes all along a stretch: extraction may then choose between them, and the choice multiplies the parameter. */
function tiesPersist(asked: Asked, low: Rational, high: Rational): boolean {
  const points = [low, ...crossings(asked, low, high), high];
  return points.slice(1).some((point, k) => {
    const model = asked.model(midpoint(points[k]!, point));
    return Array.from({ length: model.profiles.size }, (_, profile) => profile).some(
      (profile) => efficientOutcomes(model, profile).length > 1,
    );
  });
}

/** Every flip within the range. Throws InputError for a parameter without a range. */
export async function thresholds(
  given: FiniteEnvironment, question: ThresholdQuestion, solve: Solve = solveProgram,
): Promise<Thresholds> {
  const [low, high] = requireRange(given, question);
  // Ex post nothing is asked of beliefs, so payoff types are all that matters.
  const environment = question.goal === 'ex-post' ? given : onTypeSpace(given);
  const asked = new Asked(environment, question, solve);
  if (low.equals(high)) throw new InputError('--parameter', `${question.parameter} has a range of one value, in which nothing can flip`);
  if (
    question.preferenceAt !== undefined ||
    // Ex post constraints ask nothing of beliefs.
    (question.goal !== 'ex-post' && beliefsMove(environment, question.parameter)) ||
    (question.goal === 'extract' && tiesPersist(asked, low, high))
  )
    return isolatedThresholds(asked, low, high);
  return exactThresholds(asked, low, high);
}
