/** Rows about whole profiles under truth-telling: welfare, money, participation, gains in hindsight. */
import { boundedMean } from '../../statistics/bounded-mean.ts';
import { sides, widened, type Interval } from '../../statistics/interval.ts';
import { clopperPearson } from '../../statistics/clopper-pearson.ts';
import type { Range } from '../../mechanism/range.ts';
import type { Agent, Estimate, Point } from '../../results/document.ts';
import type { Certified } from '../../notions/certified.ts';
import { HINDSIGHT_BASIS } from '../../notions/hindsight.ts';
import type { HighestValues } from '../../notions/highest-values.ts';
import type { ExPostSums, Moments } from '../../experiments/interim-sums.ts';

export interface ExPostContext {
  readonly sums: ExPostSums;
  readonly point: Point;
  /** Names of all N agents; rows about single agents are given for `studied`. */
  readonly agents: readonly string[];
  readonly studied: readonly number[];
  readonly confidence: number;
  /** By how much the middle half of a signal moves a value at least. */
  readonly spread: number;
  /** Bounds on the welfare of any alternative. */
  readonly worth: readonly [number, number];
  /** Certain brackets of means where those of draws say nothing of laws' tails; `transfers` of the mechanism, or of what it insures. */
  readonly known?: { readonly means: HighestValues; readonly transfers: string } | undefined;
  /** What is known without sampling of how often an agent would have gained in hindsight, over all reports. */
  readonly hindsight?: (agent: number) => Certified | undefined;
}

/** Both hold what is estimated, one of them for certain. */
function within(bounds: Interval, known: Range | undefined): Interval {
  if (!known) return bounds;
  const [lower, upper] = [Math.max(bounds.lower, known[0]), Math.min(bounds.upper, known[1])];
  // By chance the sampled one may miss; what is certain stands.
  const [low, high] = lower <= upper ? [lower, upper] : known;
  return { lower: low, upper: high, estimate: Math.min(high, Math.max(low, bounds.estimate)) };
}

/** [N] and in sum, what truthful bidders keep, where the transfers say it. */
const keptBy = ({ known, agents }: ExPostContext): readonly Range[] | undefined =>
  (known?.transfers === 'vcg' ? known.means.payoffs : known?.transfers === 'first-price' ? agents.map(() => [0, 0] as const) : undefined);

const paidBy = ({ known }: ExPostContext): Range | undefined =>
  (known?.transfers === 'vcg' ? known.means.revenue : known?.transfers === 'first-price' ? known.means.welfare : undefined);

/** Events are told apart from what rounding may do (`tolerance`); where that is no small part of what signals do, none is reported. */
const TOLERANCE_MAX = 1e-3;
const tellsEvents = ({ sums: { tolerance }, spread }: ExPostContext): boolean => tolerance <= TOLERANCE_MAX * spread;

export function exPostRows(context: ExPostContext): Estimate[] {
  return [...marketRows(context), ...context.studied.flatMap((agent) => agentRows(context, agent))];
}

/**
 * A mechanism that insures `base`: its own welfare, and the utilities that the base gives. What agents pay is welfare less their
 * utilities, so expected revenue follows from both (Song22 section 4.6).
 */
export function insuredRows(context: ExPostContext & { readonly base: ExPostSums }): Estimate[] {
  const { sums, base, confidence, agents, studied } = context;
  const alpha = 1 - confidence;
  const row = rowOf(context);
  const kept = keptBy(context);
  const utilities = base.payoff.map((payoff, i) => within(meanOf(payoff, base.profiles, alpha / (2 * agents.length)), kept?.[i]));
  const welfare = within(meanOf(sums.welfare, sums.profiles, alpha / 2), context.known?.means.welfare);
  const total = (side: keyof Interval): number => utilities.reduce((sum, utility) => sum + utility[side], 0);
  const rows = marketRows(context).filter(({ quantity }) =>
    quantity === 'welfare' || quantity === 'firstBest' || quantity === 'welfareShare');
  if (base.innerTerms !== undefined) return rows;
  return [
    ...rows,
    row(
      'revenue',
      'market',
      within(
        { estimate: welfare.estimate - total('estimate'), lower: welfare.lower - total('upper'), upper: welfare.upper - total('lower') },
        paidBy(context),
      ),
    ),
    ...studied.map((agent) =>
      row('exAnteUtility', agents[agent]!, within(meanOf(base.payoff[agent]!, base.profiles, alpha), kept?.[agent]))),
  ];
}

/** Mean of a bounded number over profiles under the true laws. */
const meanOf = (moments: Moments, profiles: number, alpha: number): Interval => {
  const { sum, range, drawn = range, bias = 0, added = 0 } = moments;
  const bounds = widened(boundedMean(sum, squaresOf(moments, profiles), profiles, drawn, alpha), bias, range);
  return sides((side) => bounds[side] + added);
};

/** Sum of squares at most, where they are those of numbers rounded down by at most d: by Cauchy and Schwarz 2 d sqrt(n S) + n d^2 more. */
const squaresOf = ({ squares, squaresRounding: d = 0 }: Moments, n: number): number => squares + 2 * d * Math.sqrt(n * squares) + n * d * d;

/** Probability of an event of whole profiles under the true laws. */
const chanceOf = (count: number, { profiles, lawError = 0 }: ExPostSums, alpha: number): Interval =>
  widened(clopperPearson(count, profiles, alpha), lawError, [0, 1]);

type Row = (quantity: string, agent: Agent, bounds: Interval) => Estimate;

const rowOf = ({ sums, point, confidence }: ExPostContext): Row => (quantity, agent, { estimate, lower, upper }) =>
  ({ quantity, agent, point, estimate, lower, upper, confidence, guarantee: 'point', profiles: sums.profiles });

function marketRows(context: ExPostContext): Estimate[] {
  const { sums, confidence, worth: [least, most] } = context;
  const alpha = 1 - confidence;
  const row = rowOf(context);
  const inside = (x: number): number => Math.min(most, Math.max(least, x));
  const mean = (moments: Moments): Interval => meanOf(moments, sums.profiles, alpha);
  const chance = (count: number): Interval => chanceOf(count, sums, alpha);
  return [
    row('welfare', 'market', within(sides((side) => inside(mean(sums.welfare)[side])), context.known?.means.welfare)),
    row('firstBest', 'market', within(sides((side) => inside(mean(sums.firstBest)[side])), context.known?.means.welfare)),
    ...welfareShare(sums, least, alpha).map((share) => row('welfareShare', 'market', share)),
    row('revenue', 'market', within(mean(sums.revenue), paidBy(context))),
    ...(tellsEvents(context)
      ? [row('deficitProbability', 'market', chance(sums.deficits)), row('imbalanceProbability', 'market', chance(sums.imbalances))]
      : []),
  ];
}

/**
 * Welfare over first best, where first best is certainly positive. The loss of a profile is never negative, so a loss of
 * zero in sum is zero in each, and an upper bound on its mean follows from Chernoff's bound over its range. `worth`: what outcomes are
 * worth at least.
 */
function welfareShare({ welfare, firstBest, profiles }: ExPostSums, worth: number, alpha: number): Interval[] {
  const best = meanOf(firstBest, profiles, alpha / 2);
  if (!(best.lower > 0)) return [];
  const total = firstBest.sum - welfare.sum;
  const lossRange = (best: Range, worst: Range): Range => [0, Math.max(0, best[1] - worst[0])];
  const range = lossRange(firstBest.range, welfare.range);
  const drawn = lossRange(firstBest.drawn ?? firstBest.range, welfare.drawn ?? welfare.range);
  // Without its own second moment: a variable in [0, r] has squares of at most r times itself.
  const loss = widened(
    boundedMean(total, drawn[1] * total, profiles, drawn, alpha / 2), (welfare.bias ?? 0) + (firstBest.bias ?? 0), range,
  );
  const share = (lost: number, of: number): number => Math.min(1, 1 - lost / of);
  const { added = 0 } = welfare;
  // Where no outcome is worth less than nothing, welfare is none either.
  const least = Math.max(worth, welfare.range[0] + added) >= 0 ? 0 : -Infinity;
  return [{
    estimate: share(total, firstBest.sum + profiles * added),
    lower: Math.max(least, share(loss.upper, best.lower)),
    upper: share(Math.max(0, loss.lower), best.upper),
  }];
}

/** What is left out where an agent's money rests on inner means at her own type, whose error is not bounded; none where it does not. */
export const panelNote = ({ innerTerms }: ExPostSums, mechanism: string): string[] => (innerTerms === undefined ? [] : [
  `Ex ante utilities, losses below zero and gains in hindsight are not reported for '${mechanism}': ${innerTerms}, an error that no `
  + `interval includes.`,
]);

function agentRows(context: ExPostContext, agent: number): Estimate[] {
  const { sums, agents, confidence } = context;
  if (sums.innerTerms !== undefined) return [];
  const alpha = 1 - confidence;
  const row = rowOf(context);
  const name = agents[agent]!;
  const utility = row('exAnteUtility', name, within(meanOf(sums.payoff[agent]!, sums.profiles, alpha), keptBy(context)?.[agent]));
  if (!tellsEvents(context)) return [utility];
  const rows = [utility, row('exPostIrViolation', name, chanceOf(sums.irViolations[agent]!, sums, alpha))];
  if (sums.reports === 0) return rows;
  return [...rows, hindsightRow(row('exPostGainProbability', name, chanceOf(sums.gainful[agent]!, sums, alpha)), context, agent)];
}

const TRIED_BASIS = 'a list of reports, which all together may gain in more profiles';

/** Of the reports tried only: those between them may gain where none of them does, so that what they show is a lower end of all. */
function hindsightRow(tried: Estimate, { hindsight }: ExPostContext, agent: number): Estimate {
  const known = hindsight?.(agent);
  if (known && tried.lower <= known.upper) {
    const { estimate, lower, upper, guarantee } = known;
    // By structure, nothing is integrated; the sample is drawn and was held against it.
    return { ...tried, estimate, lower, upper, guarantee, ...(upper > 0 ? { profiles: 0, basis: HINDSIGHT_BASIS } : {}) };
  }
  return tried.upper === 1 ? { ...tried, guarantee: 'continuum' }
    : { ...tried, guarantee: 'grid', lowerGuarantee: 'continuum', upperGuarantee: 'grid', basis: TRIED_BASIS };
}
