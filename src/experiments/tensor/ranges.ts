/** Bounds on values, transfers and payoffs of one profile, from supports and what users declare. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Mechanism, Strategy } from '../../mechanism/mechanism.ts';
import { isPrivate } from '../integer/plan.ts';

export type Range = readonly [number, number];

const plus = ([a, b]: Range, [c, d]: Range): Range => [a + c, b + d];
const minus = ([a, b]: Range, [c, d]: Range): Range => [a - d, b - c];
const times = (factor: number, [a, b]: Range): Range => (factor >= 0 ? [factor * a, factor * b] : [factor * b, factor * a]);
const sum = (ranges: readonly Range[]): Range => ranges.reduce(plus, [0, 0]);
/** Adding zero to the range: a lottery or a report under which nothing is paid. */
const withZero = ([a, b]: Range): Range => [Math.min(0, a), Math.max(0, b)];

/** [N][K] bounds on values; with strategies, at bids. General values at bids may leave their range: that is unbounded. */
export function valueRanges({ agents, alternatives, signals, valuations }: SocialChoiceProblem, strategies?: readonly Strategy[]): Range[][] {
  if (valuations.kind === 'general') {
    const range: Range = strategies ? [-Infinity, Infinity] : valuations.range;
    return agents.map(() => alternatives.map(() => range));
  }
  const supports = signals.map(({ owner, law }) => strategies?.[owner]?.range ?? law.support);
  return agents.map((_, i) => alternatives.map((_, k) => {
    const constant = valuations.constants[i]![k]!;
    return valuations.coefficients[i]![k]!.reduce((range, a, d) => (a === 0 ? range : plus(range, times(a, supports[d]!))), [constant, constant] as Range);
  }));
}

const hull = (ranges: readonly Range[]): Range => [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];

/** Bounds on an agent's value of any alternative. */
export const ownValueRange = (problem: SocialChoiceProblem, agent: number): Range => hull(valueRanges(problem)[agent]!);

/** Bounds on the sum of all agents' values of any alternative. */
export function welfareRange(problem: SocialChoiceProblem): Range {
  const ranges = valueRanges(problem);
  return hull(problem.alternatives.map((_, k) => sum(ranges.map((row) => row[k]!))));
}

/** Bounds on what `Outcome.othersWelfare` may be, by alternative. */
function othersWelfareRanges(problem: SocialChoiceProblem, { rule, strategies }: Mechanism, agent: number): Range[] {
  const weights = rule.kind === 'affine-maximizer' ? rule.weights : problem.agents.map(() => 1);
  const ranges = valueRanges(problem, strategies);
  return problem.alternatives.map((_, k) => {
    const bonus = rule.kind === 'affine-maximizer' ? rule.bonuses[k]! : 0;
    const others = sum(weights.map((weight, j) => (j === agent ? [0, 0] : times(weight, ranges[j]![k]!))));
    return times(1 / weights[agent]!, plus(others, [bonus, bonus]));
  });
}

export function transferRange(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): Range {
  const { transfers, strategies } = mechanism;
  const own = ownValueRange(problem, agent);
  const acted = hull(valueRanges(problem, strategies)[agent]!);
  const others = (j: number): Range => hull(othersWelfareRanges(problem, mechanism, j));
  const vcg = (): Range => [others(agent)[0] - others(agent)[1], 0];
  switch (transfers.kind) {
    case 'none':
    case 'monotone-repair':
      return [0, 0];
    case 'groves':
      return others(agent);
    case 'vcg':
      return vcg();
    case 'modified-vcg':
      return plus(vcg(), minus(own, own));
    case 'expected-externality':
      return minus(others(agent), times(1 / (problem.agents.length - 1), sum(problem.agents.flatMap((_, j) => (j === agent ? [] : [others(j)])))));
    case 'full-insurance':
      return minus(payoffRange(problem, transfers.base, agent), own);
    case 'insured-table':
      return minus(tabled(transfers.utility, agent), own);
    case 'weak-congruence':
      return minus(congruentPayoff(problem, agent), own);
    case 'first-price':
    case 'all-pay':
      return times(-1, acted);
    case 'posted-price':
      return withZero(agent === 0 ? [transfers.price, transfers.price] : [-transfers.price, -transfers.price]);
    case 'general':
      return transfers.range;
  }
}

const tabled = (utility: readonly (readonly number[])[], agent: number): Range => [Math.min(...utility[agent]!), Math.max(...utility[agent]!)];

/** A truthful payoff starts at an own value at the lowest signal and changes at rates among the own coefficients. */
function congruentPayoff(problem: SocialChoiceProblem, agent: number): Range {
  const own = ownValueRange(problem, agent);
  return plus(own, minus(own, own));
}

/** Bounds on the truthful payoff. Full insurance pays the base's, whatever is chosen. */
export function payoffRange(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): Range {
  if (mechanism.transfers.kind === 'full-insurance') return payoffRange(problem, mechanism.transfers.base, agent);
  if (mechanism.transfers.kind === 'insured-table') return tabled(mechanism.transfers.utility, agent);
  if (mechanism.transfers.kind === 'weak-congruence') return congruentPayoff(problem, agent);
  return plus(ownValueRange(problem, agent), transferRange(problem, mechanism, agent));
}

/** Bounds on u(r, s) - u(s, s): value at the misreport and its transfer, less the truthful payoff. */
export function gainRange(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): Range {
  const [low, high] = minus(plus(ownValueRange(problem, agent), transferRange(problem, mechanism, agent)), payoffRange(problem, mechanism, agent));
  return [low, gainsNever(problem, mechanism) ? 0 : high];
}

/** Whether the truth maximises the agent's payoff on every draw, up to rounding: what she is paid is the rule's own objective, which her report moves by the choice alone. */
function gainsNever(problem: SocialChoiceProblem, { rule, transfers, strategies }: Mechanism): boolean {
  const pays = transfers.kind === 'vcg' || transfers.kind === 'groves' || transfers.kind === 'expected-externality';
  return pays && !strategies && (rule.kind === 'efficient' || rule.kind === 'affine-maximizer') && isPrivate(problem);
}

/** What float32 may move a payoff by: units in the last place of the largest number, one for each term of a sum. */
export function float32Rounding(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): number {
  const { valuations, agents } = problem;
  const terms = valuations.kind === 'linear' ? Math.max(...valuations.coefficients.flatMap((table) => table.map((row) => row.filter((a) => a !== 0).length))) : 16;
  const welfare = sum(valueRanges(problem).map(hull));
  const largest = Math.max(...[...payoffRange(problem, mechanism, agent), ...transferRange(problem, mechanism, agent), ...welfare].map(Math.abs));
  return (8 + agents.length + terms) * 2 ** -24 * largest;
}
