/** Rows and laws of a survey; undecided environments widen every interval to either side. */
import { convexPositionChance } from '../../notions/finite/convex-position-chance.ts';
import type { Curve, Estimate, Point, Reference } from '../../results/document.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import { clopperPearson } from '../../statistics/clopper-pearson.ts';
import { dkwHalfWidth } from '../../statistics/dkw.ts';
import type { Interval } from '../../statistics/interval.ts';
import { orderQuantile } from '../../statistics/order-quantile.ts';
import { agentName, GOODS, type SurveyQuestion } from './survey-findings.ts';
import type { SurveyCounts } from './survey.ts';
import { AMOUNTS, hasAmount, ofEconomies, type AmountStatistic, type Statistic } from './survey-statistics.ts';

const MARKET = 'market';

function pointOf({ statistic, law, transfers, balance, goods = GOODS }: SurveyQuestion): Point {
  const types = law.counts.join('x');
  const asked: Partial<Record<Statistic, Point>> = {
    'implementable': { transfers, balance }, 'extractable': { transfers }, 'ambiguity-needed': { balance }, 'stake': { balance },
  };
  return ofEconomies(statistic)
    ? { statistic, types, goods }
    : { statistic, types, concentration: law.concentration, beliefs: law.beliefs, ...asked[statistic] };
}

/** Of uniform beliefs, by agent and for all where all agents but one are certain. */
function chances({ statistic, law: { counts, concentration } }: SurveyQuestion): Map<string, number> {
  if (statistic !== 'convex-independence' || concentration !== 1) return new Map();
  const size = counts.reduce((product, count) => product * count, 1);
  const known = counts.map((count) => convexPositionChance(count, size / count));
  const open = known.filter((chance) => chance !== 1);
  const all = known.includes(0) ? 0 : open.length <= 1 ? open[0] ?? 1 : undefined;
  const named = known.map((chance, agent) => [agentName(agent), chance] as const);
  return new Map([...named, [MARKET, all] as const].flatMap(([agent, chance]) => (chance === undefined ? [] : [[agent, chance]])));
}

const SOURCE = 'random points of a simplex in convex position (Valtr 1996; Buchta and Reitzner 1992)';

/** One `priorShare` row an agent and one for all. */
function shareRows(question: SurveyQuestion, { profiles, yes, undecided }: SurveyCounts, confidence: number): Estimate[] {
  const known = chances(question);
  return Object.entries(yes).map(([agent, count]): Estimate => {
    const { estimate, lower } = clopperPearson(count, profiles, 1 - confidence);
    const { upper } = clopperPearson(count + undecided, profiles, 1 - confidence);
    const value = known.get(agent);
    const reference: Reference | undefined = value === undefined ? undefined : { value, source: SOURCE };
    return {
      quantity: 'priorShare', agent, point: pointOf(question), estimate, lower, upper, confidence, guarantee: 'point', profiles,
      ...(reference ? { reference } : {}),
    };
  });
}

const QUANTILES = [0.5, 0.9, 0.99];

interface Amounts {
  readonly question: SurveyQuestion & { readonly statistic: AmountStatistic };
  /** Of every environment a value that it has at least, and one that it has at most; from the least. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly profiles: number;
  readonly confidence: number;
}

function amountsOf(question: SurveyQuestion, { amounts, profiles, undecided }: SurveyCounts, confidence: number): Amounts | undefined {
  const { statistic } = question;
  if (!hasAmount(statistic) || amounts === undefined || profiles === 0) return undefined;
  const padded = (end: number): Float64Array => Float64Array.from([...amounts, ...Array.from({ length: undecided }, () => end)]).sort();
  return { question: { ...question, statistic }, lower: padded(0), upper: padded(AMOUNTS[statistic].most), profiles, confidence };
}

function meanOf({ question: { statistic }, lower, upper, confidence }: Amounts): Interval {
  const mean = (list: Float64Array): Interval => boundedMean(
    list.reduce((sum, x) => sum + x, 0), list.reduce((sum, x) => sum + x * x, 0), list.length, [0, AMOUNTS[statistic].most], 1 - confidence,
  );
  const low = mean(lower);
  return { ...low, upper: Math.max(low.estimate, mean(upper).upper) };
}

/** Quantiles, and the mean where the amount has a bound; a quantile without an upper end has no row. */
function amountRows(amounts: Amounts): Estimate[] {
  const { question, lower, upper, profiles, confidence } = amounts;
  const { quantity, most, mean } = AMOUNTS[question.statistic];
  const row = ({ estimate, lower: low, upper: high }: Interval, more: Point, basis: string): Estimate => ({
    quantity, agent: MARKET, point: { ...pointOf(question), ...more }, estimate, lower: low, upper: high, confidence,
    guarantee: 'point', profiles, basis,
  });
  return [
    ...(mean ? [row(meanOf(amounts), {}, 'mean over random environments')] : []),
    ...QUANTILES.flatMap((share) => {
      const interval = orderQuantile({ lower, upper, most }, share, 1 - confidence);
      return Number.isFinite(interval.upper) ? [row(interval, { quantile: share }, 'an order statistic of random environments')] : [];
    }),
  ];
}

const BINS = 60;

/** Share of environments whose amount is at most each of a row of values; a band for all values at once. */
function lawOf({ question, lower, upper, profiles, confidence }: Amounts): Curve {
  const finite = lower.filter(Number.isFinite);
  const largest = finite.at(-1) ?? 0;
  const types = largest === 0 ? [0, 1] : Array.from({ length: BINS + 1 }, (_, k) => (largest * k) / BINS);
  const atMost = (list: Float64Array, x: number): number => list.reduce((count, amount) => count + Number(amount <= x), 0) / profiles;
  const width = dkwHalfWidth(profiles, 1 - confidence);
  const [most, least] = [types.map((x) => atMost(lower, x)), types.map((x) => atMost(upper, x))];
  return {
    quantity: `${AMOUNTS[question.statistic].quantity}Law`, agent: MARKET, point: pointOf(question), confidence, guarantee: 'grid',
    profiles, types, estimate: most.map((share, k) => (share + least[k]!) / 2),
    lower: least.map((share) => Math.max(0, share - width)), upper: most.map((share) => Math.min(1, share + width)),
  };
}

export interface SurveyAnswer {
  readonly estimates: readonly Estimate[];
  readonly curves: readonly Curve[];
  readonly notes: readonly string[];
}

/** Of at least one environment. */
export function surveyAnswer(question: SurveyQuestion, counts: SurveyCounts, confidence: number): SurveyAnswer {
  const amounts = amountsOf(question, counts, confidence);
  const rows = amounts === undefined ? [] : amountRows(amounts);
  const quantiles = rows.filter(({ point }) => point.quantile !== undefined).length;
  return {
    estimates: [...shareRows(question, counts, confidence), ...rows],
    curves: amounts === undefined ? [] : [lawOf(amounts)],
    notes: [
      ...(counts.profiles === question.draws ? []
        : [`${counts.profiles} of ${question.draws} environments were drawn; intervals are of these`]),
      ...(counts.undecided === 0 ? [] : [`${counts.undecided} environments are undecided and widen the intervals`]),
      ...(amounts === undefined || quantiles === QUANTILES.length ? []
        : [`${question.statistic}: quantiles ${QUANTILES.slice(quantiles).join(', ')} have no upper end, for so many environments may have `
          + 'none; draw more, or look at the share']),
    ],
  };
}
