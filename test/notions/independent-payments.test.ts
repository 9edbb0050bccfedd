/** Epsilon-LIC of who pays by her report, types independent: closed forms, and no pair of a fine list gains more by its size. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { givenOwnType } from '../../src/kinds/social-choice/continuum.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import type { Strategy } from '../../src/mechanism/strategy.ts';
import { atOnce } from '../../src/run/turns.ts';
import { allPayEquilibrium, firstPriceEquilibrium } from '../../scenarios/first-price/equilibrium.ts';

type Format = 'all-pay' | 'first-price';

const law = (text: string) => parseDistribution(text, 'law');

function licOf(texts: readonly string[], kind: Format, strategy?: Strategy) {
  const mechanism: Mechanism = {
    name: kind, rule: { kind: 'efficient' }, transfers: { kind }, ...(strategy ? { strategies: texts.map(() => strategy) } : {}),
  };
  return atOnce(givenOwnType(singleObject({ laws: texts.map(law) }), mechanism, 'private', 0)).lic;
}

/** Bids of a share of the value. */
const shaded = (share: number, most = 1): Strategy => ({
  name: 'shaded', bid: (x) => share * x, inverse: (b) => b / share, range: [0, share * most], isStrict: true, slopes: () => [share, share],
});

/** H(y) and its others' laws told one by one. */
function largestRatio(texts: readonly string[], kind: Format, bid: (x: number) => number): number {
  const [own, ...others] = texts.map(law);
  const won = (y: number): number => others.reduce((all, { cdf }) => all * cdf(y), 1);
  const utility = (t: number, s: number): number => (kind === 'all-pay' ? s * won(t) - bid(t) : won(t) * (s - bid(t)));
  const [low, high] = own!.support;
  let most = 0;
  for (let n = 0; n < 400; n++) {
    const s = low + ((high - low) * (n + 0.37)) / 400;
    for (const step of [-0.3, -0.02, -1e-5, 1e-5, 0.02, 0.3]) {
      const t = s + step * (high - low);
      if (t >= low && t <= high) most = Math.max(most, (utility(t, s) - utility(s, s)) / Math.abs(t - s));
    }
  }
  return most;
}

const uniforms = (bidders: number, text = 'uniform(0,1)'): string[] => new Array<string>(bidders).fill(text);

describe('epsilon-LIC of who pays by her report, independent types', () => {
  // omega(y) = (N - 1) y^(N - 1) - 1: -1 at the bottom, N - 2 at the top.
  it.each([[2, 1], [3, 1], [4, 2], [6, 4], [33, 31]])('truthful all-pay bids of %d bidders with uniform values: %d', (bidders, exact) => {
    const lic = licOf(uniforms(bidders), 'all-pay')!;
    expect(lic.guarantee).toBe('continuum');
    expect(lic.lower).toBeLessThanOrEqual(exact);
    expect(lic.lower).toBeGreaterThan(exact * (1 - 0.002 * bidders));
    expect(lic.upper).toBeGreaterThanOrEqual(exact);
    expect(lic.upper).toBeLessThan(exact * 1.002);
  });

  // Bids of a share l: omega(y) = y^(N - 1) ((N - 1) - N l), nothing at the equilibrium.
  it.each([[2, 0.9, 0.8], [2, 0.25, 0.5], [3, 0.5, 0.5], [5, 0.2, 3]])('first price of %d bidders who bid %d of their values: %d', (
    bidders, share, exact,
  ) => {
    const lic = licOf(uniforms(bidders), 'first-price', shaded(share))!;
    expect(lic.guarantee).toBe('continuum');
    expect(lic.lower).toBeLessThanOrEqual(exact + 1e-9);
    expect(lic.lower).toBeGreaterThan(exact * (1 - 0.002 * bidders));
    expect(lic.upper).toBeGreaterThanOrEqual(exact);
    expect(lic.upper).toBeLessThan(exact * 1.002);
  });

  // Bids of c + l y: omega(y) = (N - 1) y^(N - 2) ((1 - l) y - c) - l y^(N - 1), here -y - y^2 / 10.
  it('first price beyond the value, where what is at stake rises from below nothing', () => {
    const lic = licOf(uniforms(3), 'first-price', {
      ...shaded(0.7), bid: (x) => 0.5 + 0.7 * x, inverse: (b) => (b - 0.5) / 0.7, range: [0.5, 1.2],
    })!;
    expect(lic.lower).toBeLessThanOrEqual(1.1);
    expect(lic.upper).toBeGreaterThanOrEqual(1.1);
    expect(lic.upper).toBeLessThan(1.11);
  });

  // Bids of y^3 / 2: omega(y) = 5 y^5 - 4 y^7, largest where y^2 = 25 / 28 and bids are steeper than values.
  it('first price of six, bids steeper than values', () => {
    const exact = 5 * (25 / 28) ** 2.5 - 4 * (25 / 28) ** 3.5;
    const lic = licOf(uniforms(6), 'first-price', {
      ...shaded(1), bid: (x) => x ** 3 / 2, inverse: (b) => Math.cbrt(2 * b), range: [0, 0.5],
      slopes: (from, to) => [1.5 * from ** 2, 1.5 * to ** 2],
    })!;
    expect(lic.lower).toBeLessThanOrEqual(exact);
    expect(lic.upper).toBeGreaterThanOrEqual(exact);
    expect(lic.upper).toBeLessThan(exact * 1.01);
  });

  it('a rival whose law begins and ends among the own types: 4 y - 1 at y = 3/4, from below alone', () => {
    const lic = licOf(['uniform(0,1)', 'uniform(0.5,0.75)'], 'all-pay')!;
    expect(lic.lower).toBeGreaterThan(1.99);
    expect(lic.lower).toBeLessThanOrEqual(2);
    expect(lic.upper).toBeGreaterThanOrEqual(2);
    expect(lic.upper).toBeLessThan(2.003);
  });

  it.each<[readonly string[], Format, number | undefined]>([
    [['beta(2,3)', 'uniform(0,0.8)', 'uniform(0,0.8)'], 'all-pay', undefined],
    [['uniform(0,3)', 'truncated-exponential(2,0,3)'], 'all-pay', undefined],
    [uniforms(2, 'truncated-normal(0.4,0.2,0,1)'), 'first-price', 0.7],
    [uniforms(4, 'piecewise-linear(0:0,0.8:0.5,1:2)'), 'first-price', 0.4],
  ])('%j %s: no lie of a fine list gains more, and one nearly as much', (texts, kind, share) => {
    const lic = licOf(texts, kind, share === undefined ? undefined : shaded(share, 3))!;
    const found = largestRatio(texts, kind, (x) => (share ?? 1) * x);
    expect(found).toBeLessThanOrEqual(lic.upper);
    expect(found).toBeGreaterThan(0.97 * lic.upper);
    expect(lic.lower).toBeGreaterThan(0.985 * lic.upper);
    const { type, report } = lic.witness as { type: number; report: number };
    expect(Math.abs(type - report)).toBeGreaterThan(0);
  });

  it('at the equilibrium next to nothing, which bids of a table make', () => {
    for (const text of ['uniform(0,1)', 'uniform(1000,1001)']) {
      const first = licOf(uniforms(3, text), 'first-price', firstPriceEquilibrium(law(text), 3))!;
      const all = licOf(uniforms(3, text), 'all-pay', allPayEquilibrium(law(text), 3))!;
      expect(first).toMatchObject({ lower: 0, estimate: 0, guarantee: 'continuum' });
      expect(all).toMatchObject({ lower: 0, estimate: 0, guarantee: 'continuum' });
      expect(first.upper).toBeLessThan(0.002);
      // Three alike from 1,000 on: what is paid moves by 2,000 over types that differ by 1.
      expect(all.upper).toBeLessThan(text.startsWith('uniform(1000') ? 2 : 0.002);
    }
  });

  it('is the same in other units', () => {
    for (const unit of [1e-9, 1, 1e9]) {
      const lic = licOf(uniforms(3, `uniform(0,${unit})`), 'first-price', shaded(0.5, unit))!;
      expect(lic.upper).toBeCloseTo(0.5, 3);
      expect(lic.lower).toBeCloseTo(0.5, 2);
    }
  });

  it('a density without a bound next to the lowest type: F = y^(1/2), h = 2 f F = 1, omega = y - 1', () => {
    const lic = licOf(uniforms(3, 'beta(0.5,1)'), 'all-pay')!;
    expect(lic.guarantee).toBe('continuum');
    expect(lic.upper).toBeGreaterThanOrEqual(1);
    expect(lic.upper).toBeLessThan(1.002);
    expect(lic.lower).toBeGreaterThan(0.998);
    // Half bids: h w - H / 2 = y / 2 - y / 2, nothing.
    expect(licOf(uniforms(3, 'beta(0.5,1)'), 'first-price', shaded(0.5))!.upper).toBeLessThan(0.002);
  });

  // omega = y h(y) - 1, h the rival's density, which rises to 50 and ends there: 49.
  it('keeps types next to an end where a density is steep but bounded', () => {
    const lic = licOf(['truncated-exponential(50,0,1)', 'truncated-exponential(-50,0,1)'], 'all-pay')!;
    expect(lic.guarantee).toBe('continuum');
    expect([lic.lower, lic.upper].map((end) => Math.sign(end - 49))).toEqual([-1, 1]);
    expect(lic.upper).toBeLessThan(49.1);
    expect(lic.lower).toBeGreaterThan(45);
  });

  // Bids of half the value: omega is y h - 1/2 where all pay, and (y h - H) / 2 at first price; it rises to the end without a bound.
  it.each<[string, readonly string[], Format]>([
    ['one law', ['beta(0.5,0.5)', 'beta(0.5,0.5)'], 'all-pay'], ['one law', ['beta(0.5,0.5)', 'beta(0.5,0.5)'], 'first-price'],
    ['two laws', ['beta(2,1)', 'beta(0.5,0.5)'], 'all-pay'], ['two laws', ['beta(2,1)', 'beta(0.5,0.5)'], 'first-price'],
  ])('next to an end without a bound both ends of the row are of the types that it names: %s, %j, %s', (_, texts, kind) => {
    const lic = licOf(texts, kind, shaded(0.5))!;
    const [, y] = lic.within!;
    const h = 1 / (Math.PI * Math.sqrt(y * (1 - y)));
    const most = kind === 'all-pay' ? y * h - 0.5 : (y * h - (2 / Math.PI) * Math.asin(Math.sqrt(y))) / 2;
    expect(lic.lower).toBeLessThanOrEqual(most);
    expect(lic.lower).toBeGreaterThan(0.5 * most);
    expect(lic.upper).toBeGreaterThanOrEqual(most);
    expect(lic.upper).toBeLessThan(1.01 * most);
    const { type, report } = lic.witness as { type: number; report: number };
    expect(Math.max(type, report)).toBeLessThanOrEqual(y);
  });

  // First price at bids of 0.3 times the root: omega = y - 0.45 y^(1/2), at most 0.55.
  it('slopes of bids without a bound are numbers elsewhere', () => {
    const root: Strategy = {
      name: 'root', bid: (x) => 0.3 * Math.sqrt(x), inverse: (b) => (b / 0.3) ** 2, range: [0, 0.3], isStrict: true,
      slopes: (from, to) => [0.15 / Math.sqrt(to), 0.15 / Math.sqrt(from)],
    };
    const lic = licOf(uniforms(2), 'first-price', root)!;
    expect(lic.upper).toBeGreaterThanOrEqual(0.55);
    expect(lic.upper).toBeLessThan(0.551);
    expect(lic.lower).toBeGreaterThan(0.549);
    const all = licOf(uniforms(2), 'all-pay', root);
    expect(all === undefined || (all.lower <= all.upper && Number.isFinite(all.upper))).toBe(true);
  });

  it('leaves out types next to an end where it is not told how a law thins out, and says so', () => {
    const { tailOn: _none, ...untold } = law('beta(0.5,1)');
    const mechanism: Mechanism = { name: 'all-pay', rule: { kind: 'efficient' }, transfers: { kind: 'all-pay' } };
    const lic = atOnce(givenOwnType(singleObject({ laws: [untold, untold, untold] }), mechanism, 'private', 0)).lic!;
    expect(lic).toMatchObject({ guarantee: 'grid' });
    expect(lic.within![0]).toBeGreaterThan(0);
    expect(lic.within![0]).toBeLessThan(1e-9);
    expect(lic.within![1]).toBe(1);
    expect(lic.upper).toBeCloseTo(1, 2);
  });

  // Half bids: omega = y e^-y (1 - e^-y) - (1 - e^-y)^2 / 2, at most 0.0483 and at least -1/2, as y grows.
  it('laws without an end: of types up to where bids tie with those of types beyond', () => {
    const most = law('exponential(1)').support[1];
    const half = { ...shaded(0.5, most), name: 'half' };
    const lic = licOf(uniforms(3, 'exponential(1)'), 'first-price', half)!;
    expect(lic).toMatchObject({ guarantee: 'grid' });
    expect(lic.within![0]).toBe(0);
    expect(lic.within![1]).toBeLessThan(most);
    expect(lic.within![1]).toBeGreaterThan(20);
    expect(lic.lower).toBeGreaterThan(0.499);
    expect(lic.upper).toBeLessThan(0.501);
  });

  it('is not known where bids beyond an end tie, where slopes are not told, nor of truthful first price, which structure has', () => {
    expect(licOf(['uniform(0,1)', 'exponential(1)'], 'all-pay')).toBeUndefined();
    const { slopes: _none, ...untold } = shaded(0.5);
    expect(licOf(uniforms(2), 'first-price', untold)).toBeUndefined();
    expect(licOf(uniforms(2), 'first-price')).toBeUndefined();
    expect(licOf(uniforms(2, 'mixture(0.5:uniform(0,1),0.5:0.5)'), 'all-pay')).toBeUndefined();
  });
});
