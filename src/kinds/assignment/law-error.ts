/**
 * What it does to an assignment market that worths are drawn to cells and rounded to whole numbers, worth by worth.
 *
 * Welfare without some bidder or object is convex in every worth, with slopes 0 and 1. So what a report gets, the object j with the
 * greatest v_j + (welfare of the others without j), changes at one value of each worth of another bidder: means of what follows from it
 * move by at most the range times `chance`, sup |F_drawn - F|, each; a tie there, broken otherwise than chance would, is in `chance` too.
 * Welfare, utilities under VCG, and sums of prices are continuous: they move by at most a slope times `shift`, int |F_drawn - F|.
 */
import type { AssignmentParameters } from '../../../kernels/assignment/spec.ts';
import type { CellLaw } from '../../experiments/integer/cells.ts';

/** Of one law. */
export interface WorthError {
  /** sup |F_drawn - F| before rounding. */
  readonly distance: number;
  readonly chance: number;
  /** In units of value. */
  readonly shift: number;
}

/** `unit`: to whose multiples worths are rounded down. */
export const worthError = ({ distance, shift, outside, concentration }: CellLaw, unit: number): WorthError =>
  ({ distance, chance: distance + outside.mass + 3 * concentration(unit), shift: shift + unit });

/**
 * Of a law with points of positive probability, a draw being, but for `distance`, within `step` of the true one, a number of value. What a
 * report gets, tied objects counted by which the highest type gains most, rises and falls once in every worth of another bidder: h_j = v_j
 * + (welfare of the others without j) and the greatest of them are flat and then rise by 1, so that first h_j comes within reach and then
 * drops out of it. So its mean moves by at most twice the range times `chance` / 2, sup |F_drawn - F|. Of that are what rounding of the
 * density by `rounded` does; what it does to points is in `within` (units.ts).
 */
export const atomicWorthError = ({ distance, shift, concentration }: CellLaw, step: number, rounded: number): WorthError =>
  ({ distance, chance: 2 * (distance + (rounded > 0 ? 3 * concentration(rounded) : 0)), shift: shift + step });

export interface LawErrors {
  /** Over the worths of all bidders but one: of the probability of what she gets by a report, and of the mean of her utility under VCG. */
  readonly others: MeanError;
  /** Over all worths. */
  readonly all: MeanError;
}

type MeanError = Omit<WorthError, 'distance'>;

/** `errors`: law by law. */
export function lawErrors(
  { bidders, objects, lawOf }: Pick<AssignmentParameters, 'bidders' | 'objects' | 'lawOf'>,
  errors: readonly WorthError[],
  bidder: number,
): LawErrors {
  const sum = (of: (owner: number) => boolean): MeanError => {
    let [chance, shift] = [0, 0];
    for (let d = 0; d < bidders * objects; d++) {
      if (!of(Math.floor(d / objects))) continue;
      chance += errors[lawOf[d]!]!.chance;
      shift += errors[lawOf[d]!]!.shift;
    }
    return { chance, shift };
  };
  return { others: sum((owner) => owner !== bidder), all: sum(() => true) };
}
