/**
 * How far from straight what a bidder gets and pays is over one cell of her bids. I f interpolates between the corners: it is an average of
 * values there, and exact where f is affine in each bid by itself. So f = a + e1, a affine, |e1| <= e, is within 2 e of I f. What the truth
 * is worth, sum_j t_j Q_j(t) - P(t), Q_j affine with slopes s_jk give or take e_j, has one kind of term that is not affine in each bid,
 * s_jj t_j^2, and I t_j^2 - t_j^2 = (t_j - low_j)(high_j - t_j) is in [0, w_j^2 / 4]; so I gives too much by no more than
 *
 *     2 (sum_j max |t_j| e_j + max(0, s_jj) w_j^2 / 8 + e_P).
 *
 * Where the others' bids move, the same holds of forms of the own bids alone (kernels/network/own-forms.ts), whose slopes are any of an
 * interval and whose errors do not know how far the others' bids move; of every number the better of the two counts.
 */
import { ownFormsOf, type OwnForms } from '../network/own-forms.ts';
import { pairEvaluatorOf, twinEvaluatorOf, type NetworkMechanism } from '../network/mechanism.ts';

/** What a sum of so few terms may lose, by far. */
const ROUNDING = 2 ** -40;

export interface CellEnclosure {
  /** Ends of every bid; the own ones are not looked at. Then cells may be. */
  others(low: ArrayLike<number>, high: ArrayLike<number>): void;
  /**
   * Over two cells, whose ends start at entries `from` of `low` and `high`, whatever the others bid between their ends: half of what
   * amounts, the payment, and what interpolation gives for the truth too much, are apart from it at most.
   */
  over(low: ArrayLike<number>, high: ArrayLike<number>, from: readonly [number, number]): readonly [Float64Array, Float64Array];
  /**
   * Of one of the cells that `over` had last: what every type of a list gains by reporting the upper end of an axis instead of the lower,
   * whatever the rest of the report. Ends [types, axes], from entry `at` on, are widened to have it.
   *
   * t . Q - P is affine with slope s_k = sum_j t_j s_jk - s_Pk, give or take E = sum_j |t_j| e_j + e_P: the gain is s_k w_k, give or take
   * 2 E.
   */
  steps(lane: 0 | 1, types: ArrayLike<number>, low: Float64Array, high: Float64Array, at: number): void;
  /** Of one of the cells that `over` had last: ends [types] of t . Q - P, from entry `at` on, are widened to have those of every type. */
  worth(lane: 0 | 1, types: ArrayLike<number>, low: Float64Array, high: Float64Array, at: number): void;
}

/**
 * Others' bids that move have axes of their own (`moving`): for each of their values what is left of the affine form is affine in the own
 * bids, so errors are of those alone. With `parts`, errors of amounts and payment are over each of the parts into which a cell is cut along
 * every axis, and nothing but those and what reports are worth may be asked for: slopes hold anywhere in the cell, and parts are short.
 */
export const cellEnclosureOf = (mechanism: NetworkMechanism, bidder: number, moving: boolean, parts = 1): CellEnclosure =>
  enclosureBy(mechanism, bidder, moving, parts, pairEvaluatorOf);

/** Its plain twin. */
export const twinEnclosureOf = (mechanism: NetworkMechanism, bidder: number, moving: boolean): CellEnclosure =>
  enclosureBy(mechanism, bidder, moving, 1, twinEvaluatorOf);

function enclosureBy({ bidders, objects, result, ...graph }: NetworkMechanism, bidder: number, moving: boolean, parts: number,
  evaluatorOf: typeof pairEvaluatorOf): CellEnclosure {
  if (result.kind !== 'outcome') throw new RangeError('mechanism: offers have no affine forms');
  const size = bidders * objects;
  // Forms of the own bids ask for the ends of all entries, those of others' outcomes too.
  const { pair } = evaluatorOf({ bidders, objects, result, ...graph }, moving ? size : objects, moving ? undefined : bidder, moving);
  const own = bidder * objects;
  const sides = new Float64Array(objects);
  const forms = moving ? ownFormsOf(graph.graph, own, objects) : undefined;
  const lanes = pair.lanes.map(({ cells, setBid, halves }) => ({
    setBid, halves, cells, amounts: cells[result.amounts]!, payments: cells[result.payments]!, widths: new Float64Array(objects),
    errors: new Float64Array(objects + 2), off: new Float64Array(objects + 1),
    slopes: new Float64Array(Math.max(objects, halves.length) * (objects + 1)), ownForm: emptyOwnForm(objects),
  }));
  const errors = [lanes[0]!.errors, lanes[1]!.errors] as const;
  return {
    others(low, high) {
      for (const { setBid } of lanes) {
        let axis = objects;
        for (let c = 0; c < size; c++) {
          if (c < own || c >= own + objects) setBid(c, moving ? axis++ : -1, low[c]!, high[c]!);
        }
      }
    },
    over(low, high, from) {
      for (let lane = 0; lane < 2; lane++) {
        const { setBid } = lanes[lane]!;
        for (let j = 0; j < objects; j++) setBid(own + j, j, low[from[lane]! + j]!, high[from[lane]! + j]!);
      }
      pair.enclose();
      for (let lane = 0; lane < 2; lane++) {
        const { amounts, cells, errors: into, halves, off, ownForm, payments, widths } = lanes[lane]!;
        const start = from[lane]!;
        for (let j = 0; j < objects; j++) into[j] = off[j] = amounts.error[own + j]!;
        into[objects] = off[objects] = payments.error[bidder]!;
        if (forms) {
          for (let j = 0; j < objects; j++) sides[j] = halves[j]! / parts;
          forms.enclose(cells, sides);
          readOwnForm(ownForm, forms.forms[result.amounts]!, own, forms.forms[result.payments]!, bidder);
          for (let j = 0; j <= objects; j++) into[j] = Math.min(into[j]!, ownForm.errors[j]!);
        }
        let truth = into[objects]!;
        for (let j = 0; j < objects; j++) {
          const width = widths[j] = high[start + j]! - low[start + j]!;
          const most = Math.max(Math.abs(low[start + j]!), Math.abs(high[start + j]!));
          const part = curvedTruth(most, off[j]!, amounts.slope[j]![own + j]!, width);
          truth += forms ? Math.min(part, curvedTruth(most, ownForm.errors[j]!, ownForm.high[j * (objects + 1) + j]!, width)) : part;
        }
        into[objects + 1] = truth * (1 + ROUNDING);
      }
      return errors;
    },
    steps(lane, types, low, high, at) {
      const { amounts, payments, widths, slopes, off, ownForm } = lanes[lane]!;
      for (let k = 0; k < objects; k++) {
        for (let j = 0; j < objects; j++) slopes[k * (objects + 1) + j] = amounts.slope[k]![own + j]!;
        slopes[k * (objects + 1) + objects] = -payments.slope[k]![bidder]!;
      }
      for (let from = 0; from < types.length; from += objects) {
        let error = off[objects]!;
        let ownError = forms ? ownForm.errors[objects]! : 0;
        for (let j = 0; j < objects; j++) {
          error += Math.abs(types[from + j]!) * off[j]!;
          if (forms) ownError += Math.abs(types[from + j]!) * ownForm.errors[j]!;
        }
        for (let k = 0; k < objects; k++) {
          let slope = slopes[k * (objects + 1) + objects]!;
          let size = Math.abs(slope);
          for (let j = 0; j < objects; j++) {
            const part = types[from + j]! * slopes[k * (objects + 1) + j]!;
            slope += part;
            size += Math.abs(part);
          }
          const gain = slope * widths[k]!;
          const half = (2 * error + size * widths[k]! * ROUNDING) * (1 + ROUNDING);
          const place = at + from + k;
          let [least, most] = [gain - half, gain + half];
          if (forms) {
            const ends = ownSlope(ownForm, types, from, k, objects);
            const wide = (2 * ownError + ends.size * widths[k]! * ROUNDING) * (1 + ROUNDING);
            least = Math.max(least, ends.low * widths[k]! - wide);
            most = Math.min(most, ends.high * widths[k]! + wide);
          }
          low[place] = Math.min(low[place]!, least);
          high[place] = Math.max(high[place]!, most);
        }
      }
    },
    worth(lane, types, low, high, at) {
      const { amounts, payments, halves, slopes, off } = lanes[lane]!;
      const axes = halves.length;
      for (let a = 0; a < axes; a++) {
        for (let j = 0; j < objects; j++) slopes[a * (objects + 1) + j] = amounts.slope[a]![own + j]!;
        slopes[a * (objects + 1) + objects] = -payments.slope[a]![bidder]!;
      }
      for (let from = 0, place = at; from < types.length; from += objects, place++) {
        let centre = -payments.centre[bidder]!;
        let error = off[objects]!;
        let size = Math.abs(centre);
        for (let j = 0; j < objects; j++) {
          const type = types[from + j]!;
          const part = type * amounts.centre[own + j]!;
          centre += part;
          size += Math.abs(part);
          error += Math.abs(type) * off[j]!;
        }
        for (let a = 0; a < axes; a++) {
          const half = halves[a]!;
          let slope = slopes[a * (objects + 1) + objects]!;
          size += Math.abs(slope) * half;
          for (let j = 0; j < objects; j++) {
            const part = types[from + j]! * slopes[a * (objects + 1) + j]!;
            slope += part;
            size += Math.abs(part) * half;
          }
          error += Math.abs(slope) * half;
        }
        const half = (error + size * ROUNDING) * (1 + ROUNDING);
        low[place] = Math.min(low[place]!, centre - half);
        high[place] = Math.max(high[place]!, centre + half);
      }
    },
  };
}

/** max |t_j| e_j + max(0, s_jj) w_j^2 / 8. */
const curvedTruth = (most: number, error: number, slope: number, width: number): number =>
  most * error + (Math.max(0, slope) * width * width) / 8;

/** Slopes [axes, objects + 1] of amounts and payment by the own bids, and errors [objects + 1]; without forms nothing is known. */
interface OwnForm {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly errors: Float64Array;
}

const emptyOwnForm = (objects: number): OwnForm => ({
  low: new Float64Array(objects * (objects + 1)).fill(-Infinity), high: new Float64Array(objects * (objects + 1)).fill(Infinity),
  errors: new Float64Array(objects + 1).fill(Infinity),
});

function readOwnForm({ low, high, errors }: OwnForm, amounts: OwnForms, own: number, payments: OwnForms, bidder: number): void {
  const objects = errors.length - 1;
  for (let j = 0; j <= objects; j++) {
    const [from, i] = j < objects ? [amounts, own + j] : [payments, bidder];
    errors[j] = from.error[i]!;
    for (let k = 0; k < objects; k++) {
      low[k * (objects + 1) + j] = from.low[k]![i]!;
      high[k * (objects + 1) + j] = from.high[k]![i]!;
    }
  }
}

/** Ends of what a type's t . Q - P changes by along axis k, and the size of all terms. */
function ownSlope({ low, high }: OwnForm, types: ArrayLike<number>, from: number, k: number, objects: number):
{ readonly low: number; readonly high: number; readonly size: number } {
  const row = k * (objects + 1);
  let [least, most] = [-high[row + objects]!, -low[row + objects]!];
  let size = Math.max(Math.abs(least), Math.abs(most));
  for (let j = 0; j < objects; j++) {
    const [a, b] = [types[from + j]! * low[row + j]!, types[from + j]! * high[row + j]!];
    least += Math.min(a, b);
    most += Math.max(a, b);
    size += Math.max(Math.abs(a), Math.abs(b));
  }
  return { low: least, high: most, size };
}

/** Every second of so many cells, and the one behind it, the last with itself where it is alone. */
export function* cellPairs(cells: number): Generator<readonly [number, number]> {
  for (let cell = 0; cell < cells; cell += 2) yield [cell, Math.min(cell + 1, cells - 1)];
}
