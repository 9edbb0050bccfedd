import { describe, expect, it } from 'vitest';
import { marketClearing } from '../../kernels/market-clearing/cpu.ts';
import { POSITIONS, positionOf, type MarketClearingParameters } from '../../kernels/market-clearing/spec.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { runKernel, thresholds } from './run.ts';

const agrees = (parameters: MarketClearingParameters, first: number, count: number): void =>
  expect(runKernel(marketClearing, 'prepareCpu', parameters, first, count)).toEqual(
    runKernel(marketClearing, 'prepareReference', parameters, first, count)
  );

/** Everyone of a side at one position: all mass in the first word of a cell. */
const lump = (cells: number, cell: number): Float64Array => Float64Array.from({ length: cells + 1 }, (_, j) => (j <= cell ? 0 : 2 ** 32));

describe('kernel market-clearing', () => {
  it.each(
    [[1, 1], [1, 2], [2, 1], [1, 9], [9, 1], [3, 5], [8, 8], [33, 64], [101, 100]]
  )('%d sellers and %d buyers: equals its reference', (sellers, buyers) => {
    for (const kappa of [0, 0.3, 0.5, 1]) {
      agrees({ sellers, buyers, kappa, costThresholds: thresholds(64, (x) => x * x), valueThresholds: thresholds(64, Math.sqrt) }, 5, 150);
    }
  });

  it('equals its reference on made-up laws with lumps', () => {
    const make = caseMaker(6);
    for (let trial = 0; trial < 150; trial++) {
      const cells = 2 ** make.whole(6);
      const law = (): Float64Array => {
        const inner = Array.from(
          { length: cells - 1 }, () => [0, 2 ** 32, 2 ** 31, make.whole(2 ** 32)][make.whole(4)]!,
        ).sort((a, b) => a - b);
        return Float64Array.of(0, ...inner, 2 ** 32);
      };
      const parameters = {
        sellers: 1 + make.whole(7), buyers: 1 + make.whole(7), kappa: make.unit(), costThresholds: law(), valueThresholds: law(),
      };
      agrees(parameters, trial, 40);
    }
  });

  it('equals its reference across 2^32', () => {
    agrees({ sellers: 4, buyers: 3, kappa: 0.5, costThresholds: thresholds(16), valueThresholds: thresholds(16) }, 2 ** 32 - 40, 80);
  });

  it('ties are common on a coarse grid of positions and change nothing', () => {
    // 2^20 cells of one position each and all mass on four of them.
    const cells = POSITIONS;
    const coarse = Float64Array.from({ length: cells + 1 }, (_, j) => Math.floor((j * 4) / cells) * 2 ** 30);
    const parameters = { sellers: 3, buyers: 3, kappa: 0.5, costThresholds: coarse, valueThresholds: coarse };
    const { firstBest, realised, irViolations, imbalances, trades } = runKernel(marketClearing, 'prepareCpu', parameters, 0, 500);
    expect(realised).toEqual(firstBest);
    expect([irViolations![0], imbalances![0]]).toEqual([0, 0]);
    expect(trades![0]).toBeGreaterThan(0);
  });

  it('everyone equal: all trade or none, nothing is gained and nobody loses', () => {
    const same = lump(POSITIONS, 77);
    for (const [sellers, buyers] of [[1, 1], [3, 3], [2, 5], [5, 2]] as const) {
      const parameters = { sellers, buyers, kappa: 0.5, costThresholds: same, valueThresholds: same };
      const { firstBest, realised, irViolations, imbalances, trades } = runKernel(marketClearing, 'prepareCpu', parameters, 0, 20);
      expect([firstBest![0], realised![0], irViolations![0], imbalances![0]]).toEqual([0, 0, 0, 0]);
      // Tied sellers count as lower, so every tied pair trades.
      expect(trades![0]).toBe(20 * Math.min(sellers, buyers));
      if (sellers === 2) agreesOnTies(parameters);
    }
  });

  /** The reference filters all thresholds for every draw, so few profiles suffice at 2^20 cells. */
  const agreesOnTies = (parameters: MarketClearingParameters): void => agrees(parameters, 0, 1);

  it('no gains from trade: costs above values', () => {
    const parameters = { sellers: 4, buyers: 6, kappa: 0.5, costThresholds: lump(2, 1), valueThresholds: lump(2, 0) };
    const { firstBest, realised, trades, irViolations } = runKernel(marketClearing, 'prepareCpu', parameters, 0, 100);
    expect([firstBest![0], realised![0], trades![0], irViolations![0]]).toEqual([0, 0, 0, 0]);
  });

  it('certain trade: values above costs, the short side is served whole', () => {
    const parameters = { sellers: 4, buyers: 6, kappa: 0, costThresholds: lump(2, 0), valueThresholds: lump(2, 1) };
    const { firstBest, realised, trades } = runKernel(marketClearing, 'prepareCpu', parameters, 0, 100);
    expect(trades![0]).toBe(400);
    expect(realised).toEqual(firstBest);
    expect(firstBest![0]! / 400 / POSITIONS).toBeGreaterThan(0.4);
  });

  it.each([[1, 1], [2, 7], [7, 2], [20, 20]])('%d x %d: the mechanism is efficient, individually rational and balanced in every profile',
    (sellers, buyers) => {
    for (const kappa of [0, 0.25, 1]) {
      const parameters = { sellers, buyers, kappa, costThresholds: thresholds(1024), valueThresholds: thresholds(1024, (x) => x ** 3) };
      const { firstBest, realised, irViolations, imbalances, squares } = runKernel(marketClearing, 'prepareCpu', parameters, 0, 3000);
      expect(firstBest![0]).toBeGreaterThan(0);
      expect(realised).toEqual(firstBest);
      expect([irViolations![0], imbalances![0]]).toEqual([0, 0]);
      const meanSquare = (squares![0]! * POSITIONS + squares![1]!) / 3000;
      const meanUnit = firstBest![0]! / 3000 / Math.min(sellers, buyers);
      expect(meanSquare).toBeGreaterThan((meanUnit - 1) ** 2);
      expect(meanSquare).toBeLessThan(POSITIONS ** 2);
    }
  });

  it('the audit can fail: a price outside the margin, which no valid kappa gives, makes losers', () => {
    for (const kappa of [1.5, -0.5]) {
      const parameters = { sellers: 4, buyers: 4, kappa, costThresholds: thresholds(64), valueThresholds: thresholds(64) };
      const counts = (['prepareCpu', 'prepareReference'] as const).map((how) => {
        const statistics = marketClearing.emptyStatistics(parameters);
        marketClearing[how](parameters)({ k0: 1, k1: 2 }, 0, 200, statistics);
        return statistics.irViolations![0]!;
      });
      expect(counts[0]).toBe(counts[1]);
      expect(counts[0]).toBeGreaterThan(5);
      expect(counts[0]).toBeLessThan(200);
    }
  });

  it('one seller, one buyer, uniform: mean gain 1/6, mean squared gain 1/12, half of the pairs trade', () => {
    const count = 60_000;
    const parameters = { sellers: 1, buyers: 1, kappa: 0, costThresholds: thresholds(1024), valueThresholds: thresholds(1024) };
    const { firstBest, squares, trades } = runKernel(marketClearing, 'prepareCpu', parameters, 0, count);
    expect(Math.abs(firstBest![0]! / POSITIONS / count - 1 / 6)).toBeLessThan(5 * Math.sqrt((1 / 12 - 1 / 36) / count));
    expect(Math.abs((squares![0]! * POSITIONS + squares![1]!) / POSITIONS ** 2 / count - 1 / 12)).toBeLessThan(0.003);
    expect(Math.abs(trades![0]! / count - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / count));
  });

  it('positions: cells at even steps, linear inside, from 0 to 2^20 - 1', () => {
    const law = thresholds(4, (x) => x * x);
    expect(positionOf(0, 1, law)).toBe(0);
    expect(positionOf(law[1]!, 2, law)).toBe(POSITIONS / 4);
    expect(positionOf(law[2]! - 1, 2, law)).toBe(POSITIONS / 2 - 1);
    expect(positionOf(2 ** 32 - 1, 4, law)).toBe(POSITIONS - 1);
  });

  it.each<[string, Partial<MarketClearingParameters>, RegExp]>([
    ['no sellers', { sellers: 0 }, /sellers/],
    ['half a buyer', { buyers: 1.5 }, /buyers/],
    ['kappa above one', { kappa: 1.1 }, /kappa/],
    ['kappa NaN', { kappa: NaN }, /kappa/],
    ['three cells', { costThresholds: thresholds(3), valueThresholds: thresholds(3) }, /thresholds/],
    ['different grids', { costThresholds: thresholds(8) }, /thresholds/],
    ['mass missing at the top', { costThresholds: Float64Array.of(0, 1, 2, 3, 4) }, /thresholds/],
    ['falling', { costThresholds: Float64Array.of(0, 3, 2, 4, 2 ** 32) }, /thresholds/],
  ])('refuses parameters: %s', (_, change, message) => {
    const good = { sellers: 2, buyers: 2, kappa: 0.5, costThresholds: thresholds(4), valueThresholds: thresholds(4) };
    expect(() => marketClearing.validate(good)).not.toThrow();
    expect(() => marketClearing.validate({ ...good, ...change })).toThrow(message);
  });
});
