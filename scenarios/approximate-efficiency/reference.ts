/**
 * Exact values of Theorem 5.1's construction for one object, private values of one law F on [a, b], N bidders. The leaning
 * rule is implementable, so its interim utility has the slope q(t), the chance that type t wins under it; q*(t) = F(t)^(N-1)
 * is the efficient chance. Insuring the efficient rule with that utility, a type s who reports t gains
 *
 *   g(t, s) = mu(t) + q*(t) (s - t) - mu(s) = int_t^s [q*(t) - q(z)] dz
 *
 * Since q increases, the gain per unit is largest for small lies: downwards (t < s) it tends to q*(t) - q(t), upwards to
 * q(t) - q*(t). Hence
 *
 *   epsilon-LIC      sup |q* - q|          both signs: one of them for bidder 1, whom the rule favours, one for her rivals
 *   epsilon-bounded  sup (q - q*)^+        slopes above the efficient rule's chance: bidder 1's only
 *   epsilon-IC       sup g
 *
 * and sup |q* - q| <= d_G(rule, efficient) (Song22 section 7), with equality for two bidders and one object.
 *
 * For bidder 1, and for a rival, with weights (1 + xi, 1, ..), bonus xi, and mixture:
 *   q_1 = F((1 + xi) t)^(N-1)             F(t + xi)^(N-1)         (1 - xi) F(t)^(N-1) + xi
 *   q_j = F(t)^(N-2) F(t / (1 + xi))      F(t)^(N-2) F(t - xi)    (1 - xi) F(t)^(N-1)
 */
import { integrateBetween, landmarksBetween, largestValue } from '../support/quadrature.ts';
import type { Leaning } from './environment.ts';

export interface ExactAgent {
  readonly epsilonLic: number;
  readonly epsilonIc: number;
  readonly epsilonBounded: number;
  readonly exAnteUtility: number;
  readonly interimIr: number;
}

/** Chances of winning under the efficient rule and under the leaning one; `first`: bidder 1, else a rival. */
export const efficientChance = ({ bidders, law }: Leaning, t: number): number => law.cdf(t) ** (bidders - 1);

export function leaningChance(leaning: Leaning, first: boolean, t: number): number {
  const { xi, perturbation, bidders, law } = leaning;
  if (perturbation === 'mixture') return (1 - xi) * efficientChance(leaning, t) + (first ? xi : 0);
  const weighs = perturbation === 'weights';
  if (first) return law.cdf(weighs ? (1 + xi) * t : t + xi) ** (bidders - 1);
  return law.cdf(t) ** (bidders - 2) * law.cdf(weighs ? t / (1 + xi) : t - xi);
}

/** Cells of the table of the leaning rule's utility. */
const CELLS = 4096;
const TYPES = 256;

/** mu - mu(a), tabulated at equal steps, quadratic in between. */
function utilities(leaning: Leaning, first: boolean): (t: number) => number {
  const [low, high] = leaning.law.support;
  const step = (high - low) / CELLS;
  const chance = Float64Array.from({ length: CELLS + 1 }, (_, i) => leaningChance(leaning, first, low + i * step));
  const table = new Float64Array(CELLS + 1);
  for (let i = 1; i <= CELLS; i++) table[i] = table[i - 1]! + ((chance[i - 1]! + chance[i]!) / 2) * step;
  return (t) => {
    const at = Math.min(CELLS, Math.max(0, (t - low) / step));
    const cell = Math.min(CELLS - 1, Math.floor(at));
    const share = at - cell;
    return table[cell]! + step * share * (chance[cell]! + ((chance[cell + 1]! - chance[cell]!) * share) / 2);
  };
}

export function exactAgent(leaning: Leaning, first: boolean): ExactAgent {
  const { law } = leaning;
  const [low, high] = law.support;
  const mu = utilities(leaning, first);
  const excess = (t: number): number => leaningChance(leaning, first, t) - efficientChance(leaning, t);
  const gain = (report: number, type: number): number => efficientChance(leaning, report) * (type - report) - (mu(type) - mu(report));
  // Bidder 1 gains by lying upwards, a rival by lying downwards: the gain is concave in the type.
  const bestType = (report: number): number =>
    (
      first
        ? largestValue((type) => gain(report, type), low, report, 32).value
        : largestValue((type) => gain(report, type), report, high, 32).value
    );
  const lowest = lowestUtility(leaning, first);
  return {
    epsilonLic: largestValue((t) => Math.abs(excess(t)), low, high, 4096).value,
    epsilonIc: largestValue(bestType, low, high, TYPES).value,
    epsilonBounded: Math.max(0, largestValue(excess, low, high, 4096).value),
    exAnteUtility: lowest + integrateBetween(
      (z) => (1 - law.cdf(z)) * leaningChance(leaning, first, z), landmarksBetween([law], low, high),
    ),
    interimIr: lowest,
  };
}

/** mu(a): a bidder of value zero would end with nothing, and between zero and a the slope is the chance as well. */
const lowestUtility = (leaning: Leaning, first: boolean): number =>
  integrateBetween((z) => leaningChance(leaning, first, z), [0, leaning.law.support[0]]);

/**
 * Signals uniform on [0, 1]: the epsilon-LIC constants of bidder 1 and of a rival, and for two bidders and weights the epsilon-IC constant
 * of either.
 */
export function uniformEpsilonLic({ xi, perturbation, bidders }: Pick<Leaning, 'xi' | 'perturbation' | 'bidders'>, first: boolean): number {
  if (perturbation === 'mixture') return xi;
  const reach = perturbation === 'weights' ? 1 / (1 + xi) : 1 - xi;
  return first ? 1 - reach ** (bidders - 1) : 1 - reach;
}
export const uniformEpsilonIc = (xi: number): number => xi ** 2 / (2 * (1 + xi) * (1 + 2 * xi));

/** Largest welfare that the leaning rule can lose (Song22 Definition 6), the highest value being b. The mixture loses on average. */
export function largestLoss({ xi, perturbation, law }: Leaning): number {
  const [low, high] = law.support;
  if (perturbation === 'weights') return Math.min(high - low, (high * xi) / (1 + xi));
  return perturbation === 'bonus' ? Math.min(high - low, xi) : xi * (high - low);
}
