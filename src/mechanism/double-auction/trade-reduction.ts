/** Trade reduction (kernels/double-auction-mechanisms/trade-reduction.ts): the least gainful of the efficient trades is always lost. */
import type { AuctionFamily } from './auction-mechanism.ts';

export const tradeReduction: AuctionFamily = {
  name: 'trade-reduction',
  usage: 'trade-reduction',
  create: (numbers) => (numbers.length > 0 ? undefined : {
    text: 'trade-reduction',
    structure: { dominant: true, loses: 'the least trade', balanced: false },
    rule: () => ({ rule: 'trade-reduction' }),
  }),
};
