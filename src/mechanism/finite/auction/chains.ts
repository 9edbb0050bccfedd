/**
 * Virtual values, bidder by bidder and given what the others are worth (Brooks23, CE07). For fixed v_-i the prior is a measure on i's
 * values v_1 < ... < v_K with weights f_k and upper tails S_k = Σ_{j >= k} f_j. Charging v_k collects R_k = v_k S_k. Weighted by f_k, the
 * local virtual value is R_k - R_{k+1} = v_k f_k - (v_{k+1} - v_k) S_{k+1}, and the ironed one the same difference of the least concave
 * majorant of R over S. So no division by f_k is needed, and values of probability 0 have a place.
 */
import type { Auction, FiniteModel } from '../../../environment/finite/environment.ts';
import { joinProfile } from '../../../environment/finite/profiles.ts';
import { InputError } from '../../../errors.ts';
import { isZero, sign, ZERO, type Rational } from '../../../programs/rational.ts';
import { requirePrior } from '../surplus.ts';

/** Bidder i's values against one profile of the others'; lists go by i's type. */
export interface Chain {
  readonly agent: number;
  /** Number of the others' profile. */
  readonly others: number;
  /** Profiles of all. */
  readonly profiles: readonly number[];
  readonly values: readonly Rational[];
  readonly weights: readonly Rational[];
  /** Σ of weights from here on. */
  readonly tails: readonly Rational[];
  /** Weight times local virtual value. */
  readonly local: readonly Rational[];
  /** Weight times ironed virtual value. */
  readonly ironed: readonly Rational[];
  /** How far the majorant lies above R_k: what is ironed, the multiplier of q_{k-1} <= q_k. */
  readonly gaps: readonly Rational[];
}

export type AuctionModel = FiniteModel & { readonly auction: Auction };

/** Throws InputError for environments that are no auctions. */
export function requireAuction(model: FiniteModel, why: string): AuctionModel {
  if (model.auction === undefined) throw new InputError('auction', `is missing; ${why} is about auctions`);
  return model as AuctionModel;
}

/** The least concave majorant of points (x, y), x not decreasing, at each x. */
export function majorant(xs: readonly Rational[], ys: readonly Rational[]): Rational[] {
  const hull: number[] = [];
  for (const [k, x] of xs.entries()) {
    while (hull.length > 0) {
      const b = hull.at(-1)!;
      const a = hull.at(-2);
      const level = xs[b]!.equals(x);
      if (level ? ys[b]!.compare(ys[k]!) > 0 : a === undefined) break;
      // b stays where it lies above the chord from a to k.
      if (!level) {
        const rise = ys[b]!.sub(ys[a!]!).mul(x.sub(xs[a!]!));
        if (rise.compare(ys[k]!.sub(ys[a!]!).mul(xs[b]!.sub(xs[a!]!))) > 0) break;
      }
      hull.pop();
    }
    if (hull.length === 0 || !xs[hull.at(-1)!]!.equals(x)) hull.push(k);
  }
  let at = 0;
  return xs.map((x) => {
    while (at + 1 < hull.length && xs[hull[at + 1]!]!.compare(x) <= 0) at++;
    const [a, b] = [hull[at]!, hull[at + 1]];
    if (b === undefined || xs[a]!.equals(x)) return ys[a]!;
    return ys[a]!.add(ys[b]!.sub(ys[a]!).mul(x.sub(xs[a]!)).div(xs[b]!.sub(xs[a]!)));
  });
}

function chainOf(model: AuctionModel, prior: readonly Rational[], agent: number, others: number): Chain {
  const values = model.auction.values[agent]!;
  const profiles = values.map((_, type) => joinProfile(model.profiles, agent, type, others));
  const weights = profiles.map((profile) => prior[profile]!);
  const tails = weights.map(() => ZERO);
  let tail = ZERO;
  for (let k = weights.length - 1; k >= 0; k--) tails[k] = tail = tail.add(weights[k]!);
  const takings = values.map((value, k) => value.mul(tails[k]!));
  const local = takings.map((taken, k) => taken.sub(takings[k + 1] ?? ZERO));
  // Over S from 0 upwards: the highest value first.
  const top = majorant([ZERO, ...tails.toReversed()], [ZERO, ...takings.toReversed()]).slice(1).reverse();
  return {
    agent, others, profiles, values, weights, tails, local,
    ironed: top.map((height, k) => height.sub(top[k + 1] ?? ZERO)),
    gaps: top.map((height, k) => height.sub(takings[k]!)),
  };
}

/** `[agent][others' profile]`. Throws InputError where there is no prior. */
export function chainsOf(model: AuctionModel): Chain[][] {
  const prior = requirePrior(model, 'revenue');
  return model.agents.map((_, agent) =>
    Array.from({ length: model.profiles.othersSize[agent]! }, (__, others) => chainOf(model, prior, agent, others)));
}

/** A list over profiles, by agent. */
export function byProfile(
  model: AuctionModel, chains: readonly (readonly Chain[])[], of: (chain: Chain) => readonly Rational[],
): Rational[][] {
  return chains.map((mine) => {
    const table = Array.from({ length: model.profiles.size }, () => ZERO);
    for (const chain of mine) of(chain).forEach((value, k) => { table[chain.profiles[k]!] = value; });
    return table;
  });
}

/** Σ over profiles of the highest of weights `[agent][profile]` and 0: what "the highest virtual value" promises. */
export function pointwiseBound(weights: readonly (readonly Rational[])[]): Rational {
  let total = ZERO;
  for (const profile of weights[0]!.keys()) {
    let best = ZERO;
    for (const row of weights) if (row[profile]!.compare(best) > 0) best = row[profile]!;
    total = total.add(best);
  }
  return total;
}

/** The virtual value that a weight stands for; undefined at a profile of probability 0. */
export const perWeight = (weighted: Rational, weight: Rational): Rational | undefined => (
  isZero(weight) ? undefined : weighted.div(weight)
);

/**
 * The winner's lottery `[agent][profile]` of the highest weight: the first listed of several; at 0 the object is sold where `eager`.
 */
export function pointwiseAllocation(weights: readonly (readonly Rational[])[], one: Rational, eager: boolean): Rational[][] {
  const won = weights.map((row) => row.map(() => ZERO));
  for (const profile of weights[0]!.keys()) {
    let winner = -1;
    for (const [agent, row] of weights.entries()) {
      const ahead = winner < 0 ? sign(row[profile]!) > (eager ? -1 : 0) : row[profile]!.compare(weights[winner]![profile]!) > 0;
      if (ahead) winner = agent;
    }
    if (winner >= 0) won[winner]![profile] = one;
  }
  return won;
}
