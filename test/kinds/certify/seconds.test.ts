/** A stated time of a proof is a number of boxes, the same on every machine. */
import { expect, it } from 'vitest';
import { workOf } from '../../../kernels/network/graph.ts';
import { boxesOf, effortOf, SECONDS_A_STEP, type NetworkStudy } from '../../../src/kinds/certify/problem.ts';
import { validateCertify } from '../../../src/kinds/certify/validate.ts';
import { defaultsOf } from '../../../src/study/points.ts';
import { networkScenario } from '../../../src/study/network-scenario.ts';
import { SMALL_AUCTION } from '../../notions/verify/network-cases.ts';

const study = (more: Readonly<Record<string, number>>): NetworkStudy => {
  const scenario = networkScenario(SMALL_AUCTION);
  return scenario.environment({ ...defaultsOf(scenario), ...more }) as NetworkStudy;
};

it('is as many boxes as take it, at least one, and otherwise the boxes asked for', () => {
  const step = SECONDS_A_STEP * (20 + workOf(SMALL_AUCTION.mechanism.graph));
  expect(boxesOf(study({ boxes: 77 }))).toBe(77);
  expect(boxesOf(study({ boxes: 77, 'seconds-per-profile': 100.5 * step }))).toBe(100);
  expect(effortOf(study({ 'seconds-per-profile': 1e-9 })).boxes).toBe(1);
  expect(boxesOf(study({ 'seconds-per-profile': 1e6 }))).toBe(2 ** 24);
});

it('is a number from 0 on', () => {
  for (const seconds of [-1, NaN, '1']) {
    expect(() => { validateCertify({ ...study({}), seconds }); }).toThrow(/^seconds: must be a number from 0 to 1e6, got/);
  }
});
