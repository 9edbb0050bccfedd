/** Certificates of the second best between two alternatives: accepted as written, refused once an entry is altered visibly. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { twoAlternativesFile } from '../../../src/kinds/field/second-best-proofs.ts';
import { judgeTwoAlternativesFile } from '../../../src/notions/verify/two-alternatives.ts';
import { ExactTwoWay } from '../../../src/notions/verify/two-way-exact.ts';
import { formsOf } from '../../../src/notions/verify/two-way-forms.ts';
import { drawnShortfall, shortfallOf } from '../../../src/notions/verify/two-way-shortfall.ts';

interface Scores {
  readonly constant: number;
  readonly agents: readonly { readonly name: string; readonly steps: readonly { readonly from: number; readonly score: number }[] }[];
}
interface File {
  readonly problem: { readonly coefficients: number[][][]; readonly signals: readonly object[] };
  readonly scores: readonly Scores[];
  readonly rules: readonly { readonly share: number; readonly scores: number }[];
  readonly bound: { readonly price: number; readonly scores: number };
  readonly deficit?: number;
  readonly atLeast: number;
  readonly atMost: number;
}
const scored = ({ scores }: File, change: (score: number, j: number) => number, agent = 0): Scores[] => scores.map((list) => ({
  ...list, agents: list.agents.map((one, i) =>
    (i === agent ? { ...one, steps: one.steps.map(({ from, score }, j) => ({ from, score: change(score, j) })) } : one)),
}));

/** Two agents with a signal for each alternative, which are worth `tilt` to the other in one and the opposite in the other. */
function fileOf(tilt: number, law: string): File {
  const problem = valueTable({
    agents: ['one', 'two'], alternatives: ['a', 'b'], signals: 'per-alternative', law: parseDistribution(law, 'law'),
    coefficients: [[[1, tilt], [tilt, 1]], [[1, -tilt], [-tilt, 1]]],
  }) as LinearProblem;
  return JSON.parse(JSON.stringify(twoAlternativesFile(problem, { cells: 256 }, {}))) as File;
}
const faults = (file: unknown): string => judgeTwoAlternativesFile(file).faults.join();

describe('certificates of the second best between two alternatives', () => {
  const file = fileOf(0.5, 'uniform(0,1)');
  const [list] = file.scores;
  const [one, two] = list!.agents;

  it('are accepted, where scores had to be ironed as well', () => {
    expect(faults(file)).toBe('');
    expect(file.atMost - file.atLeast).toBeLessThan(0.005);
    expect(faults(fileOf(-1.5, 'uniform(1,2)'))).toBe('');
  });

  it('are accepted over coarse cells, whose scores exceed what they stand for within them, and refused where they allow more', () => {
    const unit = 1e-9;
    const problem = valueTable({
      agents: ['one', 'two'], alternatives: ['a', 'b'], signals: 'per-alternative', law: parseDistribution(`uniform(0,${unit})`, 'law'),
      coefficients: [[[1, 0.5], [0.2, 2]], [[1, -0.5], [-0.5, 1]]],
    }) as LinearProblem;
    const coarse = JSON.parse(JSON.stringify(twoAlternativesFile(problem, { cells: 3 }, {}))) as File;
    const judged = judgeTwoAlternativesFile(coarse);
    expect(judged.faults).toEqual([]);
    const allowed = parseFloat(/and ([\d.e-]+) by 64000/.exec(judged.what)![1]!);
    expect(allowed).toBeLessThan(coarse.atMost);
    expect(faults({ ...coarse, atMost: allowed - 0.1 * unit })).toMatch(/^scores allow/);
    const more = coarse.atMost - allowed + 0.1 * unit;
    expect(faults({ ...coarse, scores: scored(coarse, (score) => score + more) })).toMatch(/^scores allow/);
  });

  it('are told by draws as by quadrature, where both tell what scores may leave out', () => {
    const costs = parseDistribution('beta(2,3)', 'law');
    for (const ownership of [true, false]) {
      const { signals, valuations: { constants, coefficients }, agents, alternatives } = bilateralTrade({
        cost: costs, value: costs, ownership,
      }) as LinearProblem;
      const problem = {
        agents: [...agents], alternatives: [...alternatives], constants: constants.map((row) => [...row]),
        coefficients: coefficients.map((rows) => rows.map((row) => [...row])),
        signals: signals.map(({ name, owner, law }) => ({ name, owner, law: law.text })),
      };
      agents.forEach((name, agent) => {
        const forms = formsOf(problem, agent);
        const [low, high] = forms.x;
        const steps = [-0.4, 0.1, 0.5].map((score, j) => ({ from: low + (j * (high - low)) / 3, score }));
        const exact = shortfallOf(new ExactTwoWay(problem), { ...forms, name, steps }, 0.5);
        const { shown, least, half } = drawnShortfall(problem, { ...forms, name, steps }, 0.5, 16_000);
        expect(Math.abs(shown - exact), name).toBeLessThan(2 * half);
        expect(half).toBeLessThan(0.05);
        expect(least).toBeLessThan(exact);
        expect(least).toBeGreaterThan(exact - 4 * half);
      });
    }
  });

  it('are refused once any entry is altered', () => {
    const coefficients = (by: number) =>
      ({ ...file.problem, coefficients: file.problem.coefficients.map((rows, i) => rows.map((row, k) => row.map((c, d) =>
        (i === 0 && k === 0 && d === 0 ? c + by : c)))) });
    const altered = [
      { atLeast: file.atLeast + 0.06, atMost: file.atMost + 0.06 },
      { atMost: file.atMost - 0.06 },
      { problem: coefficients(-0.4) }, { scores: [{ ...list, constant: list!.constant - 0.4 }], atLeast: 0, atMost: 9 },
      { scores: [{ ...list, agents: [one] }] },
      { scores: scored(file, (score) => -score) },
      { scores: scored(file, (score) => 1.5 * score) }, { scores: scored(file, (score, j) => (j === 5 ? score - 1 : score)) },
      { rules: [{ share: 0.5, scores: 0 }] }, { bound: { price: 1, scores: 0 } },
    ];
    // By quadrature, ends a little off are seen; so are steps that nobody reaches, which would only widen what draws can tell.
    const near = 0.5 * (file.atMost - file.atLeast);
    altered.push({ atLeast: 0, atMost: 9 / 64 - 0.003 }, { atLeast: file.atMost + near, atMost: 1 }, {
      scores: file.scores.map((list) => ({
        ...list, agents: list.agents.map((one) => ({ ...one, steps: [...one.steps, { from: 1e6, score: 1e9 }] })),
      })),
    });
    for (const change of altered) expect(faults({ ...file, ...change }), JSON.stringify(change).slice(0, 100)).not.toBe('');
    const agents = (...given: object[]) => ({ ...file, scores: [{ ...list, agents: given }] });
    expect(() => faults(agents({ ...one, name: 'three' }, two!))).toThrow(/^scores: must be of agents of the problem/);
    expect(() => faults(agents({ ...one, steps: [] }))).toThrow(/steps/);
    expect(() => faults({ ...file, bound: { price: 0, scores: 7 } })).toThrow(/^rules: name scores/);
  });
});

describe('certificates of the second best under participation and a budget', () => {
  const law = (text: string) => parseDistribution(text, 'law');
  const trade = bilateralTrade({ cost: law('uniform(0,1)'), value: law('uniform(0,1)') }) as LinearProblem;
  const written = (problem: LinearProblem, deficit: number): File =>
    JSON.parse(JSON.stringify(twoAlternativesFile(problem, { cells: 256, deficit }, {}))) as File;
  const file = written(trade, 0);

  it('are accepted: bilateral trade, whoever owns the good, and a seller who knows more than the buyer', () => {
    expect(file.bound.price).toBeCloseTo(0.5, 2);
    expect([file.atLeast <= 9 / 64, file.atMost >= 9 / 64, file.atMost - file.atLeast < 0.001]).toEqual([true, true, true]);
    expect(faults(file)).toBe('');
    const [cost, value] = [law('uniform(0,1)'), law('uniform(0.2,1.1)')];
    for (const [ownership, deficit] of [[false, 0.01], [true, -0.425]] as const) {
      expect(faults(written(bilateralTrade({ cost, value, ownership }) as LinearProblem, deficit)), `${ownership}`).toBe('');
    }
    // Akerlof: nothing is traded without money, and a deficit of 0.1 buys 0.1.
    const lemons: LinearProblem = {
      kind: 'social-choice', agents: ['seller', 'buyer'], alternatives: ['no', 'yes'],
      signals: [{ owner: 0, name: 'q', law: law('uniform(0,1)') }],
      valuations: { kind: 'linear', constants: [[0, 0], [0, 0]], coefficients: [[[0], [-1]], [[0], [1.5]]] },
    };
    const [none, some] = [written(lemons, 0), written(lemons, 0.1)];
    expect(faults(none)).toBe('');
    expect(none.atMost).toBeLessThan(0.01);
    expect(faults(some)).toBe('');
    expect([some.atLeast <= 0.1 && some.atMost >= 0.1]).toEqual([true]);
  });

  it('are refused where the rule loses money, the price is another, or scores are', () => {
    const altered = [
      { deficit: -0.05 }, { bound: { ...file.bound, price: 1 } }, { atLeast: 0, atMost: file.atMost - 0.02 },
      { scores: scored(file, (score) => score + 0.2) }, { scores: scored(file, (score) => 0.5 * score, 1) },
      { deficit: undefined },
    ];
    for (const change of altered) expect(faults({ ...file, ...change }), JSON.stringify(change).slice(0, 100)).not.toBe('');
    // Values of the two alternatives that move apart leave the worst-off type inside.
    const { problem } = file;
    const coefficients = problem.coefficients.map((rows, i) => (i === 0 ? [[-0.5, 0], [0.5, 0]] : rows));
    expect(faults({ ...file, problem: { ...problem, coefficients } })).toMatch(/worst-off type of seller is not at an end/);
  });
});

describe('scores far out, where laws have no end', () => {
  it('are told by masses to their last digits, so that the file of trade under one exponential law is accepted', () => {
    const exponential = parseDistribution('exponential(1)', 'law');
    const problem = bilateralTrade({ cost: exponential, value: exponential }) as LinearProblem;
    const file = JSON.parse(JSON.stringify(twoAlternativesFile(problem, { cells: 256, deficit: 0 }, {}))) as { readonly atMost: number };
    expect(faults(file)).toBe('');
    expect(faults({ ...file, atMost: file.atMost - 3e-4 })).toMatch(/scores allow/);
  });
});
