/**
 * Kernel `binomial-splitting` on a GPU: a thread a profile, which takes the CPU's branches: whatever steers it is computed with the bits
 * of the CPU's doubles, and of logarithms only what they decide is asked (webgpu-binomial.ts). Points between pivots are fractions of 2^64,
 * off by 2^-52 where they come from logarithms, as on the CPU; a boundary within `NEAR`, 2^-46, leaves a profile open. Profiles left open,
 * one in a hundred thousand at M = 4096, are listed and done by the CPU twin.
 *
 * Cost of a profile in integer operations, M = 4096 and two laws: 3.8 rounds of a pivot (a root of 850, a quotient of 560, sums of 60:
 * 2,300) and two binomials' shares (1,500 each); 4.0 rejections (3,100) of 1.2 attempts (1,200), in half of them nine logarithms (9,800);
 * 3.6 inversions (2,000) of 3.9 steps (300); 6.2 candidates (600). In all 72,000, so an H100 (14.8e12 integer operations a second) cannot
 * do better than 5 ns a profile. Not measured on hardware.
 *
 * No overflow: a profile adds 1 to one cell of either histogram, and a batch has at most 2^20 profiles.
 */
import { hotCountWgsl } from '../direct/webgpu-text.ts';
import { DIVISION_WGSL, DOUBLE_WGSL } from '../double-wgsl.ts';
import type { GpuKernel, GpuProgram } from '../gpu-program.ts';
import { listingPlan, listProfileWgsl } from '../listed-profiles.ts';
import { logarithmWgsl } from '../logarithm-wgsl.ts';
import { THREEFRY_WGSL } from '../threefry/webgpu.ts';
import { WIDE_WGSL } from '../wide-wgsl.ts';
import { binomialSplitting } from './cpu.ts';
import { CANDIDATES_MAX, splittingOthers, validateSplitting, type SplittingParameters } from './spec.ts';
import { BINOMIAL_WGSL, FORMULAS } from './webgpu-binomial.ts';
import { HEADER, tablesOf } from './webgpu-tables.ts';

const THREADS = 64;
const BATCH_PROFILES_MAX = 2 ** 20;
/** Groups for which a thread has room. */
const GROUPS_MAX = 8;
/** What binomials are drawn of: sums of logarithms in 64 bits, see webgpu-binomial.ts. */
const COUNT_MAX = 2 ** 24;
/** Levels of all groups, and as many expectations, of a table that is uploaded once a job. */
const LEVELS_MAX = 2 ** 20;
/** Doubles made of words have no subnormal numbers; differences of these are above them. */
const LEVEL_MIN = 2 ** -900;
/** 2^-46 in units of 2^-64. */
const NEAR = 2 ** 18;

const header = (field: keyof typeof HEADER): string => `table(${HEADER[field]}u)`;
const level = (group: string, entry: string): string =>
  `double(${header('levels')} + 2u * ((${header('top')} + 2u) * (${group}) + ${entry}))`;

const { number, part } = FORMULAS;

const program: GpuProgram = {
  key: 'binomial-splitting',
  workgroupSize: THREADS,
  text: /* wgsl */ `${THREEFRY_WGSL}${WIDE_WGSL}${DOUBLE_WGSL}${DIVISION_WGSL}
fn table(i : u32) -> u32 { return bitcast<u32>(tables[i]); }
fn double(i : u32) -> vec2<u32> { return vec2<u32>(table(i), table(i + 1u)); }
${FORMULAS.wgsl(header('formulas'))}${hotCountWgsl(THREADS)}${listProfileWgsl(header('top'))}${logarithmWgsl(header('logarithms'))}
var<private> open : bool;
var<private> key : vec3<u32>;
var<private> profile : u32;
var<private> drawn : u32;
var<private> block : vec2<u32>;

fn nextWord() -> u32 {
  let second = (drawn & 1u) == 1u;
  if (!second) { block = threefry2x32(key, profile, drawn >> 1u); }
  drawn++;
  return select(block.x, block.y, second);
}
${BINOMIAL_WGSL}
// Candidates left in each group, and how many of them fell below the latest pivot.
var<private> candidates : array<u32, ${GROUPS_MAX}>;
var<private> fell : array<u32, ${GROUPS_MAX}>;
var<private> cells : array<u32, ${CANDIDATES_MAX}>;

// The first boundary above so many expected, but inside.
fn boundaryOf(begin : u32, end : u32, place : vec2<u32>) -> u32 {
  let below = ${header('below')};
  var low = begin + 1u;
  var high = end - 1u;
  while (low < high) {
    let middle = (low + high + 1u) >> 1u;
    if (isLess(place, double(below + 2u * (middle - 1u)))) { high = middle - 1u; } else { low = middle; }
  }
  return low;
}

// Chooses a pivot, as Splitter.#pivot of split.ts, and leaves in fell how many of each group fall below it: pivot and all that fall.
fn split(begin : u32, end : u32, rank : u32, total : u32) -> vec2<u32> {
  let below = ${header('below')};
  ${number('rank')} = wholeOf(rank);
  ${number('after')} = wholeOf(total - rank);
  ${number('least')} = wholeOf(min(rank, total - rank));
  ${number('count')} = wholeOf(total);
  ${number('beginBelow')} = double(below + 2u * begin);
  ${number('endBelow')} = double(below + 2u * end);
  var pivot = begin;
  var fallen = 0u;
  // The pivot first, then a group at a time: one text for all.
  for (var i = 0u; i <= ${header('groups')}; i++) {
    let g = max(i, 1u) - 1u;
    let n = candidates[g];
    if (i > 0u) {
      fell[g] = 0u;
      if (n == 0u) { continue; }
      ${number('beginLevel')} = ${level('g', 'begin')};
      ${number('pivotLevel')} = ${level('g', 'pivot')};
      ${number('endLevel')} = ${level('g', 'end')};
    }
    let found = follow(select(${part('share')}, ${part('reach')}, i == 0u), n);
    if (i == 0u) {
      pivot = boundaryOf(begin, end, ${number('place')});
    } else {
      fell[g] = found;
      fallen += found;
    }
  }
  return vec2<u32>(pivot, fallen);
}

// Cell of the point a share of the way between two pivots, in group g's levels.
fn inside(g : u32, begin : u32, end : u32, share : vec2<u32>) -> u32 {
  let first = fractionOf(${level('g', 'begin')});
  let place = addWide(first, upperProduct(subtractWide(fractionOf(${level('g', 'end')}), first), share));
  let near = vec2<u32>(${NEAR}u, 0u);
  let least = select(subtractWide(place, near), ZERO, isLess(place, near));
  let raised = addWide(place, near);
  let most = select(raised, vec2<u32>(0xffffffffu, 0xffffffffu), isLess(raised, near));
  var low = begin;
  var high = end - 1u;
  while (low < high) {
    let middle = (low + high + 1u) >> 1u;
    if (isLess(least, fractionOf(${level('g', 'middle')}))) { high = middle - 1u; } else { low = middle; }
  }
  if (low + 1u < end && !isLess(most, fractionOf(${level('g', 'low + 1u')}))) { open = true; }
  return low;
}

// V^(1 / n), V uniform, or its complement, as a fraction of 2^64.
fn extremeShare(uniform : vec2<u32>, n : u32, isLargest : bool) -> vec2<u32> {
  var share = exponentialOf(parted(subtractWide(ZERO, logOf(uniform)), n));
  if (!isLargest) { share = subtractWide(vec2<u32>(0u, 0x80000000u), share); }
  return select(shiftLeft(share, 1u), vec2<u32>(0xffffffffu, 0xffffffffu), share.y >= 0x80000000u);
}

const LARGEST = 0u;
const SMALLEST = 1u;
const ALL = 2u;

// The cell of the largest or smallest of the candidates, or those of all, in order, in cells.
fn drawCells(kind : u32, begin : u32, end : u32) -> u32 {
  var extreme = select(end - 1u, begin, kind == LARGEST);
  var count = 0u;
  for (var g = 0u; g < ${header('groups')}; g++) {
    let n = candidates[g];
    for (var k = 0u; k < select(min(n, 1u), n, kind == ALL); k++) {
      let uniform = fine();
      var share = fractionOf(uniform);
      if (kind != ALL) { share = extremeShare(uniform, n, kind == LARGEST); }
      let cell = inside(g, begin, end, share);
      if (kind == ALL) {
        var i = count;
        while (i > 0u && cells[max(i, 1u) - 1u] > cell) {
          cells[i] = cells[i - 1u];
          i--;
        }
        cells[i] = cell;
        count++;
      } else {
        extreme = select(min(extreme, cell), max(extreme, cell), kind == LARGEST);
      }
    }
  }
  return extreme;
}

// Cells of ranks r and r + 1 of a profile, as Splitter.draw of split.ts has them; anything where it is left open.
fn ranksOf() -> vec2<u32> {
  var total = 0u;
  for (var g = 0u; g < ${header('groups')}; g++) {
    candidates[g] = table(${header('counts')} + g);
    total += candidates[g];
  }
  var begin = 0u;
  var end = ${header('top')} + 1u;
  var rank = ${header('rank')};
  var pivot = 0u;
  var isMet = false;
  while (total > ${CANDIDATES_MAX}u && end - begin > 1u && !isMet) {
    let found = split(begin, end, rank, total);
    if (open) { return vec2<u32>(); }
    pivot = found.x;
    isMet = rank == found.y;
    if (isMet) { continue; }
    let isBelow = rank < found.y;
    for (var g = 0u; g < ${header('groups')}; g++) { candidates[g] = select(candidates[g] - fell[g], fell[g], isBelow); }
    if (isBelow) {
      end = pivot;
      total = found.y;
    } else {
      begin = pivot;
      total -= found.y;
      rank -= found.y;
    }
  }
  let hasLower = rank > 0u;
  let hasUpper = rank < total;
  // Of neighbouring pivots all candidates share the cell.
  var ranks = vec2<u32>(begin, begin);
  // Where as many fall below a pivot as are wanted, the largest of them and the smallest of the others; else all.
  for (var kind = select(ALL, LARGEST, isMet); kind <= select(ALL, SMALLEST, isMet) && end - begin > 1u; kind++) {
    // Those below first, then those above.
    for (var g = 0u; g < ${header('groups')} && kind != ALL; g++) {
      let below = fell[g];
      fell[g] = candidates[g] - below;
      candidates[g] = below;
    }
    if ((kind == LARGEST && !hasLower) || (kind == SMALLEST && !hasUpper)) { continue; }
    let extreme = drawCells(kind, select(begin, pivot, kind == SMALLEST), select(end, pivot, kind == LARGEST));
    if (kind != ALL) {
      ranks[kind] = extreme;
      continue;
    }
    ranks = vec2<u32>(cells[max(rank, 1u) - 1u], cells[min(rank, ${CANDIDATES_MAX - 1}u)]);
  }
  return vec2<u32>(select(0u, ranks.x, hasLower), select(${header('top')}, ranks.y, hasUpper));
}

fn main(index : i32) {
  key = threefrySchedule(uniforms.k0, uniforms.k1);
  loadConstants();
  for (var offset = u32(index); offset < uniforms.count; offset += numWorkgroups.x * ${THREADS}u) {
    profile = uniforms.first + offset;
    drawn = 0u;
    open = false;
    let ranks = ranksOf();
    if (open) { listProfile(profile); } else { countCells(ranks.x, ranks.y); }
  }
  passCountsOn();
}`,
};

export const binomialSplittingGpu: GpuKernel<SplittingParameters> = {
  name: 'binomial-splitting',
  supports: ({ groups }) => groups.length <= GROUPS_MAX && (groups.length + 1) * (groups[0]!.levels.length + 2) <= LEVELS_MAX
    && groups.every(({ count, levels }) => count <= COUNT_MAX && levels.every((x) => x === 0 || x >= LEVEL_MIN)),
  prepare(parameters, limits) {
    validateSplitting(parameters);
    const { groups, rank } = parameters;
    return listingPlan({
      program, tables: tablesOf(parameters, FORMULAS.words), batchProfilesMax: BATCH_PROFILES_MAX,
      cells: groups[0]!.levels.length + 1, rank, others: splittingOthers(parameters), twin: binomialSplitting.prepareCpu(parameters),
    }, limits);
  },
};
