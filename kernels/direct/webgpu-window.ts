/**
 * Kernel `direct` on a GPU, the fast way for more than a few others: `threads` threads a profile, several profiles a
 * workgroup. Of each profile only the draws inside a window of cells (window.ts) are kept, in workgroup memory; the ones
 * below it are counted. The rank is then found among the kept by halving the window. Profiles whose ranks fall outside
 * the window, or that keep more than there is room for, are listed for the exact program.
 *
 * Two ways of keeping: `private`, a list of `room` entries for every thread, without any traffic between threads, and
 * `shared`, one list of `threads * room` entries for a profile, with an atomic counter, where few draws are kept and
 * private lists would need too much slack. Entry i of thread t is at the same place in both, so the rest is common.
 * With one thread a profile nothing is shared but bins of the cells where profiles fall: a workgroup takes many profiles, counts them there
 * and hands the counts on at the end, without other barriers. With more, two additions to the result are little beside a profile's draws.
 *
 * Cost of a draw, with a share s of draws kept, D draws a thread and H halvings of the window: 36 integer operations for
 * the generator, 5 for the filter, about 40 s to find cells, and H (2 s + c / D) to select, c = 10 with one thread a
 * profile and 40 with more. On a grid of 8,192 cells, M = 64 a side (one thread, s = 0.32, D = 127, H = 12):
 * 36 + 5 + 13 + 9 = 63. M = 4,096 a side (16 threads, s = 0.04, D = 512, H = 9): 36 + 5 + 2 + 1 = 44.
 */
import type { GpuProgram } from '../gpu-program.ts';
import { COMMON_WGSL, COUNT_WGSL, field, forEachDraw, forEachGroup, header, HOT_BYTES, hotCountWgsl } from './webgpu-text.ts';

export interface WindowLayout {
  /** Threads of a profile and of a workgroup, powers of two. */
  readonly threads: number;
  readonly workgroupSize: number;
  readonly keeping: 'private' | 'shared';
  /** Entries a thread. */
  readonly room: number;
}

/** Counters of a profile are spread over this many words, so that the threads of a warp do not queue for one. */
const SPREAD = 8;
const KEPT = 0;
const BELOW = 1;
const OVERFLOWS = 2;
const NEXT = 3;
const STEPS = 4;
/** Halvings of the widest window that this program serves. */
export const WINDOW_STEPS_MAX = 20;
const COUNTERS = STEPS + WINDOW_STEPS_MAX;

/** Bytes of workgroup memory. */
export const windowBytes = ({ threads, workgroupSize, room }: WindowLayout): number =>
  4 * workgroupSize * room + (threads === 1 ? HOT_BYTES : 4 * (workgroupSize / threads) * COUNTERS * Math.min(SPREAD, threads));

export function windowProgram(layout: WindowLayout, listMax: number): GpuProgram {
  const { threads, workgroupSize, keeping, room } = layout;
  const profiles = workgroupSize / threads;
  const spread = Math.min(SPREAD, threads);
  const shared = keeping === 'shared';

  const keep = shared
    ? (word: string): string => /* wgsl */ `
          let slot = atomicAdd(&counters[counter(p, ${KEPT}u, 0u)], 1u);
          if (slot < ${threads * room}u) {
            kept[(slot / ${threads}u) * ${workgroupSize}u + p * ${threads}u + (slot % ${threads}u)] = ${word};
          }`
    : (word: string): string => /* wgsl */ `
          if (mine < ${room}u) { kept[mine * ${workgroupSize}u + localIndex] = ${word}; }
          mine++;`;

  // After a group's draws: how many entries of this thread there are now. All must have arrived before they are read,
  // and be counted before the next group adds to them.
  const settle = shared
    ? /* wgsl */ `
      workgroupBarrier();
      mine = (atomicLoad(&counters[counter(p, ${KEPT}u, 0u)]) + ${threads - 1}u - t) / ${threads}u;
      workgroupBarrier();`
    : '';

  const alone = threads === 1;
  const totals = alone
    ? /* wgsl */ `let held = mine;
  let under = ${header('belowBase')} + below;
  let overflowed = overflows;`
    : /* wgsl */ `${shared ? '' : `atomicAdd(&counters[counter(p, ${KEPT}u, lane)], mine);`}
  atomicAdd(&counters[counter(p, ${BELOW}u, lane)], below);
  if (overflows) { atomicAdd(&counters[counter(p, ${OVERFLOWS}u, lane)], 1u); }
  workgroupBarrier();
  let held = total(p, ${KEPT}u);
  let under = ${header('belowBase')} + total(p, ${BELOW}u);
  let overflowed = total(p, ${OVERFLOWS}u) > 0u;`;
  const sumOfCounts = alone
    ? 'let sum = count;'
    : /* wgsl */ `let which = ${STEPS}u + step;
    atomicAdd(&counters[counter(p, which, lane)], count);
    workgroupBarrier();
    let sum = total(p, which);`;
  const largestGap = alone
    ? 'let widest = gap;'
    : /* wgsl */ `atomicMax(&counters[counter(p, ${NEXT}u, 0u)], gap);
  workgroupBarrier();
  let widest = atomicLoad(&counters[counter(p, ${NEXT}u, 0u)]);`;

  return {
    key: `direct-window-${threads}-${workgroupSize}-${keeping}-${room}-${listMax}`,
    workgroupSize,
    text: /* wgsl */ `${COMMON_WGSL}${alone ? hotCountWgsl(workgroupSize) : COUNT_WGSL}
var<workgroup> kept : array<u32, ${workgroupSize * room}>;
var<workgroup> counters : array<atomic<u32>, ${profiles * COUNTERS * spread}>;

fn counter(p : u32, which : u32, lane : u32) -> u32 { return (p * ${COUNTERS}u + which) * ${spread}u + lane; }
fn total(p : u32, which : u32) -> u32 {
  var sum = 0u;
  for (var lane = 0u; lane < ${spread}u; lane++) { sum += atomicLoad(&counters[counter(p, which, lane)]); }
  return sum;
}

fn main(index : i32) {
  let t = localIndex % ${threads}u;
  let lane = t % ${spread}u;
  let p = localIndex / ${threads}u;
  let key = threefrySchedule(uniforms.k0, uniforms.k1);
  let rank = ${header('rank')};
  let low = ${header('low')};
  let high = ${header('high')};
  ${alone
    ? `for (var offset = u32(index); offset < uniforms.count; offset += numWorkgroups.x * ${workgroupSize}u) {`
    : `// The last workgroup may hold profiles beyond the end: drawn like the others, so that barriers meet, and not counted.
  let offset = workgroupId.x * ${profiles}u + p;`}
  let profile = uniforms.first + offset;
  var mine = 0u;
  var below = 0u;
  ${forEachGroup(/* wgsl */ `
    let before = min(mine, ${room}u);
    let lo = ${field('lo')};
    let span = ${field('span')};
    let keeps = ${field('keep')} == 1u;
    if (${field('draw')} == 1u) {
      ${forEachDraw(threads, (word) => /* wgsl */ `
        below += select(0u, 1u, ${word} < lo);
        if (${word} - lo <= span && keeps) {${keep(word)}
        }`)}
    }
    ${settle}
    for (var i = before; i < min(mine, ${room}u); i++) {
      let place = i * ${workgroupSize}u + localIndex;
      kept[place] = cellOf(record, kept[place]);
    }`)}
  let overflows = mine > ${room}u;
  mine = min(mine, ${room}u);
  ${totals}
  let served = !overflowed
    && (rank == 0u || (under < rank && under + held >= rank))
    && (rank == ${header('others')} || (under <= rank && under + held > rank));

  // The smallest cell with at least \`wanted\` of the kept at or below it, and how many those are.
  let wanted = max(rank, 1u) - min(under, max(rank, 1u));
  var start = low;
  var stop = high;
  var upTo = held;
  for (var step = 0u; step < ${header('windowSteps')}; step++) {
    let middle = (start + stop) >> 1u;
    var count = 0u;
    for (var i = 0u; i < mine; i++) { count += select(0u, 1u, kept[i * ${workgroupSize}u + localIndex] <= middle); }
    ${sumOfCounts}
    if (sum >= wanted) { stop = middle; upTo = sum; } else { start = min(middle + 1u, stop); }
  }
  let first = start;
  // The next one up: the same cell where it holds more than \`wanted\`, else the nearest kept above it.
  var gap = 0u;
  for (var i = 0u; i < mine; i++) {
    let cell = kept[i * ${workgroupSize}u + localIndex];
    if (cell > first) { gap = max(gap, 0xffffffffu - cell); }
  }
  ${largestGap}
  ${alone ? '' : 'if (t != 0u || offset >= uniforms.count) { return; }'}
  let next = select(0xffffffffu - widest, first, upTo > wanted);
  if (served) {
    countCells(first, select(next, first, rank == 0u));
  } else {
    let place = u32(atomicAdd(&result[unfinishedAt()], 1));
    if (place < ${listMax}u) { atomicStore(&result[unfinishedAt() + 2u + place], i32(profile)); }
  }
  ${alone ? '}\n  passCountsOn();' : ''}
}`,
  };
}
