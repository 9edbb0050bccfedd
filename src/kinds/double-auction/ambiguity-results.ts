/** Rows on ambiguity: what the full-insurance mechanism built from a trader's interim utility needs and gives (Song22 Theorem 5.3). */
import type { AmbiguityQuestion, BeliefSet, Metric } from '../../beliefs/belief-set.ts';
import { describeBeliefs } from '../../beliefs/parse.ts';
import { ambiguousGainOfTrader, type CoupledSet } from '../../notions/ambiguous-gain.ts';
import { epsilonBoundedOfTrader } from '../../notions/epsilon-bounded.ts';
import { contaminationDeltaOfTrader } from '../../notions/delta-star.ts';
import { noShortLieGains } from '../../notions/delta-star/trader.ts';
import { certain, type CertifiedOnLine } from '../../notions/certified.ts';
import { guaranteedEpsilonOfTrader } from '../../notions/guaranteed-epsilon.ts';
import { interimBands } from '../../notions/interim-utility.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { Estimate, Point, Verdict, Witness } from '../../results/document.ts';
import { verdict } from '../../results/verdict.ts';
import { certifiedDelta, type DeltaSample } from './delta-study.ts';
import { atomCells, possibleCells, reachesTop } from './feasible.ts';
import { traderConstants, traderLic } from './trader-results.ts';
import type { TraderSample } from './trader-study.ts';

/** What a row's point says of the ambiguity at which truth-telling was just certified. */
export const AT_DELTA_STAR = 'at δ*';

const METRIC_WORDS: Readonly<Record<Metric, string>> = {
  prokhorov: 'Prokhorov',
  totalVariation: 'total variation',
  contamination: 'contamination',
};

/** The samples of one trader: the one that every double auction has, and that of delta* where it is wanted by Prokhorov. */
export interface TraderSamples {
  readonly sample: TraderSample;
  readonly delta?: DeltaSample;
}

/** delta* at the error probability that `alpha` makes of a sample's own; undefined where there is no sample for it. */
export function deltaStar(
  { sample, delta }: TraderSamples,
  metric: Metric,
  alpha: (sample: TraderSample) => number,
): CertifiedOnLine | undefined {
  if (sample.plan.problem.pivotalWeight === 0) return certain(0);
  switch (metric) {
    case 'prokhorov':
      return delta && certifiedDelta(delta, alpha(delta));
    case 'totalVariation':
      return traderLic(sample, alpha(sample));
    case 'contamination':
      return contaminationDeltaOfTrader(
        sample.survival,
        alpha(sample),
        possibleCells(sample),
        reachesTop(sample.plan.problem),
        sample.lawError,
        atomCells(sample),
      );
  }
}

export interface AmbiguityInput {
  readonly samples: TraderSamples;
  readonly question: AmbiguityQuestion;
  readonly point: Point;
  readonly confidence: number;
}

type Row = Interval & { readonly witness?: Witness | undefined };

export function ambiguityRows({ samples, question, point, confidence }: AmbiguityInput): Estimate[] {
  const { sample, delta } = samples;
  const { survival: s, lawError, plan: { trader } } = sample;
  const row = (quantity: string, { estimate, lower, upper, witness }: Row, profiles: number, extra: Point = {}): Estimate => ({
    quantity, agent: trader, point: { ...point, ...extra }, estimate, lower, upper, confidence, guarantee: 'continuum', profiles,
    ...(witness ? { witness } : {}),
  });
  const sampleOf = (metric: Metric): TraderSample => (metric === 'prokhorov' && delta ? delta : sample);
  const perMetric = question.metrics.flatMap((metric): Estimate[] => {
    const needed = deltaStar(samples, metric, ({ alpha }) => alpha);
    if (!needed) return [];
    const own = sampleOf(metric);
    const half = deltaStar(samples, metric, ({ alpha }) => alpha / 2)!;
    const guaranteed = guaranteedEpsilonOfTrader(own.survival, metric, half, own.alpha / 2, own.lawError);
    // Evaluated on the trader's other sample, whose stream and grid are others.
    const check = metric === 'prokhorov' ? sample : delta;
    return [
      row('deltaStar', needed, own.profiles, { metric }),
      row('guaranteedEpsilon', half.upper === 0 ? needed : guaranteed, own.profiles, { metric }),
      ...(check && needed.upper > 0 ? [row(
        'ambiguousGain',
        ambiguousGainOfTrader(check.survival, { kind: metric, delta: needed.upper }, check.alpha, check.lawError),
        check.profiles,
        { beliefs: `${metric} ${AT_DELTA_STAR}` },
      )] : []),
    ];
  });
  return [
    ...perMetric,
    row('sufficientDelta', sufficient(sample), sample.profiles),
    ...(question.at ?? []).map((beliefs) => gainRow(
      samples,
      beliefs,
      (band, profiles) => row('ambiguousGain', band, profiles, { beliefs: describeBeliefs(beliefs) }),
    )),
    // Full insurance pays a type the same whatever the others are, and the type of the last boundary least.
    row('exPostIr', interimBands(s, sample.alpha, lawError).utility(s.end), sample.profiles),
  ];
}

/** Theorem 4.2: valuations have slope 1, so what is asked for is the larger of the epsilon-LIC and the epsilon-bounded constants. */
function sufficient(sample: TraderSample): Row {
  const lic = traderLic(sample, sample.alpha);
  const bounded = epsilonBoundedOfTrader(sample.survival, sample.alpha);
  const larger = (key: keyof Interval): number => Math.max(lic[key], bounded[key]);
  return { estimate: larger('estimate'), lower: larger('lower'), upper: larger('upper'), witness: lic.witness };
}

function gainRow({ sample, delta }: TraderSamples, beliefs: BeliefSet, row: (band: Row, profiles: number) => Estimate): Estimate {
  if (beliefs.kind === 'bayesian') return row(traderConstants(sample, sample.alpha).ic, sample.profiles);
  const own = beliefs.kind === 'prokhorov' && delta ? delta : sample;
  // Half of alpha to certify that nothing is gained, which is exact, half to bound what is.
  if (incentiveCompatible(sample, own, beliefs as CoupledSet)) return row({ estimate: 0, lower: 0, upper: 0 }, own.profiles);
  return row(ambiguousGainOfTrader(own.survival, beliefs as CoupledSet, own.alpha / 2, own.lawError), own.profiles);
}

function incentiveCompatible(sample: TraderSample, own: TraderSample, beliefs: CoupledSet): boolean {
  const alpha = own.alpha / 2;
  if (sample.plan.problem.pivotalWeight === 0 || beliefs.kind === 'all') return true;
  if (beliefs.kind === 'prokhorov') return noShortLieGains(own.survival, beliefs.delta, alpha, possibleCells(own), own.lawError);
  return beliefs.kind !== 'bayesian' && deltaStar({ sample }, beliefs.kind, () => alpha)!.upper <= beliefs.delta;
}

/** In words, one for each metric. */
export function ambiguityVerdicts({ samples, question, point, confidence }: AmbiguityInput): Verdict[] {
  const { trader } = samples.sample.plan;
  const number = (x: number): string => String(Number(x.toPrecision(4)));
  return question.metrics.flatMap((metric): Verdict[] => {
    const needed = deltaStar(samples, metric, ({ alpha }) => alpha);
    if (!needed) return [];
    const { lower, upper } = needed;
    const least = lower > 0 ? ` Below delta = ${number(lower)} some lie gains.` : '';
    const text = upper === 0
      ? `Truth-telling is optimal for ${trader}s in the full-insurance mechanism under any ambiguity and under none: no report of `
        + `theirs sets the price.`
      : `Truth-telling is exactly optimal for ${trader}s in the full-insurance mechanism built from this auction's interim utilities `
        + `once beliefs within delta = ${number(upper)} of the prior are allowed for (${METRIC_WORDS[metric]}; on the whole continuum `
        + `of types and reports, confidence ${number(confidence)}).${least}`;
    return [verdict(trader, { ...point, metric }, 'yes', text)];
  });
}

/** Expectations of one side of the market: how many traders, their sample, their law in its orientation. */
export interface InsuredSide {
  readonly count: number;
  readonly sample: TraderSample;
  readonly cdf: (x: number) => number;
}

/**
 * What a designer who is ambiguity neutral keeps in expectation: full insurance pays interim utilities out of the gains from trade,
 * the rule being that of the auction. `surplus` at a third of the error probability, of which the two sides take the others.
 */
export function insuredBudget(surplus: Interval, sides: readonly InsuredSide[]): Interval {
  const paid = sides.map(({ count, sample: { survival, alpha, lawError }, cdf }) => {
    const { estimate, lower, upper } = interimBands(survival, alpha / 3, lawError).exAnteUtility(cdf);
    return { estimate: count * estimate, lower: count * lower, upper: count * upper };
  });
  const sum = (key: keyof Interval): number => paid.reduce((all, part) => all + part[key], 0);
  return { estimate: surplus.estimate - sum('estimate'), lower: surplus.lower - sum('upper'), upper: surplus.upper - sum('lower') };
}
