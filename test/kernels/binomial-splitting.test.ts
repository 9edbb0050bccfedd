/** Kernel `binomial-splitting`: its binomials have their law, and its statistics agree in law with kernel `direct`. */
import betainc from '@stdlib/math-base-special-betainc';
import { afterAll, describe, expect, it } from 'vitest';
import { binomial } from '../../kernels/binomial-splitting/binomial.ts';
import { binomialSplitting } from '../../kernels/binomial-splitting/cpu.ts';
import type { SplittingParameters } from '../../kernels/binomial-splitting/spec.ts';
import { binomialSplittingGpu } from '../../kernels/binomial-splitting/webgpu.ts';
import { direct } from '../../kernels/direct/cpu.ts';
import { formulas } from '../../kernels/formula-wgsl.ts';
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';
import { openGpuBackend, type GpuBackend } from '../../src/engine/tfjs-adapter.ts';
import { further } from '../support/evidence.ts';
import { gpuHere, runPlan } from '../support/gpu.ts';

const noGpu = await gpuHere();

/** Uniforms from Threefry, never ending. */
function uniforms(seed: number) {
  let at = 0;
  const word = (): number => threefry2x32({ k0: seed, k1: 7 }, [at++, 0])[0];
  return { fine: () => (word() * 2 ** 21 + (word() >>> 11) + 0.5) * 2 ** -53, coarse: () => (word() + 0.5) * 2 ** -32 };
}

/** Pr(binomial(n, p) <= k). */
const cdf = (n: number, p: number, k: number): number => (k < 0 ? 0 : k >= n ? 1 : betainc(p, k + 1, n - k, true, true));

/** Chi-square in standard deviations from its mean, over cells with more than ten expected. */
function deviation(observed: readonly number[], expected: readonly number[]): number {
  const used = expected.map((e, i) => [observed[i]!, e] as const).filter(([, e]) => e > 10);
  const chi = used.reduce((sum, [o, e]) => sum + (o - e) ** 2 / e, 0);
  return (chi - used.length) / Math.sqrt(2 * used.length);
}

describe('binomial variates', () => {
  for (const [n, p] of [[1, 0.3], [9, 0.5], [40, 0.9], [100, 0.04], [200, 0.3], [8191, 0.5], [8191, 0.002], [2_000_000, 0.37]] as const) {
    it(`binomial(${n}, ${p}) has its law`, () => {
      const draws = 20_000;
      const source = uniforms(n);
      const mean = n * p;
      const step = Math.max(1, Math.floor(Math.sqrt(n * p * (1 - p)) / 4));
      const from = Math.max(0, Math.floor(mean - 40 * step));
      const observed = Array.from({ length: 82 }, () => 0);
      for (let i = 0; i < draws; i++) {
        const k = binomial(n, p, source);
        expect(k >= 0 && k <= n && Number.isInteger(k)).toBe(true);
        observed[Math.min(81, Math.max(0, Math.floor((k - from) / step)))]!++;
      }
      const below = (bin: number): number => cdf(n, p, from + bin * step - 1);
      const expected = observed.map((_, bin) => draws * ((bin === 81 ? 1 : below(bin + 1)) - (bin === 0 ? 0 : below(bin))));
      expect(Math.abs(deviation(observed, expected))).toBeLessThan(4);
    });
  }

  it('knows its ends', () => {
    const source = uniforms(1);
    expect([binomial(0, 0.5, source), binomial(7, 0, source), binomial(7, 1, source)]).toEqual([0, 0, 7]);
  });
});

describe('agreement in law with kernel direct', () => {
  for (const [m, n, rank] of [[3, 2, 2], [8, 8, 7], [5, 40, 10], [64, 63, 63], [300, 20, 19], [64, 64, 0], [64, 64, 128]] as const) {
    it(`${m} and ${n} of two laws, rank ${rank}`, () => {
      const cells = 256;
      const xs = Array.from({ length: cells + 1 }, (_, j) => j / cells);
      const laws = [(x: number): number => x, (x: number): number => x * x];
      const splitting = { groups: [m, n].map((count, g) => ({ count, levels: Float64Array.from(xs, laws[g]!) })), rank };
      const whole = {
        groups: [m, n].map((count, g) => ({ count, thresholds: Float64Array.from(xs, (x) => Math.round(laws[g]!(x) * 2 ** 32)) })),
        rank,
        cells,
      };
      const profiles = 60_000;
      const a = binomialSplitting.emptyStatistics(splitting);
      const b = direct.emptyStatistics(whole);
      binomialSplitting.prepareCpu(splitting)({ k0: 1, k1: 2 }, 0, profiles, a);
      direct.prepareCpu(whole)({ k0: 3, k1: 4 }, 0, profiles, b);
      for (const name of ['lower', 'upper'] as const) {
        let chi = 0;
        let used = 0;
        a[name]!.forEach((x, c) => {
          const y = b[name]![c]!;
          if (x + y < 20) return;
          chi += (x - y) ** 2 / (x + y);
          used++;
        });
        // A rank that does not exist puts every profile in one cell: no freedom at all.
        if (used > 1) expect(Math.abs(chi - (used - 1)) / Math.sqrt(2 * (used - 1))).toBeLessThan(4);
        expect(a[name]!.reduce((p, q) => p + q)).toBe(profiles);
      }
    });
  }
});

describe('on a GPU', () => {
  const levels = (law: (x: number) => number): Float64Array => Float64Array.from({ length: 1025 }, (_, j) => law(j / 1024));
  const three: SplittingParameters = {
    groups: [
      { count: 4000, levels: levels((x) => x * x) }, { count: 4000, levels: levels(Math.sqrt) },
      { count: 191, levels: levels((x) => (1 + x) / 3) },
    ],
    rank: 4096,
  };
  let opened: Promise<GpuBackend> | undefined;
  afterAll(async () => (await opened)?.close());

  const near = 'a profile whose logarithms come within 2^-20 of what decides is done by the twin';
  it.skipIf(noGpu !== undefined)(near, further('devices'), async () => {
    const gpu = await (opened ??= openGpuBackend());
    const plan = binomialSplittingGpu.prepare(three, gpu.limits);
    const key = { k0: 1, k1: 2 };
    // 0.3, 0.1 and 0.03 of 2^-20 in doubles; the profiles before and after have nothing so near.
    for (const profile of [9398, 23929, 138103]) {
      const [found, wanted] = [binomialSplitting.emptyStatistics(three), binomialSplitting.emptyStatistics(three)];
      const { result } = await runPlan(gpu, plan, key, profile - 1, 3, found);
      const cells = found.lower!.length;
      expect([...result.subarray(2 * cells, 2 * cells + 2)]).toEqual([1, profile]);
      binomialSplitting.prepareCpu(three)(key, profile - 1, 3, wanted);
      expect(found).toEqual(wanted);
    }
  });

  it('takes what it has room and numbers for', () => {
    const supports = binomialSplittingGpu.supports!;
    const [one] = three.groups;
    const of = (changed: Partial<typeof one>, groups = 1): SplittingParameters =>
      ({ groups: Array.from({ length: groups }, () => ({ ...one!, ...changed })), rank: 1 });
    expect([supports(three), supports(of({ count: 2 ** 24 })), supports(of({}, 8))]).toEqual([true, true, true]);
    expect([supports(of({ count: 2 ** 24 + 1 })), supports(of({}, 9))]).toEqual([false, false]);
    const lowest = (x: number): boolean => supports(of({ levels: Float64Array.of(0, x, 1) }));
    expect([lowest(2 ** -900), lowest(2 ** -901), lowest(5e-324)]).toEqual([true, false, false]);
    expect(supports(of({ levels: new Float64Array(2 ** 19) }))).toBe(false);
  });

  it('names a formula that is none, and numbers and parts that are not there', () => {
    expect(() => formulas({ one: 1 }, { part: 'a = one ^ one' })).toThrow("formula: 'a = one ^ one' is no step");
    const { number, part } = formulas({ one: 1 }, { part: 'a = one + b\nc = root a' });
    expect([number('one'), number('c'), part('part')]).toEqual(['numbers[0u]', 'numbers[3u]', '0u']);
    expect(() => number('d')).toThrow("formula: there is no number 'd'");
    expect(() => part('other')).toThrow("formula: there is no part 'other'");
  });
});
