/** Bounds on the numbers of whole profiles, from supports and from what is drawn of them: no word falls into a law's farthest tails. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import { schemeOf, type Mechanism, type Strategy } from '../../mechanism/mechanism.ts';
import { meetRanges, sizeOf, subtractRanges, sumRanges, type Range } from '../../mechanism/range.ts';
import type { ExPostRanges } from '../integer/drawn-ranges.ts';
import { bulkLaw } from '../integer/trimmed.ts';
import { TOLERANCE } from './quantile.ts';
import { payoffRange, transferRange, welfareRange } from './ranges.ts';

/** Half the probability of a word. */
const HALF_WORD = 2 ** -33;
/** Of a number: what rounding to float32, on the way through a few sums, may move it by. */
const FLOAT32 = 2 ** -20;

const padded = (range: Range, by: number): Range => [range[0] - by - FLOAT32 * sizeOf(range), range[1] + by + FLOAT32 * sizeOf(range)];

/** Quantiles of the first word and of the last. */
function drawnSupport(law: Distribution): Range {
  const [low, high] = law.support;
  return meetRanges([low, high], padded([law.quantile(HALF_WORD), law.quantile(1 - HALF_WORD)], 2 * TOLERANCE * (high - low)));
}

/** Undefined where signals move together: their chances are then no words. */
function drawnProblem(problem: SocialChoiceProblem): SocialChoiceProblem | undefined {
  if (problem.dependence) return undefined;
  const signals = problem.signals.map((signal) => ({ ...signal, law: { ...signal.law, support: drawnSupport(signal.law) } }));
  return { ...problem, signals };
}

/** Undefined where transfers rest on more than the signals of a profile, or bids may fall in types. */
function drawnMechanism(mechanism: Mechanism, drawn: SocialChoiceProblem): Mechanism | undefined {
  if (!schemeOf(mechanism.transfers).pointwise) return undefined;
  const { strategies } = mechanism;
  if (!strategies) return mechanism;
  const cut = strategies.map((strategy, owner): Strategy | undefined => {
    const [low, high] = drawn.signals.find((signal) => signal.owner === owner)!.law.support;
    return strategy.isStrict
      ? { ...strategy, range: meetRanges(strategy.range, padded([strategy.bid(low), strategy.bid(high)], 0)) }
      : undefined;
  });
  return cut.every((one) => one !== undefined) ? { ...mechanism, strategies: cut } : undefined;
}

/** Of one profile of signals from the supports; revenue is welfare less payoffs, too. */
export function rangesOf(problem: SocialChoiceProblem, mechanism: Mechanism): ExPostRanges {
  const [welfare, paid] = [welfareRange(problem), problem.agents.map((_, i) => transferRange(problem, mechanism, i))];
  const payoffs = problem.agents.map((_, i) => payoffRange(problem, mechanism, i));
  const revenue = meetRanges(subtractRanges([0, 0], sumRanges(paid)), subtractRanges(welfare, sumRanges(payoffs)));
  return { welfare, revenue, payoffs };
}

/**
 * The problem and the mechanism with laws cut to their bulk, for bounds on what drawing does to means: what lies beyond is in the laws'
 * `whole`. Themselves where nothing is to be saved, or bids are not functions of the bulk alone.
 */
export function inBulk(problem: SocialChoiceProblem, mechanism: Mechanism): readonly [SocialChoiceProblem, Mechanism] {
  const { strategies } = mechanism;
  if (problem.dependence || !schemeOf(mechanism.transfers).pointwise) return [problem, mechanism];
  const known = new Map<string, Distribution>();
  const cut = problem.signals.map((signal) => {
    const strategy = strategies?.[signal.owner];
    const key = `${strategy ? strategies!.indexOf(strategy) : ''} ${signal.law.text}`;
    const law = known.get(key) ?? bulkLaw(signal.law, strategy && ((x) => strategy.bid(x))) ?? signal.law;
    known.set(key, law);
    return { ...signal, law };
  });
  const played = strategies?.map((strategy, owner): Strategy => {
    const [low, high] = cut.find((signal) => signal.owner === owner)!.law.support;
    return { ...strategy, range: meetRanges(strategy.range, padded([strategy.bid(low), strategy.bid(high)], 0)) };
  });
  return [{ ...problem, signals: cut }, played ? { ...mechanism, strategies: played } : mechanism];
}

/** Of one that is drawn. What is absent is no narrower than `rangesOf` says. */
export function drawnRanges(problem: SocialChoiceProblem, mechanism: Mechanism): Partial<ExPostRanges> {
  const drawn = drawnProblem(problem);
  if (!drawn) return {};
  const played = drawnMechanism(mechanism, drawn);
  if (!played) return { welfare: welfareRange(drawn) };
  return rangesOf(drawn, played);
}
