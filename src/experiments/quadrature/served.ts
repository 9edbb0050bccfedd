/**
 * An agent who is either served or not, against one opponent with one signal y: two alternatives, linear values, a rule that
 * maximises a weighted sum of them. What she knows of the other's value moves the choice alone: of a lie her own slopes count. A report t
 * serves her where y lies on one side of c(t), so that what any belief can do is known for
 * every t, by the law's own cdf H and without a grid:
 *
 *     total variation   [H - delta, H + delta]                        cut to [0, 1]
 *     Prokhorov         [H(c - delta) - delta, H(c + delta) + delta]   likewise
 *     contamination     [(1 - delta) H, (1 - delta) H + delta]
 *
 * of the probability that y < c, where that is possible and not certain: where c lies beyond the opponent's support no belief matters.
 */
import type { Metric } from '../../beliefs/belief-set.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { factsOf, type Mechanism } from '../../mechanism/mechanism.ts';

export interface Served {
  /** What being served adds to the value, for each unit of the own signal, > 0, and the value's slope where she is not. */
  readonly worth: number;
  readonly base: number;
  readonly law: Distribution;
  /** Whether she is served below c(t), or above it. */
  readonly below: boolean;
  /** c(t), from which on the opponent's signal turns the choice. */
  critical(report: number): number;
}

/** Undefined where the agent's problem is of another kind. */
export function servedAgent(problem: SocialChoiceProblem, { rule, strategies }: Mechanism, agent: number): Served | undefined {
  const { agents, alternatives, signals, valuations, dependence } = problem;
  const { maximised } = factsOf(rule, agents.length, alternatives.length);
  if (valuations.kind !== 'linear' || dependence || strategies || !maximised) return undefined;
  if (agents.length !== 2 || alternatives.length !== 2 || signals.length !== 2) return undefined;
  const [own] = coordinatesOf(problem, agent);
  if (own === undefined) return undefined;
  const other = 1 - own;
  const { weights, bonuses } = maximised;
  const { constants, coefficients } = valuations;
  const slopes = coefficients[agent]!.map((row) => row[own]!);
  const [served, not] = slopes[0]! > slopes[1]! ? [0, 1] : [1, 0];
  const worth = slopes[served]! - slopes[not]!;
  const lead = (of: (i: number, k: number) => number): number =>
    weights.reduce((sum, weight, i) => sum + weight * (of(i, served) - of(i, not)), 0);
  const byOwn = lead((i, k) => coefficients[i]![k]![own]!);
  const byOther = lead((i, k) => coefficients[i]![k]![other]!);
  const start = lead((i, k) => constants[i]![k]!) + bonuses[served]! - bonuses[not]!;
  if (!(worth > 0 && byOwn > 0) || byOther === 0) return undefined;
  return {
    worth, base: slopes[not]!, law: signals[other]!.law, below: byOther < 0,
    critical: (report) => (start + byOwn * report) / -byOther,
  };
}

/**
 * The same where bids are lines in types and the price k bid + (1 - k) ask goes from agent 1 to agent 0 where they trade (alternative 1).
 * A report t moves what is acted by slope times as much; with h the rate at which the chance p of being served rises with it, the marginal
 * gain at the truth is
 *
 *     buyer    h (t - bid(t)) - k bid' p               served: trade; at the margin the price is the bid
 *     seller   (1 - k) ask' (1 - p) - h (ask(t) - t)   served: no trade; at the margin the price is the ask
 */
export interface Trading {
  readonly served: Served;
  readonly k: number;
  /** Of the own bids. */
  readonly line: { readonly slope: number; readonly intercept: number };
  readonly isBuyer: boolean;
  /** By how much the opponent's critical signal moves with the report, in size. */
  readonly rate: number;
}

const TRUTH = { slope: 1, intercept: 0 };

/**
 * Of truthful bids. Undefined where the agent's problem is of another kind: own values of trade that are a signal, or minus one, and
 * nothing else, and trade wherever the bid is above the ask, so that at the margin they are equal.
 */
export function plainTrader(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): Served | undefined {
  const { strategies: _none, ...truthful } = mechanism;
  const isPlainSum = factsOf(mechanism.rule, problem.agents.length, problem.alternatives.length).efficient;
  const plain = isPlainSum ? servedAgent(problem, truthful, agent) : undefined;
  if (!plain || problem.valuations.kind !== 'linear') return undefined;
  const { constants, coefficients } = problem.valuations;
  const moved = (i: number): number[] =>
    problem.signals.map((_, d) => coefficients[i]![1]![d]! - coefficients[i]![0]![d]!);
  const isPlain = [0, 1].every((i) => constants[i]![0] === constants[i]![1] && problem.signals.every(({ owner }, d) =>
    moved(i)[d] === (owner !== i ? 0 : i === 0 ? -1 : 1)));
  return isPlain ? plain : undefined;
}

/** Undefined where bids are no lines, too. */
export function tradingAgent(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number, k: number): Trading | undefined {
  const { strategies } = mechanism;
  const plain = plainTrader(problem, mechanism, agent);
  const lines = [0, 1].map((i) => (strategies ? strategies[i]!.line : TRUTH));
  const [own, other] = [lines[agent], lines[1 - agent]];
  if (!plain || !own || !other || !(own.slope > 0 && other.slope > 0)) return undefined;
  const critical = (report: number): number =>
    (plain.critical(own.slope * report + own.intercept) - other.intercept) / other.slope;
  return {
    served: { ...plain, critical }, k, line: own, isBuyer: agent === 1, rate: own.slope / other.slope,
  };
}

/** At a type, the density of the opponent's law at what is critical, and the chance of being served. */
export function marginalGain(
  { k, line: { slope, intercept }, isBuyer, rate }: Trading, type: number, density: number, chance: number,
): number {
  const bid = slope * type + intercept;
  return isBuyer ? density * rate * (type - bid) - k * slope * chance : (1 - k) * slope * (1 - chance) - density * rate * (bid - type);
}

/** A slope of from + rise times the chance of being served. */
export interface ChanceSlope {
  readonly from: number;
  readonly rise: number;
  /** Whether she pays nothing where she is not served: that is best for the others. */
  readonly isFree: boolean;
}

/**
 * mu' of the generalised VCG mechanism (of VCG where values are private) under truth-telling: the objective's slope at what is chosen, less
 * that of the others' welfare at what is best for them, which must be one alternative for all signals. It rises with the type where
 * `rise` is not negative, as for a served agent. Undefined where the others' best alternative changes, or the transfers are others.
 */
export function vcgSlope(
  problem: SocialChoiceProblem,
  { rule, transfers }: Mechanism,
  agent: number,
): ChanceSlope | undefined {
  const { agents, alternatives, signals, valuations } = problem;
  const { maximised } = factsOf(rule, agents.length, alternatives.length);
  const own = coordinatesOf(problem, agent)[0];
  if (transfers.kind !== 'vcg' || valuations.kind !== 'linear' || !maximised || own === undefined) return undefined;
  const { weights, bonuses } = maximised;
  const { constants, coefficients } = valuations;
  const mine = weights[agent]!;
  if (!(mine > 0)) return undefined;
  const others = (of: (i: number, k: number) => number, k: number): number =>
    weights.reduce((sum, weight, i) => (i === agent ? sum : sum + weight * of(i, k)), 0) / mine;
  const by = (d: number): number[] => [0, 1].map((k) => others((i, l) => coefficients[i]![l]![d]!, k));
  const start = [0, 1].map((k) => others((i, l) => constants[i]![l]!, k) + bonuses[k]! / mine);
  // The lead of alternative 1 over 0 in the others' welfare, over all signals.
  const leads = signals.map(({ law: { support } }, d) => {
    const rate = by(d)[1]! - by(d)[0]!;
    return [Math.min(rate * support[0], rate * support[1]), Math.max(rate * support[0], rate * support[1])] as const;
  });
  const lead = start[1]! - start[0]!;
  const [least, most] = [0, 1].map((end) => leads.reduce((sum, range) => sum + range[end]!, lead)) as [number, number];
  const best = least >= 0 ? 1 : most <= 0 ? 0 : undefined;
  if (best === undefined) return undefined;
  const slopes = [0, 1].map((k) => by(own)[k]! + coefficients[agent]![k]![own]!);
  const [yes, no] = coefficients[agent]![0]![own]! > coefficients[agent]![1]![own]! ? [0, 1] : [1, 0];
  return { from: slopes[no]! - by(own)[best]!, rise: slopes[yes]! - slopes[no]!, isFree: best === no };
}

/** Of the support's width, by which c may miss its end by rounding. */
const ROUNDING = 1e-12;

/** The least or the greatest chance of being served just below, or just above, a report, over the beliefs within delta. */
export function servedChance(
  { law, below, critical }: Served,
  side: 'least' | 'most',
  metric: Metric,
  delta: number,
  report: number,
): number {
  const [low, high] = law.support;
  const slack = ROUNDING * (high - low);
  const c = critical(report);
  // Just below the report for the least chance, just above it for the greatest.
  const outside = below ? [c < low - slack, c > high + slack] : [c > high + slack, c < low - slack];
  if (outside[1] && side === 'least') return 1;
  if (outside[0] && side === 'most') return 0;
  const beyond = below ? [c <= low + slack, c >= high - slack] : [c >= high - slack, c <= low + slack];
  if (side === 'least' && beyond[0]) return 0;
  if (side === 'most' && beyond[1]) return 1;
  const shift = metric === 'prokhorov' ? delta : 0;
  // Shifting the opponent's signal towards or away from what serves her.
  const lower = below ? side === 'least' : side === 'most';
  const at = lower ? c - shift : c + shift;
  const chance = below ? law.cdf(at) : (law.survival?.(at) ?? 1 - law.cdf(at));
  if (metric === 'contamination') return (1 - delta) * chance + (side === 'least' ? 0 : delta);
  return side === 'least' ? Math.max(0, chance - delta) : Math.min(1, chance + delta);
}
