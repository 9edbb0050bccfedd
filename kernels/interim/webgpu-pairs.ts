/**
 * WGSL of kernel `interim` for groups of profiles: what a group's profiles chose and paid goes from the program that draws them to a
 * scratch, once, and another program makes the moments of all pairs of reports and types of it.
 */
import type { GpuProgram } from '../gpu-program.ts';
import { POSITION_WGSL } from '../linear/webgpu.ts';
import { HEADER } from './webgpu-tables.ts';

/** Low, High, Squares0, Squares1, Squares2. */
export const LIMBS = 5;
/** Groups between two visits to the result: |h l| < 2^24, so a thread's sums stay below 2^30. */
const PENDING_MAX = 64;
/** Threads along one side of a tile of pairs, and of the program of pairs. */
const SIDE = 8;
const THREADS = SIDE * SIDE;

const header = (field: keyof typeof HEADER): string => `word(${HEADER[field]}u)`;

export interface GroupsLayout {
  readonly threads: number;
  readonly classes: number;
  readonly pairs: number;
  readonly groupSize: number;
  /** Groups in workgroup memory at a time. */
  readonly slots: number;
  /** Where groups begin in the scratch: behind the totals. */
  readonly groupsAt: number;
}

/** Classes counted in one word, a byte each: a group has at most 64 profiles. */
const PACKED = 4;
const widthOf = (classes: number): number => Math.ceil(classes / PACKED);
/** Words of a group: counts by report and class, report parts in two limbs, truthful payoffs in two. */
export const slotWords = (pairs: number, classes: number): number => pairs * (widthOf(classes) + 4);

/** The first words of a scratch, which comes with whatever was in it. TFJS binds tables, which a program must then use. */
export const zeroProgram: GpuProgram = {
  key: 'interim-zero',
  workgroupSize: THREADS,
  text: /* wgsl */ `
fn main(index : i32) {
  for (var i = u32(index); i < uniforms.count; i += numWorkgroups.x * ${THREADS}u) { atomicStore(&result[i], tables[0] - tables[0]); }
}`,
};

/** Declares `addGroups(tile, alive)`, to be called by all threads after each has solved its profile: groups go to the scratch. */
export function groupsWgsl({ threads, classes, pairs, groupSize, slots, groupsAt }: GroupsLayout): string {
  const width = widthOf(classes);
  const words = slotWords(pairs, classes);
  const rounds = threads / groupSize / slots;
  return /* wgsl */ `
var<workgroup> counts : array<atomic<u32>, ${slots * pairs * width}>;
var<workgroup> sums : array<atomic<i32>, ${2 * slots * pairs}>;

// (lower, upper) limbs of a group's sum of u(s, s).
fn truthOf(report : u32, s : u32) -> vec2<i32> {
  let values = ${header('typeValue')} + word(${header('paired')} + s) * ${classes}u;
  var low = atomicLoad(&sums[2u * report]);
  var high = atomicLoad(&sums[2u * report + 1u]);
  for (var w = 0u; w < ${width}u; w++) {
    var packed = atomicLoad(&counts[report * ${width}u + w]);
    for (var c = ${PACKED}u * w; packed != 0u; c++) {
      let count = i32(packed & 255u);
      let value = tables[values + c];
      low += count * (value & 65535);
      high += count * (value >> 16u);
      packed = packed >> 8u;
    }
  }
  return vec2<i32>(low, high);
}

// tile: the offset of the workgroup's first profile. Groups are whole, so a group is there where its first profile is.
fn addGroups(tile : u32, alive : bool) {
  for (var round = 0u; round < ${rounds}u; round++) {
    for (var i = localIndex; i < ${slots * pairs * width}u; i += ${threads}u) { atomicStore(&counts[i], 0u); }
    for (var i = localIndex; i < ${2 * slots * pairs}u; i += ${threads}u) { atomicStore(&sums[i], 0); }
    workgroupBarrier();
    // Below the first slot the difference wraps round to a large number.
    let slot = localIndex / ${groupSize}u - round * ${slots}u;
    if (alive && slot < ${slots}u) {
      for (var i = 0u; i < ${pairs}u; i++) {
        // Neighbouring threads begin at different reports, so that they do not queue for one counter.
        let p = (i + localIndex) % ${pairs}u;
        let r = word(${header('paired')} + p);
        let report = slot * ${pairs}u + p;
        atomicAdd(&counts[report * ${width}u + chosen[r] / ${PACKED}u], 1u << (8u * (chosen[r] % ${PACKED}u)));
        atomicAdd(&sums[2u * report], reportPart[r] & 65535);
        atomicAdd(&sums[2u * report + 1u], reportPart[r] >> 16u);
      }
    }
    workgroupBarrier();
    for (var i = localIndex; i < ${slots * pairs}u; i += ${threads}u) {
      let group = tile / ${groupSize}u + round * ${slots}u + i / ${pairs}u;
      if (group * ${groupSize}u >= uniforms.count) { continue; }
      let p = i % ${pairs}u;
      let at = ${groupsAt}u + group * ${words}u;
      for (var w = 0u; w < ${width}u; w++) {
        atomicStore(&result[at + w * ${pairs}u + p], i32(atomicLoad(&counts[i * ${width}u + w])));
      }
      let truth = truthOf(i, p);
      atomicStore(&result[at + ${width * pairs}u + p], atomicLoad(&sums[2u * i]));
      atomicStore(&result[at + ${(width + 1) * pairs}u + p], atomicLoad(&sums[2u * i + 1u]));
      atomicStore(&result[at + ${(width + 2) * pairs}u + p], truth.x);
      atomicStore(&result[at + ${(width + 3) * pairs}u + p], truth.y);
    }
    workgroupBarrier();
  }
}
`;
}

/** Pairs of a tile along one side: as many reports as types. */
export const tileOf = (pairs: number): number => SIDE * (pairs <= SIDE ? 1 : pairs <= 2 * SIDE ? 2 : 4);

/**
 * Moments of all pairs from the groups of a scratch. For every group the sums of u(r, s) are a product of whole numbers,
 *   sum over classes c of count[r, c] * typeValue[s, c] + reportPart[r],
 * in limbs of 16 bits: 64 * 65535 < 2^22 below, 64 * 2^12 above. A workgroup takes a tile of reports by types and one group after another;
 * a thread holds a block of up to 4 x 4 pairs, so that what it reads from workgroup memory for a class serves four products each.
 * Workgroups: tile t of part p is number p * tiles^2 + t. Sizes come with the tables: problems of like sizes share a program.
 */
export function pairsProgram(pairs: number): GpuProgram {
  const tile = tileOf(pairs);
  const block = tile / SIDE;
  const own = block * block;
  return {
    key: `interim-pairs-${tile}`,
    workgroupSize: THREADS,
    text: /* wgsl */ `${POSITION_WGSL}
var<workgroup> counted : array<u32, ${tile}>;
var<workgroup> values : array<vec2<i32>, ${PACKED * tile}>;
var<workgroup> parts : array<vec2<i32>, ${tile}>;
var<workgroup> truthful : array<vec2<i32>, ${tile}>;
var<workgroup> group : u32;
var<private> payoffs : array<vec2<i32>, ${own}>;
var<private> gains : array<i32, ${LIMBS * own}>;
var<private> truths : array<i32, ${LIMBS}>;

struct Moments { low : i32, high : i32, squares0 : i32, squares1 : i32, squares2 : i32 }

fn momentsOf(sum : vec2<i32>) -> Moments {
  let high = sum.y + (sum.x >> 16u);
  let low = sum.x & 65535;
  let shift = ${header('groupShift')};
  let q = (high << (16u - shift)) + (low >> shift);
  let h = q >> 12u;
  let l = q & 4095;
  return Moments(low, high, h * h, h * l, l * l);
}

fn flush(at : u32, x : i32) {
  if (x == 0) { return; }
  atomicAdd(&result[at], x & 65535);
  atomicAdd(&result[at + 1u], x >> 16u);
}

fn flushPairs(firstReport : u32, firstType : u32) {
  let pairs = ${header('pairs')};
  for (var limb = 0u; limb < ${LIMBS}u; limb++) {
    if (firstReport == 0u && localIndex < ${tile}u && firstType + localIndex < pairs) {
      flush(${header('truthAt')} + 2u * (${LIMBS}u * (firstType + localIndex) + limb), truths[limb]);
      truths[limb] = 0;
    }
    for (var j = 0u; j < ${own}u; j++) {
      let r = firstReport + localIndex / ${SIDE}u + ${SIDE}u * (j / ${block}u);
      let s = firstType + localIndex % ${SIDE}u + ${SIDE}u * (j % ${block}u);
      if (r < pairs && s < pairs) { flush(${header('gainAt')} + 2u * (${LIMBS}u * (r * pairs + s) + limb), gains[${LIMBS}u * j + limb]); }
      gains[${LIMBS}u * j + limb] = 0;
    }
  }
}

// Counts of four classes of the tile's reports and what those are worth to its types.
fn load(at : u32, w : u32, firstReport : u32, firstType : u32) {
  let pairs = ${header('pairs')};
  let classes = ${header('classes')};
  for (var i = localIndex; i < ${tile}u; i += ${THREADS}u) {
    counted[i] = 0u;
    if (firstReport + i < pairs) { counted[i] = u32(scratch[at + w * pairs + firstReport + i]); }
  }
  for (var i = localIndex; i < ${PACKED * tile}u; i += ${THREADS}u) {
    let s = firstType + i % ${tile}u;
    let c = ${PACKED}u * w + i / ${tile}u;
    if (s >= pairs || c >= classes) { continue; }
    let value = tables[${header('typeValue')} + word(${header('paired')} + s) * classes + c];
    values[i] = vec2<i32>(value & 65535, value >> 16u);
  }
}

fn multiply() {
  for (var c = 0u; c < ${PACKED}u; c++) {
    for (var i = 0u; i < ${block}u; i++) {
      let count = i32((counted[localIndex / ${SIDE}u + ${SIDE}u * i] >> (8u * c)) & 255u);
      for (var j = 0u; j < ${block}u; j++) {
        payoffs[${block}u * i + j] += count * values[c * ${tile}u + localIndex % ${SIDE}u + ${SIDE}u * j];
      }
    }
  }
}

fn addGroup() {
  for (var j = 0u; j < ${own}u; j++) {
    let m = momentsOf(payoffs[j] + parts[localIndex / ${SIDE}u + ${SIDE}u * (j / ${block}u)]
      - truthful[localIndex % ${SIDE}u + ${SIDE}u * (j % ${block}u)]);
    payoffs[j] = vec2<i32>();
    let at = ${LIMBS}u * j;
    gains[at] += m.low; gains[at + 1u] += m.high; gains[at + 2u] += m.squares0; gains[at + 3u] += m.squares1; gains[at + 4u] += m.squares2;
  }
  if (localIndex < ${tile}u) {
    let m = momentsOf(truthful[localIndex]);
    truths[0] += m.low; truths[1] += m.high; truths[2] += m.squares0; truths[3] += m.squares1; truths[4] += m.squares2;
  }
}

fn main(index : i32) {
  let groupsAt = ${header('groupsAt')};
  let pairs = ${header('pairs')};
  let tiles = (pairs + ${tile - 1}u) / ${tile}u;
  let width = (${header('classes')} + ${PACKED - 1}u) / ${PACKED}u;
  let words = (width + 4u) * pairs;
  // Totals of all reports are handed on by one workgroup.
  if (workgroupId.x == 0u) {
    for (var i = localIndex; i < groupsAt; i += ${THREADS}u) { atomicAdd(&result[i], scratch[i]); }
  }
  let tile = workgroupId.x % (tiles * tiles);
  let firstReport = tile / tiles * ${tile}u;
  let firstType = tile % tiles * ${tile}u;
  var next = workgroupId.x / (tiles * tiles);
  var pending = 0u;
  loop {
    if (localIndex == 0u) { group = next; }
    let mine = workgroupUniformLoad(&group);
    if (mine * ${header('groupSize')} >= uniforms.count) { break; }
    let at = groupsAt + mine * words;
    for (var i = localIndex; i < ${tile}u; i += ${THREADS}u) {
      let r = firstReport + i;
      let s = firstType + i;
      if (r < pairs) { parts[i] = vec2<i32>(scratch[at + width * pairs + r], scratch[at + (width + 1u) * pairs + r]); }
      if (s < pairs) { truthful[i] = vec2<i32>(scratch[at + (width + 2u) * pairs + s], scratch[at + (width + 3u) * pairs + s]); }
    }
    for (var w = 0u; w < width; w++) {
      load(at, w, firstReport, firstType);
      workgroupBarrier();
      multiply();
      workgroupBarrier();
    }
    addGroup();
    workgroupBarrier();
    pending++;
    if (pending == ${PENDING_MAX}u) { flushPairs(firstReport, firstType); pending = 0u; }
    next += numWorkgroups.x / (tiles * tiles);
  }
  flushPairs(firstReport, firstType);
}`,
  };
}

/** Workgroups of `pairsProgram`: every tile of as many parts as have a few groups each, up to `most` in all. */
export function pairWorkgroups(pairs: number, groups: number, most: number): number {
  const tiles = Math.ceil(pairs / tileOf(pairs)) ** 2;
  return tiles * Math.max(1, Math.min(Math.ceil(groups / 8), Math.floor(most / tiles)));
}
