/**
 * Sums over profiles of the others, in double precision on the host, for values that are polynomials: what an agent gains along walks, and
 * what her own value is made of at every type of a grid. Given the efficient choice k* at the report t,
 *
 *     u(t, s) - μ(t) = E[v_{k*}(s, ·) - v_{k*}(t, ·)] = Σ_m Q_m(t) (φ_m(s) - φ_m(t)),        Q_m(t) = E ψ_{k* m},
 *
 * which has the form of a field of types with φ_m for values and Q_m for chances, values separable or not.
 */
import type { PolynomialProblem } from '../../environment/polynomial-values.ts';
import type { TensorExperiment } from '../../run/request.ts';
import { everyProfile, type OthersAt } from './every-profile.ts';
import { alongLine, facing, ownPolynomials, polynomialGains } from './own-polynomials.ts';
import type { Walk, WalkSums } from './walk-sums.ts';

/** Profiles of one piece of work. */
const CHUNK = 2 ** 20;

const added = (one: Float64Array, other: Float64Array): Float64Array => one.map((value, j) => value + other[j]!);

export function polynomialWalks(
  problem: PolynomialProblem, agent: number, walks: readonly Walk[], others?: OthersAt,
): TensorExperiment<WalkSums> {
  const polynomials = ownPolynomials(problem, agent);
  return {
    name: 'field-polynomial-walks', parameters: { problem, agent, walks, ...(others && { others }) }, chunk: CHUNK,
    async draw(...range) {
      const [gain, squares] = [new Float64Array(walks.length), new Float64Array(walks.length)];
      const [faced, gainsOf] = [facing(polynomials), polynomialGains(walks, polynomials, others?.tie)];
      const profiles = await everyProfile({ problem, agent, others }, (signals, weight): void => {
        gainsOf(faced(signals)).forEach((gained, w) => {
          gain[w]! += weight * gained;
          squares[w]! += weight * gained * gained;
        });
      }, ...range);
      return { profiles, gain, squares };
    },
    merge: (earlier, later) => ({
      profiles: earlier.profiles + later.profiles, gain: added(earlier.gain, later.gain), squares: added(earlier.squares, later.squares),
    }),
  };
}

export interface TypeSums {
  readonly profiles: number;
  /** [T, M] Σ ψ_{k* m}. */
  readonly moments: Float64Array;
  /** [T, K] how often each alternative was chosen. */
  readonly choices: Float64Array;
}

/** Of the efficient choice at every type; ties go to the lowest index. */
export function polynomialTypes(
  problem: PolynomialProblem, agent: number, points: readonly (readonly number[])[], others?: OthersAt,
): TensorExperiment<TypeSums> {
  const polynomials = ownPolynomials(problem, agent);
  const [k, m] = [problem.alternatives.length, polynomials.monomials.length];
  const heights = points.map((point) => alongLine(polynomials.monomials, point, point).map((line) => line[0]!));
  return {
    name: 'field-polynomial-types', parameters: { problem, agent, points, ...(others && { others }) }, chunk: CHUNK,
    async draw(...range) {
      const [moments, choices] = [new Float64Array(points.length * m), new Float64Array(points.length * k)];
      const faced = facing(polynomials);
      const worths = new Float64Array(k);
      const tie = others?.tie ?? 0;
      const profiles = await everyProfile({ problem, agent, others }, (signals, weight) => {
        const { own, social } = faced(signals);
        for (let t = 0; t < heights.length; t++) {
          const height = heights[t]!;
          let most = -Infinity;
          for (let a = 0; a < k; a++) {
            let worth = 0;
            for (let j = 0; j < m; j++) worth += social[a * m + j]! * height[j]!;
            worths[a] = worth;
            if (worth > most) most = worth;
          }
          let chosen = 0;
          while (worths[chosen]! < most - tie) chosen += 1;
          choices[t * k + chosen]! += weight;
          for (let j = 0; j < m; j++) moments[t * m + j]! += weight * own[chosen * m + j]!;
        }
      }, ...range);
      return { profiles, moments, choices };
    },
    merge: (earlier, later) => ({
      profiles: earlier.profiles + later.profiles, moments: added(earlier.moments, later.moments),
      choices: added(earlier.choices, later.choices),
    }),
  };
}
