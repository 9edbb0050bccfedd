/** Positions and functionals: the fast versions against the plain ones, and the plain ones against real numbers. */
import { describe, expect, it } from 'vitest';
import { createFunctionalBank } from '../../kernels/linear/bank.ts';
import { createPositionDrawer, isZeroFunctional, referenceFunctional, referencePositions } from '../../kernels/linear/evaluate.ts';
import {
  contribution, POSITIONS, validateCoordinates, type Coordinate, type Factor, type Functional,
} from '../../kernels/linear/positions.ts';
import { ITEM, LANES } from '../../kernels/simd/layout.ts';
import { createWorkbench } from '../../kernels/simd/workbench.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { testStream, thresholds } from './run.ts';
import { expectSame, expectWithin } from '../support/same.ts';

type Make = ReturnType<typeof caseMaker>;

function randomCoordinate(make: Make): Coordinate {
  const cells = 2 ** make.whole(9);
  const inner = Array.from(
    { length: cells - 1 }, () => [0, 2 ** 32, 2 ** 31, make.whole(2 ** 32), make.whole(2 ** 32)][make.whole(5)]!,
  ).sort((a, b) => a - b);
  return { thresholds: Float64Array.of(0, ...inner, 2 ** 32) };
}

/** Any number of cells of any widths, 20 or 28 bits of positions. */
function randomCells(make: Make): Coordinate {
  const fine = make.whole(2) === 1;
  const last = fine ? 2 ** 28 : POSITIONS;
  const inside = (most: number, count: number): number[] =>
    Array.from({ length: count }, () => [make.whole(most - 1), make.whole(50), most - 2 - make.whole(50)][make.whole(3)]! + 1);
  const starts = Int32Array.from([0, ...new Set(inside(last, make.whole(60))), last]).sort();
  const thresholds = Float64Array.from([0, ...inside(2 ** 32, starts.length - 2), 2 ** 32]).sort();
  return { thresholds, starts, ...(fine ? { fine } : {}) };
}

function randomFunctional(make: Make, alternatives: number, coordinates: number): Functional {
  const factor = (): Factor => {
    const rows = 1 + make.whole(5);
    const terms = coordinates === 0 ? 0 : make.whole(9);
    return {
      rows,
      rowOf: Int32Array.from({ length: alternatives }, () => make.whole(rows + 1) - 1),
      termRow: Int32Array.from({ length: terms }, () => make.whole(rows)).sort(),
      coordinates: Int32Array.from({ length: terms }, () => make.whole(coordinates)),
      multipliers: Int32Array.from({ length: terms }, () => make.whole(2 ** 26) - 2 ** 25),
    };
  };
  return {
    constants: Int32Array.from({ length: alternatives }, () => make.whole(2001) - 1000),
    factors: Array.from({ length: make.whole(4) }, factor),
  };
}

describe('positions', () => {
  const agree = (coordinates: Coordinate[], profiles: number[]): void => {
    const drawer = createPositionDrawer(coordinates);
    for (const profile of profiles) {
      expectSame([...drawer.draw(testStream, profile)], [...referencePositions(testStream, profile, coordinates)]);
    }
  };

  it('equal the plain ones on uniform laws of any number of cells', () => {
    for (let bits = 0; bits <= 12; bits++) agree([{ thresholds: thresholds(2 ** bits) }], [0, 1, 2, 50, 2 ** 31 + 3, 2 ** 32 - 1]);
    agree([{ thresholds: thresholds(2 ** 17) }, { thresholds: thresholds(2 ** 20) }], [7, 8]);
  });

  it('equal the plain ones on made-up laws, in any order of profiles and under changing keys', () => {
    const make = caseMaker(71);
    for (let trial = 0; trial < 60; trial++) {
      const coordinates = Array.from({ length: 1 + make.whole(20) }, () => randomCoordinate(make));
      agree(coordinates, [3, 4, 5, 2 ** 32 - 1, make.whole(2 ** 32), 0, 17, 16]);
      const drawer = createPositionDrawer(coordinates);
      const other = { k0: trial, k1: 5 };
      drawer.draw(testStream, 9);
      expect([...drawer.draw(other, 9)]).toEqual(referencePositions(other, 9, coordinates));
    }
  });

  it('equal the plain ones on cells of any widths, fine ones among them', () => {
    const make = caseMaker(73);
    for (let trial = 0; trial < 80; trial++) {
      const coordinates = Array.from(
        { length: 1 + make.whole(12) }, () => (make.whole(4) === 0 ? randomCoordinate(make) : randomCells(make)),
      );
      agree(coordinates, [3, 4, 5, 2 ** 32 - 1, make.whole(2 ** 32), 0, 17, 16]);
    }
  });

  it('a fine coordinate gives the upper 20 bits in its place and the lower 8 behind all coordinates', () => {
    const starts = Int32Array.of(0, 5, 2 ** 27 + 3, 2 ** 28);
    const plain: Coordinate = { thresholds: thresholds(16) };
    const drawer = createPositionDrawer(
      [plain, { thresholds: Float64Array.of(0, 2 ** 31, 2 ** 31 + 2 ** 30, 2 ** 32), starts, fine: true }, plain]
    );
    const cells = [0, 0, 0];
    for (let i = 0; i < 4000; i++) {
      const positions = drawer.draw(testStream, i);
      expectSame([positions.length, positions[3]! & 4095], [4, 0]);
      const whole = positions[1]! * 256 + (positions[3]! >> 12);
      const cell = starts.findLastIndex((start) => start <= whole);
      cells[cell]!++;
      if (i === 0) expect(whole).toBeLessThan(2 ** 28);
    }
    expect(Math.abs(cells[0]! - 2000)).toBeLessThan(150);
    expect(Math.abs(cells[1]! - 1000)).toBeLessThan(130);
  });

  it.each<[string, Partial<Coordinate>]>([
    ['too few starts', { starts: Int32Array.of(0, 2 ** 20) }], ['starts that stand still', { starts: Int32Array.of(0, 0, 2 ** 20) }],
    ['starts that end elsewhere', { starts: Int32Array.of(0, 1, 2 ** 28) }], ['fine without starts', { fine: true }],
  ])('refuses %s', (_, part) => {
    expect(() => validateCoordinates([{ thresholds: Float64Array.of(0, 7, 2 ** 32), ...part }])).toThrow(/coordinates\[0\]\.starts/);
  });

  it('no coordinates at all', () => agree([], [0, 5]));

  it('follow the law: mean and spread of a square root of a uniform', () => {
    const drawer = createPositionDrawer([{ thresholds: thresholds(256, (x) => x * x) }]);
    const draws = Array.from({ length: 20_000 }, (_, i) => drawer.draw(testStream, i)[0]! / POSITIONS);
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
    const square = draws.reduce((a, b) => a + b * b, 0) / draws.length;
    expect(Math.abs(mean - 2 / 3)).toBeLessThan(0.008);
    expect(Math.abs(square - 1 / 2)).toBeLessThan(0.01);
  });

  it('a degenerate law stays in its cell', () => {
    const drawer = createPositionDrawer([{ thresholds: Float64Array.from({ length: 9 }, (_, c) => (c <= 5 ? 0 : 2 ** 32)) }]);
    for (let i = 0; i < 200; i++) expect(drawer.draw(testStream, i)[0]! >>> 17).toBe(5);
  });
});

describe('functionals', () => {
  it('equal the plain ones in every lane, in the order asked for, several at once', () => {
    const make = caseMaker(72);
    for (let trial = 0; trial < 150; trial++) {
      const coordinates = make.whole(6);
      const alternatives = 1 + make.whole(9);
      const some = Array.from({ length: 1 + make.whole(3) }, () => randomFunctional(make, alternatives, coordinates));
      const zero: Functional = { constants: new Int32Array(alternatives), factors: [] };
      const functionals = [...some, zero, { ...some[0]!, factors: [...some[0]!.factors] }];
      const order = Int32Array.from(
        { length: alternatives }, (_, k) => (k + trial) % alternatives,
      ).sort((a, b) => ((a * 5) % 7) - ((b * 5) % 7));
      const positions = Array.from({ length: coordinates }, () => Array.from({ length: LANES }, () => make.whole(POSITIONS)));
      const bench = createWorkbench();
      const at = bench.reserve(coordinates * ITEM);
      const bank = createFunctionalBank(bench, functionals, at, order);
      const values = functionals.map((functional) => bank.values(functional));
      expect(values.at(-2)).toBe(0);
      expect(values.at(-1)).toBe(values[0]);
      const program = bench.program(bank.steps());
      bench.ints(at, coordinates * LANES).set(positions.flat());
      for (let time = 0; time < 2; time++) {
        program.run(1);
        some.forEach((functional, f) => {
          if (values[f] === 0) return;
          const items = bench.ints(values[f]!, alternatives * LANES);
          for (let lane = 0; lane < LANES; lane++) {
            const expected = referenceFunctional(functional, positions.map((lanes) => lanes[lane]!));
            expectSame(Array.from(order, (_, i) => items[i * LANES + lane]), Array.from(order, (k) => expected[k]));
          }
        });
      }
    }
  });

  it('a contribution is within 3 of the exact product', () => {
    const make = caseMaker(73);
    for (let trial = 0; trial < 5000; trial++) {
      const multiplier = [2 ** 28, -(2 ** 28), make.whole(2 ** 29) - 2 ** 28, make.whole(9) - 4][trial % 4]!;
      const position = [0, POSITIONS - 1, make.whole(POSITIONS)][trial % 3]!;
      expectWithin(contribution(multiplier, position) - (multiplier * position) / POSITIONS, -3, 3);
    }
  });

  it('zero is recognised', () => {
    const zero: Functional = {
      constants: new Int32Array(3),
      factors: [{
        rowOf: Int32Array.of(0, 0, -1), rows: 1, termRow: Int32Array.of(0), coordinates: Int32Array.of(0), multipliers: Int32Array.of(0),
      }],
    };
    expect(isZeroFunctional(zero)).toBe(true);
    expect(isZeroFunctional({ ...zero, constants: Int32Array.of(0, 0, 1) })).toBe(false);
    expect(isZeroFunctional({ ...zero, factors: [{ ...zero.factors[0]!, multipliers: Int32Array.of(1) }] })).toBe(false);
  });
});
