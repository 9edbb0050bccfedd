/** Seed string and stream name to Threefry key. `seedrandom` has no other part in the randomness. */
import seedrandom from 'seedrandom';
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';
import type { StreamKey } from '../../kernels/kernel.ts';

/** 64-bit FNV-1a of the UTF-8 bytes, as two 32-bit words. */
function fingerprint(name: string): [number, number] {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(name, 'utf8')) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return [Number(hash >> 32n), Number(hash & 0xffffffffn)];
}

/**
 * The key of the stream `name` under the user's seed. Streams with different names are independent for all practical
 * purposes: names are hashed to 64 bits and pushed through Threefry under the seed's key.
 */
export function streamKey(seed: string, name: string): StreamKey {
  // seedrandom repeats a short seed until it fills 256 bytes and keeps one byte a character, so that '1' and '11', or 'a'
  // and 'š', would be the same seed: give it the bytes in full, and their number.
  const bytes = Buffer.from(seed, 'utf8').toString('hex');
  const generator = seedrandom(`${bytes.length}:${bytes}`);
  const seedWords = { k0: generator.int32() >>> 0, k1: generator.int32() >>> 0 };
  const [k0, k1] = threefry2x32(seedWords, fingerprint(name));
  return { k0, k1 };
}
