/**
 * The gain of a lie in the full-insurance mechanism built from a mechanism's interim utility, when beliefs are evaluated by the worst
 * of a set, in units of money: g(t, s) - Lambda(t, s), Lambda the ambiguity premium (ambiguity-premium.ts); and the largest over lies.
 *
 *     ambiguousGainOnLadder          social choice problems, from gains and premiums of all pairs
 *     ambiguousGainOfRanked          the same without sampling, lies in the order of their gains under the prior
 *     largestServedGain              who is served or not against one opponent, on the continuum (served-gains/largest.ts)
 *     ambiguousGainOfTrader, ambiguousGainsOfTrader    double auctions, on the continuum (ambiguous-gain/trader.ts)
 */
import { payoffSize, type InterimQuestion } from '../experiments/interim-sums.ts';
import { exactly, type Interval } from '../statistics/interval.ts';
import { union } from '../statistics/union.ts';
import type { AmbiguityPremium } from './ambiguity-premium.ts';
import { certain, signalAt, witnessOf, type Certified, type Pair } from './certified.ts';
import type { PairGains } from './misreport-gain.ts';

export { ambiguousGainOfTrader, ambiguousGainsOfTrader, type CoupledSet } from './ambiguous-gain/trader.ts';



/** Gains of lies under each set of a family. */
export interface GainsUnder {
  readonly question: InterimQuestion;
  readonly lies: readonly Pair[];
  /** Increasing. */
  readonly deltas: readonly number[];
  /** Gains up to this are none: what arithmetic can move a payoff by. */
  readonly slack: number;
  /** Under the prior. */
  bayesian(lie: Pair): number;
  estimate(lie: Pair, d: number): number;
  standardError(lie: Pair, d: number): number;
  /** All lies of one delta at once, at 1 - alpha / 2. */
  upper(lie: Pair, d: number): number;
  /** One lie, at 1 - alpha / 2. */
  lower(lie: Pair, d: number): number;
}

/** What is sure of mu(report) - mu(type), without a sample (src/mechanism/gain-slopes.ts); absent: nothing. */
export type UtilityRise = (lie: Pair) => readonly [number, number];

export interface GainsUnderOptions {
  readonly gains: PairGains;
  readonly lies: readonly Pair[];
  /** Builds the premium at an error probability, halved between its sides. */
  readonly premiumAt: (alpha: number) => AmbiguityPremium;
  readonly alpha: number;
  readonly utilityRise?: UtilityRise;
}

/** Of sums of a few doubles, as a share of them. */
const ROUNDING = 1e-12;

/**
 * Gain under ambiguity in two ways, whichever is better: g - Lambda, and mu(report) - mu(type) + min_F E_F h. The second has no
 * noise left where a report hardly ever leads anywhere else and the first is a difference of two small numbers. Error
 * probability in thirds: g, Lambda, the least payoff; in halves where there is no second way.
 */
export function gainsUnder({ gains, lies, premiumAt, alpha, utilityRise }: GainsUnderOptions): GainsUnder {
  const shared = premiumAt(utilityRise ? alpha / 3 : alpha / 2);
  const { worst } = shared;
  const twoWays = utilityRise !== undefined && worst !== undefined;
  const ofGain = alpha / 2 / (utilityRise ? 3 : 2);
  const each = union(ofGain, lies.length);
  return {
    question: gains.sums.question, lies, deltas: shared.deltas, slack: 2 * gains.sums.rounding + ROUNDING * payoffSize(gains.sums),
    bayesian: (lie) => gains.at(lie).mean,
    estimate(lie, d) {
      const { report, type } = lie;
      const plain = gains.at(lie).mean - shared.at(report, type, d).estimate;
      if (!twoWays) return plain;
      const [low, high] = utilityRise(lie);
      const left = worst(report, type, d).estimate;
      return Math.max(low + left, Math.min(high + left, plain));
    },
    standardError: (lie, d) => gains.standardError(lie) + (shared.standardError?.(lie.report, lie.type, d) ?? 0),
    upper(lie, d) {
      const { report, type } = lie;
      const plain = gains.upper(lie, each) - shared.at(report, type, d).lower;
      return twoWays ? Math.min(plain, utilityRise(lie)[1] + worst(report, type, d).upper) : plain;
    },
    lower(lie, d) {
      const { report, type } = lie;
      const plain = gains.lower(lie, ofGain) - shared.at(report, type, d).upper;
      return twoWays ? Math.max(plain, utilityRise(lie)[0] + worst(report, type, d).lower) : plain;
    },
  };
}

/** What is left of a pilot's doubt in a sample eight times as large, at least as the root of its size goes. */
const FORESEEN = 0.35;

/** Gain less what a larger sample's lower bound is likely to take off. */
export const foreseen = (gains: GainsUnder, lie: Pair, d: number): number => {
  const estimate = gains.estimate(lie, d);
  return estimate - FORESEEN * (estimate - gains.lower(lie, d));
};

/**
 * The most gained by any lie under the set of index d; the lower bound and the estimate are those of `witness`, which an independent
 * sample chose. What arithmetic cannot tell from 0 is 0.
 */
export function ambiguousGainOnLadder(gains: GainsUnder, d: number, witness: Pair | undefined): Certified {
  if (!witness) return { ...exactly(0), guarantee: 'grid' };
  const upper = gains.lies.reduce((most, lie) => Math.max(most, gains.upper(lie, d)), -Infinity);
  const told = (x: number): number => (Math.abs(x) <= gains.slack ? 0 : x);
  return {
    estimate: told(gains.estimate(witness, d)),
    lower: told(gains.lower(witness, d)),
    upper: told(upper),
    guarantee: 'grid',
    witness: witnessOf(gains.question, witness),
  };
}

/** The lie whose gain under set d a larger sample is likely to bound highest. */
export function mostGainfulLie(gains: GainsUnder, d: number): Pair | undefined {
  let best: { lie: Pair; score: number } | undefined;
  for (const lie of gains.lies) {
    if (best && gains.estimate(lie, d) <= best.score) continue;
    const score = foreseen(gains, lie, d);
    if (score > (best?.score ?? -Infinity)) best = { lie, score };
  }
  return best?.lie;
}

/** All ordered pairs of different positions. */
export function allLies(question: InterimQuestion): Pair[] {
  const positions = question.paired.map((_, p) => p);
  return positions.flatMap((report) =>
    positions.flatMap((type) => (signalAt(question, report).every((x, c) => x === signalAt(question, type)[c]) ? [] : [{ report, type }])));
}

/** A lie with a bound on its gain under the prior. */
export interface RankedLie extends Pair {
  readonly most: number;
}

/**
 * The largest gain by any of the lies, of which those that gain most under the prior come first. No lie gains more under a larger set
 * that holds the prior, so the rest need not be looked at; sets that leave the prior out have no such order (`ordered` false), and
 * all lies are looked at. Gains within `slack` of 0 are none.
 */
export function ambiguousGainOfRanked(
  question: InterimQuestion,
  ranked: readonly RankedLie[],
  gain: (lie: Pair) => Interval,
  slack: number,
  ordered = true,
): Certified {
  const [first, ...rest] = ranked;
  if (!first) return certain(0);
  let best = { ...gain(first), lie: first as Pair };
  let [lower, upper] = [best.lower, best.upper];
  for (const lie of rest) {
    if (ordered && lie.most <= lower) break;
    const one = gain(lie);
    if (one.estimate > best.estimate) best = { ...one, lie };
    [lower, upper] = [Math.max(lower, one.lower), Math.max(upper, one.upper)];
  }
  const none = (x: number): number => (Math.abs(x) <= slack ? 0 : x);
  return {
    estimate: none(best.estimate),
    lower: none(lower),
    upper: none(upper),
    guarantee: 'grid',
    witness: witnessOf(question, best.lie),
  };
}
