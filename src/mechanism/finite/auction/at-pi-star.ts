/** Program (P') of Brooks23 at Chung and Ely's beliefs π*, and what it collects beyond the best ex post. */
import type { Rational } from '../../../programs/rational.ts';
import type { Solve } from '../../../programs/solve.ts';
import { bestBayesian, type BestBayesian } from './best-bayesian.ts';
import { byProfile, chainsOf, pointwiseBound, type AuctionModel, type Chain } from './chains.ts';
import { exPostRevenue } from './ex-post-revenue.ts';
import { piStar } from './pi-star.ts';

/** Σ of the highest local virtual values, or 0: no Bayesian mechanism collects more at π*. */
export const localBound = (model: AuctionModel, chains: readonly (readonly Chain[])[]): Rational =>
  pointwiseBound(byProfile(model, chains, (chain) => chain.local));

/** Its value: between the best revenue ex post and the local bound where these are equal, else the program's. */
export async function bestAtPiStar(
  model: AuctionModel, chains: readonly (readonly Chain[])[], local: Rational, exPost: Rational | undefined, solve?: Solve,
): Promise<BestBayesian> {
  if (exPost?.equals(local))
    return {
      status: 'optimal', value: local, basis: 'between the best revenue ex post and the highest local virtual values, which are equal',
    };
  return bestBayesian(model, piStar(chains), false, solve);
}

/** The gap at π* as a share of what is collected there, in [0, 1); undefined where a program leaves it open. */
export async function revenueGap(model: AuctionModel, solve?: Solve): Promise<Rational | undefined> {
  const found = await exPostRevenue(model, solve);
  if (found.status !== 'optimal') return undefined;
  const chains = chainsOf(model);
  const { revenue } = found.auction;
  const best = await bestAtPiStar(model, chains, localBound(model, chains), revenue, solve);
  return best.status === 'optimal' ? best.value.sub(revenue).div(best.value) : undefined;
}
