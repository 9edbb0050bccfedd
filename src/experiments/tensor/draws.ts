/**
 * Signals on the host: Threefry words through quantiles, in double precision. Word w stands for the probability
 * (w + 1/2) / 2^32. Draw d of a profile is the d-th coordinate that is drawn (for an agent's interim problem, the
 * others' coordinates in the problem's order, as in kernel `interim`); the draws of a common factor or component come after them, and then
 * those of the agent's own chance where her signal is an atom, of which all that is known is between what chances it lies.
 *
 * Signals are rows of D doubles. Coordinates that are not drawn are zero, so that a profile is a sum of rows: the draws
 * of the others and an agent's own signal.
 */
import type { Distribution } from '../../distributions/distribution.ts';
import { coordinatesOf, othersCoordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import { loadSimdLoops } from '../../../kernels/simd/simd.ts';
import { profileBlockKey, threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import { conditionalChances } from './conditional-chances.ts';
import { fastQuantile } from './quantile.ts';

const ALL = 2 ** 32;

/** A stream of its own for inner draws: far from the user's by the generator itself. */
export function innerStream(stream: StreamKey, label: number): StreamKey {
  const [k0, k1] = threefry2x32(stream, [label >>> 0, 0x696e6e72 /* 'innr' */]);
  return { k0, k1 };
}

/** What there is to draw. */
export type DrawnProblem = Pick<SocialChoiceProblem, 'signals' | 'dependence'>;

type OwnSignals = ArrayLike<number> | ((draw: number) => ArrayLike<number>);

export interface SignalDraws {
  /**
   * [count, D] signals of profiles first, first + 1, ..; undrawn coordinates zero. `own`: signals of those given, in the problem's order,
   * the same for all draws or of each.
   */
  draw(stream: StreamKey, first: number, count: number, own?: OwnSignals): Float64Array;
}

/** All agents' signals, or those of everyone but `except`; under dependence, given the signal `own` of `except`. */
export function signalDraws(problem: DrawnProblem, except?: number): SignalDraws {
  const { signals, dependence } = problem;
  const known = except === undefined ? [] : coordinatesOf(problem, except);
  const drawn = othersCoordinatesOf({ signals }, except);
  const quantiles = drawn.map((d) => sharedQuantile(problem, d));
  const joint = dependence && conditionalChances(dependence, signals.length, known, drawn);
  const apart = joint ? joint.words : drawn.length;
  // Of the own chances, one each where atoms may be given.
  const words = apart + (joint && known.some((d) => signals[d]!.law.atoms?.length) ? known.length : 0);
  const loops = loadSimdLoops(words + 16);
  const uniform = new Float64Array(words);
  const chances = new Float64Array(drawn.length);
  const chance = (d: number): number => (loops.buffer[d]! + 0.5) / ALL;
  return {
    draw(stream, first, count, own = []) {
      const rows = new Float64Array(count * signals.length);
      const give = (signal: ArrayLike<number>, share?: (n: number) => number): void =>
        joint?.given(known.map((d, n) => ownChance(signals[d]!.law, signal[n]!, share?.(n))));
      if (typeof own !== 'function' && words === apart) give(own);
      let block = -1;
      let { k0, k1 } = stream;
      for (let p = 0; p < count; p++) {
        const profile = first + p;
        const high = Math.floor(profile / ALL);
        if (high !== block) {
          ({ k0, k1 } = profileBlockKey(stream, high));
          block = high;
        }
        loops.words(k0, k1, profile - high * ALL, Math.ceil(words / 16));
        for (let d = 0; d < words; d++) uniform[d] = chance(d);
        if (words > apart) give(typeof own === 'function' ? own(p) : own, (n) => uniform[apart + n]!);
        else if (typeof own === 'function') give(own(p));
        joint?.draw(uniform, chances);
        const at = joint ? chances : uniform;
        for (let d = 0; d < drawn.length; d++) rows[p * signals.length + drawn[d]!] = quantiles[d]!(at[d]!);
      }
      return rows;
    },
  };
}

/** The chance u = F(x) of a signal; of an atom one of those that lead to it, `share` of the way from the lowest to the highest. */
function ownChance(law: Distribution, x: number, share = 1): number {
  const atom = law.atoms?.find(({ at }) => at === x);
  return atom ? law.cdf(x) - (1 - share) * atom.mass : law.cdf(x);
}

const tables = new WeakMap<DrawnProblem, Map<string, (p: number) => number>>();

/** Coordinates of one law share their table. */
function sharedQuantile(problem: DrawnProblem, d: number): (p: number) => number {
  const { law } = problem.signals[d]!;
  const known = tables.get(problem) ?? new Map<string, (p: number) => number>();
  tables.set(problem, known);
  const quantile = known.get(law.text) ?? fastQuantile(law);
  known.set(law.text, quantile);
  return quantile;
}
