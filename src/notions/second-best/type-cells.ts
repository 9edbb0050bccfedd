/** An agent's types in product cells: masses, means, and how far a type may lie from its cell's mean. */
import type { Distribution } from '../../distributions/distribution.ts';
import { isTold } from '../../distributions/told.ts';
import { coordinatesOf } from '../../environment/social-choice.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';

export interface TypeCells {
  readonly agent: number;
  /** Gradients of the own value and of welfare in her coordinates, [K][C]. */
  readonly own: readonly (readonly number[])[];
  readonly social: readonly (readonly number[])[];
  /** [C] whether a coordinate enters the own value. */
  readonly relevant: readonly boolean[];
  /** [T] */
  readonly masses: Float64Array;
  /** [T][C] mean of the cell, and the largest distance of a type in it from that. */
  readonly means: readonly (readonly number[])[];
  readonly radii: readonly (readonly number[])[];
  /** [T][C] lower and upper ends. */
  readonly lows: readonly (readonly number[])[];
  readonly highs: readonly (readonly number[])[];
  /** [C] most by which a mean may be off. */
  readonly error: readonly number[];
  /** [C] whether the law is uniform, and cells are alike. */
  readonly even: readonly boolean[];
}

export interface AxisCells {
  readonly cuts: readonly number[];
  readonly masses: readonly number[];
  readonly means: readonly number[];
  readonly error: number;
  readonly even: boolean;
}

/** Pieces of a cell over which its mean is added up; of all cells of a law that is a function of one's own, of which files tell each. */
const PIECES = 1024;
const PIECES_TOLD = 2 ** 15;

/** Cells of equal mass; the mean between two certain ends, its middle where the law is even there. */
export function axisCells(law: Distribution, cells: number): AxisCells {
  const [low, high] = law.support;
  const cuts = Array.from({ length: cells + 1 }, (_, j) => (j === 0 ? low : j === cells ? high : law.quantile(j / cells)));
  const masses: number[] = [];
  const means: number[] = [];
  const told = isTold(law);
  const even = told && law.text.startsWith('uniform(');
  const pieces = told ? PIECES : Math.max(1, Math.min(PIECES, Math.floor(PIECES_TOLD / cells)));
  let error = 0;
  for (let j = 0; j < cells; j++) {
    const [from, to] = [cuts[j]!, cuts[j + 1]!];
    const base = law.cdf(from);
    const mass = law.cdf(to) - base;
    masses.push(mass);
    if (even || mass === 0) {
      means.push((from + to) / 2);
      continue;
    }
    let sum = 0;
    let before = base;
    for (let piece = 0; piece < pieces; piece++) {
      const next = piece === pieces - 1 ? base + mass : law.cdf(from + ((to - from) * (piece + 1)) / pieces);
      sum += (next - before) * (from + ((to - from) * (piece + 0.5)) / pieces);
      before = next;
    }
    means.push(sum / mass);
    error = Math.max(error, (to - from) / (2 * pieces));
  }
  return { cuts, masses, means, error, even };
}

/** `cells` an axis. */
export function typeCells(problem: LinearProblem, agent: number, cells: number): TypeCells {
  const coordinates = coordinatesOf(problem, agent);
  const axes = coordinates.map((d) => axisCells(problem.signals[d]!.law, cells));
  const places = axes.reduce<number[][]>((rows) => rows.flatMap((row) => Array.from({ length: cells }, (_, j) => [...row, j])), [[]]);
  const along = (pick: (axis: AxisCells, j: number) => number): number[][] => places.map((place) => place.map((j, c) => pick(axes[c]!, j)));
  const { own, social } = gradientsOf(problem, agent);
  return {
    agent, own, social,
    relevant: coordinates.map((_, c) => own.some((row) => row[c] !== 0)),
    masses: Float64Array.from(places, (place) => place.reduce((mass, j, c) => mass * axes[c]!.masses[j]!, 1)),
    means: along(({ means }, j) => means[j]!),
    radii: along(({ cuts, means, error }, j) => Math.max(cuts[j + 1]! - means[j]!, means[j]! - cuts[j]!) + error),
    lows: along(({ cuts }, j) => cuts[j]!),
    highs: along(({ cuts }, j) => cuts[j + 1]!),
    error: axes.map(({ error }) => error),
    even: axes.map(({ even }) => even),
  };
}

/** How far two types of these cells are apart, on average: within one a third of its width under an even law, half at most under any. */
export function distance({ means, lows, highs, relevant, even }: TypeCells, s: number, t: number): number {
  return means[s]!.reduce((sum, x, d) => {
    if (!relevant[d]) return sum;
    return sum + (lows[s]![d] === lows[t]![d] ? (highs[s]![d]! - lows[s]![d]!) / (even[d] ? 3 : 2) : Math.abs(x - means[t]![d]!));
  }, 0);
}

/** Most by which a gain from a lie, less ε times its length, may be off because means of cells are. */
export const meanSlack = ({ error, own, relevant }: TypeCells, epsilon: number): number =>
  error.reduce((sum, e, d) => sum + 2 * e * (Math.max(...own.map((row) => Math.abs(row[d]!))) + (relevant[d] ? epsilon : 0)), 0);
