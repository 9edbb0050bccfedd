/** Rules constant on cells, menus and mixtures as files: accepted as written, and refused where any entry says what is not so. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import type { Distribution } from '../../../src/distributions/distribution.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { menuFile, twoAlternativesFile } from '../../../src/kinds/field/second-best-proofs.ts';
import { ruleFile } from '../../../src/kinds/field/second-best-rule-proof.ts';
import { informedOf } from '../../../src/kinds/field/second-best-sizes.ts';
import { bestScalarMechanism } from '../../../src/notions/second-best/scalar-program.ts';
import type { Constraints } from '../../../src/notions/second-best/relaxation.ts';
import { typeCells } from '../../../src/notions/second-best/type-cells.ts';
import { firstBestEnds } from '../../../src/notions/verify/first-best.ts';
import { reachedFaults, reachedWords, type Reached } from '../../../src/notions/verify/reached.ts';
import { judgeSecondBestRuleFile } from '../../../src/notions/verify/second-best-rule.ts';
import { judgeTwoAlternativesFile } from '../../../src/notions/verify/two-alternatives.ts';
import { solveFloat } from '../../../src/programs/float.ts';

interface File {
  readonly problem: { readonly signals: readonly { readonly law: string }[]; readonly coefficients: number[][][] };
  readonly chances: readonly (readonly number[])[];
  readonly slopes: readonly (readonly number[])[];
  readonly permittedEpsilon: number;
  readonly deficit?: number;
  readonly atLeast: number;
}

const law = (text: string) => parseDistribution(text, 'law');
const uniform = law('uniform(0,1)');
const copy = <T>(file: T): T => JSON.parse(JSON.stringify(file)) as T;

async function fileOf(problem: LinearProblem, cells: number, constraints: Constraints): Promise<File & { readonly lower: number }> {
  const parts = informedOf(problem).map((agent) => typeCells(problem, agent, cells));
  const found = await bestScalarMechanism(problem, parts, constraints, solveFloat);
  return { ...copy(ruleFile(problem, found!, { cells, constraints, values: {} })) as unknown as File, lower: found!.lower };
}
const judged = ({ lower: _lower, ...file }: File & { readonly lower?: number }) => judgeSecondBestRuleFile(file);
const faults = (file: File & { readonly lower?: number }): string => judged(file).faults.join();

const trade = bilateralTrade({ cost: uniform, value: law('uniform(0.2,1.7)') }) as LinearProblem;
/** Three alternatives, a signal each of two agents. */
const three = valueTable({
  agents: ['one', 'two'], alternatives: ['a', 'b', 'c'], signals: 'one-dimensional', law: () => uniform,
  coefficients: [[[1, 0.3], [0.2, 1]], [[0.1, 0.2], [0.6, 0.4]], [[0, 0.9], [0.7, 0]]],
}) as LinearProblem;

describe('rules constant on cells', () => {
  it('are accepted as written and reach the lower end of the row: a budget, a permitted ε, alternatives, laws of any shape', async () => {
    const uneven = bilateralTrade({ cost: law('beta(2,3)'), value: law('truncated-normal(0.6,0.3,0,1)') }) as LinearProblem;
    const files = [
      await fileOf(trade, 5, { epsilon: 0.05, participation: true, deficit: 0.01 }),
      await fileOf(trade, 4, { epsilon: 0, participation: true, deficit: 0 }),
      await fileOf(uneven, 3, { epsilon: 0.02, participation: true, deficit: 0 }),
      await fileOf(three, 3, { epsilon: 0.03, participation: false }), await fileOf(three, 2, { epsilon: 0, participation: false }),
    ];
    for (const file of files) {
      expect(faults(file)).toBe('');
      expect(file.lower - file.atLeast).toBeLessThan(1e-7 * (1 + Math.abs(file.lower)));
      expect(faults({ ...file, atLeast: file.atLeast + 1e-3 })).toMatch(/^the rule reaches/);
    }
    expect(judged(files[0]!).what).toMatch(/a permitted epsilon of 0\.05 and participation and a deficit of 0\.01$/);
  });

  it('are refused once a chance, a slope, a rate, a law or a constraint is another', async () => {
    const file = await fileOf(trade, 4, { epsilon: 0.05, participation: true, deficit: 0.01 });
    expect(faults({ ...file, permittedEpsilon: 0.04 })).toMatch(/moves by more than 0\.04/);
    expect(faults({ ...file, deficit: 0 })).toMatch(/utilities cost/);
    file.slopes.forEach((row, i) => row.forEach((_, t) => {
      const off = (by: number): File => ({ ...file, slopes: file.slopes.with(i, row.with(t, row[t]! + by)) });
      expect(faults(off(0.11))).not.toBe('');
      expect(faults(off(-0.11))).not.toBe('');
    }));
    file.chances.forEach((row, joint) => {
      expect(faults({ ...file, chances: file.chances.with(joint, row.with(0, row[0]! + 0.01)) })).toMatch(/add up/);
      // Turned round, a choice that is sure is worth less or moves what somebody is told apart by.
      if (Math.max(...row) === 1) expect(faults({ ...file, chances: file.chances.with(joint, row.toReversed()) })).not.toBe('');
    });
    const { signals, coefficients } = file.problem;
    const withLaw = signals.with(1, { ...signals[1]!, law: 'uniform(0,1.7)' });
    expect(faults({ ...file, problem: { ...file.problem, signals: withLaw } })).not.toBe('');
    const rate = coefficients.map((rows, i) => rows.map((row, k) => row.map((c, d) => (i === 1 && k === 1 && d === 1 ? 0.9 * c : c))));
    expect(faults({ ...file, problem: { ...file.problem, coefficients: rate } })).not.toBe('');
    for (const odd of [{ chances: file.chances.slice(1) }, { slopes: [] }, { cells: 65 }, { chances: [] }]) {
      expect(() => faults({ ...file, ...odd })).toThrow(/^(chances|slopes|cells): /);
    }
    const many = { ...file.problem, signals: signals.map((signal) => ({ ...signal, owner: 0 })) };
    expect(() => faults({ ...file, problem: many })).toThrow(/^problem\.signals: must be one of each agent/);
  });

  it('hold for every law with the values in the file', async () => {
    const own: Distribution = {
      text: 'mine', support: [0, 1], cdf: (x) => Math.min(1, Math.max(0, x)) ** 2, quantile: (p) => Math.sqrt(p),
    };
    const file = await fileOf(bilateralTrade({ cost: own, value: uniform }) as LinearProblem, 4, {
      epsilon: 0.02, participation: true, deficit: 0,
    });
    expect(faults(file)).toBe('');
    expect(judged(file).what).toMatch(/whichever law with a density cost has, of those with the values given/);
    expect(faults({ ...file, atLeast: file.atLeast + 1e-3 })).toMatch(/^the rule reaches/);
  });
});

describe('what menus and mixtures reach', () => {
  const told = (problem: LinearProblem) => ({
    agents: [...problem.agents], alternatives: [...problem.alternatives],
    signals: problem.signals.map(({ name, owner, law: of }) => ({ name, owner, law: of.text })),
    constants: problem.valuations.constants.map((row) => [...row]),
    coefficients: problem.valuations.coefficients.map((rows) => rows.map((row) => [...row])),
  });

  it('rests on the first best over boxes, which they bracket: of two uniform numbers the larger is 2/3', () => {
    const larger = valueTable({
      agents: ['one', 'two'], alternatives: ['a', 'b'], signals: 'one-dimensional', law: () => uniform,
      coefficients: [[[1, 0], [0, 0]], [[0, 0], [0, 1]]],
    }) as LinearProblem;
    const [low, high] = firstBestEnds(told(larger), 2 / 3 - 1e-6);
    expect(low).toBeGreaterThan(2 / 3 - 1e-6);
    expect(low).toBeLessThanOrEqual(2 / 3);
    expect(high).toBeGreaterThanOrEqual(2 / 3);
    const beta = firstBestEnds(told({ ...larger, signals: larger.signals.map((one) => ({ ...one, law: law('beta(2,1)') })) }), 0.8 - 1e-4);
    expect(beta[0]).toBeGreaterThan(0.8 - 1e-4);
    expect(beta[0]).toBeLessThanOrEqual(0.8);
    expect(firstBestEnds(told(larger), 0)[0]).toBeGreaterThan(0);
  });

  it('is refused where the first best, a maximiser, what is permitted or the sum is another', () => {
    const menu = { weights: [1, 1], lotteries: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], prices: [0, 0, 0] };
    const mixed = { firstBest: 1.0, epsilon: 0.02 };
    const file = copy(menuFile(three, menu, { lossAtMost: 0.05, confidence: 0.9, values: {}, ...mixed })) as unknown as {
      readonly reached: Reached & { readonly mixed: object };
    };
    const { reached } = file;
    const problem = told(three);
    const withReached = (more: object) => reachedFaults(problem, { ...reached, ...more }, (worth) => worth - 0.05).join();
    expect(withReached({})).toBe('');
    expect(reachedWords(problem, reached))
      .toMatch(/so that mixed with the efficient rule, 0\.\d+ of it, within a permitted epsilon of 0\.02, it reaches at least/);
    expect(withReached({ firstBest: 2 })).toMatch(/^the first best is worth/);
    expect(withReached({ atLeast: reached.atLeast + 1e-6 })).toMatch(/it reaches/);
    expect(withReached({ mixed: { ...reached.mixed, permittedEpsilon: 0.01 } })).toMatch(/it reaches/);
    const steeper = reached.mixed!.maximisers.map((one) => ({ ...one, lambda: one.lambda + 1 }));
    expect(withReached({ mixed: { ...reached.mixed, maximisers: steeper } })).toMatch(/it reaches/);
    expect(() => withReached({ mixed: { ...reached.mixed, maximisers: [] } })).toThrow(/^reached\.mixed\.maximisers: must be one of one/);
  });

  it('of rules between two alternatives mixes with the efficient one, and never where a budget has to pay', () => {
    const tilted = valueTable({
      agents: ['one', 'two'], alternatives: ['a', 'b'], signals: 'one-dimensional', law: () => uniform,
      coefficients: [[[1, -0.5], [-1.2, 1]], [[0, 0], [0, 0]]],
    }) as LinearProblem;
    const file = copy(twoAlternativesFile(tilted, { cells: 256, firstBest: 0.1, epsilon: 0.05 }, {})) as Record<string, unknown>;
    const judgement = judgeTwoAlternativesFile(file);
    expect(judgement.faults).toEqual([]);
    expect(judgement.what).toMatch(/so that mixed with the efficient rule/);
    expect(judgeTwoAlternativesFile({ ...file, deficit: 0 }).faults.join()).toMatch(/for whose transfers the budget may not pay/);
  });
});
