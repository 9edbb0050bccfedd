/** A market's own mechanism among those that it may be compared with. */
import type { DoubleAuction } from '../../environment/double-auction.ts';

/** The text of the mechanism that a market's kappa names. */
export const ownMechanism = ({ kappa }: DoubleAuction): string => (kappa === 0 ? 'cem' : `k-double-auction(${kappa})`);
