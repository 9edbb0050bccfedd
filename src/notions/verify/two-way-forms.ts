/** An agent's signals in a problem with two alternatives as weights, for the check of its second best. */
import { lawNamed } from './read-law.ts';
import type { FileProblem } from './draws.ts';

export interface Forms {
  /** Weights of x, her own gain from the second alternative, and of y, what the same signals add to the social gain. */
  readonly own: readonly number[];
  readonly social: readonly number[];
  /** Her own value of the first alternative as a multiple of x; undefined where she gains nothing herself. */
  readonly base?: number;
  /** Whether her worst-off type is at an end: the multiple exists, outside (-1, 0). */
  readonly isEndKnown: boolean;
  /** Ends of x. */
  readonly x: readonly [number, number];
  /** Whether x has values below the lower and above the upper of them, by laws without an end. */
  readonly open: readonly [boolean, boolean];
  /** Whether the upper of them is a point of positive probability. */
  readonly isTopPoint?: boolean;
  /** Weights of what she values alike in both alternatives, and its least value. */
  readonly sure: readonly number[];
  readonly least: number;
}

/** Differences of decimals that are meant to be zero. */
const EQUAL = 1e-12;

export const dot = (weights: readonly number[], signals: readonly number[]): number =>
  weights.reduce((sum, w, d) => sum + w * signals[d]!, 0);

/** Range of a linear form over the supports. */
export function rangeOf({ signals }: FileProblem, weights: readonly number[]): [number, number] {
  const ends = signals.map(({ law }, d) => lawNamed(law).support.map((end) => weights[d]! * end));
  return [ends.reduce((sum, pair) => sum + Math.min(...pair), 0), ends.reduce((sum, pair) => sum + Math.max(...pair), 0)];
}

/** What moving all signals without an end to the ends of their supports changes of the sum of forms, each with these weights, at most. */
export const beyondIn = ({ signals }: FileProblem, forms: readonly (readonly number[])[]): number => signals.reduce((sum, { law }, d) => {
  const { whole, support: [low, high] } = lawNamed(law);
  if (!whole) return sum;
  const moved = (whole.ends[0] < low ? whole.shortfall(low) : 0) + (whole.ends[1] > high ? whole.excess(high) : 0);
  return sum + moved * forms.reduce((total, weights) => total + Math.abs(weights[d]!), 0);
}, 0);

/** Whether a form of the signals has no end below, or above. */
export const isEndless = ({ signals }: FileProblem, weights: readonly number[], side: 'below' | 'above'): boolean =>
  signals.some(({ law }, d) => {
    const at = (side === 'below') === (weights[d]! > 0) ? 0 : 1;
    const { whole, support } = lawNamed(law);
    return weights[d] !== 0 && whole !== undefined && whole.ends[at] !== support[at];
  });

/** Whether types without an end on the side of the worst-off, at the low end, are to be left out for rents to have a bound. */
export const isLeftOut = (problem: FileProblem, { own, base }: Pick<Forms, 'own' | 'base'>): boolean =>
  base === 0 && isEndless(problem, own, 'below');

/** Who gains nothing herself counts with all that her signals are worth. */
export function formsOf(problem: FileProblem, agent: number): Forms {
  const { signals, coefficients } = problem;
  const mine = (weight: (d: number) => number): number[] => signals.map(({ owner }, d) => (owner === agent ? weight(d) : 0));
  const gain = (rows: readonly (readonly number[])[], d: number): number => {
    const difference = rows[1]![d]! - rows[0]![d]!;
    return Math.abs(difference) <= EQUAL * Math.max(Math.abs(rows[1]![d]!), Math.abs(rows[0]![d]!)) ? 0 : difference;
  };
  const all = mine((d) => coefficients.reduce((sum, rows) => sum + rows[1]![d]! - rows[0]![d]!, 0));
  const own = mine((d) => gain(coefficients[agent]!, d));
  const first = mine((d) => coefficients[agent]![0]![d]!);
  const sure = first.map((a, d) => (own[d] === 0 ? a : 0));
  const least = rangeOf(problem, sure)[0];
  const openOf = (weights: readonly number[]) => [isEndless(problem, weights, 'below'), isEndless(problem, weights, 'above')] as const;
  if (own.every((a) => a === 0)) {
    return { own: all, social: all, isEndKnown: true, x: rangeOf(problem, all), open: openOf(all), sure, least };
  }
  const at = own.findIndex((a) => a !== 0);
  const base = first[at]! / own[at]!;
  const isParallel = own.every((a, d) =>
    a === 0 || Math.abs(first[d]! - base * a) <= EQUAL * Math.max(Math.abs(first[d]!), Math.abs(base * a)));
  const isTopPoint = own.every((a, d) => {
    const { atoms = [], support } = lawNamed(signals[d]!.law);
    return a === 0 || atoms.some((atom) => atom.at === support[a > 0 ? 1 : 0]);
  });
  return {
    isTopPoint, open: openOf(own), own, social: all.map((b, d) => (own[d] === 0 ? 0 : b)), base,
    isEndKnown: isParallel && !(base > -1 && base < 0),
    x: rangeOf(problem, own), sure, least,
  };
}
