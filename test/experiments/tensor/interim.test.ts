/** The general path of interim experiments against plain loops in double precision: every rule and every scheme. */
import { afterAll, describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { openCpuDevice } from '../../../src/engine/devices/cpu.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import type { ChoiceRule, Mechanism, Strategy, TransferScheme } from '../../../src/mechanism/mechanism.ts';
import type { InterimQuestion, InterimSums } from '../../../src/experiments/interim-sums.ts';
import { tensorInterimSampler } from '../../../src/experiments/tensor/interim.ts';
import { interimOracle, type OracleSums, type Twin } from './oracle.ts';
import { asGeneral, bilinear, linearProblem, mechanism, oddTransfer, oddTwin, softRule, softTwin } from './problems.ts';
import { drawOn } from '../../../src/run/run.ts';

const device = await openCpuDevice(1);
afterAll(() => device.close());
const stream = { k0: 0x1234, k1: 0x9876 };
const FIRST = 16;
const COUNT = 48;
const GROUP = 4;

const affine: ChoiceRule = { kind: 'affine-maximizer', weights: [1, 0.5, 2], bonuses: [0.2, 0, -0.1, 0.05] };
const efficient: ChoiceRule = { kind: 'efficient' };
const question = (agent: number, reports: readonly (readonly number[])[]): InterimQuestion =>
  ({ agent, reports, paired: reports.map((_, r) => r), groupSize: GROUP, line: false });

const close = (got: ArrayLike<number>, want: readonly number[]): void => {
  expect(got.length).toBe(want.length);
  const scale = Math.max(1, ...want.map(Math.abs));
  want.forEach((x, i) => expect(Math.abs(got[i]! - x), `entry ${i}: ${got[i]} for ${x}`).toBeLessThan(1e-5 * scale));
};

/** Choices by class, then everything else. */
function compare(sums: InterimSums, oracle: OracleSums): void {
  const classed = oracle.choices.map((row) =>
    Array.from({ length: sums.classes }, (_, c) => row.reduce((sum, n, k) => sum + (sums.classOf[k] === c ? n : 0), 0)));
  close(sums.choices, classed.flat());
  close(sums.gain, oracle.gain.flat());
  close(sums.gainSquares, oracle.gainSquares.flat());
  close(sums.truth, oracle.truth);
  close(sums.truthSquares, oracle.truthSquares);
}

async function check(twin: Twin, tested: Mechanism, agent: number, reports: readonly (readonly number[])[]): Promise<InterimSums> {
  const sampler = await tensorInterimSampler(twin.problem, tested, question(agent, reports), drawOn(device));
  const sums = await sampler.run(stream, FIRST, COUNT);
  const oracle = interimOracle(twin, tested, agent, reports, GROUP, stream, FIRST, COUNT);
  compare(sums, oracle);
  expect([sums.profiles, sums.groups]).toEqual([COUNT, COUNT / GROUP]);
  for (const [s, mean] of oracle.truth.entries()) {
    expect(mean / sums.groups).toBeGreaterThanOrEqual(sums.truthRange[0]);
    expect(mean / sums.groups).toBeLessThanOrEqual(sums.truthRange[1]);
    for (const row of oracle.gain) {
      expect(Math.abs(row[s]! / sums.groups)).toBeLessThanOrEqual(Math.max(-sums.gainRange[0], sums.gainRange[1]));
    }
  }
  return sums;
}

const linear = linearProblem([0, 0, 1, 1, 1, 2], 3, 4);
const twins: Record<string, Twin> = {
  linear: { problem: linear, rule: softTwin, transfer: oddTwin },
  'general values': { ...asGeneral(linear), rule: softTwin, transfer: oddTwin },
};
const reports = [[-1, 0.7, 0], [0, 0, 0], [1.4, 1.9, 0.5], [0.2, 0.1, 1], [2, 2, 1], [0.5, 0.5, 0.5], [1, 0, 0.9]];
const rules: ChoiceRule[] = [
  efficient, affine, { kind: 'dictatorial', dictator: 2 },
  { kind: 'mixture', share: 0.3, rule: efficient, other: { kind: 'dictatorial', dictator: 0 } }, softRule,
];
const schemes: TransferScheme[] = [
  ...(['none', 'vcg', 'groves', 'first-price', 'all-pay', 'expected-externality', 'modified-vcg'] as const).map((kind) => ({ kind })),
  { kind: 'modified-vcg', relevant: [true, false, true, false, false, true] },
  { kind: 'full-insurance', base: { name: 'vcg', rule: efficient, transfers: { kind: 'vcg' } } },
  { kind: 'full-insurance', base: { name: 'agv', rule: affine, transfers: { kind: 'expected-externality' } } },
  oddTransfer,
];

describe.each(Object.entries(twins))('%s', (_, twin) => {
  for (const rule of rules) {
    it(`rule ${rule.kind}: every scheme against loops`, async () => {
      for (const [at, scheme] of schemes.entries()) {
        if (rule !== efficient && rule !== affine && at % 2 === 1) continue;
        const sums = await check(twin, mechanism(rule, scheme), 1, reports);
        expect(sums.reportPart).toBeDefined();
      }
    });
  }

  it('money and choices give every payoff, for reports that are no pairs too', async () => {
    const tested = mechanism(affine, { kind: 'vcg' });
    const all = await tensorInterimSampler(twin.problem, tested, { ...question(1, reports), paired: [1, 4, 6] }, drawOn(device));
    const sums = await all.run(stream, FIRST, COUNT);
    const oracle = interimOracle(twin, tested, 1, reports, GROUP, stream, FIRST, COUNT);
    const payoff = (r: number, s: number): number => {
      let sum = sums.reportPart![r]!;
      for (let c = 0; c < sums.classes; c++) sum += sums.choices[r * sums.classes + c]! * sums.typeValue![s * sums.classes + c]!;
      return sum / COUNT;
    };
    reports.forEach((_, r) => reports.forEach((_, s) => {
      expect(payoff(r, s) - payoff(s, s)).toBeCloseTo((oracle.gain[r]![s]! * GROUP) / COUNT, 4);
    }));
    expect(sums.gain.length).toBe(9);
    close(sums.truth, [1, 4, 6].map((s) => oracle.truth[s]!));
  });
});

it('bilinear values: no separate money, all schemes', async () => {
  for (const scheme of schemes.filter(({ kind }) => kind !== 'modified-vcg' && kind !== 'full-insurance')) {
    const sums = await check({ ...bilinear(), transfer: oddTwin }, mechanism(efficient, scheme), 0, [[0], [0.2], [0.5], [0.9], [1]]);
    expect(sums.reportPart).toBeUndefined();
  }
});

it('posted price', async () => {
  const problem = bilateralTrade({ cost: parseDistribution('uniform(0,1)'), value: parseDistribution('beta(3,2)') });
  for (const agent of [0, 1]) {
    await check(
      { problem }, mechanism({ kind: 'posted-price', price: 0.45 }, { kind: 'posted-price', price: 0.45 }), agent,
      [[0], [0.3], [0.5], [0.8]],
    );
  }
});

it('strategies: rule and transfers see bids, values stay', async () => {
  const shade = (share: number): Strategy => ({ name: `${share} v`, bid: (v) => share * v, inverse: (b) => b / share, range: [0, share] });
  const problem = {
    ...linearProblem([0, 1, 2], 3, 4),
    signals: [0, 1, 2].map((owner) => ({ owner, name: `v${owner}`, law: parseDistribution('uniform(0,1)') })),
  };
  const strategies = [0.5, 0.7, 0.9].map(shade);
  for (const kind of ['first-price', 'all-pay', 'vcg'] as const) {
    await check({ problem }, mechanism(efficient, { kind }, strategies), 2, [[0], [0.3], [0.5], [0.8], [1]]);
  }
  const base = mechanism(efficient, { kind: 'first-price' }, strategies);
  await check({ problem }, mechanism(efficient, { kind: 'full-insurance', base }), 1, [[0], [0.3], [0.5], [0.8], [1]]);
});

it('weak congruence: the transfers of (7.12), and no lie gains on any profile', async () => {
  const problem = linearProblem([0, 1, 2], 3, 4);
  const { valuations } = problem;
  if (valuations.kind !== 'linear') throw new TypeError();
  // Own coefficients in the order of the total effects.
  const step = [0.2, 0.9, 0.5, 1.6];
  const coefficients = valuations.coefficients.map((table, i) =>
    table.map((row, k) => row.map((a, d) => (d === i ? step[k]! : (0.1 * a + (step[k]! * (d + 1)) / 10)))));
  const congruent = { ...problem, valuations: { ...valuations, coefficients } };
  for (const agent of [0, 1, 2]) {
    const [low, high] = congruent.signals[agent]!.law.support;
    const reports = [0, 0.1, 0.35, 0.6, 0.85, 1].map((share) => [low + share * (high - low)]);
    const sums = await check({ problem: congruent }, mechanism(efficient, { kind: 'weak-congruence' }), agent, reports);
    expect(Math.max(...sums.gain)).toBeLessThan(COUNT * sums.rounding);
    expect(Math.min(...sums.gain)).toBeLessThan(-0.01);
  }
});

it('a table of utilities', async () => {
  const problem = linearProblem([0, 1, 2], 3, 4);
  const [low, high] = problem.signals[1]!.law.support;
  const utility = [[0, 1], [0.3, -0.2, 0.8, 1.1], [0, 0]];
  await check(
    { problem }, mechanism(efficient, { kind: 'insured-table', utility }), 1, [0, 0.2, 0.5, 1].map((share) => [low + share * (high - low)]),
  );
});

it('VCG with private values: a lie gains nothing on any profile, to rounding', async () => {
  const { problem } = { problem: linearProblem([0, 0, 1, 1, 2, 2], 3, 5) };
  const { valuations } = problem;
  if (valuations.kind !== 'linear') throw new TypeError();
  const coefficients = valuations.coefficients.map((table, i) =>
    table.map((row) => row.map((a, d) => (problem.signals[d]!.owner === i ? a : 0))));
  const own = [[0, 0], [1, 1], [0.5, 0.9], [0.1, 0.4], [0.9, 0.1]];
  const question = { agent: 0, reports: own, paired: [0, 1, 2, 3, 4], groupSize: 1, line: false };
  for (const kind of ['vcg', 'groves', 'expected-externality'] as const) {
    const sampler = await tensorInterimSampler(
      { ...problem, valuations: { ...valuations, coefficients } }, mechanism(efficient, { kind }), question, drawOn(device),
    );
    const sums = await sampler.run(stream, 0, 512);
    expect(Math.max(...sums.gain)).toBeLessThan(512 * sums.rounding);
    expect(Math.min(...sums.gain)).toBeLessThan(-1);
  }
});

it('sums over disjoint ranges add, and a run repeats exactly', async () => {
  const sampler = await tensorInterimSampler(
    linear, mechanism(efficient, { kind: 'expected-externality' }), question(1, reports), drawOn(device),
  );
  const whole = await sampler.run(stream, 0, 96);
  const parts = [await sampler.run(stream, 0, 32), await sampler.run(stream, 32, 64)];
  for (const name of ['choices', 'reportPart', 'gain', 'gainSquares', 'truth', 'truthSquares'] as const) {
    close(whole[name]!, [...parts[0]![name]!].map((x, i) => x + parts[1]![name]![i]!));
  }
  expect(await sampler.run(stream, 0, 96)).toEqual(whole);
});

it('reports by chunks give what they give together', async () => {
  const many = Array.from({ length: 1025 }, (_, r) => [r / 1024]);
  const problem = linearProblem([0, 1, 2], 3, 4);
  const q = { agent: 0, reports: many, paired: [0, 500, 1024], groupSize: GROUP, line: true };
  const some = await (
    await tensorInterimSampler(
      problem, mechanism(efficient, { kind: 'vcg' }), { ...q, reports: [0, 500, 1024].map((r) => many[r]!), paired: [0, 1, 2] },
      drawOn(device),
    )
  ).run(stream, 0, 1024);
  const all = await (await tensorInterimSampler(problem, mechanism(efficient, { kind: 'vcg' }), q, drawOn(device))).run(stream, 0, 1024);
  close(all.gain, [...some.gain]);
  [0, 500, 1024].forEach((r, at) => expect(all.reportPart![r]).toBeCloseTo(some.reportPart![at]!, 3));
  expect([...all.choices].reduce((sum, x) => sum + x, 0)).toBe(1024 * 1025);
});
