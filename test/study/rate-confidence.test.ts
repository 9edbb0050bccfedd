/** Rates hold with the confidence asked for: an interval at a share of its error probability is that of a study that asks for so much. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { assignmentMarket } from '../../src/kinds/assignment/study-point.ts';
import type { PointResult } from '../../src/kinds/kind.ts';
import { kindNamed } from '../../src/kinds/registry.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import { isFitted } from '../../src/results/quantities.ts';
import { openRun, type Run } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const uniform = parseDistribution('uniform(0,1)');
const efficient = { kind: 'efficient' } as const;
const firstPrice: Mechanism = { name: 'first price', rule: efficient, transfers: { kind: 'first-price' } };
const three = singleObject({ laws: [uniform, uniform, uniform] });
const separate = singleObject({ laws: [uniform, uniform], interdependence: { kind: 'multi-dimensional', size: 0.3 } });

const CASES: Readonly<Record<string, readonly [problem: unknown, fitted: readonly string[]]>> = {
  'pay as bid, one signal': [{
    kind: 'social-choice', problem: three, mechanisms: [firstPrice], agents: [0], ambiguity: { metrics: ['totalVariation'] },
    reports: () => [[0], [0.25], [0.5], [0.75], [1]],
    distances: [{ name: 'weighted', rule: { kind: 'affine-maximizer', weights: [1.2, 1, 1], bonuses: [0, 0, 0] }, other: efficient }],
  } satisfies SocialChoiceStudy, ['deltaStar', 'epsilonIc', 'epsilonLic', 'ruleDistance']],
  'modified VCG, several signals': [{
    kind: 'social-choice', problem: separate, mechanisms: [{ name: 'm', rule: efficient, transfers: { kind: 'modified-vcg' } }],
    agents: [0], reports: () => [[0, 0], [0.5, 0], [0.5, 1], [1, 1]],
  } satisfies SocialChoiceStudy, ['epsilonIc', 'epsilonLic', 'weakEpsilonLic']],
  'unit demand': [assignmentMarket({
    bidders: 2, objects: 1, law: uniform, mechanisms: [{ name: 'as bid', payments: 'pay-as-bid' }], agents: [0],
  }), ['epsilonIc']],
};

async function studied(problem: unknown, run: Run, confidence: number): Promise<PointResult> {
  const kind = kindNamed((problem as { kind: string }).kind)!;
  const point = { values: {}, size: 1, primaryAgent: 'market', kind, pictures: false, references: () => [], problem };
  const aim = { command: 'rate', profiles: 256, maxProfiles: 2 ** 20, confidence, sampler: 'auto' } as const;
  return (await kind.plan(point, aim, run)).study(run);
}

it.each(Object.keys(CASES))('%s: a quarter of the error probability of 80% is all of 95%', async (name) => {
  const [problem, fitted] = CASES[name]!;
  // A run draws everything once.
  const run = openRun(inProcessDevice(), 'shares');
  const [wide, narrow] = [await studied(problem, run, 0.95), await studied(problem, run, 0.8)];
  const found = new Set<string>();
  for (const [i, row] of narrow.estimates.entries()) {
    if (!isFitted(row.quantity) || row.profiles === 0) continue;
    const quarter = narrow.intervalAt!(row, 0.25)!;
    for (const side of ['estimate', 'lower', 'upper'] as const) {
      expect(quarter[side], `${row.quantity} ${row.agent} ${side}`).toBeCloseTo(wide.estimates[i]![side], 12);
    }
    expect(quarter.upper - quarter.lower).toBeGreaterThanOrEqual(row.upper - row.lower);
    found.add(row.quantity);
  }
  expect([...found].sort()).toEqual(fitted);
});
