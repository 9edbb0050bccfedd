/**
 * delta*: the smallest set of beliefs, of a family that grows with delta, under which no lie gains in the full-insurance
 * mechanism (src/beliefs/ambiguity-premium.ts), over the pairs of a grid.
 *
 * Bounds test a ladder of deltas in order. `upper`: from the top down, each delta at alpha / 2, for all lies at once; delta* is at
 * most the last of the leading run at which no lie gains for certain. If delta* were above it, a true hypothesis would have been
 * rejected, and the first such one at that, so no union over the ladder is due. `lower`: from the bottom up, one lie named
 * by an independent sample; delta* is at least the last of the leading run at which it certainly gains.
 */
import type { Interval } from '../../statistics/interval.ts';
import type { AmbiguityPremium } from '../../beliefs/ambiguity-premium.ts';
import type { InterimQuestion } from '../../experiments/interim-sums.ts';
import { signalAt, witnessOf, type Certified, type Pair } from './certified.ts';
import type { ReachLoss } from './ambiguity-premium.ts';
import type { PairGains } from './pairs.ts';

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

/** What a family's losses must tell; `worst` of tables without sampling may be missing. */
export type Losses = Pick<AmbiguityPremium, 'deltas' | 'at' | 'profiles'> & Partial<Pick<ReachLoss, 'worst' | 'standardError' | 'wald'>>;

export interface GainsUnderOptions {
  readonly gains: PairGains;
  readonly lies: readonly Pair[];
  /** Builds the losses at an error probability, halved between its sides. */
  readonly lossesAt: (alpha: number) => Losses;
  readonly alpha: number;
  readonly utilityRise?: UtilityRise;
}

/** Of sums of a few doubles. */
const ROUNDING = 1e-12;

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
    question: gains.sums.question, lies, deltas: shared.deltas, slack: 2 * gains.sums.rounding + ROUNDING,
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

/** `upper` is 1 where no delta of the ladder is certified. */
export interface DeltaStar extends Interval {
  /** At `upper` no lie gains for certain: otherwise it is 1 for want of anything better, and delta* may not exist. */
  readonly certified: boolean;
  readonly lie?: Pair;
}

/** Standard errors that a lie's gain must stand above its rivals' noise. */
const CAUTION = 2;

/** Shares of the gain before that count as nothing. */
const NOTHING = 1e-6;

/**
 * Where a falling function of the ladder, known at 0 too, crosses zero: linear between; where it ends at zero, not below, on the line
 * of the two points before. 1 where it never does.
 */
function crossing(deltas: readonly number[], atZero: number, at: (d: number) => number): number {
  const points = [{ x: 0, y: atZero }];
  if (atZero <= 0) return 0;
  for (const [d, delta] of deltas.entries()) {
    const [before, here] = [points.at(-1)!, { x: delta, y: at(d) }];
    if (here.y <= 0) {
      const [from, to] = here.y < -NOTHING * before.y || points.length === 1 ? [before, here] : [points.at(-2)!, before];
      const zero = to.y < from.y ? from.x + ((to.x - from.x) * from.y) / (from.y - to.y) : delta;
      return Math.min(delta, Math.max(before.x, zero));
    }
    points.push(here);
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

/** What is left of a pilot's doubt in a sample eight times as large, at least as the root of its size goes. */
const FORESEEN = 0.35;

/** Gain less what a larger sample's lower bound is likely to take off. */
const foreseen = (gains: GainsUnder, lie: Pair, d: number): number => {
  const estimate = gains.estimate(lie, d);
  return estimate - FORESEEN * (estimate - gains.lower(lie, d));
};

/** The lie whose lower bound is likely to be the highest; not always the one that binds, which may be hard to tell from none. */
export function surestLie(gains: GainsUnder): Pair | undefined {
  const promising = gains.lies.map((lie) => ({ lie, delta: deltaOfLie(gains, lie) })).filter(({ delta }) => delta > 0).sort((a, b) => b.delta - a.delta);
  let best: { lie: Pair; delta: number } | undefined;
  for (const { lie, delta } of promising) {
    if (best && delta <= best.delta) break;
    const doubt = gains.estimate(lie, 0) - foreseen(gains, lie, 0);
    const sure = crossing(gains.deltas, gains.bayesian(lie) - doubt, (d) => foreseen(gains, lie, d));
    if (sure > (best?.delta ?? 0)) best = { lie, delta: sure };
  }
  return best?.lie;
}

/** Lies that an independent sample named; absent: none gained there, and the lower bound is 0. */
export interface Witnesses {
  /** Whose delta is the estimate. */
  readonly binding?: Pair | undefined;
  /** Whose gain is bounded from below; default: the binding one. */
  readonly surest?: Pair | undefined;
}

export const witnessesIn = (pilot: GainsUnder): Witnesses => ({ binding: bindingLie(pilot)?.lie, surest: surestLie(pilot) });

export function deltaStar(gains: GainsUnder, { binding, surest = binding }: Witnesses): DeltaStar {
  const { deltas, lies } = gains;
  let safe = deltas.length;
  while (safe > 0 && lies.every((lie) => gains.upper(lie, safe - 1) <= gains.slack)) safe--;
  let gaining = 0;
  while (surest && gaining < deltas.length && gains.lower(surest, gaining) > gains.slack) gaining++;
  const lower = gaining === 0 ? 0 : deltas[gaining - 1]!;
  const certified = safe < deltas.length;
  const upper = Math.max(lower, certified ? deltas[safe]! : 1);
  const estimate = binding ? deltaOfLie(gains, binding) : 0;
  return { estimate: Math.min(upper, Math.max(lower, estimate)), lower, upper, certified, ...(binding ? { lie: binding } : {}) };
}

/** The most gained by any lie under the set of index d; the lower bound and the estimate are those of `witness`, which an independent sample chose. What arithmetic cannot tell from 0 is 0. */
export function largestGainUnder(gains: GainsUnder, d: number, witness: Pair | undefined): Certified {
  if (!witness) return { estimate: 0, lower: 0, upper: 0, guarantee: 'grid' };
  const upper = gains.lies.reduce((most, lie) => Math.max(most, gains.upper(lie, d)), -Infinity);
  const told = (x: number): number => (Math.abs(x) <= gains.slack ? 0 : x);
  return { estimate: told(gains.estimate(witness, d)), lower: told(gains.lower(witness, d)), upper: told(upper), guarantee: 'grid', witness: witnessOf(gains.question, witness) };
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
  const positions = question.pairs.map((_, p) => p);
  return positions.flatMap((report) => positions.flatMap((type) => (signalAt(question, report).every((x, c) => x === signalAt(question, type)[c]) ? [] : [{ report, type }])));
}
