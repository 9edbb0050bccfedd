/**
 * JM01's congruence for any linear problem. Figure 1: in bidder i's signal space the locus where two alternatives are
 * equally good for society must be a locus where, transfers given, they are equally good for her. For linear values both
 * are planes, normal to
 *
 *   private   a(k) - a(k'),  a(k)_d = a_ki^d          social   A(k) - A(k'),  A(k)_d = sum_j a_kj^d
 *
 * over her own coordinates d, and an efficient mechanism can be incentive compatible only where the social normal is a
 * nonnegative multiple of the private one, for every two alternatives that welfare can tie (Theorem 4.3, Example 4.4 and
 * Remark 2). With one coordinate for each alternative this is condition (4.8).
 */
import { coordinatesOf, type SocialChoiceProblem } from '../../src/environment/social-choice.ts';

/** Relative tolerance of equality: coefficients are typed in as decimals. */
const EQUAL = 1e-9;

export interface Incongruence {
  readonly agent: number;
  readonly alternative: number;
  readonly other: number;
}

/** Pairs of alternatives for which the agent's planes differ; undefined where values are not linear. */
export function incongruences({ signals, alternatives, valuations }: SocialChoiceProblem, agent: number): Incongruence[] | undefined {
  if (valuations.kind !== 'linear') return undefined;
  const { coefficients } = valuations;
  const owned = coordinatesOf({ signals }, agent);
  const own = alternatives.map((_, k) => owned.map((d) => coefficients[agent]![k]![d]!));
  const social = alternatives.map((_, k) => owned.map((d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)));
  return alternatives.flatMap((_, k) => alternatives.slice(k + 1).flatMap((_other, step) => {
    const other = k + 1 + step;
    const difference = (rows: readonly (readonly number[])[]): number[] => rows[k]!.map((x, c) => x - rows[other]![c]!);
    return isMultiple(difference(social), difference(own)) ? [] : [{ agent, alternative: k, other }];
  }));
}

/** Whether x = c y for some c >= 0: then xy = |x| |y|. */
function isMultiple(x: readonly number[], y: readonly number[]): boolean {
  const dot = x.reduce((sum, value, c) => sum + value * y[c]!, 0);
  const squares = (v: readonly number[]): number => v.reduce((sum, value) => sum + value * value, 0);
  const [xx, yy] = [squares(x), squares(y)];
  if (xx <= EQUAL ** 2) return true;
  return dot > 0 && Math.abs(dot * dot - xx * yy) <= EQUAL * xx * yy;
}
