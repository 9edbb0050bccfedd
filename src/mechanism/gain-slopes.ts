/**
 * How fast a gain can grow with the lie, profile by profile: |u(r, s) - u(s, s)| <= sum_c slopes[c] |r_c - s_c|. Bounds on means of
 * short lies then need not allow for gains that no profile can bring.
 *
 * Linear values. With k = k(r) the alternative chosen at report r, U(r) = u(r, r), and v own value,
 *     u(r, s) = U(r) - (v_k(r) - v_k(s)),    so    g(r, s) = [U(r) - U(s)] - [v_k(r) - v_k(s)].
 * The second bracket is at most sum_c a_c |r_c - s_c|, a_c = max_k |own coefficient|. The first depends on the scheme:
 *   VCG, generalised VCG   U(r) = max_k [v_k + W_k](r) - max_k W_k(r), W_k the others' welfare over the own weight: m_c + b_c, the
 *                          largest coefficients of v_k + W_k and of W_k
 *   Groves                 the first of the two maxima: m_c
 *   modified VCG           the same at irrelevant coordinates held at their tops: zero along those
 *   full insurance         U is the base's, with its own weights
 *   insured table          U is the table: its steepest slope
 *   own value paid         U = 0 (first price, truthful bids)
 *   (7.12) of JM01         the type at a breakpoint is indifferent, so U is continuous with slopes own coefficients: a_c
 */
import type { LinearValuations, SocialChoiceProblem } from '../environment/social-choice.ts';
import { welfareWeights } from './choose.ts';
import { maximises } from './incentives.ts';
import type { Mechanism } from './mechanism.ts';

/** [C] for the agent's own coordinates in their order, or undefined where payoffs may jump at the truth. */
export function gainSlopes(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): number[] | undefined {
  const { valuations } = problem;
  if (valuations.kind !== 'linear' || mechanism.strategies) return undefined;
  const truth = utilitySlopes(problem, valuations, mechanism, agent);
  if (!truth) return undefined;
  const own = coordinatesOf(problem, agent).map((d) => largest(valuations.coefficients[agent]!.map((row) => row[d]!)));
  return own.map((a, c) => a + truth[c]!);
}

const coordinatesOf = ({ signals }: SocialChoiceProblem, agent: number): number[] => signals.flatMap(({ owner }, d) => (owner === agent ? [d] : []));
const largest = (values: readonly number[]): number => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Of a function given at equal steps and linear between. */
function steepest(table: readonly number[], [low, high]: readonly [number, number]): number {
  const step = (high - low) / (table.length - 1);
  return table.slice(1).reduce((most, value, i) => Math.max(most, Math.abs(value - table[i]!) / step), 0);
}

/** [C] Lipschitz constants of the truthful payoff U in the agent's own coordinates. */
function utilitySlopes(problem: SocialChoiceProblem, valuations: LinearValuations, { rule, transfers }: Mechanism, agent: number): number[] | undefined {
  const coordinates = coordinatesOf(problem, agent);
  const { coefficients } = valuations;
  if (transfers.kind === 'full-insurance') return transfers.base.strategies ? undefined : utilitySlopes(problem, valuations, transfers.base, agent);
  if (transfers.kind === 'insured-table') return [steepest(transfers.utility[agent]!, problem.signals[coordinates[0]!]!.law.support)];
  if (transfers.kind === 'first-price') return maximises(rule) ? coordinates.map(() => 0) : undefined;
  if (transfers.kind === 'weak-congruence') return coordinates.map((d) => largest(coefficients[agent]!.map((row) => row[d]!)));
  const weights = maximises(rule) ? welfareWeights(rule, problem.agents.length, problem.alternatives.length)?.weights : undefined;
  if (!weights || !['vcg', 'groves', 'modified-vcg'].includes(transfers.kind)) return undefined;
  return coordinates.map((d) => {
    const others = problem.alternatives.map((_, k) => coefficients.reduce((sum, rows, j) => (j === agent ? sum : sum + (weights[j]! / weights[agent]!) * rows[k]![d]!), 0));
    const all = others.map((w, k) => w + coefficients[agent]![k]![d]!);
    if (transfers.kind === 'modified-vcg' && !(transfers.relevant?.[d] ?? coefficients[agent]!.some((row) => row[d] !== 0))) return 0;
    return largest(all) + (transfers.kind === 'groves' ? 0 : largest(others));
  });
}
