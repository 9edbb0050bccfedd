/** Trade at a price between bid and ask where densities are uneven and bids no lines: a search over pairs, and closed forms. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { bidGains, ofServed, tradingGains, type KnownGains } from '../../src/kinds/social-choice/served.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import type { Strategy } from '../../src/mechanism/strategy.ts';

const law = (text: string) => parseDistribution(text, 'law');
type Act = Pick<Strategy, 'bid' | 'slopes'>;
const truth: Act = { bid: (t) => t, slopes: () => [1, 1] };
/** Below the value, ever more so; above the cost, ever less so. */
const bent: Act = { bid: (v) => v - 0.3 * v * v, slopes: (from, to) => [1 - 0.6 * to, 1 - 0.6 * from] };
const asking: Act = { bid: (c) => c + 0.2 * (1 - c) ** 2, slopes: (from, to) => [1 - 0.4 * (1 - from), 1 - 0.4 * (1 - to)] };
const strategyOf = ({ bid, slopes }: Act, [low, high]: readonly [number, number]): Strategy => ({
  name: 'act', bid, slopes: slopes!, isStrict: true, range: [bid(low), bid(high)], inverse: () => NaN,
});

interface Market {
  readonly cost: string;
  readonly value: string;
  readonly k: number;
  readonly acts?: readonly [Act, Act];
  readonly ownership?: boolean;
}

function asked({ cost, value, k, acts, ownership = false }: Market) {
  const problem = bilateralTrade({ cost: law(cost), value: law(value), ownership });
  const mechanism: Mechanism = {
    name: 'm', rule: { kind: 'efficient' }, transfers: { kind: 'k-double-auction', k },
    ...(acts ? { strategies: acts.map((act, i) => strategyOf(act, problem.signals[i]!.law.support)) } : {}),
  };
  return { problem, mechanism };
}

const known = (market: Market, agent: 0 | 1): KnownGains => {
  const { problem, mechanism } = asked(market);
  return bidGains(problem, mechanism, 'private', agent)!;
};

/** Over pairs of 61 types, expectations by sums over quantiles of the other's law. */
function searched({ cost, value, k, acts = [truth, truth] }: Market, agent: 0 | 1) {
  const laws = [law(cost), law(value)];
  const n = 10_000;
  const others = Array.from({ length: n }, (_, j) => acts[1 - agent]!.bid(laws[1 - agent]!.quantile((j + 0.5) / n)));
  const [low, high] = laws[agent]!.support;
  const types = Array.from({ length: 61 }, (_, j) => low + ((high - low) * j) / 60);
  const under = types.map((report) => {
    const mine = acts[agent]!.bid(report);
    let [trades, paid] = [0, 0];
    for (const other of others) {
      if (agent === 1 ? mine <= other : mine >= other) continue;
      trades++;
      paid += agent === 1 ? k * mine + (1 - k) * other : k * other + (1 - k) * mine;
    }
    return { chance: trades / n, paid: paid / n };
  });
  const u = (j: number, s: number): number => (agent === 1 ? 1 : -1) * (s * under[j]!.chance - under[j]!.paid);
  const mu = types.map((s, i) => u(i, s));
  let [lic, ic, bounded, fall] = [0, 0, 0, -Infinity];
  types.forEach((s, i) => types.forEach((t, j) => {
    if (i === j) return;
    const gain = u(j, s) - mu[i]!;
    [lic, ic] = [Math.max(lic, gain / Math.abs(s - t)), Math.max(ic, gain)];
    if (t > s) fall = Math.max(fall, (mu[i]! - mu[j]!) / (t - s));
    const more = agent === 1 ? t - s : s - t;
    if (more > 0) bounded = Math.max(bounded, Math.min(1, (mu[j]! - mu[i]!) / more) - under[j]!.chance);
  }));
  return { lic, ic, bounded, fall, least: Math.min(...mu) };
}

describe.each<[string, Market]>([
  ['beta laws, truthful', { cost: 'beta(2,3)', value: 'beta(3,2)', k: 0.4 }],
  ['beta laws, bids no lines', { cost: 'beta(2,2)', value: 'beta(3,2)', k: 0.7, acts: [asking, bent] }],
  ['uniform laws, bids no lines', { cost: 'uniform(0,1)', value: 'uniform(0,1)', k: 0.5, acts: [asking, bent] }],
  ['costs and values that overlap in part', { cost: 'truncated-normal(0.5,0.2,0.2,1)', value: 'beta(2,2)', k: 0, acts: [truth, bent] }],
])('%s', (_, market) => {
  it.each([0, 1] as const)('agent %d: no pair gains more, and some hardly less', (agent) => {
    const found = searched(market, agent);
    const gains = known(market, agent);
    const [lic, ic] = [gains.epsilonLic(), gains.largestGain({ kind: 'bayesian' })!];
    const [fall, bounded] = [gains.monotonicity(), gains.epsilonBounded()!.epsilon];
    for (const [{ lower, upper }, exact, short, slack] of [
      // Pairs of a list are at some distance.
      [lic, found.lic, 0.08, 4e-3], [ic, found.ic, 4e-3, 4e-4], [fall, found.fall, 0.08, 4e-3], [bounded, found.bounded, 0.08, 4e-3],
    ] as const) {
      expect(upper).toBeGreaterThan(exact - slack);
      expect(lower).toBeLessThan(exact + short);
      expect(upper - lower).toBeLessThan(0.02);
      expect(lower).toBeLessThanOrEqual(upper);
    }
    const least = gains.participation?.();
    expect(Math.abs((least?.lower ?? found.least) - found.least)).toBeLessThan(0.01);
    expect(Math.abs((least?.upper ?? found.least) - found.least)).toBeLessThan(0.01);
  });
});

it('of uniform laws and lines what has closed forms: k and k^2 / 2 (1 + k) of the buyer, truthful', () => {
  for (const k of [0.3, 1]) {
    const gains = known({ cost: 'uniform(0,1)', value: 'uniform(0,1)', k }, 1);
    for (const [{ lower, upper }, exact] of [
      [gains.epsilonLic(), k], [gains.largestGain({ kind: 'bayesian' })!, (k * k) / (2 * (1 + k))],
    ] as const) {
      expect(lower).toBeLessThanOrEqual(exact);
      expect(upper).toBeGreaterThanOrEqual(exact);
      expect(upper - lower).toBeLessThan(4e-3);
    }
    // Who has no value does not trade, and all others gain by trade, but for k = 1.
    const least = gains.participation!()!;
    expect([least.upper, least.lower > -2e-3]).toEqual([0, true]);
  }
});

it('agrees with what lines and even densities are known by', () => {
  const market = { cost: 'uniform(0.25,1.25)', value: 'uniform(0,1)', k: 0.4, ownership: true };
  const { problem, mechanism } = asked(market);
  for (const agent of [0, 1] as const) {
    const [near, exact] = [known(market, agent), ofServed(tradingGains(problem, mechanism, 'private', agent)!)];
    for (const of of [
      (gains: KnownGains) => gains.epsilonLic(), (gains: KnownGains) => gains.monotonicity(),
      (gains: KnownGains) => gains.epsilonBounded()!.epsilon, (gains: KnownGains) => gains.participation!()!,
    ]) {
      expect(of(near).lower).toBeLessThanOrEqual(of(exact).upper + 1e-9);
      expect(of(near).upper).toBeGreaterThanOrEqual(of(exact).lower - 1e-9);
      expect(of(near).upper - of(near).lower).toBeLessThan(0.01);
    }
  }
});

it('says nothing where a density has no bound, or slopes of bids are not told', () => {
  const { problem, mechanism } = asked({ cost: 'beta(0.5,2)', value: 'uniform(0,1)', k: 0.5, acts: [truth, bent] });
  expect(bidGains(problem, mechanism, 'private', 1)).toBeUndefined();
  expect(bidGains(problem, mechanism, 'private', 0)).toBeDefined();
  const { slopes: _none, ...untold } = strategyOf(truth, [0, 1]);
  expect(bidGains(problem, { ...mechanism, strategies: [untold, untold] }, 'private', 0)).toBeUndefined();
});
