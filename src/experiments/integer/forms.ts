/** Real linear forms of the signals, one per alternative, before they are brought to integers. */
import type { LinearValuations } from '../../environment/social-choice.ts';
import { addRanges, type Range } from '../../mechanism/range.ts';

/** value_k = constants[k] + sum_d coefficients[k][d] s_d over the coordinates in play. */
export interface Form {
  /** [K] */
  readonly constants: readonly number[];
  /** [K][D] */
  readonly coefficients: readonly (readonly number[])[];
}

/** sum_j weights[j] v^j + added. */
export function weightedForm({ constants, coefficients }: LinearValuations, weights: readonly number[], added?: readonly number[]): Form {
  return {
    constants: constants[0]!.map((_, k) => weights.reduce((sum, w, j) => sum + w * constants[j]![k]!, added?.[k] ?? 0)),
    coefficients: coefficients[0]!.map((row, k) => row.map((_, d) => weights.reduce((sum, w, j) => sum + w * coefficients[j]![k]![d]!, 0))),
  };
}

/** a + b. */
export const addForms = (a: Form, b: Form): Form => ({
  constants: a.constants.map((constant, k) => constant + b.constants[k]!),
  coefficients: a.coefficients.map((row, k) => row.map((x, d) => x + b.coefficients[k]![d]!)),
});

/** The part that depends on the given coordinates; `constants` go with it or not. */
export function restricted({ constants, coefficients }: Form, coordinates: readonly number[], withConstants: boolean): Form {
  return {
    constants: withConstants ? constants : constants.map(() => 0),
    coefficients: coefficients.map((row) => coordinates.map((d) => row[d]!)),
  };
}

/** Range of coefficients . s over a box. */
export const dotRange = (row: readonly number[], supports: readonly Range[]): Range =>
  row.reduce<Range>(
    (sum, a, d) => addRanges(sum, a >= 0 ? [a * supports[d]![0], a * supports[d]![1]] : [a * supports[d]![1], a * supports[d]![0]]),
    [0, 0],
  );

/** [K] */
export const formRanges = ({ constants, coefficients }: Form, supports: readonly Range[]): Range[] =>
  coefficients.map((row, k) => addRanges(dotRange(row, supports), [constants[k]!, constants[k]!]));

export const dot = (row: readonly number[], signal: readonly number[]): number =>
  row.reduce((sum, a, d) => sum + (a === 0 ? 0 : a * signal[d]!), 0);
