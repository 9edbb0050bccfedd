import { expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { alongEnvelope, type RentSums } from '../../../src/experiments/field/rent-sums.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { marketBracket } from '../../../src/kinds/field/market-bracket.ts';
import { openRun, type Run } from '../../../src/run/run.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

it('integrates what the best alternative adds along a line, ties going to what is best beyond them', () => {
  // 1, 4t and 6t - 2: the first to 1/4, the last from 1 on.
  expect(alongEnvelope([1, 0, -2], [0, 4, 6], [10, 20, 30])).toBeCloseTo(10 / 4 + 20 * (3 / 4), 12);
  expect(alongEnvelope([0, 0, 0], [1, 3, 2], [10, 20, 30])).toBe(20);
  expect(alongEnvelope([0, -1, -1], [0, 2, 4], [1, 2, 3])).toBeCloseTo(1 / 4 + 3 * (3 / 4), 12);
  expect(alongEnvelope([5], [-7], [2])).toBe(2);
});

it('the least ε of a market is below its plain estimate by what both means leave open at their confidence, and little more', async () => {
  const [cost, value] = [parseDistribution('uniform(0,1)', 'cost'), parseDistribution('beta(2,3,0.2,1.3)', 'value')];
  const problem = bilateralTrade({ cost, value }) as LinearProblem;
  const base = openRun(inProcessDevice(), 'rents');
  let last: RentSums | undefined;
  const run = { ...base, draw: async (request: Parameters<Run['draw']>[0]) => {
    last = await base.draw(request) as unknown as RentSums;
    return last;
  } } as unknown as Run;
  const count = 20_000;
  const found = (await marketBracket(problem, { welfare: 0.05, deficit: 0.01 }, { count, confidence: 0.9999 }, run))!;
  const { rent, rentSquares, way, waySquares, profiles } = last!;
  expect(profiles).toBe(count);
  const meanOf = (sum: number, squares: number) =>
    ({ mean: sum / count, error: Math.sqrt((squares / count - (sum / count) ** 2) / count) });
  const [rents, ways] = [meanOf(rent, rentSquares), meanOf(way, waySquares)];
  // 4.06 standard errors are what a normal mean exceeds with a chance of 1/40,000; certificates for any sample need some more.
  const below = (errors: number) => (rents.mean - errors * rents.error - 0.01) / (ways.mean + errors * ways.error);
  expect(found.lower).toBeLessThan(below(4.06));
  expect(found.lower).toBeGreaterThan(below(8));
});
