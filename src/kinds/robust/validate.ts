/** Whether a question about beliefs can be answered; every error names its field. */
import { requireLaw } from '../../environment/checks.ts';
import type { AssignmentMarket } from '../../environment/assignment-market.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { bilinearAt, corners, type Bilinear, type Polynomial, type TwoAgentRule, type TwoAgentValue } from '../../environment/two-agent.ts';
import { isDiscrete, type Distribution } from '../../distributions/distribution.ts';
import { parseDistribution } from '../../distributions/parse.ts';
import { validateProblem } from '../../environment/validate.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { quote } from '../../input/quote.ts';
import { fields } from '../../input/shape.ts';
import { market } from '../assignment/schema.ts';
import { requireBidder, requireIndependentWorths } from '../field/unlisted-validate.ts';
import { areListed } from '../field/second-best-sizes.ts';
import { under, validate as validateField } from '../field/validate.ts';
import { informedAgents } from './asked-agents.ts';
import { ALL, BALL_METRICS, QUESTIONS, type BeliefsQuestion, type EfficientRuleQuestion, type RandomQuestion } from './study-point.ts';

/** Coordinates of a type at most: boxes of the other's types are looked at cell by cell. */
const DIMENSIONS_MAX = 4;
const DEGREE_MAX = 6;
const SIZE_MAX = 1e9;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function requirePair(field: string, value: unknown, of: string): asserts value is readonly [unknown, unknown] {
  if (!Array.isArray(value) || value.length !== 2) throw new InputError(field, `must be a list of two, ${of} of each agent`);
}

function requireNumbers(field: string, value: unknown, length: number): void {
  if (!Array.isArray(value) || value.length !== length || !value.every((x) => Number.isFinite(x) && Math.abs(x as number) <= SIZE_MAX)) {
    throw new InputError(field, `must be a list of ${length} number${length === 1 ? '' : 's'} of at most ${SIZE_MAX} in size`);
  }
}

function requireTypes(types: unknown): void {
  requirePair('types', types, 'the laws of the coordinates');
  types.forEach((laws, j) => {
    if (!Array.isArray(laws) || laws.length < 1 || laws.length > DIMENSIONS_MAX) {
      throw new InputError(`types[${j}]`, `must be a list of 1 to ${DIMENSIONS_MAX} laws, one a coordinate, whatever the agent's own type`);
    }
    laws.forEach((law: Distribution | undefined, d) => {
      requireLaw(`types[${j}][${d}]`, law);
      const { support: [low, high], atoms = [], text } = law!;
      if (low < 0 || high > 1) throw new InputError(`types[${j}][${d}]`, `must lie within [0, 1], the types that there are, got ${text}`);
      if (atoms.length > 0) throw new InputError(`types[${j}][${d}]`, `must have no atoms, got ${text}`);
    });
  });
}

function requireBilinear(field: string, value: unknown, [own, other]: readonly [number, number]): void {
  if (!isObject(value)) throw new InputError(field, 'must be an object { constant, first, second, cross }');
  requireNumbers(`${field}.constant`, [value.constant], 1);
  requireNumbers(`${field}.first`, value.first, own);
  requireNumbers(`${field}.second`, value.second, other);
  if (!Array.isArray(value.cross) || value.cross.length !== own) {
    throw new InputError(`${field}.cross`, `must have ${own} rows, the first agent's`);
  }
  value.cross.forEach((row, j) => requireNumbers(`${field}.cross[${j}]`, row, other));
}

function requireValue(field: string, value: unknown, dimensions: readonly [number, number]): void {
  if (!isObject(value)) throw new InputError(field, "must be an object of kind 'bilinear' or 'polynomial'");
  const { kind } = value as { kind?: TwoAgentValue['kind'] };
  if (kind === 'bilinear') return requireBilinear(field, value, dimensions);
  if (kind !== 'polynomial') throw new InputError(`${field}.kind`, `must be bilinear or polynomial, got ${quote(String(kind))}`);
  if (dimensions.some((d) => d !== 1)) throw new InputError(field, 'must be bilinear where types have more than one coordinate');
  const { coefficients } = value as unknown as Polynomial;
  if (!Array.isArray(coefficients) || coefficients.length === 0 || coefficients.length > DEGREE_MAX + 1) {
    throw new InputError(`${field}.coefficients`, `must be a list of 1 to ${DEGREE_MAX + 1} rows, one a power of the first agent's type`);
  }
  coefficients.forEach((row, a) => {
    if (!Array.isArray(row) || row.length > DEGREE_MAX + 1) {
      throw new InputError(`${field}.coefficients[${a}]`, `must be a list of at most ${DEGREE_MAX + 1} numbers`);
    }
    requireNumbers(`${field}.coefficients[${a}]`, row, row.length);
  });
}

function requireRule(rule: unknown, dimensions: readonly [number, number]): void {
  if (!isObject(rule)) throw new InputError('rule', "must be an object of kind 'deterministic' or 'stochastic'");
  const { kind } = rule as { kind?: TwoAgentRule['kind'] };
  if (kind === 'deterministic') return requireBilinear('rule.index', rule.index, dimensions);
  if (kind !== 'stochastic') throw new InputError('rule.kind', `must be deterministic or stochastic, got ${quote(String(kind))}`);
  requireBilinear('rule.chance', rule.chance, dimensions);
  // A bilinear function is largest and smallest at corners.
  const chances = corners(dimensions[0]).flatMap((own) => corners(dimensions[1]).map((z) => bilinearAt(rule.chance as Bilinear, own, z)));
  const outside = chances.find((chance) => chance < -ROUNDING || chance > 1 + ROUNDING);
  if (outside !== undefined) throw new InputError('rule.chance', `must lie in [0, 1] for all types, got ${outside} at a corner`);
}

/** Of sums of a few decimals. */
const ROUNDING = 1e-12;

function requireMetrics(metrics: unknown): void {
  const areMetrics = Array.isArray(metrics) && metrics.length > 0 && metrics.every((metric) => BALL_METRICS.includes(metric));
  if (metrics !== undefined && !areMetrics) throw new InputError('metrics', `must list metrics, each of ${BALL_METRICS.join(', ')}`);
}

function requireRadius(radius: unknown): void {
  if (radius !== undefined && !(typeof radius === 'number' && radius >= 0 && radius <= 2)) {
    throw new InputError('radius', `must be a number in [0, 2], got ${quote(String(radius))}`);
  }
}

function validateBeliefs({ agents, types, values, rule, agent, metrics, radius }: Partial<BeliefsQuestion>): void {
  requirePair('agents', agents, 'the name');
  if (!agents.every((name) => typeof name === 'string' && name !== '' && name !== ALL) || agents[0] === agents[1]) {
    throw new InputError('agents', `must be two different names, neither of them '${ALL}'`);
  }
  requireTypes(types);
  const dimensions = [types![0].length, types![1].length] as const;
  requirePair('values', values, 'the value of alternative 1');
  values.forEach((value, j) => requireValue(`values[${j}]`, value, dimensions));
  requireRule(rule, dimensions);
  if (typeof agent !== 'string' || ![...agents, ALL].includes(agent)) {
    throw new InputError('agent', `must be one of ${[...agents, ALL].join(', ')}, got ${quote(String(agent))}`);
  }
  requireMetrics(metrics);
  requireRadius(radius);
}

function validateRandom({ dimensions, entries }: Partial<RandomQuestion>): void {
  const areCounts = Array.isArray(dimensions) && dimensions.length === 2
    && dimensions.every((d) => Number.isInteger(d) && d >= 1 && d <= DIMENSIONS_MAX);
  if (!areCounts) throw new InputError('dimensions', `must be a list of two whole numbers from 1 to ${DIMENSIONS_MAX}`);
  if (entries === 'normal') return;
  if (typeof entries === 'string') throw new InputError('entries', `must be 'normal' or a law, got ${quote(entries)}`);
  requireLaw('entries', entries, { atoms: true });
  const { support, text } = entries!;
  if (!support.every((x) => Math.abs(x) <= SIZE_MAX)) throw new InputError('entries', `must lie within ${SIZE_MAX} of 0, got ${text}`);
}

/** Profiles of the others, squared, times pairs of types at most: every belief that moves to one profile is tried on every lie. */
const LISTED_MAX = 2 ** 22;

function requireShortLists(problem: SocialChoiceProblem): void {
  const sizeOf = (mine: boolean, agent: number): number => problem.signals.reduce((all, { owner, law }) =>
    ((owner === agent) === mine ? all * law.atoms!.length : all), 1);
  problem.agents.forEach((name, agent) => {
    const [types, others] = [sizeOf(true, agent), sizeOf(false, agent)];
    const size = types ** 2 * others ** 2;
    if (size <= LISTED_MAX) return;
    throw new InputError('problem.signals', `make ${types} types of ${name} and ${others} profiles of the others in lists, squared `
      + `${size}, more than ${LISTED_MAX}; give shorter lists`);
  });
}

const evenOn = ({ support }: Distribution): Distribution => parseDistribution(`uniform(${support.join()})`, 'law');

/**
 * Where types fill an interval, what is said of linear values rests on that alone, whatever atoms stand beside a density and wherever a law
 * without an end was cut: the same with an even law there. Throws InputError naming a list beside such laws.
 */
function filledLaws(problem: SocialChoiceProblem): SocialChoiceProblem {
  const { signals, valuations } = problem;
  const isOdd = ({ law }: { readonly law?: Distribution }): boolean => law?.whole !== undefined || (law?.atoms?.length ?? 0) > 0;
  if (!Array.isArray(signals) || valuations?.kind !== 'linear' || !signals.some(isOdd) || signals.every(({ law }) => isDiscrete(law))) {
    return problem;
  }
  under('problem', () => validateProblem(problem));
  const list = signals.findIndex(({ law }) => isDiscrete(law));
  if (list >= 0) {
    throw new InputError(`problem.signals[${list}].law`, 'must not be a list of values where other signals have a density, since types '
      + `then neither fill a box nor are finitely many, got ${signals[list]!.law.text}; give lists for all signals or for none`);
  }
  return {
    ...problem, signals: signals.map((signal) => (isOdd(signal) ? { ...signal, law: evenOn(signal.law) } : signal)),
  };
}

function validateEfficientRule({ problem, agent, metrics, radius }: Partial<EfficientRuleQuestion>): void {
  if (!isObject(problem)) throw new InputError('problem', 'must be a social choice problem or a double auction');
  requireMetrics(metrics);
  requireRadius(radius);
  if ('bidders' in problem) {
    readAs(fields({ problem: market }), { problem });
    requireIndependentWorths(problem as AssignmentMarket, 'problem');
    requireBidder(problem as AssignmentMarket, agent, [ALL]);
  } else if (!('sellers' in problem)) {
    const { agents } = problem as Partial<SocialChoiceProblem>;
    const asked = agent === ALL && Array.isArray(agents) ? informedAgents(problem) : [agent];
    const filled = filledLaws(problem as SocialChoiceProblem);
    for (const name of asked) validateField({ kind: 'field', question: 'field', problem: filled, agent: name });
    if (filled === problem && problem.valuations.kind === 'linear' && areListed(problem)) requireShortLists(problem);
  } else if (![...informedAgents(problem), ALL].includes(agent as string)) {
    throw new InputError('agent', `must be one of ${[...informedAgents(problem), ALL].join(', ')}, got ${quote(String(agent))}`);
  }
}

export function validate(study: unknown): void {
  const { question } = study as { readonly question?: unknown };
  if (question === 'beliefs') validateBeliefs(study as Partial<BeliefsQuestion>);
  else if (question === 'random-values') validateRandom(study as Partial<RandomQuestion>);
  else if (question === 'efficient-rule') validateEfficientRule(study as Partial<EfficientRuleQuestion>);
  else throw new InputError('question', `must be one of ${QUESTIONS.join(', ')}, got ${quote(String(question))}`);
}
