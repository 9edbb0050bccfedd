/** Fields of traders and second bests of double auctions of any size: without sampling. */
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { massBelow, type Distribution } from '../../src/distributions/distribution.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { doubleAuction, type Trader } from '../../src/environment/double-auction.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import type { FieldStudy } from '../../src/kinds/field/study-point.ts';
import { gridSupport } from '../../src/kinds/field/grid.ts';
import { traderField } from '../../src/kinds/field/trader.ts';
import type { LinearProblem } from '../../src/experiments/field/walk-sums.ts';
import { gridLeastEpsilon } from '../../src/notions/least-epsilon/double-auction-grid.ts';
import { secondBestOfTwo, type Budget } from '../../src/notions/second-best/two-alternatives.ts';
import { twoWayReduction } from '../../src/notions/second-best/two-way-reduction.ts';
import { openRun } from '../../src/run/run.ts';
import { asField } from '../../src/study/as-field.ts';
import { asSecondBest } from '../../src/study/as-second-best.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const law = (text: string) => parseDistribution(text, 'law');
const uniform = law('uniform(0,1)');
const market = (sellers: number, buyers: number, cost = uniform, value = uniform) =>
  doubleAuction({ sellers, buyers, kappa: 0, cost, value });
const trade = (cost: Distribution, value: Distribution) => bilateralTrade({ cost, value }) as LinearProblem;
const named = (name: string) => scenarios.find((scenario) => scenario.name === name)!;

async function study(problem: FieldStudy, pictures = false) {
  fieldKind.validate(problem);
  const point = { values: { x: 1 }, size: 1, primaryAgent: 'market', kind: fieldKind, pictures, references: () => [], problem };
  const run = openRun(inProcessDevice(), 'market');
  const planned = await fieldKind.plan(point, { command: 'run', maxProfiles: 1, confidence: 0.9, sampler: 'auto' }, run);
  const result = await planned.study(run);
  return {
    ...result,
    of: (quantity: string, agent: string) => result.estimates.find((row) => row.quantity === quantity && row.agent === agent)!,
  };
}

describe('the field of a trader', () => {
  it('is the chance to trade, exact where it is a power', () => {
    const { types, chances } = traderField({ market: market(1, 3), agent: 'buyer', cells: 16 });
    types.forEach((v, t) => expect(chances[t]).toBeCloseTo(v ** 3, 12));
    const sold = traderField({ market: market(1, 3), agent: 'seller', cells: 16 });
    sold.types.forEach((c, t) => expect(sold.chances[t]).toBeCloseTo(1 - c ** 3, 12));
    const distant = law('uniform(1000000,1000001)');
    const far = traderField({ market: market(1, 3, distant, distant), agent: 'buyer', cells: 16 });
    far.chances.forEach((chance, t) => expect(chance).toBeCloseTo(chances[t]!, 8));
  });

  /** By going through all profiles of the others. */
  function enumerated(at: ReturnType<typeof market>, agent: Trader, x: number): number {
    const others = [
      ...Array.from({ length: at.sellers - Number(agent === 'seller') }, () => ({ side: 'seller', atoms: at.cost.atoms! })),
      ...Array.from({ length: at.buyers - Number(agent === 'buyer') }, () => ({ side: 'buyer', atoms: at.value.atoms! })),
    ];
    let sum = 0;
    const go = (i: number, chance: number, ahead: number, tied: number): void => {
      if (i < others.length) {
        const { side, atoms } = others[i]!;
        for (const { at: y, mass } of atoms) {
          const before = y > x || (y === x && agent === 'buyer' && side === 'seller');
          go(i + 1, chance * mass, ahead + Number(before), tied + Number(y === x && side === agent));
        }
        return;
      }
      // Her place among those who tie with her is any, alike.
      const places = Array.from({ length: tied + 1 }, (_, u) => Number(ahead + u < at.sellers)).filter(Boolean).length / (tied + 1);
      sum += chance * (agent === 'buyer' ? places : 1 - places);
    };
    go(0, 1, 0, 0);
    return sum;
  }

  it('shares ties evenly within a side, and leaves goods with sellers who tie with buyers', () => {
    const at = market(2, 3, law('discrete(0:0.2,1:0.5,2:0.3)'), law('discrete(0:0.1,1:0.6,2:0.3)'));
    for (const agent of ['seller', 'buyer'] as const) {
      // Three cells of [-1/2, 5/2] have the atoms as their midpoints.
      const own = agent === 'seller' ? at.cost : at.value;
      const shifted = { ...own, support: [-0.5, 2.5] as const };
      const asked = { ...at, [agent === 'seller' ? 'cost' : 'value']: shifted };
      const { types, chances } = traderField({ market: asked, agent, cells: 3 });
      expect(types).toEqual([0, 1, 2]);
      types.forEach((x, t) => expect(chances[t]).toBeCloseTo(enumerated(at, agent, x), 12));
      expect(massBelow(own, 1)).toBeLessThan(own.cdf(1));
    }
  });

  it('on grids is what the least ε of the market is made of', () => {
    const at = market(3, 2, law('beta(2,3)'), law('uniform(0,2)'));
    const [costs, values] = [at.cost, at.value].map((one) => gridSupport(one, { cells: 12 }));
    const { sides } = gridLeastEpsilon(at, costs!, values!, 0);
    const seller = traderField({ market: at, agent: 'seller', opponents: 'grid', cells: 12 });
    seller.chances.forEach((chance, t) => expect(chance).toBeCloseTo(sides[0].chances.at(-1 - t)!, 11));
    const buyer = traderField({ market: at, agent: 'buyer', opponents: 'grid', cells: 12 });
    buyer.chances.forEach((chance, t) => expect(chance).toBeCloseTo(sides[1].chances[t]!, 11));
  });

  it('is a monotone gradient without a gap, beside the least ε of the market', async () => {
    const asked = { kind: 'field', market: market(2, 3) } as const;
    const { of, verdicts, curves } = await study({ ...asked, question: 'trader', agent: 'buyer', cells: 8, deficit: 0.01 }, true);
    const least = await study({ ...asked, question: 'least-epsilon', deficits: [0.01] });
    expect(of('leastEpsilon', 'market')).toEqual(least.of('leastEpsilon', 'market'));
    for (const quantity of ['congruenceGap', 'circulation', 'leastEpsilon']) {
      expect(of(quantity, 'buyer')).toMatchObject({ lower: 0, upper: 0, guarantee: 'continuum' });
    }
    expect(of('fieldMonotonicity', 'buyer').estimate).toBeGreaterThan(0);
    expect(verdicts.map(({ status }) => status)).toEqual(['yes', 'yes']);
    expect(curves.map(({ quantity }) => quantity)).toEqual(['choiceProbability', 'fieldComponent']);
    expect(curves[0]!.estimate).toEqual(curves[1]!.estimate);
  });
});

describe('the second best of a market', () => {
  const best = (sellers: number, buyers: number, budget?: Budget, cells = 128, cost = uniform, value = uniform) => secondBestOfTwo({
    ...twoWayReduction(trade(cost, value), cells, budget !== undefined), traders: [sellers, buyers],
  }, budget);
  const lost = { deficit: 0 };

  it('is that of one trade, and the first best where money comes from outside', () => {
    const one = best(1, 1, lost);
    expect(one.lower).toBeLessThanOrEqual(9 / 64);
    expect(one.upper).toBeGreaterThanOrEqual(9 / 64);
    expect(one.upper - one.lower).toBeLessThan(1e-4);
    const reduced = twoWayReduction(trade(law('beta(2,3)'), uniform), 512, true);
    const [apart, together] = [secondBestOfTwo(reduced, lost), best(1, 1, lost, 512, law('beta(2,3)'))];
    expect(together.lower).toBeCloseTo(apart.lower, 5);
    expect(together.upper).toBeCloseTo(apart.upper, 3);
    // Spacings of uniform numbers: m n / 2 (m + n + 1).
    for (const [m, n] of [[1, 1], [3, 3], [2, 5]] as const) {
      const { lower, upper, price } = best(m, n);
      expect(lower).toBeLessThanOrEqual((m * n) / 2 / (m + n + 1));
      expect(upper).toBeGreaterThanOrEqual((m * n) / 2 / (m + n + 1));
      expect(price).toBe(0);
    }
  });

  it('trades by virtual values at the price of money: two and two, all profiles of a grid gone through', () => {
    const { lower, upper, price } = best(2, 2, lost);
    const shade = price / (1 + price);
    // Values exceed costs by multiples of 1/19: the least that is traded at lies midway between two of them.
    const steps = 19;
    const types = Array.from({ length: steps }, (_, j) => (j + 0.5) / steps);
    let [welfare, money] = [0, 0];
    for (const a of types) for (const b of types) for (const c of types) for (const d of types) {
      const [high, low] = [Math.max(a, b), Math.min(a, b)];
      const [cheap, dear] = [Math.min(c, d), Math.max(c, d)];
      for (const [v, cost] of [[high, cheap], [low, dear]] as const) {
        const score = v - shade * (1 - v) - cost - shade * cost;
        if (score < 0) continue;
        welfare += v - cost;
        money += v - (1 - v) - cost - cost;
      }
    }
    expect(welfare / steps ** 4).toBeCloseTo((lower + upper) / 2, 2);
    expect(money / steps ** 4).toBeCloseTo(0, 2);
    // Gresik and Satterthwaite (1989): 5.6% of the gains from trade.
    expect(1 - (lower + upper) / 0.8).toBeCloseTo(0.0563, 3);
  });

  it('looks the same from either side, and scales', () => {
    const [one, other] = [best(2, 4, lost), best(4, 2, lost)];
    expect(one.lower).toBeCloseTo(other.lower, 10);
    const wide = best(2, 4, lost, 128, law('uniform(1000,2000)'), law('uniform(1000,2000)'));
    expect(wide.lower / 1000).toBeCloseTo(one.lower, 6);
    expect(wide.upper / 1000).toBeCloseTo(one.upper, 6);
  });

  it('is one row of the kind, and refuses what it has no answer to', async () => {
    const asked = { kind: 'field', question: 'market-second-best', cells: 64 } as const;
    const bound = { individuallyRational: 'interim', budget: 'ex-ante' } as const;
    const { of, verdicts, curves } = await study({ ...asked, ...bound, market: market(2, 2) }, true);
    expect(of('welfareLoss', 'market').lower).toBeGreaterThan(0.02);
    expect(verdicts[0]!.status).toBe('no');
    expect(curves.map(({ agent }) => agent)).toEqual(['seller', 'buyer']);
    expect((await study({ ...asked, market: market(2, 2) })).of('welfareLoss', 'market')).toMatchObject({ lower: 0, upper: 0 });
    await expect(study({ ...asked, ...bound, market: market(2, 2), deficit: -1 })).rejects.toThrow(/^deficit: must be at least -0\.\d+/);
    await expect(study({ ...asked, market: market(5000, 2) })).rejects.toThrow(/^sellers: must be at most 4096 for a second best/);
    await expect(study({ ...asked, market: market(2, 2), cells: 2 ** 15 })).rejects.toThrow(/^cells: must be at most 16384 for a market/);
  });
});

describe('markets of any size as questions', () => {
  const defaults = ({ parameters }: { parameters: Readonly<Record<string, { default: number | string }>> }) =>
    Object.fromEntries(Object.entries(parameters).map(([name, { default: value }]) => [name, value]));

  it('are asked for the field of either trader and for their second best, the trade of two as a problem', () => {
    for (const name of ['double-auction', 'double-auction-mechanisms', 'double-auction-ambiguity', 'least-epsilon']) {
      const field = asField(named(name), { market: false });
      expect(field.environment({ ...defaults(field), agent: 'seller' })).toMatchObject({ question: 'trader', agent: 'seller' });
      const second = asSecondBest(named(name));
      expect(second.environment(defaults(second))).toMatchObject({ question: 'market-second-best' });
      expect(() => second.environment({ ...defaults(second), 'permitted-epsilon': 0.1 })).toThrow(/^permitted-epsilon: must be 0 where/);
      expect(asField(named(name), { market: true }).environment(defaults(asField(named(name), { market: true }))))
        .toMatchObject({ question: 'least-epsilon' });
    }
    const second = asSecondBest(named('double-auction'));
    expect(second.environment({ ...defaults(second), sellers: 1, buyers: 1 })).toMatchObject({ question: 'second-best' });
  });
});
