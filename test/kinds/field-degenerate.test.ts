/** Fields of coefficient arrays without full rank, and of signal spaces with next to no width: zeros where they are, never NaN. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { LinearProblem } from '../../src/experiments/field/walk-sums.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import { openRun } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

/** Agent one's own rates in two alternatives by her two signals; agent two is told of the first, and sees a third. */
const problemOf = (own: readonly (readonly number[])[], first = 'uniform(0,1)'): LinearProblem => ({
  kind: 'social-choice', agents: ['one', 'two'], alternatives: ['A', 'B'],
  signals: [first, 'uniform(0,1)', 'uniform(0,1)'].map((text, d) =>
    ({ name: 'abc'[d]!, owner: d < 2 ? 0 : 1, law: parseDistribution(text, 'law') })),
  valuations: { kind: 'linear', constants: [[0, 0], [0, 0]], coefficients: [own.map((row) => [...row, 0]), [[0.5, 0, 0], [0, 0, 1]]] },
});

async function rowsOf(problem: LinearProblem) {
  const asked = { kind: 'field', question: 'field', agent: 'one', cells: 3, problem } as const;
  fieldKind.validate(asked);
  const run = openRun(inProcessDevice(), 'degenerate');
  const planned = await fieldKind.plan(
    { values: {}, size: 1, primaryAgent: 'one', kind: fieldKind, pictures: false, references: () => [], problem: asked },
    { command: 'run', profiles: 640, maxProfiles: 640, confidence: 0.9, sampler: 'auto' }, run,
  );
  const { estimates } = await planned.study(run);
  for (const row of estimates) {
    for (const number of [row.estimate, row.lower, row.upper]) expect(Number.isFinite(number), row.quantity).toBe(true);
    expect(row.lower <= row.estimate && row.estimate <= row.upper, row.quantity).toBe(true);
  }
  return (quantity: string) => estimates.find((row) => row.quantity === quantity)!;
}

describe('degenerate fields', () => {
  it('are zero where the agent tells no alternatives apart, by equal rates or by rates in proportion', async () => {
    for (const own of [[[1, 1], [1, 1]], [[1, 2], [1, 2]], [[0.1, 0], [0.1, 0]]]) {
      const of = await rowsOf(problemOf(own));
      for (const quantity of ['leastEpsilon', 'circulation', 'congruenceGap']) {
        expect(of(quantity), quantity).toMatchObject({ lower: 0, upper: 0 });
      }
    }
  });

  it('keep their ends where a signal hardly varies, or enters nobody else', async () => {
    const thin = await rowsOf(problemOf([[1, 0], [0, 1]], 'uniform(0.5,0.5000001)'));
    // Half the range of A - λ B at its best: the coordinates, not their widths, decide what a lie is.
    expect(thin('leastEpsilon').upper).toBeLessThanOrEqual(0.5);
    expect(thin('congruenceGap').lower).toBe(0.5);
    const single = await rowsOf(problemOf([[1, 0], [0, 0]]));
    expect(single('leastEpsilon').lower).toBe(0);
  });

  it('are refused in one line where nothing has a length, a law has no width, or rates are no numbers', () => {
    const asked = (problem: LinearProblem) => () => fieldKind.validate({ kind: 'field', question: 'field', agent: 'one', problem });
    expect(asked(problemOf([[0, 0], [0, 0]]))).toThrow(/^agent: has no signal that enters her own value/);
    expect(asked(problemOf([[Number.NaN, 0], [0, 1]]))).toThrow(/coefficients\[0\]\[0\]\[0\]: must be a finite number, got NaN/);
    expect(() => problemOf([[1, 0], [0, 1]], 'uniform(0.5,0.5)')).toThrow(/lower end below its upper end/);
    expect(() => problemOf([[1, 0], [0, 1]], 'discrete(0.5:1)')).toThrow(/needs from 2 to 256 values/);
  });
});
