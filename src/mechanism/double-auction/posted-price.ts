/**
 * A posted price (kernels/double-auction-mechanisms/posted-price.ts): the one given, else the best one for the laws and numbers of traders
 * (best-price.ts).
 */
import type { DoubleAuction } from '../../environment/double-auction.ts';
import type { AuctionFamily, AuctionMechanism } from './auction-mechanism.ts';
import { bestPrice } from './best-price.ts';

const at = (text: string, price: (market: DoubleAuction) => number): AuctionMechanism => ({
  text,
  structure: { dominant: true, loses: 'any trades', balanced: true },
  price,
  rule(market, scale) {
    const place = scale(price(market));
    return { rule: 'posted-price', price: place, highestAsk: place, lowestBid: place };
  },
});

export const postedPrice: AuctionFamily = {
  name: 'posted-price',
  usage: 'posted-price or posted-price(PRICE)',
  create(numbers) {
    const [price] = numbers;
    if (numbers.length > 1) return undefined;
    return price === undefined ? at('posted-price', bestPrice) : { ...at(`posted-price(${price})`, () => price), postedAt: price };
  },
};
