import type { Auction } from './auction.ts';
import { highestWins, type Payment } from './highest-wins.ts';
import { unitOutcomes } from './several-units.ts';

const payment: Payment = ({ otherLow, otherHigh }) => [otherLow, otherHigh];

/** Several like objects: the highest bids win, and every object won costs the highest bid that loses. */
export const uniformPrice: Auction = {
  ...highestWins({ name: 'uniform-price', words: 'several like objects: winners pay the highest bid that loses', asks: 'units' }, payment),
  unitOutcomes: unitOutcomes(payment, true),
};
