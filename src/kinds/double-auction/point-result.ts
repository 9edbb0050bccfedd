/** Everything that is reported of one double auction. */
import type { DoubleAuction, Trader } from '../../environment/double-auction.ts';
import type { Estimate, Point, Verdict, WorstBelief } from '../../results/document.ts';
import { INFINITE_EPSILON_IC, verdict } from '../../results/verdict.ts';
import type { PointResult } from '../kind.ts';
import { ambiguityRows, ambiguityVerdicts, deltaStar, insuredBudget } from './ambiguity-results.ts';
import type { DeltaSample } from './delta-study.ts';
import type { MarketResult } from './market-study.ts';
import { ambiguousSurfaces, orientedCdf, traderConstants, traderLic, traderResults, type TraderResults } from './trader-results.ts';
import type { TraderSample } from './trader-study.ts';
import type { Metric } from '../../beliefs/belief-set.ts';

export interface PointInput {
  readonly point: Point;
  readonly auction: DoubleAuction;
  readonly samples: Partial<Record<Trader, TraderSample>>;
  readonly deltas: Partial<Record<Trader, DeltaSample>>;
  readonly market: MarketResult | undefined;
  readonly beliefs: readonly WorstBelief[];
  readonly confidence: number;
  readonly pictures: boolean;
}

export function pointResult(input: PointInput): PointResult {
  const { point, auction, samples, deltas, market, beliefs, confidence, pictures } = input;
  const present = (['seller', 'buyer'] as const).flatMap((trader) => (samples[trader] ? [samples[trader]] : []));
  const results = present.map((sample) => ({ trader: sample.plan.trader, ...traderResults(sample, point, confidence) }));
  const question = auction.ambiguity;
  const samplesOf = (sample: TraderSample) => {
    const delta = deltas[sample.plan.trader];
    return { sample, ...(delta ? { delta } : {}) };
  };
  const ambiguous = (question ? present : []).map((sample) => {
    const of = { samples: samplesOf(sample), question: question!, point, confidence };
    return { rows: ambiguityRows(of), verdicts: ambiguityVerdicts(of) };
  });
  const surfaces = [
    ...results.map(({ surface }) => surface),
    ...(question?.at ? present.flatMap((sample) => ambiguousSurfaces(sample, point, confidence, question.at!)) : [])
  ];
  return {
    samplers: present.map(({ plan }) => ({ agent: plan.trader, point, sampler: plan.decision.sampler, reason: plan.decision.reason })),
    estimates: [
      ...results.flatMap(({ estimates }) => estimates), ...ambiguous.flatMap(({ rows }) => rows), ...(market?.estimates ?? []),
      ...(question ? budgetRow(input, present) : [])
    ],
    curves: pictures ? results.flatMap(({ curves }) => curves) : [],
    surfaces: pictures ? surfaces : [],
    ...(beliefs.length > 0 ? { beliefs } : {}),
    verdicts: [
      ...results.flatMap(({ trader, endless }) => (endless === undefined ? [] : [{
        id: INFINITE_EPSILON_IC, ...verdict(
          trader, point, 'no',
          `This mechanism is ε-IC for no ε as far as ${trader}s go: their ε-IC constant is infinite, since ${endless}.`,
        ),
      }])),
      ...(results.length === 2 ? [implementable(results, point, confidence)] : []), ...ambiguous.flatMap(({ verdicts }) => verdicts)
    ],
    notes: [...results.flatMap(({ remarks }) => remarks), ...(market?.remarks ?? [])],
    complete: results.length === 2
      && [...present, ...Object.values(deltas)].every(({ complete }) => complete)
      && (market?.complete ?? true),
    intervalAt({ quantity, agent, point: { metric } }, share) {
      const sample = samples[agent as Trader];
      const part = ({ alpha }: TraderSample): number => alpha * share;
      if (!sample) return undefined;
      if (quantity === 'epsilonLic') return traderLic(sample, part(sample));
      if (quantity === 'epsilonIc') return traderConstants(sample, part(sample)).ic;
      return quantity === 'deltaStar' ? deltaStar(samplesOf(sample), metric as Metric, part) : undefined;
    },
  };
}

function budgetRow({ point, auction, market, confidence }: PointInput, present: readonly TraderSample[]): Estimate[] {
  if (!market?.surplus || present.length < 2) return [];
  const sides = present.map((sample) => ({
    count: sample.plan.trader === 'seller' ? auction.sellers : auction.buyers, sample, cdf: orientedCdf(sample),
  }));
  return [{
    quantity: 'insuredBudget', agent: 'market', point, ...insuredBudget(market.surplus((1 - confidence) / 3), sides), confidence,
    guarantee: 'continuum', profiles: market.profiles,
  }];
}

/** Song22 Definition 5 in words, with the certified epsilon. */
function implementable(results: readonly (TraderResults & { trader: Trader })[], point: Point, confidence: number): Verdict {
  const epsilon = Math.max(...results.map(({ constants }) => constants.lic.upper));
  const uncertain = results.filter(({ constants }) => constants.lic.upper > 0).length;
  const holds = results.every(({ bounded, monotone }) => bounded && monotone);
  const jointly = 1 - Math.max(1, uncertain) * (1 - confidence);
  const text = holds
    ? `The efficient rule is epsilon-locally implementable by this mechanism with epsilon = ${Number(epsilon.toPrecision(5))} (Song22 `
      + `Definition 5): both sides are epsilon-LIC on the whole continuum of types and reports, 0-bounded, and have monotone interim `
      + `utility (confidence ${Number(jointly.toPrecision(6))}).`
    : `The sample does not bear out epsilon-local implementability (Song22 Definition 5): `
      + `${results.filter(({ bounded, monotone }) => !bounded || !monotone).map(({ trader }) => `${trader}s`).join(' and ')} violate `
      + `boundedness or monotonicity.`;
  return verdict('market', point, holds ? 'yes' : 'no', text);
}
