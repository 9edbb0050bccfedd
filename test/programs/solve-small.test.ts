import { describe, expect, it } from 'vitest';
import { streamKey } from '../../src/engine/streams.ts';
import { randomModel } from '../../src/experiments/finite/random-environment.ts';
import { designProgram } from '../../src/mechanism/finite/design-program.ts';
import type { DesignQuestion } from '../../src/mechanism/finite/question.ts';
import { proves } from '../../src/programs/check.ts';
import { floatPivots } from '../../src/programs/float-pivots.ts';
import { ProgramBuilder, type Program, type Relation } from '../../src/programs/program.ts';
import { rational } from '../../src/programs/rational.ts';
import { solveSmall } from '../../src/programs/solve-small.ts';
import { solveProgram } from '../../src/programs/solve.ts';

const key = streamKey('test', 'solve-small');

type Line = readonly [terms: readonly number[], relation: Relation, bound: number];

function program(kinds: readonly ('free' | 'nonnegative')[], rows: readonly Line[], goal: readonly number[] = []): Program {
  const build = new ProgramBuilder('minimise');
  kinds.forEach((kind, c) => build.column(`x${c}`, kind));
  rows.forEach(([terms, relation, bound], r) =>
    build.row(`r${r}`, terms.map((value, c) => [c, rational(value)]), relation, rational(bound)));
  build.objective(goal.map((value, c) => [c, rational(value)]));
  return build.program();
}

describe('small programs', () => {
  const questions: readonly DesignQuestion[] = [
    { transfers: 'bayesian', balance: 'exact', allocation: 'rule', objective: 'feasible' },
    { transfers: 'bayesian', balance: 'no-deficit', allocation: 'rule', objective: 'feasible' },
    { transfers: 'ambiguous', balance: 'exact', allocation: 'rule', objective: 'feasible' },
    { transfers: 'bayesian', balance: 'exact', allocation: 'rule', objective: 'subsidy' },
    { transfers: 'bayesian', balance: 'none', allocation: 'free', objective: 'revenue' },
  ];
  it.each(questions)('have the status and value that HiGHS leads to: $transfers, $balance, $objective', async (question) => {
    for (let n = 0; n < 12; n++) {
      const law = { counts: [2, 2 + (n % 2)], concentration: 1, beliefs: 'prior', outcomes: 2, values: 'interdependent' } as const;
      const { program: posed } = designProgram(randomModel(key, n, law), question);
      const [small, large] = [await solveSmall(posed), await solveProgram(posed)];
      expect(small.status, String(n)).toBe(large.status);
      expect(proves(posed, small)).toBe(true);
      if (small.status === 'optimal' && large.status === 'optimal') expect(small.objective.equals(large.objective)).toBe(true);
    }
  });

  it.each<readonly [string, Program]>([
    ['a row', program(['free'], [[[1], '>=', 2], [[1], '<=', 1]])],
    ['a column below 0', program(['nonnegative', 'nonnegative'], [[[1, 1], '<=', -1]])],
    ['equalities, too high', program(['free', 'free'], [[[1, 1], '=', 1], [[2, 2], '=', 3]])],
    ['equalities, too low', program(['free', 'free'], [[[1, 1], '=', 2], [[2, 2], '=', 3]])],
    ['a row without terms', program(['free'], [[[0], '>=', 1]])],
    ['an equality without terms', program(['free'], [[[0], '=', -1]])],
  ])('of which %s fails have multipliers', async (_, posed) => {
    expect(floatPivots(posed).status).toBe('infeasible');
    const solution = await solveSmall(posed);
    expect([solution.status, proves(posed, solution)]).toEqual(['infeasible', true]);
  });

  it('leave ties, tiny numbers and programs without a bound to rationals', async () => {
    // x >= 1e-12 is below what doubles are asked to tell from 0.
    const close = program(['free'], [[[1e12], '>=', 1], [[1], '<=', 0]]);
    expect(floatPivots(close).status).toBe('optimal');
    expect((await solveSmall(close)).status).toBe('infeasible');
    const open = program(['nonnegative'], [[[1], '>=', 1]], [-1]);
    expect(floatPivots(open).status).toBe('open');
    expect((await solveSmall(open)).status).toBe('unbounded');
    const tied = program(['nonnegative', 'nonnegative'], [[[1, 1], '>=', 1], [[1, 1], '>=', 1], [[2, 2], '=', 2]], [1, 1]);
    const solution = await solveSmall(tied);
    expect(solution.status === 'optimal' && solution.objective.equals(1)).toBe(true);
    expect((await solveSmall(program(['free'], []))).status).toBe('optimal');
  });
});
