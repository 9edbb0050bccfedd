/** Auctions whose bid functions can be certified, one line each. */
import { allPay } from './all-pay.ts';
import type { Auction } from './auction.ts';
import { nearestBid, nearestVcg, proportional, proxy, vickrey } from './core-selecting.ts';
import { discriminatory } from './discriminatory.ts';
import { firstPrice } from './first-price.ts';
import { localLocalGlobal } from './local-local-global.ts';
import { secondPrice } from './second-price.ts';
import { splitAward } from './split-award.ts';
import { tullock } from './tullock.ts';
import { uniformPrice } from './uniform-price.ts';

export const AUCTIONS: readonly Auction[] = [
  firstPrice, secondPrice, allPay, discriminatory, uniformPrice, splitAward, tullock,
  localLocalGlobal('nearest-vcg', 'what is nearest to their Vickrey payments', nearestVcg),
  localLocalGlobal('nearest-bid', 'what is nearest to their bids', nearestBid),
  localLocalGlobal('proxy', 'even shares, up to their bids', proxy),
  localLocalGlobal('proportional', 'in proportion to their bids', proportional),
  localLocalGlobal('vcg', 'their Vickrey payments', vickrey),
];

/** The auction of that name. Throws RangeError for another. */
export function auctionNamed(name: string): Auction {
  const found = AUCTIONS.find((auction) => auction.name === name);
  if (found === undefined) throw new RangeError(`must be one of ${AUCTIONS.map((auction) => auction.name).join(', ')}, got ${name}`);
  return found;
}
