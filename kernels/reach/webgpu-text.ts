/**
 * The program of kernel `reach` on a GPU: a workgroup a profile. Its threads place the coordinates, then find the box of every radius, then
 * the least lead of every alternative over every other class at the corners best for it, and then take the reports. pairwise.ts does the
 * same on the CPU; conditions that are looked up (conditions.ts) find the same reach with less. Scores are whole numbers of 64 bits.
 */
import type { GpuProgram } from '../gpu-program.ts';
import { POSITION_WGSL, RECORD } from '../linear/webgpu.ts';
import { THREEFRY_WGSL } from '../threefry/webgpu.ts';
import { WIDE_WGSL } from '../wide-wgsl.ts';
import { HIGHEST, LOWEST, REACH_CLASSES_MAX, SPAN } from './spec.ts';
import { WITNESS_STEPS } from './witness.ts';

/** Offsets of header words; from `records` on, where tables begin. `start`: the first radius that moves anything. 0 hulls: none. */
export const HEADER = {
  coordinates: 0, alternatives: 1, classes: 2, directions: 3, reports: 4, radii: 5, start: 6, records: 7, classOf: 8, constants: 9,
  directionOf: 10, signs: 11, slopes: 12, reportObjective: 13, shifts: 14, excluded: 15, sure: 16, hulls: 17, words: 18,
} as const;

/** Room in workgroup memory: of coordinates, of radii times directions, and of alternatives times classes times radii. */
export const ROOM = { coordinates: 64, boxes: 512, leads: 1024 } as const;
/** Directions that a search keeps in a thread's own memory. */
export const SEARCHED_DIRECTIONS_MAX = 32;
const THREADS = 32;
const UNIT_BITS = Math.log2(SPAN);

const header = (field: keyof typeof HEADER): string => `word(${HEADER[field]}u)`;
const entry = (field: keyof typeof HEADER, at: string): string => `tables[${header(field)} + ${at}]`;

const PROFILE = /* wgsl */ `
var<workgroup> next : u32;
var<workgroup> here : array<vec2<u32>, ${REACH_CLASSES_MAX}>;
var<workgroup> at : array<i32, ${ROOM.coordinates}>;
var<workgroup> place : array<i32, ${ROOM.coordinates}>;
// [D, G]
var<workgroup> low : array<i32, ${ROOM.boxes}>;
var<workgroup> high : array<i32, ${ROOM.boxes}>;
// [K, C, D]
var<workgroup> leads : array<vec2<u32>, ${ROOM.leads}>;

// Above and below every score, and far enough from the ends of 64 bits to be added to.
const MOST = vec2<u32>(0u, 0x40000000u);
const LEAST = vec2<u32>(0u, 0xc0000000u);

// Money units to units of a score.
fn score(x : i32) -> vec2<u32> { return vec2<u32>(u32(x) << ${UNIT_BITS}u, u32(x >> ${32 - UNIT_BITS}u)); }

fn placeCoordinates(key : vec3<u32>, profile : u32) {
  for (var x = localIndex; x < ${header('coordinates')}; x += ${THREADS}u) {
    let words = threefry2x32(key, profile, x >> 1u);
    at[x] = i32(2u * positionOf(${header('records')} + ${RECORD}u * x, select(words.x, words.y, (x & 1u) == 1u)));
  }
}

// The last of the boxes is where the profile is.
fn findBoxes() {
  let directions = ${header('directions')};
  let radii = ${header('radii')};
  for (var box = localIndex; box < (radii + 1u) * directions; box += ${THREADS}u) {
    let radius = box / directions;
    let g = i32(box % directions);
    var least = 0;
    var most = 0;
    for (var x = 0u; x < ${header('coordinates')}; x++) {
      if (${entry('directionOf', 'x')} != g) { continue; }
      var shift = 0;
      if (radius < radii) { shift = ${entry('shifts', `radius * ${header('coordinates')} + x`)}; }
      let lower = max(${LOWEST}, at[x] - shift);
      let upper = min(${HIGHEST}, at[x] + shift);
      let rises = ${entry('signs', 'x')} > 0;
      least += select(-upper, lower, rises);
      most += select(-lower, upper, rises);
    }
    if (radius < radii) { low[box] = least; high[box] = most; } else { place[g] = least; }
  }
}

fn findLeads() {
  let directions = ${header('directions')};
  let alternatives = ${header('alternatives')};
  let classes = ${header('classes')};
  let radii = ${header('radii')};
  for (var i = localIndex; i < alternatives * classes * radii; i += ${THREADS}u) {
    let k = i / radii / classes;
    let c = i32(i / radii % classes);
    let box = (i % radii) * directions;
    var least = MOST;
    for (var l = 0u; l < alternatives; l++) {
      if (${entry('classOf', 'l')} != c || ${entry('classOf', 'k')} == c) { continue; }
      var lead = score(${entry('constants', 'k')} - ${entry('constants', 'l')});
      for (var g = 0u; g < directions; g++) {
        let slope = ${entry('slopes', 'g * alternatives + k')} - ${entry('slopes', 'g * alternatives + l')};
        if (slope != 0) { lead = addWide(lead, productOf(slope, select(low[box + g], high[box + g], slope > 0))); }
      }
      if (isBelow(lead, least)) { least = lead; }
    }
    leads[i] = least;
  }
  for (var c = localIndex; c < classes; c += ${THREADS}u) {
    var most = LEAST;
    for (var k = 0u; k < alternatives; k++) {
      if (${entry('classOf', 'k')} != i32(c)) { continue; }
      var own = score(${entry('constants', 'k')});
      for (var g = 0u; g < directions; g++) { own = addWide(own, productOf(${entry('slopes', 'g * alternatives + k')}, place[g])); }
      if (isBelow(most, own)) { most = own; }
    }
    here[c] = most;
  }
}
`;

const REPORTS = /* wgsl */ `
// By class, the first radius at which it is within reach: surely not before, and surely then.
var<private> outer : array<u32, ${REACH_CLASSES_MAX}>;
var<private> inner : array<u32, ${REACH_CLASSES_MAX}>;

fn isWithin(r : u32, k : u32, i : u32) -> bool {
  let classes = ${header('classes')};
  let table = ${header('reportObjective')} + r * classes;
  let own = tables[table + word(${header('classOf')} + k)];
  for (var c = 0u; c < classes; c++) {
    if (isNegative(addWide(leads[(k * classes + c) * ${header('radii')} + i], score(own - tables[table + c])))) { return false; }
  }
  if (${header('hulls')} == 0u) { return true; }
  let directions = ${header('directions')};
  for (var g = 0u; g < directions; g++) {
    let hull = ${header('hulls')} + 2u * ((r * ${header('alternatives')} + k) * directions + g);
    if (low[i * directions + g] > tables[hull + 1u] || high[i * directions + g] < tables[hull]) { return false; }
  }
  return true;
}

// First radius below \`to\` at which k is within reach; \`to\` if none.
fn firstRadius(r : u32, k : u32, to : u32) -> u32 {
  var least = ${header('start')};
  if (least >= to || ${entry('excluded', `r * ${header('alternatives')} + k`)} == 1) { return to; }
  if (!isWithin(r, k, to - 1u)) { return to; }
  var most = to - 1u;
  while (least < most) {
    let middle = (least + most) >> 1u;
    if (isWithin(r, k, middle)) { most = middle; } else { least = middle + 1u; }
  }
  return least;
}

fn chosenBy(r : u32) -> u32 {
  let table = ${header('reportObjective')} + r * ${header('classes')};
  var chosen = 0u;
  var most = addWide(here[0], score(tables[table]));
  for (var c = 1u; c < ${header('classes')}; c++) {
    let own = addWide(here[c], score(tables[table + c]));
    if (isBelow(most, own)) { most = own; chosen = c; }
  }
  return chosen;
}
`;

/** `addOuter` or `addInner`: counts a report's masks, as differences from one radius to the next, from \`base\` of the result on. */
const counting = (name: string, from: string, base: string): string => /* wgsl */ `
fn ${name}(r : u32, chosen : u32) {
  let classes = ${header('classes')};
  let radii = ${header('radii')};
  let stride = ${header('reports')} * (classes << classes);
  let cell = ${base} + ((r * classes + chosen) << classes);
  var mask = 1u << chosen;
  var next = radii;
  for (var c = 0u; c < classes; c++) {
    if (${from}[c] == 0u) { mask |= 1u << c; } else { next = min(next, ${from}[c]); }
  }
  atomicAdd(&result[cell + mask], 1);
  while (next < radii) {
    let i = next;
    atomicAdd(&result[cell + i * stride + mask], -1);
    next = radii;
    for (var c = 0u; c < classes; c++) {
      if (${from}[c] == i) { mask |= 1u << c; } else if (${from}[c] > i) { next = min(next, ${from}[c]); }
    }
    atomicAdd(&result[cell + i * stride + mask], 1);
  }
}
`;

/** witness.ts, step by step: `search` says 2 where a point was found, 1 where there surely is none, else 0. */
const SEARCH = /* wgsl */ `
var<private> point : array<i32, ${SEARCHED_DIRECTIONS_MAX}>;
var<private> sum : array<i32, ${SEARCHED_DIRECTIONS_MAX}>;
var<private> slope : array<i32, ${SEARCHED_DIRECTIONS_MAX}>;

fn startOf(r : u32, l : u32) -> i32 {
  return ${entry('constants', 'l')} + ${entry('reportObjective', `r * ${header('classes')} + word(${header('classOf')} + l)`)};
}

// At so many points taken together, or at one where there are none yet.
fn scoreAt(r : u32, l : u32, times : u32) -> vec2<u32> {
  var own = productOf(startOf(r, l), i32(max(times, 1u) << ${UNIT_BITS}u));
  for (var g = 0u; g < ${header('directions')}; g++) {
    let z = select(sum[g], point[g], times == 0u);
    own = addWide(own, productOf(${entry('slopes', `g * ${header('alternatives')} + l`)}, z));
  }
  return own;
}

// The best alternative of another class, the first of equals; K where there is none.
fn rivalAt(r : u32, k : u32, times : u32) -> u32 {
  var best = ${header('alternatives')};
  var most = LEAST;
  for (var l = 0u; l < ${header('alternatives')}; l++) {
    if (${entry('classOf', 'l')} == ${entry('classOf', 'k')}) { continue; }
    let own = scoreAt(r, l, times);
    if (isBelow(most, own)) { most = own; best = l; }
  }
  return best;
}

fn wins(r : u32, k : u32, rival : u32, times : u32) -> bool {
  if (rival == ${header('alternatives')}) { return true; }
  return !isBelow(scoreAt(r, k, times), scoreAt(r, rival, times));
}

fn search(r : u32, k : u32, box : u32) -> u32 {
  let directions = ${header('directions')};
  let alternatives = ${header('alternatives')};
  for (var g = 0u; g < directions; g++) { slope[g] = 0; sum[g] = 0; point[g] = place[g]; }
  var rival = rivalAt(r, k, 0u);
  if (wins(r, k, rival, 0u)) { return 2u; }
  var lead = vec2<u32>();
  for (var step = 1u; step <= ${WITNESS_STEPS}u; step++) {
    lead = addWide(lead, subtractWide(score(startOf(r, k)), score(startOf(r, rival))));
    var most = lead;
    for (var g = 0u; g < directions; g++) {
      slope[g] += ${entry('slopes', 'g * alternatives + k')} - ${entry('slopes', 'g * alternatives + rival')};
      point[g] = place[g];
      if (slope[g] > 0) { point[g] = high[box + g]; } else if (slope[g] < 0) { point[g] = low[box + g]; }
      sum[g] += point[g];
      most = addWide(most, productOf(slope[g], point[g]));
    }
    if (isNegative(most)) { return 1u; }
    if (wins(r, k, rivalAt(r, k, 0u), 0u)) { return 2u; }
    rival = rivalAt(r, k, step);
    if (wins(r, k, rival, step)) { return 2u; }
  }
  return 0u;
}

fn searchFor(r : u32, k : u32) {
  let c = word(${header('classOf')} + k);
  for (var i = firstRadius(r, k, inner[c]); i < inner[c]; i++) {
    let found = search(r, k, i * ${header('directions')});
    if (found != 1u && i < outer[c]) { outer[c] = i; }
    if (found == 2u) { inner[c] = i; }
  }
}
`;

/** `searching`: whether some alternative is unsure; then inner masks follow the outer ones in the result. */
export const reachProgram = (searching: boolean): GpuProgram => ({
  key: `reach-${searching ? 'bounds' : 'exact'}`,
  workgroupSize: THREADS,
  text: /* wgsl */ `${THREEFRY_WGSL}${POSITION_WGSL}${WIDE_WGSL}${PROFILE}${REPORTS}
${counting('addOuter', 'outer', '0u')}
${searching ? SEARCH + counting('addInner', 'inner', `${header('radii')} * ${header('reports')} * (classes << classes)`) : ''}
fn addReport(r : u32) {
  let chosen = chosenBy(r);
  for (var c = 0u; c < ${header('classes')}; c++) { outer[c] = select(${header('radii')}, 0u, c == chosen); }
  for (var k = 0u; k < ${header('alternatives')}; k++) {
    let c = word(${header('classOf')} + k);
    if (${entry('sure', 'k')} == 1) { outer[c] = firstRadius(r, k, outer[c]); }
  }
  ${searching ? /* wgsl */ `inner = outer;
  for (var k = 0u; k < ${header('alternatives')}; k++) { if (${entry('sure', 'k')} == 0) { searchFor(r, k); } }
  addInner(r, chosen);` : ''}
  addOuter(r, chosen);
}

fn main(index : i32) {
  let key = threefrySchedule(uniforms.k0, uniforms.k1);
  var mine = workgroupId.x;
  loop {
    if (localIndex == 0u) { next = mine; }
    let offset = workgroupUniformLoad(&next);
    if (offset >= uniforms.count) { break; }
    placeCoordinates(key, uniforms.first + offset);
    workgroupBarrier();
    findBoxes();
    workgroupBarrier();
    findLeads();
    workgroupBarrier();
    for (var r = localIndex; r < ${header('reports')}; r += ${THREADS}u) { addReport(r); }
    workgroupBarrier();
    mine += numWorkgroups.x;
  }
}`,
});
