/**
 * Kernel `direct` on a GPU for a few others: one thread a profile, everything in registers. The draws are sorted by a
 * network written out for their number (Batcher's odd-even merge sort, Knuth, TAOCP 3, 5.3.4): no memory, no branches.
 * Where all others share one law, words are sorted and only the two that matter are looked up.
 *
 * Cost: 36 N integer operations to generate, about N (log2 N)^2 / 2 to sort, two look-ups or N, two atomic additions
 * to the workgroup's own bins.
 */
import type { GpuProgram } from '../gpu-program.ts';
import { RECORD, RECORDS } from './webgpu-tables.ts';
import { COMMON_WGSL, hotCountWgsl } from './webgpu-text.ts';

/** Most others served: beyond it registers run short. */
export const FEW_MAX = 16;
export const FEW_THREADS = 128;

/** Pairs (i, j), i < j, to be put in order, for any number of entries (Knuth's algorithm 5.2.2 M). */
export function sortingNetwork(entries: number): [number, number][] {
  const pairs: [number, number][] = [];
  if (entries < 2) return pairs;
  const half = 2 ** (Math.ceil(Math.log2(entries)) - 1);
  for (let p = half; p > 0; p = Math.floor(p / 2)) {
    let q = half;
    let r = 0;
    for (let d = p; d > 0; ) {
      for (let i = 0; i < entries - d; i++) if ((i & p) === r) pairs.push([i, i + d]);
      d = q - p;
      q = Math.floor(q / 2);
      r = p;
    }
  }
  return pairs;
}

/** `groups` = draws of each group that has any, `rank` in 0..N. */
export function fewProgram(groups: readonly number[], rank: number): GpuProgram {
  const others = groups.reduce((sum, count) => sum + count, 0);
  const single = groups.length === 1;
  const lines: string[] = [];
  for (let block = 0; 2 * block < others; block++) lines.push(`let b${block} = threefry2x32(key, profile, ${block}u);`);
  groups
    .flatMap((count, g) => new Array<number>(count).fill(RECORDS + RECORD * g))
    .forEach((record, draw) => {
      const word = `b${draw >> 1}.${draw & 1 ? 'y' : 'x'}`;
      lines.push(`var v${draw} = ${single ? word : `cellOf(${record}u, ${word})`};`);
    });
  for (const [i, j] of sortingNetwork(others)) {
    lines.push(`let s${lines.length} = min(v${i}, v${j}); v${j} = max(v${i}, v${j}); v${i} = s${lines.length};`);
  }
  const cell = (place: number): string => (single ? `cellOf(${RECORDS}u, v${place})` : `v${place}`);
  const lower = rank > 0 ? cell(rank - 1) : '0u';
  const upper = rank < others ? cell(rank) : '0u';
  return {
    key: `direct-few-${groups.join('-')}-rank-${rank}`,
    workgroupSize: FEW_THREADS,
    text: /* wgsl */ `${COMMON_WGSL}${hotCountWgsl(FEW_THREADS)}
fn main(index : i32) {
  let key = threefrySchedule(uniforms.k0, uniforms.k1);
  for (var offset = u32(index); offset < uniforms.count; offset += numWorkgroups.x * ${FEW_THREADS}u) {
    let profile = uniforms.first + offset;
    ${lines.join('\n    ')}
    countCells(${lower}, ${upper});
  }
  passCountsOn();
}`,
  };
}
