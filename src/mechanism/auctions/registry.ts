/** Auctions of one object whose bid functions can be certified, one line each. */
import { allPay } from './all-pay.ts';
import type { Auction } from './auction.ts';
import { firstPrice } from './first-price.ts';
import { secondPrice } from './second-price.ts';

export const AUCTIONS: readonly Auction[] = [firstPrice, secondPrice, allPay];

/** The auction of that name. Throws RangeError for another. */
export function auctionNamed(name: string): Auction {
  const found = AUCTIONS.find((auction) => auction.name === name);
  if (found === undefined) throw new RangeError(`must be one of ${AUCTIONS.map((auction) => auction.name).join(', ')}, got ${name}`);
  return found;
}
