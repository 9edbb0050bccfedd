/** Everything that is reported of one point of a sweep. */
import type { Metric } from '../../beliefs/belief-set.ts';
import type { DoubleAuction, Trader } from '../../environment/double-auction.ts';
import type { Agent, Curve, Estimate, Point, ResultDocument, Surface, Verdict, WorstBelief } from '../../results/document.ts';
import type { ParameterValues, Scenario } from '../../study/scenario.ts';
import { ambiguityRows, ambiguityVerdicts, insuredBudget } from './ambiguity-results.ts';
import type { DeltaSample } from './delta-study.ts';
import type { MarketResult } from './market-study.ts';
import { ambiguousSurfaces, orientedCdf, traderResults, type References, type TraderResults } from './trader-results.ts';
import type { TraderSample } from './trader-study.ts';

export interface PointResult {
  readonly values: ParameterValues;
  readonly samples: Partial<Record<Trader, TraderSample>>;
  readonly deltas: Partial<Record<Trader, DeltaSample>>;
  /** For which delta* was asked. */
  readonly metrics: readonly Metric[];
  readonly samplers: ResultDocument['samplers'];
  readonly estimates: readonly Estimate[];
  readonly curves: readonly Curve[];
  readonly surfaces: readonly Surface[];
  readonly beliefs: readonly WorstBelief[];
  readonly verdicts: readonly Verdict[];
  readonly complete: boolean;
}

export interface PointInput {
  readonly values: ParameterValues;
  readonly point: Point;
  readonly auction: DoubleAuction;
  readonly samples: Partial<Record<Trader, TraderSample>>;
  readonly deltas: Partial<Record<Trader, DeltaSample>>;
  readonly market: MarketResult | undefined;
  readonly beliefs: readonly WorstBelief[];
  readonly confidence: number;
  readonly scenario: Scenario;
  /** Surfaces are large; a sweep keeps them for its ends. */
  readonly keepSurfaces: boolean;
}

export function doubleAuctionQuantities(input: PointInput): PointResult {
  const { values, point, auction, samples, deltas, market, beliefs, confidence, scenario, keepSurfaces } = input;
  const references = scenario.references?.(values) ?? [];
  const referenceOf = (agent: Agent) => (quantity: string, metric?: string): References => {
    const { reference, bound } = references.find((entry) => entry.quantity === quantity && entry.agent === agent && (entry.metric === undefined || entry.metric === metric)) ?? {};
    return { ...(reference ? { reference } : {}), ...(bound ? { bound } : {}) };
  };
  const present = (['seller', 'buyer'] as const).flatMap((trader) => (samples[trader] ? [samples[trader]] : []));
  const results = present.map((sample) => ({ trader: sample.plan.trader, ...traderResults(sample, point, confidence, referenceOf(sample.plan.trader)) }));
  const question = auction.ambiguity;
  const ambiguous = (question ? present : []).map((sample) => {
    const { trader } = sample.plan;
    const input = { samples: { sample, ...(deltas[trader] ? { delta: deltas[trader] } : {}) }, question: question!, point, confidence, referenceOf: referenceOf(trader) };
    return { rows: ambiguityRows(input), verdicts: ambiguityVerdicts(input) };
  });
  return {
    values,
    samples,
    deltas,
    metrics: question?.metrics ?? [],
    beliefs,
    samplers: present.map(({ plan }) => ({ agent: plan.trader, point, sampler: plan.decision.sampler, reason: plan.decision.reason })),
    estimates: [...results.flatMap(({ estimates }) => estimates), ...ambiguous.flatMap(({ rows }) => rows), ...(market?.estimates ?? []), ...(question ? budgetRow(input, present) : [])],
    curves: keepSurfaces ? results.flatMap(({ curves }) => curves) : [],
    surfaces: keepSurfaces ? [...results.map(({ surface }) => surface), ...(question?.at ? present.flatMap((sample) => ambiguousSurfaces(sample, point, confidence, question.at!)) : [])] : [],
    verdicts: [...(results.length === 2 ? [verdict(results, point, confidence)] : []), ...ambiguous.flatMap(({ verdicts }) => verdicts)],
    complete: results.length === 2 && [...present, ...Object.values(deltas)].every(({ complete }) => complete) && (market?.complete ?? true),
  };
}

function budgetRow({ point, auction, market, confidence }: PointInput, present: readonly TraderSample[]): Estimate[] {
  if (!market?.surplus || present.length < 2) return [];
  const sides = present.map((sample) => ({ count: sample.plan.trader === 'seller' ? auction.sellers : auction.buyers, sample, cdf: orientedCdf(sample) }));
  return [{ quantity: 'insuredBudget', agent: 'market', point, ...insuredBudget(market.surplus((1 - confidence) / 3), sides), confidence, guarantee: 'continuum', profiles: market.profiles }];
}

/** Song22 Definition 5 in words, with the certified epsilon. */
function verdict(results: readonly (TraderResults & { trader: Trader })[], point: Point, confidence: number): Verdict {
  const epsilon = Math.max(...results.map(({ constants }) => constants.lic.upper));
  const uncertain = results.filter(({ constants }) => constants.lic.upper > 0).length;
  const holds = results.every(({ bounded, monotone }) => bounded && monotone);
  const jointly = 1 - Math.max(1, uncertain) * (1 - confidence);
  const text = holds
    ? `The efficient rule is epsilon-locally implementable by this mechanism with epsilon = ${Number(epsilon.toPrecision(5))} (Song22 Definition 5): both sides are epsilon-LIC on the whole continuum of types and reports, 0-bounded, and have monotone interim utility (confidence ${Number(jointly.toPrecision(6))}).`
    : `The sample does not bear out epsilon-local implementability (Song22 Definition 5): ${results.filter(({ bounded, monotone }) => !bounded || !monotone).map(({ trader }) => `${trader}s`).join(' and ')} violate boundedness or monotonicity.`;
  return { agent: 'market', point, text, holds };
}
