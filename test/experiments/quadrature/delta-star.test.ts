import { describe, expect, it } from 'vitest';
import type { Metric } from '../../../src/beliefs/belief-set.ts';
import { quadratureExperiment, type QuadratureExperiment } from '../../../src/experiments/quadrature/quadrature.ts';
import { beta, device, mechanism, oddReportWins, privateObject, productObject } from './problems.ts';
import { drawOn } from '../../../src/run/run.ts';

const STEPS = 8;
const REPORTS = Array.from({ length: STEPS + 1 }, (_, r) => [r / STEPS]);
const shaded = (share: number) =>
  ({
    name: 'shaded', bid: (s: number): number => share * s, inverse: (b: number): number => Math.min(1, b / share),
    range: [0, share] as const,
  });

/** The most that any lie gains under full insurance, for certain and at most. */
function largestGain(experiment: QuadratureExperiment, metric: Metric, delta: number): { lower: number; upper: number } {
  const gains = experiment.reports.flatMap((_, r) =>
    experiment.reports.flatMap((_, s) => (r === s ? [] : [experiment.insuredGainUnder({ kind: metric, delta }, r, s)])));
  return { lower: Math.max(...gains.map(({ lower }) => lower)), upper: Math.max(...gains.map(({ upper }) => upper)) };
}

describe('delta* on a lattice', () => {
  it.each([0.55, 0.7])('is that of a first-price auction with bids of %d s, in closed form', async (share) => {
    const auction = { ...mechanism({ kind: 'first-price' }), strategies: [shaded(share), shaded(share)] };
    const experiment = await quadratureExperiment(privateObject(), auction, 0, REPORTS, drawOn(device), { cells: 128 });
    // Gain of s > t: (s - t)(share t - (1 - share) s), insured by min(t, delta) of the lie, twice that where signals move.
    const exact = share * (1 - 1 / STEPS) - (1 - share);
    for (const [metric, moves] of [['totalVariation', 1], ['prokhorov', 2]] as const) {
      expect(largestGain(experiment, metric, exact / moves - 3e-4).lower).toBeGreaterThan(0);
      // Of lies that neither gain nor lose, single precision leaves its own bound.
      expect(largestGain(experiment, metric, exact / moves + 3e-4).upper).toBeLessThanOrEqual(4 * experiment.rounding);
      expect(largestGain(experiment, metric, exact / moves - 3e-4).lower).toBeLessThan(1e-4);
    }
  });

  it('lies between bounds that meet, where values do not separate', async () => {
    const experiment = await quadratureExperiment(productObject(0.4, beta), mechanism(), 0, REPORTS, drawOn(device), { cells: 800 });
    let [short, enough] = [0, 1];
    for (let step = 0; step < 10; step++) {
      const delta = (short + enough) / 2;
      if (largestGain(experiment, 'prokhorov', delta).upper > 4 * experiment.rounding) short = delta;
      else enough = delta;
    }
    expect(short).toBeGreaterThan(0.02);
    expect(largestGain(experiment, 'prokhorov', short - 3e-3).lower).toBeGreaterThan(0);
  });

  it('is 0 where nobody gains and none where no ambiguity helps', async () => {
    const second = await quadratureExperiment(privateObject(beta), mechanism(), 0, REPORTS, drawOn(device), { cells: 128 });
    expect(largestGain(second, 'totalVariation', 0).upper).toBeLessThanOrEqual(4 * second.rounding);
    // Appendix A.1: at 1 - epsilon she always wins, so that whoever reports it is insured against nothing.
    const transfers = { kind: 'general', range: [-1, 1], transfer: (tf, _, signals, p) => tf.tidy(() => {
      const own = tf.slice(signals, [0, 0], [-1, 1]);
      const paid = tf.mul(own, tf.sub(0.5, tf.slice(p, [0, 0], [-1, 1])));
      return tf.concat([paid, tf.zerosLike(paid)], 1) as typeof p;
    }) } as const satisfies Parameters<typeof mechanism>[0];
    const odd = await quadratureExperiment(
      privateObject(), mechanism(transfers, oddReportWins(0.1)), 0, [[0.2], [0.9], [1]], drawOn(device), { cells: 64 },
    );
    expect(odd.gain(1, 2).estimate).toBeCloseTo(0.05, 5);
    expect(odd.wald(1, 2).estimate).toBe(0);
    expect(odd.insuredGainUnder({ kind: 'all' }, 1, 2).lower).toBeGreaterThan(0.0499);
  });
});
