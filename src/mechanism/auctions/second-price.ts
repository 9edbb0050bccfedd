import { highestWins } from './highest-wins.ts';

/** The highest bid wins and pays the highest other bid. */
export const secondPrice = highestWins('second-price', ({ otherLow, otherHigh }) => [otherLow, otherHigh]);
