import { highestWins } from './highest-wins.ts';

/** Several like objects, one at most to each bidder: the highest bids win, and each winner pays hers. */
export const discriminatory = highestWins(
  { name: 'discriminatory', words: 'several like objects, one at most to each: the highest bids win and are paid', asks: 'units',
    paysOwn: 'winners' },
  ({ bidLow, bidHigh, chance }) => [bidLow * chance, bidHigh * chance],
);
