/** Certificates of radii of beliefs: accepted as written, refused once an entry is altered so that the statement becomes false. */
import { describe, expect, it } from 'vitest';
import { locallyRobustScenario } from '../../../scenarios/locally-robust/scenario.ts';
import { locallyRobustDeterministicScenario } from '../../../scenarios/locally-robust-deterministic/scenario.ts';
import { robustKind } from '../../../src/kinds/robust/kind.ts';
import type { BallMetric, BeliefsQuestion } from '../../../src/kinds/robust/study-point.ts';
import { judgeRobustFile } from '../../../src/notions/verify/robust.ts';
import { openRun } from '../../../src/run/run.ts';
import { defaultsOf } from '../../../src/study/points.ts';
import type { ParameterValues, Scenario } from '../../../src/study/scenario.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

interface RobustFile {
  readonly quantity: string;
  readonly atLeast: number;
  readonly atMost: number;
  readonly pair?: { readonly type: number; readonly report: number };
  readonly belief?: { readonly sentTo: number; readonly parts: readonly { readonly to: number; readonly kept: number }[] };
  readonly rule: { readonly kind: string; readonly of: readonly (readonly number[])[] };
}

async function filesOf(scenario: Scenario, metric: BallMetric, given: ParameterValues = {}): Promise<RobustFile[]> {
  const proofs: RobustFile[] = [];
  const onProof = (_: string, file: unknown): void => void proofs.push(JSON.parse(JSON.stringify(file)) as RobustFile);
  const run = openRun(inProcessDevice(), 'robust', { onProof });
  const values = { ...defaultsOf(scenario), ...given };
  const problem = { ...scenario.environment(values) as BeliefsQuestion, metrics: [metric] };
  const planned = await robustKind.plan(
    { values, size: 1, primaryAgent: 'i', kind: robustKind, pictures: false, references: () => [], problem },
    { command: 'run', maxProfiles: 1, confidence: 0.99, sampler: 'auto' }, run,
  );
  await planned.study(run);
  return proofs;
}
const faults = (file: unknown): string => judgeRobustFile(file).faults.join();

describe('certificates of radii', () => {
  it('are accepted by every metric, of rules that are chances, boundaries and polynomials', async () => {
    const files = [
      ...(await filesOf(locallyRobustScenario, 'prokhorov', { mechanism: 'regular', beliefs: 'beta(2,3)' })),
      ...(await filesOf(locallyRobustScenario, 'absolute-variation')),
      ...(await filesOf(locallyRobustScenario, 'contamination', { slope: 0.5 })),
      ...(await filesOf(locallyRobustDeterministicScenario, 'total-variation')),
    ];
    expect(files).toHaveLength(8);
    for (const file of files) expect(faults(file)).toBe('');
    // 1 - √(2/3) in total variation, twice that in absolute variation (docs/robust.md, section 2).
    expect(files[2]!.atLeast).toBeLessThanOrEqual(2 - 2 * Math.sqrt(2 / 3));
    expect(files[2]!.atMost).toBeGreaterThanOrEqual(2 - 2 * Math.sqrt(2 / 3));
  });

  it('are refused once any entry is altered', async () => {
    const file = (await filesOf(locallyRobustScenario, 'total-variation', { mechanism: 'regular', beliefs: 'beta(2,3)' }))[1]!;
    const belief = file.belief!;
    const altered = [
      { atLeast: file.atMost + 1 }, { atLeast: file.atLeast + 0.003 },
      { atLeast: file.atLeast + 0.01, atMost: file.atMost + 0.01 }, { atMost: file.atMost - 0.003 },
      { law: 'beta(2,2.9)' }, { law: 'beta(2.1,3)' }, { value: [[0, 0], [-1, 3.1]] }, { value: [[0, 0], [-1, 2.9]] },
      { value: [[0, 0], [1, -3]] },
      { rule: { ...file.rule, of: [[0, 0.5], [-0.5, 0]] } }, { metric: 'prokhorov' }, { metric: 'absolute-variation', atLeast: 0.01 },
      { pair: undefined }, { belief: undefined }, { belief: { ...belief, sentTo: 1 } },
      { belief: { ...belief, parts: [{ to: 1, kept: 1 }] } }, { belief: { ...belief, parts: [{ to: 1, kept: 0.5 }] } },
      { belief: { ...belief, parts: belief.parts.map((part) => ({ ...part, kept: 1 - part.kept })) } },
    ];
    for (const change of altered) expect(faults({ ...file, ...change }), JSON.stringify(change)).not.toBe('');
    expect(() => faults({ ...file, belief: { ...belief, parts: [{ to: 0.5, kept: 1 }] } })).toThrow(/^belief.parts/);
    expect(() => faults({ ...file, law: 'uniform(0,2)' })).toThrow(/^law/);
    expect(() => faults({ ...file, metric: 'wasserstein' })).toThrow(/metric/);
  });

  it('say at which pairs of types the lower end was looked at, and are of chances', () => {
    const wave = {
      schema: 'misreport.robust/1', agent: 'i', quantity: 'robustRadius', metric: 'total-variation', law: 'uniform(0,1)',
      rule: { kind: 'deterministic', of: [[-0.56], [1]] }, atLeast: 0.9, atMost: 1,
    };
    // (s - 0.56) (s - 0.57) (s - b): below 0 from 0.57 to b, with a multiple of 1/8 between or not.
    const value = (b: number): number[][] => [[-0.56 * 0.57 * b], [0.56 * 0.57 + b * (0.56 + 0.57)], [-(0.56 + 0.57 + b)], [1]];
    expect(faults({ ...wave, value: value(0.65) })).toMatch(/gains by reporting/);
    expect(judgeRobustFile({ ...wave, value: value(0.6) }).what).toMatch(/at pairs of types that are multiples of 1\/8$/);
    expect(faults({ ...wave, value: value(0.6), rule: { kind: 'stochastic', of: [[0], [1.5]] } })).toMatch(/the rule is no chance/);
  });

  it('say that every belief will do only where no pair fails anywhere', async () => {
    const [file] = await filesOf(locallyRobustScenario, 'contamination', { beliefs: 'uniform(0,1)' });
    const every = { ...file, atLeast: 1, atMost: 1, pair: undefined, belief: undefined };
    expect(faults(every)).toMatch(/gains by reporting/);
    expect(faults({ ...every, value: [[0, 0], [1, 3]] })).toBe('');
  });
});
