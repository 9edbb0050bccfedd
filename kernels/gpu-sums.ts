/**
 * Sums of whole numbers on a GPU, which adds 32-bit words. What a thread adds up is cut at 16 bits where it would leave them: each part
 * stands for `scale` times itself in an entry of a statistic. A thread's parts are cut again where they join the workgroup's, and the
 * workgroup's where they join the batch's: two words of the result a part.
 */
import type { Statistics } from './kernel.ts';

export interface SummedPart {
  readonly statistic: string;
  readonly at: number;
  readonly scale: number;
}

/** A number below 2^32, in two parts. */
export const inTwoParts = (statistic: string, at = 0): readonly SummedPart[] =>
  [{ statistic, at, scale: 1 }, { statistic, at, scale: 65536 }];

/** A number of two words, in three: its low one is cut. */
export const inThreeParts = (statistic: string, at = 0): readonly SummedPart[] =>
  [...inTwoParts(statistic, at), { statistic, at, scale: 2 ** 32 }];

/** A number below 2^16, in one. */
export const inOnePart = (statistic: string, at = 0): readonly SummedPart[] => [{ statistic, at, scale: 1 }];

/** Words of a batch's result that the parts take. */
export const wordsOfParts = (parts: readonly SummedPart[]): number => 2 * parts.length;

/** The two words at `at`, put together. */
export const sumAt = (result: Int32Array, at: number): number => 65536 * result[at + 1]! + result[at]!;

/** Adds the parts at the beginning of a batch's result to their statistics. */
export function collectParts(parts: readonly SummedPart[], result: Int32Array, into: Statistics): void {
  parts.forEach(({ statistic, at, scale }, part) => (into[statistic]![at]! += scale * sumAt(result, 2 * part)));
}

/** Declares a thread's `sums`, zero at first, and `addSplit(part, x)`, which adds x to two of them. */
export const sumsWgsl = (parts: readonly SummedPart[]): string => /* wgsl */ `
var<private> sums : array<u32, ${parts.length}>;
var<workgroup> totals : array<atomic<u32>, ${wordsOfParts(parts)}>;

fn addSplit(part : u32, x : u32) {
  sums[part] += x & 65535u;
  sums[part + 1u] += x >> 16u;
}
`;

/** Statements that hand on the sums of a workgroup's threads, once, at the end; every thread must come here. */
export const passSumsOn = (parts: readonly SummedPart[], threads: number): string => /* wgsl */ `
  for (var i = 0u; i < ${parts.length}u; i++) {
    atomicAdd(&totals[2u * i], sums[i] & 65535u);
    atomicAdd(&totals[2u * i + 1u], sums[i] >> 16u);
  }
  workgroupBarrier();
  for (var i = localIndex; i < ${parts.length}u; i += ${threads}u) {
    let low = atomicLoad(&totals[2u * i]);
    atomicAdd(&result[2u * i], i32(low & 65535u));
    atomicAdd(&result[2u * i + 1u], i32(atomicLoad(&totals[2u * i + 1u]) + (low >> 16u)));
  }`;
