import { highestWins } from './highest-wins.ts';

/** The highest bid wins, and every bid is paid. */
export const allPay = highestWins('all-pay', ({ bidLow, bidHigh }) => [bidLow, bidHigh]);
