/** Certificates of deficits that nobody collects: accepted as written, refused once an entry is altered visibly. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import type { Distribution } from '../../../src/distributions/distribution.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { coordinatesOf } from '../../../src/environment/social-choice.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { uncollectableByCells, uncollectableFile } from '../../../src/kinds/field/second-best-proofs.ts';
import { requireCollectable, welfareFile } from '../../../src/kinds/field/welfare-ends.ts';
import { relaxedSecondBest } from '../../../src/notions/second-best/relaxation.ts';
import { typeCells } from '../../../src/notions/second-best/type-cells.ts';
import { judgeUncollectableFile } from '../../../src/notions/verify/uncollectable.ts';
import { solveFloat } from '../../../src/programs/float.ts';

interface Scores {
  readonly constant: number;
  readonly agents: readonly { readonly name: string; readonly steps: readonly { readonly from: number; readonly score: number }[] }[];
}
interface File {
  readonly problem: { readonly coefficients: number[][][]; readonly constants: number[][]; readonly signals: { readonly law: string }[] };
  readonly deficit: number;
  readonly proof: {
    readonly scores: Scores; readonly multipliers: readonly { readonly kind: string; readonly weight: number }[];
    readonly permittedEpsilon: number;
  };
}
const law = (text: string) => parseDistribution(text, 'law');
const told = (file: unknown): File => JSON.parse(JSON.stringify(file)) as File;
const faults = (file: unknown): string => judgeUncollectableFile(file).faults.join();
const trade = (cost: Distribution, value: Distribution, ownership?: boolean): LinearProblem =>
  bilateralTrade({ cost, value, ...(ownership === undefined ? {} : { ownership }) }) as LinearProblem;
const uniform = trade(law('uniform(0,1)'), law('uniform(0,1)'));
const doubled = ({ problem }: File) =>
  ({ ...problem, coefficients: problem.coefficients.map((rows) => rows.map((row) => row.map((rate) => 3 * rate))) });

describe('deficits that no incentive compatible mechanism between two alternatives has', () => {
  const written = (problem: LinearProblem, deficit: number, cells = 256): File => told(uncollectableFile(problem, { cells, deficit }, {}));
  // A posted price of 3/4 and 1/4: 1/24 is collected of uniform traders at most (Myerson and Satterthwaite 1983).
  const file = written(uniform, -0.042);

  it('are proved as near to what is collected as cells tell it, and not beyond', () => {
    expect(faults(file)).toBe('');
    expect(judgeUncollectableFile(file).what).toMatch(/^no incentive compatible .* -0\.042 \(0\.04167\d is collected at most, by quad/);
    expect(faults({ ...file, deficit: -1 / 24 + 1e-4 })).toMatch(/^as much as 0\.0416\d+ may be collected by quadrature, where 0\.0415/);
    expect(uncollectableFile(uniform, { cells: 4, deficit: -0.042 }, {})).toMatch(/^the deficit is too near/);
  });

  it('are proved under other laws, with ownership, where a law is a table, and of three agents by draws', () => {
    expect(faults(written(trade(law('beta(2,3)'), law('truncated-normal(0.6,0.3,0,1)')), -0.2))).toBe('');
    // The seller owns the good and may be charged for keeping it.
    expect(faults(written(trade(law('uniform(0,1)'), law('uniform(0.2,1.1)'), true), -0.6))).toBe('');
    const mine: Distribution = {
      text: 'mine', support: [0, 1], cdf: (x) => Math.min(1, Math.max(0, x)) ** 2, quantile: (p) => Math.sqrt(p),
    };
    const table = judgeUncollectableFile(written(trade(mine, law('uniform(0,1)')), -0.1));
    expect([table.faults, /Taken as given, not checked: \d+ values/.test(table.what)]).toEqual([[], true]);
    const three: LinearProblem = {
      kind: 'social-choice', agents: ['one', 'two', 'three'], alternatives: ['no', 'yes'],
      signals: [0, 1, 2].map((owner) => ({ owner, name: `s${owner}`, law: law('uniform(0,1)') })),
      valuations: {
        kind: 'linear', constants: [[0, -0.4], [0, -0.4], [0, -0.4]],
        coefficients: [0, 1, 2].map((i) => [[0, 0, 0], [0, 1, 2].map((d) => Number(i === d))]),
      },
    };
    const drawn = written(three, -0.4, 64);
    const judged = judgeUncollectableFile(drawn);
    expect(judged.faults).toEqual([]);
    expect(judged.what).toMatch(/ on 64000 draws of this check's own, within 0\.0/);
    // Draws do not tell so much that nothing is left open.
    const most = Number(/\(([\d.e-]+) is collected/.exec(judged.what)![1]);
    expect(faults({ ...drawn, deficit: -most - 1e-4 })).toMatch(/^what is collected is told only within/);
  });

  it('are refused once scores, laws or rates are others', () => {
    const { problem, proof } = file;
    const scored = (change: (score: number, j: number) => number): unknown => ({
      ...file, proof: {
        ...proof, scores: {
          ...proof.scores, agents: proof.scores.agents.with(0, {
            ...proof.scores.agents[0]!,
            steps: proof.scores.agents[0]!.steps.map(({ from, score }, j) => ({ from, score: change(score, j) })),
          }),
        },
      },
    });
    const altered = [
      scored((score) => score + 0.01), scored((score) => score - 0.01), scored((score) => 1.1 * score),
      scored((score, j) => (j > 9 ? score - 0.5 : score)),
      { ...file, proof: { ...proof, scores: { ...proof.scores, constant: 0.01 } } },
      { ...file, proof: { ...proof, scores: { ...proof.scores, agents: proof.scores.agents.slice(1) } } },
      { ...file, deficit: -0.04 }, { ...file, deficit: 0 }, { ...file, problem: doubled(file) },
      { ...file, problem: { ...problem, constants: [[0, 0.01], [0, 0]] } },
      { ...file, problem: { ...problem, signals: problem.signals.with(1, { ...problem.signals[1]!, law: 'uniform(0.1,1.1)' }) } },
    ];
    for (const one of altered) expect(faults(one), JSON.stringify(one).slice(-200)).not.toBe('');
    const inside = problem.coefficients.map((rows, i) => (i === 0 ? [[-0.5, 0], [0.5, 0]] : rows));
    expect(faults({ ...file, problem: { ...problem, coefficients: inside } })).toMatch(/worst-off type of seller is not at an end/);
    for (const cut of [
      { ...file, proof: { kind: 'scores' } }, { ...file, deficit: undefined }, { ...file, proof: { ...proof, kind: 'guess' } },
      { ...file, problem: { ...problem, alternatives: ['a'] } }, { ...file, more: 1 },
    ]) expect(() => faults(cut)).toThrow(InputError);
  });
});

describe('deficits that no mechanism with a permitted ε has', () => {
  const written = async (problem: LinearProblem, { cells, epsilon, deficit }: { cells: number; epsilon: number; deficit: number }) => {
    const parts = problem.agents.flatMap((_, i) => (coordinatesOf(problem, i).length > 0 ? [typeCells(problem, i, cells)] : []));
    const relaxed = await relaxedSecondBest(problem, parts, { epsilon, participation: true }, solveFloat, undefined, 'money');
    return { file: told(uncollectableByCells(problem, relaxed, { cells, epsilon, deficit, values: {} })), most: relaxed.upper };
  };

  it('are proved by multipliers over means of cells, and refused once these are others', async () => {
    const { file, most } = await written(uniform, { cells: 8, epsilon: 0.02, deficit: -0.08 });
    // No less than a rule constant on cells collects: 0.0509 of 32.
    expect([most > 0.0509, most < 0.06]).toEqual([true, true]);
    expect(faults(file)).toBe('');
    const { problem, proof } = file;
    const weighed = (change: (row: { kind: string; weight: number }) => number) =>
      ({ ...proof, multipliers: proof.multipliers.map((row) => ({ ...row, weight: change(row) })) });
    const altered = [
      { deficit: -most + 1e-6 }, { deficit: -0.04 }, { problem: doubled(file) }, { proof: { ...proof, permittedEpsilon: 0.2 } },
      { proof: weighed(({ kind, weight }) => (kind === 'budget' ? 0 : weight)) },
      { proof: weighed(({ kind, weight }) => (kind === 'hidden' ? 1.5 * weight : weight)) },
      { proof: weighed(({ kind, weight }) => (kind === 'slope' || kind === 'lie' ? 0.5 * weight : weight)) },
      { problem: { ...problem, signals: problem.signals.with(1, { ...problem.signals[1]!, law: 'uniform(0,1.2)' }) } },
    ];
    for (const change of altered) expect(faults({ ...file, ...change }), JSON.stringify(change).slice(0, 80)).not.toBe('');
    // What proves it proves the same however much it all weighs.
    expect(faults({ ...file, proof: weighed(({ weight }) => 7 * weight) })).toMatch(/^$|may be collected/);
    const uneven = await written(trade(law('beta(2,3)'), law('beta(2,3)')), { cells: 6, epsilon: 0, deficit: -0.15 });
    expect(faults(uneven.file)).toBe('');
    expect(() => faults({ ...file, proof: { ...proof, multipliers: undefined } })).toThrow(InputError);
  });
});

describe('deficits above all that alternatives are worth', () => {
  const file = told(welfareFile(uniform, -0.18, {}));

  it('are proved of mechanisms of any kind, and refused where they are not', () => {
    expect(faults(file)).toBe('');
    expect(judgeUncollectableFile(file).what).toMatch(/^no mechanism, whatever lies gain, .* \(0\.16667 is collected at most, over 64/);
    // All gains from trade are 1/6.
    const { problem } = file;
    for (const change of [
      { deficit: -0.166 }, { problem: doubled(file) }, { problem: { ...problem, constants: [[0.02, 0.02], [0, 0]] } },
      { problem: { ...problem, signals: problem.signals.with(1, { ...problem.signals[1]!, law: 'uniform(0,1.2)' }) } },
    ]) expect(faults({ ...file, ...change }), JSON.stringify(change).slice(0, 80)).toMatch(/^as much as/);
    expect(() => faults({ ...file, proof: { kind: 'welfare', cells: 65 } })).toThrow(/^proof/);
    const many = { ...problem, signals: [0, 1, 2, 3, 4].map((s) => ({ name: `s${s}`, owner: 0, law: 'uniform(0,1)' })) };
    const rates = problem.coefficients.map((rows) => rows.map(() => [1, 0, 0, 0, 0]));
    expect(() => faults({ ...file, problem: { ...many, coefficients: rates } })).toThrow(/^cells: make/);
  });

  it('end a study of the least epsilon with such a file', () => {
    const files: unknown[] = [];
    const run = { prove: (_: string, of: () => unknown, what?: string) => void files.push(what, of()) };
    const asked = { kind: 'field', question: 'field', agent: 'seller', individuallyRational: 'interim', budget: 'ex-ante' } as const;
    expect(() => requireCollectable({ ...asked, problem: uniform, deficit: -0.5 }, {}, run))
      .toThrow(/^deficit: must be at least -0\.1\d+: agents .* got -0\.5; participation .* add up to 0 >= 0\.33\d+$/);
    expect(files[0]).toBe('refusal');
    expect(faults(told(files[1]))).toBe('');
    expect(() => requireCollectable({ ...asked, problem: uniform, deficit: -0.1 }, {}, run)).not.toThrow();
  });
});
