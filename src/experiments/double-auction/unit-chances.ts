/**
 * What a trader of several units needs to know of the others in a uniform-price auction: how many of their numbers lie below y, two
 * binomial counts. In the seller's orientation: a buyer is a seller on the reflected line, with 1 - kappa for kappa.
 */
import { survivalOf, type Distribution } from '../../distributions/distribution.ts';
import type { DoubleAuction, Trader } from '../../environment/double-auction.ts';
import { binomialSumAt, type BinomialGroup } from '../../statistics/binomial-sum.ts';

export interface MultiUnitProblem {
  readonly trader: Trader;
  readonly law: Distribution;
  readonly units: number;
  /** Units of the other side. */
  readonly opposite: number;
  /** On the reflected line where the trader is a buyer. */
  readonly kappa: number;
  readonly others: readonly { readonly count: number; readonly law: Distribution }[];
  /** -1 where the line is reflected. */
  readonly sign: 1 | -1;
}

/** A trader who holds `units` of her side's draws, the types of her units in order. Whoever holds the others' does not matter to her. */
export function multiUnitProblem(
  { sellers, buyers, cost, value }: DoubleAuction, trader: Trader, { units, kappa }: { readonly units: number; readonly kappa: number },
): MultiUnitProblem {
  const seller = trader === 'seller';
  const [asks, bids] = [seller ? sellers - units : sellers, seller ? buyers : buyers - units];
  const others = cost.text === value.text ? [{ count: asks + bids, law: cost }] : [{ count: asks, law: cost }, { count: bids, law: value }];
  return {
    trader, units, others, law: seller ? cost : value, opposite: seller ? buyers : sellers, kappa: seller ? kappa : 1 - kappa,
    sign: seller ? 1 : -1,
  };
}

/** Pr(at most m of the others' numbers lie below y) for m = opposite - units - 1 .. opposite, laws without atoms. */
export function chancesBelow({ units, opposite, others, sign }: MultiUnitProblem, y: number): Float64Array {
  const groups = others.map(({ count, law }): BinomialGroup => ({ count, p: sign === 1 ? law.cdf(y) : survivalOf(law, -y) }));
  const least = opposite - units - 1;
  return Float64Array.from({ length: units + 2 }, (_, t) => {
    const { below, equal } = binomialSumAt(groups as [BinomialGroup], least + t);
    return Math.min(1, below + equal);
  });
}
