/**
 * Means of whole profiles where one object goes to the highest of independent private values, bracketed without sampling, for laws so much
 * wider than their bulk that means of draws say nothing of the tail. With values v_i >= 0, S_i(x) = Pr(v_i > x) and F_i = 1 - S_i,
 *
 *     welfare             E max v             = int Pr(some v_i > x) dx
 *     VCG's revenue       E second highest    = int Pr(two v_i > x) dx
 *     VCG leaves to i     E (v_i - max_j v_j)^+ = int S_i(x) prod_j!=i F_j(x) dx
 *
 * The first two integrands do not rise, and the third is a product of one that does not fall and one that does not rise, so that on a cell
 * its values at the ends, each factor's at its own, bracket it. Cells are halved where the bracket is widest. Certain, but for `ROUNDING`
 * of what distribution functions are off.
 */
import type { Distribution } from '../distributions/distribution.ts';
import { survivalOf } from '../distributions/distribution.ts';
import { isPrivate } from '../environment/linear-values.ts';
import type { SocialChoiceProblem } from '../environment/social-choice.ts';
import { isSingleObject } from '../mechanism/checks.ts';
import { factsOf, type Mechanism } from '../mechanism/mechanism.ts';
import type { Range } from '../mechanism/range.ts';

export interface HighestValues {
  readonly welfare: Range;
  /** Of VCG transfers. */
  readonly revenue: Range;
  /** [N] what VCG leaves to each. */
  readonly payoffs: readonly Range[];
}

/** A support is wide if it is more than this many times as long as what lies between a tenth and nine tenths. */
const WIDE = 1000;
/** Relative width of a bracket at which halving ends, and cells at most. */
const TIGHT = 2e-3;
const CELLS_MAX = 2 ** 14;
const PASSES = 60;
const ROUNDING = 1e-9;
/** Levels of the tail at which cells begin. */
const LEVELS = 40;

const isWide = (law: Distribution): boolean =>
  law.support[1] - law.support[0] > WIDE * (law.quantile(0.9) - law.quantile(0.1));

/** What bidders' values are: their laws times what a unit of the signal is worth. */
interface Valued {
  readonly law: Distribution;
  readonly slope: number;
}

/** Undefined where the question is another one, or no law is wide and samples say enough. */
export function highestValues(problem: SocialChoiceProblem, { rule, strategies }: Mechanism): HighestValues | undefined {
  const { agents, alternatives, signals, valuations, dependence } = problem;
  if (valuations.kind !== 'linear' || dependence || strategies || agents.length < 2 || signals.length !== agents.length) return undefined;
  if (!isSingleObject(problem) || !isPrivate(problem) || !factsOf(rule, agents.length, alternatives.length).efficient) return undefined;
  if (valuations.constants.flat().some((x) => x !== 0)) return undefined;
  const values = agents.map((_, i): Valued | undefined => {
    const own = signals.findIndex(({ owner }) => owner === i);
    if (own < 0) return undefined;
    const slope = valuations.coefficients[i]!.reduce((sum, row) => sum + row[own]!, 0);
    const { law } = signals[own]!;
    return slope > 0 && law.support[0] >= 0 && !law.whole ? { law, slope } : undefined;
  });
  if (!values.every((one) => one !== undefined) || !values.some(({ law }) => isWide(law))) return undefined;
  const kept = known.get(problem) ?? bracketed(values);
  known.set(problem, kept);
  return kept;
}

/** By problem: all mechanisms of a point ask. */
const known = new WeakMap<SocialChoiceProblem, HighestValues>();

const above = ({ law, slope }: Valued, x: number): number => survivalOf(law, x / slope);

function bracketed(values: readonly Valued[]): HighestValues {
  const ends = startsOf(values);
  const falling = (f: (x: number) => number): Range => integral(ends, (from, to) => [f(to), f(from)]);
  /** Like bidders keep the same. */
  const leaves = new Map<number, Range>();
  const rivals = (i: number, x: number): number =>
    values.reduce((product, one, j) => (j === i ? product : product * (1 - above(one, x))), 1);
  return {
    welfare: falling((x) => -Math.expm1(values.reduce((sum, one) => sum + Math.log1p(-above(one, x)), 0))),
    revenue: falling((x) => twoOf(values.map((one) => above(one, x)))),
    payoffs: values.map((one) => {
      const first = values.findIndex(({ law, slope }) => law === one.law && slope === one.slope);
      const range = leaves.get(first)
        ?? integral(ends, (from, to) => [rivals(first, from) * above(one, to), rivals(first, to) * above(one, from)]);
      leaves.set(first, range);
      return range;
    }),
  };
}

/** Chance of two events or more, of independent ones. */
function twoOf(chances: readonly number[]): number {
  let [none, one, two] = [1, 0, 0];
  for (const chance of chances) {
    two += one * chance;
    one = one * (1 - chance) + none * chance;
    none *= 1 - chance;
  }
  return two;
}

/** From 0 to the largest value, by levels of the laws and knots. */
function startsOf(values: readonly Valued[]): number[] {
  const levels = Array.from({ length: LEVELS }, (_, k) => 2 ** -(k + 1));
  const at = values.flatMap(({ law, slope }) =>
    [...law.support, ...(law.knots ?? []), ...levels.map((level) => law.quantile(1 - level))].map((x) => x * slope));
  return [...new Set([0, ...at])].sort((a, b) => a - b);
}

/** `ends` bracket the integrand between two places. */
function integral(starts: readonly number[], ends: (from: number, to: number) => Range): Range {
  let cells = starts.slice(1).map((to, j) => measured(starts[j]!, to, ends));
  const total = (side: 'lower' | 'upper'): number => cells.reduce((sum, cell) => sum + cell[side], 0);
  for (let pass = 0; pass < PASSES && cells.length < CELLS_MAX; pass++) {
    const gap = total('upper') - total('lower');
    if (!(gap > TIGHT * total('upper'))) break;
    const most = gap / (2 * cells.length);
    cells = cells.flatMap((cell) => {
      const middle = cell.from + (cell.to - cell.from) / 2;
      if (!(cell.upper - cell.lower > most) || !(middle > cell.from && middle < cell.to)) return [cell];
      return [measured(cell.from, middle, ends), measured(middle, cell.to, ends)];
    });
  }
  return [total('lower') * (1 - ROUNDING), total('upper') * (1 + ROUNDING)];
}

interface Cell {
  readonly from: number;
  readonly to: number;
  readonly lower: number;
  readonly upper: number;
}

function measured(from: number, to: number, ends: (from: number, to: number) => Range): Cell {
  const [least, most] = ends(from, to);
  return { from, to, lower: least * (to - from), upper: most * (to - from) };
}
