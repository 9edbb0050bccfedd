import type { Auction } from './auction.ts';

/** The highest bid wins and pays the highest other bid. */
export const secondPrice: Auction = {
  name: 'second-price',
  payment: ({ otherLow, otherHigh }) => [otherLow, otherHigh],
};
