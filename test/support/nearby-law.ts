/** Laws near a sample, at random. */
import type { Atoms } from '../oracles/market-of-atoms.ts';

/** A small generator of the tests' own. */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A law on the sample's own values whose distribution function is nowhere further than `distance` from the sample's. */
export function nearbyLaw(numbers: readonly number[], distance: number, random: () => number): Atoms {
  const at = [...numbers].sort((a, b) => a - b);
  let [shift, level] = [2 * random() - 1, 0];
  const upTo = at.map((_, i) => {
    if (random() < 0.3) shift = random() < 0.5 ? Math.sign(random() - 0.5) : 2 * random() - 1;
    level = i === at.length - 1 ? 1 : Math.max(level, Math.min(1, Math.max(0, (i + 1) / at.length + shift * distance)));
    return level;
  });
  const mass = upTo.map((sum, i) => sum - (upTo[i - 1] ?? 0));
  const held = at.map((_, i) => i).filter((i) => mass[i]! > 0);
  return { at: held.map((i) => at[i]!), mass: held.map((i) => mass[i]!) };
}
