/**
 * Averages of a double auction under any law of a set (law-boxes.ts), in the seller's orientation:
 *
 *     E mu(C) = int M(y) Pr(C < y) dy              the truthful trader's utility
 *     E S_U(C)                                      her chance of trade, which falls in her own type
 *     E gains from trade = int E min(#{costs < y}, #{values > y}) dy
 *
 * Integrals take all laws to end where their bands say.
 */
import type { LawBand, Range } from '../../distributions/law-band.ts';
import type { BandedProblem, LawBoxes, OthersOfLaw } from '../../experiments/order-statistics/law-boxes.ts';
import { expectedMinimum } from '../../statistics/binomial-sum.ts';

/** Parts of a range of levels, in each of which two factors are bounded apart. */
const PARTS = 16;
const PARTS_OF_MANY = 4;
const MANY = 64;

const parts = ([low, high]: Range, others: number): Range[] => {
  const count = low === high ? 1 : others > MANY ? PARTS_OF_MANY : PARTS;
  return Array.from({ length: count }, (_, i) => [low + ((high - low) * i) / count, low + ((high - low) * (i + 1)) / count]);
};

export function exAnteUtilityOverLaws({ pieces, of, sign, others }: LawBoxes, { own, groups }: BandedProblem): Range {
  const at = groups.findIndex(({ band }) => band.id === own.id);
  let [least, most] = [0, 0];
  for (const piece of pieces) {
    const width = piece.to - piece.from;
    if (width === Infinity) continue;
    // Where the trader's own law is one of the others' laws both factors depend on one level.
    const products = at < 0
      ? [[piece.mean[0] * piece.own[0], piece.mean[1] * piece.own[1]] as const]
      : parts(piece.levels[at]!, others).map((part): Range => {
        const { mean } = of(piece.levels.map((level, g) => (g === at ? part : level)));
        const [low, high] = sign === 1 ? part : [1 - part[1], 1 - part[0]];
        return [mean[0] * low, mean[1] * high];
      });
    least += width * Math.min(...products.map(([low]) => low));
    most += width * Math.max(...products.map(([, high]) => high));
  }
  return [least, most];
}

export function exAnteTradeOverLaws({ pieces }: LawBoxes): Range {
  // By parts: from piece to piece the chance falls, the more often the more types lie before.
  const side = (end: 0 | 1): number => pieces.reduce((sum, { trade, ownUpTo }, i) =>
    sum + ownUpTo[end] * (trade[end] - (pieces[i + 1]?.trade[end] ?? 0)), 0);
  return [Math.max(0, side(0)), Math.min(1, side(1))];
}

export function gainsFromTradeOverLaws(costs: OthersOfLaw, values: OthersOfLaw): Range {
  const xs = [...new Set([...costs.band.places, ...values.band.places])].sort((a, b) => a - b);
  const common = costs.band.id === values.band.id;
  const others = costs.count + values.count;
  let [least, most] = [0, 0];
  xs.slice(1).forEach((to, i) => {
    const from = xs[i]!;
    const levels = (band: LawBand): Range => band.over(from, to);
    const trades = (below: number, atMost: number): number => expectedMinimum(
      { count: costs.count, p: below }, { count: values.count, p: 1 - atMost },
    );
    const pairs = common
      ? parts(levels(costs.band), others).map((part) => [part, part] as const) : [[levels(costs.band), levels(values.band)] as const];
    least += (to - from) * Math.min(...pairs.map(([cost, value]) => trades(cost[0], value[1])));
    most += (to - from) * Math.max(...pairs.map(([cost, value]) => trades(cost[1], value[0])));
  });
  return [least, most];
}
