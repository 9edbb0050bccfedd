/**
 * Whether the least ε is 0 because rates agree: of every two alternatives the difference A of her own slopes is λ_kl >= 0 times the
 * difference B of slopes of welfare, all of them numbers. Three B that lie on no line force one λ on their pairs, and so all do unless the
 * B of all alternatives lie on one line. Then A_k = A + α_k b, B_k = B + β_k b, α no lower where β is higher, and what is chosen under any
 * profile of the others has a β that does not fall in b·s: her field is the gradient of a convex function of b·s. Else it is the gradient
 * of λ max_k W_k and a linear function. Whatever is chosen where alternatives tie, there are transfers against which no lie gains.
 */
import type { Model } from './model.ts';
import { constantOf } from './sums.ts';

/** Products that differ by no more, as a share of what they are made of, differ by rounding. */
const EQUAL = 1e-12;

/** What is wrong with that; undefined: nothing. */
export function congruenceFault({ sums, mine, own, social }: Model, names: readonly string[]): string | undefined {
  for (const [k, value] of own.entries()) {
    for (let l = k + 1; l < own.length; l++) {
      const pair = `${names[k]} and ${names[l]}`;
      const [a, b] = [sums.minus(value, own[l]!), sums.minus(social[k]!, social[l]!)]
        .map((sum) => mine.map((d) => constantOf(sums.slope(sum, d)))) as [(number | undefined)[], (number | undefined)[]];
      if ([...a, ...b].includes(undefined)) return `rates of ${pair} are no numbers, so that they may agree here and not there`;
      const [mineRates, theirs] = [a as number[], b as number[]];
      const [most, moved] = [mineRates, theirs].map((rates) => Math.max(...rates.map(Math.abs))) as [number, number];
      if (most === 0) continue;
      if (moved === 0) return `her report does not tell ${pair} apart, her value does, and which is chosen where they tie is open`;
      const turned = mineRates.some((x, c) => theirs.some((y, d) =>
        Math.abs(x * y - mineRates[d]! * theirs[c]!) > EQUAL * most * moved));
      if (turned) return `rates of ${pair} are not in proportion`;
      if (mineRates.reduce((sum, x, c) => sum + x * theirs[c]!, 0) < 0) return `rates of ${pair} have opposite signs`;
    }
  }
  return undefined;
}
