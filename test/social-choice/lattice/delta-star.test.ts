import { describe, expect, it } from 'vitest';
import { latticeDeltaStar } from '../../../src/social-choice/lattice/delta-star.ts';
import { latticeExperiment } from '../../../src/social-choice/lattice/lattice.ts';
import { beta, device, mechanism, oddReportWins, privateObject, productObject } from './problems.ts';

const STEPS = 16;
const REPORTS = Array.from({ length: STEPS + 1 }, (_, r) => [r / STEPS]);
const shaded = (share: number) => ({ name: 'shaded', bid: (s: number): number => share * s, inverse: (b: number): number => Math.min(1, b / share), range: [0, share] as const });

describe('delta* on a lattice', () => {
  it.each([0.55, 0.7])('is that of a first-price auction with bids of %d s, in closed form', async (share) => {
    const auction = { ...mechanism({ kind: 'first-price' }), strategies: [shaded(share), shaded(share)] };
    const experiment = await latticeExperiment(privateObject(), auction, 0, REPORTS, device, { cells: 128 });
    // Gain of s > t: (s - t)(share t - (1 - share) s), insured by min(t, delta) of the lie, twice that where signals move.
    const exact = share * (1 - 1 / STEPS) - (1 - share);
    for (const [metric, moves] of [['totalVariation', 1], ['prokhorov', 2]] as const) {
      const found = latticeDeltaStar(experiment, metric)!;
      expect(found.lower).toBeLessThanOrEqual(exact / moves);
      expect(found.upper).toBeGreaterThanOrEqual(exact / moves);
      expect(found.upper - found.lower).toBeLessThan(3e-4);
      expect([found.report, found.type]).toEqual([STEPS - 1, STEPS]);
    }
  });

  it('bounds what a walk through all pairs finds', async () => {
    const experiment = await latticeExperiment(productObject(0.4, beta), mechanism(), 0, REPORTS, device, { cells: 512 });
    const { lower, upper } = latticeDeltaStar(experiment, 'prokhorov')!;
    const gainsAt = (delta: number): number => Math.max(...REPORTS.flatMap((_, r) => REPORTS.map((_, s) => (r === s ? 0 : experiment.insuredGainUnder({ kind: 'prokhorov', delta }, r, s).estimate))));
    expect(upper - lower).toBeLessThan(5e-3);
    expect(gainsAt(lower - 5e-3)).toBeGreaterThan(0);
    expect(gainsAt(upper + 5e-3)).toBe(0);
  });

  it('is 0 where nobody gains and none where no ambiguity helps', async () => {
    const second = await latticeExperiment(privateObject(beta), mechanism(), 0, REPORTS, device, { cells: 128 });
    expect(latticeDeltaStar(second, 'totalVariation')).toEqual({ estimate: 0, lower: 0, upper: 0 });
    // Appendix A.1: at 1 - epsilon she always wins, so that whoever reports it is insured against nothing.
    const transfers = { kind: 'general', range: [-1, 1], transfer: (tf, _, signals, p) => tf.tidy(() => {
      const own = tf.slice(signals, [0, 0], [-1, 1]);
      const paid = tf.mul(own, tf.sub(0.5, tf.slice(p, [0, 0], [-1, 1])));
      return tf.concat([paid, tf.zerosLike(paid)], 1) as typeof p;
    }) } as const satisfies Parameters<typeof mechanism>[0];
    const odd = await latticeExperiment(privateObject(), mechanism(transfers, oddReportWins(0.1)), 0, [[0.2], [0.9], [1]], device, { cells: 64 });
    expect(odd.gain(1, 2).estimate).toBeCloseTo(0.05, 5);
    expect(odd.wald(1, 2).estimate).toBe(0);
    expect(latticeDeltaStar(odd, 'prokhorov')).toBeUndefined();
  });
});
