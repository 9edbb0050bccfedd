/**
 * Kernel `walk-gains` on a GPU: a thread a profile, which draws once and goes along all walks; a workgroup adds up in its own memory.
 *
 * Cost of a profile in integer operations: 40 to 50 D for D signals, 10 for every term, 3 for every row of each of K alternatives; a step
 * of lies takes 5 C for C classes, one of a path 12 C for its start and for every stretch 12 C and, for every line that may take over, a
 * long division of 22 bits, 150; a walk 40 more to square and add. Three alternatives, three signals, a rectangle: about 150 + 30 +
 * 4 (36 + 2 (36 + 150)) + 40 = 1,900, so an H100 (14.8e12 integer operations a second) cannot do better than 0.13 ns a profile. Not
 * measured on hardware.
 *
 * No overflow. |base + point| <= 2^28, so a lead and a difference of slopes are below 2^30, a dividend's rest below 2^31; worths and sums
 * of drops are 64 bits. An excess is at most 2^26 = (2^13)^2, its square's parts below 2^26 each. All are cut at 16 bits: a workgroup adds
 * at most 2^12 of either part, below 2^28, and hands them on cut again, 2^10 workgroups at most 2^16 of each.
 *
 * What a GPU does not serve (the CPU twin does): more than 128 walks, 64 classes, or more rows than a thread has room for.
 */
import type { GpuKernel, GpuProgram } from '../gpu-program.ts';
import { collectParts, inTwoParts, wordsOfParts, type SummedPart } from '../gpu-sums.ts';
import { classOrder, poolFunctionals } from '../linear/pool.ts';
import { functionalWriter, roomFor, roomForRows, ROWS_HEADER, rowsWgsl, TableWriter, writeRowTables } from '../linear/webgpu.ts';
import { WIDE_WGSL } from '../wide-wgsl.ts';
import { PART_BITS, PARTS, validateWalkGains, type WalkGainsParameters } from './spec.ts';

const THREADS = 64;
const THREAD_PROFILES = 64;
const WORKGROUPS = 2 ** 10;
const WALKS_MAX = 128;
const CLASSES_MAX = 64;
const ROWS_MAX = 2048;
/** Of a walk: gain and both parts of squares, each cut in two. */
const WALK_PARTS = 6;

/** Offsets of header words; `objective` has two, offset and stride. */
const HEADER = {
  classes: ROWS_HEADER, walks: ROWS_HEADER + 1, order: ROWS_HEADER + 2, begins: ROWS_HEADER + 3, objective: ROWS_HEADER + 4,
  starts: ROWS_HEADER + 6, paths: ROWS_HEADER + 7, points: ROWS_HEADER + 8, drops: ROWS_HEADER + 9, words: ROWS_HEADER + 10,
} as const;
const header = (field: keyof typeof HEADER): string => `word(${HEADER[field]}u)`;

const walkProgram = (rows: number): GpuProgram => ({
  key: `walk-gains-${rows}`,
  workgroupSize: THREADS,
  text: /* wgsl */ `${rowsWgsl(0, rows)}${WIDE_WGSL}
var<private> base : array<i32, ${CLASSES_MAX}>;
var<workgroup> totals : array<atomic<u32>, ${WALK_PARTS * WALKS_MAX}>;

fn placeBase(profile : u32) {
  drawRows(profile);
  for (var c = 0u; c < ${header('classes')}; c++) {
    let begin = word(${header('begins')} + c);
    let end = word(${header('begins')} + c + 1u);
    for (var i = begin; i < end; i++) {
      let value = valueAt(${header('objective')}, word(${HEADER.objective + 1}u), word(${header('order')} + i));
      base[c] = select(max(base[c], value), value, i == begin);
    }
  }
}

fn pointAt(p : u32, c : u32) -> i32 { return tables[${header('points')} + p * ${header('classes')} + c]; }
fn dropAt(p : u32, c : u32) -> u32 { return word(${header('drops')} + p * ${header('classes')} + c); }

fn bestAt(p : u32) -> u32 {
  var best = 0u;
  for (var c = 1u; c < ${header('classes')}; c++) { if (base[c] + pointAt(p, c) > base[best] + pointAt(p, best)) { best = c; } }
  return best;
}

// By class: where the line starts, how it rises, and 2^22 times what it is at the middle of part j.
fn startOf(p : u32, c : u32) -> i32 { return base[c] + pointAt(p, c); }
fn riseOf(p : u32, q : u32, c : u32) -> i32 { return pointAt(q, c) - pointAt(p, c); }
fn worthOf(p : u32, q : u32, c : u32, j : u32) -> vec2<u32> {
  return addWide(productOf(startOf(p, c), ${2 * PARTS}), productOf(riseOf(p, q, c), i32(2u * j + 1u)));
}
// Whether c goes before k at the middle of part j.
fn goesBefore(p : u32, q : u32, c : u32, k : u32, j : u32) -> bool {
  let own = worthOf(p, q, c, j);
  let other = worthOf(p, q, k, j);
  return select(isBelow(other, own), riseOf(p, q, c) < riseOf(p, q, k), all(own == other));
}

// (floor(2^22 lead / faster) + 1) / 2 rounded down, 0 <= lead < faster < 2^31, by long division.
fn partOf(lead : u32, faster : u32) -> u32 {
  var rest = lead;
  var quotient = 0u;
  for (var bit = 0u; bit < ${PART_BITS + 1}u; bit++) {
    rest = rest << 1u;
    quotient = quotient << 1u;
    if (rest >= faster) { rest -= faster; quotient |= 1u; }
  }
  return (quotient + 1u) >> 1u;
}

fn alongStep(p : u32, q : u32) -> vec2<u32> {
  var k = 0u;
  for (var c = 1u; c < ${header('classes')}; c++) { if (goesBefore(p, q, c, k, 0u)) { k = c; } }
  var at = 0u;
  var total = vec2<u32>();
  loop {
    var next = ${PARTS}u;
    var taker = k;
    for (var c = 0u; c < ${header('classes')}; c++) {
      let faster = riseOf(p, q, c) - riseOf(p, q, k);
      let lead = startOf(p, k) - startOf(p, c);
      if (faster <= 0 || lead >= faster) { continue; }
      let j = partOf(u32(lead), u32(faster));
      if (j > next || j == ${PARTS}u || (j == next && !goesBefore(p, q, c, taker, j))) { continue; }
      next = j;
      taker = c;
    }
    total = addWide(total, productOfWords(next - at, dropAt(p, k)));
    if (taker == k) { break; }
    k = taker;
    at = next;
  }
  return total;
}

fn excessOf(w : u32) -> u32 {
  let begin = word(${header('starts')} + w);
  let end = word(${header('starts')} + w + 1u);
  let isPath = word(${header('paths')} + w) == 1u;
  var total = vec2<u32>();
  for (var p = begin; p < end; p++) {
    let q = select(begin, p + 1u, p + 1u < end);
    if (isPath) { total = addWide(total, alongStep(p, q)); }
    else { total = addWide(total, productOfWords(${PARTS}u, dropAt(p, bestAt(q)))); }
  }
  return (total.y << ${32 - PART_BITS}u) | (total.x >> ${PART_BITS}u);
}

fn addSplit(part : u32, x : u32) {
  atomicAdd(&totals[part], x & 65535u);
  atomicAdd(&totals[part + 1u], x >> 16u);
}

fn addWalk(w : u32) {
  let excess = excessOf(w);
  // excess = high 2^13 + low: its square is high^2 2^26 + (high low) 2^14 + low^2, the product cut at 12 bits.
  let high = excess >> 13u;
  let low = excess & 8191u;
  let mixed = high * low;
  let rest = ((mixed & 4095u) << 14u) + low * low;
  addSplit(${WALK_PARTS}u * w, excess);
  addSplit(${WALK_PARTS}u * w + 2u, high * high + (mixed >> 12u) + (rest >> 26u));
  addSplit(${WALK_PARTS}u * w + 4u, rest & ${2 ** 26 - 1}u);
}

fn main(index : i32) {
  key = threefrySchedule(uniforms.k0, uniforms.k1);
  let walks = ${header('walks')};
  for (var offset = workgroupId.x * ${THREADS}u + localIndex; offset < uniforms.count; offset += numWorkgroups.x * ${THREADS}u) {
    placeBase(uniforms.first + offset);
    for (var w = 0u; w < walks; w++) { addWalk(w); }
  }
  workgroupBarrier();
  for (var i = localIndex; i < ${WALK_PARTS}u * walks; i += ${THREADS}u) {
    let total = atomicLoad(&totals[i]);
    atomicAdd(&result[2u * i], i32(total & 65535u));
    atomicAdd(&result[2u * i + 1u], i32(total >> 16u));
  }
}`,
});

const partsOf = ({ paths: { length: W } }: WalkGainsParameters): SummedPart[] => Array.from({ length: W }, (_, w) =>
  [...inTwoParts('gain', w), ...inTwoParts('squares', w), ...inTwoParts('squares', W + w)]).flat();

export const walkGainsGpu: GpuKernel<WalkGainsParameters> = {
  name: 'walk-gains',
  supports: ({ classes, objective, paths }) =>
    paths.length <= WALKS_MAX && classes <= CLASSES_MAX && poolFunctionals([objective]).rows <= ROWS_MAX,
  prepare(parameters, limits) {
    validateWalkGains(parameters);
    const { classOf, classes, coordinates, drops, objective, paths, pointObjective, starts } = parameters;
    const pool = poolFunctionals([objective]);
    const writer = new TableWriter();
    writer.reserve(HEADER.words);
    writeRowTables(writer, 0, coordinates, pool);
    const { order, begins } = classOrder(classOf, classes);
    writer.set(HEADER.classes, [
      classes, paths.length, writer.append(order), writer.append(begins), ...functionalWriter(writer)(pool.pooled(objective)),
      ...[starts, paths, pointObjective, drops].map((words) => writer.append(words)),
    ]);
    const program = walkProgram(roomForRows(pool));
    const workgroupsMax = Math.min(WORKGROUPS, limits.workgroupsMax);
    const parts = partsOf(parameters);
    const dispatches = (first: number, count: number) =>
      [{ program, first, count, workgroups: Math.min(Math.ceil(count / THREADS), workgroupsMax) }];
    return {
      tables: writer.finish(),
      batchProfilesMax: 2 ** Math.floor(Math.log2(workgroupsMax * THREADS * THREAD_PROFILES)),
      resultLength: () => roomFor(wordsOfParts(parts)),
      dispatches,
      exactDispatches: dispatches,
      collect(result, _batch, into) {
        collectParts(parts, result, into);
        return true;
      },
    };
  },
};
