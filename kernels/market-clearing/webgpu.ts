/**
 * Kernel `market-clearing` on a GPU. Few traders: a thread a profile, which sorts in its own memory. More: a workgroup a profile, which
 * sorts both sides in workgroup memory (Batcher's bitonic sort, Knuth, TAOCP 3, 5.3.4, exercise 10), finds every trader's place in the
 * merged order by bisection in the other side, and adds up what she brings.
 *
 * Cost of a profile of N traders, in integer operations: 36 N for Threefry, about 10 N to find a cell, 6 N for every bit of the place in
 * it, 3 N (log2 N)^2 to sort and 12 N log2 N to merge: at N = 128 and 16 places a cell about 128 (36 + 10 + 24 + 150 + 84) = 39,000, so an
 * H100 (14.8e12 a second) cannot do better than 2.6 ns a profile. Not measured on hardware.
 *
 * The price. `z` and `next`, the n-th and the n + 1-st of all positions, are in order, so the rounded price z + kappa (next - z) lies
 * between them: 0 <= kappa <= 1 and rounding is monotone. Who ends below zero at it does so at z, or at next: that is what is counted.
 *
 * No overflow. A side has at most 2^11 traders and a gain at most 2^20 positions, so sums of a profile are below 2^32. They are cut at 16
 * bits; a thread adds at most 2^12 of either part, below 2^28; its sums are cut again, and 2^10 workgroups of 2^7 threads pass on at most
 * 2^16 of each: 2^26. The upper parts of a batch are at most its profiles, 2^22.
 */
import type { GpuKernel } from '../gpu-program.ts';
import { collectParts, wordsOfParts } from '../gpu-sums.ts';
import { bucketsOf, roomFor, TableWriter } from '../linear/webgpu.ts';
import { POSITIONS, validateMarketClearing, type MarketClearingParameters } from './spec.ts';
import { FEW_THREADS, fewProgram, HEADER, SIDE, SUMS, wideProgram } from './webgpu-text.ts';

const BATCH_PROFILES_MAX = 2 ** 22;
/** Draws of a batch, about: what is cancelled is over soon. */
const BATCH_DRAWS = 2 ** 30;
const WORKGROUPS = 2 ** 10;
const THREAD_PROFILES = 64;
const WORKGROUP_PROFILES = 2 ** 12;
/** Traders of a side that a thread sorts alone. */
const FEW_MAX = 16;
/** Positions in workgroup memory, of both sides: 12 KiB of the 16 that every WebGPU device has. */
const SHARED_MAX = 3072;
const THREADS_MIN = 32;
const THREADS_MAX = 128;

const powerBelow = (x: number): number => 2 ** Math.floor(Math.log2(x));
/** Room for a side: like markets share a program. */
const roomOf = (traders: number): number => roomFor(Math.max(THREADS_MIN, traders));

function tablesOf({ sellers, buyers, costThresholds, valueThresholds }: MarketClearingParameters): Int32Array {
  const writer = new TableWriter();
  const header = writer.reserve(HEADER.sides + 2 * SIDE.words);
  const sides = [costThresholds, valueThresholds].flatMap((thresholds) => {
    const { shift, entries } = bucketsOf(thresholds);
    return [shift, writer.append(entries), writer.append(thresholds)];
  });
  writer.set(header, [sellers, buyers, Math.log2(POSITIONS / (costThresholds.length - 1)), ...sides]);
  return writer.finish();
}

export const marketClearingGpu: GpuKernel<MarketClearingParameters> = {
  name: 'market-clearing',
  supports: ({ sellers, buyers }) => roomOf(sellers) + roomOf(buyers) <= SHARED_MAX,
  prepare(parameters, limits) {
    validateMarketClearing(parameters);
    const { sellers, buyers } = parameters;
    const few = Math.max(sellers, buyers) <= FEW_MAX;
    const rooms = { sellers: roomOf(sellers), buyers: roomOf(buyers) };
    const threads = Math.min(THREADS_MAX, Math.max(rooms.sellers, rooms.buyers) / 2, limits.workgroupThreadsMax);
    const program = few ? fewProgram(FEW_MAX) : wideProgram(rooms, Math.max(THREADS_MIN, threads));
    const workgroupsMax = Math.min(WORKGROUPS, limits.workgroupsMax);
    const served = few ? FEW_THREADS * THREAD_PROFILES : WORKGROUP_PROFILES;
    const dispatches = (first: number, count: number) => {
      const useful = few ? Math.ceil(count / FEW_THREADS) : count;
      return [{ program, first, count, workgroups: Math.min(useful, workgroupsMax) }];
    };
    return {
      tables: tablesOf(parameters),
      batchProfilesMax: Math.min(BATCH_PROFILES_MAX, powerBelow(workgroupsMax * served), powerBelow(BATCH_DRAWS / (sellers + buyers))),
      resultLength: () => roomFor(wordsOfParts(SUMS)),
      dispatches,
      exactDispatches: dispatches,
      collect(result, _batch, into) {
        collectParts(SUMS, result, into);
        return true;
      },
    };
  },
};
