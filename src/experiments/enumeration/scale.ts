/** How large the numbers of a linear problem are, and so how far apart rounding can put what is equal on paper. */
import { isDiscrete } from '../../distributions/distribution.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { Weighing } from '../../mechanism/rules/rule.ts';
import { jointError, reportedError } from './joint-masses.ts';

/** Of the size of what is added up: of linear values, and of values that a function gives in float32. */
const TIE = 2 ** -40;
const SINGLE_TIE = 2 ** -20;

/** Bound on the size of any agent's value over the supports. */
export function valueScale({ signals, valuations }: SocialChoiceProblem): number {
  if (valuations.kind !== 'linear') return Math.max(...valuations.range.map(Math.abs));
  const sizes = signals.map(({ law: { support } }) => Math.max(Math.abs(support[0]), Math.abs(support[1])));
  return valuations.coefficients.reduce((most, rows, i) => rows.reduce(
    (top, row, k) => Math.max(top, row.reduce((sum, a, d) => sum + Math.abs(a) * sizes[d]!, Math.abs(valuations.constants[i]![k]!))),
    most,
  ), 0);
}

/**
 * Bound on what any agent's value is off where types were moved nearer to the origin: by what their digits, and those of coefficients and
 * constants, leave open where they came from. A law's grain is twice that of a type; the constants hold a sum over all coordinates.
 */
export function movedError({ signals, valuations }: SocialChoiceProblem): number {
  if (valuations.kind !== 'linear' || signals.every(({ law }) => !law.grain)) return 0;
  const most = Math.max(...valuations.coefficients.flatMap((rows) =>
    rows.map((row) => row.reduce((sum, a, d) => sum + Math.abs(a) * (signals[d]!.law.grain ?? 0), 0))));
  return (most * (signals.length + 4)) / 2;
}

/** Objectives that are no further apart are tied. */
export function tieWidth(problem: SocialChoiceProblem, { weights, bonuses }: Weighing): number {
  const weight = weights.reduce((sum, one) => sum + Math.abs(one), 0);
  const size = weight * valueScale(problem) + bonuses.reduce((most, bonus) => Math.max(most, Math.abs(bonus)), 0);
  return (problem.valuations.kind === 'linear' ? TIE : SINGLE_TIE) * size + 2 * weight * movedError(problem);
}

/** How much larger bids are than the types of anybody, at least 1: by so much what is added up grows. */
export function bidScale({ signals }: SocialChoiceProblem, { strategies = [] }: Pick<Mechanism, 'strategies'>): number {
  const size = (ranges: readonly (readonly [number, number])[]): number => Math.max(...ranges.flat().map(Math.abs));
  if (strategies.length === 0) return 1;
  return Math.max(1, size(strategies.map(({ range }) => range)) / size(signals.map(({ law }) => law.support)));
}

/**
 * Bound on the rounding of a mean payoff; given atoms of the coordinates `own`, where signals depend on each other. `expecting`: transfers
 * hold means over the others given any agent's report, of twice as much money at most.
 */
export function payoffRounding(problem: SocialChoiceProblem, own: readonly number[] = [], expecting = false): number {
  const { dependence, signals, agents } = problem;
  const laws = signals.map(({ law }) => law);
  // Drawn, signals have no masses that rounding moves.
  const moved = !dependence || !laws.every(isDiscrete) ? 0 : !expecting ? jointError(dependence, laws, own)
    : 2 * Math.max(...agents.map((_, i) => reportedError(dependence, laws, coordinatesOf(problem, i))));
  return (agents.length + 1) * ((2 ** -44 + 2 * moved) * valueScale(problem) + movedError(problem));
}

/** Shares of a step at which a short lie is played. */
const SHORTEST = 2 ** -20;
const LONGEST = 2 ** -6;

/**
 * The share of a step at which a gain by its size says most: what rounding puts on the gain is divided by the lie, and so is what a longer
 * lie leaves unseen; the two meet at the root of the relative rounding.
 */
export const nearShare = (problem: SocialChoiceProblem, rounding: number): number =>
  Math.min(LONGEST, Math.max(SHORTEST, Math.sqrt(rounding / Math.max(rounding, valueScale(problem)))));
