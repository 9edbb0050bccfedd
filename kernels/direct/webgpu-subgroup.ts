/**
 * Kernel `direct` on a GPU, a subgroup a profile: no barriers and no lists in workgroup memory. Lanes keep the draws inside the window
 * (window.ts) for themselves, two generator chains at a time, so that one may wait while the other goes on. The ranks are found by radix
 * selection: a lane counts the digits of its draws, four bits at a time, in sixteen counters of 16 bits, the subgroup adds them up, and the
 * digit under which the rank falls is the next one of the cell: three passes where halving takes twelve.
 *
 * Cost of a draw, as in webgpu-window.ts with H / 4 passes of about 6 s + 60 / D operations in place of H halvings. On a grid of 8,192
 * cells, M = 4,096 a side (32 lanes, s = 0.04, D = 256, H = 9): 36 + 5 + 2 + 1 = 44. Not measured on hardware, so not chosen of itself:
 * the benchmark times it beside the other.
 *
 * No overflow: a subgroup keeps at most 128 times ROOM_MAX draws, below 2^16.
 */
import type { GpuProgram } from '../gpu-program.ts';
import { COMMON_WGSL, field, forEachGroup, header, hotCountWgsl } from './webgpu-text.ts';

export const SUBGROUP_THREADS = 64;
export const ROOM_MAX = 64;

/** What a word does: counted where it is below the window, kept where it is inside. */
const visit = (word: string, room: number): string => /* wgsl */ `
        below += select(0u, 1u, ${word} < lo);
        if (${word} - lo <= span && keeps) {
          if (mine < ${room}u) { kept[mine] = ${word}; }
          mine++;
        }`;

const drawing = (room: number): string => forEachGroup(/* wgsl */ `
      let before = min(mine, ${room}u);
      let lo = ${field('lo')};
      let span = ${field('span')};
      let keeps = ${field('keep')} == 1u;
      if (${field('draw')} == 1u) {
        let begin = ${field('begin')};
        let end = ${field('end')};
        for (var block = ((begin + 1u) >> 1u) + 2u * lane; block < (end >> 1u); block += 2u * size) {
          let one = threefry2x32(key, profile, block);
          let other = threefry2x32(key, profile, block + 1u);
          ${visit('one.x', room)}${visit('one.y', room)}
          if (block + 1u < (end >> 1u)) {${visit('other.x', room)}${visit('other.y', room)}
          }
        }
        // A block that the group has only half of, at either end.
        for (var side = 0u; lane == 0u && side < 2u; side++) {
          if ((select(end, begin, side == 0u) & 1u) == 0u) { continue; }
          let words = threefry2x32(key, profile, select(end, begin, side == 0u) >> 1u);
          let word = select(words.x, words.y, side == 0u);
          ${visit('word', room)}
        }
      }
      for (var i = before; i < min(mine, ${room}u); i++) { kept[i] = cellOf(record, kept[i]); }`);

export function subgroupProgram(room: number, listMax: number): GpuProgram {
  return {
    key: `direct-subgroup-${room}-${listMax}`,
    workgroupSize: SUBGROUP_THREADS,
    subgroups: true,
    text: /* wgsl */ `${COMMON_WGSL}${hotCountWgsl(SUBGROUP_THREADS)}
var<workgroup> taken : atomic<u32>;
var<private> kept : array<u32, ${room}>;
var<private> digits : array<u32, 8>;

// The cell, less the window's first, with wanted of the kept at or below it; then how many share it, and which of those it is.
fn selectCell(mine : u32, wanted : u32) -> vec3<u32> {
  let low = ${header('low')};
  var prefix = 0u;
  var rest = wanted;
  var equal = 0u;
  for (var shift = 4u * ((${header('windowSteps')} + 3u) / 4u); shift > 0u; ) {
    shift -= 4u;
    for (var j = 0u; j < 8u; j++) { digits[j] = 0u; }
    for (var i = 0u; i < mine; i++) {
      let cell = kept[i] - low;
      let digit = (cell >> shift) & 15u;
      if (((cell >> shift) >> 4u) == prefix) { digits[digit >> 1u] += 1u << (16u * (digit & 1u)); }
    }
    for (var j = 0u; j < 8u; j++) { digits[j] = subgroupAdd(digits[j]); }
    var digit = 0u;
    for (; digit < 16u; digit++) {
      equal = (digits[digit >> 1u] >> (16u * (digit & 1u))) & 65535u;
      if (rest <= equal || digit == 15u) { break; }
      rest -= equal;
    }
    prefix = (prefix << 4u) | digit;
  }
  return vec3<u32>(prefix, equal, rest);
}

fn main(index : i32) {
  let size = subgroupAdd(1u);
  let lane = subgroupExclusiveAdd(1u);
  let key = threefrySchedule(uniforms.k0, uniforms.k1);
  let rank = ${header('rank')};
  loop {
    var turn = 0u;
    if (lane == 0u) { turn = atomicAdd(&taken, 1u); }
    let offset = workgroupId.x + numWorkgroups.x * subgroupBroadcastFirst(turn);
    if (offset >= uniforms.count) { break; }
    let profile = uniforms.first + offset;
    var mine = 0u;
    var below = 0u;
    ${drawing(room)}
    let overflowed = subgroupMax(mine) > ${room}u;
    mine = min(mine, ${room}u);
    let held = subgroupAdd(mine);
    let under = ${header('belowBase')} + subgroupAdd(below);
    let served = !overflowed
      && (rank == 0u || (under < rank && under + held >= rank))
      && (rank == ${header('others')} || (under <= rank && under + held > rank));
    let found = selectCell(mine, max(rank, 1u) - min(under, max(rank, 1u)));
    let first = ${header('low')} + found.x;
    // The next one up: the same cell where others share it, else the nearest kept above it.
    var above = 0xffffffffu;
    for (var i = 0u; i < mine; i++) { above = select(above, min(above, kept[i]), kept[i] > first); }
    let next = select(subgroupMin(above), first, found.y > found.z);
    if (lane == 0u && served) { countCells(first, select(next, first, rank == 0u)); }
    if (lane == 0u && !served) {
      let place = u32(atomicAdd(&result[unfinishedAt()], 1));
      if (place < ${listMax}u) { atomicStore(&result[unfinishedAt() + 2u + place], i32(profile)); }
    }
  }
  passCountsOn();
}`,
  };
}
