/** The second best of values that are no linear functions. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { formulaExpressions, formulaValues } from '../../src/environment/formula-values.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import type { SecondBestQuestion } from '../../src/kinds/field/study-point.ts';
import type { SweepPoint } from '../../src/kinds/kind.ts';
import { bentCells, firstBestOfCells } from '../../src/notions/second-best/bent-cells.ts';
import { bentSecondBest } from '../../src/notions/second-best/bent-relaxation.ts';
import { solveFloat } from '../../src/programs/float.ts';
import { openRun } from '../../src/run/run.ts';
import { atOnce } from '../../src/run/turns.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

type Signals = readonly (readonly [owner: number, name: string, law?: string])[];
const signalsOf = (signals: Signals) =>
  signals.map(([owner, name, law = 'uniform(0,1)']) => ({ owner, name, law: parseDistribution(law, 'law') }));
const names = (formulas: readonly (readonly unknown[])[]) =>
  ({ agents: formulas.map((_, i) => `agent ${i + 1}`), alternatives: formulas[0]!.map((_, k) => 'ABC'[k]!) });

const bent = (formulas: readonly (readonly string[])[], signals: Signals) =>
  formulaValues({ ...names(formulas), formulas, signals: signalsOf(signals) });

const linear = (coefficients: readonly (readonly (readonly number[])[])[], signals: Signals): SecondBestQuestion['problem'] => ({
  kind: 'social-choice', ...names(coefficients), signals: signalsOf(signals),
  valuations: { kind: 'linear', constants: coefficients.map((rows) => rows.map(() => 0)), coefficients },
});

async function study(problem: SecondBestQuestion['problem'], more: Partial<SecondBestQuestion> = {}) {
  const question: SecondBestQuestion = { kind: 'field', question: 'second-best', problem, ...more };
  fieldKind.validate(question);
  const point: SweepPoint<Parameters<typeof fieldKind.plan>[0]['problem']> = {
    values: {}, size: 1, primaryAgent: 'market', kind: fieldKind, pictures: false, references: () => [], problem: question,
  };
  const run = openRun(inProcessDevice(), 'second-best');
  const aim = { command: 'run', profiles: 8000, maxProfiles: 8000, confidence: 0.99, sampler: 'auto' } as const;
  const { estimates, verdicts } = await (await fieldKind.plan(point, aim, run)).study(run);
  const of = (quantity: string) => estimates.find((row) => row.quantity === quantity)!;
  return { second: of('secondBestWelfare'), first: of('firstBestWelfare'), loss: of('welfareLoss'), status: verdicts[0]!.status };
}

interface Ends {
  readonly lower: number;
  readonly upper: number;
}

/** A bracket no wider than so much that holds a number, or meets another of the same number. */
function holds(bracket: Ends, { lower, upper }: Ends, width: number): void {
  expect(bracket.lower).toBeLessThanOrEqual(upper);
  expect(bracket.upper).toBeGreaterThanOrEqual(lower);
  expect(bracket.upper - bracket.lower).toBeLessThan(width);
}
const number = (x: number): Ends => ({ lower: x, upper: x });

const BOUND = { individuallyRational: 'interim', budget: 'ex-ante' } as const;

describe('second best, values that are no linear functions', () => {
  it('holds what is known of trade, at its own laws and after a change of variables', async () => {
    const plain = await study(bent([['0', '-c'], ['0', 'v']], [[0, 'c'], [1, 'v']]), { ...BOUND, cells: 8 });
    holds(plain.second, number(9 / 64), 0.007);
    holds(plain.first, number(1 / 6), 1e-4);
    holds(plain.loss, number(1 / 6 - 9 / 64), 0.007);
    expect(plain.status).toBe('no');
    const told = await study(bent([['0', '-c^2'], ['0', 'v^2']], [[0, 'c'], [1, 'v']]), { ...BOUND, cells: 6 });
    const laws: Signals = [[0, 'c', 'beta(0.5,1)'], [1, 'v', 'beta(0.5,1)']];
    const known = await study(linear([[[0, 0], [-1, 0]], [[0, 0], [0, 1]]], laws), { ...BOUND, cells: 64 });
    holds(told.second, known.second, 0.02);
    expect(told.second.lower).toBeGreaterThan(0.13);
  });

  it('pools one informed agent whose gain rises where welfare falls, in any unit', async () => {
    // Welfare of B is 1/2 - 0.6 t² and falls in her gain t²: the best rule is a constant, E = 0.3; the first best stops at t² = 5/6.
    const a = Math.sqrt(5 / 6);
    for (const unit of [1, 1000]) {
      const { second, first, loss } = await study(bent([['0', `${unit}*t^2`], ['0', `${unit}*(0.5 - 1.6*t^2)`]], [[0, 't']]), { cells: 8 });
      holds(second, number(0.3 * unit), 1e-3 * unit);
      holds(first, number((0.5 * a - 0.2 * a ** 3) * unit), 1e-5 * unit);
      expect(loss.lower).toBeGreaterThan(0.003 * unit);
    }
    // A rate that is permitted buys what is lost back.
    const permitted = await study(bent([['0', 't^2'], ['0', '0.5 - 1.6*t^2']], [[0, 't']]), { cells: 8, permittedEpsilon: 3 });
    expect(permitted.loss).toMatchObject({ lower: 0, upper: 0 });
  });

  it('brackets values that do not separate, of three alternatives', async () => {
    const values = [['0', 's*(1+z) - 0.8', 's^2 - z'], ['0', '0.9 - 2*s*z - z', 's*0.1']];
    const tight = await study(bent(values, [[0, 's'], [1, 'z']]), { cells: 3 });
    expect(tight.second.lower).toBeGreaterThan(0.14);
    expect(tight.second.upper).toBeLessThanOrEqual(tight.first.upper);
    expect(tight.second.upper).toBeGreaterThan(0.16318);
  });

  it('loses nothing where the efficient rule is implementable, by transfers or by one order of alternatives', async () => {
    const free = await study(bent([['0', 's*(1+z) - 0.8'], ['0', '0.9 - 0.5*s*z - z']], [[0, 's'], [1, 'z']]), { cells: 4 });
    expect(free).toMatchObject({ loss: { lower: 0, upper: 0 }, status: 'yes' });
    expect(free.second.basis).toMatch(/^zero by structure/);
  });

  it('has a bound that no menu of one agent passes, whatever its prices, laws and kinks', async () => {
    const signals: Signals = [[0, 'a', 'beta(2,3)'], [0, 'b', 'uniform(1,3)']];
    const problem = bent([['0', 'exp(a) - 1', 'max(b, 1.5) - 0.5'], ['0', 'sqrt(a)', '0.4 - a*b']], signals);
    const data = atOnce(bentCells(problem, formulaExpressions(problem), 4));
    const found = await bentSecondBest(data, { epsilon: 0, participation: false }, [[true, true]], solveFloat);
    const { upper } = found as Exclude<typeof found, 'infeasible'>;
    expect(upper).toBeLessThanOrEqual(firstBestOfCells(data).upper + 1e-9);
    const [laws, steps] = [problem.signals.map(({ law }) => law), 60];
    const grid = Array.from({ length: steps }, (_, j) => (j + 0.5) / steps);
    for (let n = 0; n < 40; n++) {
      const price = [0, (n % 8) / 4 - 1, Math.floor(n / 8) / 2 - 2];
      let welfare = 0;
      for (const x of grid) {
        for (const y of grid) {
          const [a, b] = [laws[0]!.quantile(x), laws[1]!.quantile(y)];
          const own = [0, Math.exp(a) - 1, Math.max(b, 1.5) - 0.5];
          const other = [0, Math.sqrt(a), 0.4 - a * b];
          const scores = own.map((v, k) => v + price[k]!);
          const chosen = scores.indexOf(Math.max(...scores));
          welfare += (own[chosen]! + other[chosen]!) / steps ** 2;
        }
      }
      expect(welfare).toBeLessThan(upper + 2e-3);
    }
  });

  it('refuses what cannot be bracketed, before anything is computed', async () => {
    const two = bent([['0', 'a^2 + b'], ['0', 'b - a']], [[0, 'a'], [0, 'b']]);
    const refused = (problem: SecondBestQuestion['problem'], more: Partial<SecondBestQuestion>) => () =>
      fieldKind.validate({ kind: 'field', question: 'second-best', problem, ...more });
    expect(refused(two, {})).not.toThrow();
    expect(refused(two, BOUND)).toThrow(/^budget: together with participation needs agents who see one signal each where values are form/);
    expect(refused(two, { cells: 40 })).toThrow('cells: must be at most 22 an axis for 2 signals where values are formulas, got 40');
    const many: Signals = Array.from({ length: 12 }, (_, d) => [d % 2, `s${d}`] as const);
    expect(refused(bent([['0', 's0*s1'], ['0', 's1']], many), {})).toThrow(/problem.signals: are too many .* 4096 joint cells/);
    await expect(study(bent([['0', '-c^2'], ['0', 'v']], [[0, 'c'], [1, 'v']]), { ...BOUND, cells: 4, deficit: -1 }))
      .rejects.toThrow(/^deficit: is below what any/);
  });
});
