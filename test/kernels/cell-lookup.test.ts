import { describe, expect, it } from 'vitest';
import { createCellLookup, referenceCell } from '../../kernels/cell-lookup.ts';
import { caseMaker } from '../oracles/statistics.ts';

const LAST = 2 ** 32 - 1;

/** Every threshold, its neighbours, and both ends: where an index goes off by one. */
function edges(thresholds: Float64Array, from: number, to: number, unit: number): number[] {
  const near = Array.from(thresholds).flatMap((t) => [t - unit, t, t + unit]);
  return [from, to, ...near].filter((word) => word >= from && word <= to);
}

describe('cell look-up', () => {
  it('counts the thresholds at or below a word, as binary search does: integers', () => {
    const make = caseMaker(4);
    for (let trial = 0; trial < 400; trial++) {
      const size = make.whole(trial % 5 === 0 ? 3000 : 30);
      const clustered = make.unit() < 0.4 ? 1000 : 2 ** 32;
      const base = make.whole(2 ** 32 - clustered + 1);
      const pool = Array.from(
        { length: size + 1 }, () => (make.unit() < 0.1 ? [0, 2 ** 32, 2 ** 31][make.whole(3)]! : base + make.whole(clustered)),
      );
      // Repeated thresholds are cells without mass.
      const thresholds = Float64Array.from(pool.map((t, i) => (i > 0 && make.unit() < 0.2 ? pool[make.whole(i)]! : t))).sort();
      const whole = make.unit() < 0.5;
      const from = whole ? 0 : Math.min(LAST, base + make.whole(clustered));
      const to = whole ? LAST : Math.min(LAST, from + make.whole(clustered));
      const { find } = createCellLookup(thresholds, from, to);
      const words = [...edges(thresholds, from, to, 1), ...Array.from({ length: 50 }, () => from + make.whole(to - from + 1))];
      for (const word of words) {
        const plain = referenceCell(thresholds, word);
        if (find(word) !== plain) expect(`find(${word}) = ${find(word)} in trial ${trial}`).toBe(plain);
      }
    }
  });

  it('the same on fractions, in ranges down to a few units in the last place', () => {
    const make = caseMaker(5);
    for (let trial = 0; trial < 300; trial++) {
      const centre = [0, 0.5, 1, make.unit()][make.whole(4)]!;
      const width = 10 ** -make.whole(16);
      const from = Math.max(0, centre - width);
      const to = Math.min(1, centre + width);
      const thresholds = Float64Array.from(
        { length: 1 + make.whole(200) }, () => (make.unit() < 0.2 ? make.unit() : from + make.unit() * (to - from)),
      ).sort();
      const { find } = createCellLookup(thresholds, from, to);
      const words = [
        ...edges(thresholds, from, to, 2 ** -54), ...Array.from({ length: 50 }, () => Math.min(to, from + make.unit() * (to - from)))
      ];
      for (const word of words) {
        const plain = referenceCell(thresholds, word);
        if (find(word) !== plain) expect(`find(${word}) = ${find(word)} in trial ${trial}`).toBe(plain);
      }
    }
  });

  it('its plain twin counts', () => {
    for (const thresholds of [[], [3], [0, 2, 2, 2, 5], [-1.5, -1.5, 0, 0.25, 7, 7]]) {
      for (const word of [-2, -1.5, 0, 0.25, 1, 2, 3, 5, 6, 7, 8]) {
        expect(referenceCell(thresholds, word)).toBe(thresholds.filter((t) => t <= word).length);
      }
    }
  });

  it('a range of one word', () => {
    for (const word of [0, 7, LAST]) {
      expect(createCellLookup(Float64Array.of(0, 7, 7, 9), word, word).find(word)).toBe(referenceCell(Float64Array.of(0, 7, 7, 9), word));
    }
  });

  it('thresholds outside the range, and none inside', () => {
    expect(createCellLookup(Float64Array.of(1, 2, 3), 10, 20).find(15)).toBe(3);
    expect(createCellLookup(Float64Array.of(30, 40), 10, 20).find(20)).toBe(0);
    expect(createCellLookup(Float64Array.of(5, 30), 10, 20).find(10)).toBe(1);
  });

  it('takes few steps: the table starts within a cell or two on even thresholds', () => {
    const thresholds = Float64Array.from({ length: 4097 }, (_, j) => j * 2 ** 20);
    const { starts, from, scale } = createCellLookup(thresholds, 0, LAST);
    let steps = 0;
    for (let i = 0; i < 1000; i++) {
      const word = Math.floor((i * 2 ** 32) / 1000);
      steps += referenceCell(thresholds, word) - starts[Math.floor((word - from) * scale)]!;
    }
    expect(steps).toBeLessThan(1000);
  });
});
