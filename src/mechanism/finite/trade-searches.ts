/** Trade economies one after the other, ever closer to what a proof asks for ("sufficiently close"). */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { rational } from '../../programs/rational.ts';
import { tradeEconomy, tradePartners, type EconomyFile, type TypePair } from './economies.ts';

/** Halvings of the gap in trade economies before the search ends. */
const HALVINGS = 40;

/** The two types of either side come first in their orders (proof of Theorem 1.5.1). */
export function* closerTrades(model: FiniteModel, one: TypePair, two: TypePair): Generator<EconomyFile> {
  const [seller, buyer] = tradePartners(model, one, two);
  for (let k = 1; k <= HALVINGS; k++) yield tradeEconomy(model, seller, buyer, rational(1n, 1n << BigInt(k)));
}

/** The seller's mixed type is her first, the buyer's his second (proof of Proposition 1.5.1). */
export function mixedTrades(model: FiniteModel, one: TypePair, two: TypePair): Iterable<EconomyFile> {
  const turned = ({ agent, bar, hat }: TypePair): TypePair => ({ agent, bar: hat, hat: bar });
  const sellerIsOne = model.agents[one.agent]!.types.length <= model.agents[two.agent]!.types.length;
  return closerTrades(model, sellerIsOne ? one : turned(one), sellerIsOne ? turned(two) : two);
}

/** Every seller, every order that matters of both sides' types, ever closer values: footnote 9 of Guo18 chapter 1 promises one of them. */
export function* everyTrade(model: FiniteModel): Generator<EconomyFile> {
  const pairs = (agent: number): TypePair[] => {
    const types = [...model.agents[agent]!.types.keys()];
    return types.flatMap((bar) => types.filter((hat) => hat !== bar).map((hat) => ({ agent, bar, hat })));
  };
  for (let k = 1; k <= HALVINGS; k += 2) {
    for (const one of pairs(0)) {
      for (const two of pairs(1)) {
        const [seller, buyer] = tradePartners(model, one, two);
        const gap = rational(1n, 1n << BigInt(k));
        yield tradeEconomy(model, seller, buyer, gap);
        yield tradeEconomy(model, buyer, seller, gap);
      }
    }
  }
}
