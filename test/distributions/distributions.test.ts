import { describe, expect, it } from 'vitest';
import { gapsOf, wordThreshold } from '../../src/distributions/distribution.ts';
import { families, parseDistribution } from '../../src/distributions/parse.ts';
import { InputError } from '../../src/errors.ts';
import { quadrature } from '../oracles/special.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { expectWithin } from '../support/same.ts';

const laws = [
  'uniform(0,1)', 'uniform(-3,-1)', 'uniform(1e6,1000001)', 'uniform(0,1e-9)', 'uniform(-0.1,0.7)',
  'beta(2,3)', 'beta(1,1)', 'beta(0.5,0.5)', 'beta(30,2)', 'beta(2,3,-1,4)', 'beta(1000,1000)', 'beta(1e9,1e9)', 'beta(0.01,3)',
  'truncated-normal(0.5,0.2,0,1)', 'truncated-normal(0,1,3,4)', 'truncated-normal(0,1,-9,-8)', 'truncated-normal(0,1,0.5,0.5000001)',
  'truncated-normal(5,0.01,0,10)', 'truncated-normal(0,1,20,30)', 'truncated-normal(0,1,37,60)',
  'truncated-exponential(1,0,1)', 'truncated-exponential(-4,0,2)', 'truncated-exponential(-1e6,0,1)', 'truncated-exponential(500,0,1)',
  'truncated-exponential(1e-9,0,1)',
  'piecewise-linear(0,0.1,0.5,1)', 'piecewise-linear(-1,2)', 'piecewise-linear(0:0,0.2:0.1,0.25:0.8,1:1)',
  'mixture(0.5:uniform(0,1),0.5:beta(2,3,0.5,2))', 'mixture(0.25:uniform(-1,2),0.75:truncated-normal(5,0.01,2,10))',
];

describe.each(laws)('%s', (text) => {
  const law = parseDistribution(text);
  const [a, b] = law.support;
  const width = b - a;

  it('is exactly 0 up to its support and exactly 1 from its end on', () => {
    expect([law.cdf(a), law.cdf(a - width), law.cdf(-Infinity)]).toEqual([0, 0, 0]);
    expect([law.cdf(b), law.cdf(b + width), law.cdf(Infinity)]).toEqual([1, 1, 1]);
    expect([law.quantile(0), law.quantile(1)]).toEqual([a, b]);
    expect([wordThreshold(law, a), wordThreshold(law, b)]).toEqual([0, 2 ** 32]);
  });

  it('never falls, and stays within [0, 1]', () => {
    let before = 0;
    for (let i = 0; i <= 2000; i++) {
      const p = law.cdf(a + (width * i) / 2000);
      expectWithin(p, before - 1e-13, 1);
      before = p;
    }
  });

  it('the quantile is its inverse, in the support, and never falls', () => {
    const make = caseMaker(41);
    const ps = [1e-12, 1e-6, 0.5, 1 - 1e-6, 1 - 2 ** -53, ...Array.from({ length: 60 }, make.unit)].sort((p, q) => p - q);
    let before = a;
    for (const p of ps) {
      const x = law.quantile(p);
      expectWithin(x, before, b);
      before = x;
      // A quantile is good to an ulp of the support; the law may be steep there.
      const step = 4 * Number.EPSILON * Math.max(Math.abs(a), Math.abs(b)) + width * 2 ** -58;
      expectWithin(p, law.cdf(x - step) - 1e-11, law.cdf(x + step) + 1e-11);
    }
  });

  it('its canonical text means the same law', () => {
    const again = parseDistribution(law.text);
    expect(again.text).toBe(law.text);
    expect(again.support).toEqual(law.support);
    for (const share of [0.1, 0.5, 0.77]) expect(again.cdf(a + share * width)).toBe(law.cdf(a + share * width));
  });
});

describe('reference values', () => {
  it.each<[string, (x: number) => number]>([
    ['beta(2,3)', (x) => 6 * x ** 2 - 8 * x ** 3 + 3 * x ** 4],
    ['beta(0.5,0.5)', (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x))],
    ['beta(3,1)', (x) => x ** 3],
    ['beta(1,4)', (x) => 1 - (1 - x) ** 4],
    ['truncated-exponential(2,0,1)', (x) => (1 - Math.exp(-2 * x)) / (1 - Math.exp(-2))],
    ['truncated-exponential(-3,0,1)', (x) => (Math.exp(3 * x) - 1) / (Math.exp(3) - 1)],
    ['piecewise-linear(0,0.5,1)', (x) => x],
    ['piecewise-linear(0:0,0.2:0.5,1:1)', (x) => (x < 0.5 ? 0.4 * x : 0.2 + 1.6 * (x - 0.5))],
    ['uniform(0,1)', (x) => x],
    ['mixture(0.25:0,0.75:uniform(0,1))', (x) => 0.25 + 0.75 * x],
    ['mixture(0.5:uniform(0,1),0.3:0.5,0.2:discrete(0:0.5,1:0.5))', (x) => 0.5 * x + 0.3 * Number(x >= 0.5) + 0.1],
  ])('%s', (text, exact) => {
    const law = parseDistribution(text);
    for (let i = 1; i < 40; i++) expect(law.cdf(i / 40)).toBeCloseTo(exact(i / 40), 12);
  });

  it.each([
    [0.5, 0.2, 0, 1], [0, 1, 3, 4], [0, 1, -9, -8], [5, 0.5, 0, 10], [
      0, 1, 0.5, 0.5000001,
    ], [0, 1, -1e-9, 2e-9], [0, 1, 20, 20.5], [2, 1e6, 0, 1], [
      0, 1, 0.5, 0.50000001,
    ],
  ])('truncated-normal(%d,%d,%d,%d) against quadrature of its density', (mean, sd, a, b) => {
    const law = parseDistribution(`truncated-normal(${mean},${sd},${a},${b})`);
    // Relative to the density at the end nearer to the mean, so that far tails do not underflow.
    const peak = Math.min(b, Math.max(a, mean));
    const density = (x: number): number => Math.exp(-((x - peak) * (x + peak - 2 * mean)) / (2 * sd * sd));
    const from = Math.max(a, peak - 12 * sd);
    const to = Math.min(b, peak + 12 * sd);
    const total = quadrature(density, from, to, 2000);
    for (let i = 1; i < 10; i++) {
      const x = from + ((to - from) * i) / 10;
      expect(
        Math.abs(law.cdf(x) - quadrature(density, from, x, 2000) / total)
      ).toBeLessThan(Math.max(1e-12, (4 * Number.EPSILON * Math.abs(x)) / (b - a)));
    }
  });

  it('word thresholds are rounded to the nearest word', () => {
    const law = parseDistribution('uniform(0,1)');
    expect(wordThreshold(law, 0.25)).toBe(2 ** 30);
    expect(wordThreshold(law, 1e-10)).toBe(0);
    expect(wordThreshold(law, 3e-10)).toBe(1);
  });
});

describe('what is refused', () => {
  it.each([
    ['', /cannot read/], ['uniform', /cannot read/], ['uniform(0,1', /cannot read/], [
      'uniform(0,1))', /cannot read/,
    ], ['0.5', /cannot read/],
    [
      'chi(1,2)', /unknown family 'chi'.*uniform\(a,b\)/,
    ], ['uniform(0)', /takes 2 numbers/], ['uniform()', /takes 2 numbers/], ['uniform(0,1,2)', /takes 2 numbers/],
    ['uniform(1,0)', /lower end below/], ['uniform(1,1)', /lower end below/], [
      'uniform(0,NaN)', /not a finite number/,
    ], ['uniform(0,Infinity)', /not a finite/],
    ['uniform(0,x)', /b is not a finite number: 'x'/], ['uniform(0,)', /not a finite/], [
      'uniform(-1e308,1e308)', /ends within 1e\+100 of 0/,
    ], ['uniform(-1e307,1e307)', /out of range/], ['uniform(0,1e-101)', /out of range/], [
      'uniform(1e15,1000000000000001)', /too narrow.*at least 1e-12/,
    ], ['beta(2,3,1e15,1000000000000001)', /too narrow/],
    ['beta(1e16,2)', /alpha must be from 0.001 to 1000000000000000/], ['beta(1,1e-4)', /beta must be from 0.001/],
    [
      'beta(0,1)', /alpha must be positive/,
    ], ['beta(1,-2)', /beta must be positive/], ['beta(1,2,3)', /takes 2 numbers/], ['beta(1,2,1,0)', /lower end below/],
    ['truncated-normal(0,0,0,1)', /sd must be positive/], ['truncated-normal(0,1,1,1)', /lower end/], [
      'truncated-normal(0,1e-300,100,101)', /too far from the mean/,
    ], ['truncated-normal(0,1,0)', /takes 4/],
    ['truncated-exponential(0,0,1)', /rate must not be zero/], ['truncated-exponential(-1e300,0,1e90)', /out of range/], [
      'truncated-exponential(1e-20,0,1)', /take uniform\(0,1\)/,
    ],
    ['piecewise-linear(1)', /at least two knots/], [
      'piecewise-linear(0,2,1)', /knots must not decrease, but 2 is followed by 1/,
    ], ['piecewise-linear(1,1,1)', /lower end below/],
    ['discrete(1:1)', /from 2 to 256 values/], [
      'discrete(1:0.5,1:0.5)', /values must increase strictly/,
    ], ['discrete(1:0.5,2:0.4)', /sum to 1, got 0.9/], ['discrete(1:0.5,2)', /value:probability, got '2'/], [
      'discrete(1:-0.5,2:1.5)', /probability 1 must be positive/,
    ],
    [
      'piecewise-linear(0:0,0.5,1:1)', /every knot is probability:value or none/,
    ], ['piecewise-linear(0:0,0.6:0.5,0.4:0.7,1:1)', /probabilities must increase/],
    ['piecewise-linear(0.1:0,1:1)', /run from 0 to 1/], ['piecewise-linear(0:0,0.9:1)', /run from 0 to 1/], [
      'piecewise-linear(0:0:0,1:1)', /probability:value/,
    ], [
      'piecewise-linear(0,a)', /knot 1 is not a finite number/,
    ],
  ])('%s', (text, message) => {
    try {
      parseDistribution(text, 'cost');
      expect.unreachable(`${text} was accepted`);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).field).toBe('cost');
      expect((error as InputError).message).toMatch(/^cost: /);
      expect((error as InputError).message).toMatch(message);
      expect((error as InputError).message).not.toMatch(/\n/);
    }
  });

  it('blanks and capitals are fine', () => {
    expect(parseDistribution('  Uniform( 0 , 1 ) ').text).toBe('uniform(0,1)');
    expect(parseDistribution('uniform(0.0,1e0)').text).toBe('uniform(0,1)');
  });

  it('mixtures: atoms taken together, gaps where nothing lies', () => {
    const law = parseDistribution('mixture(0.25:uniform(0,1),0.25:discrete(0:0.5,3:0.5),0.5:discrete(3:1))');
    expect(law.atoms).toEqual([{ at: 0, mass: 0.125 }, { at: 3, mass: 0.625 }]);
    expect(law.gaps).toEqual([[1, 3]]);
    expect([law.mean, law.quantile(0), law.quantile(0.125), law.quantile(0.4)]).toEqual([2, 0, 0, 3]);
    expect(law.quantile(0.25)).toBeCloseTo(0.5, 14);
    expect(gapsOf(parseDistribution('mixture(0.5:1,0.5:2)'))).toEqual([[1, 2]]);
    const nested = 'mixture(0.5:mixture(0.5:0,0.5:1),0.5:2)';
    expect(() => parseDistribution(nested, 'value')).toThrow(/^value: mixture\(.*a part is no mixture; write/);
    expect(parseDistribution(' Mixture( 0.5 : 0 , 0.5 : Uniform( 0 , 1 ) )').text).toBe('mixture(0.5:0,0.5:uniform(0,1))');
  });

  it('every family says how it is written', () => {
    for (const { name, usage } of families) expect(usage.startsWith(`${name}(`)).toBe(true);
    expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
  });
});
