/** Slopes of chances of winning, and the constants of short lies that follow from them, against copulas in closed form. */
import { describe, expect, it } from 'vitest';
import type { Dependence } from '../../src/distributions/dependence.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { givenOwnType } from '../../src/kinds/social-choice/continuum.ts';
import { wonGiven } from '../../src/experiments/quadrature/won-given.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import { shortLies } from '../../src/notions/dependent-payments/short-lies.ts';
import { claytonDensity, scoresDensity, type Ends } from '../../src/notions/dependent-slopes.ts';
import { atOnce } from '../../src/run/turns.ts';
import { normalUpperQuantile, normalUpperTail } from '../../src/statistics/normal.ts';
import { firstPriceEquilibrium } from '../../scenarios/first-price/equilibrium.ts';
import { law } from '../kinds/social-choice/atoms-support.ts';

const steps = ([from, to]: Ends, count: number): number[] => Array.from({ length: count + 1 }, (_, n) => from + ((to - from) * n) / count);

const ratios = ([from, to]: Ends): number[] => steps([Math.log(from), Math.log(to)], 80).map(Math.exp)
  .map((x) => Math.min(to, Math.max(from, x)));

describe('densities over rectangles', () => {
  const boxes: readonly (readonly [Ends, Ends])[] = [
    [[0.1, 0.2], [0.3, 0.9]], [[0.01, 0.9], [0.02, 0.95]], [[0.5, 1], [0.4, 1]], [[0.001, 0.002], [0.001, 0.004]], [[0.3, 0.3], [0.1, 1]],
  ];

  it.each([0.5, 2, 8])('are those of Clayton\'s copula, theta = %d', (theta) => {
    for (const [u, v] of boxes) {
      for (const e of [[0, 0], [0.5, 3]] as const) {
        const ends = claytonDensity(theta, u, v, e);
        const h = (p: number, q: number, rest: number): number =>
          (1 + theta) * (p * q) ** (-theta - 1) * (p ** -theta + q ** -theta - 1 + rest) ** (-2 - 1 / theta);
        const all = e.flatMap((rest) => ratios(u).flatMap((p) => ratios(v).map((q) => h(p, q, rest))));
        expect(Math.min(...all)).toBeGreaterThanOrEqual(ends[0]);
        expect(Math.min(...all)).toBeLessThan(ends[0] * 1.00001);
        expect(Math.max(...all)).toBeLessThanOrEqual(ends[1]);
        expect(Math.max(...all)).toBeGreaterThan(ends[1] * 0.97);
      }
    }
  });

  it.each([0.1, 0.5, 0.9])('are those of scores, r = %d', (r) => {
    const squares: readonly (readonly [Ends, Ends])[] = [
      [[-1, 2], [0, 1]], [[1, 1.2], [0.5, 4]], [[-3, -2], [-4, -1]], [[0, 0], [-2, 2]],
    ];
    for (const [x, y] of squares) {
      const ends = scoresDensity(r, x, y);
      const c = (p: number, q: number): number =>
        Math.exp(-(r * r * (p * p + q * q) - 2 * r * p * q) / (2 * (1 - r * r))) / Math.sqrt(1 - r * r);
      const all = steps(x, 80).flatMap((p) => steps(y, 80).map((q) => c(p, q)));
      expect(Math.min(...all)).toBeGreaterThanOrEqual(ends[0]);
      expect(Math.max(...all)).toBeLessThanOrEqual(ends[1]);
      expect(Math.max(...all)).toBeGreaterThan(ends[1] * 0.97);
    }
    // As a score is without end, so is the density next to the same score, and nothing far from it.
    expect(scoresDensity(r, [3, Infinity], [3, Infinity])[1]).toBe(Infinity);
    expect(scoresDensity(r, [0, 1], [30, Infinity])[1]).toBeLessThan(1);
  });
});

const efficient = { kind: 'efficient' } as const;
const vcg: Mechanism = { name: 'second price', rule: efficient, transfers: { kind: 'vcg' } };
const allPay: Mechanism = { name: 'all-pay', rule: efficient, transfers: { kind: 'all-pay' } };
const insured: Mechanism = { name: 'insured', rule: efficient, transfers: { kind: 'full-insurance', base: vcg } };
const clayton = (theta: number): Dependence => ({ kind: 'clayton', theta });
const licOf = (texts: readonly string[], mechanism: Mechanism, dependence: Dependence) =>
  atOnce(givenOwnType({ ...singleObject({ laws: texts.map(law) }), dependence }, mechanism, 'private', 0, 128)).lic!;

/** H = (1 + u^theta sum (v_j^-theta - 1))^(-1 - 1 / theta). */
const won = (theta: number, u: number, v: readonly number[]): number =>
  (v.some((p) => p <= 0) ? 0 : (1 + v.reduce((sum, p) => sum + u ** theta * (p ** -theta - 1), 0)) ** (-1 - 1 / theta));

describe('epsilon-LIC, types depending by Clayton\'s copula', () => {
  // At the top, where types are worth 1 and the copula's density is 1 + theta, a unit more of a bid gains (N - 1) (1 + theta) - 1.
  it.each([[2, 2, 2], [2, 8, 8], [3, 0.5, 2], [3, 2, 5]])('all-pay bids of %d bidders, theta = %d: %d', (bidders, theta, exact) => {
    const lic = licOf(new Array<string>(bidders).fill('uniform(0,1)'), allPay, clayton(theta));
    expect(lic.guarantee).toBe('continuum');
    expect(lic.lower).toBeLessThanOrEqual(exact);
    expect(lic.upper).toBeGreaterThanOrEqual(exact);
    expect(lic.upper).toBeLessThan(1.03 * exact);
    expect(lic.lower).toBeGreaterThan(0.8 * exact);
  });

  it('all-pay bids against unlike bidders: no lie gains more, however short', () => {
    const lic = licOf(['uniform(0,1)', 'truncated-exponential(2,0,3)'], allPay, clayton(2));
    const other = law('truncated-exponential(2,0,3)');
    const h = (t: number, s: number): number => won(2, s, [other.cdf(t)]);
    const found = steps([0.001, 1], 200).flatMap((s) => [1e-5, 1e-3, 0.02, 0.2, 0.6].flatMap((d) => [s - d, s + d]
      .filter((t) => t > 0 && t <= 1).map((t) => (s * (h(t, s) - h(s, s)) - (t - s)) / Math.abs(t - s))));
    expect(lic.guarantee).toBe('continuum');
    expect(Math.max(...found)).toBeLessThanOrEqual(lic.upper);
    // 1 - s h(s | s) of the lowest types, 0.571, of which the bound keeps the payment, 1.
    expect(Math.max(...found)).toBeGreaterThan(0.55 * lic.upper);
  });

  // By scipy.integrate.quad of f(s) int^s -d/ds H(y | s) dy, largest over 80 types.
  it.each([[2, 0.5, 0.11323726], [2, 2, 0.27032182], [3, 0.5, 0.08888040], [3, 2, 0.20851016]])(
    'full insurance of VCG of %d bidders, theta = %d: %d', (bidders, theta, exact) => {
      const lic = licOf(new Array<string>(bidders).fill('uniform(0,1)'), insured, clayton(theta));
      expect(lic.guarantee).toBe('continuum');
      expect(lic.lower).toBeLessThanOrEqual(exact);
      expect(lic.upper).toBeGreaterThanOrEqual(exact * (1 - 1e-6));
      expect(lic.upper).toBeLessThan(1.25 * exact);
      expect(lic.lower).toBeGreaterThan(0.95 * exact);
    },
  );

  it('full insurance where the constant is that of types away from the lowest: 0.87047 at 0.83, by scipy', () => {
    const lic = licOf(['truncated-exponential(-3,0,1)', 'uniform(0,1)'], insured, clayton(2));
    expect(lic.guarantee).toBe('continuum');
    expect(lic.lower).toBeLessThanOrEqual(0.870472);
    expect(lic.upper).toBeGreaterThanOrEqual(0.870471);
    expect(lic.upper - lic.lower).toBeLessThan(0.1);
  });

  it('first price at bids of an equilibrium of independent types: 3 (1 - 1/2) - 1/2 at the top', () => {
    const bids = firstPriceEquilibrium(law('uniform(0,1)'), 2);
    const mechanism: Mechanism = { name: 'fp', rule: efficient, transfers: { kind: 'first-price' }, strategies: [bids, bids] };
    const lic = licOf(['uniform(0,1)', 'uniform(0,1)'], mechanism, clayton(2));
    expect(lic.guarantee).toBe('continuum');
    expect(lic.lower).toBeLessThanOrEqual(1);
    expect(lic.upper).toBeGreaterThanOrEqual(1);
    expect(lic.upper).toBeLessThan(1.1);
  });

  it('says of which types it speaks where slopes have no bound at an end', () => {
    const lic = licOf(['uniform(0,1)', 'beta(1,3)'], allPay, { kind: 'gaussian-copula', correlations: 0.3 });
    expect(lic).toMatchObject({ guarantee: 'grid' });
    expect(lic.within![1]).toBeLessThan(1);
    expect(lic.upper).toBeLessThan(1.5);
  });

  it('is not known of laws that do not tell densities', () => {
    const { densityOn: _none, ...untold } = law('uniform(0,1)');
    const problem = { ...singleObject({ laws: [untold, untold] }), dependence: clayton(2) };
    expect(atOnce(givenOwnType(problem, insured, 'private', 0, 48)).lic).toMatchObject({ guarantee: 'grid' });
  });
});

describe('epsilon-LIC, scores, where the law thins out fast enough at the top', () => {
  const CASES: readonly (readonly [string, number, 'all-pay' | 'first-price', boolean])[] = [
    ['beta(1,3)', 0.3, 'all-pay', false], ['beta(2,8)', 0.5, 'all-pay', false], ['beta(1,4,2,4)', 0.5, 'first-price', true],
    ['beta(1,3)', 0.3, 'first-price', true],
  ];
  it.each(CASES)('two bidders of %s, correlation %d, %s: no lie gains more, next to the ends neither', (text, r, kind, plays) => {
    const own = law(text);
    const [low, high] = own.support;
    const bid = (x: number): number => (plays ? (x - low) / 2 : x);
    const half = { name: 'half', bid, inverse: (b: number) => low + 2 * b, range: [0, (high - low) / 2] as const, isStrict: true,
      slopes: () => [0.5, 0.5] as const };
    const mechanism: Mechanism = { name: kind, rule: efficient, transfers: { kind }, ...(plays ? { strategies: [half, half] } : {}) };
    const lic = licOf([text, text], mechanism, { kind: 'gaussian-copula', correlations: r });
    const score = (x: number): number => {
      const [p, q] = [own.cdf(x), own.survival!(x)];
      return p < q ? -normalUpperQuantile(p) : normalUpperQuantile(q);
    };
    const won = (y: number, s: number): number => 1 - normalUpperTail((score(y) - r * score(s)) / Math.sqrt(1 - r * r));
    const utility = (t: number, s: number): number => {
      const chance = t >= high ? 1 : t <= low ? 0 : won(t, s);
      return kind === 'all-pay' ? s * chance - bid(t) : chance * (s - bid(t));
    };
    const shares = [1e-6, 1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.97, 0.99, 0.999, 0.9999];
    let most = 0;
    for (const share of shares) {
      const s = low + share * (high - low);
      for (const step of [-0.9, -0.5, -0.1, -1e-3, 1e-3, 0.1, 0.5, 1]) {
        // Shares of what is left on that side.
        const t = step < 0 ? s + step * (s - low) : s + step * (high - s);
        most = Math.max(most, (utility(t, s) - utility(s, s)) / Math.abs(t - s));
      }
    }
    // Worth something at the lowest type: infinite, and refused as such elsewhere.
    if (kind === 'first-price' && low > 0) return expect(lic.guarantee).toBe('grid');
    expect(lic.guarantee).toBe('continuum');
    expect(lic.within).toBeUndefined();
    expect(most).toBeLessThanOrEqual(lic.upper);
    expect(most).toBeGreaterThan(0.75 * lic.upper);
    return expect(lic.lower).toBeGreaterThan(0.75 * lic.upper);
  });

  it.each([
    ['beta(1,3)', 0.3], ['beta(1,2)', 0.3], ['beta(2,8)', 0.5],
  ] as const)('%s, correlation %d: types next to both ends', (text, r) => {
    const own = law(text);
    const problem = { ...singleObject({ laws: [own, own] }), dependence: { kind: 'gaussian-copula', correlations: r } as const };
    const table = atOnce(wonGiven(problem, vcg, 0, 128))!;
    const { at, types } = table;
    // Nothing is paid, so that lies upwards alone gain, (H(t | s) - H(s | s)) s.
    const nothing = new Float64Array(at.length);
    const free = { served: () => 0, unserved: () => 0, slopes: () => ({ served: [0, 0], unserved: [0, 0] } as const) };
    const { bounds } = atOnce(shortLies(table, free, { value: at, served: nothing, unserved: nothing }))!;
    const score = (x: number): number => {
      const [p, q] = [own.cdf(x), own.survival!(x)];
      return p < q ? -normalUpperQuantile(p) : normalUpperQuantile(q);
    };
    // Of the chance not to win, which keeps its digits next to the top.
    const lost = (y: number, s: number): number => normalUpperTail((score(y) - r * score(s)) / Math.sqrt(1 - r * r));
    const mostIn = (cell: number): number => {
      const [from, to] = [at[types[cell]!]!, at[types[cell + 1]!]!];
      let most = 0;
      for (const share of [0.01, 0.1, 0.5, 0.9]) {
        const s = from + share * (to - from);
        for (const part of [1e-4, 0.01, 0.1, 0.5, 0.9]) {
          const t = cell === 0 ? s + part * (to - s) : s + part * (1 - s);
          most = Math.max(most, (s * (lost(s, s) - lost(t, s))) / (t - s));
        }
      }
      return most;
    };
    expect(mostIn(0)).toBeLessThanOrEqual(bounds[0]!);
    expect(mostIn(bounds.length - 1)).toBeLessThanOrEqual(bounds.at(-1)!);
    expect(mostIn(bounds.length - 1)).toBeGreaterThan(0.1 * bounds.at(-1)!);
  });

  // Ends of what beta laws tell of their tails, by their own cdf.
  it.each(['beta(1,3)', 'beta(2,8)', 'beta(0.5,0.7)', 'beta(3,1.5,-2,4)'])('%s tells how it thins out', (text) => {
    const own = law(text);
    const [low, high] = own.support;
    for (const end of ['low', 'high'] as const) {
      const side = (d: number): number => (end === 'high' ? high - d : low + d);
      const nearer = (d: number): number => (end === 'high' ? own.survival!(side(d)) : own.cdf(side(d)));
      const { rate, reach, power } = own.tailOn!(end, side(0.3 * (high - low)));
      const ratios = [0.3, 0.1, 1e-2, 1e-4].map((share) => {
        const d = share * (high - low);
        const [, thick] = own.densityOn!(side(d), side(d));
        expect(nearer(d)).toBeLessThanOrEqual((reach * d) ** power);
        if (share < 1e-3) expect(nearer(d)).toBeGreaterThan(0.3 * (reach * d) ** power);
        return (d * thick) / nearer(d);
      });
      expect(Math.max(...ratios)).toBeLessThanOrEqual(rate * (1 + 1e-8));
      expect(Math.max(...ratios)).toBeGreaterThan(0.6 * rate);
    }
  });
});
