/**
 * The double auction (Song22 section 5.2, with unequal sides and different laws as in its footnote 26).
 *
 * m sellers with one good each and n buyers who want one. The m goods go to the m highest of the m + n reported
 * numbers z_(1) <= z_(2) <= ...; price = (1 - kappa) z_(n) + kappa z_(n+1). Song22's competitive equilibrium mechanism
 * (CEM) is kappa = 0 with m = n.
 */
import type { AmbiguityQuestion } from '../beliefs/belief-set.ts';
import type { Dependence } from '../distributions/dependence.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { InputError } from '../errors.ts';

export interface DoubleAuction {
  readonly kind: 'double-auction';
  readonly sellers: number;
  readonly buyers: number;
  /** kappa in [0, 1]. */
  readonly kappa: number;
  readonly cost: Distribution;
  readonly value: Distribution;
  /** Of any two traders, one number for all; absent: independent. */
  readonly dependence?: Dependence;
  /** What is wanted of the full-insurance mechanism with this auction's interim utilities (Song22 Theorem 5.3). */
  readonly ambiguity?: AmbiguityQuestion;
  /** Mechanisms that are held against each other in place of the one of `kappa`, as `--mechanisms` names them. */
  readonly mechanisms?: readonly string[];
}

/** As many traders a side as keep every count below 2^31 and every sum exact. */
export const TRADERS_MAX = 2 ** 24;

export function doubleAuction(market: Omit<DoubleAuction, 'kind'>): DoubleAuction {
  for (const side of ['sellers', 'buyers'] as const) {
    const count = market[side];
    if (!Number.isInteger(count) || count < 1 || count > TRADERS_MAX) {
      throw new InputError(side, `must be a whole number from 1 to ${TRADERS_MAX}, got ${count}`);
    }
  }
  if (!(typeof market.kappa === 'number' && market.kappa >= 0 && market.kappa <= 1)) {
    throw new InputError('kappa', `must lie in [0, 1], got ${market.kappa}`);
  }
  return { kind: 'double-auction', ...market };
}

export const TRADERS = ['seller', 'buyer'] as const;
export type Trader = (typeof TRADERS)[number];

/**
 * One agent's problem. Only L = Y_(rank) and U = Y_(rank + 1) of the others' types matter to her (Song22 Appendix C).
 *
 * Seller of type c reporting x: sells iff x <= U, for (1 - kappa) max(L, x) + kappa U.
 * Buyer of type v reporting x: buys iff x > L, for (1 - kappa) L + kappa min(U, x).
 * Under reflection of the line the buyer is a seller with 1 - kappa for kappa. `pivotalWeight` is the share with which
 * her own report sets the price while L < x <= U: 1 - kappa for a seller, kappa for a buyer.
 */
export interface TraderProblem {
  readonly trader: Trader;
  readonly law: Distribution;
  readonly others: readonly { readonly count: number; readonly law: Distribution }[];
  readonly rank: number;
  readonly pivotalWeight: number;
}

export function traderProblem(market: DoubleAuction, trader: Trader): TraderProblem {
  const { sellers, buyers, kappa, cost, value } = market;
  return trader === 'seller'
    ? {
      trader, law: cost, others: [{ count: sellers - 1, law: cost }, { count: buyers, law: value }], rank: buyers - 1,
      pivotalWeight: 1 - kappa,
    }
    : {
      trader, law: value, others: [{ count: sellers, law: cost }, { count: buyers - 1, law: value }], rank: buyers, pivotalWeight: kappa,
    };
}
