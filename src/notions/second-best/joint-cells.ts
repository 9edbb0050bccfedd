/** Cells of all agents' types together, and the first best over them. */
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import { meanOfMaximum, type MeanBounds, type Side } from './mean-of-maximum.ts';
import type { TypeCells } from './type-cells.ts';

export interface JointCell {
  /** Cell of each agent; the last varies fastest. */
  readonly places: readonly number[];
  readonly mass: number;
  /** [K] welfare at the cell's mean, which is the mean welfare. */
  readonly worths: readonly number[];
  /** The mean of the largest welfare. */
  readonly most: MeanBounds;
}

/** Boxes that all cells together are cut into. */
const PIECES = 2 ** 17;
const PIECES_OF_CELL = 256;

const sidesOf = ({ social, lows, highs, means, even }: TypeCells, t: number): Side[] =>
  means[t]!.map((mean, d) => ({ low: lows[t]![d]!, high: highs[t]![d]!, mean, even: even[t]![d]!, slopes: social.map((row) => row[d]!) }));

/** Cells of every agent who sees a signal. */
export function jointCells({ alternatives, valuations: { constants } }: LinearProblem, cells: readonly TypeCells[]): JointCell[] {
  const places = cells.reduce<number[][]>((rows, { masses }) => rows.flatMap((row) => Array.from(masses, (_, t) => [...row, t])), [[]]);
  const fixed = alternatives.map((_, k) => constants.reduce((sum, row) => sum + row[k]!, 0));
  // How the social slopes add up at the means of an agent's cells.
  const parts = cells.map(({ social, means }) =>
    means.map((mean) => social.map((row) => row.reduce((sum, b, d) => sum + b * mean[d]!, 0))));
  const sides = cells.map((own) => own.means.map((_, t) => sidesOf(own, t)));
  // What lies beyond the ends of a box moves the largest welfare by no more than slopes differ: the rest of it is in the means.
  const far = cells.map(({ social, beyond }) => beyond.map((row) => row.reduce((sum, past, d) => {
    const slopes = social.map((slope) => slope[d]!);
    return past === 0 ? sum : sum + past * (Math.max(...slopes) - Math.min(...slopes));
  }, 0)));
  const pieces = Math.max(1, Math.min(PIECES_OF_CELL, 2 ** Math.floor(Math.log2(PIECES / places.length))));
  return places.map((place) => {
    const worths = fixed.map((constant, k) => place.reduce((sum, t, i) => sum + parts[i]![t]![k]!, constant));
    const { lower, upper } = meanOfMaximum(worths, place.flatMap((t, i) => sides[i]![t]!), pieces);
    return {
      places: place, worths, mass: place.reduce((product, t, i) => product * cells[i]!.masses[t]!, 1),
      most: { lower, upper: upper + place.reduce((sum, t, i) => sum + far[i]![t]!, 0) },
    };
  });
}

/** Most by which welfare may be off because means of cells are. */
export const welfareSlack = (cells: readonly TypeCells[]): number => cells.reduce((sum, { social, error }) =>
  sum + error.reduce((total, e, d) => total + e * Math.max(...social.map((row) => Math.abs(row[d]!))), 0), 0);

/** Welfare of the efficient rule, were all signals public. */
export function firstBestOver(joint: readonly JointCell[], slack: number): MeanBounds {
  const total = (end: keyof MeanBounds): number => joint.reduce((sum, { mass, most }) => sum + mass * most[end], 0);
  return { lower: total('lower') - slack, upper: total('upper') + slack };
}
