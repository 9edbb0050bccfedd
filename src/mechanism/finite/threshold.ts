/**
 * Where a verdict flips as one parameter moves through its range: exactly where only payoffs move, as isolated roots where beliefs do, and
 * by halving where no program decides stretches.
 */
import { solveProgram, type Solve } from '../../programs/solve.ts';
import type { FiniteEnvironment } from '../../environment/finite/environment.ts';
import { efficientOutcomes } from '../../environment/finite/model.ts';
import { onTypeSpace } from '../../environment/finite/on-type-space.ts';
import { InputError } from '../../errors.ts';
import type { Expression } from '../../programs/expression.ts';
import { isZero, type Rational } from '../../programs/rational.ts';
import { exactThresholds } from './exact-thresholds.ts';
import { movingThresholds } from './moving-thresholds.ts';
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
    case 'belief-sets': return beliefs.sets.flat().some((set) => ('vertices' in set ? set.vertices.some((row) => mentions(row, parameter))
      : set.inequalities.some(({ weights, bound }) => mentions([...weights, bound], parameter))));
    default: return false;
  }
}

/** Profiles that are never met: extraction may choose there what it likes, and the choice multiplies the parameter. */
const neverMet = (asked: Asked, low: Rational, high: Rational): boolean => {
  const { beliefs } = asked.model(midpoint(low, high));
  return beliefs?.kind === 'prior' && beliefs.probabilities.some(isZero);
};

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
  const chosen = question.goal === 'extract' && (tiesPersist(asked, low, high) || neverMet(asked, low, high));
  if (question.preferenceAt !== undefined || chosen) return isolatedThresholds(asked, low, high);
  // Ex post constraints ask nothing of beliefs.
  if (question.goal === 'ex-post' || !beliefsMove(environment, question.parameter)) return exactThresholds(asked, low, high);
  return await movingThresholds(asked, low, high) ?? isolatedThresholds(asked, low, high);
}
