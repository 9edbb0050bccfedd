/** Double-precision twin of kernel `order-statistics`: the same variates, found profile by profile. */
import { referenceCell } from '../cell-lookup.ts';
import type { ChunkRunner, StreamKey } from '../kernel.ts';
import { threefry2x32 } from '../threefry/threefry.ts';
import type { OrderStatisticsParameters } from './spec.ts';
import { createStrips, type Strips } from './strips.ts';

/** Rejection as in any textbook: a strip of equal area, a uniform point under its lid, kept where below the density. */
function drawBeta(strips: Strips, key: StreamKey, profile: number, offset: 0 | 1): number {
  for (let attempt = 0; ; attempt++) {
    const [select, place] = threefry2x32(key, [profile, 2 * attempt + offset]);
    const strip = Math.floor(select / 2 ** (32 - strips.bits));
    const height = ((select % 2 ** (32 - strips.bits)) / 2 ** (32 - strips.bits)) * strips.height[strip]!;
    const x = strips.left[strip]! + strips.width[strip]! * ((place + 0.5) / 2 ** 32);
    if (height <= strips.density(x)) return x;
  }
}

export function prepareOrderStatisticsReference({ others, rank, levels }: OrderStatisticsParameters): ChunkRunner {
  const first = rank > 0 ? createStrips(rank, others - rank + 1) : undefined;
  const second = rank < others ? createStrips(1, others - rank) : undefined;
  const cellOf = (level: number): number => referenceCell(levels, level);
  return (key, start, count, into) => {
    for (let profile = start; profile < start + count; profile++) {
      const level = first ? drawBeta(first, key, profile, 0) : 0;
      into.lower![first ? cellOf(level) : 0]!++;
      const next = second ? level + (1 - level) * drawBeta(second, key, profile, 1) : 0;
      into.upper![second ? cellOf(next) : levels.length]!++;
    }
  };
}
