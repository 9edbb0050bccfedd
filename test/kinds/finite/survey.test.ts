import { afterAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../../src/engine/open-device.ts';
import { streamKey } from '../../../src/engine/streams.ts';
import { conditionalBeliefs } from '../../../src/environment/finite/conditionals.ts';
import { profileSpace } from '../../../src/environment/finite/profiles.ts';
import {
  beliefRows, priorWeights, profilesByType, randomModel, type RandomEnvironment,
} from '../../../src/experiments/finite/random-environment.ts';
import type { SurveyQuestion } from '../../../src/kinds/finite/survey-findings.ts';
import { surveyAnswer } from '../../../src/kinds/finite/survey-rows.ts';
import { requireDecidable, requireOf, type Statistic } from '../../../src/kinds/finite/survey-statistics.ts';
import { survey } from '../../../src/kinds/finite/survey.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { revenueGap } from '../../../src/mechanism/finite/auction/at-pi-star.ts';
import { requireAuction } from '../../../src/mechanism/finite/auction/chains.ts';
import { OPENERS } from '../../../src/library/helpers/openers.ts';
import { decode, encode } from '../../../src/library/helpers/references.ts';
import { convexIndependence } from '../../../src/notions/finite/convex-independence.ts';
import { inConvexPosition } from '../../../src/notions/finite/convex-position.ts';
import { identifiability } from '../../../src/notions/finite/identifiability.ts';
import { rankAtLeast } from '../../../src/programs/rank.ts';
import { openRun } from '../../../src/run/run.ts';
import { ONE, rational, rationalText, sum } from '../../../src/programs/rational.ts';
import { further } from '../../support/evidence.ts';

const device = await openDevice({ device: 'cpu', workers: 1 });
afterAll(() => device.close());
const run = openRun(device, 'test');
const key = streamKey('test', 'survey');
const law = (counts: readonly number[], rest: Partial<RandomEnvironment> = {}): RandomEnvironment => ({
  counts,
  concentration: 1,
  beliefs: 'prior',
  outcomes: 2,
  values: 'interdependent',
  ...rest,
});
const asked = (statistic: Statistic, counts: readonly number[], draws: number, rest: Partial<SurveyQuestion> = {}): SurveyQuestion => ({
  statistic,
  law: law(counts),
  draws,
  transfers: 'bayesian',
  balance: 'exact',
  ...rest,
});
const share = async (question: SurveyQuestion, agent: string) =>
  surveyAnswer(question, await survey(question, key, run), 0.9999).estimates.find((row) => row.agent === agent)!;

describe('random environments', () => {
  it('are pure functions of stream and index, with priors that sum to one and hold every profile', () => {
    for (const index of [0, 1, 7, 2 ** 31 + 5]) {
      const [first, again] = [randomModel(key, index, law([2, 3])), randomModel(key, index, law([2, 3]))];
      expect(JSON.stringify(first.beliefs, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))
        .toBe(JSON.stringify(again.beliefs, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
      const prior = first.beliefs?.kind === 'prior' ? first.beliefs.probabilities : [];
      expect(sum(prior).equals(ONE)).toBe(true);
      expect(prior.every((value) => value.n > 0n)).toBe(true);
      const weights = priorWeights(key, index, law([2, 3]));
      const total = weights.reduce((a, b) => a + b, 0);
      expect(prior.map(rationalText)).toEqual(weights.map((weight) => rational(weight, total).toFraction()));
      const rows = [0, 1].map((agent) => beliefRows(weights, profilesByType(profileSpace([2, 3]), agent)));
      conditionalBeliefs(first).forEach((beliefs, agent) =>
        beliefs.forEach((row, t) => row.forEach((value, k) => expect(rows[agent]![t]![k]).toBeCloseTo(value.valueOf(), 12))),
      );
    }
    expect(priorWeights(key, 3, law([2, 2]))).not.toEqual(priorWeights(key, 4, law([2, 2])));
  });

  it('has Dirichlet means and variances', () => {
    const draws = Array.from({ length: 4000 }, (_, n) => {
      const weights = priorWeights(key, n, law([2, 2], { concentration: 3 }));
      return weights[1]! / weights.reduce((a, b) => a + b, 0);
    });
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
    // Dirichlet(3, 3, 3, 3): mean 1/4, variance 1/4 · 3/4 / 13.
    expect(mean).toBeCloseTo(0.25, 2);
    expect(variance).toBeCloseTo(0.1875 / 13, 3);
  });
});

describe('shares against stochastic geometry', () => {
  it('own-monotone priors of one bidder: p_2 >= p_1 p_3, which has probability 4 ln 2 - 2', async () => {
    const row = await share(asked('own-monotone', [3, 1], 1500), 'market');
    const exact = 4 * Math.log(2) - 2;
    expect([row.lower <= exact, exact <= row.upper, row.upper - row.lower < 0.1]).toEqual([true, true, true]);
    const { counts } = law([3, 1]);
    const byHand = Array.from({ length: 1500 }, (_, n) => priorWeights(key, n, law(counts)))
      .filter(([a, b, c]) => b! * (a! + b! + c!) >= a! * c!).length;
    expect(Math.round(row.estimate * 1500)).toBe(byHand);
  });

  // Virtual values by their definition, in doubles.
  it('classes of priors of two bidders, each counted by a reference, and their complement', async () => {
    const draws = 400;
    const counted = { 'own-monotone': 0, 'single-crossing': 0, 'no-regularity': 0 };
    for (let n = 0; n < draws; n++) {
      const w = priorWeights(key, n, law([3, 3]));
      const at = (i: number, own: number, other: number): number => w[i === 0 ? 3 * own + other : 3 * other + own]!;
      const virtual = (i: number, own: number, other: number): number =>
        own + 1 - [0, 1, 2].reduce((tail, k) => tail + (k > own ? at(i, k, other) : 0), 0) / at(i, own, other);
      const ahead = (i: number, own: number, other: number): number =>
        Math.sign(virtual(i, own, other) - Math.max(0, virtual(1 - i, other, own)));
      const cells = [0, 1].flatMap((i) => [1, 2].flatMap((own) => [0, 1, 2].map((other) => [i, own, other] as const)));
      const monotone = cells.every(([i, own, other]) => virtual(i, own, other) >= virtual(i, own - 1, other));
      const crossing = cells.every(([i, own, other]) => ahead(i, own - 1, other) < 0 || ahead(i, own, other) >= ahead(i, own - 1, other));
      counted['own-monotone'] += Number(monotone);
      counted['single-crossing'] += Number(crossing);
      counted['no-regularity'] += Number(!monotone && !crossing);
    }
    for (const [statistic, count] of Object.entries(counted)) {
      const row = await share(asked(statistic as Statistic, [3, 3], draws), 'market');
      expect(Math.round(row.estimate * draws), statistic).toBe(count);
      expect(count, statistic).toBeGreaterThan(0);
    }
  });


  // Valtr 1996: k points of a triangle are in convex position with probability 2^k (3k - 3)! / ((k - 1)!^3 (2k)!).
  it.each([[4, 2 / 3], [5, 11 / 36]])('%i points of a triangle', async (points, exact) => {
    const row = await share(asked('convex-independence', [points, 3], 40_000), 'agent 1');
    expect(row.lower).toBeLessThanOrEqual(exact);
    expect(row.upper).toBeGreaterThanOrEqual(exact);
    expect(row.upper - row.lower).toBeLessThan(0.03);
  });
  // Five points of a tetrahedron: 1 - 5 (13/720 - π²/15015), the mean volume of a random tetrahedron in it (Buchta and Reitzner 1992).
  it('five points of a tetrahedron', further('sizes'), async () => {
    const exact = 1 - 5 * (13 / 720 - Math.PI ** 2 / 15015);
    const row = await share(asked('convex-independence', [5, 4], 600), 'agent 1');
    expect(row.lower).toBeLessThanOrEqual(exact);
    expect(row.upper).toBeGreaterThanOrEqual(exact);
  });
  it('more than two points of a line never are', async () =>
    expect((await share(asked('convex-independence', [2, 3], 2000), 'agent 2')).estimate).toBe(0));
});

describe('closed tests', () => {
  it('agree with exact programs', async () => {
    let decided = 0;
    for (const counts of [[4, 3], [3, 4], [2, 3], [5, 3], [1, 3], [2, 2, 2]]) {
      for (let n = 0; n < 30; n++) {
        const exact = await convexIndependence(randomModel(key, n, law(counts)));
        exact.forEach(({ holds }, agent) => {
          const closed = inConvexPosition(
            beliefRows(priorWeights(key, n, law(counts)), profilesByType(profileSpace(counts), agent)),
          );
          if (closed === undefined) return;
          decided++;
          expect(closed, `${counts.join('x')}, ${n}, agent ${agent}`).toBe(holds);
        });
      }
    }
    expect(decided).toBeGreaterThan(200);
  });
  it('leave ties and thin margins to programs', () => {
    expect(inConvexPosition([[0.5, 0.5], [0.5, 0.5]])).toBeUndefined();
    expect(inConvexPosition([[0.2, 0.3, 0.5], [0.4, 0.1, 0.5], [0.3, 0.2, 0.5], [0.1, 0.1, 0.8]])).toBeUndefined();
    expect(inConvexPosition([[0.2, 0.8], [0.3, 0.7], [0.4, 0.6]])).toBe(false);
    expect(inConvexPosition([[1], [1]])).toBe(false);
    expect(inConvexPosition([[0.2, 0.8]])).toBe(true);
  });
  it('rank modulo a prime', () => {
    const matrix = [[rational(1, 3), rational(2)], [rational(1, 6), ONE], [rational(5), rational(-1, 7)]];
    expect(rankAtLeast(matrix)).toBe(2);
    expect(rankAtLeast(matrix.slice(0, 2))).toBe(1);
    expect(rankAtLeast([])).toBe(0);
    expect(rankAtLeast([[rational(1n, 2n ** 61n - 1n)]])).toBeUndefined();
  });
});

describe('verdicts', () => {
  it('Identifiability is generic with three agents, one of three types; never with two (Kosenok and Severinov 2008)', async () => {
    expect((await share(asked('identifiability', [3, 2, 2], 20), 'market')).estimate).toBe(1);
    expect((await share(asked('identifiability', [2, 3], 20), 'market')).estimate).toBe(0);
    expect((await identifiability(randomModel(key, 0, law([3, 2, 2])))).map(({ holds }) => holds)).toEqual([true]);
  });
  it('ambiguous transfers implement wherever Bayesian ones do, and always where beliefs determine preferences', async () => {
    const bayesian = await survey(asked('implementable', [2, 2], 80), key, run);
    const ambiguous = await survey(asked('implementable', [2, 2], 80, { transfers: 'ambiguous' }), key, run);
    expect(ambiguous.yes.market).toBe(80);
    expect(bayesian.yes.market).toBeGreaterThan(40);
    expect(bayesian.yes.market).toBeLessThan(80);
  });
  it('ambiguity is needed where ambiguous transfers implement and Bayesian ones do not, environment by environment', async () => {
    const yes = async (statistic: Statistic, rest: Partial<SurveyQuestion> = {}): Promise<number> =>
      (await survey(asked(statistic, [2, 2], 25, rest), key, run)).yes.market ?? 0;
    expect(await yes('ambiguity-needed')).toBe(await yes('implementable', { transfers: 'ambiguous' }) - await yes('implementable'));
  });
  it('the core is never empty where one agent has types, or with one good; with two types each about three times in eight', async () => {
    const core = (counts: readonly number[], draws: number, goods = 2) => share(asked('maximin-core', counts, draws, { goods }), 'market');
    expect((await core([2, 1], 8)).estimate).toBe(1);
    expect((await core([2, 2], 8, 1)).estimate).toBe(1);
    // 0.373 by following both frontiers in floating point, 6000 economies.
    const row = await core([2, 2], 40);
    expect(row.lower < 0.373 && 0.373 < row.upper).toBe(true);
    expect(row.point).toEqual({ statistic: 'maximin-core', types: '2x2', goods: 2 });
  });
  it('the value always exists without types, and with one good, which nobody trades', async () => {
    const value = (counts: readonly number[], goods: number) => share(asked('maximin-value', counts, 8, { goods }), 'market');
    expect([(await value([1, 1], 2)).estimate, (await value([2, 2], 1)).estimate]).toEqual([1, 1]);
    expect(() => requireDecidable('maximin-value', [1, 1, 1, 1], '--types'))
      .toThrow('--types: maximin-value is decided for at most 3 agents, got 4');
  });
  it('own beliefs have no common prior, and NCP* nearly always', async () => {
    const row = await share(asked('ncp-star', [2, 3], 30, { law: law([2, 3], { beliefs: 'own' }) }), 'market');
    expect(row.estimate).toBeGreaterThan(0.5);
    expect(row.point).toEqual({ statistic: 'ncp-star', types: '2x3', concentration: 1, beliefs: 'own' });
  });
});

describe('amounts', () => {
  // 31/21 at π* against 10/7 ex post: docs/ex-post.md, third row.
  it('the gap is a share of the revenue at π*', async () => {
    const model = requireAuction(modelAt(parseEnvironment({
      finite: 1, auction: { bidders: ['a', 'b'], values: { a: [1, 2], b: [1, 2, 3] } },
      prior: [['9/21', '1/21', '3/21'], ['6/21', '1/21', '1/21']],
    })), 'a gap');
    expect(rationalText((await revenueGap(model))!)).toBe('1/31');
  });
  it('no gap where the prior is single-crossing, environment by environment; some gap beyond', async () => {
    const gap = await survey(asked('revenue-gap', [3, 2], 120), key, run);
    const crossing = await survey(asked('single-crossing', [3, 2], 120), key, run);
    expect(gap.yes.market! + crossing.yes.market!).toBeLessThanOrEqual(120);
    expect((await survey(asked('gap-despite-crossing', [3, 2], 40), key, run)).yes.market).toBe(0);
    expect(gap.amounts!.filter((x) => x > 0)).toHaveLength(gap.yes.market!);
    expect(gap.yes.market).toBeGreaterThan(0);
    const { estimates, curves } = surveyAnswer(asked('revenue-gap', [3, 2], 120), gap, 0.99);
    expect(estimates.map(({ quantity, point }) => `${quantity} ${point.quantile ?? ''}`.trim()))
      .toEqual(['priorShare', 'revenueGap', 'revenueGap 0.5', 'revenueGap 0.9', 'revenueGap 0.99']);
    expect(estimates[1]!.estimate).toBeCloseTo(gap.amounts!.reduce((a, b) => a + b, 0) / 120, 15);
    expect([curves[0]!.quantity, curves[0]!.estimate.at(-1), curves[0]!.upper.at(-1)]).toEqual(['revenueGapLaw', 1, 1]);
  });
  it('no stake is needed exactly where one rule implements', async () => {
    const stakes = await survey(asked('stake', [2, 2], 25), key, run);
    const bayesian = await survey(asked('implementable', [2, 2], 25), key, run);
    expect(stakes.amounts!.filter((x) => x === 0)).toHaveLength(bayesian.yes.market!);
    expect(stakes.yes.market).toBe(25);
  });
  it('what has no amount is infinitely large, what is undecided anything; quantiles that reach there have no row', () => {
    const amounts = Float64Array.from({ length: 1000 }, (_, k) => (k < 980 ? k / 1000 : Infinity));
    const answer = (undecided: number) => surveyAnswer(
      asked('stake', [2, 2], 1000), { profiles: 1000 + undecided, yes: { market: 980 }, undecided, amounts }, 0.99,
    );
    const { estimates, notes, curves } = answer(0);
    expect(estimates.map(({ point }) => point.quantile)).toEqual([undefined, 0.5, 0.9]);
    expect(notes.join()).toContain('quantiles 0.99 have no upper end');
    expect([curves[0]!.types.at(-1), curves[0]!.estimate.at(-1)]).toEqual([0.979, 0.98]);
    const [, sure] = estimates;
    const [, wide] = answer(100).estimates;
    expect(wide!.lower).toBeLessThan(sure!.lower);
    expect(wide!.upper).toBeGreaterThan(sure!.upper);
  });
  it('asks for few enough types', () => {
    expect(() => requireDecidable('stake', [3, 3], '--types')).toThrow('--types: stake looks through signs of bets for at most 10 lies');
    expect(() => requireDecidable('revenue-gap', [11, 10], '--types')).toThrow('at most 100 profiles of types, got 110');
  });
  it('refuses options that would do nothing', () => {
    expect(() => requireOf('stake', 'goods')).toThrow('--goods: does nothing to stake; it is for maximin-core, maximin-value');
    expect(() => requireOf('stake', 'transfers')).toThrow('--transfers: does nothing to stake; it is for implementable, extractable');
    for (const option of ['balance', 'values', 'seed', 'concentration']) requireOf('stake', option);
  });
});

it('merges chunks to the same counts, whatever its run has kept', async () => {
  const question = asked('beliefs-determine-preferences', [2, 2], 1500);
  const kept = openRun(device, 'test');
  const first = await survey({ ...question, draws: 700 }, key, kept);
  const all = await survey(question, key, kept);
  expect(all).toEqual(await survey(question, key, run));
  expect(first.profiles).toBe(700);
  expect(all.profiles).toBe(1500);
});

it('pieces that another thread draws are the same, from parameters as they travel there', async () => {
  for (const [statistic, counts] of [['stake', [2, 2]], ['convex-independence', [4, 3]], ['maximin-value', [1, 2]]] as const) {
    const question = asked(statistic, counts, 32);
    const travelled = decode(encode({ ...question, draws: undefined }, new Map())!, []);
    const opened = await OPENERS.get('finite-survey')!(travelled, () => Promise.reject(new Error('a survey loads TFJS')));
    expect(await opened.run(key, 0, 32, {}), statistic).toEqual(await survey(question, key, openRun(device, 'test')));
  }
});

describe('stopping', () => {
  it('keeps what is done; undecided environments widen the interval', async () => {
    const controller = new AbortController();
    const question = asked('convex-independence', [4, 3], 10_000_000);
    const counts = await survey(question, key, run, {
      signal: controller.signal,
      onProgress: (profiles) => void (profiles > 5000 && controller.abort()),
    });
    expect(counts.profiles).toBeGreaterThan(1000);
    expect(counts.profiles).toBeLessThan(10_000_000);
    expect(counts.yes.market! / counts.profiles).toBeCloseTo(2 / 3, 1);
    const [row] = surveyAnswer(question, { profiles: 100, yes: { market: 50 }, undecided: 10 }, 0.99).estimates;
    const [sure] = surveyAnswer(question, { profiles: 100, yes: { market: 50 }, undecided: 0 }, 0.99).estimates;
    expect(row!.lower).toBe(sure!.lower);
    expect(row!.upper).toBeGreaterThan(sure!.upper);
  });
});
