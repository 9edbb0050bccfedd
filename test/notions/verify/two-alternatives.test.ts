/** Certificates of the second best between two alternatives: accepted as written, refused once an entry is altered visibly. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { twoAlternativesFile } from '../../../src/kinds/field/proofs.ts';
import { judgeTwoAlternativesFile } from '../../../src/notions/verify/two-alternatives.ts';

interface File {
  readonly problem: { readonly coefficients: number[][][]; readonly signals: readonly object[] };
  readonly agents: readonly { readonly name: string; readonly steps: readonly { readonly from: number; readonly score: number }[] }[];
  readonly atLeast: number;
  readonly atMost: number;
  readonly constant: number;
}

/** Two agents with a signal for each alternative, which are worth `tilt` to the other in one and the opposite in the other. */
function fileOf(tilt: number, law: string): File {
  const problem = valueTable({
    agents: ['one', 'two'], alternatives: ['a', 'b'], signals: 'per-alternative', law: parseDistribution(law, 'law'),
    coefficients: [[[1, tilt], [tilt, 1]], [[1, -tilt], [-tilt, 1]]],
  }) as LinearProblem;
  return JSON.parse(JSON.stringify(twoAlternativesFile(problem, 256, {}))) as File;
}
const faults = (file: unknown): string => judgeTwoAlternativesFile(file).faults.join();

describe('certificates of the second best between two alternatives', () => {
  const file = fileOf(0.5, 'uniform(0,1)');
  const [one, two] = [file.agents[0]!, file.agents[1]!];
  const stepped = (change: (score: number, j: number) => number) =>
    [{ ...one, steps: one.steps.map(({ from, score }, j) => ({ from, score: change(score, j) })) }, two];

  it('are accepted, where scores had to be ironed as well', () => {
    expect(faults(file)).toBe('');
    expect(file.atMost - file.atLeast).toBeLessThan(0.005);
    expect(faults(fileOf(-1.5, 'uniform(1,2)'))).toBe('');
  });

  it('are refused once any entry is altered', () => {
    const coefficients = (by: number) =>
      ({ ...file.problem, coefficients: file.problem.coefficients.map((rows, i) => rows.map((row, k) => row.map((c, d) =>
        (i === 0 && k === 0 && d === 0 ? c + by : c)))) });
    const altered = [
      { atLeast: file.atMost + 0.01 }, { atLeast: file.atLeast + 0.06, atMost: file.atMost + 0.06 },
      { atMost: file.atMost - 0.06 }, { atMost: file.atLeast - 0.001 },
      { problem: coefficients(-0.4) }, { constant: file.constant + 0.4 }, { agents: [one] },
      { agents: stepped((score) => score + 0.2) }, { agents: stepped((score) => -score) }, { agents: stepped((score) => 1.5 * score) },
      { agents: stepped((score, j) => (j === 5 ? score - 1 : score)) },
    ];
    for (const change of altered) expect(faults({ ...file, ...change }), JSON.stringify(change).slice(0, 100)).not.toBe('');
    expect(() => faults({ ...file, agents: [{ ...one, name: 'three' }, two] })).toThrow(/^agents: must be among those/);
    expect(() => faults({ ...file, agents: [{ ...one, steps: [] }] })).toThrow(/steps/);
  });
});
