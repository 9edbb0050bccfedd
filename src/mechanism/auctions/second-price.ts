import { highestWins } from './highest-wins.ts';

/** The highest bid wins and pays the highest other bid. */
export const secondPrice = highestWins(
  { name: 'second-price', words: 'the highest bid wins and pays the highest other one' },
  ({ otherLow, otherHigh }) => [otherLow, otherHigh],
);
