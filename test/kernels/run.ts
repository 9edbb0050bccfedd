/** Runs a kernel's loop or its plain twin over profiles, whatever 2^32 block they lie in. */
import type { Kernel, Statistics } from '../../kernels/kernel.ts';
import { profileBlockKey } from '../../kernels/threefry/threefry.ts';
import { splitIntoChunks } from '../../src/engine/chunks.ts';

export const testStream = { k0: 0x01234567, k1: 0x89abcdef };

export function runKernel<P>(
  kernel: Kernel<P>,
  how: 'prepareCpu' | 'prepareReference',
  parameters: P,
  first: number,
  count: number,
  stream = testStream,
): Statistics {
  kernel.validate(parameters);
  const statistics = kernel.emptyStatistics(parameters);
  const run = kernel[how](parameters);
  for (const chunk of splitIntoChunks(first, count, 2 ** 32)) run(profileBlockKey(stream, chunk.high), chunk.low, chunk.count, statistics);
  return statistics;
}

export const total = (counts: ArrayLike<number>): number => Array.from(counts).reduce((sum, c) => sum + c, 0);

/** x_j at even spacing on [0, 1] under the law with this cdf, as words. */
export const thresholds = (cells: number, cdf: (x: number) => number = (x) => x): Float64Array =>
  Float64Array.from({ length: cells + 1 }, (_, j) => Math.round(cdf(j / cells) * 2 ** 32));
