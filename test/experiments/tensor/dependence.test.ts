/** Correlated signals: the joint law, the law of the others given one's own signal, and interim payoffs under it. */
import { afterAll, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { openCpuDevice } from '../../../src/engine/devices/cpu.ts';
import type { Dependence, SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import { signalDraws } from '../../../src/experiments/tensor/draws.ts';
import { tensorInterimSampler } from '../../../src/experiments/tensor/interim.ts';
import { cholesky, normalScore } from '../../../src/experiments/tensor/gaussian-copula.ts';
import { normalCdf } from '../../../src/statistics/normal.ts';
import { fastQuantile } from '../../../src/experiments/tensor/quantile.ts';
import { correlationZ } from '../../oracles/statistics.ts';
import { drawSignals, outcomeAt, range, total, transferAt, valuesAt, withSignal, type Inner, type Twin } from './oracle.ts';
import { linearProblem, mechanism } from './problems.ts';
import { drawOn } from '../../../src/run/run.ts';
import { describeFirst } from '../../support/evidence.ts';
import { stoppedSoon } from '../../support/stopped-soon.ts';

const device = await openCpuDevice(1);
afterAll(() => device.close());
const stream = { k0: 77, k1: 3 };
const correlations = [[1, 0.6, -0.2, 0.1], [0.6, 1, 0.3, 0.4], [-0.2, 0.3, 1, 0.5], [0.1, 0.4, 0.5, 1]];
const loadings = [0.7, 0.2, 0.5, 0];
const implied = loadings.map((a, d) => loadings.map((b, e) => (d === e ? 1 : Math.sqrt(a * b))));
const cases: [string, Dependence, number[][]][] = [
  ['gaussian-copula', { kind: 'gaussian-copula', correlations }, correlations],
  ['common-factor', { kind: 'common-factor', loadings }, implied],
];
const problemWith = (dependence: Dependence): SocialChoiceProblem => ({ ...linearProblem([0, 0, 1, 2], 3, 4), dependence });

it('quantiles by brackets are the law\'s', () => {
  for (
    const text of [
      'beta(2,3)', 'beta(0.4,0.3)', 'truncated-normal(0.4,0.5,0,2)', 'truncated-normal(0,0.05,-1,1)', 'uniform(-1,2)',
      'piecewise-linear(0,0.1,0.5,2)',
    ]
  ) {
    const law = parseDistribution(text);
    const quantile = fastQuantile(law);
    for (let i = 0; i <= 1000; i++) {
      const p = i % 2 === 0 ? i / 1000 : (i * 2654435761 % 2 ** 32 + 0.5) / 2 ** 32;
      const [x, want] = [quantile(p), law.quantile(p)];
      expect(Math.min(Math.abs(x - want), Math.abs(law.cdf(x) - p)), `${text} at ${p}: ${x}, ${want}`).toBeLessThan(1e-11);
    }
  }
});

it('normal scores and their probabilities', () => {
  for (const z of [-6, -1.5, 0, 0.3, 4]) expect(normalScore(normalCdf(z))).toBeCloseTo(z, 6);
  expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 12);
  expect(() => cholesky([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])).toThrow(/positive definite/);
});

it('a stop is heard between batches', async () => {
  const problem = problemWith(cases[0]![1]);
  const question = { agent: 2, reports: range(9).map((r) => [r / 8]), paired: range(9), groupSize: 32, line: true };
  const sampler = await tensorInterimSampler(problem, mechanism({ kind: 'efficient' }, { kind: 'vcg' }), question, drawOn(device));
  const count = 2 ** 16;
  const { profiles } = await sampler.run(stream, 0, count, { signal: stoppedSoon() });
  expect(profiles).toBeLessThan(count);
});

describeFirst(2, 'laws', cases)('%s', (_, dependence, expected) => {
  const problem = problemWith(dependence);
  const scoresOf = (rows: Float64Array): number[][] =>
    range(rows.length / 4).map((b) => problem.signals.map(({ law }, d) => normalScore(law.cdf(rows[b * 4 + d]!))));
  const n = 20000;
  const joint = scoresOf(signalDraws(problem).draw(stream, 5, n));

  it('every coordinate has its law, pairs have their correlation', () => {
    for (const d of range(4)) {
      expect(Math.abs(total(joint.map((z) => z[d]!)) / Math.sqrt(n))).toBeLessThan(4);
      expect(Math.abs(total(joint.map((z) => z[d]! ** 2)) / n - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
      for (const e of range(d)) {
        expect(Math.abs(total(joint.map((z) => z[d]! * z[e]!)) / n - expected[d]![e]!), `${d} ${e}`).toBeLessThan(5 / Math.sqrt(n / 2));
      }
    }
  });

  it('given the own signals, the others have the regression\'s mean and covariance', () => {
    const own = [0.7, -0.4];
    const signals = own.map((z, d) => problem.signals[d]!.law.quantile(normalCdf(z)));
    const given = scoresOf(signalDraws(problem, 0).draw(stream, 0, n, signals));
    // Regression of coordinates 2, 3 on 0, 1 by the two-by-two inverse.
    const [a, b] = [1 / (1 - expected[0]![1]! ** 2), -expected[0]![1]! / (1 - expected[0]![1]! ** 2)];
    const slope = [2, 3].map((d) => [a * expected[d]![0]! + b * expected[d]![1]!, b * expected[d]![0]! + a * expected[d]![1]!]);
    const mean = slope.map(([p, q]) => p! * own[0]! + q! * own[1]!);
    const left = (x: number, y: number): number =>
      expected[x + 2]![y + 2]! - slope[x]![0]! * expected[y + 2]![0]! - slope[x]![1]! * expected[y + 2]![1]!;
    for (const x of [0, 1]) {
      const centred = given.map((z) => z[x + 2]! - mean[x]!);
      expect(Math.abs(total(centred) / n)).toBeLessThan(4 * Math.sqrt(left(x, x) / n));
      for (const y of [0, 1]) expect(total(given.map((z, i) => centred[i]! * (z[y + 2]! - mean[y]!))) / n).toBeCloseTo(left(x, y), 1);
    }
  });

  it('a signal that is worth nothing to know leaves the others as they are', () => {
    const pairs = joint.map((z): [number, number] => [z[0]!, z[3]!]);
    expect(Math.abs(correlationZ(pairs)) < 4).toBe(dependence.kind === 'common-factor');
  });

  it('interim payoffs given the true type against loops; the others do not depend on the report', async () => {
    const reports = [[0.2, 0.1], [0.9, 0.3], [0.5, 0.8], [0, 1]];
    const [first, count, groupSize] = [8, 24, 4];
    const base = mechanism({ kind: 'efficient' }, { kind: 'first-price' });
    const tests: Mechanism[] = [
      mechanism({ kind: 'efficient' }, { kind: 'vcg' }), base, mechanism({ kind: 'efficient' }, { kind: 'full-insurance', base }),
    ];
    const twin: Twin = { problem };
    const draws = signalDraws(problem, 0);
    const others = reports.map((type) => draws.draw(stream, first, count, type));
    const dot = (p: readonly number[], v: readonly number[]): number => total(p.map((x, k) => x * v[k]!));
    const profileOf = (type: number, report: number, b: number): number[] =>
      withSignal(problem, [...others[type]!.subarray(4 * b, 4 * b + 4)], 0, reports[report]!);
    for (const tested of tests) {
      const sums = await (
        await tensorInterimSampler(problem, tested, { agent: 0, reports, paired: [0, 1, 3], groupSize, line: false }, drawOn(device))
      ).run(stream, first, count);
      expect([sums.reportPart, sums.typeValue]).toEqual([undefined, undefined]);
      const payoff = (r: number, s: number, b: number): number => {
        const inner: Inner = {
          externality: () => NaN,
          utility: (of, i) => {
            const told = profileOf(r, r, b);
            return dot(outcomeAt(twin, of, told).probabilities, valuesAt(twin, told)[i]!) + transferAt(twin, of, i, told, inner);
          },
        };
        const reported = profileOf(s, r, b);
        return dot(
          outcomeAt(twin, tested, reported).probabilities, valuesAt(twin, profileOf(s, s, b))[0]!,
        ) + transferAt(twin, tested, 0, reported, inner);
      };
      [0, 1, 3].forEach((s, column) => [0, 1, 3].forEach((r, row) => {
        const gains = range(count / groupSize).map((g) =>
          total(range(groupSize).map((b) => payoff(r, s, g * groupSize + b) - payoff(s, s, g * groupSize + b))) / groupSize);
        expect(sums.gain[row * 3 + column]).toBeCloseTo(total(gains), 4);
        expect(sums.gainSquares[row * 3 + column]).toBeCloseTo(total(gains.map((x) => x * x)), 4);
      }));
      const counts = range(4).map((k) => total(range(count).map((b) => outcomeAt(twin, tested, profileOf(2, 2, b)).probabilities[k]!)));
      expect([...sums.choices.subarray(2 * sums.classes, 3 * sums.classes)]).toEqual(
        range(sums.classes).map((c) => total(counts.filter((_, k) => sums.classOf[k] === c)))
      );
    }
  });
});

it('independent draws are those of the plain generator', () => {
  const problem = linearProblem([0, 0, 1, 2, 1], 3, 4);
  const first = 2 ** 32 - 3;
  for (const except of [undefined, 1]) {
    const rows = signalDraws(problem, except).draw(stream, first, 6);
    for (let b = 0; b < 6; b++) {
      const want = drawSignals(problem, stream, first + b, except);
      want.forEach((x, d) => expect(rows[b * 5 + d]).toBeCloseTo(Number.isNaN(x) ? 0 : x, 10));
    }
  }
});

it('Clayton: pairs have Kendall\'s tau, and given one chance another has its law in closed form', () => {
  for (const theta of [0.2, 2, 30]) {
    const problem = problemWith({ kind: 'clayton', theta });
    const chances = (rows: Float64Array, d: number): number[] =>
      range(rows.length / 4).map((b) => problem.signals[d]!.law.cdf(rows[b * 4 + d]!));
    const n = 4000;
    const joint = signalDraws(problem).draw(stream, 1, n);
    const [u, v] = [chances(joint, 0), chances(joint, 3)];
    for (const p of [0.1, 0.5, 0.9]) {
      expect(Math.abs(u.filter((x) => x <= p).length / n - p)).toBeLessThan(4.5 * Math.sqrt(p * (1 - p) / n));
    }
    let concordant = 0;
    for (let b = 0; b + 1 < n; b += 2) concordant += Math.sign((u[b]! - u[b + 1]!) * (v[b]! - v[b + 1]!));
    expect(Math.abs(concordant / (n / 2) - theta / (theta + 2))).toBeLessThan(4.5 * Math.sqrt(2 / n));
    // Two own coordinates are given: V ~ Gamma(1 / theta + 2) over their sum, and U = (1 + E / V)^(-1 / theta).
    const own = [0.3, 0.8];
    const given = signalDraws(problem, 0).draw(stream, 0, n, own.map((p, d) => problem.signals[d]!.law.quantile(p)));
    const rate = own.reduce((sum, p) => sum + p ** -theta - 1, 1);
    for (const p of [0.2, 0.4, 0.7]) {
      const want = (1 + (p ** -theta - 1) / rate) ** -(1 / theta + 2);
      const got = chances(given, 2).filter((x) => x <= p).length / n;
      expect(Math.abs(got - want), `${theta} ${p}`).toBeLessThan(4.5 * Math.sqrt(Math.max(1e-3, want * (1 - want)) / n));
    }
  }
});

it('one number for all pairs is a matrix of it', () => {
  const same = (dependence: Dependence): number => {
    const rows = signalDraws(problemWith(dependence), 0).draw(stream, 0, 20000, [0.2, 0.9]);
    return total(range(20000).map((b) => rows[4 * b + 2]! * rows[4 * b + 3]!)) / 20000;
  };
  const matrix = loadings.map((_, d) => loadings.map((__, e) => (d === e ? 1 : 0.4)));
  const one = same({ kind: 'gaussian-copula', correlations: 0.4 });
  expect(same({ kind: 'common-factor', loadings: 0.4 })).toBe(one);
  expect(same({ kind: 'gaussian-copula', correlations: matrix })).toBeCloseTo(one, 1);
});

it('expected externality: means given the report, and of the others given what these drew, by quadrature of a copula', async () => {
  const theta = 2;
  const uniform = parseDistribution('uniform(0,1)');
  const auction: SocialChoiceProblem = { ...singleObject({ laws: [uniform, uniform] }), dependence: { kind: 'clayton', theta } };
  const reports = [[0.2], [0.5], [0.9]];
  const size = 1024;
  const sums = await (await tensorInterimSampler(
    auction, mechanism({ kind: 'efficient' }, { kind: 'expected-externality' }),
    { agent: 0, reports, paired: [0, 1, 2], groupSize: 1, line: true }, drawOn(device),
  )).run(stream, 0, size);
  const steps = range(200).map((n) => (n + 0.5) / 200);
  const below = (v: number, u: number): number => u ** (-theta - 1) * (u ** -theta + v ** -theta - 1) ** (-1 / theta - 1);
  // E[v; v > u | u] = 1 - u Pr(v < u | u) - the integral of the distribution function from u to 1.
  const held = (u: number): number => 1 - u * below(u, u) - (1 - u) * total(steps.map((x) => below(u + (1 - u) * x, u))) / 200;
  // The mean of the other's at her own type: over equal chances of it.
  const inverse = (p: number, u: number): number => (1 + u ** -theta * (p ** (-theta / (theta + 1)) - 1)) ** (-1 / theta);
  const others = (u: number): number => total(steps.map((p) => held(inverse(p, u)))) / 200;
  reports.forEach(([s], column) => {
    const near = (sum: number, squares: number, want: number): void => {
      const spread = Math.sqrt(Math.max(1e-12, squares / size - (sum / size) ** 2) / size);
      expect(Math.abs(sum / size - want)).toBeLessThan(4.5 * spread + 1e-4);
    };
    near(sums.truth[column]!, sums.truthSquares[column]!, s! * below(s!, s!) + held(s!) - others(s!));
    reports.forEach(([r], row) => {
      const want = s! * (below(r!, s!) - below(s!, s!)) + held(r!) - held(s!);
      near(sums.gain[row * 3 + column]!, sums.gainSquares[row * 3 + column]!, want);
    });
  });
  // The largest gain is above none, whatever efficiency says of single draws.
  expect(sums.gainRange[1]).toBeGreaterThan(0);
});
