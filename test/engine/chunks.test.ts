import { describe, expect, it } from 'vitest';
import { chunkAt, chunkCount, chunkSize, splitIntoChunks } from '../../src/engine/chunks.ts';
import { caseMaker } from '../oracles/statistics.ts';

const BLOCK = 2 ** 32;

describe('chunks', () => {
  it('tile the range in order, each within one block of 2^32 and no larger than asked', () => {
    const make = caseMaker(61);
    for (let trial = 0; trial < 80; trial++) {
      const size = 2 ** make.whole(12);
      const first = [0, BLOCK - make.whole(5000), 5 * BLOCK + make.whole(9), make.whole(BLOCK)][trial % 4]!;
      const count = make.whole(6000);
      let at = first;
      const chunks = [...splitIntoChunks(first, count, size)];
      for (const { high, low, count: part } of chunks) {
        expect(high * BLOCK + low).toBe(at);
        expect(part > 0 && part <= size && low + part <= BLOCK && Number.isInteger(high)).toBe(true);
        at += part;
      }
      expect(at).toBe(first + count);
      expect(chunks.length).toBe(chunkCount(first, count, size));
    }
  });

  it('whole blocks are single chunks; indices stay exact near 2^53', () => {
    expect([...splitIntoChunks(BLOCK - 1, BLOCK + 2, BLOCK)]).toEqual(
      [{ high: 0, low: BLOCK - 1, count: 1 }, { high: 1, low: 0, count: BLOCK }, { high: 2, low: 0, count: 1 }]
    );
    expect(chunkAt(0, 2 ** 53 - 4, 4, 4)).toEqual({ high: 2 ** 21 - 1, low: BLOCK - 4, count: 4 });
  });

  it('sizes are powers of two that shrink with the market', () => {
    for (const draws of [1, 3, 127, 8191, 2 ** 21, 2 ** 25]) {
      const size = chunkSize(draws);
      expect(Math.log2(size) % 1).toBe(0);
      expect(size).toBeLessThanOrEqual(2 ** 16);
      if (size > 1) expect(size * draws).toBeLessThanOrEqual(2 ** 22);
    }
    expect(chunkSize(2 ** 25)).toBe(1);
  });
});
