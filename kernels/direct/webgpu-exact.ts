/**
 * Kernel `direct` on a GPU, the way that needs no luck: one workgroup a profile halves the range of cells for both ranks
 * at once and draws everybody anew for every halving. Counter-based draws make that cheap in memory: none is stored.
 *
 * With F(c) = number of draws in cells 0 .. c,
 *
 *     cell of L = min { c : F(c) >= r },      cell of U = min { c : F(c) >= r + 1 },      both within 0 .. J + 1,
 *
 * which for r = 0 gives cell 0 and for r = N cell J + 1, as the specification wants.
 *
 * It serves the profiles that the window program lists as unfinished, or (`all`) every profile of the dispatch.
 */
import type { GpuProgram } from '../gpu-program.ts';
import { COMMON_WGSL, COUNT_WGSL, field, forEachDraw, forEachGroup, header } from './webgpu-text.ts';

export const EXACT_THREADS = 256;

export function exactProgram(serves: 'all' | 'unfinished', listMax: number): GpuProgram {
  const all = serves === 'all';
  return {
    key: `direct-exact-${serves}-${listMax}`,
    workgroupSize: EXACT_THREADS,
    text: /* wgsl */ `${COMMON_WGSL}${COUNT_WGSL}
var<workgroup> item : u32;
var<workgroup> chosen : u32;
var<workgroup> belowLower : atomic<u32>;
var<workgroup> belowUpper : atomic<u32>;

// Workgroups take profiles off a common counter until none is left.
fn claim() {
  let next = u32(atomicAdd(&result[unfinishedAt() + 1u], 1));
  ${
    all
      ? 'item = select(0u, 1u, next < uniforms.count); chosen = uniforms.first + next;'
      : `item = select(0u, 1u, next < min(${listMax}u, u32(atomicLoad(&result[unfinishedAt()]))));
  if (item == 1u) { chosen = u32(atomicLoad(&result[unfinishedAt() + 2u + next])); }`
  }
}

fn main(index : i32) {
  let t = localIndex;
  let key = threefrySchedule(uniforms.k0, uniforms.k1);
  let rank = ${header('rank')};
  let top = ${header('top')};
  loop {
    if (t == 0u) { claim(); }
    if (workgroupUniformLoad(&item) == 0u) { break; }
    let profile = workgroupUniformLoad(&chosen);
    var lowerFrom = 0u;
    var lowerTo = top;
    var upperFrom = 0u;
    var upperTo = top;
    for (var step = 0u; step < ${header('exactSteps')}; step++) {
      let lowerMiddle = (lowerFrom + lowerTo) >> 1u;
      let upperMiddle = (upperFrom + upperTo) >> 1u;
      var lowerCount = 0u;
      var upperCount = 0u;
      ${forEachGroup(/* wgsl */ `
      let finite = ${field('finite')};
      let thresholds = ${field('thresholds')};
      let lowerAll = lowerMiddle >= finite;
      let upperAll = upperMiddle >= finite;
      let lowerWord = table(thresholds + min(lowerMiddle, top - 1u));
      let upperWord = table(thresholds + min(upperMiddle, top - 1u));
      ${forEachDraw(EXACT_THREADS, (word) => /* wgsl */ `
        lowerCount += select(0u, 1u, ${word} < lowerWord || lowerAll);
        upperCount += select(0u, 1u, ${word} < upperWord || upperAll);`)}`)}
      if (t == 0u) { atomicStore(&belowLower, 0u); atomicStore(&belowUpper, 0u); }
      workgroupBarrier();
      atomicAdd(&belowLower, lowerCount);
      atomicAdd(&belowUpper, upperCount);
      workgroupBarrier();
      if (atomicLoad(&belowLower) >= rank) { lowerTo = lowerMiddle; } else { lowerFrom = min(lowerMiddle + 1u, lowerTo); }
      if (atomicLoad(&belowUpper) >= rank + 1u) { upperTo = upperMiddle; } else { upperFrom = min(upperMiddle + 1u, upperTo); }
      workgroupBarrier();
    }
    if (t == 0u) { countCells(lowerFrom, upperFrom); }
    workgroupBarrier();
  }
}`,
  };
}
