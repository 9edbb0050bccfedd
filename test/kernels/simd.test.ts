import { describe, expect, it } from 'vitest';
import { assemble } from '../../kernels/simd/assembler.ts';
import { ITEM, LISTED_BYTES } from '../../kernels/simd/layout.ts';
import { moduleBase64 } from '../../kernels/simd/module.ts';
import { loadSimdLoops } from '../../kernels/simd/simd.ts';
import { createWorkbench } from '../../kernels/simd/workbench.ts';
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';
import { caseMaker } from '../oracles/statistics.ts';

const key = { k0: 0xdeadbeef, k1: 0x00000001 };
const word = (profile: number, draw: number): number => threefry2x32(key, [profile >>> 0, draw >>> 1])[draw & 1]!;
const ALL = 2 ** 32;

describe('SIMD loops', () => {
  it('module.ts is what source.ts assembles to', async () => {
    expect(moduleBase64).toBe(await assemble());
  });

  it.each([0, 1, 12345, 2 ** 31 - 1, 2 ** 31, ALL - 1])('words of profile %d, in draw order', (profile) => {
    const loops = loadSimdLoops(512);
    for (const groups of [1, 2, 5]) {
      loops.buffer.fill(0);
      loops.words(key.k0, key.k1, profile, groups);
      for (let draw = 0; draw < 16 * groups; draw++) expect(loops.buffer[draw]).toBe(word(profile, draw));
    }
  });

  it.each([0, 5, 2 ** 31 - 3, ALL - 8])('wordsAcross from profile %d, for odd numbers of blocks and quads', (profile) => {
    const loops = loadSimdLoops(4096);
    for (const [quads, blocks] of [[1, 1], [2, 3], [3, 2], [5, 7], [1, 12], [2, 0], [0, 4]] as const) {
      loops.buffer.fill(0);
      loops.wordsAcross(key.k0, key.k1, profile, quads, blocks);
      for (let quad = 0; quad < quads; quad++) {
        for (let draw = 0; draw < 2 * blocks; draw++) {
          for (let lane = 0; lane < 4; lane++) {
            expect(loops.buffer[8 * blocks * quad + 4 * draw + lane]).toBe(word(profile + 4 * quad + lane, draw));
          }
        }
      }
    }
  });

  /** What filterDraws promises, one draw at a time. */
  function plainFilter(profile: number, first: number, end: number, lo: number, span: number): { kept: number[]; below: number } {
    const kept: number[] = [];
    let below = 0;
    for (let draw = first; draw < end; draw++) {
      const w = word(profile, draw);
      if (w < lo) below++;
      if ((w - lo + ALL) % ALL <= span) kept.push(w);
    }
    return { kept, below };
  }

  const numeric = (a: number, b: number): number => a - b;

  it.each([
    [0, 0], [0, 1], [0, 2], [0, 7], [0, 8], [0, 9], [0, 15], [0, 16], [0, 17], [0, 31], [0, 33], [0, 100], [1, 1], [1, 2], [1, 8], [3, 4],
    [3, 16], [5, 40], [7, 8], [7, 9], [8, 16], [8, 24], [9, 17], [15, 16], [15, 17], [16, 48], [17, 18], [31, 33], [33, 97], [127, 255],
  ])('filterDraws keeps and counts what a plain loop does: draws %d to %d', (first, end) => {
    const loops = loadSimdLoops(512);
    const windows: [number, number][] = [
      [0, ALL - 1], [0, 0], [2 ** 31, 2 ** 30], [2 ** 30, 2 ** 31], [ALL - 1, 0], [2 ** 31 - 5, 9], [1, ALL - 2],
      [3 * 2 ** 30, 2 ** 30 - 1],
    ];
    for (const [lo, span] of windows) {
      for (const profile of [0, 77, ALL - 1]) {
        const expected = plainFilter(profile, first, end, lo, span);
        const count = loops.filterDraws(key.k0, key.k1, profile, first, end, lo, span, 3);
        expect(count).toBe(expected.kept.length);
        expect(loops.belowLast()).toBe(expected.below);
        expect([...loops.buffer.slice(3, 3 + count)].sort(numeric)).toEqual(expected.kept.sort(numeric));
      }
    }
  });

  it('filterDraws at window edges that are draws themselves', () => {
    const loops = loadSimdLoops(256);
    const make = caseMaker(1);
    for (let trial = 0; trial < 300; trial++) {
      const profile = make.whole(ALL);
      const first = make.whole(40);
      const end = first + make.whole(60);
      // Edges on draws, and one off: inclusive ends are where a filter goes wrong.
      const a = word(profile, make.whole(100)) + make.whole(3) - 1;
      const b = word(profile, make.whole(100)) + make.whole(3) - 1;
      const lo = Math.max(0, Math.min(a, b));
      const span = Math.min(ALL - 1, Math.max(a, b)) - lo;
      const expected = plainFilter(profile, first, end, lo, span);
      const count = loops.filterDraws(key.k0, key.k1, profile, first, end, lo, span, 0);
      expect([...loops.buffer.slice(0, count)].sort(numeric)).toEqual(expected.kept.sort(numeric));
      expect(loops.belowLast()).toBe(expected.below);
    }
  });

  it('programs: every step, so many times over, sixteen profiles on', () => {
    const bench = createWorkbench();
    const words = bench.reserve(4 * 4 * 8 * 2);
    const sums = bench.reserve(ITEM);
    const program = bench.program([['wordsAcross', key.k0, key.k1, 0, 4, 1, words], ['sum', words, words + 64, sums, sums]]);
    bench.ints(program.argument(0, 2), 1)[0] = 32;
    program.run(3);
    // Four profiles of draw 0, then of draw 1, for each of three batches of sixteen.
    const expected = [0, 1].flatMap((draw) =>
      [0, 1, 2, 3].map((lane) => [32, 48, 64].reduce((sum, first) => (sum + word(first + lane, draw)) | 0, 0)));
    expect([...bench.ints(sums, 8)]).toEqual(expected);
    expect(bench.ints(program.argument(0, 2), 1)[0]).toBe(80);
  });

  it('moments of numbers up to the largest that groups may have', () => {
    const make = caseMaker(3);
    for (const shift of [6, 10, 12]) {
      const bench = createWorkbench();
      const most = 2 ** (25 + shift);
      const numbers = Array.from(
        { length: 3 },
        () => Array.from({ length: 8 }, (_, s) => [-most, most - 1, 0, -1, 1][s] ?? make.whole(2 * most) - most),
      );
      // x = money + 2 a - b - minus, of which all but a are given.
      const money = [17, -(2 ** 37), 2 ** 36];
      const minus = [0, 1, -5, 2 ** 37, 0, 0, 3, -(2 ** 20)];
      const rows = numbers.flatMap((row, r) => row.map((x, s) => x - money[r]! + minus[s]!));
      const halves = rows.map((x) => Math.floor(x / 2));
      const [a, b] = [bench.put(Float64Array.from(halves)), bench.put(Float64Array.from(rows, (x, i) => 2 * halves[i]! - x))];
      const lists = bench.reserve(3 * 2 * LISTED_BYTES);
      [0, 1, 2].forEach((r) => [[2, a], [-1, b]].forEach(([weight, at], j) => {
        const list = lists + (2 * r + j) * LISTED_BYTES;
        bench.doubles(list, 1)[0] = weight!;
        bench.ints(list + 8, 1)[0] = at! + 64 * r;
      }));
      const ends = bench.put(Int32Array.from([1, 2, 3], (r) => lists + 2 * r * LISTED_BYTES));
      const [sums, doubles] = [bench.reserve(3 * 8 * 16), bench.reserve(3 * 8 * 32)];
      const program = bench.program(
        [[
          'addMoments', 3, 64, lists, 2 * LISTED_BYTES, ends, bench.put(Float64Array.from(money)), bench.put(Float64Array.from(minus)),
          shift, sums,
        ]]
      );
      for (let time = 0; time < 2; time++) {
        program.run(32);
        bench.spill(sums, sums + 3 * 8 * 16, doubles);
      }
      const view = bench.doubles(doubles, 3 * 8 * 4);
      numbers.flat().forEach((x, i) => {
        const q = BigInt(x) >> BigInt(shift);
        const [h, l] = [q >> 12n, q & 4095n];
        const expected = [BigInt(x) & 65535n, h * h, h * l, l * l].map((term) => 64 * Number(term));
        expect([0, 1, 2, 3].map((plane) => view[16 * (i >> 2) + 4 * plane + (i & 3)])).toEqual(expected);
      });
    }
  });

  it('instances do not share memory', () => {
    const a = loadSimdLoops(32);
    const b = loadSimdLoops(32);
    a.words(1, 2, 3, 1);
    const before = [...a.buffer];
    b.words(4, 5, 6, 1);
    expect([...a.buffer]).toEqual(before);
  });
});
