/** Linear values on the host, in double precision. */
import type { LinearValuations } from './social-choice.ts';

/** [N][K] values of one profile of signals [D]. */
export function linearValues({ constants, coefficients }: LinearValuations, signals: ArrayLike<number>): number[][] {
  return constants.map((row, i) => row.map((constant, k) => {
    let value = constant;
    const weights = coefficients[i]![k]!;
    for (let d = 0; d < weights.length; d++) value += weights[d]! * signals[d]!;
    return value;
  }));
}
