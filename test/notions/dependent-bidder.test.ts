/** Bidders whose types depend on each other: chances, constants and limits against copulas in closed form and searches over them. */
import { describe, expect, test } from 'vitest';
import type { Dependence } from '../../src/distributions/dependence.ts';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { ValueStructure } from '../../src/environment/social-choice.ts';
import { wonGiven } from '../../src/experiments/quadrature/won-given.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import { givenOwnType } from '../../src/kinds/social-choice/continuum.ts';
import { insuredVcg, payAsBid } from '../../src/notions/dependent-bidder.ts';
import { atOnce } from '../../src/run/turns.ts';
import { normalCdf, normalUpperQuantile } from '../../src/statistics/normal.ts';

const law = (text: string): Distribution => parseDistribution(text, 'law');
const VCG: Mechanism = { name: 'vcg', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } };
const THETA = 2;
const RHO = 0.6;
const score = (p: number): number => -normalUpperQuantile(p);

/** Pr(all others' chances are at most v | own chance u). */
const clayton = (u: number, v: readonly number[]): number => (v.some((p) => p <= 0) ? 0
  : (1 + v.reduce((sum, p) => sum + u ** THETA * (p ** -THETA - 1), 0)) ** (-1 / THETA - 1));
const gaussian = (u: number, [v]: readonly number[]): number => (v! <= 0 ? 0 : v! >= 1 ? 1
  : normalCdf((score(v!) - RHO * score(u)) / Math.sqrt(1 - RHO ** 2)));

const CASES: readonly (readonly [string, Dependence, readonly string[], typeof clayton])[] = [
  ['Clayton, three alike', { kind: 'clayton', theta: THETA }, ['uniform(0,1)', 'uniform(0,1)', 'uniform(0,1)'], clayton],
  ['Clayton, unlike', { kind: 'clayton', theta: THETA }, ['uniform(0.2,1)', 'beta(2,3)', 'uniform(0,1.5)'], clayton],
  ['scores, two alike', { kind: 'gaussian-copula', correlations: RHO }, ['uniform(0,1)', 'uniform(0,1)'], gaussian],
  ['scores, unlike', { kind: 'common-factor', loadings: RHO }, ['beta(2,2)', 'uniform(0,1.2)'], gaussian],
  ['scores, far from zero', { kind: 'gaussian-copula', correlations: RHO }, ['uniform(1000,1001)', 'uniform(1000,1001)'], gaussian],
];

describe.each(CASES)('%s', (_, dependence, texts, given) => {
  const laws = texts.map(law);
  const [own, ...others] = laws as [Distribution, ...Distribution[]];
  const table = atOnce(wonGiven({ ...singleObject({ laws }), dependence }, VCG, 0, 128))!;
  const won = (y: number, s: number): number => given(own.cdf(s), others.map((other) => other.cdf(y)));
  const [low, high] = own.support;
  const steps = 60;
  // Off the ends, where chances are limits, and off the table's own numbers.
  const types = Array.from({ length: steps }, (__, n) => low + ((high - low) * (n + 0.37)) / steps);

  test('chances are the copula\'s, rise with the report and fall with the type', () => {
    const last = table.types.length - 1;
    const off: string[] = [];
    for (const s of [1, Math.floor(last / 3), last - 1]) {
      table.at.forEach((y, n) => {
        if (n % 7 === 0 && !(Math.abs(table.below[s]![n]! - won(y, table.at[table.types[s]!]!)) < 1e-9)) off.push(`chance ${s} ${n}`);
      });
    }
    for (let s = 0; s < last; s++) {
      for (let n = 1; n < table.at.length; n += 5) {
        if (!(table.below[s]![n]! >= table.below[s]![n - 1]! - 1e-9)) off.push(`report ${s} ${n}`);
        if (!(table.below[s]![n]! >= table.below[s + 1]![n]! - 1e-9)) off.push(`type ${s} ${n}`);
      }
    }
    expect(off).toEqual([]);
  });

  test('paying one\'s bid: no lie gains more, and nearly as much is gained', () => {
    const { ic, lic } = payAsBid(table);
    const gains = types.flatMap((s) => types.filter((t) => t < s).map((t) => (s - t) * won(t, s)));
    const ratios = types.map((s) => won(s, s));
    expect(Math.max(...gains)).toBeLessThanOrEqual(ic.upper);
    expect(Math.max(...gains)).toBeGreaterThan(ic.lower * 0.93);
    expect(ic.upper - ic.lower).toBeLessThan(0.16 * ic.upper);
    expect(Math.max(...ratios)).toBeLessThanOrEqual(lic.upper);
    expect(lic.upper - lic.lower).toBeLessThan(0.16 * lic.upper);
    // Of unlike laws the lowest types may be left out of the upper end, and are named.
    expect([ic.guarantee, lic.guarantee]).toEqual(['continuum', lic.within === undefined ? 'continuum' : 'grid']);
    if (table.alike) expect(lic).toMatchObject({ guarantee: 'continuum', estimate: 1 });
  });

  test('full insurance of VCG: the same', () => {
    const { ic, lic } = insuredVcg(table);
    const from = Math.min(low, ...others.map(({ support }) => support[0]));
    const worth = (s: number): number => {
      const parts = 150;
      const at = Array.from({ length: parts }, (__, n) => won(from + ((s - from) * (n + 0.5)) / parts, s));
      return (at.reduce((a, b) => a + b) * (s - from)) / parts;
    };
    const some = types.filter((__, n) => n % 4 === 2);
    const mu = some.map(worth);
    const gains = some.flatMap((s, n) => some.map((t, m) => mu[m]! - mu[n]! + (s - t) * won(t, s)));
    // Overreports gain nothing.
    const over = some.flatMap((s, n) => some.slice(n + 1).map((t, m) => mu[n + 1 + m]! - mu[n]! + (s - t) * won(t, s)));
    expect(Math.max(...over)).toBeLessThan(1e-4);
    expect(Math.max(...gains)).toBeLessThanOrEqual(ic.upper + 1e-4);
    expect(ic.lower).toBeLessThanOrEqual(ic.upper);
    expect(ic.upper - ic.lower).toBeLessThan(0.08 * (high - low));
    // Pairs of the table reach further towards the ends than these, and steps tell the rest.
    const ratios = some.flatMap((s, n) => some.slice(0, n).map((t, m) => (mu[m]! - mu[n]! + (s - t) * won(t, s)) / (s - t)));
    const isClosed = dependence.kind === 'clayton';
    expect(lic.upper).toBeGreaterThan(Math.max(...ratios) * (isClosed ? 1 : 0.97));
    expect(lic.guarantee).toBe(isClosed ? 'continuum' : 'grid');
  });
});

test('independence is the limit: a quarter is gained by a bid of a half, and VCG may be insured', () => {
  const laws = [law('uniform(0,1)'), law('uniform(0,1)')];
  const table = atOnce(wonGiven({ ...singleObject({ laws }), dependence: { kind: 'clayton', theta: 0.001 } }, VCG, 0, 128))!;
  const { ic } = payAsBid(table);
  expect(Math.abs(ic.estimate - 0.25)).toBeLessThan(5e-3);
  expect(insuredVcg(table).ic.lower).toBeLessThan(2e-3);
});

test('a matrix behind which one factor stands is that of its loadings, whoever is asked', () => {
  const shares = [0.8, 0.3, 0.6];
  const correlations = shares.map((s, i) => shares.map((t, j) => (i === j ? 1 : s * t)));
  const problem = singleObject({ laws: ['uniform(0,1)', 'beta(2,2)', 'uniform(0,1.2)'].map(law) });
  for (const agent of [0, 1, 2]) {
    const of = (dependence: Dependence) => payAsBid(atOnce(wonGiven({ ...problem, dependence }, VCG, agent, 48))!);
    const [matrix, loadings] = [
      of({ kind: 'gaussian-copula', correlations }), of({ kind: 'common-factor', loadings: shares.map((s) => s * s) }),
    ];
    expect(Math.abs(matrix.ic.upper - loadings.ic.upper)).toBeLessThan(1e-10);
    expect(Math.abs(matrix.lic.lower - loadings.lic.lower)).toBeLessThan(1e-10);
  }
});

test('which rows rest on it', () => {
  const dependence: Dependence = { kind: 'clayton', theta: 1 };
  const problem = { ...singleObject({ laws: [law('uniform(0,1)'), law('uniform(0,1)')] }), dependence };
  const keys = (transfers: Mechanism['transfers'], values: ValueStructure = 'private'): string[] =>
    Object.keys(atOnce(givenOwnType(problem, { ...VCG, transfers }, values, 0, 8))).toSorted();
  expect(keys({ kind: 'first-price' })).toEqual(['ic', 'lic']);
  expect(keys({ kind: 'full-insurance', base: VCG })).toEqual(['ic', 'lic']);
  expect(keys({ kind: 'all-pay' })).toEqual(['ic', 'lic']);
  expect(keys({ kind: 'full-insurance', base: { ...VCG, transfers: { kind: 'first-price' } } })).toEqual([]);
  expect([keys({ kind: 'vcg' }), keys({ kind: 'first-price' }, 'nonseparable')]).toEqual([[], []]);
});

test('atoms, flat strategies, correlations below 0, gaps and an object that may be kept above the lowest type have none', () => {
  const dependence: Dependence = { kind: 'clayton', theta: 1 };
  const problem = { ...singleObject({ laws: [law('uniform(0,1)'), law('uniform(0,1)')] }), dependence };
  const atoms = singleObject({ laws: [law('uniform(0,1)'), law('discrete(0:0.5,1:0.5)')] });
  expect(atOnce(wonGiven({ ...atoms, dependence }, VCG, 0))).toBeUndefined();
  const matrix: Dependence = { kind: 'gaussian-copula', correlations: [[1, -0.5], [-0.5, 1]] };
  expect(atOnce(wonGiven({ ...problem, dependence: matrix }, VCG, 0))).toBeUndefined();
  const itself = { name: 'itself', bid: (x: number) => x, inverse: (x: number) => x, range: [0, 1] } as const;
  expect(atOnce(wonGiven(problem, { ...VCG, strategies: [itself, itself] }, 0))).toBeUndefined();
  const kept = singleObject({ laws: [law('uniform(0,1)'), law('uniform(0,1)')], sellerMayKeep: true });
  const { valuations } = kept;
  if (valuations.kind !== 'linear') throw new TypeError('linear');
  const bonuses = kept.alternatives.map((__, k) => (valuations.coefficients.every((rows) => rows[k]!.every((a) => a === 0)) ? 0.5 : 0));
  const reserve: Mechanism = { ...VCG, rule: { kind: 'affine-maximizer', weights: [1, 1], bonuses } };
  expect(atOnce(wonGiven({ ...kept, dependence }, VCG, 0, 8))).toBeDefined();
  expect(atOnce(wonGiven({ ...kept, dependence }, reserve, 0, 8))).toBeUndefined();
});

test('types nearly alike: as many nodes as are laid out, in steps between which signals are heard, and none beyond', () => {
  const problem = (correlations: number) => ({
    ...singleObject({ laws: [law('uniform(0,1)'), law('uniform(0,1)')] }), dependence: { kind: 'gaussian-copula', correlations } as const,
  });
  // The last is the strongest that is told from 1.
  for (const correlations of [0.999999, 0.999999999, 1 - 2 ** -53]) {
    expect(wonGiven(problem(correlations), VCG, 0).next()).toEqual({ done: true, value: undefined });
  }
  const steps = wonGiven(problem(0.99), VCG, 0, 8);
  let taken = 0;
  let step = steps.next();
  while (!step.done) {
    taken++;
    step = steps.next();
  }
  const { at, types } = step.value!;
  expect(taken).toBe(at.length + types.length);
});
