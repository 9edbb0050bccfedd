/** Linear values on the host, in double precision. */
import type { LinearValuations, SocialChoiceProblem } from './social-choice.ts';

/** [N][K] values of one profile of signals [D]. */
export function linearValues({ constants, coefficients }: LinearValuations, signals: ArrayLike<number>): number[][] {
  const values: number[][] = [];
  for (const [i, row] of constants.entries()) {
    const own: number[] = [];
    for (let k = 0; k < row.length; k++) {
      const weights = coefficients[i]![k]!;
      let value = row[k]!;
      for (let d = 0; d < weights.length; d++) value += weights[d]! * signals[d]!;
      own.push(value);
    }
    values.push(own);
  }
  return values;
}

/** Whether no agent's value depends on another's signal. */
export const isPrivate = ({ signals, valuations }: SocialChoiceProblem): boolean =>
  valuations.kind === 'linear'
    && valuations.coefficients.every((rows, i) => rows.every((row) => row.every((a, d) => a === 0 || signals[d]!.owner === i)));
