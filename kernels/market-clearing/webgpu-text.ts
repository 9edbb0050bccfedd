/** The programs of kernel `market-clearing` on a GPU. webgpu.ts says why they are laid out so. */
import type { GpuProgram } from '../gpu-program.ts';
import { bitonicSort } from '../gpu-sort.ts';
import { inOnePart, inTwoParts, passSumsOn, sumsWgsl, type SummedPart } from '../gpu-sums.ts';
import { THREEFRY_WGSL } from '../threefry/webgpu.ts';
import { POSITION_BITS } from './spec.ts';

/** Offsets of header words: sellers, buyers, bits of a cell's places, then a record for the costs and one for the values. */
export const HEADER = { sellers: 0, buyers: 1, placeBits: 2, sides: 3 } as const;
/** Offsets of a record's words: the buckets' shift, where they are, where the thresholds are. */
export const SIDE = { shift: 0, buckets: 1, thresholds: 2, words: 3 } as const;

/** What a thread adds up, in order. */
export const SUMS: readonly SummedPart[] = [
  ...['firstBest', 'realised'].flatMap((statistic) => inTwoParts(statistic)), ...inTwoParts('squares', 0), ...inTwoParts('squares', 1),
  ...['trades', 'irViolations', 'imbalances'].flatMap((statistic) => inOnePart(statistic)),
];

export const FEW_THREADS = 128;

const header = (field: keyof typeof HEADER): string => `word(${HEADER[field]}u)`;
const LOW = `${2 ** POSITION_BITS - 1}u`;
const SELLERS = `${HEADER.sides}u`;
const BUYERS = `${HEADER.sides + SIDE.words}u`;
/** Beyond every position. */
const ABSENT = '0xffffffffu';

const COMMON = /* wgsl */ `${THREEFRY_WGSL}
${sumsWgsl(SUMS)}
var<private> key : vec3<u32>;
fn word(i : u32) -> u32 { return bitcast<u32>(tables[i]); }

fn drawn(profile : u32, d : u32) -> u32 {
  let words = threefry2x32(key, profile, d >> 1u);
  return select(words.x, words.y, (d & 1u) == 1u);
}

// floor((drawn - from) 2^bits / width) within the cell, by long division: the dividend has up to 52 bits. A width of 2^32 is 0 here.
fn positionOf(record : u32, drawn : u32) -> u32 {
  let bucket = word(record + ${SIDE.buckets}u) + (drawn >> word(record + ${SIDE.shift}u));
  let thresholds = word(record + ${SIDE.thresholds}u);
  // At least one threshold, 0, is at or below every word.
  var low = word(bucket);
  var high = word(bucket + 1u);
  while (low < high) {
    let middle = (low + high) >> 1u;
    if (word(thresholds + middle) <= drawn) { low = middle + 1u; } else { high = middle; }
  }
  let begin = word(thresholds + low - 1u);
  let width = word(thresholds + low) - begin;
  let bits = ${header('placeBits')};
  var rest = drawn - begin;
  var place = 0u;
  for (var bit = 0u; bit < bits; bit++) {
    let carries = (rest >> 31u) == 1u;
    rest = rest << 1u;
    place = place << 1u;
    if (carries || (width != 0u && rest >= width)) { rest -= width; place |= 1u; }
  }
  return ((low - 1u) << bits) + place;
}

// Sums of a profile's gains, its sellers and buyers served, and whether somebody ends below zero.
fn addProfile(firstBest : u32, realised : u32, sold : u32, bought : u32, violates : bool) {
  addSplit(0u, firstBest);
  addSplit(2u, realised);
  // share = high 2^10 + low: its square is high^2 2^20 + (2 high low 2^10 + low^2), the bracket below 2^32.
  let share = firstBest / min(${header('sellers')}, ${header('buyers')});
  let high = share >> 10u;
  let low = share & 1023u;
  let mixed = ((high * low) << 11u) + low * low;
  addSplit(4u, high * high + (mixed >> ${POSITION_BITS}u));
  addSplit(6u, mixed & ${LOW});
  sums[8] += bought;
  if (violates) { sums[9] += 1u; }
  if (sold != bought) { sums[10] += 1u; }
}
`;

/** A thread a profile, up to `most` traders a side. */
export function fewProgram(most: number): GpuProgram {
  const sortedSide = (name: string, record: string, before: string): string => /* wgsl */ `
fn draw_${name}(profile : u32, count : u32) {
  for (var i = 0u; i < count; i++) {
    let moved = positionOf(${record}, drawn(profile, ${before} + i));
    var at = i;
    while (at > 0u && ${name}[at - 1u] > moved) {
      ${name}[at] = ${name}[at - 1u];
      at--;
    }
    ${name}[at] = moved;
  }
}`;
  return {
    key: `market-clearing-few-${most}`,
    workgroupSize: FEW_THREADS,
    text: /* wgsl */ `${COMMON}
// One more than there are traders, so that what is chosen by select may be read.
var<private> costs : array<u32, ${most + 1}>;
var<private> values : array<u32, ${most + 1}>;
${sortedSide('costs', SELLERS, '0u')}
${sortedSide('values', BUYERS, header('sellers'))}

fn clear(profile : u32) {
  let sellers = ${header('sellers')};
  let buyers = ${header('buyers')};
  draw_costs(profile, sellers);
  draw_values(profile, buyers);
  var firstBest = 0u;
  for (var k = 0u; k < min(sellers, buyers); k++) {
    if (values[buyers - 1u - k] <= costs[k]) { break; }
    firstBest += values[buyers - 1u - k] - costs[k];
  }
  // Until as many are below as there are buyers; ties: sellers first.
  var s = 0u;
  var b = 0u;
  while (s + b < buyers) {
    if (s < sellers && costs[s] <= values[b]) { s++; } else { b++; }
  }
  var realised = 0u;
  for (var k = 0u; k < s; k++) { realised -= costs[k]; }
  for (var k = b; k < buyers; k++) { realised += values[k]; }
  let lastCost = select(0u, costs[max(s, 1u) - 1u], s > 0u);
  let lowestValue = select(${ABSENT}, values[b], b < buyers);
  let z = max(lastCost, select(0u, values[max(b, 1u) - 1u], b > 0u));
  let next = min(lowestValue, select(${ABSENT}, costs[s], s < sellers));
  addProfile(firstBest, realised, s, buyers - b, z < lastCost || lowestValue < next || next < z);
}

fn main(index : i32) {
  key = threefrySchedule(uniforms.k0, uniforms.k1);
  for (var offset = workgroupId.x * ${FEW_THREADS}u + localIndex; offset < uniforms.count; offset += numWorkgroups.x * ${FEW_THREADS}u) {
    clear(uniforms.first + offset);
  }
  ${passSumsOn(SUMS, FEW_THREADS)}
}`,
  };
}

/** A workgroup a profile, with room for so many traders of each side, powers of two. */
export function wideProgram(rooms: { readonly sellers: number; readonly buyers: number }, threads: number): GpuProgram {
  const drawSide = (name: string, room: number, count: string, record: string, before: string): string => /* wgsl */ `
    for (var i = t; i < ${room}u; i += ${threads}u) {
      var position = ${ABSENT};
      if (i < ${count}) { position = positionOf(${record}, drawn(profile, ${before} + i)); }
      ${name}[i] = position;
    }`;
  return {
    key: `market-clearing-wide-${rooms.sellers}-${rooms.buyers}-${threads}`,
    workgroupSize: threads,
    text: /* wgsl */ `${COMMON}
var<workgroup> costs : array<u32, ${rooms.sellers}>;
var<workgroup> values : array<u32, ${rooms.buyers}>;
var<workgroup> offered : u32;
var<workgroup> firstBest : atomic<u32>;
var<workgroup> realised : atomic<u32>;
var<workgroup> sold : atomic<u32>;
var<workgroup> kept : atomic<u32>;

// Sellers with costs at or below x.
fn sellersUpTo(x : u32, sellers : u32) -> u32 {
  var low = 0u;
  var high = sellers;
  while (low < high) {
    let middle = (low + high) >> 1u;
    if (costs[middle] <= x) { low = middle + 1u; } else { high = middle; }
  }
  return low;
}

// Buyers with values below x.
fn buyersBelow(x : u32, buyers : u32) -> u32 {
  var low = 0u;
  var high = buyers;
  while (low < high) {
    let middle = (low + high) >> 1u;
    if (values[middle] < x) { low = middle + 1u; } else { high = middle; }
  }
  return low;
}

// Gains of the thread's pairs, and what her traders bring who are among the lowest n of all, or above them; ties: sellers first.
fn addTraders(t : u32, sellers : u32, buyers : u32) {
  var gains = 0u;
  var brought = 0u;
  var sells = 0u;
  var keeps = 0u;
  for (var k = t; k < sellers; k += ${threads}u) {
    if (k < buyers) {
      let value = values[buyers - 1u - k];
      if (value > costs[k]) { gains += value - costs[k]; }
    }
    if (k + buyersBelow(costs[k], buyers) < buyers) { brought -= costs[k]; sells++; }
  }
  for (var k = t; k < buyers; k += ${threads}u) {
    if (k + sellersUpTo(values[k], sellers) < buyers) { keeps++; } else { brought += values[k]; }
  }
  atomicAdd(&firstBest, gains);
  atomicAdd(&realised, brought);
  atomicAdd(&sold, sells);
  atomicAdd(&kept, keeps);
}

fn finish(sellers : u32, buyers : u32) {
  let s = atomicLoad(&sold);
  let b = atomicLoad(&kept);
  let lastCost = select(0u, costs[max(s, 1u) - 1u], s > 0u);
  let lowestValue = select(${ABSENT}, values[min(b, buyers - 1u)], b < buyers);
  let z = max(lastCost, select(0u, values[max(b, 1u) - 1u], b > 0u));
  let next = min(lowestValue, select(${ABSENT}, costs[min(s, sellers - 1u)], s < sellers));
  addProfile(atomicLoad(&firstBest), atomicLoad(&realised), s, buyers - b, z < lastCost || lowestValue < next || next < z);
}

fn main(index : i32) {
  let t = localIndex;
  let sellers = ${header('sellers')};
  let buyers = ${header('buyers')};
  key = threefrySchedule(uniforms.k0, uniforms.k1);
  var mine = workgroupId.x;
  loop {
    if (t == 0u) {
      offered = mine;
      mine += numWorkgroups.x;
      atomicStore(&firstBest, 0u);
      atomicStore(&realised, 0u);
      atomicStore(&sold, 0u);
      atomicStore(&kept, 0u);
    }
    let offset = workgroupUniformLoad(&offered);
    if (offset >= uniforms.count) { break; }
    let profile = uniforms.first + offset;
    ${drawSide('costs', rooms.sellers, 'sellers', SELLERS, '0u')}
    ${drawSide('values', rooms.buyers, 'buyers', BUYERS, 'sellers')}
    workgroupBarrier();
    ${bitonicSort('costs', rooms.sellers, threads)}
    ${bitonicSort('values', rooms.buyers, threads)}
    addTraders(t, sellers, buyers);
    workgroupBarrier();
    if (t == 0u) { finish(sellers, buyers); }
    workgroupBarrier();
  }
  ${passSumsOn(SUMS, threads)}
}`,
  };
}
