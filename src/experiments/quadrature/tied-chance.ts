/**
 * A trader's chance of trading in a market with ties: m goods go to the m highest of all numbers, equal ones of a side share evenly, and
 * of a seller and a buyer who tie the seller keeps her good. A trader's place among the equal ones of her side is u, uniform on [0, 1];
 * with B and K binomial counts of others,
 *
 *     a buyer gets a good where    B(n - 1, ahead + u tied) + K(m, across) < m,     across: chance of a seller with a number no lower,
 *     a seller sells where         B(m - 1, ahead + u tied) + K(n, across) >= m,    across: chance of a buyer with a higher number,
 *
 * `ahead` being the chance of one of her own side with a higher number. The mean over u is by Gauss and Legendre.
 */
import { gaussLegendre } from '../../distributions/quadrature.ts';
import { sumWith } from '../../statistics/binomial-sum.ts';

export interface Sides {
  readonly sellers: number;
  readonly buyers: number;
}

/** Chances of one other trader. */
export interface Standing {
  readonly ahead: number;
  readonly tied: number;
  readonly across: number;
}

/**
 * Expected number of tied traders in one panel of the quadrature. A polynomial of degree n in a chance p that is a sum of binomial terms
 * is at most (|p| + |1 - p|)^n in size, so on panels of width 2H in p the rule of order k errs by at most
 * (64/15) exp(n H r) r^-2k / (1 - r^-2) for every r > 1: of order sixteen below 1e-15 at n H = 3.5 and r = 9, of order four below 2e-15 at
 * n H = 0.035 and r = 228.
 */
const PANEL = 7;
const FEW = 0.07;

const NODES = [0.3399810435848563, 0.8611363115940526] as const;
const WEIGHTS = [0.6521451548625461, 0.3478548451374539] as const;

/** By the rule of order four. */
const ofFour = (f: (u: number) => number): number =>
  NODES.reduce((sum, x, i) => sum + (WEIGHTS[i]! / 2) * (f((1 - x) / 2) + f((1 + x) / 2)), 0);

/** Mean over u in [0, 1] of f(from + u width), f being made of binomial terms of `trials` trials. */
function evenly(f: (p: number) => number, trials: number, from: number, width: number): number {
  const at = (u: number): number => f(Math.min(1, from + u * width));
  if (width === 0) return at(0);
  if (trials * width <= FEW) return Math.min(1, Math.max(0, ofFour(at)));
  const panels = Math.max(1, Math.ceil((trials * width) / PANEL));
  let sum = 0;
  for (let j = 0; j < panels; j++) sum += gaussLegendre(at, j / panels, (j + 1) / panels);
  return Math.min(1, Math.max(0, sum));
}

/** exp(-SURE) is left out. */
const SURE = 35;

/**
 * Pr(B(trials, ahead + u tied) + K < goods), its mean over u. Where the mean of the sum is far from the number of goods it is one or
 * none, by Hoeffding's inequality.
 */
function notOutnumbered(trials: number, { ahead, tied, across }: Standing, others: number, goods: number): number {
  const [least, most] = [trials * ahead + others * across, trials * Math.min(1, ahead + tied) + others * across];
  const isSure = (apart: number): boolean => apart > 0 && 2 * apart * apart > SURE * (trials + others);
  if (isSure(goods - most)) return 1;
  if (isSure(least - (goods - 1))) return 0;
  const beside = sumWith({ count: others, p: across });
  return evenly((p) => beside({ count: trials, p }, goods).below, trials, ahead, tied);
}

/** To within 1e-12, rounding included. */
export const buyerChance = ({ sellers, buyers }: Sides, standing: Standing): number =>
  notOutnumbered(buyers - 1, standing, sellers, sellers);

/** To within 1e-12, rounding included. */
export const sellerChance = ({ sellers, buyers }: Sides, standing: Standing): number =>
  1 - notOutnumbered(sellers - 1, standing, buyers, sellers);
