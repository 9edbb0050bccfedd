/**
 * McAfee's double auction (kernels/double-auction-mechanisms/mcafee.ts): at most the least gainful of the efficient trades is lost. Where
 * all sellers or all buyers trade, the ends of what anybody can report stand for the next ask and the next bid, as in McAfee 1992.
 */
import type { DoubleAuction } from '../../environment/double-auction.ts';
import type { AuctionFamily } from './auction-mechanism.ts';

/** The ends of all types; infinite where a law has none. */
const endsOf = ({ cost, value }: DoubleAuction): [number, number] => {
  const ends = [cost, value].map(({ support, whole }) => whole?.ends ?? support);
  return [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))];
};

export const mcafee: AuctionFamily = {
  name: 'mcafee',
  usage: 'mcafee',
  create(numbers) {
    if (numbers.length > 0) return undefined;
    return {
      text: 'mcafee',
      structure: { dominant: true, loses: 'the least trade', balanced: false },
      rule(market, scale) {
        const [bottom, top] = endsOf(market).map((end) => (Number.isFinite(end) ? scale(end) : end)) as [number, number];
        return { rule: 'mcafee', bottom, top };
      },
    };
  },
};
