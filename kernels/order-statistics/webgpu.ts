/**
 * Kernel `order-statistics` on a GPU: a thread a profile, in numbers that have the bits of the CPU's doubles (double-wgsl.ts). A point is
 * accepted by its strip, or by what the density's values at the ends of a sixteenth of the strip say; where they leave it open, for about
 * one profile in a thousand, the profile is listed, and the CPU twin does it: logarithms have no bits that all machines agree on.
 *
 * Cost of a profile in integer operations: 144 for the words, about 250 for each of two variates and 200 to put the second above the first,
 * 6 for every bit of the cell not found by its bucket: about 900, so an H100 (14.8e12 integer operations a second) cannot do better than
 * 0.06 ns a profile. What is listed costs the host a microsecond, 1 ns a profile. Not measured on hardware.
 *
 * No overflow: a profile adds 1 to one cell of either histogram, and a batch has at most 2^24 profiles.
 */
import { hotCountWgsl } from '../direct/webgpu-text.ts';
import { DOUBLE_WGSL } from '../double-wgsl.ts';
import type { GpuKernel, GpuProgram } from '../gpu-program.ts';
import { listingPlan, listProfileWgsl } from '../listed-profiles.ts';
import { THREEFRY_WGSL } from '../threefry/webgpu.ts';
import { WIDE_WGSL } from '../wide-wgsl.ts';
import { orderStatistics } from './cpu.ts';
import { validateOrderStatistics, type OrderStatisticsParameters } from './spec.ts';
import { HEADER, PART_BITS, SHARE_BITS, STRIP, tablesOf } from './webgpu-tables.ts';

const THREADS = 128;
const BATCH_PROFILES_MAX = 2 ** 24;
/** Levels of a table that is uploaded once a job. */
const LEVELS_MAX = 2 ** 20;

const header = (field: keyof typeof HEADER): string => `table(${HEADER[field]}u)`;

const program: GpuProgram = {
  key: 'order-statistics',
  workgroupSize: THREADS,
  text: /* wgsl */ `${THREEFRY_WGSL}${WIDE_WGSL}${DOUBLE_WGSL}
fn table(i : u32) -> u32 { return bitcast<u32>(tables[i]); }
fn double(i : u32) -> vec2<u32> { return vec2<u32>(table(i), table(i + 1u)); }
${hotCountWgsl(THREADS)}${listProfileWgsl(header('top'))}
var<private> open : bool;

// A Beta variate by attempts 0, 1, ..; open where it cannot be told whether one is accepted.
fn variate(key : vec3<u32>, profile : u32, strips : u32, offset : u32) -> vec2<u32> {
  for (var attempt = offset; ; attempt += 2u) {
    let words = threefry2x32(key, profile, attempt);
    let strip = strips + ${STRIP.words}u * (words.x >> ${SHARE_BITS}u);
    let share = words.x & ${2 ** SHARE_BITS - 1}u;
    let part = table(strip + ${STRIP.parts}u) + 2u * (words.y >> ${32 - PART_BITS}u);
    let accepted = share < table(strip + ${STRIP.sure}u) || share < table(part);
    if (!accepted && share >= table(part + 1u)) { continue; }
    if (!accepted) { open = true; }
    return sumOf(double(strip + ${STRIP.left}u), timesOf(double(strip + ${STRIP.width}u), unitOf(words.y)));
  }
}

// Number of levels at or below a level.
fn cellOf(level : vec2<u32>) -> u32 {
  // Its first 32 bits after the point; 1 is in the last bucket.
  let bits = shiftRight(significand(level), 30u + min(63u, exponentOf(ONE) - exponentOf(level)));
  let first = select(bits.x, 0xffffffffu, bits.y != 0u);
  let bucket = ${header('buckets')} + (first >> ${header('shift')});
  let levels = ${header('levels')};
  var low = table(bucket);
  var high = table(bucket + 1u);
  while (low < high) {
    let middle = (low + high) >> 1u;
    if (isLess(level, double(levels + 2u * middle))) { high = middle; } else { low = middle + 1u; }
  }
  return low;
}

fn main(index : i32) {
  let key = threefrySchedule(uniforms.k0, uniforms.k1);
  for (var offset = u32(index); offset < uniforms.count; offset += numWorkgroups.x * ${THREADS}u) {
    let profile = uniforms.first + offset;
    open = false;
    var level = ZERO;
    var cells = vec2<u32>();
    // One text for both variates: drivers write functions out wherever they are called.
    for (var i = 0u; i < 2u; i++) {
      if (${header('rank')} == select(0u, ${header('others')}, i == 1u)) { continue; }
      var above = variate(key, profile, table(${HEADER.first}u + i), i);
      if (!isZero(level)) { above = timesOf(complementOf(level), above); }
      level = sumOf(level, above);
      cells[i] = cellOf(level);
    }
    if (open) { listProfile(profile); } else { countCells(cells.x, cells.y); }
  }
  passCountsOn();
}`,
};

export const orderStatisticsGpu: GpuKernel<OrderStatisticsParameters> = {
  name: 'order-statistics',
  supports: ({ levels }) => levels.length <= LEVELS_MAX,
  prepare(parameters, limits) {
    validateOrderStatistics(parameters);
    const { levels, others, rank } = parameters;
    return listingPlan({
      program, tables: tablesOf(parameters), batchProfilesMax: BATCH_PROFILES_MAX, cells: levels.length + 1, rank, others,
      twin: orderStatistics.prepareCpu(parameters),
    }, limits);
  },
};
