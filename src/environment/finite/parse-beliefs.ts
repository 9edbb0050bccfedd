/** What agents believe, as a file writes it. */
import { InputError } from '../../errors.ts';
import {
  addExpressions,
  constantExpression,
  expressionText,
  parseExpression,
  scaleExpression,
  type Expression,
} from '../../programs/expression.ts';
import { isZero, ONE, parseRational, rational, sum, ZERO, rationalText, type Rational } from '../../programs/rational.ts';
import type { BeliefInequality, Beliefs, BeliefSet, FiniteAgent, SpaceType } from './environment.ts';
import type { FiniteFile } from './schema.ts';
import { placeName, readByAgent, readByType, readTable } from './tables.ts';

const readCell =
  (known: ReadonlySet<string>) =>
  (value: unknown, field: string): Expression =>
    parseExpression(value as string | number, known, field);

/** Throws where probabilities do not sum to one, and shows what they sum to. */
function requireSum(probabilities: readonly Expression[], field: string): void {
  const total = probabilities.reduce(addExpressions, constantExpression(ZERO));
  if (!total.constant.equals(ONE) || total.terms.size > 0)
    throw new InputError(field, `probabilities must sum to 1, and these sum to ${expressionText(total)}`);
}

/** Probabilities over profiles of the agents named. Throws InputError where they do not sum to one. */
export function readDistribution(given: unknown, others: readonly FiniteAgent[], field: string, known: ReadonlySet<string>): Expression[] {
  const table = readTable(given, others, field, readCell(known));
  requireSum(table, field);
  return table;
}

const without = <T>(values: readonly T[], at: number): T[] => values.filter((_, i) => i !== at);

function readIndependent(marginals: Readonly<Record<string, unknown>>, agents: readonly FiniteAgent[]): Expression[] {
  const laws = readByAgent(marginals, agents, 'prior, independent', (given, agent): Rational[] => {
    const field = `prior, independent, ${agents[agent]!.name}`;
    const law = readByType(given, agents[agent]!, field, (value, place) => parseRational(value as string | number, place));
    const total = sum(law);
    if (!total.equals(ONE)) throw new InputError(field, `probabilities must sum to 1, and these sum to ${rationalText(total)}`);
    return law;
  });
  let product: Rational[] = [ONE];
  for (const law of laws) product = product.flatMap((value) => law.map((next) => value.mul(next)));
  return product.map(constantExpression);
}

function readPrior(given: NonNullable<FiniteFile['prior']>, agents: readonly FiniteAgent[], known: ReadonlySet<string>): Expression[] {
  if (given === 'uniform') {
    const size = agents.reduce((product, { types }) => product * types.length, 1);
    return Array.from({ length: size }, () => constantExpression(rational(1, size)));
  }
  if (typeof given === 'object' && 'independent' in given) return readIndependent(given.independent, agents);
  if (!Array.isArray(given)) throw new InputError('prior', 'must be a table, uniform, or { independent: { agent: [probabilities] } }');
  return readDistribution(given, agents, 'prior', known);
}

function readInequality(
  given: Readonly<Record<string, unknown>>,
  others: readonly FiniteAgent[],
  field: string,
  known: ReadonlySet<string>,
): BeliefInequality<Expression>[] {
  const weights = readTable(given.weights, others, placeName(field, 'weights'), readCell(known));
  const sides = (['at-least', 'at-most'] as const).flatMap((key): BeliefInequality<Expression>[] => {
    if (given[key] === undefined) return [];
    const bound = readCell(known)(given[key], placeName(field, key));
    if (key === 'at-least') return [{ weights, bound }];
    return [{ weights: weights.map((weight) => scaleExpression(weight, rational(-1))), bound: scaleExpression(bound, rational(-1)) }];
  });
  if (sides.length === 0) throw new InputError(field, 'needs at-least or at-most; sets of beliefs are closed');
  return sides;
}

function readSet(given: unknown, others: readonly FiniteAgent[], field: string, known: ReadonlySet<string>): BeliefSet<Expression> {
  const set = given as { readonly vertices: readonly unknown[] } | { readonly inequalities: readonly Readonly<Record<string, unknown>>[] };
  if ('vertices' in set)
    return { vertices: set.vertices.map((vertex, k) => readDistribution(vertex, others, placeName(field, `vertex ${k + 1}`), known)) };
  return {
    inequalities: set.inequalities.flatMap((one, k) => readInequality(one, others, placeName(field, `inequality ${k + 1}`), known)),
  };
}

function readSpace(
  given: NonNullable<FiniteFile['type-space']>,
  prior: FiniteFile['prior'],
  agents: readonly FiniteAgent[],
  known: ReadonlySet<string>,
): Extract<Beliefs<Expression>, { readonly kind: 'type-space' }> {
  const space = readByAgent(
    given,
    agents,
    'type-space',
    (types) => types as Readonly<Record<string, { readonly 'payoff-type': string; readonly 'belief': unknown }>>,
  );
  const named = agents.map(({ name }, i): FiniteAgent => ({ name, types: Object.keys(space[i]!) }));
  const read = space.map((types, i) =>
    Object.entries(types).map(([name, { 'payoff-type': payoff, belief }]): SpaceType<Expression> => {
      const field = placeName('type-space', agents[i]!.name, name);
      const payoffType = agents[i]!.types.indexOf(payoff);
      if (payoffType < 0)
        throw new InputError(field, `payoff-type '${payoff}' is no type of ${agents[i]!.name}; known: ${agents[i]!.types.join(', ')}`);
      return { name, payoffType, belief: readDistribution(belief, without(named, i), placeName(field, 'belief'), known) };
    }),
  );
  return { kind: 'type-space', space: read, ...(prior === undefined ? {} : { prior: readPrior(prior, named, known) }) };
}

/** Throws InputError naming the cell; undefined where the file says nothing of beliefs. */
export function parseBeliefs(
  file: FiniteFile,
  agents: readonly FiniteAgent[],
  known: ReadonlySet<string>,
): Beliefs<Expression> | undefined {
  const given = (['prior', 'beliefs', 'belief-sets', 'type-space'] as const).filter((key) => file[key] !== undefined);
  // The prior of a type space is over its own types.
  if (given.length > 1 && given.join() !== 'prior,type-space')
    throw new InputError(given[1]!, `only one of prior, beliefs, belief-sets and type-space may be given, and ${given[0]} is; the prior `
      + 'over the types of a type-space may stand beside it');
  if (file['type-space'] !== undefined) return readSpace(file['type-space'], file.prior, agents, known);
  if (file.prior !== undefined) return { kind: 'prior', probabilities: readPrior(file.prior, agents, known) };
  if (file.beliefs !== undefined) {
    return {
      kind: 'beliefs',
      conditionals: readByAgent(file.beliefs, agents, 'beliefs', (rows, i) =>
        readByType(rows, agents[i]!, placeName('beliefs', agents[i]!.name), (row, field) =>
          readDistribution(row, without(agents, i), field, known),
        ),
      ),
    };
  }
  if (file['belief-sets'] === undefined) return undefined;
  return {
    kind: 'belief-sets',
    sets: readByAgent(file['belief-sets'], agents, 'belief-sets', (rows, i) =>
      readByType(rows, agents[i]!, placeName('belief-sets', agents[i]!.name), (row, field) =>
        readSet(row, without(agents, i), field, known),
      ),
    ),
  };
}

/** A probability, at values of the parameters, that is not one. */
export function requireProbabilities(probabilities: readonly Rational[], field: string): void {
  const negative = probabilities.find((value) => !isZero(value) && value.s < 0n);
  if (negative !== undefined) throw new InputError(field, `probabilities must not be negative, got ${rationalText(negative)}`);
}
