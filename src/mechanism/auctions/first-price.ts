import { highestWins } from './highest-wins.ts';

/** The highest bid wins and pays itself. */
export const firstPrice = highestWins('first-price', ({ bidLow, bidHigh, chance }) => [bidLow * chance, bidHigh * chance]);
