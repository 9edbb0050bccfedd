/** `--precision` of fields: half of the distance of the ends of the least ε on the continuum over their middle, reached or told. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { valueTable } from '../../src/environment/table.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import { halfWidthOf, precisionNote } from '../../src/kinds/field/precision.ts';
import type { ProblemQuestion } from '../../src/kinds/field/study-point.ts';
import { openRun } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { leastBetweenTwo } from '../support/field-coverage.ts';

const law = parseDistribution('uniform(0,1)', 'law');

async function studied(question: Omit<ProblemQuestion, 'kind' | 'question'>, precision: number, seed: string) {
  const run = openRun(inProcessDevice(), seed);
  const planned = await fieldKind.plan({
    values: {}, size: 1, primaryAgent: question.agent, kind: fieldKind, pictures: false, references: () => [],
    problem: { kind: 'field', question: 'field', cells: 4, ...question },
  }, { command: 'run', precision, maxProfiles: 2 ** 32, confidence: 0.95, sampler: 'auto' }, run);
  const { estimates, notes } = await planned.study(run);
  return { rows: estimates.filter(({ quantity }) => quantity === 'leastEpsilon'), notes };
}

/** As many alternatives as rates. */
const two = (own: readonly number[], external: readonly number[]) => ({
  agent: 'one',
  problem: valueTable({
    agents: ['one', 'two'], alternatives: ['a', 'b', 'c'].slice(0, own.length), signals: 'per-alternative', law,
    coefficients: own.map((a, k) => [[a, 0], [external[k]!, 1]]),
  }),
});

it('is reached between two alternatives, and covers', async () => {
  for (const [own, external] of [[[1, 1], [0.5, 0]], [[1, 2], [2, 0]]] as const) {
    const truth = leastBetweenTwo(own, own.map((a, k) => a + external[k]!));
    const { rows: [row], notes } = await studied(two(own, external), 0.15, `between ${own.join()}`);
    expect(halfWidthOf(row!)).toBeLessThanOrEqual(0.15);
    expect(row!.lower).toBeLessThan(truth);
    expect(row!.upper).toBeGreaterThan(truth);
    expect(notes).toEqual([]);
  }
});

it('is reached where a signal moves welfare and her own values in different directions, and covers', async () => {
  // P(D > 0) - P(D > 1) of a triangular D is 1/2, and all of it is lost along the first signal.
  const { rows: [row], notes } = await studied(two([1, 1], [-3, 1]), 0.1, 'against');
  expect(row!.lower).toBeLessThan(0.25);
  expect(row!.upper).toBeGreaterThan(0.25);
  expect(halfWidthOf(row!)).toBeLessThanOrEqual(0.1);
  expect(notes).toEqual([]);
});

it('is reached where chances are neither 0 nor 1 at the ends of her types', async () => {
  const worth = parseDistribution('uniform(0,1)', 'worth');
  const problem: ProblemQuestion['problem'] = {
    kind: 'social-choice', agents: ['one', 'two'], alternatives: ['a', 'b'],
    signals: [0, 1, 2, 3].map((d) => ({ owner: d < 2 ? 0 : 1, name: `s${d}`, law: worth })),
    valuations: {
      kind: 'linear', constants: [[0, 0], [0, 0]],
      coefficients: [[[1, 0, 0.5, 0], [0, 1, 0, -0.5]], [[0.5, 0, 1, 0], [0, -0.5, 0, 1]]],
    },
  };
  const { rows: [row], notes } = await studied({ agent: 'one', problem }, 0.1, 'ends');
  // 0.0742 by a linear program over all pairs of types.
  expect(row!.lower).toBeLessThan(0.0743);
  expect(row!.upper).toBeGreaterThan(0.0741);
  expect(halfWidthOf(row!)).toBeLessThanOrEqual(0.1);
  expect(notes).toEqual([]);
});

it('is reached of one signal that tells three alternatives apart, where it needs half of what slopes fall by', async () => {
  // She gains 1 a unit from b, 0.2 from c, which takes over at 1/2; a is worth z. Slopes fall from 1/2, b's chance there, to 0.2 / 2.
  const problem: ProblemQuestion['problem'] = {
    kind: 'social-choice', agents: ['one', 'two'], alternatives: ['a', 'b', 'c'],
    signals: [{ owner: 0, name: 's', law }, { owner: 1, name: 'z', law }],
    valuations: {
      kind: 'linear', constants: [[0, 0.25, 0], [0, 0, 0]],
      coefficients: [[[0, 0], [1, 0], [0.2, 0]], [[0, 1], [-0.5, 0], [0.8, 0]]],
    },
  };
  const { rows: [row], notes } = await studied({ agent: 'one', problem, cells: 64 }, 0.1, 'one signal');
  expect(row!.lower).toBeLessThan(0.2);
  expect(row!.upper).toBeGreaterThan(0.2);
  expect(halfWidthOf(row!)).toBeLessThanOrEqual(0.1);
  expect(notes).toEqual([]);
});

it('is reached by the market of bilateral trade, which needs 1 - 2^(-1/3)', async () => {
  const { rows, notes } = await studied({
    agent: 'buyer', problem: bilateralTrade({ cost: law, value: law }), individuallyRational: 'interim', budget: 'ex-ante',
  }, 0.1, 'market');
  const row = rows.find(({ agent }) => agent === 'market')!;
  expect(halfWidthOf(row)).toBeLessThanOrEqual(0.1);
  expect(row.lower).toBeLessThan(1 - 2 ** (-1 / 3));
  expect(row.upper).toBeGreaterThan(1 - 2 ** (-1 / 3));
  expect(notes).toEqual([]);
});

it('is told where an end is one of structure', async () => {
  const { rows: [row], notes } = await studied(two([1, 1, 1], [-3, 1, 1]), 0.3, 'far');
  expect(halfWidthOf(row!)).toBeGreaterThan(0.3);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/^least ε of one: a relative half-width of 0.3 was asked and 0\.\d+ reached, \[/);
  expect(notes[0]).toMatch(/; the upper end is one of structure/);
  expect(precisionNote({ ...row!, profiles: 0, basis: 'below, a path; above, utilities between the nodes of 4 x 4 cells' }, 0.3))
    .toMatch(/cells between the nodes, which are as many as are taken, and no draws bring it down/);
  expect(precisionNote({ ...row!, lower: row!.upper / 2 }, 0.9)).toBeUndefined();
  expect(precisionNote({ ...row!, lower: 0, upper: 0 }, 0.01)).toBeUndefined();
});
