/**
 * delta*: the smallest set of beliefs, of a family that grows with delta, under which no lie gains in the full-insurance
 * mechanism (src/ambiguity/insurance-loss.ts), over the pairs of a grid.
 *
 * Bounds test a ladder of deltas in order. `upper`: from the top down, each delta at alpha / 2, for all lies at once; delta* is at
 * most the last of the leading run at which no lie gains for certain. If delta* were above it, a true hypothesis would have been
 * rejected, and the first such one at that, so no union over the ladder is due. `lower`: from the bottom up, one lie named
 * by an independent sample; delta* is at least the last of the leading run at which it certainly gains.
 */
import type { InsuranceLoss } from '../../ambiguity/insurance-loss.ts';
import type { InterimQuestion } from '../../social-choice/interim-sums.ts';
import { signalAt, witnessOf, type Certified, type Pair } from './certified.ts';
import type { ReachLoss } from './insurance-loss.ts';
import type { PairGains } from './pairs.ts';

/** Gains of lies under each set of a family. */
export interface GainsUnder {
  readonly question: InterimQuestion;
  readonly lies: readonly Pair[];
  /** Increasing. */
  readonly deltas: readonly number[];
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

/** What a family's losses must tell; `worst` of tables without sampling may be missing. */
export type Losses = InsuranceLoss & Partial<Pick<ReachLoss, 'worst' | 'standardError'>>;

export interface GainsUnderOptions {
  readonly gains: PairGains;
  readonly lies: readonly Pair[];
  /** Builds the losses at an error probability, halved between its sides. */
  readonly lossesAt: (alpha: number) => Losses;
  readonly alpha: number;
  readonly utilityRise?: UtilityRise;
}

/**
 * Gain under ambiguity in two ways, whichever is better: g - Lambda, and mu(report) - mu(type) + min_F E_F h. The second has no
 * noise left where a report hardly ever leads anywhere else and the first is a difference of two small numbers. Error
 * probability in thirds: g, Lambda, the least payoff; in halves where there is no second way.
 */
export function gainsUnder({ gains, lies, lossesAt, alpha, utilityRise }: GainsUnderOptions): GainsUnder {
  const shared = lossesAt(utilityRise ? alpha / 3 : alpha / 2);
  const { worst } = shared;
  const twoWays = utilityRise !== undefined && worst !== undefined;
  const ofGain = alpha / 2 / (utilityRise ? 3 : 2);
  const each = ofGain / Math.max(1, lies.length);
  return {
    question: gains.sums.question, lies, deltas: shared.deltas,
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

export interface DeltaStar {
  readonly estimate: number;
  readonly lower: number;
  /** 1 where no delta of the ladder is certified. */
  readonly upper: number;
  /** At `upper` no lie gains for certain: otherwise it is 1 for want of anything better, and delta* may not exist. */
  readonly certified: boolean;
  readonly lie?: Pair;
}

/** Standard errors that a lie's gain must stand above its rivals' noise. */
const CAUTION = 2;

/** Where a falling function of the ladder, known at 0 too, crosses zero: linear between. 1 where it never does. */
function crossing(deltas: readonly number[], atZero: number, at: (d: number) => number): number {
  let [before, x] = [atZero, 0];
  if (before <= 0) return 0;
  for (const [d, delta] of deltas.entries()) {
    const here = at(d);
    if (here <= 0) return x + ((delta - x) * before) / (before - here);
    [before, x] = [here, delta];
  }
  return 1;
}

/** The delta that one lie needs. */
export const deltaOfLie = (gains: GainsUnder, lie: Pair, caution = 0): number =>
  crossing(gains.deltas, gains.bayesian(lie) - caution * gains.standardError(lie, 0), (d) => gains.estimate(lie, d) - caution * gains.standardError(lie, d));

/** The lie that looks to need most, after a few standard errors are taken off; and what it is taken to need. Undefined where no lie gains. */
export function bindingLie(gains: GainsUnder): { readonly lie: Pair; readonly delta: number } | undefined {
  let best: { lie: Pair; cautious: number } | undefined;
  for (const caution of [CAUTION, 0]) {
    for (const lie of gains.lies) {
      const cautious = deltaOfLie(gains, lie, caution);
      if (cautious > (best?.cautious ?? 0)) best = { lie, cautious };
    }
    if (best) return { lie: best.lie, delta: deltaOfLie(gains, best.lie) };
  }
  return undefined;
}

/** `witness`: the lie that an independent sample chose; absent: none gained there, and the lower bound is 0. */
export function deltaStar(gains: GainsUnder, witness: Pair | undefined): DeltaStar {
  const { deltas, lies } = gains;
  let safe = deltas.length;
  while (safe > 0 && lies.every((lie) => gains.upper(lie, safe - 1) <= 0)) safe--;
  let gaining = 0;
  while (witness && gaining < deltas.length && gains.lower(witness, gaining) > 0) gaining++;
  const lower = gaining === 0 ? 0 : deltas[gaining - 1]!;
  const certified = safe < deltas.length;
  const upper = Math.max(lower, certified ? deltas[safe]! : 1);
  const estimate = witness ? deltaOfLie(gains, witness) : 0;
  return { estimate: Math.min(upper, Math.max(lower, estimate)), lower, upper, certified, ...(witness ? { lie: witness } : {}) };
}

/** The most gained by any lie under the set of index d; the lower bound and the estimate are those of `witness`, which an independent sample chose. */
export function largestGainUnder(gains: GainsUnder, d: number, witness: Pair | undefined): Certified {
  if (!witness) return { estimate: 0, lower: 0, upper: 0, guarantee: 'grid' };
  const upper = gains.lies.reduce((most, lie) => Math.max(most, gains.upper(lie, d)), -Infinity);
  return { estimate: gains.estimate(witness, d), lower: gains.lower(witness, d), upper, guarantee: 'grid', witness: witnessOf(gains.question, witness) };
}

/** The lie that gains most under set d after a few standard errors are taken off. */
export function mostGainfulLie(gains: GainsUnder, d: number): Pair | undefined {
  const score = (lie: Pair): number => gains.estimate(lie, d) - CAUTION * gains.standardError(lie, d);
  return gains.lies.reduce<Pair | undefined>((top, lie) => (top === undefined || score(lie) > score(top) ? lie : top), undefined);
}

/** All ordered pairs of different positions. */
export function allLies(question: InterimQuestion): Pair[] {
  const positions = question.pairs.map((_, p) => p);
  return positions.flatMap((report) => positions.flatMap((type) => (signalAt(question, report).every((x, c) => x === signalAt(question, type)[c]) ? [] : [{ report, type }])));
}
