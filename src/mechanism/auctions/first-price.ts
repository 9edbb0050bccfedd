import type { Auction } from './auction.ts';

/** The highest bid wins and pays itself. */
export const firstPrice: Auction = {
  name: 'first-price',
  payment: ({ bidLow, bidHigh, chance }) => [bidLow * chance, bidHigh * chance],
};
