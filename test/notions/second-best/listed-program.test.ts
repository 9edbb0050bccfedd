/** Second bests over lists of types among any number of alternatives, and their files. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { InputError } from '../../../src/errors.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { listedFile, uncollectableListedFile } from '../../../src/kinds/field/second-best-listed-proof.ts';
import {
  allowedBy, bestOfLists, firstBestOfLists, listedProfiles, mostCollectedOfLists, type ListedSecondBest,
} from '../../../src/notions/second-best/listed-program.ts';
import type { Constraints } from '../../../src/notions/second-best/relaxation.ts';
import { secondBestOfTwo } from '../../../src/notions/second-best/two-alternatives.ts';
import { twoWayReduction } from '../../../src/notions/second-best/two-way-reduction.ts';
import { judgeSecondBestListsFile } from '../../../src/notions/verify/second-best-lists.ts';
import { solveFloat, type FloatProgram } from '../../../src/programs/float.ts';
import { byProgram } from '../../oracles/lies-program.ts';

const law = (text: string) => parseDistribution(text, 'law');
const THREE = 'discrete(0:0.3,0.4:0.3,1:0.4)';

/** Two agents with a signal for A and one for C, worth `tilt` times as much to the other. */
const tilted = (tilt: number, laws: readonly string[] = Array.from({ length: 4 }, () => 'discrete(0:0.5,1:0.5)')): LinearProblem => ({
  kind: 'social-choice', agents: ['1', '2'], alternatives: ['A', 'B', 'C'],
  signals: laws.map((text, d) => ({ owner: d < 2 ? 0 : 1, name: `s${d}`, law: law(text) })),
  valuations: {
    kind: 'linear', constants: [[0, 0, 0], [0, -0.1, 0]],
    coefficients: [0, 1].map((i) => [0, 1, 2].map((k) => Array.from({ length: 4 }, (_, d) =>
      (2 * (d % 2) !== k ? 0 : (d < 2) === (i === 0) ? 1 : tilt)))),
  },
});
const solved = async (problem: LinearProblem, constraints: Constraints): Promise<ListedSecondBest | undefined> =>
  bestOfLists(listedProfiles(problem, constraints.epsilon), constraints, solveFloat);
const FREE: Constraints = { epsilon: 0, participation: false };
const VALUES = { x: 1 };
const faults = (file: unknown): string => judgeSecondBestListsFile(JSON.parse(JSON.stringify(file))).faults.join();

describe('the second best over lists of types', () => {
  it('is that of the program over all lies, of three alternatives and several signals, with money and without', async () => {
    const problem = tilted(-1.5, ['discrete(0:0.5,1:0.5)', THREE, THREE, 'discrete(0:0.2,1:0.8)']);
    for (const deficit of [undefined, 0.3, 0.6]) {
      const { lower, upper } = (await solved(problem, { ...FREE, ...(deficit === undefined ? {} : { participation: true, deficit }) }))!;
      const exact = (await byProgram(problem, deficit))!;
      expect(lower).toBeLessThan(exact + 1e-9);
      expect(upper).toBeGreaterThan(exact - 1e-9);
      expect(upper - lower, String(deficit)).toBeLessThan(1e-6);
    }
    // Types that differ by what all alternatives are worth alike.
    const alike = tilted(-1.5, [THREE, THREE, THREE, THREE]);
    const { lower, upper } = (await solved(alike, FREE))!;
    expect(upper - lower).toBeLessThan(1e-6);
    expect((await solved(problem, FREE))!.upper).toBeLessThan(firstBestOfLists(listedProfiles(problem, 0)) - 1e-3);
  });

  it('is what ironing finds between two alternatives, and more with a permitted ε, up to the first best', async () => {
    const problem = bilateralTrade({ cost: law(THREE), value: law('discrete(0.1:0.5,0.6:0.2,1.2:0.3)') }) as LinearProblem;
    const ironed = secondBestOfTwo(twoWayReduction(problem, undefined, true), { deficit: 0 });
    const asked = { participation: true, deficit: 0 };
    const found = (await solved(problem, { ...asked, epsilon: 0 }))!;
    expect(Math.abs(found.lower - ironed.lower)).toBeLessThan(1e-6);
    expect(Math.abs(found.upper - ironed.upper)).toBeLessThan(1e-8);
    const more = (await solved(problem, { ...asked, epsilon: 0.1 }))!;
    expect(more.lower).toBeGreaterThan(found.upper + 1e-3);
    const all = (await solved(problem, { ...asked, epsilon: 1 }))!;
    expect(Math.abs(all.upper - firstBestOfLists(listedProfiles(problem, 1)))).toBeLessThan(1e-8);
    const most = await mostCollectedOfLists(listedProfiles(problem, 0), { epsilon: 0 }, solveFloat);
    expect(await solved(problem, { ...asked, epsilon: 0, deficit: -most.bound - 1e-6 })).toBeUndefined();
    expect((await solved(problem, { ...asked, epsilon: 0, deficit: -most.bound + 1e-4 }))!.upper).toBeGreaterThan(most.bound);
  });

  it('holds whatever the solver says: rough solutions widen the bracket and no more', async () => {
    const problem = tilted(-1.5);
    const profiles = listedProfiles(problem, 0);
    const exact = (await byProgram(problem))!;
    const rough = async (program: FloatProgram) => {
      const found = await solveFloat(program);
      return {
        ...found, primal: found.primal.map((x, j) => x + 1e-3 * Math.sin(7 * j)),
        dual: found.dual.map((y, r) => y + 1e-3 * Math.cos(5 * r)),
      };
    };
    const { lower, upper, weights } = (await bestOfLists(profiles, FREE, rough as typeof solveFloat))!;
    expect(lower).toBeLessThan(exact);
    expect(lower).toBeGreaterThan(exact - 0.1);
    expect(upper).toBeGreaterThan(exact);
    // One more lie, which nothing balances.
    for (const from of [0, 1, 2, 3]) {
      for (const to of [0, 1, 2, 3]) {
        const lies = weights.lies.map((list, i) => (i === 0 && from !== to ? [...list, { from, to, weight: 0.2 }] : list));
        expect(allowedBy(profiles, FREE, { price: 0, lies })).toBeGreaterThan(exact);
      }
    }
    expect(allowedBy(profiles, FREE, { ...weights, lies: weights.lies.map(() => []) }))
      .toBeCloseTo(firstBestOfLists(profiles), 10);
  });
});

describe('files of second bests over lists', () => {
  it('are accepted, and refused once anything is another', async () => {
    const problem = tilted(-1.5);
    const constraints = { epsilon: 0.02, participation: true, deficit: 0.1 };
    const found = (await solved(problem, constraints))!;
    const file = JSON.parse(JSON.stringify(listedFile(problem, found, { constraints, values: VALUES }))) as Record<string, unknown> & {
      readonly rule: { readonly chances: number[][]; readonly utilities: number[][] };
      readonly lies: { readonly from: number; readonly to: number; readonly weight: number }[][];
      readonly atLeast: number; readonly atMost: number;
    };
    expect(faults(file)).toBe('');
    const { chances, utilities } = file.rule;
    for (const change of [
      { atLeast: file.atLeast + 1e-5 }, { atMost: file.atMost - 1e-5 }, { deficit: -3 }, { deficit: undefined }, { permittedEpsilon: 0 },
      { price: 3 }, { lies: file.lies.map(() => []) },
      { lies: file.lies.map((list) => list.map((lie) => ({ ...lie, weight: 2 * lie.weight }))) },
      { rule: { chances: chances.map((row) => row.toReversed()), utilities } },
      { rule: { chances: chances.map((row) => row.map((p) => 2 * p)), utilities } },
      { rule: { chances, utilities: utilities.map((row) => row.map((u) => u - 0.1)) } },
      { rule: { chances, utilities: utilities.map((row) => row.map((u, t) => (t === 1 ? u + 0.05 : u))) } },
    ]) expect(faults({ ...file, ...change }), JSON.stringify(change).slice(0, 80)).not.toBe('');
    // Without money nothing takes up a lie that nothing balances.
    const free = JSON.parse(JSON.stringify(listedFile(problem, (await solved(problem, FREE))!, { constraints: FREE, values: VALUES }))) as
      typeof file;
    expect(faults(free)).toBe('');
    expect(faults({ ...free, lies: free.lies.map((list) => [...list, { from: 3, to: 0, weight: 0.1 }]) })).toMatch(/^weights allow/);
    for (const cut of [{ rule: undefined }, { lies: [] }, { infeasible: true }, { rule: { chances: [], utilities } }, { more: 1 }]) {
      expect(() => faults({ ...file, ...cut }), JSON.stringify(cut)).toThrow(InputError);
    }
    const trade = bilateralTrade({ cost: law(THREE), value: law(THREE) }) as LinearProblem;
    const { weights, bound } = await mostCollectedOfLists(listedProfiles(trade, 0), { epsilon: 0 }, solveFloat);
    const none = uncollectableListedFile(trade, weights, { constraints: { ...FREE, participation: true, deficit: -1 }, values: VALUES });
    expect(faults(none)).toBe('');
    for (const change of [{ deficit: -bound + 1e-4 }, { price: 0.5 }, { permittedEpsilon: 20 }]) {
      expect(faults({ ...(none as object), ...change }), JSON.stringify(change)).not.toBe('');
    }
  });
});
