/** Bounds on values, transfers and payoffs of one profile, from supports and what users declare. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { isPrivate } from '../../environment/linear-values.ts';
import { factsOf, schemeOf, type Mechanism, type Strategy } from '../../mechanism/mechanism.ts';
import { addRanges, hull, scaleRange, subtractRanges, sumRanges, type Range } from '../../mechanism/range.ts';
import type { Bounded } from '../../mechanism/transfers/scheme.ts';

/** [N][K] bounds on values; with strategies, at bids. General values at bids may leave their range: that is unbounded. */
export function valueRanges(
  { agents, alternatives, signals, valuations }: SocialChoiceProblem,
  strategies?: readonly Strategy[],
): Range[][] {
  if (valuations.kind === 'general') {
    const range: Range = strategies ? [-Infinity, Infinity] : valuations.range;
    return agents.map(() => alternatives.map(() => range));
  }
  const supports = signals.map(({ owner, law }) => strategies?.[owner]?.range ?? law.support);
  return agents.map((_, i) => alternatives.map((_, k) => {
    const constant = valuations.constants[i]![k]!;
    return valuations.coefficients[i]![k]!.reduce(
      (range, a, d) => (a === 0 ? range : addRanges(range, scaleRange(a, supports[d]!))), [constant, constant] as Range,
    );
  }));
}

/** Bounds on an agent's value of any alternative. */
export const ownValueRange = (problem: SocialChoiceProblem, agent: number): Range => hull(valueRanges(problem)[agent]!);

/** Bounds on the sum of all agents' values of any alternative. */
export function welfareRange(problem: SocialChoiceProblem): Range {
  const ranges = valueRanges(problem);
  return hull(problem.alternatives.map((_, k) => sumRanges(ranges.map((row) => row[k]!))));
}

/** Bounds on what `ReportedProfiles.othersWelfare` may be, by alternative. */
function othersWelfareRanges(problem: SocialChoiceProblem, { rule, strategies }: Mechanism, agent: number): Range[] {
  const { weights, bonuses } = factsOf(rule, problem.agents.length, problem.alternatives.length).counted;
  const ranges = valueRanges(problem, strategies);
  return problem.alternatives.map((_, k) => {
    const others = sumRanges(weights.map((weight, j) => (j === agent ? [0, 0] : scaleRange(weight, ranges[j]![k]!))));
    return scaleRange(1 / weights[agent]!, addRanges(others, [bonuses[k]!, bonuses[k]!]));
  });
}

/** What a scheme is told of one agent's numbers. */
const boundedOf = (problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): Bounded => ({
  agent,
  agents: problem.agents.length,
  own: ownValueRange(problem, agent),
  acted: hull(valueRanges(problem, mechanism.strategies)[agent]!),
  actedOf: (i) => valueRanges(problem, mechanism.strategies)[i]!,
  othersWelfare: (j) => hull(othersWelfareRanges(problem, mechanism, j)),
  payoff: (base) => payoffRange(problem, base as Mechanism, agent),
});

/** Bounds on money received. */
export const transferRange = (problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): Range =>
  schemeOf(mechanism.transfers).transferRange(mechanism.transfers, boundedOf(problem, mechanism, agent));

/** Bounds on the truthful payoff. */
export function payoffRange(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): Range {
  const { transfers } = mechanism;
  const { payment, payoffRange: given } = schemeOf(transfers);
  if (given) return given(transfers, boundedOf(problem, mechanism, agent));
  return (payment?.asBid && leftToBidder(problem, mechanism, agent))
    || addRanges(ownValueRange(problem, agent), transferRange(problem, mechanism, agent));
}

/** Pieces of a type space in each of which values and bids are bounded by their ends. */
const PIECES = 256;

/**
 * What is left to an agent who pays as she bids: v_k(s) - v_k(bid(s)), piece by piece, so that values far from zero do not count. Nothing
 * is left to a truthful one. Undefined but for one own signal and linear values of it alone.
 */
function leftToBidder({ signals, valuations }: SocialChoiceProblem, { strategies }: Mechanism, agent: number): Range | undefined {
  const [own, ...more] = signals.flatMap(({ owner }, d) => (owner === agent ? [d] : []));
  if (valuations.kind !== 'linear' || own === undefined || more.length > 0) return undefined;
  const slopes = valuations.coefficients[agent]!;
  if (slopes.some((row) => row.some((a, d) => a !== 0 && d !== own))) return undefined;
  const strategy = strategies?.[agent];
  if (!strategy) return [0, 0];
  const [low, high] = signals[own]!.law.support;
  const at = (j: number): number => (j === PIECES ? high : low + ((high - low) * j) / PIECES);
  return hull(Array.from({ length: PIECES }, (_, j) => {
    const left = subtractRanges([at(j), at(j + 1)], [strategy.bid(at(j)), strategy.bid(at(j + 1))]);
    return hull(slopes.map((row) => scaleRange(row[own]!, left)));
  }));
}

/** Bounds on u(r, s) - u(s, s): value at the misreport and its transfer, less the truthful payoff. */
export function gainRange(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): Range {
  const [low, high] = subtractRanges(
    addRanges(ownValueRange(problem, agent), transferRange(problem, mechanism, agent)), payoffRange(problem, mechanism, agent),
  );
  return [low, gainsNever(problem, mechanism) ? 0 : high];
}

/** Whether the truth maximises the agent's payoff on every draw, up to rounding; a mean given the report is of other draws. */
function gainsNever(problem: SocialChoiceProblem, { rule, transfers, strategies }: Mechanism): boolean {
  const { maximises } = factsOf(rule, problem.agents.length, problem.alternatives.length);
  const { paysWelfare, holdsExternality } = schemeOf(transfers);
  return paysWelfare === true && !strategies && maximises && isPrivate(problem) && !(holdsExternality && problem.dependence);
}

/** What float32 may move a payoff by: units in the last place of the largest number, one for each term of a sum. */
export function float32Rounding(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): number {
  const { valuations, agents } = problem;
  const terms = valuations.kind === 'linear'
    ? Math.max(...valuations.coefficients.flatMap((table) => table.map((row) => row.filter((a) => a !== 0).length)))
    : 16;
  const welfare = sumRanges(valueRanges(problem).map(hull));
  const largest = Math.max(
    ...[...payoffRange(problem, mechanism, agent), ...transferRange(problem, mechanism, agent), ...welfare].map(Math.abs)
  );
  return (8 + agents.length + terms) * 2 ** -24 * largest;
}
