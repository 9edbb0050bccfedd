/** WGSL of kernel `interim` for a workgroup: moments of all pairs of reports and types from groups of profiles. */
import { HEADER } from './webgpu-tables.ts';

/** Low, High, Squares0, Squares1, Squares2. */
export const LIMBS = 5;
/** Groups between two visits to the result: |h l| < 2^24, so a thread's sums stay below 2^30. */
const PENDING_MAX = 64;

export interface PairsLayout {
  readonly threads: number;
  readonly classes: number;
  readonly pairs: number;
  readonly groupSize: number;
  readonly groupShift: number;
  /** Groups in workgroup memory at a time. */
  readonly slots: number;
  /** Pairs of this dispatch: numbers from .. to - 1, row by row. The first dispatch does truthful payoffs too. */
  readonly from: number;
  readonly to: number;
  /** Where truthful payoffs and pairs begin in the result. */
  readonly truthAt: number;
  readonly gainAt: number;
}

/** Classes counted in one word, a byte each: a group has at most 64 profiles. */
const PACKED = 4;
/** Words of workgroup memory that a group takes: counts by report and class, report parts in two limbs, truthful payoffs in two. */
export const slotWords = (pairs: number, classes: number): number => pairs * (Math.ceil(classes / PACKED) + 4);

/**
 * Declares `addPairs(alive)`, to be called by all threads after each has solved its profile, and `flushPairs()`.
 *
 * Sum over a group of u(r, s) = sum over classes c of count[r, c] * typeValue[s, c] + reportPart[r]: C products a pair and
 * *group* instead of a look-up a pair and profile. In limbs of 16 bits: 64 * 65535 < 2^22 below, 64 * 2^12 above.
 */
export function pairsWgsl({ threads, classes, pairs, groupSize, groupShift, slots, from, to, truthAt, gainAt }: PairsLayout): string {
  const width = Math.ceil(classes / PACKED);
  const each = Math.ceil((to - from) / threads);
  const rounds = threads / groupSize / slots;
  const primary = from === 0;
  return /* wgsl */ `
var<workgroup> counts : array<atomic<u32>, ${slots * pairs * width}>;
var<workgroup> sums : array<atomic<i32>, ${2 * slots * pairs}>;
var<workgroup> truthful : array<vec2<i32>, ${slots * pairs}>;
var<private> gains : array<i32, ${LIMBS * each}>;
var<private> truths : array<i32, ${LIMBS}>;
var<private> pending : u32;

// (lower, upper) limbs of a group's sum of u(r, s).
fn payoffOf(slot : u32, r : u32, s : u32) -> vec2<i32> {
  let report = slot * ${pairs}u + r;
  let values = word(${HEADER.typeValue}u) + word(word(${HEADER.paired}u) + s) * ${classes}u;
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

struct Moments { low : i32, high : i32, squares0 : i32, squares1 : i32, squares2 : i32 }

fn momentsOf(sum : vec2<i32>) -> Moments {
  let high = sum.y + (sum.x >> 16u);
  let low = sum.x & 65535;
  let q = (high << ${16 - groupShift}u) + (low >> ${groupShift}u);
  let h = q >> 12u;
  let l = q & 4095;
  return Moments(low, high, h * h, h * l, l * l);
}

fn flush(at : u32, x : i32) {
  if (x == 0) { return; }
  atomicAdd(&result[at], x & 65535);
  atomicAdd(&result[at + 1u], x >> 16u);
}

fn flushPairs() {
  pending = 0u;
  for (var limb = 0u; limb < ${LIMBS}u; limb++) {
    ${primary ? `if (localIndex < ${pairs}u) {
      flush(${truthAt}u + 2u * (${LIMBS}u * localIndex + limb), truths[limb]); truths[limb] = 0; }` : ''}
    for (var j = 0u; j < ${each}u; j++) {
      let pair = ${from}u + j * ${threads}u + localIndex;
      if (pair < ${to}u) { flush(${gainAt}u + 2u * (${LIMBS}u * pair + limb), gains[${LIMBS}u * j + limb]); }
      gains[${LIMBS}u * j + limb] = 0;
    }
  }
}

fn addGroup(slot : u32) {
  ${
    primary
      ? /* wgsl */ `if (localIndex < ${pairs}u) {
    let m = momentsOf(truthful[slot * ${pairs}u + localIndex]);
    truths[0] += m.low; truths[1] += m.high; truths[2] += m.squares0; truths[3] += m.squares1; truths[4] += m.squares2;
  }`
      : ''
  }
  for (var j = 0u; j < ${each}u; j++) {
    let pair = ${from}u + j * ${threads}u + localIndex;
    if (pair >= ${to}u) { break; }
    let r = pair / ${pairs}u;
    let s = pair % ${pairs}u;
    let m = momentsOf(payoffOf(slot, r, s) - truthful[slot * ${pairs}u + s]);
    let at = ${LIMBS}u * j;
    gains[at] += m.low; gains[at + 1u] += m.high; gains[at + 2u] += m.squares0; gains[at + 3u] += m.squares1; gains[at + 4u] += m.squares2;
  }
}

// tile: the offset of the workgroup's first profile. Groups are whole, so a group is there where its first profile is.
fn addPairs(tile : u32, alive : bool) {
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
        let r = word(word(${HEADER.paired}u) + p);
        let report = slot * ${pairs}u + p;
        atomicAdd(&counts[report * ${width}u + chosen[r] / ${PACKED}u], 1u << (8u * (chosen[r] % ${PACKED}u)));
        atomicAdd(&sums[2u * report], reportPart[r] & 65535);
        atomicAdd(&sums[2u * report + 1u], reportPart[r] >> 16u);
      }
    }
    workgroupBarrier();
    for (var i = localIndex; i < ${slots * pairs}u; i += ${threads}u) {
      truthful[i] = payoffOf(i / ${pairs}u, i % ${pairs}u, i % ${pairs}u);
    }
    workgroupBarrier();
    for (var s = 0u; s < ${slots}u; s++) {
      if (tile + (round * ${slots}u + s) * ${groupSize}u < uniforms.count) { addGroup(s); }
    }
    pending += ${slots}u;
    if (pending > ${PENDING_MAX - slots}u) { flushPairs(); }
    workgroupBarrier();
  }
}
`;
}
