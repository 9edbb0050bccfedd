import { highestWins } from './highest-wins.ts';

/** The highest bid wins and pays itself. */
export const firstPrice = highestWins(
  { name: 'first-price', words: 'the highest bid wins and is paid', paysOwn: 'winners' },
  ({ bidLow, bidHigh, chance }) => [bidLow * chance, bidHigh * chance],
);
