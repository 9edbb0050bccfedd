/** Certificates of rules constant on cells where values are formulas: accepted as written, and refused once they are altered. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { formulaExpressions, formulaValues } from '../../../src/environment/formula-values.ts';
import { formulaRuleFile } from '../../../src/kinds/field/second-best-bound-proof.ts';
import { bentCells } from '../../../src/notions/second-best/bent-cells.ts';
import { bestBentRule } from '../../../src/notions/second-best/bent-rule.ts';
import type { Constraints } from '../../../src/notions/second-best/relaxation.ts';
import { judgeRule } from '../../../src/notions/verify/formula-rule.ts';
import { solveFloat } from '../../../src/programs/float.ts';
import { atOnce } from '../../../src/run/turns.ts';

interface File extends Record<string, unknown> {
  readonly chances: number[][];
  readonly cuts: number[][];
  readonly atLeast: number;
}

async function fileOf(
  formulas: readonly (readonly string[])[], constraints: Constraints, size = 6, laws = ['uniform(0,1)', 'uniform(0,1)'],
): Promise<File | string> {
  const problem = formulaValues({
    agents: ['one', 'two'], alternatives: ['A', 'B', 'C'].slice(0, formulas[0]!.length), formulas,
    signals: laws.map((text, owner) => ({ owner, name: 'cv'[owner]!, law: parseDistribution(text, 'law') })),
  });
  const all = formulaExpressions(problem);
  const cells = atOnce(bentCells(problem, all, size));
  const rule = await bestBentRule(cells, constraints, solveFloat);
  if (typeof rule === 'string') throw new Error(rule);
  return JSON.parse(JSON.stringify(formulaRuleFile(problem, all, cells, rule, constraints, {}))) as File | string;
}
const TRADE = [['0', '-c'], ['0', 'v + v^2 - v*v']];
const DRAWS = 6000;
const faults = (file: unknown): string => judgeRule(file, DRAWS).faults.join('; ');
const trade = { epsilon: 0, participation: true, deficit: 0 };

it('reach what they say in bilateral trade, with participation and a budget, and nothing more', async () => {
  const file = await fileOf(TRADE, trade) as File;
  expect(file.atLeast).toBeGreaterThan(0.12);
  expect(file.atLeast).toBeLessThan(9 / 64);
  const { what, faults: none } = judgeRule(file, DRAWS);
  expect(none).toEqual([]);
  expect(what).toMatch(/^a rule constant on 6 x 6 .* within 0\.01\d* on 6000 draws .*; -?0\.0\d+ within 0\.03\d* is left of money\)$/);
  const chances = (of: (row: number[], a: number) => number[]) => ({ ...file, chances: file.chances.map(of) });
  for (const [altered, expected] of [
    [{ ...file, atLeast: file.atLeast + 0.03 }, /the rule reaches 0\.1\d+ on 6000 draws, below/],
    [{ ...file, deficit: -0.06 }, /utilities cost 0\.0\d+ more than/],
    [chances((row, a) => (a === 5 ? [0.9, 0.3] : row)), /add up to something else than one/],
    // The highest values no longer trade, or the highest costs do.
    [chances((row, a) => (a % 6 === 5 ? [1, 0] : row)), /some lie between cells gains/],
    [chances((row, a) => (a >= 30 ? [0, 1] : row)), /some lie between cells gains/],
    // Trade wherever there are gains is incentive compatible, and costs too much.
    [chances((_, a) => (a % 6 >= Math.floor(a / 6) ? [0, 1] : [1, 0])), /^utilities cost 0\.26\d+ more than/],
  ] as const) expect(faults(altered)).toMatch(expected);
});

it('count slopes that move with the other\'s signal cell by cell, what is permitted, and no budget where none is asked', async () => {
  const formulas = [['c*(1 + v)', '0.3 + 0.1*c^2', '0'], ['0', 'v', '0.4 + 0.5*v^2 - 0.2*c']];
  for (const constraints of [{ epsilon: 0, participation: false }, { epsilon: 0.1, participation: false }]) {
    const file = await fileOf(formulas, constraints, 4, ['beta(2,2)', 'uniform(0,1)']) as File;
    expect(faults(file)).toBe('');
    expect(judgeRule(file, 64).what).not.toMatch(/money/);
    const flipped = { ...file, chances: file.chances.toReversed() };
    expect(faults(flipped)).toMatch(/some lie between cells gains/);
    expect(faults({ ...flipped, epsilon: 3 })).not.toMatch(/some lie/);
  }
  const unbounded = await fileOf([['0', 'sqrt(c)'], ['0', 'v - 0.6']], { epsilon: 0, participation: false }, 4);
  expect(unbounded).toMatch(/slopes of values have no bound somewhere/);
});

it('see a lie upwards by those alone whose values fall', async () => {
  // Values fall up to 1/2 and rise from there on: to trade with the high types only is what high types want, and low types lie to have.
  const file = await fileOf([['0', '-c'], ['0', 'v^2 - v']], { epsilon: 0, participation: false }, 4) as File;
  const traded = (of: (buyer: number) => boolean) =>
    ({ ...file, atLeast: -9, chances: file.chances.map((_, a) => (of(a % 4) ? [0, 1] : [1, 0])) });
  expect(faults(traded((v) => v >= 2))).toMatch(/^some lie between cells gains 1(\.0+\d+)? a unit more/);
  // The other way round high types lie downwards; all alike, nobody does.
  expect(faults(traded((v) => v < 2))).toMatch(/^some lie between cells gains 1(\.0+\d+)? a unit more/);
  expect(faults(traded(() => true))).toBe('');
});

it('name the key that is wrong', async () => {
  const file = await fileOf(TRADE, trade, 3) as File & { problem: { signals: object[] } };
  const wrong: [object, RegExp][] = [
    [{ cuts: [file.cuts[0]] }, /^cuts: must rise/], [{ cuts: file.cuts.map((ends) => ends.toReversed()) }, /^cuts: must rise/],
    [{ chances: file.chances.slice(1) }, /^chances: must have a number for each alternative in each of 9/], [{ atLeast: 'x' }, /^atLeast/],
    [{ problem: { ...file.problem, signals: file.problem.signals.map((one) => ({ ...one, owner: 0 })) } }, /^problem\.signals: must be/],
    [{ epsilon: -1 }, /^epsilon/],
  ];
  for (const [change, expected] of wrong) expect(() => judgeRule({ ...file, ...change }, 16), String(expected)).toThrow(expected);
});
