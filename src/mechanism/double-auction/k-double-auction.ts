/**
 * The k-double auction at any kappa (Rustichini, Satterthwaite and Williams 1994; kernels/double-auction-mechanisms/k-double-auction.ts).
 * Reports that are true are cleared efficiently; what a lie gains is what studies of double auctions certify.
 */
import type { AuctionFamily, AuctionMechanism } from './auction-mechanism.ts';

const at = (kappa: number, text: string): AuctionMechanism => ({
  text,
  structure: { dominant: false, loses: 'nothing', balanced: true },
  kappa,
  rule: () => ({ rule: 'k-double-auction', kappa }),
});

/** Song22's competitive equilibrium mechanism: kappa = 0. */
export const cem: AuctionFamily = {
  name: 'cem',
  usage: 'cem',
  create: (numbers) => (numbers.length === 0 ? at(0, 'cem') : undefined),
};

export const kDoubleAuction: AuctionFamily = {
  name: 'k-double-auction',
  usage: 'k-double-auction(KAPPA), KAPPA in [0, 1]',
  create(numbers) {
    const [kappa] = numbers;
    if (numbers.length !== 1) return undefined;
    if (!(kappa! >= 0 && kappa! <= 1)) throw new RangeError(`KAPPA must be in [0, 1], got ${kappa}`);
    return kappa === 0 ? at(0, 'cem') : at(kappa!, `k-double-auction(${kappa})`);
  },
};
