/** One agent's values as expressions, and what a line of her types is cut into. */
import { plus, type Expression } from '../../environment/formula/expression.ts';

export interface OwnExpressions {
  /** [K] her own value of every alternative, and welfare. */
  readonly own: readonly Expression[];
  readonly social: readonly Expression[];
  /** Her signals. */
  readonly coordinates: readonly number[];
}

/** Her own values, and what everybody's add up to. */
export const ownExpressions = (
  expressions: readonly (readonly Expression[])[], agent: number, coordinates: readonly number[],
): OwnExpressions => ({
  own: expressions[agent]!, social: expressions[agent]!.map((_, k) => plus(...expressions.map((row) => row[k]!))), coordinates,
});

/** A stretch of the line with one choice, or with some that are not told apart. Its ends lie in [.., ..] each. */
export interface Stretch {
  readonly alternatives: readonly number[];
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** Where a tie lies on the line, and between which two: middles of what encloses it. */
export const tiesAlong = (stretches: readonly Stretch[]): { readonly pair: readonly [number, number]; readonly x: number }[] =>
  stretches.slice(1).flatMap(({ alternatives, from }, j) => {
    const before = stretches[j]!.alternatives;
    const pair = [before[0]!, alternatives[0]!] as const;
    return before.length > 1 || alternatives.length > 1 || pair[0] === pair[1] ? [] : [{ pair, x: (from[0] + from[1]) / 2 }];
  });
