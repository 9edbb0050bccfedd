/** Double auctions on grids: chances against every profile gone through, the optimum against the linear program, files against verify. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction } from '../../../src/environment/double-auction.ts';
import { fieldKind } from '../../../src/kinds/field/kind.ts';
import { gridMarketFile } from '../../../src/kinds/field/proofs.ts';
import { gridSupport } from '../../../src/kinds/field/grid.ts';
import { gridLeastEpsilon, type GridSupport } from '../../../src/notions/least-epsilon/double-auction-grid.ts';
import { constrainedLeastEpsilon } from '../../../src/notions/least-epsilon/program.ts';
import { isProved } from '../../support/altered-proofs.ts';

const law = (text: string) => parseDistribution(text, 'law');
const market = (sellers: number, buyers: number, cost = 'uniform(0,1)', value = 'uniform(0,1)') =>
  doubleAuction({ sellers, buyers, kappa: 0, cost: law(cost), value: law(value) });
const onGrid = (asked: ReturnType<typeof market>, cells: number, deficit = 0) =>
  gridLeastEpsilon(asked, gridSupport(asked.cost, { cells }), gridSupport(asked.value, { cells }), deficit);

/** Chances of trading by type, and gains from trade: goods to the highest types, of equal ones to sellers first, evenly within a side. */
function enumerated(sellers: number, buyers: number, costs: GridSupport, values: GridSupport) {
  const traded = { seller: costs.points.map(() => 0), buyer: values.points.map(() => 0) };
  let gains = 0;
  const profile: number[] = [];
  const visit = (chance: number): void => {
    const at = profile.length;
    if (at < sellers + buyers) {
      (at < sellers ? costs : values).weights.forEach((weight, j) => {
        profile.push(j);
        visit(chance * weight);
        profile.pop();
      });
      return;
    }
    const traders = profile.map((j, i) => ({ j, sells: i < sellers, x: i < sellers ? costs.points[j]! : values.points[j]! }));
    traders.sort((a, b) => (Math.abs(a.x - b.x) > 1e-9 ? b.x - a.x : Number(b.sells) - Number(a.sells)));
    traders.forEach(({ j, sells, x }, place) => {
      const trades = sells === (place >= sellers);
      if (!trades) return;
      traded[sells ? 'seller' : 'buyer'][j]! += chance / (sells ? sellers * costs.weights[j]! : buyers * values.weights[j]!);
      gains += chance * (sells ? -x : x);
    });
  };
  visit(1);
  return { traded, gains };
}

describe('double auctions on grids', () => {
  it.each([
    [1, 1, 'uniform(0,1)', 'uniform(0,1)', 5], [1, 3, 'beta(2,1)', 'uniform(0.25,1.25)', 4], [2, 2, 'uniform(0,1)', 'beta(1,3)', 3],
    [3, 1, 'uniform(-1,1)', 'uniform(-2,0.5)', 3],
  ] as const)('%i sellers, %i buyers, %s, %s: chances and gains of all profiles', (sellers, buyers, cost, value, cells) => {
    const asked = market(sellers, buyers, cost, value);
    const [costs, values] = [gridSupport(asked.cost, { cells }), gridSupport(asked.value, { cells })];
    const { gains, sides: [ofSellers, ofBuyers] } = gridLeastEpsilon(asked, costs, values, 0);
    const expected = enumerated(sellers, buyers, costs, values);
    expect(gains).toBeCloseTo(expected.gains, 12);
    ofBuyers.chances.forEach((q, j) => expect(q).toBeCloseTo(expected.traded.buyer[j]!, 12));
    ofSellers.chances.toReversed().forEach((q, j) => expect(q).toBeCloseTo(expected.traded.seller[j]!, 12));
  });

  it('has chances of two hundred a side that are certain to rounding, however the panels fall', () => {
    const { sides: [sold, { chances, weights, count }], gains } = onGrid(market(200, 200), 5);
    // A fifth of all types each: the middle cell is shared, and buyers in it get goods that sellers above it do not keep.
    expect(chances[0]).toBeLessThan(1e-9);
    expect(chances[4]).toBeGreaterThan(1 - 1e-9);
    expect(chances[2]).toBeGreaterThan(0);
    expect(count * weights.reduce((sum, weight, i) => sum + weight * chances[i]!, 0)).toBeLessThan(200);
    // Both sides trade as often, which ties two quadratures together.
    const volume = ({ count: n, weights: w, chances: q }: typeof sold): number => n * w.reduce((sum, x, i) => sum + x * q[i]!, 0);
    expect(volume(sold)).toBeCloseTo(count * weights.reduce((sum, weight, i) => sum + weight * chances[i]!, 0), 9);
    expect(gains).toBeGreaterThan(0);
  });

  it('is 5/32 in bilateral trade over 20 cells, in any unit', () => {
    for (const [cost, unit] of [['uniform(0,1)', 1], ['uniform(100,300)', 200]] as const) {
      const { epsilon, loss } = onGrid(market(1, 1, cost, cost), 20);
      expect(epsilon.lower).toBeLessThanOrEqual(5 / 32);
      expect(epsilon.upper).toBeGreaterThanOrEqual(5 / 32);
      expect(epsilon.upper - epsilon.lower).toBeLessThan(1e-9);
      // Σ 2 (n - 1 - i) i / n³ less (n² - 1) / 6n².
      expect(loss / unit).toBeCloseTo((19 * 18) / (3 * 400) - 399 / 2400, 12);
    }
  });

  it.each([
    [1, 1, 'uniform(0,1)', 'uniform(0,1)', 8, -0.05], [2, 3, 'uniform(0,1)', 'beta(2,2)', 10, -0.1],
    [4, 2, 'beta(2,1)', 'uniform(0,1)', 9, -0.1],
  ] as const)('%i by %i: agrees with the linear program, and its file is proved and holds no other number', async (m, n, cost, value, cells,
    deficit) => {
    const found = onGrid(market(m, n, cost, value), cells, deficit);
    const { epsilon, gains, sides } = found;
    expect(epsilon.lower).toBeGreaterThan(0);
    const program = await constrainedLeastEpsilon(sides.map(({ name, count, points, weights, chances }) => ({
      count, weights: Float64Array.from(weights),
      field: {
        points: points.map((x) => [x]), relevant: [true], classes: 2, values: Float64Array.from(points.flatMap((x) =>
          [name === 'seller' ? -x : x, 0])),
        chances: Float64Array.from(chances.flatMap((q) => [q, 1 - q])),
      },
    })), { notion: 'lic', individuallyRational: true, budget: { welfare: gains, deficit } });
    expect(epsilon.upper).toBeCloseTo(program.epsilon, 8);
    const file = JSON.parse(JSON.stringify(gridMarketFile(found, deficit)));
    expect(isProved('as written', file)).toBe(true);
    expect(isProved('less', { ...file, atMost: file.atMost * 0.99 })).toBe(false);
    expect(isProved('more', { ...file, atLeast: file.atLeast * 1.01 })).toBe(false);
    expect(isProved('more money', { ...file, budget: { ...file.budget, deficit: deficit - 0.01 } })).toBe(false);
  });

  it('says what cannot be collected, and where cells mean nothing', () => {
    expect(onGrid(market(1, 1), 4, -0.15625).epsilon.upper).toBeLessThanOrEqual(0.75);
    expect(() => onGrid(market(1, 1), 4, -0.2)).toThrow(/^deficit: must be at least -0\.15625\d* on this grid/);
    const refused = (more: object) => () => fieldKind.validate({ kind: 'field', question: 'least-epsilon', market: market(2, 2), ...more });
    expect(refused({ opponents: 'grid', cells: 8 })).not.toThrow();
    expect(refused({ cells: 8 })).toThrow(/^cells: are of --opponents grid/);
    expect(refused({ opponents: 'grid', cells: 1 })).toThrow(/^cells: must be a whole number from 2 on/);
    expect(refused({ opponents: 'dice' })).toThrow(/^opponents: must be one of law, grid, got 'dice'/);
  });

  it('has nothing to trade where no value reaches a cost', () => {
    const { epsilon, gains } = onGrid(market(2, 3, 'uniform(1,2)', 'uniform(0,0.9)'), 6);
    expect(epsilon.lower).toBe(0);
    expect(epsilon.upper).toBeLessThan(1e-14);
    expect(gains).toBeCloseTo(0, 12);
  });
});
