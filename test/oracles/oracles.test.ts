/** The oracles themselves, against closed forms and tables. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { doubleAuction } from '../../src/environment/double-auction.ts';
import { exactTrader, largestPair, numberBelow, payoff } from './double-auction.ts';
import { binomialAtLeast, binomialAtMost, binomialMass, chiSquareTail, logGamma, orderStatisticCdf, quadrature } from './special.ts';
import { chiSquareP, correlationZ, normalP, twoSampleP } from './statistics.ts';

describe('special functions', () => {
  it('log Gamma', () => {
    expect(logGamma(1)).toBeCloseTo(0, 13);
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 13);
    expect(logGamma(11) / Math.log(3628800)).toBeCloseTo(1, 13);
  });

  it('chi-square tails from tables', () => {
    expect(chiSquareTail(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
    expect(chiSquareTail(18.307038053275146, 10)).toBeCloseTo(0.05, 12);
    expect(chiSquareTail(135.80672317102676, 100)).toBeCloseTo(0.01, 12);
    expect(chiSquareTail(2 * Math.log(20), 2)).toBeCloseTo(0.05, 13);
  });

  it('binomial masses and tails', () => {
    expect(binomialMass(5, 2, 0.3)).toBeCloseTo(0.3087, 13);
    expect(binomialMass(100, 0, 0.01)).toBeCloseTo(0.99 ** 100, 13);
    expect(Array.from({ length: 31 }, (_, k) => binomialMass(30, k, 0.37)).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(binomialAtMost(10, 3, 0.5)).toBeCloseTo(176 / 1024, 13);
    expect(binomialAtLeast(10, 8, 0.5)).toBeCloseTo(56 / 1024, 13);
    // Central mass of a fair coin: 1 / sqrt(pi n / 2) (1 - 1 / (4 n) ...).
    const n = 2 ** 40;
    expect(binomialMass(n, n / 2, 0.5) * Math.sqrt((Math.PI * n) / 2)).toBeCloseTo(1 - 1 / (4 * n), 12);
  });

  it('order statistics: the median of three, the smallest of N', () => {
    expect(orderStatisticCdf(3, 2, 0.3)).toBeCloseTo(3 * 0.09 - 2 * 0.027, 13);
    expect(orderStatisticCdf(50, 1, 0.01)).toBeCloseTo(1 - 0.99 ** 50, 13);
    expect(orderStatisticCdf(50, 50, 0.99)).toBeCloseTo(0.99 ** 50, 13);
  });

  it('quadrature', () => {
    expect(quadrature(Math.exp, 0, 1)).toBeCloseTo(Math.E - 1, 13);
  });
});

describe('tests of agreement', () => {
  it('accept what is due and refuse what is not', () => {
    expect(chiSquareP([100, 100, 100], [100, 100, 100])).toBe(1);
    expect(chiSquareP([150, 50, 100], [100, 100, 100])).toBeLessThan(1e-8);
    expect(chiSquareP([0, 5], [100, 0])).toBe(0);
    expect(twoSampleP([500, 500], [250, 250])).toBe(1);
    expect(twoSampleP([500, 500], [350, 150])).toBeLessThan(1e-8);
    expect(normalP(1.959963984540054)).toBeCloseTo(0.05, 12);
    expect(correlationZ([[0, 0], [1, 1], [2, 2], [3, 3]])).toBeCloseTo(2, 12);
  });
});

describe('the double auction from first principles', () => {
  it('sells to the highest at the two marginal reports', () => {
    const reports = { asks: [0.1, 0.6], bids: [0.5, 0.9] };
    // Sorted .1 .5 .6 .9; two buyers, so the two lowest end without: price between .5 and .6.
    expect(payoff(reports, 0, 'seller', 0, 0.1)).toBeCloseTo(0.4, 15);
    expect(payoff(reports, 1, 'seller', 0, 0.1)).toBeCloseTo(0.5, 15);
    expect(payoff(reports, 0, 'seller', 1, 0.6)).toBe(0);
    expect(payoff(reports, 0.5, 'buyer', 1, 0.9)).toBeCloseTo(0.35, 15);
    expect(payoff(reports, 0.5, 'buyer', 0, 0.5)).toBe(0);
  });

  it('bilateral trade, uniform: the seller sets the price at kappa 0', () => {
    const uniform = parseDistribution('uniform(0,1)');
    const market = doubleAuction({ sellers: 1, buyers: 1, kappa: 0, cost: uniform, value: uniform });
    const seller = exactTrader(market, 'seller');
    // She is a monopolist: asks (1 + c) / 2 and earns (1 - c)^2 / 4 where truth earns nothing.
    expect(seller.utility(0.3)).toBeCloseTo(0, 14);
    expect(seller.gain(0, 0.5)).toBeCloseTo(0.25, 13);
    expect(seller.gain(0.4, 0.7)).toBeCloseTo(0.09, 13);
    expect(largestPair(seller.gain, [0, 1]).value).toBeCloseTo(0.25, 6);
    expect(seller.pivotal(0.25)).toBeCloseTo(0.75, 14);
    const buyer = exactTrader(market, 'buyer');
    expect(buyer.utility(0.6)).toBeCloseTo(0.18, 13);
    expect(buyer.gain(0.6, 0.3)).toBeLessThan(0);
    expect(numberBelow(market, 'buyer', 0.3)).toEqual([0.7, 0.3]);
  });
});
