/** Files that the writer makes of small problems are proved: an optimum of 0, ties, values of any size, several seeds and grids. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { doubleAuction } from '../../../src/environment/double-auction.ts';
import { coordinatesOf } from '../../../src/environment/social-choice.ts';
import { valueTable } from '../../../src/environment/table.ts';
import { gradientsOf, walkGains, type LinearProblem, type Walk } from '../../../src/experiments/field/walk-sums.ts';
import { ownSpace } from '../../../src/experiments/own-signal.ts';
import { cycleUnder } from '../../../src/kinds/field/ex-post.ts';
import { gridLaws, typeGrid } from '../../../src/kinds/field/grid.ts';
import { linearFormulaFile } from '../../../src/kinds/field/linear-formula-proof.ts';
import { doubleAuctionFile, exPostFile, gridFile, programFile } from '../../../src/kinds/field/proofs.ts';
import { secondBestFile, twoAlternativesFile } from '../../../src/kinds/field/second-best-proofs.ts';
import { congruenceGaps, type PairGap } from '../../../src/notions/congruence-gap.ts';
import type { TypeField } from '../../../src/notions/least-epsilon.ts';
import { doubleAuctionLeastEpsilon } from '../../../src/notions/least-epsilon/double-auction.ts';
import { constrainedLeastEpsilon } from '../../../src/notions/least-epsilon/program.ts';
import { relaxedSecondBest } from '../../../src/notions/second-best/relaxation.ts';
import { typeCells } from '../../../src/notions/second-best/type-cells.ts';
import { judgeDoubleAuctionFile } from '../../../src/notions/verify/double-auction.ts';
import { judgeExPostFile } from '../../../src/notions/verify/ex-post.ts';
import { judgeFormulaFieldFile } from '../../../src/notions/verify/formula-field.ts';
import { judgeLeastEpsilonFile } from '../../../src/notions/verify/least-epsilon.ts';
import { judgeSecondBestFile } from '../../../src/notions/verify/second-best.ts';
import { judgeTwoAlternativesFile } from '../../../src/notions/verify/two-alternatives.ts';
import { solveFloat } from '../../../src/programs/float.ts';
import { randomSource } from '../../support/random.ts';

const UNITS = [1, 1e-9, 1e9, 1 / 3];
const copy = <T>(file: T): T => JSON.parse(JSON.stringify(file)) as T;
const lawOn = (low: number, high: number) => parseDistribution(`uniform(${low},${high})`, 'law');

/** Two agents with a signal for each alternative on [low, low + 1] units; the second alternative is worth `tilts` of it to the other. */
const tableOf = (unit: number, low: number, [a, b]: readonly [number, number]): LinearProblem => valueTable({
  agents: ['one', 'two'], alternatives: ['a', 'b'], signals: 'per-alternative', law: lawOn(low * unit, (low + 1) * unit),
  coefficients: [[[1, a], [a, 1]], [[1, b], [b, 1]]],
}) as LinearProblem;

const subjectOf = (problem: LinearProblem, cells: number) => {
  const space = ownSpace(problem, 0);
  return { problem, space, name: 'one', ...typeGrid(space, { cells }) };
};

/** Shares of draws of the others at which the first alternative is chosen: a gradient where `rate` is 1, so that the least ε is 0. */
function counted(points: readonly (readonly number[])[], { unit, rate, seed }: { unit: number; rate: number; seed: number }): TypeField {
  const next = randomSource(seed).unit;
  const draws = Array.from({ length: 40 }, () => (2 * next() - 1) * unit);
  return {
    points, relevant: [true, true], classes: 2, values: Float64Array.from(points.flat()),
    chances: Float64Array.from(points.flatMap(([a, b]) => {
      const share = draws.filter((z) => rate * a! - b! > z).length / draws.length;
      return [share, 1 - share];
    })),
  };
}

describe('files of the least epsilon, as they are written,', () => {
  it('claim what their multipliers prove, on grids of every size', () => {
    for (const unit of UNITS) {
      for (let cells = 2; cells <= 6; cells++) {
        const subject = subjectOf(tableOf(unit, 0, [0, 0]), cells);
        for (const seed of unit === 1 ? [1, 2, 3] : [cells]) {
          for (const [rate, notion] of [[1, 'lic'], [1, 'weak'], [1, 'ic'], [1.5, 'lic']] as const) {
            const file = copy(gridFile(subject, counted(subject.points, { unit, rate, seed }), [1, 1], notion));
            expect(judgeLeastEpsilonFile(file).faults).toEqual([]);
            if (rate === 1) expect(Number(file.atLeast)).toBe(0);
            expect(Number(file.atMost) - Number(file.atLeast)).toBeLessThan(1e-11 * (notion === 'ic' ? unit : 1));
          }
        }
      }
    }
  });

  it('claim what multipliers of programs prove, money binding or not', async () => {
    for (const unit of UNITS) {
      const subject = subjectOf(tableOf(unit, 0, [0, 0]), 3);
      const field = counted(subject.points, { unit, rate: 1, seed: 5 });
      const agents = [{ name: 'one', field, weights: new Float64Array(9).fill(1 / 9), members: [1, 1] }];
      for (const welfare of [0.1, 30]) {
        const constraints = { notion: 'lic' as const, individuallyRational: true, budget: { welfare: welfare * unit, deficit: 0 } };
        const file = copy(programFile(agents, await constrainedLeastEpsilon(agents, constraints), constraints));
        expect(judgeLeastEpsilonFile(file).faults).toEqual([]);
        if (welfare > 1) expect(file.atLeast).toBe(0);
        else expect(Number(file.atLeast)).toBeGreaterThan(0.01);
      }
    }
  });

  it('hold ex post far from zero, and say 0 where a cycle gains nothing or a choice is a tie', () => {
    for (const unit of UNITS) {
      for (const low of [0, 3, 1000]) {
        const subject = subjectOf(tableOf(unit, low, [0.5, -0.5]), 4);
        const middle = [0.5, 0.5, 0.5, 0.5].map((x) => (low + x) * unit);
        const file = copy(exPostFile(subject, cycleUnder(subject, middle), {})) as { atLeast: number };
        expect(judgeExPostFile(file).faults).toEqual([]);
        const loss = subject.points.slice(0, 2);
        const none = copy(exPostFile(subject, { profile: middle, types: loss }, {})) as { atLeast: number };
        expect(none.atLeast).toBe(0);
        expect(judgeExPostFile(none).faults).toEqual([]);
      }
    }
  });

  it('hold of double auctions where a chance is largest at a point of the file, and where nobody can trade', () => {
    const cases = [
      [2, 3, 0, 0, 0], [2, 3, 1, 0, 0], [1, 4, 0, 0, 0], [10, 11, 0, 0, 0], [2, 3, 0, 1, 0], [1, 1, 1, 0, 0.25], [3, 2, 0, 0.5, 0.1],
    ] as const;
    for (const unit of UNITS) {
      for (const [sellers, buyers, cost, value, deficit] of cases.slice(0, unit === 1 ? cases.length : 2)) {
        const market = doubleAuction({
          sellers, buyers, kappa: 0, cost: lawOn(cost * unit, (cost + 1) * unit), value: lawOn(value * unit, (value + 1) * unit),
        });
        const found = doubleAuctionLeastEpsilon(market, deficit * unit, 0.1, 1e-4);
        const file = copy(doubleAuctionFile(market, found, deficit * unit, {})) as { atLeast: number; atMost: number };
        expect(judgeDoubleAuctionFile(file).faults).toEqual([]);
        expect(judgeDoubleAuctionFile({ ...file, atLeast: file.atMost * 1.01 + 1e-6, atMost: 1 }).faults.join()).toMatch(/may suffice/);
      }
    }
  });
});

describe('files of linear values against others at given points, as they are written,', () => {
  interface Written {
    readonly atLeast: number;
    readonly atMost: number;
    readonly transfers: object;
    readonly problem: { readonly values: string[][] };
  }
  const written = (subject: ReturnType<typeof subjectOf>, walks: readonly Walk[], cells: number, zero?: readonly PairGap[]) => {
    const others = gridLaws(subject.problem, 0, { cells });
    return copy(linearFormulaFile(subject, walks, zero, { atLeast: Infinity, confidence: 1, values: {}, others })) as unknown as Written;
  };
  const faultsOf = (file: object, change: object = {}): string => judgeFormulaFieldFile({ ...file, ...change }).faults.join('; ');
  const near = (one: number, other: number): boolean => Math.abs(one / other - 1) < 1e-6;
  const sides = (unit: number, low: number): Walk => ({
    kind: 'path', points: [[0, 0], [0.5, 0], [0.5, 0.75], [0, 0.75]].map((point) => point.map((x) => (low + x) * unit)),
  });

  it('are proved in any units, far from zero, where types tie, and no further', () => {
    const found: string[] = [];
    for (const unit of UNITS) {
      for (const [low, cells] of unit === 1 ? [[0, 2], [0, 4], [3, 3], [1000, 4]] as const : [[0, 3]] as const) {
        for (const tilts of [[0.5, 0], [0.5, -0.5], [-1.5, 0]] as const) {
          const table = tableOf(unit, low, tilts);
          // What keeps the two alternatives near to each other.
          const constants = [[0, 0], [0, 2 * low * unit * (tilts[0] - tilts[1])]];
          const subject = subjectOf({ ...table, valuations: { ...table.valuations, constants } }, cells);
          const lies: Walk = { kind: 'lies', points: [subject.points[1]!, subject.points[cells]!, subject.points.at(-2)!] };
          const turned = [sides(unit, low), lies].flatMap((walk) => [walk, { ...walk, points: walk.points.toReversed() }]);
          const file = written(subject, turned, cells);
          // (1, 1) against (1 + a, 1 + b): half of |b - a| / (2 + a + b) where both are positive, else half of the larger of all slopes.
          const [a, b] = tilts.map((tilt) => 1 + tilt) as [number, number];
          const upper = a > 0 && b > 0 ? Math.abs(a - b) / (a + b) / 2 : 0.5;
          const holds = [
            faultsOf(file) === '', near(file.atMost, upper), file.atLeast > (tilts[0] > 0 ? 0.01 : -1),
            /no more than/.test(faultsOf(file, { atLeast: file.atLeast * 1.00001 + 1e-9, atMost: 1 })),
            /leave a slope/.test(faultsOf(file, { atLeast: 0, atMost: file.atMost * 0.999 })),
          ];
          if (!holds.every(Boolean)) found.push(`${unit} ${low} ${cells} ${tilts.join()}: ${holds.join()} ${JSON.stringify(file)}`);
        }
      }
    }
    expect(found).toEqual([]);
  });

  it('tell of the walks the one that gains most, by as much as every profile in turn says', () => {
    const subject = subjectOf(tableOf(1, 0, [0.5, 0]), 5);
    const walks = [sides(1, 0), { ...sides(1, 0), points: sides(1, 0).points.toReversed() }];
    const gains = [0, 0];
    const gainsOf = walkGains(walks, gradientsOf(subject.problem, 0));
    const axis = [0.1, 0.3, 0.5, 0.7, 0.9];
    for (const x of axis) {
      for (const y of axis) gainsOf(Float64Array.of(1.5 * x, y)).forEach((gain, w) => { gains[w]! += gain / 25 / 2.5; });
    }
    const file = written(subject, walks, 5);
    expect(Math.max(...gains)).toBeGreaterThan(0.01);
    expect(file.atLeast).toBeCloseTo(Math.max(...gains), 8);
    // Under one profile lies on both sides of the boundary b = 3a/2 + 1/4 gain all that transfers leave: 1/10.
    const beside: Walk = {
      kind: 'lies', points: [[0.2, 0.55 - 1e-7], [0.2, 0.55 + 1e-7], [0.4, 0.85 + 1e-7], [0.4, 0.85 - 1e-7]],
    };
    const alone = written(subject, [beside, { ...beside, points: beside.points.toReversed() }], 1);
    expect([alone.atLeast, alone.atMost]).toEqual([expect.closeTo(0.1, 6), expect.closeTo(0.1, 6)]);
    expect(faultsOf(alone)).toBe('');
  });

  it('say 0 where rates agree, though by other factors, and why they cannot', async () => {
    const tableBy = (rates: readonly (readonly [own: number, external: number])[]): LinearProblem => valueTable({
      agents: ['one', 'two'], alternatives: rates.map((_, k) => `k${k}`), signals: 'one-dimensional', law: lawOn(0, 1),
      coefficients: rates.map(([own, external]) => [[own, 0.1], [external, 1]]),
    }) as LinearProblem;
    const fileOf = async (rates: Parameters<typeof tableBy>[0]) => {
      const subject = subjectOf(tableBy(rates), 4);
      const zero = await congruenceGaps(subject.problem, 0);
      return written(subject, [{ kind: 'lies', points: [[0.2], [0.7]] }], 4, zero);
    };
    const bent = await fileOf([[0, 0], [1, 0], [1.5, 2]]);
    expect(bent).toMatchObject({ transfers: { congruent: true }, atLeast: 0, atMost: 0 });
    expect(faultsOf(bent)).toBe('');
    const { agents, ...problem } = bent.problem as unknown as { agents: unknown; values: string[][] };
    const withOwn = (text: string) => ({ problem: { agents, ...problem, values: [problem.values[0]!.with(2, text), problem.values[1]!] } });
    for (const [text, fault] of [['-"one 1"', /opposite signs/], ['"one 1"*"two 1"', /no numbers/]] as const) {
      expect(faultsOf(bent, withOwn(text.replaceAll('one 1', nameIn(bent, 0)).replaceAll('two 1', nameIn(bent, 1))))).toMatch(fault);
    }
    expect(faultsOf(bent, { atLeast: 0.1, atMost: 0.1 })).toMatch(/no more than/);
    expect((await fileOf([[1, 0], [2, 0], [3, 0]])).transfers).toMatchObject({ lambda: 1, linear: [0] });
    expect(await fileOf([[1, 1], [2, 0], [3, 1.5]])).toMatch(/does not tell k0 and k1 apart/);
  });
});

const nameIn = (file: object, d: number): string => (file as { problem: { signals: { name: string }[] } }).problem.signals[d]!.name;

describe('files of the second best, as they are written,', () => {
  it('are proved in any units, and not below what is reached', async () => {
    for (const unit of [1, 1e-9, 1e9]) {
      for (const low of unit === 1 ? [0.2, 1] : [0.2]) {
        const trade = bilateralTrade({ cost: lawOn(0, unit), value: lawOn(low * unit, (low + 1) * unit) }) as LinearProblem;
        const parts = trade.agents.flatMap((_, i) => (coordinatesOf(trade, i).length > 0 ? [typeCells(trade, i, 3)] : []));
        const constraints = { epsilon: 0, participation: true, deficit: 0.01 * unit };
        const found = await relaxedSecondBest(trade, parts, constraints, solveFloat);
        const file = copy(secondBestFile(trade, found, { cells: 3, constraints, values: {} })) as { atMost: number };
        expect(judgeSecondBestFile(file).faults).toEqual([]);
        expect(file.atMost).toBeLessThan(found.upper * (1 + 1e-8));
        expect(judgeSecondBestFile({ ...file, atMost: found.upper * 0.9 }).faults).not.toEqual([]);
      }
    }
  });

  it('are proved between two alternatives in tiny units, and no others', () => {
    const trade = bilateralTrade({ cost: lawOn(0, 1e-9), value: lawOn(0, 1e-9) }) as LinearProblem;
    const file = copy(twoAlternativesFile(trade, { cells: 64, deficit: 0 }, {})) as { atLeast: number; atMost: number };
    expect(judgeTwoAlternativesFile(file).faults).toEqual([]);
    expect(judgeTwoAlternativesFile({ ...file, atMost: file.atLeast * 0.99, atLeast: 0 }).faults.join()).toMatch(/above/);
  });
});
