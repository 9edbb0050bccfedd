import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../src/beliefs/belief-set.ts';
import type { Interval } from '../../../src/statistics/interval.ts';
import { InputError } from '../../../src/errors.ts';
import { quadratureExperiment, quadratureSupports } from '../../../src/experiments/quadrature/quadrature.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import { brute } from './brute-force.ts';
import {
  beta, device, mechanism, privateObject, productObject, threeChoice, threeValues, threeWays, uniform, waveRule, waveWins,
} from './problems.ts';
import { drawOn } from '../../../src/run/run.ts';

const SIGNALS = [0, 0.05, 0.25, 0.5, 0.6, 0.9, 1];
const DELTAS = [0.01, 0.07, 0.3, 0.75, 1];

/** The exact number within the bounds, but for rounding, and the bounds near each other. */
function expectExact(bounds: Interval, exact: number, width: number): void {
  expect(bounds.lower).toBeLessThanOrEqual(exact + 1e-6);
  expect(bounds.upper).toBeGreaterThanOrEqual(exact - 1e-6);
  expect(bounds.upper - bounds.lower).toBeLessThan(width);
  expect(bounds.estimate).toBeGreaterThanOrEqual(bounds.lower);
  expect(bounds.estimate).toBeLessThanOrEqual(bounds.upper);
}

describe('ambiguity premium by quadrature', () => {
  it.each(
    [['uniform', uniform], ['beta', beta]] as const
  )('is that of the event of winning, in closed form, against a %s opponent', async (_, law) => {
    const experiment = await quadratureExperiment(
      privateObject(law), mechanism(), 0, SIGNALS.map((s) => [s]), drawOn(device), { cells: 300 },
    );
    SIGNALS.forEach((t, report) => SIGNALS.forEach((s, type) => {
      const size = Math.abs(s - t);
      // The event that a worst belief makes less likely, and the part of it from which one gets out of it within delta.
      const up = s > t;
      const possible = up ? t < 1 : t > 0;
      const event = up ? law.cdf(t) : 1 - law.cdf(t);
      const near = (delta: number): number => (up ? law.cdf(t) - law.cdf(t - delta) : law.cdf(t + delta) - law.cdf(t));
      for (const delta of DELTAS) {
        const exact = {
          prokhorov: Math.min(event, near(delta) + delta), totalVariation: Math.min(event, delta), contamination: delta * event,
        };
        for (const metric of METRICS) {
          expectExact(experiment.premiumAt(metric, delta, report, type), possible ? size * exact[metric] : 0, 2e-5 * size + 1e-12);
        }
      }
      expectExact(experiment.wald(report, type), possible ? size * event : 0, 2e-5 * size + 1e-12);
    }));
  });

  it('is that of values which do not separate, in closed form', async () => {
    const slope = 0.8;
    const [t, s] = [0.6, 0.85];
    const experiment = await quadratureExperiment(productObject(slope), mechanism(), 0, [[t], [s], [0.2]], drawOn(device), { cells: 2048 });
    for (const delta of [0.05, 0.1, 0.2]) {
      // The lie down: winning is worth (s - t)(1 + slope y) for y < t. Moved down by delta, lost within delta of t, the top delta share
      // sent.
      const down = 2 * delta + (slope / 2) * (t ** 2 - Math.max(0, t - 3 * delta) ** 2);
      expectExact(experiment.premiumAt('prokhorov', delta, 0, 1), (s - t) * down, 2e-3 * (s - t));
      expectExact(
        experiment.premiumAt('totalVariation', delta, 0, 1), (s - t) * (delta + (slope / 2) * (t ** 2 - (t - delta) ** 2)), 1e-3 * (s - t),
      );
      // The lie up: winning costs (t - s)(1 + slope y). Moved up by delta as far as t; who loses for certain is sent to t.
      const up = 2 * delta + 3 * slope * delta * t - (slope * delta ** 2) / 2;
      expectExact(experiment.premiumAt('prokhorov', delta, 0, 2), 0.4 * up, 2e-3 * 0.4);
    }
    expectExact(experiment.wald(0, 1), (s - t) * (t + (slope * t ** 2) / 2), 1e-4);
  });

  it('agrees with brute force under a rule that jumps back and forth', async () => {
    const slope = 0.5;
    const problem = productObject(slope, beta);
    const reports = [0.1, 0.45, 0.8].map((s) => [s]);
    const experiment = await quadratureExperiment(
      problem, mechanism({ kind: 'none' }, waveRule), 0, reports, drawOn(device), { cells: 1500 },
    );
    const pairs = [[0, 1], [1, 0], [2, 1], [0, 2]] as const;
    for (const [report, type] of pairs) {
      const [t, s] = [reports[report]![0]!, reports[type]![0]!];
      const slow = brute(beta, (y) => (waveWins(y, t) ? (s - t) * (1 + slope * y) : 0));
      for (const metric of ['prokhorov', 'totalVariation'] as const) {
        for (const delta of [0.03, 0.2]) {
          const { estimate } = experiment.premiumAt(metric, delta, report, type);
          expect(Math.abs(estimate - (slow.mean - slow.worst(metric, delta)))).toBeLessThan(3e-3 * Math.abs(s - t));
        }
      }
      expect(experiment.wald(report, type).estimate).toBeCloseTo(slow.mean - slow.least, 2);
    }
  });

  it('agrees with brute force for several own coordinates and alternatives', async () => {
    const reports = [[0.9, 0.2], [0.85, 0.9], [0.3, 0.95], [0.5, 0.4]];
    const experiment = await quadratureExperiment(threeWays, mechanism(), 0, reports, drawOn(device), { cells: 800 });
    for (const [report, type] of [[0, 1], [1, 0], [1, 2], [2, 3], [3, 1]] as const) {
      const slow = brute(beta, (y) => {
        const k = threeChoice(reports[report]!, y);
        return threeValues(reports[type]!, y)[k]! - threeValues(reports[report]!, y)[k]!;
      });
      for (const delta of [0.05, 0.15]) {
        const loss = experiment.premiumAt('prokhorov', delta, report, type);
        expect(loss.upper - loss.lower).toBeLessThan(1e-4);
        expect(Math.abs(loss.estimate - (slow.mean - slow.worst('prokhorov', delta)))).toBeLessThan(4e-3);
      }
    }
  });

  it('grows with delta up to what every belief costs', async () => {
    const experiment = await quadratureExperiment(
      productObject(1, beta), mechanism(), 0, [[0.2], [0.4], [0.7]], drawOn(device), { cells: 256 },
    );
    for (const metric of METRICS) {
      expect(experiment.premiumAt(metric, 1, 1, 1)).toEqual({ estimate: 0, lower: 0, upper: 0 });
      const along = [0, 0.1, 0.2, 1].map((delta) => experiment.premiumAt(metric, delta, 1, 2).estimate);
      expect(along[0]).toBe(0);
      expect(along[1]!).toBeGreaterThan(0);
      expect(along[2]!).toBeGreaterThan(along[1]!);
      expect(along[3]!).toBeCloseTo(experiment.wald(1, 2).estimate, 3);
    }
  });
});

describe('where quadrature will do', () => {
  it('is one opponent with one independent signal', async () => {
    expect(quadratureSupports(threeWays, 0)).toBe(true);
    expect(quadratureSupports(threeWays, 1)).toBe(false);
    expect(quadratureSupports(singleObject({ laws: [uniform, uniform, uniform] }), 0)).toBe(false);
    const dependent = { ...privateObject(), dependence: { kind: 'common-factor' as const, loadings: [0.5, 0.5] } };
    expect(quadratureSupports(dependent, 0)).toBe(false);
    await expect(quadratureExperiment(dependent, mechanism(), 0, [[0.5]], drawOn(device))).rejects.toThrow(InputError);
    await expect(quadratureExperiment(privateObject(), mechanism(), 0, [[1.5]], drawOn(device))).rejects.toThrow(/outside/);
    await expect(quadratureExperiment(privateObject(), mechanism(), 0, [[0.5]], drawOn(device), { cells: 0.5 })).rejects.toThrow(/cells/);
    await expect(quadratureExperiment(privateObject(), mechanism(), 0, [], drawOn(device))).rejects.toThrow(/reports/);
  });
});
