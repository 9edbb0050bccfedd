/**
 * Beliefs under which a Bayesian seller earns little: a search, so an upper bound on what the worst type space leaves. With
 * multipliers u_k >= 0 of interim upward constraints and d_{k+1} = T_{k+1} + u_k of downward ones, T the tails of a bidder's own law,
 * beliefs that are noisy concordant with the prior f solve
 *
 *     (β_k + d_k + u_k) π(. | k) - d_{k+1} π(. | k + 1) - u_{k-1} π(. | k - 1) = f(k, .),    β_1 = T_1, else 0,
 *
 * which has a positive solution for every u; u = 0 is π*. At these beliefs no Bayesian mechanism collects more than the sum over
 * profiles of the highest of v_k f - d_{k+1} π(. | k + 1) (v_{k+1} - v_k) + u_{k-1} π(. | k - 1) (v_k - v_{k-1}), or 0. Coordinates
 * of u are moved while that falls.
 */
import type { Term } from '../../../programs/program.ts';
import { isZero, rational, sum, ZERO, type Rational } from '../../../programs/rational.ts';
import { solveSquare } from '../../../programs/sparse-solve.ts';
import { pointwiseBound, type Chain } from './chains.ts';

export interface FoundBeliefs {
  /** No Bayesian mechanism collects more at the beliefs found. */
  readonly bound: Rational;
  /** `[agent][type][profile of the others]`. */
  readonly beliefs: readonly (readonly (readonly Rational[])[])[];
}

/** Weighted virtual values `[profile]` of one bidder, and her beliefs `[type][others]`, at upward multipliers u. */
function atMultipliers(chains: readonly Chain[], tails: readonly Rational[], up: readonly Rational[], size: number) {
  const { values } = chains[0]!;
  const last = values.length - 1;
  const down = values.map((_, k) => (k === 0 ? ZERO : tails[k]!.add(up[k - 1]!)));
  const square = values.map((_, k): Term[] => [
    ...(k > 0 && !isZero(up[k - 1]!) ? [[k - 1, up[k - 1]!.neg()] as const] : []),
    [k, (k === 0 ? tails[0]! : down[k]!).add(k < last ? up[k]! : ZERO)],
    ...(k < last && !isZero(down[k + 1]!) ? [[k + 1, down[k + 1]!.neg()] as const] : []),
  ]);
  const weights: Rational[] = Array.from({ length: size }, () => ZERO);
  const beliefs: Rational[][] = values.map(() => []);
  for (const { profiles, weights: prior } of chains) {
    const belief = solveSquare(square, prior);
    if (belief === undefined) return undefined;
    profiles.forEach((profile, k) => {
      beliefs[k]!.push(belief[k]!);
      const below = k < last ? down[k + 1]!.mul(belief[k + 1]!).mul(values[k + 1]!.sub(values[k]!)) : ZERO;
      const above = k > 0 ? up[k - 1]!.mul(belief[k - 1]!).mul(values[k]!.sub(values[k - 1]!)) : ZERO;
      weights[profile] = values[k]!.mul(prior[k]!).sub(below).add(above);
    });
  }
  return { weights, beliefs };
}

/** Rounds over all coordinates. */
const ROUNDS = 3;

/** Deterministic and exact. Undefined where some value has probability 0. `floor`: the best revenue ex post, below which nothing falls. */
export function searchBeliefs(chains: readonly (readonly Chain[])[], size: number, floor: Rational): FoundBeliefs | undefined {
  const tails = chains.map((mine) => mine[0]!.values.map((_, k) => sum(mine.map((chain) => chain.tails[k]!))));
  if (tails.some((row) => row.some(isZero))) return undefined;
  const ups = chains.map((mine) => mine[0]!.values.slice(1).map(() => ZERO));
  const parts = chains.map((mine, i) => atMultipliers(mine, tails[i]!, ups[i]!, size));
  if (parts.some((part) => part === undefined)) return undefined;
  const boundOf = (): Rational => pointwiseBound(parts.map((part) => part!.weights));
  let bound = boundOf();
  const steps = [ZERO, ...[1, 2, 4, 8, 16, 32].flatMap((d) => [rational(1, d), rational(3, 2 * d)]), rational(2), rational(4)];
  for (let round = 0; round < ROUNDS && bound.compare(floor) > 0; round++) {
    for (const [i, mine] of chains.entries()) {
      for (const k of ups[i]!.keys()) {
        for (const step of steps) {
          const [before, part] = [ups[i]![k]!, parts[i]];
          ups[i]![k] = step.mul(tails[i]![k + 1]!);
          parts[i] = atMultipliers(mine, tails[i]!, ups[i]!, size);
          const tried = parts[i] === undefined ? bound : boundOf();
          if (tried.compare(bound) < 0) bound = tried;
          else [ups[i]![k], parts[i]] = [before, part];
        }
      }
    }
  }
  return { bound, beliefs: parts.map((part) => part!.beliefs) };
}
