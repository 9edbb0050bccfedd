/** An agent's types in product cells: masses, means, and how far a type may lie from its cell's mean. */
import { coordinatesOf } from '../../environment/social-choice.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';
import { axisParts, type AxisPart } from './axis-parts.ts';

export interface TypeCells {
  readonly agent: number;
  /** Gradients of the own value and of welfare in her coordinates, [K][C]. */
  readonly own: readonly (readonly number[])[];
  readonly social: readonly (readonly number[])[];
  /** [C] whether a coordinate enters the own value. */
  readonly relevant: readonly boolean[];
  /** [T][C] which cell of each signal it is, from the lowest. */
  readonly places: readonly (readonly number[])[];
  /** [T] */
  readonly masses: Float64Array;
  /** [T][C] mean of the cell, and the largest distance of a type in it from that. */
  readonly means: readonly (readonly number[])[];
  readonly radii: readonly (readonly number[])[];
  /** [T][C] lower and upper ends, equal where a cell is a point of positive probability. */
  readonly lows: readonly (readonly number[])[];
  readonly highs: readonly (readonly number[])[];
  /** [T][C] by how much types of the cell lie beyond these ends on average, and on which side, of laws without an end: else 0. */
  readonly beyond: readonly (readonly number[])[];
  readonly open: readonly (readonly (-1 | 0 | 1)[])[];
  /** [C] most by which a mean may be off. */
  readonly error: readonly number[];
  /** [T][C] whether the law is uniform on the cell, as on a point. */
  readonly even: readonly (readonly boolean[])[];
  /** [T][C] how far slopes are from those of a uniform law, where it is known; 0 under one. */
  readonly bends: readonly (readonly AxisPart['bends'][])[];
}

const STRAIGHT = { below: 0, above: 0 };

/** `cells` an axis, and one more for each point of positive probability. */
export function typeCells(problem: LinearProblem, agent: number, cells: number): TypeCells {
  const coordinates = coordinatesOf(problem, agent);
  const axes = coordinates.map((d) => axisParts(problem.signals[d]!.law, cells));
  const places = axes.reduce<number[][]>((rows, { parts }) => rows.flatMap((row) => parts.map((_, j) => [...row, j])), [[]]);
  const along = <T>(pick: (part: AxisPart, c: number) => T): T[][] =>
    places.map((place) => place.map((j, c) => pick(axes[c]!.parts[j]!, c)));
  const { own, social } = gradientsOf(problem, agent);
  return {
    agent, own, social, places,
    relevant: coordinates.map((_, c) => own.some((row) => row[c] !== 0)),
    masses: Float64Array.from(places, (place) => place.reduce((mass, j, c) => mass * axes[c]!.parts[j]!.mass, 1)),
    means: along(({ mean }) => mean),
    radii: along(({ low, high, mean }, c) => (high > low ? Math.max(high - mean, mean - low) + axes[c]!.error : 0)),
    lows: along(({ low }) => low),
    highs: along(({ high }) => high),
    beyond: along(({ beyond }) => beyond),
    open: along(({ open }) => open),
    error: axes.map(({ error }) => error),
    even: along(({ even }) => even),
    bends: along(({ even, bends }) => (even ? STRAIGHT : bends)),
  };
}

/** How far two types of these cells are apart, on average: within one a third of its width under an even law, half at most under any. */
export function distance({ places, means, lows, highs, relevant, even, beyond }: TypeCells, s: number, t: number): number {
  return means[s]!.reduce((sum, x, d) => {
    if (!relevant[d]) return sum;
    if (places[s]![d] !== places[t]![d]) return sum + Math.abs(x - means[t]![d]!);
    return sum + (highs[s]![d]! - lows[s]![d]!) / (even[s]![d] ? 3 : 2) + 2 * beyond[s]![d]!;
  }, 0);
}

/** Most by which a gain from a lie, less ε times its length, may be off because means of cells are. */
export const meanSlack = ({ error, own, relevant }: TypeCells, epsilon: number): number =>
  error.reduce((sum, e, d) => sum + 2 * e * (Math.max(...own.map((row) => Math.abs(row[d]!))) + (relevant[d] ? epsilon : 0)), 0);
