/** Squares of what reports are worth, by moments of what they give, against the squares themselves. */
import { expect, it } from 'vitest';
import { plainOutcome } from '../../kernels/regret/reference.ts';
import { signalDraws } from '../../src/experiments/tensor/draws.ts';
import { drawReportGains } from '../../src/experiments/network/report-gains.ts';
import { worthSquares } from '../../src/experiments/network/worth-squares.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { drawOn } from '../../src/run/run.ts';
import { randomNetwork } from '../kernels/regret-cases.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

it.each([1, 2, 3])('are at least those of worths, and hardly more: %i objects', async (objects) => {
  const mechanism = randomNetwork(objects, 2, objects);
  const law = parseDistribution('uniform(0,1)');
  const laws = [0, 1].map(() => Array.from({ length: objects }, () => law));
  const reports = Float64Array.from({ length: 9 * objects }, (_, k) => ((k * 7) % 11) / 10);
  const stream = { k0: 1, k1: 2 };
  const [profiles, size] = [20, 4];
  const sums = await drawReportGains({
    by: { kernel: 'regret', mechanism, effort: { starts: 2, steps: 1, boxes: 1, gap: 1 } }, laws, low: new Float64Array(2 * objects),
    high: new Float64Array(2 * objects).fill(1), unit: 2 ** -36, unitDemand: false, agents: [], profiles,
  }, 1, reports, size, drawOn(inProcessDevice()), stream, true);
  const { moved } = sums;
  const squareOf = worthSquares(sums, reports);
  const types = signalDraws({ signals: laws.flatMap((own, owner) => own.map((_, j) => ({ owner, name: `${j}`, law }))) })
    .draw(stream, 0, profiles);
  const given = Array.from({ length: profiles }, (_, p) => Array.from({ length: 9 }, (__, r) => {
    const bids = [...types.subarray(p * 2 * objects, (p * 2 + 1) * objects), ...reports.subarray(r * objects, (r + 1) * objects)];
    const { amounts, payments } = plainOutcome(mechanism, bids);
    return { amounts: amounts.slice(objects), payment: payments[1]! };
  }));
  for (let t = 0; t < 9; t++) {
    for (let r = 0; r < 9; r++) {
      const root = Math.sqrt(given.reduce((sum, outcomes) => {
        const { amounts, payment } = outcomes[r]!;
        return sum + amounts.reduce((worth, amount, j) => worth + reports[t * objects + j]! * amount, -payment) ** 2;
      }, 0) / profiles);
      // By Minkowski's inequality, as the bounds take it.
      expect(Math.abs(Math.sqrt(squareOf(t, r) / profiles) - root)).toBeLessThanOrEqual(moved);
    }
  }
  expect(moved).toBeLessThan(2 ** -18 * size);
});
