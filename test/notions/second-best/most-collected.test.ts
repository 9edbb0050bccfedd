import { expect, it } from 'vitest';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { bindingWords } from '../../../src/kinds/field/constrained.ts';
import { mostCollected } from '../../../src/notions/second-best/scalar-program.ts';
import { typeCells } from '../../../src/notions/second-best/type-cells.ts';
import { solveFloat } from '../../../src/programs/float.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';

const uniform = parseDistribution('uniform(0,1)', 'law');

it('what rules on cells collect nears 1/24 in bilateral trade, grows with epsilon, and participation counts once an agent', async () => {
  const problem = bilateralTrade({ cost: uniform, value: uniform }) as LinearProblem;
  const parts = problem.agents.map((_, agent) => typeCells(problem, agent, 20));
  // The same programs, written out for scipy's HiGHS: 0.04125 and 0.082.
  const { money, participation } = await mostCollected(problem, parts, 0, solveFloat);
  expect(money).toBeCloseTo(0.04125, 5);
  expect((await mostCollected(problem, parts, 0.1, solveFloat)).money).toBeCloseTo(0.082, 5);
  for (const agent of [0, 1]) {
    const own = participation.filter((row) => row.agent === agent);
    expect(own.reduce((sum, { multiplier }) => sum + multiplier, 0)).toBeCloseTo(1, 6);
  }
});

it('binding rows are named by types and multipliers, the heaviest first', () => {
  const subjects = [{ name: 'buyer', points: [[0.25], [0.75]] }];
  const lie = (multiplier: number) => ({ kind: 'lie', agent: 0, from: 0, to: 1, multiplier }) as const;
  expect(bindingWords([lie(0.5), { kind: 'budget', agent: -1, multiplier: 2 }], subjects))
    .toBe('budget (2.00); lie of buyer, [0.25] as [0.75] (0.500)');
  expect(bindingWords([], subjects)).toBe('nothing');
  expect(bindingWords([5, 4, 3, 2, 1].map(lie), subjects)).toMatch(/; and 1 of lie$/);
});
