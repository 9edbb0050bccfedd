/**
 * Whether a file `misreport.formula-bound/1` holds: that no incentive compatible mechanism is worth more than a number, where values are
 * formulas. Types of every agent are parted into cells of her signals. Of any such mechanism, with chances p and interim utilities U:
 *
 *     lie (S, T)     E[U | S] - E[U | T] >= E Σ_k p_k(t, z) (v_k(s, z) - v_k(t, z)) - ε E|s - t|,       s in S and t in T independent
 *     slope          for T = [l, m] and S = [m, h] along one signal that is even in both, and alike in all others,
 *                    E[U | S] - E[U | T] = E[(y - l) U' | T] + E[(h - y) U' | S],  U' = E Σ_k p_k ∂v_k,  up to ε (h - l) / 2
 *     end            where all may stay away: E[U | T] - E[(h - y) U' | T] >= 0 is U at its lower end, E[U | T] + E[(y - l) U' | T] at the
 *                    upper one
 *     budget         Σ_i E U_i <= E Σ_k p_k W_k + d
 *
 * and the same of what transfers collect, E Σ_k p_k W_k - Σ_i E U_i, where all may stay away: less than a deficit asks for, by more than
 * draws leave open.
 *
 * Added up with weights that are not negative, these bound welfare by E max_k X_k and what is given, X being what p_k is multiplied by at a
 * profile, and Σ c_T E[U | T] with what is left of utilities. X is a function of the profile: nothing is enclosed over cells, and the mean
 * is taken over draws. What lies ask of all of S is read at draws of s; a maximum of what is right in the mean is too large in the mean, so
 * that this too bounds from above.
 */
import { readAs } from '../../input/check.ts';
import { Added } from './formula/added-rows.ts';
import { boundShape } from './formula/bound-shape.ts';
import { functionsWords, givenWords } from './given.ts';

const DRAWS = 100_000;
/** Draws that tell a sum less nearly, as a share of the range of welfare, tell nothing: any number would lie within. */
const TELLING = 0.01;
/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export const judgeFormulaBoundFile = (given: unknown): Judged => judgeBound(given, DRAWS);

interface Judged {
  readonly what: string;
  readonly faults: readonly string[];
}

/** The same on so many draws. */
export function judgeBound(given: unknown, draws: number): Judged {
  const file = readAs(boundShape, given);
  const { problem, atMost, participation, deficit, epsilon, functions, most } = file;
  const added = new Added(file);
  const left = added.utilitiesLeft();
  const { mean, half, span } = added.mean(draws);
  const bound = mean + left + added.given;
  const permitted = epsilon > 0 ? `epsilon ${epsilon} a unit permitted, ` : '';
  const budget = deficit === undefined || most === 'money' ? '' : ` and lose ${deficit} in all`;
  const asked = participation ? `${permitted}who may stay away${budget}, ` : permitted;
  const claim = most === 'money' ? `no incentive compatible mechanism collects more than ${atMost}, and ${0 - deficit!} is asked for`
    : `no incentive compatible mechanism is worth more than ${atMost}`;
  return {
    what: `${claim} (${asked}${file.rows.length} constraints add up to ${bound.toPrecision(5)} within ${half.toPrecision(2)} on ${draws} `
      + 'draws of this check\'s own)'
      + givenWords([], '', functions)
      + (problem.traced ? functionsWords('that these formulas are those of a function of tensors', functions) : ''),
    faults: [
      ...(half <= TELLING * span ? [] : [`${draws} draws tell the sum only within ${half}, which proves nothing`]),
      // Sums that are no number are above anything.
      ...(bound - half <= atMost ? [] : [`the constraints add up to ${bound} on ${draws} draws, above ${atMost}`]),
      ...(most !== 'money' ? [] : moneyFaults(bound, half, atMost, -deficit!)),
    ],
  };
}

/** That there is too little has to be shown by the sum itself: what the file says may be altered by less than draws tell. */
function moneyFaults(bound: number, half: number, atMost: number, asked: number): string[] {
  if (!(atMost < asked)) return [`${atMost} is enough for what is asked for`];
  return bound + half < asked ? [] : [`what is collected is told only within ${half}, which proves nothing so near to ${asked}`];
}
