/** Pooled rows: the same values as functionals one by one, shared rows once, ranges that hold. */
import { describe, expect, it } from 'vitest';
import { referenceFunctional } from '../../kernels/linear/evaluate.ts';
import { classOrder, poolFunctionals, prepareRows, valueRanges, writeValues } from '../../kernels/linear/pool.ts';
import { POSITIONS, type Factor, type Functional } from '../../kernels/linear/positions.ts';
import { caseMaker } from '../oracles/statistics.ts';

type Make = ReturnType<typeof caseMaker>;

/** Few different terms, so that rows often coincide. */
function functional(make: Make, alternatives: number, coordinates: number): Functional {
  const factor = (): Factor => {
    const rows = 1 + make.whole(4);
    const terms = make.whole(5);
    return {
      rows,
      rowOf: Int32Array.from({ length: alternatives }, () => make.whole(rows + 1) - 1),
      termRow: Int32Array.from({ length: terms }, () => make.whole(rows)).sort(),
      coordinates: Int32Array.from({ length: terms }, () => make.whole(coordinates)),
      multipliers: Int32Array.from({ length: terms }, () => [0, 5000, -70_001, 2 ** 26][make.whole(4)]!),
    };
  };
  return {
    constants: Int32Array.from({ length: alternatives }, () => make.whole(7) - 3), factors: Array.from({ length: make.whole(3) }, factor),
  };
}

describe('row pools', () => {
  it('give the values of every functional, within their ranges', () => {
    const make = caseMaker(81);
    for (let trial = 0; trial < 200; trial++) {
      const alternatives = 1 + make.whole(8);
      const coordinates = 1 + make.whole(4);
      const functionals = Array.from({ length: 1 + make.whole(4) }, () => functional(make, alternatives, coordinates));
      const pool = poolFunctionals(functionals);
      const positions = Int32Array.from({ length: coordinates }, () => [0, POSITIONS - 1, make.whole(POSITIONS)][make.whole(3)]!);
      const rows = new Int32Array(pool.rows).fill(99);
      prepareRows(pool)(positions, rows);
      for (const f of functionals) {
        const values = new Int32Array(alternatives);
        writeValues(pool.pooled(f), rows, values);
        expect([...values]).toEqual(referenceFunctional(f, [...positions]));
        valueRanges(f).forEach(([low, high], k) => {
          expect(values[k]).toBeGreaterThanOrEqual(low);
          expect(values[k]).toBeLessThanOrEqual(high);
        });
      }
    }
  });

  it('keep a row that several functionals have once, and equal functionals as one', () => {
    const one = (constant: number, multipliers: number[]): Functional => ({
      constants: Int32Array.of(constant, 0),
      factors: [{
        rowOf: Int32Array.of(0, 1), rows: 2, termRow: Int32Array.of(0, 1), coordinates: Int32Array.of(0, 1),
        multipliers: Int32Array.from(multipliers),
      }],
    });
    const [a, b, same] = [one(1, [10, 20]), one(2, [10, 30]), one(1, [10, 20])];
    const pool = poolFunctionals([a, b, same]);
    expect(pool.rows).toBe(4);
    expect(pool.pooled(a)).toBe(pool.pooled(same));
    expect(pool.pooled(a)).not.toBe(pool.pooled(b));
    expect(() => pool.pooled(one(3, [1, 1]))).toThrow(/pool/);
  });

  it('order alternatives by class and number', () => {
    const { order, begins } = classOrder(Int32Array.of(2, 0, 1, 0, 2, 2), 3);
    expect([...order]).toEqual([1, 3, 2, 0, 4, 5]);
    expect([...begins]).toEqual([0, 2, 3, 6]);
  });
});
