/** Files that the writer makes of small problems are proved: an optimum of 0, ties, values of any size, several seeds and grids. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { doubleAuction } from '../../../src/environment/double-auction.ts';
import { coordinatesOf } from '../../../src/environment/social-choice.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { ownSpace } from '../../../src/experiments/own-signal.ts';
import { cycleUnder } from '../../../src/kinds/field/ex-post.ts';
import { typeGrid } from '../../../src/kinds/field/grid.ts';
import {
  doubleAuctionFile, exPostFile, gridFile, programFile, secondBestFile, twoAlternativesFile,
} from '../../../src/kinds/field/proofs.ts';
import type { TypeField } from '../../../src/notions/least-epsilon.ts';
import { doubleAuctionLeastEpsilon } from '../../../src/notions/least-epsilon/double-auction.ts';
import { constrainedLeastEpsilon } from '../../../src/notions/least-epsilon/program.ts';
import { relaxedSecondBest } from '../../../src/notions/second-best/relaxation.ts';
import { typeCells } from '../../../src/notions/second-best/type-cells.ts';
import { judgeDoubleAuctionFile } from '../../../src/notions/verify/double-auction.ts';
import { judgeExPostFile } from '../../../src/notions/verify/ex-post.ts';
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
