import type { Auction } from './auction.ts';

/** The highest bid wins, and every bid is paid. */
export const allPay: Auction = {
  name: 'all-pay',
  payment: ({ bidLow, bidHigh }) => [bidLow, bidHigh],
};
