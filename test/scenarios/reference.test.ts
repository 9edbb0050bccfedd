import { describe, expect, it } from 'vitest';
import {
  binomialCdf, binomialMass, doubleAuctionReferences, exactEpsilonIcOfLaws, exactEpsilonIcUniform, exactEpsilonLic, exactEpsilonLicOfAtoms,
  exactEpsilonLicOfTwoLaws, songBound,
} from '../../scenarios/double-auction/reference.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { doubleAuction, traderProblem } from '../../src/environment/double-auction.ts';
import { exactTrader, largestPair } from '../oracles/double-auction.ts';
import { buyerOfAtoms, sellerOfAtoms } from '../oracles/market-of-atoms.ts';
import { binomialAtMost, binomialMass as oracleMass } from '../oracles/special.ts';

const uniform = parseDistribution('uniform(0,1)');
const market = (sellers: number, buyers = sellers, kappa = 0, cost = uniform, value = cost) =>
  doubleAuction({ sellers, buyers, kappa, cost, value });
const lic = (sellers: number, buyers = sellers, kappa = 0, trader: 'seller' | 'buyer' = 'seller'): number =>
  exactEpsilonLic(traderProblem(market(sellers, buyers, kappa), trader), sellers + buyers - 1);

describe('the exact epsilon-LIC constant', () => {
  it('in fractions: bilateral trade 1, M = 2: 4/9, M = 3: C(5,2) (2/5)^2 (3/5)^3', () => {
    expect(lic(1)).toBe(1);
    expect(lic(2)).toBeCloseTo(4 / 9, 13);
    expect(lic(3)).toBeCloseTo((10 * 4 * 27) / 3125, 13);
    expect(lic(2, 2, 0.5)).toBeCloseTo(2 / 9, 13);
    expect(lic(2, 2, 0.5, 'buyer')).toBeCloseTo(2 / 9, 13);
    expect(lic(2, 2, 1, 'buyer')).toBeCloseTo(4 / 9, 13);
    expect(lic(2, 2, 0, 'buyer')).toBe(0);
    expect(lic(2, 2, 1)).toBe(0);
  });

  it('is the maximum of THEORY\'s P(x) = (2M-1)! / ((M-1)! M!) G^(M-1) (1-G)^M', () => {
    for (const M of [1, 2, 5, 20]) {
      let coefficient = 1;
      for (let k = 1; k <= M - 1; k++) coefficient *= (M + k) / k;
      let top = 0;
      for (let i = 0; i <= 20_000; i++) top = Math.max(top, coefficient * (i / 20_000) ** (M - 1) * (1 - i / 20_000) ** M);
      expect(lic(M)).toBeGreaterThanOrEqual(top);
      expect(lic(M) / top).toBeCloseTo(1, 6);
    }
  });

  it('agrees with quadrature from first principles, unequal sides too', () => {
    for (const [m, n, kappa] of [[3, 5, 0.5], [4, 1, 0.25], [1, 4, 0.25]] as const) {
      for (const trader of ['seller', 'buyer'] as const) {
        const exact = exactTrader(market(m, n, kappa), trader);
        const weight = trader === 'seller' ? 1 - kappa : kappa;
        expect(lic(m, n, kappa, trader)).toBeCloseTo(weight * largestPair((x) => exact.pivotal(x), [0, 1], 50).value, 6);
      }
    }
  });

  it('lies below Song\'s bound for M = 2 to 4096 and falls like 1 / sqrt(pi M)', () => {
    for (let M = 2; M <= 4096; M *= 2) {
      expect(lic(M)).toBeLessThan(songBound(M));
      expect(songBound(M) / lic(M)).toBeLessThan(4);
    }
    expect(lic(4096) * Math.sqrt(Math.PI * 4096)).toBeCloseTo(1, 3);
    expect(songBound(2)).toBeCloseTo(1.5 / Math.sqrt(Math.PI), 14);
    expect(songBound(5)).toBeCloseTo(9 / (5 * Math.sqrt(4 * Math.PI)), 14);
  });
});

describe('binomials', () => {
  it('agree with the oracle', () => {
    for (const [N, r, p] of [[1, 0, 0.3], [3, 1, 1 / 3], [127, 63, 0.5], [8191, 4095, 0.5], [2 ** 21, 2 ** 20, 0.5001]] as const) {
      expect(binomialMass(N, r, p) / oracleMass(N, r, p)).toBeCloseTo(1, 8);
      if (r > 0 && r < N * p + 1) expect(binomialCdf(N, r, p) / binomialAtMost(N, r, p)).toBeCloseTo(1, 9);
    }
    expect(
      [binomialMass(5, 0, 0), binomialMass(5, 5, 1), binomialMass(5, 6, 0.5), binomialMass(5, -1, 0.5), binomialMass(5, 2, 0)]
    ).toEqual([1, 1, 0, 0, 0]);
    expect([binomialCdf(5, 5, 0.9), binomialCdf(5, -1, 0.5), binomialCdf(5, 2, 0), binomialCdf(5, 2, 1)]).toEqual([1, 0, 1, 0]);
  });
});

describe('the exact epsilon-IC constant on uniform types', () => {
  it('bilateral trade: 1/4 for a monopolist; scales with the width of the support', () => {
    expect(exactEpsilonIcUniform(1, 1, 0, 1)).toBeCloseTo(0.25, 9);
    expect(exactEpsilonIcUniform(1, 1, 0, 10)).toBeCloseTo(2.5, 8);
    expect(exactEpsilonIcUniform(0, 7, 3, 1)).toBe(0);
  });

  it.each(
    [[1, 1, 0.5], [2, 2, 0], [2, 2, 0.5], [3, 5, 0.25], [4, 1, 0], [1, 4, 0.5], [6, 6, 1]] as const
  )('%d x %d, kappa %d: agrees with a search over exact gains, both sides', (m, n, kappa) => {
    const references = doubleAuctionReferences(market(m, n, kappa));
    for (const trader of ['seller', 'buyer'] as const) {
      const value = references.find(({ quantity, agent }) => quantity === 'epsilonIc' && agent === trader)!.reference!.value;
      const searched = largestPair(exactTrader(market(m, n, kappa), trader).gain, [0, 1], 14).value;
      expect(value).toBeGreaterThanOrEqual(searched - 1e-9);
      expect(value).toBeCloseTo(Math.max(0, searched), 5);
    }
  });
});

describe('which references are given', () => {
  it('Song\'s bound only where Theorem 5.2 speaks: sellers, equal sides, kappa 0, one law, M >= 2', () => {
    const bounds = (...args: Parameters<typeof market>): string[] =>
      doubleAuctionReferences(market(...args)).filter(({ bound }) => bound).map(({ agent, quantity }) => `${agent} ${quantity}`);
    expect(bounds(4)).toEqual(['seller epsilonLic']);
    expect(bounds(1)).toEqual([]);
    expect(bounds(4, 5)).toEqual([]);
    expect(bounds(4, 4, 0.5)).toEqual([]);
    expect(bounds(4, 4, 0, uniform, parseDistribution('beta(2,3)'))).toEqual([]);
  });

  it.each([
    // scipy: binomial counts convolved, the largest of 60,000 types.
    ['normal(0,1)', 'normal(0.5,1)', 4, 4, 0, 0.300555, 0], ['exponential(1)', 'pareto(0.5,1.5)', 3, 2, 0.3, 0.334112, 0.112902],
    ['weibull(0.7,1)', 'uniform(0,3)', 2, 3, 1, 0, 0.427518], ['normal(0,1)', 'normal(1,2)', 2, 1, 0.5, 0.5, 0.25],
  ] as const)('different laws: %s and %s, %d x %d, kappa %d', (cost, value, m, n, kappa, seller, buyer) => {
    const entries = doubleAuctionReferences(market(m, n, kappa, parseDistribution(cost), parseDistribution(value)));
    const of = (agent: string): number =>
      entries.find((entry) => entry.agent === agent && entry.quantity === 'epsilonLic')!.reference!.value;
    expect(of('seller')).toBeCloseTo(seller, 5);
    expect(of('buyer')).toBeCloseTo(buyer, 5);
  });
});

describe('the exact epsilon-IC constant of any laws', () => {
  it('is that of uniform laws, in either orientation', () => {
    for (const [m, n, kappa] of [[3, 3, 0], [2, 5, 0.5], [4, 1, 1]] as const) {
      const auction = market(m, n, kappa);
      for (const trader of ['seller', 'buyer'] as const) {
        const problem = traderProblem(auction, trader);
        const rank = trader === 'seller' ? problem.rank : m + n - 1 - problem.rank;
        expect(exactEpsilonIcOfLaws(problem)).toBeCloseTo(exactEpsilonIcUniform(problem.pivotalWeight, m + n - 1, rank, 1), 8);
      }
    }
  });

  it('one seller and one buyer: a price for all or nothing, by hand', () => {
    const auction = market(1, 1, 0, uniform, parseDistribution('uniform(0,3)'));
    // sup over c, x <= 1 of (x - c) (3 - x) / 3 is 2/3, at c = 0 and x = 1, the highest report.
    expect(exactEpsilonIcOfLaws(traderProblem(auction, 'seller'))).toBeCloseTo(2 / 3, 9);
    expect(exactEpsilonIcOfLaws(traderProblem(auction, 'buyer'))).toBe(0);
  });

  it('scales with the laws, and takes those without ends', () => {
    const [cost, value] = ['beta(2,3)', 'piecewise-linear(0,0.2,1)'].map((text) => parseDistribution(text));
    const plain = exactEpsilonIcOfLaws(traderProblem(market(2, 3, 0.4, cost, value), 'buyer'))!;
    const [wide, wider] = ['beta(2,3,10,20)', 'piecewise-linear(10,12,20)'].map((text) => parseDistribution(text));
    expect(exactEpsilonIcOfLaws(traderProblem(market(2, 3, 0.4, wide, wider), 'buyer'))! / 10).toBeCloseTo(plain, 8);
    const [open, cut] = ['normal(0,1)', 'truncated-normal(0,1,-7,7)'].map((text) =>
      exactEpsilonIcOfLaws(traderProblem(market(2, 2, 0, parseDistribution(text)), 'seller'))!);
    expect(open).toBeCloseTo(cut!, 7);
  });

  const atoms = (text: string) => {
    const law = parseDistribution(text);
    return { law, at: law.atoms!.map(({ at }) => at), mass: law.atoms!.map(({ mass }) => mass) };
  };

  it('of discrete laws is that of sums over all counts, in either orientation', () => {
    for (const [m, n, kappa, costs, values] of [
      [2, 2, 0, 'discrete(0:0.5,1:0.5)', 'discrete(0:0.5,1:0.5)'],
      [3, 2, 0.4, 'discrete(0:0.3,1:0.4,3:0.3)', 'discrete(0:0.1,1:0.3,3:0.6)'],
      [1, 4, 1, 'discrete(0:0.5,1:0.2,2:0.3)', 'discrete(0:0.2,1:0.2,2:0.6)'],
    ] as const) {
      const [cost, value] = [atoms(costs), atoms(values)];
      const auction = market(m, n, kappa, cost.law, value.law);
      for (const [trader, of] of [['seller', sellerOfAtoms], ['buyer', buyerOfAtoms]] as const) {
        const { epsilonIc, epsilonLic } = of(m, n, kappa, cost, value);
        expect(exactEpsilonIcOfLaws(traderProblem(auction, trader)), `${trader} ${m}`).toBeCloseTo(epsilonIc, 10);
        expect(exactEpsilonLicOfAtoms(traderProblem(auction, trader)), `${trader} ${m}`).toBeCloseTo(epsilonLic, 10);
      }
    }
  });

  it('of atoms beside densities: one seller who faces one buyer, by hand', () => {
    // Her price x sells with probability 1 up to 1 and (2 - x) / 2 on (1, 2], of which an atom at 1 has one half.
    const value = parseDistribution('mixture(0.5:1,0.5:uniform(1,2))');
    const problem = traderProblem(market(1, 1, 0, parseDistribution('uniform(0,1.5)'), value), 'seller');
    // At cost 0 she would ask 1 and get it; the truth gets her nothing.
    expect(exactEpsilonIcOfLaws(problem)).toBeCloseTo(1, 9);
    // Costs 0 or 1.4: at 0 the same.
    const split = traderProblem(market(1, 1, 0, parseDistribution('discrete(0.3:0.5,1.4:0.5)'), value), 'seller');
    expect(exactEpsilonIcOfLaws(split)).toBeCloseTo(0.7, 9);
  });
});

it('constants of double auctions are over all types of laws without an end, wherever the others are', () => {
  const [cost, value] = ['uniform(3230,17700)', 'lognormal(-4.3,0.285)'].map((text) => parseDistribution(text, 'law'));
  // Other buyers are below all costs: of a buyer at share p of the costs three sellers' number one decides, 3 p (1 - p)^2 <= 4/9.
  expect(exactEpsilonLicOfTwoLaws(traderProblem(market(3, 3, 0.642, cost, value), 'buyer'))).toBeCloseTo((0.642 * 4) / 9, 9);
});
