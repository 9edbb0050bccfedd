/** Bounds, beliefs, streams and kernels. */
import type { Mutation } from '../mutation.ts';

const BOUNDS = 'test/statistics/bounds.test.ts';
const SERVED = 'test/notions/delta-star-served.test.ts';

export const BOUND_MUTATIONS: readonly Mutation[] = [
  // Bounds.
  {
    name: 'Clopper-Pearson: upper tail of one success less', find: 'betaincinv(alpha, k + 1, n - k, true)',
    replace: 'betaincinv(alpha, k, n - k + 1, true)', tests: [BOUNDS],
  },
  {
    name: 'Clopper-Pearson: lower tail of one success more', find: 'betaincinv(alpha, k, n - k + 1);',
    replace: 'betaincinv(alpha, k + 1, n - k);', tests: [BOUNDS],
  },
  {
    name: 'Clopper-Pearson: whole alpha on either side', find: 'upper: clopperPearsonUpper(k, n, alpha / 2) })',
    replace: 'upper: clopperPearsonUpper(k, n, alpha) })', tests: [BOUNDS],
  },
  {
    name: 'Dvoretzky-Kiefer-Wolfowitz: one-sided constant', find: 'Math.sqrt(Math.log(2 / alpha) / (2 * n))',
    replace: 'Math.sqrt(Math.log(1 / alpha) / (2 * n))', tests: [BOUNDS],
  },
  {
    name: 'empirical Bernstein: half-width halved', find: 'Math.sqrt((2 * variance * log) / n) + (7 * range * log) / (3 * (n - 1))',
    replace: '(Math.sqrt((2 * variance * log) / n) + (7 * range * log) / (3 * (n - 1))) / 2', tests: [BOUNDS],
  },
  {
    name: 'empirical Bernstein: one-sided logarithm', find: 'const log = Math.log(2 / alpha);',
    replace: 'const log = Math.log(1 / alpha);', tests: [BOUNDS],
  },
  {
    name: 'Chernoff: exponent halved', find: 'const most = Math.log(1 / alpha) / n;',
    replace: 'const most = Math.log(1 / alpha) / (2 * n);', tests: [BOUNDS],
  },
  {
    name: 'Hoeffding: range halved', find: 'range * Math.sqrt(Math.log(1 / alpha) / (2 * n))',
    replace: '(range / 2) * Math.sqrt(Math.log(1 / alpha) / (2 * n))', tests: [BOUNDS],
  },
  {
    name: 'union bound dropped', find: 'alpha / Math.max(1, statements)', replace: 'alpha / Math.max(1, Math.min(1, statements))',
    tests: [BOUNDS],
  },
  {
    name: 'looks spend more than alpha', find: '[0.9, 0.04, 0.03, 0.015] as const', replace: '[0.9, 0.08, 0.06, 0.03] as const',
    tests: [BOUNDS],
  },
  {
    name: 'a mean\'s interval: both bounds at the whole alpha', find: 'const half = empiricalBernstein(n, variance, width, alpha / 4);',
    replace: 'const half = empiricalBernstein(n, variance, width, alpha);', tests: ['test/statistics/bounded-mean.test.ts'],
  },
  {
    name: 'rates: ends of the points\' intervals swapped', find: '(w > 0 ? point.lower : point.upper)',
    replace: '(w > 0 ? point.upper : point.lower)', tests: ['test/statistics/power-law.test.ts'],
  },
  {
    name: 'laws of a rate: the widest of the ranges that intervals leave',
    find: 'const [lower, upper] = [Math.max(...ranges.map((r) => r.lower)), Math.min(...ranges.map((r) => r.upper))];',
    replace: 'const [lower, upper] = [Math.min(...ranges.map((r) => r.lower)), Math.max(...ranges.map((r) => r.upper))];', tests: [BOUNDS],
  },
  // Beliefs.
  {
    name: 'worst case: the share at the level is sent whole', find: '(kept - part * level + share * mass * least) / mass',
    replace: '(kept - share * level + share * mass * least) / mass', tests: ['test/beliefs/worst-case.test.ts'],
  },
  {
    name: 'contamination: prior\'s share reversed', find: '(1 - beliefs.delta) * meanOf(values, weights) + beliefs.delta * least',
    replace: 'beliefs.delta * meanOf(values, weights) + (1 - beliefs.delta) * least', tests: ['test/beliefs/worst-case.test.ts'],
  },
  {
    name: 'reach: ball radius halved', find: 'Math.round((radius / (high - low)) * SPAN)',
    replace: 'Math.round((radius / 2 / (high - low)) * SPAN)', tests: ['test/experiments/reach/sampler.test.ts'],
  },
  // Streams and kernels.
  {
    name: 'key not specialised by the upper bits of the index', find: '[high >>> 0, 0x70726f66', replace: '[0, 0x70726f66',
    tests: ['test/kernels/keying.test.ts', 'test/kernels/threefry.test.ts'],
  },
  {
    name: 'seeds that repeat are the same seed', find: 'seedrandom(`${bytes.length}:${bytes}`)', replace: 'seedrandom(bytes)',
    tests: ['test/kernels/keying.test.ts', 'test/engine/chunks.test.ts', 'test/engine/cpu.test.ts'],
  },
  {
    name: 'chunks overlap at their ends', find: 'const to = Math.min(first + count, (slot + 1) * size);',
    replace: 'const to = Math.min(first + count, (slot + 1) * size + 1);', tests: ['test/engine/chunks.test.ts'],
  },
  {
    name: 'tie rule reversed where slopes are equal', find: 'c).sort((a, b) => step[a]! - step[b]! || a - b);\n  const from',
    replace: 'c).sort((a, b) => step[a]! - step[b]! || b - a);\n  const from',
    tests: ['test/kernels/interim.test.ts', 'test/contract/kernels.test.ts'], only: 'cpu.*interim|interim|envelope|ties',
  },
  {
    name: 'GPU: buyers first among equals', find: 'if (costs[middle] <= x)', replace: 'if (costs[middle] < x)',
    tests: ['test/contract/kernels.test.ts'], only: 'webgpu market-clearing',
  },
  {
    name: 'GPU: a bit of the place lost', find: 'for (var bit = 0u; bit < bits; bit++)', replace: 'for (var bit = 1u; bit < bits; bit++)',
    tests: ['test/contract/kernels.test.ts'], only: 'webgpu market-clearing',
  },
  {
    name: 'GPU: the last of tied objects', find: 'tables[tops + j] - report <= further', replace: 'tables[tops + j] - report < further',
    tests: ['test/contract/kernels.test.ts'], only: 'webgpu assignment',
  },
  {
    name: 'GPU: upper part of a square lost', find: 'a * a + (mixed >> 10u)', replace: 'a * a + (mixed >> 11u)',
    tests: ['test/contract/kernels.test.ts'], only: 'webgpu assignment',
  },
  {
    name: 'GPU: a logarithm too near decides', find: 'const UNSURE = 2 ** 13;', replace: 'const UNSURE = 2 ** 12;',
    tests: ['test/kernels/binomial-wgsl.test.ts'],
  },
  {
    name: 'GPU: a chance too near decides', find: 'const NEAR = 2 ** 31;', replace: 'const NEAR = 2 ** 30;',
    tests: ['test/kernels/binomial-wgsl.test.ts'],
  },
  {
    name: 'GPU: a root without what is left of it', find: '1023u - odd) >> 1u, bits, rest)', replace: '1023u - odd) >> 1u, bits, ZERO)',
    tests: ['test/kernels/double-wgsl.test.ts'],
  },
  // Balls of beliefs.
  {
    name: 'worst mean: a straddling cell at its mean', find: 'Math.min(level, low[c]!));', replace: 'Math.min(level, meanHigh[c]!));',
    tests: ['test/notions/robust/radius.test.ts'],
  },
  {
    name: 'worst mean: nothing is sent to the least point', find: 'const above = radius * least + total', replace: 'const above = total',
    tests: ['test/notions/robust/radius.test.ts'],
  },
  {
    name: 'affine payoff: moved the wrong way within delta', find: 'slopes[j]! > 0 ? -delta : delta',
    replace: 'slopes[j]! > 0 ? delta : -delta', tests: ['test/notions/robust/radius.test.ts'],
  },
  {
    name: 'footnote 12 as printed', find: 'y + sign * (a[x]! / b[x]!)', replace: 'y - sign * (a[x]! / b[x]!)',
    tests: ['test/notions/robust/genericity.test.ts'],
  },
  {
    name: '(G1): proportional matrices only', find: 'dimensions === 1 ? 0 : Math.min(proportional, oneLine)',
    replace: 'dimensions === 1 ? 0 : proportional', tests: ['test/notions/robust/genericity.test.ts'],
  },
  {
    name: 'parallel gap: the largest weighted ratio for the least', find: 'if (a[e * n + e]! < a[least * n + least]!) least = e;',
    replace: 'if (a[e * n + e]! > a[least * n + least]!) least = e;', tests: ['test/notions/robust/genericity.test.ts'],
  },
  {
    name: 'ex post rule of opposite interactions', find: 'ratio === undefined || !(ratio > 0)', replace: 'ratio === undefined',
    tests: ['test/notions/robust/genericity.test.ts'],
  },
  {
    name: 'absolute variation read as total variation', find: "{ metric: 'totalVariation', unit: 2 }",
    replace: "{ metric: 'totalVariation', unit: 1 }", tests: ['test/kinds/robust.test.ts'],
  },
  {
    name: 'delta* under contamination: rounding as if it cost a chance',
    find: "const upper = metric === 'contamination' ? Math.max(most + off, needed(-rounding, most) ?? 1) : most + off;",
    replace: 'const upper = most + off;', tests: [SERVED],
  },
];
