import { describe, expect, it } from 'vitest';
import { judgeProof } from '../../src/cli/judge.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { valueTable } from '../../src/environment/table.ts';
import { ownSpace } from '../../src/experiments/own-signal.ts';
import { exPostRows, fieldUnder } from '../../src/kinds/field/ex-post.ts';
import { requireLoop, typeGrid } from '../../src/kinds/field/grid.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import { continuumFile, doubleAuctionFile } from '../../src/kinds/field/proofs.ts';
import { menuFile, twoAlternativesFile } from '../../src/kinds/field/second-best-proofs.ts';
import { weightsOf } from '../../src/kinds/field/search.ts';
import type { ProblemQuestion } from '../../src/kinds/field/study-point.ts';
import type { LinearProblem } from '../../src/experiments/field/walk-sums.ts';
import { readPoints } from '../../src/input/points.ts';
import { openRun } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { stoppedSoon } from '../support/stopped-soon.ts';

const law = parseDistribution('uniform(1,3)', 'law');

function subjectOf(own: readonly number[], external: readonly number[], grid: Parameters<typeof typeGrid>[1] = { cells: 4 }) {
  const problem = valueTable({
    agents: ['one', 'two'], alternatives: own.map((_, k) => `k${k}`), signals: 'per-alternative', law,
    coefficients: own.map((a, k) => [[a, 0], [external[k]!, 1]]),
  }) as LinearProblem;
  const space = ownSpace(problem, 0);
  return { problem, space, name: 'one', ...typeGrid(space, grid) };
}

describe('types', () => {
  it('are midpoints of cells or nodes with the ends, and stay where a slice holds them', () => {
    expect(subjectOf([1, 1], [0, 0], { cells: 2 }).points).toEqual([[1.5, 1.5], [2.5, 1.5], [1.5, 2.5], [2.5, 2.5]]);
    const nodes = subjectOf([1, 1], [0, 0], { nodes: 2 });
    expect(nodes.points).toEqual([1, 2, 3].flatMap((y) => [1, 2, 3].map((x) => [x, y])));
    // Ends stand for half a cell.
    expect([...weightsOf(nodes)]).toEqual([1, 2, 1, 2, 4, 2, 1, 2, 1].map((share) => share / 16));
    const slice = subjectOf([1, 1, 1], [0, 0, 0], { cells: 2, slice: [undefined, 2.25, undefined] });
    expect(slice.points).toEqual([[1.5, 2.25, 1.5], [2.5, 2.25, 1.5], [1.5, 2.25, 2.5], [2.5, 2.25, 2.5]]);
    expect([...weightsOf(slice)]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('name what is too many, and slices and loops that leave the space', () => {
    const { space } = subjectOf([1, 1, 1], [0, 0, 0]);
    expect(() => typeGrid(space, { nodes: 16 })).toThrow('nodes: must be at most 15 for 3 coordinates (4225 types), got 16');
    expect(() => typeGrid(space, { cells: 17 })).toThrow('cells: must be at most 16 for 3 coordinates (4225 types), got 17');
    expect(() => typeGrid(space, { slice: [2, 2] })).toThrow(/slice: must have 3 coordinates/);
    expect(() => typeGrid(space, { slice: [2, 0.5, undefined] })).toThrow(/slice: leaves the space: coordinate 2 must be from 1 to 3/);
    expect(() => typeGrid(space, { slice: [2, 2, 2] })).toThrow(/slice: must leave a coordinate open/);
    expect(() => requireLoop(space, [[1, 1, 1], [2, 2, 2]])).toThrow(/loop: must have three corners/);
    expect(() => requireLoop(space, [[1, 1, 1], [2, 2, 2], [1, 4, 1]])).toThrow(/loop: leaves the space at corner 3/);
    expect(() => requireLoop(space, [[1, 1, 1], [2, 2], [1, 2, 1]])).toThrow(/loop: must have 3 coordinates/);
    expect(readPoints('0:0.5/*:-1')).toEqual([[0, 0.5], [undefined, -1]]);
    expect(readPoints('none')).toEqual([]);
  });
});

const run = openRun(inProcessDevice(), 'types');

it('files tell a law that is a function by a table of its values, or say why there is none', () => {
  const subject = subjectOf([1, 1], [0.5, 0]);
  const walk = { kind: 'path', points: [[1, 1], [3, 1], [3, 3], [1, 3]] } as const;
  const more = { atLeast: 0, confidence: 0.9, values: {} };
  expect(continuumFile(subject, walk, more)).toMatchObject({ schema: 'misreport.field/1' });
  const [first, ...signals] = subject.problem.signals;
  const problem = { ...subject.problem, signals: [{ ...first!, law: { ...law, text: 'mine' } }, ...signals] };
  const written = continuumFile({ ...subject, problem }, walk, more) as { problem: { signals: Record<string, unknown>[] } };
  const told = written.problem.signals;
  expect(told.map(({ tabulated }) => tabulated)).toEqual([true, undefined, undefined, undefined]);
  expect(told[0]!.law).toMatch(/^piecewise-linear\(0:1,0\.00048828125:1\.0009765625,.*,1:3\)$/);
  expect(menuFile(problem, { weights: [], lotteries: [], prices: [] } as never, { lossAtMost: 0, confidence: 0.9, values: {} }))
    .toMatchObject({ schema: 'misreport.menu/1', problem: { signals: [{ tabulated: true }, {}, {}, {}] } });
  expect(twoAlternativesFile(problem, { cells: 8 }, {})).toMatchObject({ problem: { signals: [{ tabulated: true }, {}, {}, {}] } });
  const none = { ...law, text: 'mine', cdf: (x: number) => (x < 2 ? law.cdf(x) : NaN) };
  const nones = { ...problem, signals: [{ ...first!, law: none }, ...signals] };
  expect(continuumFile({ ...subject, problem: nones }, walk, more))
    .toMatch(/^the law of s1\[k0\] is a function of one's own, and its distribution function is no number everywhere/);
  expect(doubleAuctionFile({ kind: 'double-auction', sellers: 1, buyers: 1, kappa: 0, cost: law, value: none },
    { epsilon: { lower: 0, upper: 0 }, points: [2.5] }, 0, {})).toMatch(/^the law of values is/);
});

it('a file of who alone sees signals holds the lies along the boundary, which the row rests on, and needs no draws', async () => {
  const files = new Map<string, Record<string, unknown>>();
  const proving = openRun(inProcessDevice(), 'sole', { onProof: (name, file) => { files.set(name, file as Record<string, unknown>); } });
  const problem: LinearProblem = {
    kind: 'social-choice', agents: ['one', 'two'], alternatives: ['a', 'b'],
    signals: [0, 1].map((d) => ({ owner: 0, name: `s${d}`, law: parseDistribution('uniform(0,1)', 'law') })),
    valuations: { kind: 'linear', constants: [[0, 0], [0, 0]], coefficients: [[[1, 0], [0, 1]], [[1, 0], [0, 0]]] },
  };
  const planned = await fieldKind.plan({
    values: {}, size: 1, primaryAgent: 'one', kind: fieldKind, pictures: false, references: () => [],
    problem: { kind: 'field', question: 'field', agent: 'one', problem, cells: 3 },
  }, { command: 'run', profiles: 32, maxProfiles: 32, confidence: 0.9, sampler: 'auto' }, proving);
  const { estimates } = await planned.study(proving);
  const row = estimates.find(({ quantity }) => quantity === 'leastEpsilon')!;
  const file = JSON.parse(JSON.stringify(files.get('least-epsilon-one-continuum'))) as { atLeast: number; atMost: number };
  expect(row.lower).toBeCloseTo(1 / 6, 12);
  expect([row.lower - file.atLeast < 1e-5, file.atLeast <= row.lower]).toEqual([true, true]);
  expect(judgeProof(file).faults).toEqual([]);
  expect(judgeProof({ ...file, atLeast: row.lower * 1.001 }).faults).not.toEqual([]);
});

describe('a stop while cycles are sought', () => {
  const stopped = () => openRun(inProcessDevice(), 'stopped', { signal: stoppedSoon() });

  it('is heard ex post, against others on a grid, and between one grid and its constant', async () => {
    const subject = subjectOf([1, 1], [0.5, 0], { cells: 64 });
    expect(await exPostRows(subject, { values: {} }, stopped())).toBeUndefined();
    const asked = { kind: 'field', question: 'field', agent: 'one', problem: subject.problem } as const;
    const point = (more: object) => ({
      values: {}, size: 1, primaryAgent: 'one', kind: fieldKind, pictures: false, references: () => [], problem: { ...asked, ...more },
    });
    const aim = { command: 'run', profiles: 32, maxProfiles: 32, confidence: 0.9, sampler: 'auto' } as const;
    const planned = await fieldKind.plan(point({ opponents: 'grid', cells: 64 }), aim, run);
    expect(await planned.study(stopped())).toMatchObject({ complete: false, estimates: [] });
  });
});

describe('ex post', () => {
  it('is what the two slopes say between two alternatives, and zero where rates agree', async () => {
    const least = async (own: readonly number[], external: readonly number[]) =>
      (await exPostRows(subjectOf(own, external), { values: {} }, run))!.estimates.find(({ quantity }) => quantity === 'leastEpsilon')!;
    // |1 · 1 - 1 · 1.5| / 2 (1.5 + 1).
    expect(await least([1, 1], [0.5, 0])).toMatchObject({ lower: expect.closeTo(0.1, 12), upper: expect.closeTo(0.1, 12), confidence: 1 });
    expect(await least([1, 2], [0.5, 1])).toMatchObject({ lower: 0, upper: 0 });
    // Rates of one sign apart: -2 socially, 1 to herself: the field falls, by as much as she can gain either way.
    const falling = await least([1, 1], [-3, -3]);
    expect(falling.lower).toBeGreaterThan(0.3);
  });

  it('has certain chances, those of the efficient rule', () => {
    const { chances, values } = fieldUnder(subjectOf([1, 1], [0.5, 0], { nodes: 1 }), [0, 0, 2, 2.2]);
    // Welfare 1.5 a + 2 against b + 2.2, types (1,1), (3,1), (1,3), (3,3).
    expect([...chances]).toEqual([1, 0, 1, 0, 0, 1, 1, 0]);
    expect([...values]).toEqual([1, 1, 3, 1, 1, 3, 3, 3]);
  });

  it('is refused with what is about interim utilities', () => {
    const { problem } = subjectOf([1, 1], [0.5, 0]);
    const asked = (more: Partial<ProblemQuestion>) => () =>
      fieldKind.validate({ kind: 'field', question: 'field', problem, agent: 'one', ...more });
    expect(asked({ stage: 'ex-post', cells: 4 })).not.toThrow();
    expect(asked({ stage: 'ex-post', monotone: true })).toThrow(/stage: can be ex-post only without constraints/);
    expect(asked({ stage: 'ex-post', notion: 'ic' })).toThrow(/stage: can be ex-post only with notion lic/);
    expect(asked({ stage: 'ex-post', loop: [[1, 1], [2, 1], [2, 2]] })).toThrow(/loop: is measured over/);
    expect(asked({ slice: [2, undefined], bounded: true })).toThrow(/slice: is of one agent/);
    expect(asked({ slice: [2, undefined] })).not.toThrow();
    expect(asked({ nodes: 0 })).toThrow(/nodes: must be a whole number from 1 on/);
  });
});

describe('a path of one\'s own', () => {
  it('circulates as the density of ties says, and bounds the least epsilon', async () => {
    const { problem } = subjectOf([1, 1], [0.5, 0]);
    const loop = [[1, 1], [3, 1], [3, 3], [1, 3]];
    const problemAsked: ProblemQuestion = { kind: 'field', question: 'field', problem, agent: 'one', cells: 3, loop };
    const point = {
      values: {}, size: 1, primaryAgent: 'one', kind: fieldKind, pictures: false, references: () => [], problem: problemAsked,
    };
    const aim = { command: 'run', profiles: 20_000, maxProfiles: 20_000, confidence: 0.9, sampler: 'auto' } as const;
    const { estimates } = await (await fieldKind.plan(point, aim, run)).study(run);
    const row = estimates.find(({ quantity, point: at }) => quantity === 'circulationPerLength' && at.path === 'as given')!;
    // Half the density of a tie, in the mean over a rectangle, by midpoints.
    const meanCurl = (a: readonly [number, number], b: readonly [number, number]): number => {
      let sum = 0;
      for (let i = 0; i < 100; i++) {
        for (let j = 0; j < 100; j++) {
          const [x, y] = [a, b].map(([from, to], c) => from + ((to - from) * ((c === 0 ? i : j) + 0.5)) / 100);
          sum += (0.5 * Math.max(0, 2 - Math.abs(y! - 1.5 * x!))) / 4;
        }
      }
      return sum / 1e4;
    };
    // The square has area 4 and a length of 8.
    const curl = 4 * meanCurl([1, 3], [1, 3]);
    expect(row.lower).toBeLessThan(curl / 8);
    expect(row.upper).toBeGreaterThan(curl / 8);
    expect(row.upper - row.lower).toBeLessThan(0.01);
    const gap = estimates.find(({ quantity }) => quantity === 'crossDerivativeGap')!;
    const { type, report } = gap.witness as { type: number[]; report: number[] };
    const ofCell = meanCurl([type[0]!, report[0]!], [type[1]!, report[1]!]);
    expect(gap.lower).toBeGreaterThan(0);
    expect([gap.lower < ofCell, gap.upper > ofCell, gap.upper - gap.lower < 0.05]).toEqual([true, true, true]);
    expect(report[0]! - type[0]!).toBeCloseTo(2 / 3, 12);
    expect(estimates.find(({ quantity }) => quantity === 'leastEpsilon')!.lower).toBeGreaterThan(row.lower - 0.005);
  });
});
