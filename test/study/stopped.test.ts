/** Studies whose points do nothing but compute: a stop is heard between two of them, and inside one. */
import { expect, it } from 'vitest';
import { congruenceScenario } from '../../scenarios/congruence/scenario.ts';
import { locallyRobustScenario } from '../../scenarios/locally-robust/scenario.ts';
import { planBeliefs } from '../../src/kinds/robust/beliefs.ts';
import { robustKind } from '../../src/kinds/robust/kind.ts';
import { robustStudyIn } from '../../src/kinds/robust/study-point.ts';
import { openRun } from '../../src/run/run.ts';
import { asRobust } from '../../src/study/as-robust.ts';
import { defaultsOf } from '../../src/study/points.ts';
import { runStudy } from '../../src/study/study.ts';
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const pointsOf = (scenario: Scenario, count: number): ParameterValues[] =>
  Array.from({ length: count }, () => defaultsOf(scenario));

it('a stop that comes through the event loop is heard before the next point, and the points so far are kept', async () => {
  const controller = new AbortController();
  const document = await runStudy({
    command: 'run', scenario: asRobust(congruenceScenario), points: pointsOf(congruenceScenario, 5), seed: 's',
  }, inProcessDevice(), {
    signal: controller.signal,
    onProgress: (stage) => { if (stage.endsWith('point 3 of 5')) setImmediate(() => controller.abort()); },
  });
  expect(document.complete).toBe(false);
  expect(document.notes.join()).toMatch(/interrupted/);
  const whole = await runStudy({
    command: 'run', scenario: asRobust(congruenceScenario), points: pointsOf(congruenceScenario, 3), seed: 's',
  }, inProcessDevice());
  expect(document.estimates).toEqual(whole.estimates);
});

it('balls of beliefs ask often whether to stop, and leave nothing half said', async () => {
  let looks = 0;
  const problem = robustStudyIn(locallyRobustScenario.environment(defaultsOf(locallyRobustScenario)))!;
  if (problem.question !== 'beliefs') throw new Error('another question');
  const values = {};
  const plan = await planBeliefs({ values, size: 1, primaryAgent: 'i', kind: robustKind, pictures: false, references: () => [], problem });
  const run = openRun(inProcessDevice(), 's', {});
  const stopsAt = (most: number) => ({ get aborted() { return ++looks > most; } }) as AbortSignal;
  const cut = await plan.study({ ...run, signal: stopsAt(20) });
  expect(cut).toMatchObject({ complete: false, estimates: [], verdicts: [] });
  looks = 0;
  const whole = await plan.study({ ...run, signal: stopsAt(Infinity) });
  expect(whole.complete).toBe(true);
  // Twice a radius at least, of two radii in each of four balls.
  expect(looks).toBeGreaterThan(50);
});
