/** The general path of ex post audits, joint choices and welfare losses against plain loops. */
import { afterAll, describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { openCpuDevice } from '../../../src/engine/devices/cpu.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../../src/mechanism/mechanism.ts';
import { tensorExPostSampler } from '../../../src/experiments/tensor/ex-post.ts';
import { jointChoices, welfareLosses } from '../../../src/experiments/tensor/joint-choices.ts';
import { drawSignals, outcomeAt, range, total, transferAt, valuesAt, withSignal, type Inner, type Twin } from './oracle.ts';
import { asGeneral, bilinear, linearProblem, mechanism, oddTransfer, oddTwin, softRule, softTwin } from './problems.ts';
import { drawOn } from '../../../src/run/run.ts';

const device = await openCpuDevice(1);
afterAll(() => device.close());
const stream = { k0: 0x55, k1: 0xabcdef };
const FIRST = 7;
const COUNT = 60;
const efficient: ChoiceRule = { kind: 'efficient' };
const affine: ChoiceRule = { kind: 'affine-maximizer', weights: [1, 0.5, 2], bonuses: [0.2, 0, -0.1, 0.05] };
const dot = (p: readonly number[], v: readonly number[]): number => total(p.map((x, k) => x * v[k]!));
const never: Inner = { externality: () => NaN, utility: () => NaN };
const question = (agent: number, reports: number[][]) => ({ agent, reports, paired: [], groupSize: 1, line: false });

function oracle(twin: Twin, tested: Mechanism, questions: { agent: number; reports: number[][] }[], tolerance: number) {
  const n = twin.problem.agents.length;
  const zeros = (): number[] => range(n).map(() => 0);
  const sums = {
    firstBest: 0, welfare: 0, squares: 0, revenue: 0, deficits: 0, imbalances: 0, payoff: zeros(), ir: zeros(), gainful: zeros(),
    largest: zeros(), losses: [] as number[],
  };
  for (let profile = FIRST; profile < FIRST + COUNT; profile++) {
    const signals = drawSignals(twin.problem, stream, profile);
    const values = valuesAt(twin, signals);
    const { probabilities } = outcomeAt(twin, tested, signals);
    const welfare = range(probabilities.length).map((k) => total(values.map((row) => row[k]!)));
    sums.firstBest += Math.max(...welfare);
    sums.welfare += dot(probabilities, welfare);
    sums.squares += dot(probabilities, welfare) ** 2;
    sums.losses.push(Math.max(...welfare) - dot(probabilities, welfare));
    const transfers = range(n).map((i) => transferAt(twin, tested, i, signals, never));
    const payoffs = transfers.map((x, i) => x + dot(probabilities, values[i]!));
    sums.revenue -= total(transfers);
    if (-total(transfers) < -tolerance) sums.deficits++;
    if (Math.abs(total(transfers)) > tolerance) sums.imbalances++;
    payoffs.forEach((payoff, i) => {
      sums.payoff[i]! += payoff;
      if (payoff < -tolerance) sums.ir[i]!++;
    });
    for (const { agent, reports } of questions) {
      const gains = reports.map((report) => {
        const lie = withSignal(twin.problem, signals, agent, report);
        return dot(
          outcomeAt(twin, tested, lie).probabilities, values[agent]!,
        ) + transferAt(twin, tested, agent, lie, never) - payoffs[agent]!;
      });
      if (Math.max(...gains) > tolerance) sums.gainful[agent]!++;
      sums.largest[agent] = Math.max(sums.largest[agent]!, ...gains);
    }
  }
  return sums;
}

const linear = linearProblem([0, 0, 1, 1, 1, 2], 3, 4);
const twins: Record<string, Twin> = {
  linear: { problem: linear, rule: softTwin, transfer: oddTwin },
  'general values': { ...asGeneral(linear), rule: softTwin, transfer: oddTwin },
};
const reports = [[-1, 0.7, 0], [0, 0, 0], [1.4, 1.9, 0.5], [0.2, 0.1, 1], [2, 2, 1]];
const schemes: TransferScheme[] = [
  ...(['none', 'vcg', 'groves', 'first-price', 'all-pay', 'modified-vcg'] as const).map((kind) => ({ kind })),
  oddTransfer,
];

describe.each(Object.entries(twins))('%s', (_, twin) => {
  it.each(
    [efficient, affine, { kind: 'mixture', share: 0.4, rule: efficient, other: { kind: 'dictatorial', dictator: 1 } } as const, softRule]
  )('rule $kind: every scheme against loops', async (rule) => {
    for (const scheme of schemes) {
      const questions = [question(1, reports), question(2, [[0], [0.7], [1]])];
      const sums = await (
        await tensorExPostSampler(twin.problem, mechanism(rule, scheme), questions, drawOn(device))
      ).run(stream, FIRST, COUNT);
      const want = oracle(twin, mechanism(rule, scheme), questions, sums.tolerance);
      expect(sums.firstBest.sum).toBeCloseTo(want.firstBest, 3);
      expect(sums.welfare.sum).toBeCloseTo(want.welfare, 3);
      expect(sums.welfare.squares).toBeCloseTo(want.squares, 2);
      expect(sums.revenue.sum).toBeCloseTo(want.revenue, 3);
      expect([sums.deficits, sums.imbalances]).toEqual([want.deficits, want.imbalances]);
      sums.payoff.forEach(({ sum }, i) => expect(sum).toBeCloseTo(want.payoff[i]!, 3));
      expect(sums.irViolations).toEqual(want.ir);
      expect(sums.gainful).toEqual(want.gainful);
      sums.largestGain.forEach((gain, i) => expect(gain).toBeCloseTo(want.largest[i]!, 4));
      sums.losses!.thresholds.forEach((threshold, t) =>
        expect(Math.abs(sums.losses!.below[t]! - want.losses.filter((loss) =>
          loss < threshold).length)).toBeLessThanOrEqual(threshold < 1e-5 ? 3 : 0));
      expect(sums.losses!.largest).toBeCloseTo(Math.max(...want.losses), 4);
    }
  });
});

it('the efficient rule loses nothing, a dictator does', async () => {
  const losses = async (rule: ChoiceRule) =>
    (
      await (
        await tensorExPostSampler(
          bilinear().problem, mechanism(rule, { kind: 'none' }), [], drawOn(device), { lossThresholds: [1e-5, 0.1] },
        )
      ).run(stream, 0, 200)
    ).losses!;
  expect((await losses(efficient)).below).toEqual([200, 200]);
  const dictator = await losses({ kind: 'dictatorial', dictator: 2 });
  expect(dictator.below[0]).toBeLessThan(150);
  expect(dictator.largest).toBeGreaterThan(0.1);
});

it('expected externality balances on every profile; full insurance pays the interim utility', async () => {
  const law = parseDistribution('uniform(0,1)');
  const problem = bilateralTrade({ cost: law, value: law });
  const agv = mechanism(efficient, { kind: 'expected-externality' });
  const sums = await (await tensorExPostSampler(problem, agv, [], drawOn(device))).run(stream, 0, 4096);
  expect([sums.deficits, sums.imbalances]).toEqual([0, 0]);
  expect(sums.innerTerms).toContain('1024 draws');
  // E over the other of her externality: seller of cost c (1 - c^2) / 2, mean 1/3; buyer of value v -v^2 / 2, mean -1/6.
  // Trade is worth -c (1 - c), mean -1/6, to the seller and v^2, mean 1/3, to the buyer.
  expect(sums.payoff[0]!.sum / 4096).toBeCloseTo(-1 / 6 + 1 / 3 + 1 / 6, 2);
  expect(sums.payoff[1]!.sum / 4096).toBeCloseTo(1 / 3 - 1 / 6 - 1 / 3, 2);
  const insured = mechanism(efficient, { kind: 'full-insurance', base: mechanism(efficient, { kind: 'vcg' }) });
  const paid = await (
    await tensorExPostSampler(problem, insured, [question(0, [[0.1], [0.5], [0.9]])], drawOn(device))
  ).run(stream, 0, 4096);
  // Under VCG the seller pays the buyer's value where she keeps the good: -E min(c, v) = -(c - c^2 / 2), never above zero;
  // the buyer has v^2 / 2, never below.
  expect(paid.payoff[0]!.sum / 4096).toBeCloseTo(-1 / 3, 2);
  expect(paid.payoff[0]!.squares / 4096).toBeCloseTo(1 / 3 - 1 / 4 + 1 / 20, 2);
  expect(paid.payoff[1]!.sum / 4096).toBeCloseTo(1 / 6, 2);
  expect(paid.payoff[1]!.squares / 4096).toBeCloseTo(1 / 20, 2);
  expect(paid.irViolations[0]).toBeGreaterThan(4080);
  expect(paid.irViolations[1]).toBe(0);
  expect(paid.gainful[0]).toBeGreaterThan(1000);
});

it('nested panels: expected externality with signals of several dimensions balances too', async () => {
  const sums = await (
    await tensorExPostSampler(linear, mechanism(affine, { kind: 'expected-externality' }), [question(1, reports)], drawOn(device))
  ).run(stream, 0, 16);
  expect(sums.imbalances).toBe(0);
  expect(sums.innerTerms).toContain('at each type');
  expect(Math.abs(sums.payoff[0]!.sum)).toBeGreaterThan(0.01);
});

it('sums over disjoint ranges add', async () => {
  const sampler = await tensorExPostSampler(linear, mechanism(efficient, { kind: 'vcg' }), [question(1, reports)], drawOn(device));
  const [whole, a, b] = [await sampler.run(stream, 0, 100), await sampler.run(stream, 0, 37), await sampler.run(stream, 37, 63)];
  expect(whole.revenue.sum).toBeCloseTo(a.revenue.sum + b.revenue.sum, 4);
  expect(whole.gainful).toEqual(a.gainful.map((n, i) => n + b.gainful[i]!));
});

it('joint choices of two rules, and of one rule at two lists, against loops', async () => {
  for (const twin of Object.values(twins)) {
    const others = [[0.1, 0.7, 0], [0, 0.6, 0], [1.4, 0.2, 0.5], [0.2, 0.4, 1], [2, 0, 1]];
    const ways = [
      [{ rule: efficient, reports }, { rule: affine, reports }], [{ rule: efficient, reports }, { rule: efficient, reports: others }],
    ] as const;
    for (const [first, second] of ways) {
      const counts = await (await jointChoices(twin.problem, first, second, 1, drawOn(device))).run(stream, FIRST, COUNT);
      const want = reports.map(() => twin.problem.alternatives.map(() => [0, 0]));
      for (let profile = FIRST; profile < FIRST + COUNT; profile++) {
        const drawn = drawSignals(twin.problem, stream, profile, 1);
        reports.forEach((_, r) => {
          const [p, q] = [first, second].map((way) =>
            outcomeAt(twin, mechanism(way.rule, { kind: 'none' }), withSignal(twin.problem, drawn, 1, way.reports[r]!)).probabilities);
          p!.forEach((x, k) => {
            if (x === 1 && q![k] !== 1) want[r]![k]![0]!++;
            if (x !== 1 && q![k] === 1) want[r]![k]![1]!++;
          });
        });
      }
      expect([...counts.onlyFirst]).toEqual(want.flat().map(([first]) => first));
      expect([...counts.onlySecond]).toEqual(want.flat().map(([, second]) => second));
      expect(total([...counts.onlyFirst])).toBeGreaterThan(10);
    }
  }
});

it('welfare losses at each type against loops', async () => {
  const twin = twins['linear']!;
  const thresholds = [0.05, 0.3, 1];
  const counts = await (await welfareLosses(linear, { rule: affine, reports }, thresholds, 1, drawOn(device))).run(stream, FIRST, COUNT);
  const want = reports.map((report) => thresholds.map((threshold) => range(COUNT).filter((at) => {
    const signals = withSignal(linear, drawSignals(linear, stream, FIRST + at, 1), 1, report);
    const values = valuesAt(twin, signals);
    const welfare = range(4).map((k) => total(values.map((row) => row[k]!)));
    return Math.max(...welfare) - dot(outcomeAt(twin, mechanism(affine, { kind: 'none' }), signals).probabilities, welfare) < threshold;
  }).length));
  expect([...counts.below]).toEqual(want.flat());
});

it('where money is far from zero means hold what single precision does to each number, and near it nothing is added', async () => {
  const paid = async (far: number) => {
    const transfers: TransferScheme = {
      kind: 'general', range: [far, far + 1], transfer: (tf, values, signals) =>
        tf.add(far, tf.mul(tf.onesLike(tf.sum(values, 2)), tf.slice(signals, [0, 0], [-1, 1]))),
    };
    const tested = mechanism({ kind: 'dictatorial', dictator: 1 }, transfers);
    const sums = await (await tensorExPostSampler(linear, tested, [], drawOn(device))).run(stream, FIRST, COUNT);
    const twin: Twin = { problem: linear, transfer: (values, signals) => values.map(() => far + signals[0]!) };
    return { sums, want: oracle(twin, tested, [], sums.tolerance) };
  };
  const [near, far] = [await paid(0), await paid(3e6)];
  expect(near.sums.payoff.map(({ squaresRounding }) => squaresRounding)).toEqual([undefined, undefined, undefined]);
  far.sums.payoff.forEach(({ sum, bias, squaresRounding }, i) => {
    // A unit in the last place of a number beyond 2^21 is 1/4.
    expect(squaresRounding).toBeGreaterThan(0.25);
    expect(bias).toBeGreaterThanOrEqual(squaresRounding!);
    expect(Math.abs(sum - far.want.payoff[i]!)).toBeLessThanOrEqual(COUNT * bias!);
  });
  expect(Math.abs(far.sums.revenue.sum - far.want.revenue)).toBeLessThanOrEqual(COUNT * far.sums.revenue.bias!);
});
