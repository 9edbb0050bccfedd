/**
 * The efficient rule's choices at every type of one agent, and what she gains along closed walks, where the others' types are those of a
 * grid: every profile of theirs with its chance, in double precision on the host, so that nothing is drawn. Two welfares that differ by
 * no more than rounding are tied, and the first-listed alternative is chosen.
 */
import type { Evaluation } from '../../run/request.ts';
import { inTurns } from '../../run/turns.ts';
import { tieWidth } from '../enumeration/scale.ts';
import { gradientsOf, walkGains, type LinearProblem, type Walk } from './walk-sums.ts';

/** Where one coordinate of the others may lie, and how likely; weights add up to one. */
export interface GridLaw {
  /** Position in `problem.signals`. */
  readonly coordinate: number;
  readonly points: readonly number[];
  readonly weights: readonly number[];
}

/** Her own types, each with the chance of its cell. */
export interface GridTypes {
  readonly points: readonly (readonly number[])[];
  readonly weights: ArrayLike<number>;
}

export interface GridField {
  /** [T, K] */
  readonly chances: Float64Array;
  /** [walks] mean gain of each, in units of value. */
  readonly gain: Float64Array;
  /** Expected welfare of the efficient rule over her types and the others'. */
  readonly welfare: number;
}

/** Profiles of the others. */
export const profilesIn = (laws: readonly GridLaw[]): number => laws.reduce((product, { points }) => product * points.length, 1);

/** Every profile of the others: welfare of each alternative at own signals of zero, and its chance. The array is used again. */
export function* basesOf(
  { alternatives, valuations: { constants, coefficients } }: LinearProblem, laws: readonly GridLaw[],
): Generator<{ readonly base: Float64Array; readonly chance: number }> {
  const base = new Float64Array(alternatives.length);
  const weights = laws.map(({ coordinate }) =>
    alternatives.map((_, k) => coefficients.reduce((sum, rows) => sum + rows[k]![coordinate]!, 0)));
  const fixed = alternatives.map((_, k) => constants.reduce((sum, row) => sum + row[k]!, 0));
  for (let profile = 0; profile < profilesIn(laws); profile++) {
    base.set(fixed);
    let chance = 1;
    let rest = profile;
    laws.forEach(({ points, weights: masses }, j) => {
      const at = rest % points.length;
      rest = Math.floor(rest / points.length);
      chance *= masses[at]!;
      for (let k = 0; k < base.length; k++) base[k]! += weights[j]![k]! * points[at]!;
    });
    yield { base, chance };
  }
}

/** `laws`: one for each coordinate that the agent does not see. */
export function gridField(
  problem: LinearProblem, agent: number, { points, weights }: GridTypes, laws: readonly GridLaw[], walks: readonly Walk[] = [],
): Evaluation<GridField> {
  return {
    evaluation: 'field-on-grids',
    parameters: { problem, agent, points, laws, walks },
    async compute(_tensors, { signal, onProgress } = {}) {
      const gradients = gradientsOf(problem, agent);
      const gainsOf = walkGains(walks, gradients);
      const heights = points.map((point) => gradients.social.map((row) => row.reduce((sum, b, c) => sum + b * point[c]!, 0)));
      const tie = tieWidth(problem, { weights: problem.agents.map(() => 1), bonuses: [] });
      const alternatives = problem.alternatives.length;
      const chances = new Float64Array(points.length * alternatives);
      const gain = new Float64Array(walks.length);
      let welfare = 0;
      function* everyBase(): Generator<undefined, void> {
        for (const { base, chance } of basesOf(problem, laws)) {
          for (let t = 0; t < points.length; t++) {
            const height = heights[t]!;
            let most = -Infinity;
            for (let k = 0; k < alternatives; k++) most = Math.max(most, base[k]! + height[k]!);
            let chosen = 0;
            while (base[chosen]! + height[chosen]! < most - tie) chosen++;
            chances[t * alternatives + chosen]! += chance;
            welfare += weights[t]! * chance * most;
          }
          gainsOf(base).forEach((value, w) => { gain[w]! += chance * value; });
          yield;
        }
      }
      await inTurns(everyBase(), signal, (done) => onProgress?.(done / profilesIn(laws)));
      return { chances, gain, welfare };
    },
  };
}
