/** Linear values on the host, in double precision. */
import type { LinearValuations, SocialChoiceProblem } from './social-choice.ts';

/** [N][K] values of one profile of signals [D]. */
export function linearValues({ constants, coefficients }: LinearValuations, signals: ArrayLike<number>): number[][] {
  return constants.map((row, i) => row.map((constant, k) => {
    let value = constant;
    const weights = coefficients[i]![k]!;
    for (let d = 0; d < weights.length; d++) value += weights[d]! * signals[d]!;
    return value;
  }));
}

/** Whether no agent's value depends on another's signal. */
export const isPrivate = ({ signals, valuations }: SocialChoiceProblem): boolean =>
  valuations.kind === 'linear'
    && valuations.coefficients.every((rows, i) => rows.every((row) => row.every((a, d) => a === 0 || signals[d]!.owner === i)));
