/**
 * One contract for all that compute the ambiguity premium Lambda = E_G h - min over F of E_F h (src/notions/ambiguity-premium.ts): from the
 * two survival functions of a double auction, from reach and by quadrature. The same problem asked of each that can take it has
 * intervals that meet, hold what the coupling formula gives by brute force, and grow with delta up to the premium of every belief.
 */
import { describe, expect, it } from 'vitest';
import { METRICS, type Metric } from '../../src/beliefs/belief-set.ts';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { doubleAuction, type DoubleAuction, type Trader } from '../../src/environment/double-auction.ts';
import { publicGood } from '../../src/environment/public-good.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { quadratureExperiment } from '../../src/experiments/quadrature/quadrature.ts';
import { reachSampler } from '../../src/experiments/reach/sampler.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import { reachPremium } from '../../src/notions/ambiguity-premium/reach.ts';
import { ambiguousGainsOfTrader } from '../../src/notions/ambiguous-gain.ts';
import { difference, exactly, sides, type Interval } from '../../src/statistics/interval.ts';
import { brute } from '../experiments/quadrature/brute-force.ts';
import { drawMarket, evenGrid, survivalOf } from '../notions/raw-market.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { drawOn } from '../../src/run/run.ts';

const device = drawOn(inProcessDevice());
const law = parseDistribution;
const ALPHA = 0.001;
const PROFILES = 40_000;
const DELTAS = [0.02, 0.1, 0.35];
const VCG: Mechanism = { name: 'VCG', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } };

/** An agent's one signal, her opponent's one signal. */
interface Case {
  readonly title: string;
  readonly problem: SocialChoiceProblem;
  readonly agent: number;
  readonly reports: readonly number[];
  readonly opponent: Distribution;
  /** What type s gets beyond the utility of the type t that she reports, against y. */
  readonly h: (t: number, s: number, y: number) => number;
  /** The same problem as a double auction, where it is one. */
  readonly market?: { readonly auction: DoubleAuction; readonly trader: Trader };
}

const [uniform, low] = [law('uniform(0,1)'), law('beta(2,4)')];
const trade = (cost: Distribution, value: Distribution): Pick<Case, 'problem'> & { auction: DoubleAuction } =>
  ({ problem: bilateralTrade({ cost, value }), auction: doubleAuction({ sellers: 1, buyers: 1, kappa: 0.5, cost, value }) });
const even = trade(uniform, uniform);
const uneven = trade(low, uniform);
const reports = [0.1, 0.45, 0.7, 0.9];
const cases: readonly Case[] = [
  {
    title: 'the seller of bilateral trade',
    ...even,
    agent: 0,
    reports,
    opponent: uniform,
    h: (t, s, y) => (y > t ? t - s : 0),
    market: { auction: even.auction, trader: 'seller' },
  },
  {
    title: 'the buyer of bilateral trade',
    ...even,
    agent: 1,
    reports,
    opponent: uniform,
    h: (t, s, y) => (y < t ? s - t : 0),
    market: { auction: even.auction, trader: 'buyer' },
  },
  {
    title: 'a buyer who meets low costs',
    ...uneven,
    agent: 1,
    reports,
    opponent: low,
    h: (t, s, y) => (y < t ? s - t : 0),
    market: { auction: uneven.auction, trader: 'buyer' },
  },
  {
    title: 'a seller of another law than the buyer',
    ...uneven,
    agent: 0,
    reports,
    opponent: uniform,
    h: (t, s, y) => (y > t ? t - s : 0),
    market: { auction: uneven.auction, trader: 'seller' },
  },
  {
    title: 'a bidder for one object',
    problem: singleObject({ laws: [uniform, low] }),
    agent: 0,
    reports,
    opponent: low,
    h: (t, s, y) => (y < t ? s - t : 0),
  },
  {
    title: 'two levels of a public good, worth different things', agent: 0, reports, opponent: uniform,
    problem: publicGood({
      laws: [uniform, uniform],
      levels: [{ name: 'none', benefit: 0, cost: 0 }, { name: 'small', benefit: 1, cost: 0.5 }, { name: 'large', benefit: 3, cost: 3 }],
    }),
    // Small from t + y = 1/2 on, large from 2 (t + y) = 5/2 on.
    h: (t, s, y) => (t + y > 1.25 ? 3 : t + y > 0.5 ? 1 : 0) * (s - t),
  },
];

/** Premium of report r for type s, by number, at one delta. */
type Premium = (report: number, type: number) => Interval;

interface Way {
  readonly name: string;
  takes(of: Case): boolean;
  /** [D] at the deltas. */
  premiums(of: Case, metric: Metric): Promise<readonly Premium[]>;
}

const ways: readonly Way[] = [
  {
    name: 'survival functions',
    takes: ({ market }) => market !== undefined,
    async premiums({ market, reports: asked }, metric) {
      const { auction, trader } = market!;
      const raw = drawMarket(auction, trader, PROFILES / 4, 31);
      const survival = survivalOf(raw, evenGrid(raw.problem, 40));
      const place = (x: number): number => survival.x.reduce(
        (best, at, j) => (Math.abs(at - survival.sign * x) < Math.abs(survival.x[best]! - survival.sign * x) ? j : best),
        0,
      );
      // Both gains lie in bands of one sample, so their difference is known twice over.
      const gains = ambiguousGainsOfTrader(survival, { kind: 'bayesian' }, ALPHA, 0);
      return DELTAS.map((delta) => {
        const under = ambiguousGainsOfTrader(survival, { kind: metric, delta }, ALPHA, 0);
        return (report, type) => (report === type ? exactly(0) : difference(
          gains(place(asked[type]!), place(asked[report]!)),
          under(place(asked[type]!), place(asked[report]!)),
        ));
      });
    },
  },
  {
    name: 'reach',
    takes: () => true,
    async premiums({ problem, agent, reports: asked }, metric) {
      const sampler = reachSampler(problem, VCG, { agent, reports: asked.map((x) => [x]), radii: DELTAS }, device);
      if ('unsupported' in sampler) throw new Error(sampler.unsupported);
      const sums = await sampler.run({ k0: 5, k1: 9 }, 0, PROFILES);
      const slopes = problem.valuations.kind === 'linear'
        ? problem.valuations.coefficients[agent]!.map((row) => row[problem.signals.findIndex(({ owner }) => owner === agent)]!)
        : [];
      const ofClass = Array.from({ length: sums.classes }, (_, c) => slopes[sums.classOf.indexOf(c)]!);
      const premium = reachPremium({
        sums,
        metric,
        alpha: ALPHA,
        deltas: DELTAS,
        rise: (report, type) => ofClass.map((slope) => slope * (asked[type]! - asked[report]!)),
      });
      return DELTAS.map((_, d) => (report, type) => premium.at(report, type, d));
    },
  },
  {
    name: 'quadrature',
    takes: () => true,
    async premiums({ problem, agent, reports: asked }, metric) {
      const experiment = await quadratureExperiment(problem, VCG, agent, asked.map((x) => [x]), device);
      return DELTAS.map((delta) => (report, type) => experiment.premiumAt(metric, delta, report, type));
    },
  },
];

/** Draws of brute force, and what it may be off by where a payoff jumps. */
const POINTS = 500;
const COARSE = 4e-3;
/** What quadrature and rounding move the ends by. */
const ROUNDING = 1e-6;

describe.each(cases.map((of) => [of.title, of] as const))('%s', (_title, of) => {
  const lies = of.reports.flatMap((__, report) => of.reports.flatMap((___, type) => (report === type ? [] : [[report, type] as const])));
  const exact = new Map(lies.map(([report, type]) => [
    report * 100 + type,
    brute(of.opponent, (y) => of.h(of.reports[report]!, of.reports[type]!, y), POINTS),
  ]));
  const oracle = (metric: Metric, delta: number, report: number, type: number): number => {
    const { mean, least, worst } = exact.get(report * 100 + type)!;
    return metric === 'contamination' ? delta * (mean - least) : mean - worst(metric, delta);
  };

  it.each(METRICS)('%s: all that take it agree', async (metric) => {
    const expected = new Map(DELTAS.flatMap((delta) => lies.map(([report, type]) => [
      `${delta}/${report}/${type}`,
      oracle(metric, delta, report, type),
    ] as const)));
    const found = await Promise.all(ways.filter((way) => way.takes(of)).map(async (way) => ({
      name: way.name,
      premiums: await way.premiums(of, metric),
    })));
    for (const { name, premiums } of found) {
      premiums.forEach((premium, d) => {
        of.reports.forEach((__, same) => expect(sides((side) => premium(same, same)[side])).toEqual(exactly(0)));
        for (const [report, type] of lies) {
          const { estimate, lower, upper } = premium(report, type);
          const told = `${name}: report ${of.reports[report]}, type ${of.reports[type]}, delta ${DELTAS[d]}`;
          const truth = expected.get(`${DELTAS[d]}/${report}/${type}`)!;
          const near = COARSE * Math.abs(of.reports[report]! - of.reports[type]!) * 3;
          expect(lower, told).toBeLessThanOrEqual(estimate + ROUNDING);
          expect(upper, told).toBeGreaterThanOrEqual(estimate - ROUNDING);
          expect(lower, told).toBeLessThanOrEqual(truth + near);
          expect(upper, told).toBeGreaterThanOrEqual(truth - near);
          // The interval says something: an estimate off by more than its own error would be seen.
          expect(Math.abs(estimate - truth), told).toBeLessThan(near + 0.02 * Math.abs(of.reports[report]! - of.reports[type]!));
          if (d > 0) expect(estimate, told).toBeGreaterThanOrEqual(premiums[d - 1]!(report, type).estimate - ROUNDING);
        }
      });
    }
    for (const one of found) {
      for (const other of found) {
        one.premiums.forEach((premium, d) => {
          for (const [report, type] of lies) {
            expect(
              premium(report, type).lower,
              `${one.name} below ${other.name}`,
            ).toBeLessThanOrEqual(other.premiums[d]!(report, type).upper + ROUNDING);
          }
        });
      }
    }
  });
});

it('every way is asked by at least two cases, and every pair of ways meets', () => {
  for (const way of ways) expect(cases.filter((of) => way.takes(of)).length).toBeGreaterThan(1);
  for (const one of ways) for (const other of ways) expect(cases.some((of) => one.takes(of) && other.takes(of))).toBe(true);
});
