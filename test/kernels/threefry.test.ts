import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StreamKey } from '../../kernels/kernel.ts';
import { loadSimdLoops } from '../../kernels/simd/simd.ts';
import { THREEFRY_KNOWN_ANSWERS } from '../../kernels/threefry/known-answers.ts';
import { profileBlockKey, threefry2x32 } from '../../kernels/threefry/threefry.ts';

interface Vector {
  name: string;
  counter: [string, string];
  key: [string, string];
  words: [string, string];
}

const { vectors } = JSON.parse(readFileSync(new URL('../vectors/threefry2x32.json', import.meta.url), 'utf8')) as { vectors: Vector[] };
const pair = (texts: [string, string]): [number, number] => [Number.parseInt(texts[0], 16), Number.parseInt(texts[1], 16)];
const keyOf = (texts: [string, string]): StreamKey => ({ k0: pair(texts)[0], k1: pair(texts)[1] });

describe('Threefry-2x32-20 against Random123', () => {
  it.each(vectors)('scalar code: $name', ({ counter, key, words }) => {
    expect(threefry2x32(keyOf(key), pair(counter))).toEqual(pair(words));
  });

  // The SIMD loops count from block 0, so known answers are reached there by shifting the key's injection: only zeros fit.
  it.each(vectors)('SIMD wordsAcross and words agree with the scalar code under the key of $name', ({ counter, key }) => {
    const { k0, k1 } = keyOf(key);
    const [profile] = pair(counter);
    const loops = loadSimdLoops(4096);
    loops.words(k0, k1, profile, 3);
    for (let draw = 0; draw < 48; draw++) {
      expect(loops.buffer[draw]).toBe(threefry2x32({ k0, k1 }, [profile, draw >>> 1])[draw & 1]);
    }
  });

  it('SIMD words start with the zeros vector', () => {
    const loops = loadSimdLoops(64);
    loops.words(0, 0, 0, 1);
    expect(Array.from(loops.buffer.slice(0, 2))).toEqual(pair(vectors[0]!.words));
    loops.wordsAcross(0, 0, 0, 1, 1);
    expect([loops.buffer[0], loops.buffer[4]]).toEqual(pair(vectors[0]!.words));
  });

  it('the answers that devices check themselves against are these', () => {
    expect(THREEFRY_KNOWN_ANSWERS).toEqual(
      vectors.map(({ counter, key, words }) => ({ counter: pair(counter), key: pair(key), words: pair(words) }))
    );
  });

  it('is a bijection on a sample: no two counters collide', () => {
    const seen = new Set<string>();
    for (let a = 0; a < 64; a++) for (let b = 0; b < 64; b++) seen.add(threefry2x32({ k0: 7, k1: 9 }, [a, b]).join());
    expect(seen.size).toBe(4096);
  });

  it('block keys: words in range, distinct, and different from the stream itself', () => {
    const stream = { k0: 1, k1: 2 };
    const keys = Array.from({ length: 4096 }, (_, high) => profileBlockKey(stream, high));
    for (const { k0, k1 } of keys) {
      expect(Number.isInteger(k0) && k0 >= 0 && k0 < 2 ** 32 && Number.isInteger(k1) && k1 >= 0 && k1 < 2 ** 32).toBe(true);
    }
    expect(new Set(keys.map(({ k0, k1 }) => `${k0},${k1}`)).size).toBe(4096);
    expect(keys[0]).not.toEqual(stream);
    expect(profileBlockKey(stream, 2 ** 21 - 1)).toEqual(profileBlockKey(stream, 2 ** 21 - 1));
  });
});
