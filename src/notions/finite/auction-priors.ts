/**
 * Classes of priors of auctions. Own-monotone: given the others' values, a bidder's local virtual value does not decrease in her own
 * (Brooks23's "regular"): nothing has to be ironed. Single-crossing: a bidder whose local virtual value is the highest and not
 * negative keeps that position as her value rises, strictly where it was strict; then the pointwise allocation is monotone. Under
 * correlation own-monotone does not imply single-crossing: the others' virtual values move with mine.
 */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { typesIn } from '../../environment/finite/profiles.ts';
import { byProfile, type AuctionModel, type Chain } from '../../mechanism/finite/auction/chains.ts';
import { isZero, rationalText, sign, ZERO, type Rational } from '../../programs/rational.ts';

export interface PriorClass {
  readonly holds: boolean;
  /** Where it fails, in words. */
  readonly witness?: string;
}

const at = ({ agents, profiles }: Pick<FiniteModel, 'agents' | 'profiles'>, profile: number): string =>
  `(${typesIn(profiles, profile).map((type, i) => agents[i]!.types[type]).join(', ')})`;

const shown = (weighted: Rational, weight: Rational): string => (
  isZero(weight) ? 'without limit below' : rationalText(weighted.div(weight))
);

export function ownMonotone(model: AuctionModel, chains: readonly (readonly Chain[])[]): PriorClass {
  for (const { agent, profiles, gaps, local, weights } of chains.flat()) {
    const k = gaps.findIndex((gap, type) => type > 0 && !isZero(gap));
    if (k < 0) continue;
    // The virtual value falls somewhere within the stretch that is ironed.
    const fall = profiles.findIndex(
      (_, type) => type > 0 && local[type]!.mul(weights[type - 1]!).compare(local[type - 1]!.mul(weights[type]!)) < 0,
    );
    const low = fall < 0 ? k : fall;
    return {
      holds: false,
      witness: `the virtual value of ${model.agents[agent]!.name} is ${shown(local[low - 1]!, weights[low - 1]!)} at `
        + `${at(model, profiles[low - 1]!)} and `
        + `${shown(local[low]!, weights[low]!)} at ${at(model, profiles[low]!)}`,
    };
  }
  return { holds: true };
}

/** 1 where the bidder is strictly ahead of 0 and all others, 0 where level with the best of them, -1 behind. */
function standing(weights: readonly (readonly Rational[])[], agent: number, profile: number): -1 | 0 | 1 {
  let best = ZERO;
  for (const [other, row] of weights.entries()) if (other !== agent && row[profile]!.compare(best) > 0) best = row[profile]!;
  return sign(weights[agent]![profile]!.sub(best));
}

export function singleCrossing(model: AuctionModel, chains: readonly (readonly Chain[])[]): PriorClass {
  const local = byProfile(model, chains, (chain) => chain.local);
  for (const { agent, profiles } of chains.flat()) {
    for (let k = 1; k < profiles.length; k++) {
      const [before, after] = [standing(local, agent, profiles[k - 1]!), standing(local, agent, profiles[k]!)];
      if (before < 0 || after >= before) continue;
      const { name } = model.agents[agent]!;
      return {
        holds: false,
        witness: `the virtual value of ${name} is ${before > 0 ? 'alone the highest' : 'among the highest'} at `
          + `${at(model, profiles[k - 1]!)} and `
          + `${after < 0 ? 'is not' : 'shares that place'} at ${at(model, profiles[k]!)}`,
      };
    }
  }
  return { holds: true };
}
