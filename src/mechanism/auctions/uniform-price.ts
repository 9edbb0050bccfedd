import { highestWins } from './highest-wins.ts';

/** Several like objects, one at most to each bidder: the highest bids win, and every winner pays the highest bid that loses. */
export const uniformPrice = highestWins(
  { name: 'uniform-price', words: 'several like objects, one at most to each: winners pay the highest bid that loses', asks: 'units' },
  ({ otherLow, otherHigh }) => [otherLow, otherHigh],
);
