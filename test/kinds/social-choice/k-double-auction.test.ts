/** Trade at a price between bid and ask: constants over all types and reports against closed forms and a search over pairs. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { ofServed, tradingGains } from '../../../src/kinds/social-choice/served.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import type { Strategy } from '../../../src/mechanism/strategy.ts';
import { epsilonLicOfServed } from '../../../src/notions/served-gains.ts';
import { row, study } from './support.ts';
import { largestServedGain } from '../../../src/notions/served-gains/largest.ts';

const law = (text: string) => parseDistribution(text, 'law');
const line = (name: string, slope: number, intercept: number, [low, high]: readonly [number, number]): Strategy => ({
  name, bid: (type) => slope * type + intercept, inverse: (bid) => (bid - intercept) / slope,
  range: [slope * low + intercept, slope * high + intercept], line: { slope, intercept },
});

interface Market {
  readonly cost: string;
  readonly value: string;
  readonly k: number;
  /** Slope and intercept of asks and of bids. */
  readonly lines?: readonly [readonly [number, number], readonly [number, number]];
}

function constants({ cost, value, k, lines }: Market, agent: 0 | 1) {
  const problem = bilateralTrade({ cost: law(cost), value: law(value) });
  const mechanism: Mechanism = {
    name: 'm', rule: { kind: 'efficient' }, transfers: { kind: 'k-double-auction', k },
    ...(lines ? { strategies: lines.map(([slope, intercept], i) => line(`${i}`, slope, intercept, problem.signals[i]!.law.support)) } : {}),
  };
  const found = tradingGains(problem, mechanism, 'private', agent)!;
  const { utility, line: cells } = found;
  const known = ofServed(found);
  return {
    lic: epsilonLicOfServed(utility, cells), ic: largestServedGain(utility, cells, { kind: 'bayesian' })!,
    bounded: known.epsilonBounded()!, participation: known.participation?.(),
  };
}

const holds = ({ lower, upper }: { lower: number; upper: number }, exact: number, width: number): void => {
  expect(lower).toBeLessThanOrEqual(exact + 1e-12);
  expect(upper).toBeGreaterThanOrEqual(exact - 1e-12);
  expect(upper - lower).toBeLessThanOrEqual(width);
};

interface Searched {
  readonly lic: number;
  readonly ic: number;
  readonly least: number;
  readonly bounded: number;
}

/**
 * Largest gain, and by the size of the lie, over pairs of types, least utility, and what Definition 4 needs of a pair of which the first is
 * worth more in trade; u by sums over many quantiles of the other's law.
 */
function searched({ cost, value, k, lines = [[1, 0], [1, 0]] }: Market, agent: 0 | 1): Searched {
  const laws = [law(cost), law(value)];
  const n = 20_000;
  const acted = (i: number, type: number): number => lines[i]![0] * type + lines[i]![1];
  const others = Array.from({ length: n }, (_, j) => acted(1 - agent, laws[1 - agent]!.quantile((j + 0.5) / n)));
  const [low, high] = laws[agent]!.support;
  const types = Array.from({ length: 41 }, (_, j) => low + ((high - low) * j) / 40);
  const under = types.map((report) => {
    const mine = acted(agent, report);
    const trades = others.filter((other) => (agent === 1 ? mine > other : other > mine));
    const paid = trades.reduce((sum, other) => sum + (agent === 1 ? k * mine + (1 - k) * other : k * other + (1 - k) * mine), 0);
    return { chance: trades.length / n, paid: paid / n };
  });
  let [lic, ic, bounded] = [0, 0, 0];
  const mu = types.map((s, i) => (agent === 1 ? 1 : -1) * (s * under[i]!.chance - under[i]!.paid));
  types.forEach((s, i) => types.forEach((t, j) => {
    const more = agent === 1 ? t - s : s - t;
    if (more > 0) bounded = Math.max(bounded, Math.min(1, (mu[j]! - mu[i]!) / more) - under[j]!.chance);
  }));
  types.forEach((s, i) => types.forEach((t, j) => {
    const worth = ({ chance, paid }: { chance: number; paid: number }): number => (agent === 1 ? s * chance - paid : paid - s * chance);
    const gain = worth(under[j]!) - worth(under[i]!);
    ic = Math.max(ic, gain);
    if (i !== j) lic = Math.max(lic, gain / Math.abs(s - t));
  }));
  return { lic, ic, least: Math.min(...mu), bounded };
}

describe('trade at a price between bid and ask', () => {
  it.each([0, 0.3, 0.5, 1])('truthful, uniform laws, k = %d: k and k²/2(1 + k) for the buyer, at any origin and unit', (k) => {
    for (const [text, unit] of [['uniform(0,1)', 1], ['uniform(3,5)', 2], ['uniform(0,1048576)', 2 ** 20]] as const) {
      const buyer = constants({ cost: text, value: text, k }, 1);
      const seller = constants({ cost: text, value: text, k: 1 - k }, 0);
      for (const { lic, ic } of [buyer, seller]) {
        holds(lic, k, 1e-7);
        holds(ic, (unit * k * k) / (2 * (1 + k)), unit * (1e-4 * k * k + 1e-6));
      }
    }
  });

  it('at the linear equilibrium nothing is gained', () => {
    for (const k of [0, 0.3, 1]) {
      // Chatterjee and Samuelson (1983) on [0, 1]: bids v/(1+k) + k(1-k)/2(1+k), asks c/(2-k) + (1-k)/2.
      const lines = [[1 / (2 - k), (1 - k) / 2], [1 / (1 + k), (k * (1 - k)) / (2 * (1 + k))]] as const;
      for (const agent of [0, 1] as const) {
        const { lic, ic } = constants({ cost: 'uniform(0,1)', value: 'uniform(0,1)', k, lines }, agent);
        expect(lic.upper).toBeLessThan(1e-7);
        expect(ic.upper).toBeLessThan(1e-5);
      }
    }
  });

  it.each<Market>([
    { cost: 'uniform(0,1)', value: 'uniform(0.3,1.7)', k: 0.4 },
    { cost: 'piecewise-linear(0:0,0.2:0.6,1:1)', value: 'uniform(0,1)', k: 0.7, lines: [[0.8, 0.15], [0.9, 0]] },
    { cost: 'uniform(0,2)', value: 'piecewise-linear(0:0,0.5:0.9,1:1.5)', k: 0.25, lines: [[0.5, 0.4], [1.2, -0.1]] },
  ])('no pair gains more, and some hardly less: %j', (market) => {
    for (const agent of [0, 1] as const) {
      const { lic, ic, bounded, participation } = constants(market, agent);
      const found = searched(market, agent);
      // What sums over quantiles are off by.
      expect(lic.upper).toBeGreaterThan(found.lic - 4e-3);
      expect(ic.upper).toBeGreaterThan(found.ic - 4e-4);
      expect(ic.lower).toBeLessThan(found.ic + 0.002);
      expect(lic.lower).toBeLessThan(found.lic + 0.06);
      expect(lic.upper - lic.lower).toBeLessThan(1e-6);
      expect(bounded.epsilon.upper).toBeGreaterThan(found.bounded - 4e-3);
      expect(bounded.epsilon.lower).toBeLessThan(found.bounded + 0.06);
      expect(bounded.epsilon.upper - bounded.epsilon.lower).toBeLessThan(1e-6);
      if (participation) {
        expect(participation.lower).toBeLessThan(found.least + 1e-3);
        expect(participation.upper).toBeGreaterThan(found.least - 1e-3);
        expect(participation.upper - participation.lower).toBeLessThan(1e-5);
      }
    }
  });

  it('a least utility that is known for certain: who never trades there has none, and who bids beyond her value less', () => {
    // Bids of v + 1/4 at their own price: mu = (v + 1/4) (-1/4), least where the bid is 1, and 0 nowhere.
    const over = constants({ cost: 'uniform(0,1)', value: 'uniform(0,0.75)', k: 1, lines: [[1, 0], [1, 0.25]] }, 1);
    expect(over.participation).toBeUndefined();
    const never = constants({ cost: 'uniform(0.25,1.25)', value: 'uniform(0,0.75)', k: 1, lines: [[1, 0], [1, 0.25]] }, 1);
    // Who bids b = v + 1/4 trades with chance b - 1/4 = v: mu = -v / 4, least -3/16.
    holds(never.participation!, -3 / 16, 1e-5);
    const seller = constants({ cost: 'uniform(0,1)', value: 'uniform(0,0.5)', k: 0, lines: [[1, -0.25], [1, 0]] }, 0);
    // Who asks c - 1/4 and is paid that: -1/4 times the chance 1 - 2 (c - 1/4), which is least where all buy, up to c = 1/4.
    holds(seller.participation!, -0.25, 1e-5);
  });

  it('says nothing where a density is not even, bids are no lines, or values other than a signal', () => {
    const problem = bilateralTrade({ cost: law('beta(2,3)'), value: law('uniform(0,1)') });
    const mechanism: Mechanism = { name: 'm', rule: { kind: 'efficient' }, transfers: { kind: 'k-double-auction', k: 0.5 } };
    expect(tradingGains(problem, mechanism, 'private', 1)).toBeUndefined();
    expect(tradingGains(problem, mechanism, 'private', 0)).toBeDefined();
    for (const rule of [{ kind: 'affine-maximizer', weights: [1, 2], bonuses: [0, 0] }, { kind: 'dictatorial', dictator: 1 }] as const) {
      expect(tradingGains(problem, { ...mechanism, rule }, 'private', 0)).toBeUndefined();
    }
    const { line: _, ...bent } = line('bent', 1, 0, [0, 1]);
    expect(tradingGains(problem, { ...mechanism, strategies: [bent, bent] }, 'private', 0)).toBeUndefined();
    const owned = bilateralTrade({ cost: law('uniform(0,1)'), value: law('uniform(0,1)'), ownership: true });
    expect(tradingGains(owned, mechanism, 'private', 0)).toBeDefined();
    expect(tradingGains(owned, { ...mechanism, transfers: { kind: 'vcg' } }, 'private', 0)).toBeUndefined();
  });
});

it('the seller asks what trade costs her, also where she has the good', async () => {
  // Truthful, k = 1/2, uniform laws: the buyer keeps half of v - c where they trade, 1/12 in the mean, and the seller as much beside E[c].
  for (const [ownership, seller] of [[false, 1 / 12], [true, 1 / 2 + 1 / 12]] as const) {
    const problem = bilateralTrade({ cost: law('uniform(0,1)'), value: law('uniform(0,1)'), ownership });
    const document = await study({
      kind: 'social-choice', problem, mechanisms: [{
        name: 'm', rule: { kind: 'efficient' }, transfers: { kind: 'k-double-auction', k: 0.5 },
      }],
    }, { profiles: 4096, confidence: 0.999 });
    for (const [agent, exact] of [['seller', seller], ['buyer', 1 / 12]] as const) {
      const { lower, upper } = row(document, 'exAnteUtility', agent);
      expect(lower).toBeLessThan(exact);
      expect(upper).toBeGreaterThan(exact);
      expect(upper - lower).toBeLessThan(0.08);
      holds(row(document, 'epsilonLic', agent), 0.5, 1e-6);
    }
  }
});

it('is the same in any unit of money, to the last digit', () => {
  // Bids of the linear equilibrium; the rate at which a chance moves was a difference of two large numbers.
  const at = (unit: number) => constants({
    cost: `uniform(0,${unit})`, value: `uniform(0,${unit})`, k: 0.5, lines: [[2 / 3, unit / 4], [2 / 3, unit / 12]],
  }, 1).lic;
  const { estimate, upper } = at(1);
  expect(estimate).toBeLessThan(1e-15);
  for (const unit of [2 ** 30, 2 ** -30]) expect(at(unit)).toMatchObject({ estimate, upper });
});
