/** Signals that tell three lists of alternatives apart: chances that are read from draws, and the bracket that rests on them. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { valueTable } from '../../src/environment/table.ts';
import { othersWorth, type LinearProblem } from '../../src/experiments/field/walk-sums.ts';
import { ownSpace } from '../../src/experiments/own-signal.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import { typeGrid } from '../../src/kinds/field/grid.ts';
import { threeListsField } from '../../src/kinds/field/three-lists.ts';
import { openRun } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const law = parseDistribution('beta(2,3,-1,2)', 'law');
const RATES = [1.5, 1, 0.5];

const problemOf = (text: string): LinearProblem => valueTable({
  agents: ['one', 'two'], alternatives: ['a', 'b', 'c'], signals: 'per-alternative', law: parseDistribution(text, 'law'),
  coefficients: RATES.map((rate) => [[1, rate - 1], [rate - 1, 1]]),
}) as LinearProblem;

it('reads chances from bins that hold what draws show, and hardly more', async () => {
  const problem = problemOf(law.text);
  const space = ownSpace(problem, 0);
  const field = threeListsField({ problem, name: 'one', space, ...typeGrid(space, { cells: 2 }) } as never)!;
  const run = openRun(inProcessDevice(), 'bins');
  const count = 3000;
  const chances = (await field.draw('search', count, run))!;
  const { remainder: { over } } = chances(0);
  const worths = new Float64Array(3);
  const draw = othersWorth({ problem, agent: 0 });
  const stream = run.stream('field/list-leads/search/one');
  const drawn = Array.from({ length: count }, (_, i) => {
    draw(stream, i, worths);
    return [...worths];
  });
  const { lambda } = field.rest;
  let state = 3;
  const next = (): number => -1 + 3 * ((state = (state * 16807) % 2147483647) / 2147483647);
  for (let n = 0; n < 40; n++) {
    const s = n === 0 ? [-1, -1, -1] : n === 1 ? [2, 2, 2] : [next(), next(), next()];
    const shares = [0, 0, 0];
    for (const row of drawn) {
      const all = row.map((x, k) => x + RATES[k]! * s[k]!);
      shares[all.indexOf(Math.max(...all))]! += 1 / count;
    }
    for (const c of [0, 1, 2]) {
      const left = (1 - lambda * RATES[c]!) * shares[c]!;
      const [low, high] = over(s.map((x) => [x, x] as const), c);
      expect(low).toBeLessThanOrEqual(left + 1e-12);
      expect(high).toBeGreaterThanOrEqual(left - 1e-12);
      expect(high - low).toBeLessThan(0.03 * Math.abs(1 - lambda * RATES[c]!) + 1e-12);
    }
  }
  const [low, high] = chances(0.1).remainder.over([[0, 0], [0, 0], [0, 0]], 0);
  expect(high - low).toBeGreaterThan(0.19 * Math.abs(1 - lambda * RATES[0]!));
});

it('brackets the least ε that a linear program finds', async () => {
  const run = openRun(inProcessDevice(), 'three lists');
  const planned = await fieldKind.plan({
    values: {}, size: 1, primaryAgent: 'one', kind: fieldKind, pictures: false, references: () => [],
    problem: { kind: 'field', question: 'field', cells: 2, agent: 'one', problem: problemOf('uniform(0,1)') },
  }, { command: 'run', profiles: 8192, maxProfiles: 2 ** 32, confidence: 0.95, sampler: 'auto' }, run);
  const [row] = (await planned.study(run)).estimates.filter(({ quantity }) => quantity === 'leastEpsilon');
  expect(row!.basis).toMatch(/between the nodes of \d+ x \d+ x \d+ cells, beside an affine maximiser's at weight 1/);
  expect(row!.lower).toBeGreaterThan(0.04);
  expect(row!.lower).toBeLessThan(0.0558);
  expect(row!.upper).toBeGreaterThan(0.0557);
  expect(row!.upper).toBeLessThan(0.12);
});
