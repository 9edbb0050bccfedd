import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { boundaryBound, paidOthersValue } from '../../src/notions/least-epsilon/boundary.ts';
import { asSecondBest } from '../../src/study/as-second-best.ts';
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { runStudy } from '../../src/study/study.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const named = (name: string): Scenario => scenarios.find((scenario) => scenario.name === name)!;

async function study(scenario: Scenario, ...points: readonly ParameterValues[]) {
  const defaults = Object.fromEntries(Object.entries(scenario.parameters).map(([key, parameter]) => [key, parameter.default]));
  const document = await runStudy({
    command: 'run', scenario, points: points.map((values) => ({ ...defaults, ...values })), profiles: 4096, seed: 'second-best',
  }, inProcessDevice());
  return {
    ...document,
    of: (quantity: string) => document.estimates.filter((row) => row.quantity === quantity),
    status: (id: string) => document.claims.find((claim) => claim.id === id)!.status,
  };
}

describe('second-best', () => {
  it('loses 0.00122 at a tilt of 0.1 (4 million draws), about a hundredth of that at a tenth, and nothing at none', async () => {
    const { of, status } = await study(named('second-best'), { tilt: 0.1 }, { tilt: 0.01 }, { tilt: 0 });
    const [some, little, none] = of('welfareLoss');
    expect(Math.abs(some!.estimate - 0.001226)).toBeLessThan(2e-5);
    expect(little!.upper).toBeLessThan((2 / 15) * 1e-4);
    expect(none).toMatchObject({ lower: 0, upper: 0 });
    expect(['theorem-4.3', 'congruent', 'second-order'].map(status)).toEqual(['pass', 'pass', 'pass']);
  });

  it('brackets three alternatives and one informed agent', async () => {
    const { of, status } = await study(asSecondBest(named('second-best')), { alternatives: 3, informed: 1, cells: 3 });
    const [loss] = of('welfareLoss');
    expect(loss!.lower).toBeGreaterThanOrEqual(0);
    expect(loss!.upper).toBeLessThan(0.03);
    expect(of('secondBestWelfare')[0]!.upper).toBeLessThanOrEqual(of('firstBestWelfare')[0]!.upper);
    expect(status('second-order')).toBe('not-applicable');
  });
});

describe('lemons', () => {
  it('are not traded below twice their worth, in part with a subsidy, all above it', async () => {
    const { of, status } = await study(named('lemons'), { gain: 1.99 }, { gain: 2.2 });
    expect(of('secondBestWelfare').map(({ estimate }) => Number(estimate.toFixed(6)))).toEqual([0, 0.6]);
    expect(status('no-trade')).toBe('pass');
    const paid = await study(
      asSecondBest(named('lemons')), { gain: 1.5, deficit: 0.1, cells: 1024 }, { gain: 1.5, deficit: 0.3, cells: 1024 },
    );
    expect(paid.of('secondBestWelfare').map(({ estimate }) => Number(estimate.toFixed(6)))).toEqual([0.1, 0.25]);
    expect(paid.status('subsidy')).toBe('pass');
    const eased = await study(asSecondBest(named('lemons')), { gain: 1.5, 'permitted-epsilon': 0.1, cells: 4 });
    expect(eased.status('no-trade')).toBe('not-applicable');
  });
});

describe('irrelevant-information', () => {
  it('costs 0.0032 at a weight of 0.2, of second order', async () => {
    const { of, status } = await study(named('irrelevant-information'), { size: 0.2 });
    expect(of('welfareLoss')[0]!.estimate).toBeCloseTo(0.0032, 7);
    expect(['theorem-4.1', 'second-order'].map(status)).toEqual(['pass', 'pass']);
  });
});

describe('private-social-loci', () => {
  it('knows the least ε from the two slopes, and that payments at the report fail', async () => {
    const { of, status } = await study(named('private-social-loci'), {}, { 'external-a': 0 }, { 'external-b': 0.5, 'own-c': 2 });
    const [plain, congruent, general] = of('leastEpsilon');
    expect(plain!.lower).toBeCloseTo(1 / 6, 12);
    expect(plain!.upper).toBeCloseTo(1 / 6, 12);
    expect(congruent).toMatchObject({ lower: 0, upper: 0 });
    expect(general!.lower).toBeGreaterThan(0);
    expect(general!.lower).toBeLessThanOrEqual(general!.upper);
    expect(['example-4.4', 'two-slopes', 'one-rate', 'footnote-32'].map(status)).toEqual(['pass', 'pass', 'pass', 'pass']);
  });
});

describe('boundaryBound', () => {
  it('is |a_A b_B - a_B b_A| / 2(|b_A| + |b_B|) with a signal each, as directions along the boundary say', () => {
    for (const [a, b] of [[[1, 1], [2, 1]], [[1, 3], [0.5, 4]], [[2, 1], [-1, 1]]] as const) {
      const gradients = { own: [[a[0], 0], [0, a[1]]], social: [[b[0], 0], [0, b[1]]] };
      // The boundary's direction is (b_B, b_A).
      const along = Math.abs(a[0] * b[1] - a[1] * b[0]) / (2 * (Math.abs(b[0]) + Math.abs(b[1])));
      expect(boundaryBound(gradients, [true, true], [[0, 1]])).toBeCloseTo(along, 12);
    }
    expect(boundaryBound({ own: [[1, 0], [0, 0]], social: [[1, 0], [0, 1]] }, [true, false], [[0, 1]])).toBe(0.5);
    expect(boundaryBound({ own: [[1, 0], [0, 1]], social: [[2, 0], [0, 1]] }, [true, true], [])).toBe(0);
  });

  it('of payments at the report: what others get within an alternative, and nothing where lies of length zero gain', () => {
    const gradients = { own: [[1, 0], [0, 1]], social: [[2, 0], [0, 1]] };
    expect(paidOthersValue(gradients, [true, true], [0, 1])).toEqual({ lower: 1, upper: 2 });
    expect(paidOthersValue({ own: [[1, 0], [0, 0]], social: gradients.social }, [true, false], [0, 1])).toBeUndefined();
  });
});
