/** Bidders who pay by their own reports alone and whose types depend on each other, against searches over copulas in closed form. */
import { expect, test } from 'vitest';
import type { Dependence } from '../../src/distributions/dependence.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { givenOwnType } from '../../src/kinds/social-choice/continuum.ts';
import type { Mechanism, TransferScheme } from '../../src/mechanism/mechanism.ts';
import type { Strategy } from '../../src/mechanism/strategy.ts';
import { atOnce } from '../../src/run/turns.ts';
import { normalCdf, normalUpperQuantile } from '../../src/statistics/normal.ts';
import { law } from '../kinds/social-choice/atoms-support.ts';

const score = (p: number): number => -normalUpperQuantile(p);
/** Pr(all others' chances are at most v | own chance u). */
const clayton = (u: number, v: readonly number[]): number => (v.some((p) => p <= 0) ? 0
  : (1 + v.reduce((sum, p) => sum + u ** 2 * (p ** -2 - 1), 0)) ** -1.5);
/** By the midpoint rule over what the common factor leaves open. */
const factor = (rho: number) => (u: number, v: readonly number[]): number => {
  let [sum, all] = [0, 0];
  for (let k = -40; k <= 40; k++) {
    const z = Math.sqrt(rho) * score(u) + Math.sqrt(1 - rho) * (k / 7);
    const weight = Math.exp(-0.5 * (k / 7) ** 2);
    all += weight;
    sum += weight * v.reduce((p, x) => p * (x <= 0 ? 0 : x >= 1 ? 1 : normalCdf((score(x) - Math.sqrt(rho) * z) / Math.sqrt(1 - rho))), 1);
  }
  return sum / all;
};

const CASES: readonly (readonly [string, Dependence, readonly string[], typeof clayton])[] = [
  ['clayton(2), three alike', { kind: 'clayton', theta: 2 }, ['uniform(0,1)', 'uniform(0,1)', 'uniform(0,1)'], clayton],
  ['clayton(2), two unlike', { kind: 'clayton', theta: 2 }, ['uniform(0.2,1)', 'beta(2,3)'], clayton],
  ['gaussian(0.5), two alike', { kind: 'gaussian-copula', correlations: 0.5 }, ['uniform(0,1)', 'uniform(0,1)'], factor(0.5)],
  [
    'gaussian(0.95), three unlike', { kind: 'gaussian-copula', correlations: 0.95 }, ['beta(2,2)', 'uniform(0,1.2)', 'uniform(0,1)'],
    factor(0.95),
  ],
  ['common-factor(0.3), three alike', { kind: 'common-factor', loadings: 0.3 }, ['beta(2,2)', 'beta(2,2)', 'beta(2,2)'], factor(0.3)],
];
const square: Strategy = { name: 'square', bid: (x) => x * x / 2, inverse: (b) => Math.sqrt(2 * b), range: [0, 1], isStrict: true };

test.each(CASES)('%s: all-pay at the truth, first price at bids that rise', (_, dependence, texts, given) => {
  const laws = texts.map(law);
  const problem = { ...singleObject({ laws }), dependence };
  const [own, ...others] = laws;
  const won = (y: number, s: number): number => given(own!.cdf(s), others.map((other) => other.cdf(y)));
  const [low, high] = own!.support;
  const types = Array.from({ length: 24 }, (__, n) => low + ((high - low) * (n + 0.37)) / 24);
  const chances = types.map((s) => types.map((y) => won(y, s)));
  const study = (transfers: TransferScheme, strategies?: readonly Strategy[]) => {
    const mechanism: Mechanism = { name: 'one', rule: { kind: 'efficient' }, transfers, ...(strategies ? { strategies } : {}) };
    return atOnce(givenOwnType(problem, mechanism, 'private', 0, 48));
  };
  type Gain = (s: number, t: number) => number;
  const check = ({ ic, lic }: ReturnType<typeof study>, gain: Gain, off: Gain): void => {
    const gains = types.flatMap((s, n) => types.map((t, m) => [gain(n, m), Math.abs(t - s)] as const));
    const most = Math.max(...gains.map(([size]) => size));
    expect(most).toBeLessThanOrEqual(ic!.upper);
    expect(ic!.lower).toBeGreaterThan(0.9 * most - 1e-3);
    expect(ic!.upper - ic!.lower).toBeLessThan(0.06 * (high - low));
    const { type, report } = ic!.witness as { type: number; report: number };
    expect(Math.abs(off(type, report) - ic!.estimate)).toBeLessThan(1e-7);
    const short = lic!.witness as { type: number; report: number };
    const ratio = off(short.type, short.report) / Math.abs(short.report - short.type);
    if (Math.abs(short.report - short.type) > 1e-4) expect(Math.abs(ratio - lic!.estimate)).toBeLessThan(1e-3 * (1 + ratio));
    expect(lic!.upper).toBeGreaterThanOrEqual(lic!.lower);
    expect(lic!.lower).toBeGreaterThan(0.6 * Math.max(...gains.map(([size, by]) => (by > 0 ? size / by : 0))));
  };
  const allPay = (s: number, y: number): number => s * (won(y, s) - won(s, s)) - (y - s);
  check(study({ kind: 'all-pay' }), (n, m) => types[n]! * (chances[n]![m]! - chances[n]![n]!) - (types[m]! - types[n]!), allPay);
  const bids = (s: number, y: number): number => won(y, s) * (s - square.bid(y)) - won(s, s) * (s - square.bid(s));
  check(
    study({ kind: 'first-price' }, laws.map(() => square)),
    (n, m) => chances[n]![m]! * (types[n]! - square.bid(types[m]!)) - chances[n]![n]! * (types[n]! - square.bid(types[n]!)), bids,
  );
});
