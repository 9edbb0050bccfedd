import { highestWins } from './highest-wins.ts';

/** The highest bid wins, and every bid is paid. */
export const allPay = highestWins(
  { name: 'all-pay', words: 'the highest bid wins and every bid is paid', paysOwn: 'all' }, ({ bidLow, bidHigh }) => [bidLow, bidHigh],
);
