/**
 * How fast a gain can grow with the lie, profile by profile: |u(r, s) - u(s, s)| <= sum_c slopes[c] |r_c - s_c|. Bounds on means of
 * short lies then need not allow for gains that no profile can bring.
 *
 * Linear values. With k = k(r) the alternative chosen at report r, U(r) = u(r, r), and v own value,
 *     u(r, s) = U(r) - (v_k(r) - v_k(s)),    so    g(r, s) = [U(r) - U(s)] - [v_k(r) - v_k(s)].
 * The second bracket changes along coordinate c at a rate in A_c = [least, largest own coefficient]. U is continuous and piecewise
 * linear, at rates in an interval T_c that depends on the scheme; slopes[c] is the largest |t - a| over T_c and A_c:
 *   VCG, generalised VCG   U(r) = max_k [v_k + W_k](r) - max_k W_k(r), W_k the others' welfare over the own weight: coefficients of
 *                          v_k + W_k less those of W_k
 *   Groves                 the first of the two maxima
 *   modified VCG           the same at irrelevant coordinates held at their tops: zero along those. Coordinates declared irrelevant
 *                          that do enter the own value would let U jump where the choice at the tops changes
 *   full insurance         U is the base's, with its own weights. With correlated signals the base's expectation is taken given the
 *                          report, so the others move with it and nothing of the kind holds
 *   insured table          U is the table: its slopes
 *   own value paid         U = 0 (first price, truthful bids)
 *   (7.12) of JM01         the type at a breakpoint is indifferent, so U is continuous with slopes own coefficients
 */
import type { LinearValuations, SocialChoiceProblem } from '../environment/social-choice.ts';
import { welfareWeights } from './choose.ts';
import { maximises } from './incentives.ts';
import type { Mechanism } from './mechanism.ts';

type Interval = readonly [number, number];

/** [C] for the agent's own coordinates in their order, or undefined where payoffs may jump at the truth. */
export function gainSlopes(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): number[] | undefined {
  const { valuations } = problem;
  if (valuations.kind !== 'linear' || mechanism.strategies) return undefined;
  const truth = utilitySlopes(problem, valuations, mechanism, agent);
  if (!truth) return undefined;
  return coordinatesOf(problem, agent).map((d, c) => {
    const [least, most] = less(truth[c]!, ownSlopes(valuations, agent, d));
    return Math.max(-least, most);
  });
}

const coordinatesOf = ({ signals }: SocialChoiceProblem, agent: number): number[] => signals.flatMap(({ owner }, d) => (owner === agent ? [d] : []));
const hull = (values: readonly number[]): Interval => values.reduce(([least, most], x) => [Math.min(least, x), Math.max(most, x)] as const, [Infinity, -Infinity] as const);
const less = ([a, b]: Interval, [c, d]: Interval): Interval => [a - d, b - c];
const ownSlopes = ({ coefficients }: LinearValuations, agent: number, d: number): Interval => hull(coefficients[agent]!.map((row) => row[d]!));

/** Of a function given at equal steps and linear between. */
function tableSlopes(table: readonly number[], [low, high]: Interval): Interval {
  const step = (high - low) / (table.length - 1);
  return hull(table.slice(1).map((value, i) => (value - table[i]!) / step));
}

/** [C] rates at which the truthful payoff U changes in the agent's own coordinates. */
export function utilitySlopes(problem: SocialChoiceProblem, valuations: LinearValuations, { rule, transfers }: Mechanism, agent: number): Interval[] | undefined {
  const coordinates = coordinatesOf(problem, agent);
  if (transfers.kind === 'full-insurance') return transfers.base.strategies || problem.dependence ? undefined : utilitySlopes(problem, valuations, transfers.base, agent);
  if (transfers.kind === 'insured-table') return [tableSlopes(transfers.utility[agent]!, problem.signals[coordinates[0]!]!.law.support)];
  if (transfers.kind === 'first-price') return maximises(rule) ? coordinates.map(() => [0, 0]) : undefined;
  if (transfers.kind === 'weak-congruence') return coordinates.map((d) => ownSlopes(valuations, agent, d));
  const weights = maximises(rule) ? welfareWeights(rule, problem.agents.length, problem.alternatives.length)?.weights : undefined;
  if (!weights || !['vcg', 'groves', 'modified-vcg'].includes(transfers.kind)) return undefined;
  const entersOwn = (d: number): boolean => valuations.coefficients[agent]!.some((row) => row[d] !== 0);
  const raised = (d: number): boolean => transfers.kind === 'modified-vcg' && !(transfers.relevant?.[d] ?? entersOwn(d));
  if (coordinates.some((d) => raised(d) && entersOwn(d))) return undefined;
  return coordinates.map((d) => (raised(d) ? [0, 0] : maximaSlopes(valuations, weights, agent, d, transfers.kind !== 'groves')));
}

/** Of max_k [v_k + W_k], less max_k W_k where the agent pays for it, along coordinate d. */
function maximaSlopes({ coefficients }: LinearValuations, weights: readonly number[], agent: number, d: number, pays: boolean): Interval {
  const others = coefficients[agent]!.map((_, k) => coefficients.reduce((sum, rows, j) => (j === agent ? sum : sum + (weights[j]! / weights[agent]!) * rows[k]![d]!), 0));
  const all = hull(others.map((w, k) => w + coefficients[agent]![k]![d]!));
  return pays ? less(all, hull(others)) : all;
}
