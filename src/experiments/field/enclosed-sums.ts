/**
 * Sums over profiles of the others, in double precision on the host, for values that are any expressions: what an agent gains along walks,
 * between two ends a profile, and what every type of a grid would gain by every report,
 *
 *     D(t, s) = E[v_{k*}(s, ·) - v_{k*}(t, ·)],        k* the efficient choice at the report t,
 *
 * whether or not values are separable in her own signals.
 */
import type { Expression } from '../../environment/formula/expression.ts';
import { derivativeBy } from '../../environment/formula/expression.ts';
import { Tape } from '../../environment/formula/tape.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { TensorExperiment } from '../../run/request.ts';
import { EnclosedValues } from './enclosed-line.ts';
import type { OwnExpressions } from './own-expressions.ts';
import { everyProfile, type OthersAt } from './every-profile.ts';
import type { Walk, WalkSums } from './walk-sums.ts';

/** A second's work. */
const CHUNK = 2 ** 14;

export interface EnclosedSums extends WalkSums {
  /** [walks] Σ and Σ² of the lower ends of gains, and of the upper ends; `gain` and `squares` are those of the middles. */
  readonly low: Float64Array;
  readonly lowSquares: Float64Array;
  readonly high: Float64Array;
  readonly highSquares: Float64Array;
}

const SUMS = ['gain', 'squares', 'low', 'lowSquares', 'high', 'highSquares'] as const;
type Sums = Record<(typeof SUMS)[number], Float64Array>;

const added = (one: Float64Array, other: Float64Array): Float64Array => one.map((value, j) => value + other[j]!);

/** What decides the numbers: laws, and expressions by their keys. */
const named = ({ signals, dependence }: SocialChoiceProblem, agent: number, { own, social, coordinates }: OwnExpressions) =>
  ({ signals, dependence, agent, coordinates, own: own.map(({ key }) => key), social: social.map(({ key }) => key) });

/** `ranges`: [lowest, highest] gain of any profile along each walk. */
export function enclosedWalks(
  problem: SocialChoiceProblem, agent: number, values: OwnExpressions, walks: readonly Walk[],
  ranges: readonly (readonly [number, number])[], others?: OthersAt,
): TensorExperiment<EnclosedSums> {
  return {
    name: 'field-enclosed-walks', parameters: { values: named(problem, agent, values), walks, ...(others && { others }) }, chunk: CHUNK,
    async draw(...range) {
      const line = new EnclosedValues(values);
      const sums = Object.fromEntries(SUMS.map((name) => [name, new Float64Array(walks.length)])) as Sums;
      const profiles = await everyProfile({ problem, agent, others }, function* (signals, weight) {
        line.face(signals);
        const gains: (readonly [number, number])[] = [];
        for (const walk of walks) {
          gains.push(line.gain(walk, others?.tie));
          yield;
        }
        gains.forEach(([least, most], w) => {
          const [lowest, highest] = ranges[w]!;
          const [low, high] = [Math.min(highest, Math.max(lowest, least)), Math.max(lowest, Math.min(highest, most))];
          const middle = (low + high) / 2;
          sums.gain[w]! += weight * middle;
          sums.squares[w]! += weight * middle * middle;
          sums.low[w]! += weight * low;
          sums.lowSquares[w]! += weight * low * low;
          sums.high[w]! += weight * high;
          sums.highSquares[w]! += weight * high * high;
        });
      }, ...range);
      return { profiles, ...sums };
    },
    merge: (earlier, later) => ({
      profiles: earlier.profiles + later.profiles,
      ...(Object.fromEntries(SUMS.map((name) => [name, added(earlier[name], later[name])])) as Sums),
    }),
  };
}

export interface GainSums {
  readonly profiles: number;
  /** [type, report] Σ of what the type gains by the report, before utilities. */
  readonly gains: Float64Array;
  /** [T, K] how often each alternative was chosen. */
  readonly choices: Float64Array;
  /** [T, C] Σ of slopes of her own value of what is chosen; empty where they were not asked for. */
  readonly slopes: Float64Array;
}

/** Of the efficient choice at every type; ties go to the lowest index. */
export function gainsOfTypes(
  problem: SocialChoiceProblem, agent: number, values: OwnExpressions, points: readonly (readonly number[])[], sloped: boolean,
  others?: OthersAt,
): TensorExperiment<GainSums> {
  const { own, social, coordinates } = values;
  const [types, k, dimensions] = [points.length, own.length, sloped ? coordinates.length : 0];
  const slopes: Expression[] = own.flatMap((e) => coordinates.slice(0, dimensions).map((d) => derivativeBy(d)(e)));
  return {
    name: 'field-gains-of-types', chunk: CHUNK,
    parameters: { values: named(problem, agent, values), points, sloped, ...(others && { others }) },
    async draw(...range) {
      const tape = new Tape([...social, ...own, ...slopes], coordinates);
      const { value, roots, fixed } = tape;
      const sums = {
        gains: new Float64Array(types * types), choices: new Float64Array(types * k), slopes: new Float64Array(types * dimensions),
      };
      const worth = new Float64Array(k * types);
      const chosen = new Int32Array(types);
      const tie = others?.tie ?? 0;
      const profiles = await everyProfile({ problem, agent, others }, (signals, weight) => {
        tape.evaluate(signals, 0, fixed);
        points.forEach((point, t) => {
          for (let c = 0; c < coordinates.length; c++) signals[coordinates[c]!] = point[c]!;
          tape.evaluate(signals, fixed);
          let most = -Infinity;
          for (let a = 0; a < k; a++) most = Math.max(most, value[roots[a]!]!);
          let best = 0;
          while (value[roots[best]!]! < most - tie) best += 1;
          chosen[t] = best;
          sums.choices[t * k + best]! += weight;
          for (let a = 0; a < k; a++) worth[a * types + t] = value[roots[k + a]!]!;
          for (let c = 0; c < dimensions; c++) sums.slopes[t * dimensions + c]! += weight * value[roots[2 * k + best * dimensions + c]!]!;
        });
        for (let s = 0; s < types; s++) {
          for (let t = 0; t < types; t++) {
            const row = chosen[t]! * types;
            sums.gains[s * types + t]! += weight * (worth[row + s]! - worth[row + t]!);
          }
        }
      }, ...range);
      return { profiles, ...sums };
    },
    merge: (earlier, later) => ({
      profiles: earlier.profiles + later.profiles, gains: added(earlier.gains, later.gains),
      choices: added(earlier.choices, later.choices), slopes: added(earlier.slopes, later.slopes),
    }),
  };
}
