/** Problems far from the origin are the same near it, profile by profile from the definitions. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { shifted } from '../../src/distributions/shifted.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { publicGood } from '../../src/environment/public-good.ts';
import { singleObject, type Interdependence } from '../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { integerExPost } from '../../src/experiments/integer/ex-post.ts';
import { playedExPostSampler } from '../../src/experiments/played/ex-post.ts';
import { playedInterimSampler } from '../../src/experiments/played/interim.ts';
import { recentred } from '../../src/experiments/recentred.ts';
import type { TensorExperiment } from '../../src/run/request.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../src/mechanism/mechanism.ts';
import { dot, drawByDraw, drawSignals, outcomeAt, transferAt, valuesAt } from './tensor/oracle.ts';

const FAR = 2 ** 20;
const STREAM = { k0: 5, k1: 7 };
const at = (from: number, width = 1) => parseDistribution(`uniform(${from},${from + width})`);
const efficient: ChoiceRule = { kind: 'efficient' };
const of = (transfers: TransferScheme, rule: ChoiceRule = efficient): Mechanism => ({ name: transfers.kind, rule, transfers });
const bonus = (...bonuses: number[]): ChoiceRule => ({ kind: 'affine-maximizer', weights: bonuses.map(() => 1), bonuses });

const three = (from: number) => singleObject({ laws: [at(from), at(from + 0.25), at(from)] });
const interdependence: Interdependence = { kind: 'multi-dimensional', size: 0.25 };
const several = singleObject({ laws: [at(FAR), at(FAR)], interdependence });
const trade = bilateralTrade({ cost: at(FAR), value: at(FAR) });
const utility = [[0, 0.1, 0.4], [0, 0.1, 0.3], [0, 0.2, 0.4]];

const CASES: [string, SocialChoiceProblem, Mechanism, number][] = [
  ['first price', three(FAR), of({ kind: 'first-price' }), FAR],
  ['VCG', three(FAR), of({ kind: 'vcg' }), FAR],
  ['VCG where the seller may keep', singleObject({ laws: [at(FAR), at(FAR)], sellerMayKeep: true }), of({ kind: 'vcg' }), FAR],
  ['VCG with bonuses', three(FAR), of({ kind: 'vcg' }, bonus(0.5, 0, 0.25)), FAR],
  ['charged against the lowest type', three(FAR), of({ kind: 'lowest-type-vcg' }), FAR],
  ['insured', three(FAR), of({ kind: 'full-insurance', base: of({ kind: 'vcg' }) }, bonus(0.5, 0, 0)), FAR],
  ['a table', three(FAR), of({ kind: 'insured-table', utility }), FAR],
  ['modified VCG, several dimensions', several, of({ kind: 'modified-vcg' }), 1.25 * FAR],
  ['Groves, trade', trade, of({ kind: 'groves' }), 0],
  ['a posted price', trade, of({ kind: 'posted-price', price: FAR + 0.5 }, { kind: 'posted-price', price: FAR + 0.5 }), 0],
  ['a public good, its cost folded', publicGood({ laws: [at(FAR), at(FAR)], cost: 2 * FAR + 1 }), of({ kind: 'groves' }), 0],
];

describe('payoffs of every report are the same, and welfare is less by a constant', () => {
  it.each(CASES)('%s', (_, problem, mechanism, welfare) => {
    const near = recentred(problem, mechanism)!;
    expect(Math.abs(near.welfare - welfare)).toBeLessThan(4);
    expect(near.problem.signals.every(({ law: { support: [low, high] } }) => low >= 0 && high < 8)).toBe(true);
    const payoffs = (set: SocialChoiceProblem, played: Mechanism, signals: readonly number[], type: readonly number[]): number[] => {
      const twin = { problem: set };
      const { probabilities } = outcomeAt(twin, played, signals);
      const own = set.agents.map((_name, i) => (i === 0 ? valuesAt(twin, type) : valuesAt(twin, signals))[i]!);
      const inner = drawByDraw(twin, played, 0, STREAM, 0);
      return [
        ...own.map((values, i) => dot(probabilities, values) + transferAt(twin, played, i, signals, inner)),
        dot(probabilities, values(twin, signals)),
      ];
    };
    const values = (twin: { problem: SocialChoiceProblem }, signals: readonly number[]): number[] =>
      twin.problem.alternatives.map((_name, k) => valuesAt(twin, signals).reduce((sum, row) => sum + row[k]!, 0));
    for (let profile = 0; profile < 40; profile++) {
      const types = drawSignals(problem, STREAM, profile);
      const told = types.map((x, d) => (problem.signals[d]!.owner === 0 ? drawSignals(problem, STREAM, profile + 50)[d]! : x));
      const measured = (signals: readonly number[]) => signals.map((x, d) => x - near.origin[d]!);
      const far = payoffs(problem, mechanism, told, types);
      const here = payoffs(near.problem, near.mechanism, measured(told), measured(types));
      here[here.length - 1]! += near.welfare;
      // Inner terms are drawn from the same chances: signals differ by the origin.
      far.forEach((x, i) => expect(Math.abs(x - here[i]!), `${i} of profile ${profile}`).toBeLessThan(1e-8));
    }
  });
});

describe('nothing is taken off where it does not cancel', () => {
  it.each([
    ['at the origin', three(0), of({ kind: 'vcg' })],
    ['all-pay', three(FAR), of({ kind: 'all-pay' })],
    ['no transfers', three(FAR), of({ kind: 'none' })],
    ['Groves, one object', three(FAR), of({ kind: 'groves' })],
    ['values below zero, where serving nobody else is best', singleObject({ laws: [at(-FAR), at(-FAR)] }), of({ kind: 'vcg' })],
    ['unequal weights', three(FAR), of({ kind: 'vcg' }, { kind: 'affine-maximizer', weights: [1, 2, 1], bonuses: [0, 0, 0] })],
    ['one bidder', singleObject({ laws: [at(FAR)] }), of({ kind: 'vcg' })],
    ['a reserve above all values but the bonus that it makes', singleObject({ laws: [at(FAR), at(FAR)], sellerMayKeep: true }),
      of({ kind: 'vcg' }, bonus(FAR, 0, 0))],
  ])('%s', (_, problem, mechanism) => expect(recentred(problem, mechanism)).toBeUndefined());
});

it.each(['uniform(1000,1001)', 'beta(2,3,1000,1001)', 'truncated-normal(1000.5,0.2,1000,1001)', 'truncated-exponential(3,1000,1001)',
  'piecewise-linear(0:1000,0.3:1000.25,1:1001)', 'normal(1000,0.1)'])('%s moves with its chances', (text) => {
  const law = parseDistribution(text);
  const moved = shifted(law, 999);
  for (const p of [0, 0.01, 0.3, 0.5, 0.99, 1]) expect(Math.abs(moved.quantile(p) + 999 - law.quantile(p))).toBeLessThan(1e-9);
  for (const x of [law.support[0], 1000.1, 1000.5, law.support[1]]) {
    expect(Math.abs(moved.cdf(x - 999) - law.cdf(x))).toBeLessThan(1e-9);
  }
  expect(shifted(law, 999)).toBe(moved);
  expect(shifted(law, 0)).toBe(law);
});

it.each([1e3, 1e6, 1e9])('what is drawn and lowered is the same wherever laws lie: %d', (from) => {
  const laws = [at(from), at(from)];
  const { problem } = recentred(singleObject({ laws }), of({ kind: 'first-price' }))!;
  const room = 2 ** -10;
  expect(problem.signals.map(({ law }) => law.support[0])).toEqual([room, room].map((x) => expect.closeTo(x, 6)));
  expect(problem.signals.map(({ law }) => law.support[1] - law.support[0])).toEqual([1, 1]);
});

it('what costs cancel has no entries beyond whole numbers: a public good of value and cost 15', () => {
  const problem = publicGood({ laws: [at(15), at(15)], cost: 31 });
  const lowered = integerExPost(problem, of({ kind: 'vcg' }), [[[15], [15.5], [16]], undefined]);
  if ('unsupported' in lowered) throw new Error(lowered.unsupported);
  const { reportObjective } = lowered.parameters.agents[0]!.deviations!;
  expect(Math.max(...reportObjective)).toBeLessThanOrEqual(2 ** 28);
});

const dependences = [undefined, { kind: 'clayton', theta: 2 } as const];

it.each(dependences)('profiles that are played, dependence %o: as near the origin', async (dependence) => {
  const [near, far] = await Promise.all([0, FAR].map(async (from) => {
    const law = parseDistribution(`mixture(0.4:${from + 0.5},0.6:uniform(${from},${from + 1}))`);
    const problem = { ...singleObject({ laws: [law, law] }), ...(dependence && { dependence }) };
    const mechanism = of({ kind: 'full-insurance', base: of({ kind: 'vcg' }) });
    const reports = [0.25, 0.5, 0.75].map((x) => [x + from]);
    const question = { agent: 0, reports, paired: [0, 1, 2], groupSize: 4, line: true };
    const draw = async ({ experiment }: { experiment: TensorExperiment<never> }) => experiment.draw(undefined as never, STREAM, 0, 128, {});
    return {
      interim: await playedInterimSampler(problem, mechanism, question, { draw } as never).run(STREAM, 0, 128),
      profiles: await playedExPostSampler(problem, of({ kind: 'vcg' }), [], { draw } as never).run(STREAM, 0, 128),
      reports,
    };
  }));
  for (const of of ['gain', 'gainSquares', 'truth', 'choices'] as const) {
    far!.interim[of].forEach((x, i) => expect(Math.abs(x - near!.interim[of][i]!), `${of} ${i}`).toBeLessThan(1e-6));
  }
  expect(far!.interim.question.reports).toBe(far!.reports);
  const width = ([low, high]: readonly [number, number]) => high - low;
  expect(width(far!.interim.gainRange)).toBeLessThan(1.01 * width(near!.interim.gainRange));
  // Ties of densities are within what digits there leave open.
  expect(far!.interim.lawShare!).toBeLessThan(near!.interim.lawShare! + 1e-3);
  const { welfare, revenue, payoff } = far!.profiles;
  expect(welfare.added).toBeGreaterThan(FAR - 4);
  expect(Math.abs(welfare.sum + 128 * (welfare.added! - FAR) - near!.profiles.welfare.sum)).toBeLessThan(1e-6);
  expect(Math.abs(payoff[0]!.sum - near!.profiles.payoff[0]!.sum)).toBeLessThan(1e-6);
  expect(width(revenue.range)).toBeLessThan(1.01 * width(near!.profiles.revenue.range));
});
