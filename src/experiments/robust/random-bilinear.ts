/** Bilinear values of two agents whose coefficients are independent draws of one law (JMM12 (6)). */
import type { StreamKey } from '../../../kernels/kernel.ts';
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import type { Bilinear } from '../../environment/two-agent.ts';

export interface RandomBilinear {
  /** Coordinates of the agent's and of the other's type. */
  readonly dimensions: readonly [number, number];
  /** Law of every entry of f, F and G; `normal`: the standard normal law, whose vectors have no preferred direction. */
  readonly entries: Distribution | 'normal';
}

const SHARE = 2 ** -32;

/**
 * Values number `index` of the agent and of the other, the agent's type first in both; the constants, which decide nothing, are 0. Entry e
 * is the law's quantile at the middle of word e of the stream; of the normal law two words make two entries (Box and Muller).
 */
export function randomBilinear(
  { dimensions: [d, e], entries }: RandomBilinear,
  key: StreamKey,
  index: number,
): readonly [Bilinear, Bilinear] {
  let word = 0;
  let pair: readonly [number, number] = [0, 0];
  const next = (): number => {
    if (word % 2 === 0) pair = pairOf(entries, threefry2x32(key, [index, word >> 1]));
    return pair[word++ & 1]!;
  };
  const list = (length: number): number[] => Array.from({ length }, next);
  const one = (): Bilinear => ({ constant: 0, first: list(d), second: list(e), cross: Array.from({ length: d }, () => list(e)) });
  return [one(), one()];
}

function pairOf(entries: RandomBilinear['entries'], words: readonly [number, number]): readonly [number, number] {
  const [p, q] = [(words[0] + 0.5) * SHARE, (words[1] + 0.5) * SHARE];
  if (entries !== 'normal') return [entries.quantile(p), entries.quantile(q)];
  const radius = Math.sqrt(-2 * Math.log(p));
  return [radius * Math.cos(2 * Math.PI * q), radius * Math.sin(2 * Math.PI * q)];
}
