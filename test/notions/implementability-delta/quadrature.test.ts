import { describe, expect, it } from 'vitest';
import { quadratureExperiment } from '../../../src/experiments/quadrature/quadrature.ts';
import { implementabilityDeltaByQuadrature } from '../../../src/notions/implementability-delta.ts';
import { beta, device, mechanism, oddReportWins, privateObject, productObject, threeWays } from '../../experiments/quadrature/problems.ts';
import { drawOn } from '../../../src/run/run.ts';

describe('ambiguity that a rule needs (Song22 (4))', () => {
  it.each([0.3, 0.1, 0.01])('is 1/4 and 1/2 in Appendix A.1, whatever epsilon (%d)', async (epsilon) => {
    const reports = [[0], [0.5], [1 - epsilon], [1 - epsilon / 2], [1]];
    const experiment = await quadratureExperiment(
      privateObject(),
      mechanism({ kind: 'none' }, oddReportWins(epsilon)),
      0,
      reports,
      drawOn(device),
      { cells: 300 },
    );
    for (const [metric, exact] of [['prokhorov', 0.25], ['totalVariation', 0.5], ['contamination', 1]] as const) {
      const found = implementabilityDeltaByQuadrature(experiment, metric)!;
      expect(found.lower).toBeLessThanOrEqual(exact + 1e-8);
      expect(found.upper).toBeGreaterThanOrEqual(exact - 1e-8);
      expect(found.upper - found.lower).toBeLessThan(5e-6);
      expect(found.low).toEqual([1 - epsilon]);
      expect(found.high[0]).toBeGreaterThan(1 - epsilon);
    }
  });

  it('depends on the law of the opponent', async () => {
    const experiment = await quadratureExperiment(
      privateObject(beta),
      mechanism({ kind: 'none' }, oddReportWins(0.2)),
      0,
      [[0.8], [0.9]],
      drawOn(device),
      { cells: 300 },
    );
    // Against beta(2, 5) the lower half has mass G(1/2): delta solves G(1/2 + delta) + delta = 1; in total variation G(1/2) + delta = 1.
    expect(implementabilityDeltaByQuadrature(experiment, 'totalVariation')!.estimate).toBeCloseTo(1 - beta.cdf(0.5), 5);
    const { estimate } = implementabilityDeltaByQuadrature(experiment, 'prokhorov')!;
    expect(beta.cdf(0.5 + estimate) + estimate).toBeCloseTo(1, 5);
  });

  it('is none for a monotone rule, and no delta is enough where a higher signal never wins', async () => {
    const signals = [[0.2], [0.4], [0.9]];
    const second = await quadratureExperiment(privateObject(beta), mechanism(), 0, signals, drawOn(device), { cells: 200 });
    expect(implementabilityDeltaByQuadrature(second, 'prokhorov')).toMatchObject({ estimate: 0, lower: 0, upper: 0 });
    const upside = { kind: 'affine-maximizer', weights: [-3, 1], bonuses: [1, 0] } as const;
    const loser = await quadratureExperiment(
      privateObject(),
      mechanism({ kind: 'none' }, upside),
      0,
      [[0], [1]],
      drawOn(device),
      { cells: 200 },
    );
    expect(implementabilityDeltaByQuadrature(loser, 'prokhorov')).toBeUndefined();
  });

  it('is asked of values at two rates only', async () => {
    const reports = [[0.2, 0.3]];
    const several = await quadratureExperiment(threeWays, mechanism(), 0, reports, drawOn(device), { cells: 50 });
    const product = await quadratureExperiment(productObject(1), mechanism(), 0, [[0.2]], drawOn(device), { cells: 50 });
    for (const experiment of [several, product]) {
      expect(() => implementabilityDeltaByQuadrature(experiment, 'prokhorov')).toThrow(/two rates/);
    }
  });
});
