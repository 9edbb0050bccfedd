/** Double auctions whose laws have atoms, against enumeration by binomials. */
import { describe, expect, it } from 'vitest';
import { binomialCdf, binomialMass } from '../../../scenarios/double-auction/reference.ts';
import { doubleAuctionScenario } from '../../../scenarios/double-auction/scenario.ts';
import { gapsOf, massBelow } from '../../../src/distributions/distribution.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction, traderProblem, type Trader } from '../../../src/environment/double-auction.ts';
import { requireDataError } from '../../../src/kinds/double-auction/data-error.ts';
import { InputError } from '../../../src/errors.ts';
import type { Estimate } from '../../../src/results/document.ts';
import { lieOf } from '../../../src/results/witness.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { caseMaker } from '../../oracles/statistics.ts';
import { runStudy } from '../../../src/study/study.ts';
import { defaultValues } from '../../scenarios/support/rows.ts';
import { describeFirst } from '../../support/evidence.ts';

/** A rate draws no whole markets. */
async function run(
  changes: Record<string, string | number>,
  sampler: 'auto' | 'direct' = 'auto',
  command: 'run' | 'rate' = 'rate',
): Promise<readonly Estimate[]> {
  const points = [defaultValues(doubleAuctionScenario, changes)];
  const sampling = { profiles: 50_000, maxProfiles: 50_000, confidence: 0.999, seed: 'atoms', sampler } as const;
  const { estimates } = await runStudy({ command, scenario: doubleAuctionScenario, points, ...sampling }, inProcessDevice(), {});
  return estimates;
}

/** Both constants where all share a discrete law: types are the atoms, best reports are atoms or just above the type. */
function exact(text: string, sellers: number, buyers: number, kappa: number, trader: Trader): { lic: number; ic: number } {
  const law = parseDistribution(text);
  const problem = traderProblem(doubleAuction({ sellers, buyers, kappa, cost: law, value: law }), trader);
  const N = sellers + buyers - 1;
  // In the seller's orientation: a buyer is a seller on the reflected line.
  const sign = trader === 'seller' ? 1 : -1;
  const rank = trader === 'seller' ? problem.rank : N - problem.rank;
  const atoms = law.atoms!.map(({ at }) => sign * at).sort((a, b) => a - b);
  const below = (y: number): number => (sign === 1 ? massBelow(law, y) : 1 - law.cdf(-y));
  const P = (y: number): number => binomialMass(N, rank, below(y));
  const SU = (y: number): number => binomialCdf(N, rank, below(y));
  const gain = (c: number, x: number): number => {
    let sum = 0;
    const ends = [c, ...atoms.filter((a) => a > c && a < x), x];
    ends.slice(1).forEach((end, i) => (sum += (end - ends[i]!) * (problem.pivotalWeight * P(end) - SU(end) + SU(x))));
    return sum;
  };
  const w = problem.pivotalWeight;
  const lic = Math.max(...atoms.slice(0, -1).map((_, i) => w * P(atoms[i + 1]!)), 0);
  const ic = Math.max(0, ...atoms.flatMap((c) => atoms.filter((x) => x > c).map((x) => gain(c, x))));
  return { lic, ic };
}

const DICE = 'discrete(1:0.2,2:0.5,4:0.3)';

describeFirst<[string, number, number, number]>(3, 'laws', [
  [DICE, 4, 4, 0], [DICE, 1, 1, 0.5], [DICE, 3, 6, 0.25], [DICE, 40, 40, 0],
  ['discrete(0:0.5,1:0.5)', 2, 2, 1], ['discrete(-1e6:0.9,-999999:0.1)', 5, 2, 0.5], ['discrete(0:0.05,1:0.05,2:0.8,1000:0.1)', 8, 8, 0],
])('%s, %d sellers, %d buyers, kappa %d', (law, sellers, buyers, kappa) => {
  it.each(['auto', 'direct'] as const)('constants lie in their intervals, which are narrow: %s', async (sampler) => {
    const rows = await run({ sellers, buyers, kappa, cost: law, value: law }, sampler);
    for (const trader of ['seller', 'buyer'] as const) {
      const { lic, ic } = exact(law, sellers, buyers, kappa, trader);
      const row = (quantity: string): Estimate => rows.find((one) => one.quantity === quantity && one.agent === trader)!;
      expect(row('epsilonLic').lower).toBeLessThanOrEqual(lic + 1e-12);
      expect(row('epsilonLic').upper).toBeGreaterThanOrEqual(lic - 1e-12);
      expect(row('epsilonLic').upper - row('epsilonLic').lower).toBeLessThan(0.02);
      expect(row('epsilonLic').reference?.value ?? lic).toBeCloseTo(lic, 10);
      expect(row('epsilonIc').lower).toBeLessThanOrEqual(ic + 1e-9);
      expect(row('epsilonIc').upper).toBeGreaterThanOrEqual(ic - 1e-9);
      // A witness is a type that exists.
      const witness = row('epsilonLic').witness;
      if (witness) expect(parseDistribution(law).atoms!.some(({ at }) => at === lieOf(witness)!.type)).toBe(true);
    }
  });
});

it('the probability of trade is known up to ties, which index decides', async () => {
  const law = parseDistribution(DICE);
  const rows = await run({ sellers: 3, buyers: 3, kappa: 0, cost: DICE, value: DICE }, 'auto', 'run');
  const make = caseMaker(5);
  let trades = 0;
  const rounds = 60_000;
  for (let i = 0; i < rounds; i++) {
    const draw = (): number[] => Array.from({ length: 3 }, () => law.quantile(make.unit()));
    const [costs, values] = [draw().sort((a, b) => a - b), draw().sort((a, b) => b - a)];
    trades += costs.filter((cost, k) => cost <= values[k]!).length;
  }
  for (const agent of ['seller', 'buyer']) {
    const { lower, upper } = rows.find((one) => one.quantity === 'exAnteTradeProbability' && one.agent === agent)!;
    expect(lower).toBeLessThan(trades / rounds / 3);
    expect(upper).toBeGreaterThan(trades / rounds / 3);
  }
});

it('a density with atoms: a repeated knot', async () => {
  const law = 'piecewise-linear(0,0.5,0.5,1)';
  const rows = await run({ sellers: 2, buyers: 2, kappa: 0, cost: law, value: law });
  // P of three others below y is 3 G^1 (1 - G)^2, largest at G = 1/3: the level just below the atom.
  const row = rows.find((one) => one.quantity === 'epsilonLic' && one.agent === 'seller')!;
  expect(row.lower).toBeLessThan(4 / 9);
  expect(row.upper).toBeGreaterThan(4 / 9);
  expect(row.reference!.value).toBeCloseTo(4 / 9, 10);
});

/** Pr(k of the others below), by convolving one trader after the other. */
const numberBelow = (chances: readonly number[]): number[] => chances.reduce<number[]>(
  (known, p) => [...known, 0].map((_, k) => (known[k] ?? 0) * (1 - p) + (known[k - 1] ?? 0) * p), [1],
);

/** Both constants from the definition, over reports on a fine grid and its limits, from all types of it that exist. */
function byGrid(
  { sellers, buyers, kappa, cost, value }: { sellers: number; buyers: number; kappa: number; cost: string; value: string },
  trader: Trader,
): { lic: number; ic: number } {
  const [costs, values] = [parseDistribution(cost), parseDistribution(value)];
  const seller = trader === 'seller';
  const own = seller ? costs : values;
  const others = [
    ...Array<typeof costs>(sellers - Number(seller)).fill(costs), ...Array<typeof costs>(buyers - Number(!seller)).fill(values),
  ];
  const [sign, rank, w] = seller ? [1, buyers - 1, 1 - kappa] : [-1, sellers - 1, kappa];
  const number = (y: number): number[] => numberBelow(others.map((law) => (seller ? massBelow(law, y) : 1 - law.cdf(-y))));
  const [low, high] = own.support;
  const marks = [costs, values].flatMap(({ atoms = [], support }) => [...support, ...atoms.map(({ at }) => at)]);
  const near = 1e-7 * (high - low);
  const points = [...new Set([
    ...Array.from({ length: 241 }, (_, i) => low + ((high - low) * i) / 240), ...marks.flatMap((at) => [at - near, at, at + near]),
  ])].filter((x) => x >= low && x <= high).map((x) => sign * x).sort((a, b) => a - b);
  const middle = points.slice(1).map((x, i) => number((x + points[i]!) / 2));
  const served = (counts: readonly number[]): number => counts.slice(0, rank + 1).reduce((a, b) => a + b, 0);
  const [between, at] = [middle.map(served), points.map((x) => served(number(x)))];
  const isType = (y: number): boolean => gapsOf(own).every(([from, to]) => sign * y <= from || sign * y >= to);
  let [lic, ic] = [0, 0];
  points.forEach((from, i) => {
    if (!isType(from)) return;
    let [priced, kept] = [0, 0];
    for (let k = i + 1; k < points.length; k++) {
      const step = points[k]! - points[k - 1]!;
      priced += step * (middle[k - 1]![rank] ?? 0);
      kept += step * between[k - 1]!;
      for (const chance of [at[k]!, between[k - 1]!]) {
        const gain = w * priced - kept + (points[k]! - from) * chance;
        [lic, ic] = [Math.max(lic, gain / (points[k]! - from)), Math.max(ic, gain)];
      }
    }
  });
  return { lic, ic };
}

describe.each([
  { sellers: 1, buyers: 2, kappa: 1, cost: 'uniform(0,1)', value: 'mixture(0.5:1,0.5:uniform(0,1))' },
  { sellers: 3, buyers: 2, kappa: 0.3, cost: 'mixture(0.6:1000001,0.4:uniform(1e6,1000001))',
    value: 'mixture(0.25:1000000.5,0.75:uniform(1000000.2,1000001.5))' },
  // Others between a trader's types.
  { sellers: 3, buyers: 2, kappa: 0.25, cost: DICE, value: 'mixture(0.2:2,0.8:uniform(0,5))' },
  { sellers: 2, buyers: 2, kappa: 0.5, cost: 'discrete(0:0.3,10:0.7)', value: 'mixture(0.5:uniform(-9,-5),0.5:uniform(4,6))' },
  // Nobody lies between the last two types of a seller.
  { sellers: 2, buyers: 3, kappa: 0.5, cost: 'discrete(0:0.3,1:0.3,2:0.4)', value: 'discrete(0.5:0.2,1:0.3,2:0.5)' },
  // An atom of the others below all types of a seller.
  { sellers: 2, buyers: 2, kappa: 0.5, cost: 'discrete(0:0.5,1:0.5)', value: 'discrete(-3:0.5,1.5:0.5)' },
])('atoms and densities: $cost, $value', (market) => {
  it('constants lie in their intervals, which are narrow', async () => {
    const rows = await run(market);
    for (const trader of ['seller', 'buyer'] as const) {
      const { lic, ic } = byGrid(market, trader);
      const [low, high] = parseDistribution(trader === 'seller' ? market.cost : market.value).support;
      for (const [quantity, exact, unit] of [['epsilonLic', lic, 1], ['epsilonIc', ic, high - low]] as const) {
        const { lower, upper, witness } = rows.find((one) => one.quantity === quantity && one.agent === trader)!;
        const type = lieOf(witness)?.type as number | undefined;
        const own = parseDistribution(trader === 'seller' ? market.cost : market.value);
        if (type !== undefined) expect(gapsOf(own).filter(([from, to]) => from < type && type < to), `${quantity}, ${type}`).toEqual([]);
        // The grid's largest is short of the supremum.
        expect(lower).toBeLessThanOrEqual(exact + 0.002 * unit);
        expect(lower).toBeLessThanOrEqual(upper);
        expect(upper).toBeGreaterThanOrEqual(exact - 1e-6);
        expect(upper - lower).toBeLessThan(0.05 * unit);
      }
    }
  });
});

it('two atoms too close to be told apart are refused', async () => {
  const value = 'mixture(0.5:1.00000000000001,0.5:uniform(0,2))';
  await expect(run({ cost: 'mixture(0.5:1,0.5:uniform(0,2))', value })).rejects.toThrow(/value: types .* are too close to be told apart/);
});

it('laws near samples that lie between each other\'s values are refused in one line', () => {
  const market = doubleAuction({
    sellers: 2, buyers: 2, kappa: 0, cost: parseDistribution(DICE), value: parseDistribution('uniform(0,4)'),
  });
  expect(() => requireDataError(market)).toThrow(InputError);
  expect(() => requireDataError(market)).toThrow(/^data-error: types 1 and 2 of one side are neighbours/);
});
