/** Double auctions of discrete laws whose types depend on each other, against all profiles played one by one. */
import { expect, it } from 'vitest';
import { parseDependence } from '../../../src/distributions/dependence.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { jointMasses } from '../../../src/experiments/enumeration/joint-masses.ts';
import { study } from '../../../src/library/study.ts';
import type { Estimate } from '../../../src/results/document.ts';

interface Market {
  readonly sellers: number;
  readonly buyers: number;
  readonly kappa: number;
  readonly cost: string;
  readonly value: string;
  readonly dependence: string;
}

const rowsOf = async (market: Market): Promise<readonly Estimate[]> =>
  (await study({ scenario: 'double-auction', workers: 1, ...market })).estimates;

interface Profile {
  readonly types: readonly number[];
  readonly p: number;
}

/** Sellers first; probabilities from src/experiments/enumeration, whose test holds them against copulas in closed form. */
function profilesOf({ sellers, buyers, cost, value, dependence }: Market): Profile[] {
  const laws = [...Array<string>(sellers).fill(cost), ...Array<string>(buyers).fill(value)].map((text) => parseDistribution(text, 'law'));
  const all = laws.reduce<number[][]>((known, law) => known.flatMap((types) => law.atoms!.map(({ at }) => [...types, at])), [[]]);
  const masses = jointMasses(parseDependence(dependence)!, laws);
  return all.map((types, n) => ({ types, p: masses[n]! }));
}

/** Payoff of trader i, whose type is `type`, at reports: an ask equal to a bid is the lower, then by index. */
function played({ sellers, buyers, kappa }: Market, reports: readonly number[], i: number, type: number) {
  const order = [...reports.keys()].sort((a, b) => reports[a]! - reports[b]! || Number(a >= sellers) - Number(b >= sellers) || a - b);
  const place = order.indexOf(i);
  const price = (1 - kappa) * reports[order[buyers - 1]!]! + kappa * reports[order[buyers]!]!;
  const trades = i < sellers ? place < buyers : place >= buyers;
  return { trades, payoff: trades ? (i < sellers ? price - type : type - price) : 0 };
}

function exact(market: Market, i: number) {
  const profiles = profilesOf(market);
  const own = parseDistribution(i < market.sellers ? market.cost : market.value, 'law');
  const near = 1e-8;
  const places = [...new Set(profiles.flatMap(({ types }) => types))].flatMap((x) => [x - near, x, x + near, x + 0.13])
    .filter((x) => x >= own.support[0] && x <= own.support[1]);
  let [lic, ic, utility] = [0, 0, 0];
  for (const { at: c, mass } of own.atoms!) {
    const alike = profiles.filter(({ types }) => types[i] === c);
    const total = alike.reduce((sum, { p }) => sum + p, 0);
    const payoff = (x: number): number => alike.reduce((sum, { p, types }) =>
      sum + (p / total) * played(market, types.map((type, j) => (j === i ? x : type)), i, c).payoff, 0);
    const truth = payoff(c);
    utility += mass * truth;
    for (const x of places) {
      const gain = payoff(x) - truth;
      ic = Math.max(ic, gain);
      if (Math.abs(x - c) > 1e-6) lic = Math.max(lic, gain / Math.abs(x - c));
    }
  }
  const trade = profiles.reduce((sum, { p, types }) => sum + (played(market, types, i, types[i]!).trades ? p : 0), 0);
  return { lic, ic, utility, trade };
}

it.each<Market>([
  {
    sellers: 2, buyers: 1, kappa: 0.25, cost: 'discrete(0:0.3,1:0.4,2:0.3)', value: 'discrete(1:0.2,2:0.5,4:0.3)',
    dependence: 'clayton(2)',
  },
  { sellers: 1, buyers: 2, kappa: 0.5, cost: 'discrete(0:0.5,3:0.5)', value: 'discrete(0:0.4,1:0.1,2:0.5)', dependence: 'gaussian(0.6)' },
  { sellers: 2, buyers: 2, kappa: 1, cost: 'discrete(0:0.4,1:0.6)', value: 'discrete(0:0.4,1:0.6)', dependence: 'common-factor(0.95)' },
])('$sellers sellers, $buyers buyers, $dependence', async (market) => {
  const rows = await rowsOf(market);
  const row = (agent: string, quantity: string): Estimate => rows.find((one) => one.agent === agent && one.quantity === quantity)!;
  let surplus = 0;
  for (const [agent, first, count] of [['seller', 0, market.sellers], ['buyer', market.sellers, market.buyers]] as const) {
    const { lic, ic, utility, trade } = exact(market, first);
    // Whoever is listed last of her side loses the ties that the first wins.
    const trades = [trade, exact(market, first + count - 1).trade];
    surplus += count * utility;
    for (const [quantity, value] of [['epsilonLic', lic], ['epsilonIc', ic], ['exAnteUtility', utility]] as const) {
      const { estimate, lower, upper, guarantee } = row(agent, quantity);
      expect(guarantee).toBe('continuum');
      expect(Math.abs(estimate - value), `${agent} ${quantity} ${estimate} ${value}`).toBeLessThan(1e-7);
      expect(upper - lower).toBeLessThan(1e-7);
    }
    const { lower, upper } = row(agent, 'exAnteTradeProbability');
    for (const chance of trades) expect(chance).toBeGreaterThan(lower - 1e-9);
    for (const chance of trades) expect(chance).toBeLessThan(upper + 1e-9);
  }
  expect(row('market', 'expectedSurplus').estimate).toBeCloseTo(surplus, 8);
});

it('little dependence is nearly none', async () => {
  const laws = { sellers: 3, buyers: 2, kappa: 0, cost: 'discrete(0:0.3,1:0.4,2:0.3)', value: 'discrete(1:0.2,2:0.5,4:0.3)' };
  const almost = await rowsOf({ ...laws, dependence: 'gaussian(1e-9)' });
  const alone = (await study({ scenario: 'double-auction', workers: 1, ...laws, profiles: 1024 })).estimates;
  for (const { agent, quantity, estimate } of almost) {
    const none = alone.find((row) => row.agent === agent && row.quantity === quantity)!;
    expect(estimate, `${agent} ${quantity}`).toBeGreaterThan(none.lower - 1e-4);
    expect(estimate, `${agent} ${quantity}`).toBeLessThan(none.upper + 1e-4);
  }
});
