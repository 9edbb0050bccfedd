/** Certificates of what no mechanism passes where values are formulas: accepted as written, and refused once they are altered. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { formulaExpressions, formulaValues } from '../../../src/environment/formula-values.ts';
import { formulaBoundFile } from '../../../src/kinds/field/second-best-bound-proof.ts';
import { bentCells } from '../../../src/notions/second-best/bent-cells.ts';
import { bentSecondBest } from '../../../src/notions/second-best/bent-relaxation.ts';
import type { Most } from '../../../src/notions/second-best/relaxed-program.ts';
import type { Constraints } from '../../../src/notions/second-best/relaxation.ts';
import { judgeBound } from '../../../src/notions/verify/formula-bound.ts';
import { solveFloat } from '../../../src/programs/float.ts';
import { atOnce } from '../../../src/run/turns.ts';

interface Row extends Record<string, unknown> {
  readonly kind: string;
  readonly weight: number;
}
interface File extends Record<string, unknown> {
  readonly rows: Row[];
  readonly atMost: number;
  readonly cuts: number[][];
}

/** Bilateral trade, values told by formulas: 9/64 under uniform laws. */
async function fileOf(
  constraints: Constraints, laws = ['uniform(0,1)', 'uniform(0,1)'], size = 8, most: Most = 'welfare',
): Promise<File> {
  const problem = formulaValues({
    agents: ['seller', 'buyer'], alternatives: ['none', 'trade'], formulas: [['0', '-c'], ['0', 'v^2 + v - v*v']],
    signals: laws.map((text, owner) => ({ owner, name: 'cv'[owner]!, law: parseDistribution(text, 'law') })),
  });
  const all = formulaExpressions(problem);
  const cells = atOnce(bentCells(problem, all, size));
  const { deficit: _, ...free } = constraints;
  const relaxed = await bentSecondBest(cells, most === 'money' ? free : constraints, [[true], [true]], solveFloat, undefined, most);
  if (relaxed === 'infeasible') throw new Error('there is a mechanism');
  return JSON.parse(JSON.stringify(formulaBoundFile(problem, all, cells, relaxed, constraints, {}, most))) as File;
}
const DRAWS = 12_000;
const faults = (file: unknown): string => judgeBound(file, DRAWS).faults.join();
const trade = { epsilon: 0, participation: true, deficit: 0 };

it('add up to 9/64 and a little in bilateral trade, and to more by any other weights', async () => {
  const file = await fileOf(trade);
  expect(file.atMost).toBeGreaterThan(9 / 64);
  expect(file.atMost).toBeLessThan(0.144);
  const { what, faults: none } = judgeBound(file, DRAWS);
  expect(none).toEqual([]);
  const [sum, half] = /add up to ([\d.]+) within ([\d.]+) on/.exec(what)!.slice(1).map(Number) as [number, number];
  // Valid whatever the weights: no less than what is true, up to draws.
  expect(sum + half).toBeGreaterThan(9 / 64);
  expect(sum - half).toBeLessThan(file.atMost);
  expect(half).toBeLessThan(0.02);
  const rows = (change: (row: Row) => Row | undefined) => ({ ...file, rows: file.rows.flatMap((row) => change(row) ?? []) });
  for (const altered of [
    { ...file, atMost: 0.11 }, rows((row) => (row.kind === 'budget' ? undefined : row)),
    rows((row) => (row.kind === 'slope' ? undefined : row)),
    rows((row) => (row.kind === 'slope' ? { ...row, side: -Number(row.side) } : row)),
  ]) expect(faults(altered)).toMatch(/the constraints add up to \d\.\d+ on 12000 draws, above/);
});

it('say what is collected at most, 1/24 in bilateral trade, and that it is not enough', async () => {
  const file = await fileOf({ ...trade, deficit: -0.07 }, undefined, 8, 'money');
  expect(file.atMost).toBeGreaterThan(1 / 24);
  expect(file.atMost).toBeLessThan(0.045);
  expect(judgeBound(file, DRAWS).what).toMatch(/^no .* collects more than 0\.04\d+, and 0\.07 is asked for/);
  expect(faults(file)).toBe('');
  expect(faults({ ...file, deficit: -0.04 })).toMatch(/is enough for what is asked for/);
  // 1/24 can be collected: that less cannot is not proved by draws which do not speak against it.
  expect(faults({ ...file, deficit: -0.0416, atMost: 0.0415 })).toMatch(/proves nothing so near to 0\.0416/);
  expect(faults({ ...file, atMost: 0.02 })).toMatch(/the constraints add up to 0\.04/);
  // Welfare of the same constraints is another number.
  expect(faults({ ...file, most: 'welfare' })).toMatch(/add up to/);
  expect(() => judgeBound({ ...file, participation: false }, 16)).toThrow(/^deficit: must be told, of agents who may stay away/);
  expect(() => judgeBound({ ...file, rows: [...file.rows, { kind: 'budget', weight: 1 }] }, 16)).toThrow(/welfare that is to be the most/);
});

it('is refused where constraints of cells that nobody is in leave draws without a word', async () => {
  const file = await fileOf(trade, undefined, 4);
  const moved = (places: unknown): unknown => (Array.isArray(places) ? places.map((j: number) => j + 1) : places);
  const rows: object[] = file.rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, one]) => [name, moved(one)])));
  const rare = { ...file, cuts: file.cuts.map(([low, ...ends]) => [low, 1e-7, ...ends]), rows };
  // The first cells are no longer even by much, and are as they were for all that draws see.
  expect(faults(rare)).toBe('');
  const lie = { kind: 'lie', agent: 'buyer', from: [4], to: [0], weight: 0.001 };
  const both = [...rows, lie, { ...lie, from: [0], to: [4] }];
  expect(faults({ ...rare, rows: both })).toMatch(/^12000 draws tell the sum only within \d+\.\d+, which proves nothing$/);
  expect(faults({ ...rare, rows: both, atMost: 0.05 })).toMatch(/which proves nothing/);
});

it('count what is permitted, and laws that are not even by lies alone', async () => {
  const permitted = await fileOf({ ...trade, epsilon: 0.05 }, undefined, 6);
  expect(faults(permitted)).toBe('');
  expect(faults({ ...permitted, epsilon: 0 })).toBe('');
  expect(faults({ ...permitted, epsilon: 0.2 })).toMatch(/add up to/);
  const uneven = await fileOf(trade, ['beta(2,2)', 'uniform(0,1)'], 6);
  expect(uneven.rows.some(({ kind, agent }) => kind === 'slope' && agent === 'seller')).toBe(false);
  expect(faults(uneven)).toBe('');
  const told = formulaBoundFile(...await (async () => {
    const problem = formulaValues({
      agents: ['seller', 'buyer'], alternatives: ['none', 'trade'], formulas: [['0', '-c'], ['0', 'v']],
      signals: ['beta(2,2)', 'uniform(0,1)'].map((text, owner) => ({ owner, name: 'cv'[owner]!, law: parseDistribution(text, 'law') })),
    });
    const all = formulaExpressions(problem);
    return [problem, all, atOnce(bentCells(problem, all, 2)), { upper: 1, weighed: [] }, { ...trade, epsilon: 0.1 }, {}] as const;
  })());
  expect(told).toMatch(/is told in a file for uniform laws alone/);
});

it('name the key that is wrong', async () => {
  const file = await fileOf(trade, undefined, 4);
  const lie = file.rows.findIndex(({ kind }) => kind === 'lie');
  const changed = (j: number, change: object) => ({ ...file, rows: file.rows.map((row, n) => (n === j ? { ...row, ...change } : row)) });
  const slope = file.rows.findIndex(({ kind }) => kind === 'slope');
  const wrong: [unknown, RegExp][] = [
    [changed(lie, { agent: 'nobody' }), /^rows\.\d+\.agent: must be an agent who sees a signal/],
    [changed(lie, { from: [9] }), /^rows\.\d+\.from/],
    [changed(lie, { weight: -1 }), /^rows\[\d+\]\.weight/], [changed(slope, { signal: 3 }), /^rows\.\d+\.signal: must be below 1/],
    [changed(slope, { below: [3] }), /^rows\.\d+\.below: must be a cell/], [{ ...file, cuts: [file.cuts[0]] }, /^cuts: must rise/],
    [{ ...file, cuts: file.cuts.map((ends) => ends.toReversed()) }, /^cuts: must rise/],
    [{ ...file, deficit: undefined }, /needs participation and a deficit/], [{ ...file, participation: false }, /needs participation/],
    [{ ...file, atMost: undefined }, /^atMost/],
  ];
  for (const [given, expected] of wrong) {
    expect(() => judgeBound(JSON.parse(JSON.stringify(given)), 16), String(expected)).toThrow(expected);
  }
  const many = { ...file, rows: Array.from({ length: 20_000 }, () => file.rows[lie]!) };
  expect(() => judgeBound(many, 1e6)).toThrow(/^rows: are too many to go through/);
  const problem = file.problem as { signals: { law: string }[] };
  const bent = { ...file, problem: { ...problem, signals: problem.signals.map((one) => ({ ...one, law: 'beta(2,2)' })) } };
  expect(() => judgeBound(bent, 16)).toThrow(/speaks of slopes where the law is not even/);
});
