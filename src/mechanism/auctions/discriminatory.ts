import type { Auction } from './auction.ts';
import { highestWins, type Payment } from './highest-wins.ts';
import { unitOutcomes } from './several-units.ts';

const payment: Payment = ({ bidLow, bidHigh, chance }) => [bidLow * chance, bidHigh * chance];

/** Several like objects: the highest bids win, and each is paid. */
export const discriminatory: Auction = {
  ...highestWins({ name: 'discriminatory', words: 'several like objects: the highest bids win and are paid', asks: 'units',
    paysOwn: 'winners' }, payment),
  unitOutcomes: unitOutcomes(payment, false),
};
