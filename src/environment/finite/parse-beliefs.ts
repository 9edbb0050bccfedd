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
import { ONE, parseRational, rational, rationalText, sign, ZERO, type Rational } from '../../programs/rational.ts';
import type { BeliefInequality, Beliefs, BeliefSet, FiniteAgent, SpaceType } from './environment.ts';
import { CLOSED, type FiniteFile } from './schema.ts';
import { placeName, readByAgent, readByType, readTable } from './tables.ts';

const readCell =
  (known: ReadonlySet<string>) =>
  (value: unknown, field: string): Expression =>
    parseExpression(value as string | number, known, field);

/** Throws InputError where shares do not sum to one, with what they sum to and what would mend it. */
export function requireSum(shares: readonly Expression[], field: string, what = 'probabilities'): void {
  const total = shares.reduce(addExpressions, constantExpression(ZERO));
  if (total.constant.equals(ONE) && total.terms.size === 0) return;
  const mend = total.terms.size > 0 ? `take from one entry what ${[...total.terms.keys()].join(' and ')} adds to another`
    : total.constant.compare(ZERO) > 0 ? `multiply each by ${rationalText(ONE.div(total.constant))} to keep their ratios`
      : 'give some of them positive probability';
  throw new InputError(field, `${what} must sum to 1, and these sum to ${expressionText(total)}; ${mend}`);
}

/** Probabilities over profiles of the agents named. Throws InputError where they do not sum to one. */
export function readDistribution(given: unknown, others: readonly FiniteAgent[], field: string, known: ReadonlySet<string>): Expression[] {
  const table = readTable(given, others, field, readCell(known));
  requireSum(table, field);
  return table;
}

/** All but one. */
export const without = <T>(values: readonly T[], at: number): T[] => values.filter((_, i) => i !== at);

function readIndependent(marginals: Readonly<Record<string, unknown>>, agents: readonly FiniteAgent[]): Expression[] {
  const laws = readByAgent(marginals, agents, 'prior, independent', (given, agent): Rational[] => {
    const field = `prior, independent, ${agents[agent]!.name}`;
    const law = readByType(given, agents[agent]!, field, (value, place) => parseRational(value as string | number, place));
    requireSum(law.map(constantExpression), field);
    requireProbabilities(law, field, (k) => `type ${agents[agent]!.types[k]}`);
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

/** Throws InputError for a bound such as `> 1/3`. */
function requireClosed(bound: unknown, field: string): void {
  const written = typeof bound === 'string' ? /^\s*([<>])=?\s*(.*)$/.exec(bound) : null;
  if (written === null) return;
  const key = written[1] === '>' ? 'at-least' : 'at-most';
  throw new InputError(field, `${CLOSED}; write ${key}: ${written[2]}`);
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
    requireClosed(given[key], placeName(field, key));
    const bound = readCell(known)(given[key], placeName(field, key));
    if (key === 'at-least') return [{ weights, bound }];
    return [{ weights: weights.map((weight) => scaleExpression(weight, rational(-1))), bound: scaleExpression(bound, rational(-1)) }];
  });
  if (sides.length === 0) throw new InputError(field, `needs at-least or at-most; ${CLOSED}`);
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

/** `[agent][type][profile of the others]`, one belief a type. */
const readConditionals = (
  given: NonNullable<FiniteFile['beliefs']>, agents: readonly FiniteAgent[], key: string, known: ReadonlySet<string>,
): Expression[][][] => readByAgent(given, agents, key, (rows, i) =>
  readByType(rows, agents[i]!, placeName(key, agents[i]!.name), (row, field) => readDistribution(row, without(agents, i), field, known)));

/** What bidders believe instead of the prior's conditionals where side bets are asked; only auctions ask them. */
export function parseDoubts(file: FiniteFile, agents: readonly FiniteAgent[], known: ReadonlySet<string>): Expression[][][] | undefined {
  const given = file['doubtful-beliefs'];
  if (given === undefined) return undefined;
  if (file.auction === undefined)
    throw new InputError('doubtful-beliefs', 'are for side bets of bidders; give auction: in place of agents, outcomes and payoffs');
  return readConditionals(given, agents, 'doubtful-beliefs', known);
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
    return { kind: 'beliefs', conditionals: readConditionals(file.beliefs, agents, 'beliefs', known) };
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

/** Throws InputError where a probability, at values of the parameters, is not one; `cell` names the k-th, `written` what moves it. */
export function requireProbabilities(
  probabilities: readonly Rational[], field: string, cell: (k: number) => string, written?: readonly Expression[],
): void {
  const k = probabilities.findIndex((value) => sign(value) < 0);
  if (k < 0) return;
  const formula = written?.[k];
  const mend = formula === undefined || formula.terms.size === 0 ? ''
    : `; choose ${[...formula.terms.keys()].join(' and ')} with ${expressionText(formula)} >= 0`;
  throw new InputError(placeName(field, cell(k)), `probabilities must not be negative, got ${rationalText(probabilities[k]!)}${mend}`);
}
