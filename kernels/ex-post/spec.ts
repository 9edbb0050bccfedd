/**
 * Kernel `ex-post`: whole profiles of a linear environment under truth-telling, audited one by one: welfare against
 * first best, money, individual rationality, and the most that each agent could have gained in hindsight.
 *
 * Draw d is coordinate d of all agents' signals. With functionals of all coordinates
 *   choice        k* = argmax_k objective[k];  ties: the lowest k
 *   first best    max_k welfare[k]
 *   transfer      x^i as agent i's scheme says, with W(k) = her othersWelfare[k]:  none 0;  groves W(k*);  vcg W(k*) - max_l W(l)
 *   payoff        value^i[k*] + x^i
 *   revenue       - sum_i x^i, what the agents pay
 * Hindsight (where `deviations` is given): the agent's own part of every functional is replaced by the tables of report
 * r, as in kernel `interim`, her own signal staying what it was:
 *   k_r    = argmax_k deviations.objective[k] + reportObjective[r, c(k)];  ties: the lowest class, in it the lowest k
 *   gain_r = ownSignal[k_r] + ownValue[k_r] + x(r) - payoff
 * The largest gain over r counts where it exceeds `tolerance` (rounding: a report's table and a signal's position are
 * rounded apart).
 *
 * Statistics (limbs as in kernel `interim`; squares of q = x >> 6, q = h 2^12 + l):
 *   choices [K];  firstBestLow, High, firstBestSquares0, 1, 2 [1];  welfareLow, High, welfareSquares0, 1, 2 [1];
 *   revenueLow, High, revenueSquares0, 1, 2 [1];  deficits [1] profiles with revenue < -tolerance;
 *   imbalances [1] profiles with |revenue| > tolerance;
 *   payoffLow, High, payoffSquares0, 1, 2 [N];  irViolations [N] profiles with payoff < -tolerance;
 *   gainful [N] profiles with largest gain > tolerance;  gainExponents [N, 32] of those, by floor(log2(gain))
 */
import type { Statistics } from '../kernel.ts';
import type { Coordinate, Functional } from '../linear/positions.ts';

export const EX_POST_TRANSFERS = ['none', 'groves', 'vcg'] as const;

export interface Deviations {
  /** Functionals of the others' coordinates. */
  readonly objective: Functional;
  readonly othersWelfare: Functional;
  readonly ownValue: Functional;
  /** Functional of the agent's own coordinates: her own part of her value. */
  readonly ownSignal: Functional;
  /** R, C, [K], [R, C], [R, C] as in kernel `interim`. */
  readonly reports: number;
  readonly classes: number;
  readonly classOf: Int32Array;
  readonly reportObjective: Int32Array;
  readonly reportOthers: Int32Array;
}

export interface AuditedAgent {
  readonly value: Functional;
  readonly othersWelfare: Functional;
  readonly transfer: (typeof EX_POST_TRANSFERS)[number];
  readonly deviations?: Deviations;
}

export interface ExPostParameters {
  /** Of all agents. */
  readonly coordinates: readonly Coordinate[];
  /** K */
  readonly alternatives: number;
  readonly objective: Functional;
  readonly welfare: Functional;
  /** N; sums over agents stay within 2^30. */
  readonly agents: readonly AuditedAgent[];
  /** In money units, at least 0. */
  readonly tolerance: number;
}

/** Every functional of the parameters. */
export function functionalsOf({ objective, welfare, agents }: ExPostParameters): Functional[] {
  const ofAgents = agents.flatMap(({ value, othersWelfare, deviations: d }) =>
    [value, othersWelfare, ...(d ? [d.objective, d.othersWelfare, d.ownValue, d.ownSignal] : [])]);
  return [objective, welfare, ...ofAgents];
}

export const GAIN_EXPONENTS = 32;

const LIMBED = ['Low', 'High', 'Squares0', 'Squares1', 'Squares2'] as const;

export function emptyExPostStatistics({ alternatives, agents }: ExPostParameters): Statistics {
  const n = agents.length;
  const limbs = (name: string, length: number): [string, Float64Array][] =>
    LIMBED.map((limb) => [`${name}${limb}`, new Float64Array(length)]);
  return Object.fromEntries([
    ['choices', new Float64Array(alternatives)],
    ...limbs('firstBest', 1), ...limbs('welfare', 1), ...limbs('revenue', 1),
    ['deficits', new Float64Array(1)], ['imbalances', new Float64Array(1)],
    ...limbs('payoff', n),
    ['irViolations', new Float64Array(n)], ['gainful', new Float64Array(n)], ['gainExponents', new Float64Array(n * GAIN_EXPONENTS)],
  ] as [string, Float64Array][]);
}
