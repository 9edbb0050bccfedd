/**
 * Kernel `interim` on a GPU. A thread takes a profile: rows of the pooled functionals from its draws, one candidate a
 * class, then class and report parts of every report, kept in its own memory; on a line, of more than two classes, all choices are read
 * off the upper envelope of C lines (envelope.ts). A workgroup of 256 threads is 256 / groupSize whole groups: counts by report and class
 * and report parts of a few groups at a time are added up in workgroup memory and go to a scratch on the device. From there a second
 * program makes the moments of all pairs, a product of two small matrices for every group (webgpu-pairs.ts), and keeps them in registers
 * for up to 64 groups before they go to the result. No profile is drawn twice, however many pairs there are.
 *
 * Cost of a profile in integer operations: 40 to 50 D for D signals, 10 for every term, 3 for every row of each of K
 * alternatives, 3 R C for the reports (4 R + 60 C on a line), 30 P to hand on, and P^2 (4 C + 30) / groupSize for the pairs. Single
 * object, two classes, R = P = 64, groups of 64, 9 others: about 400 + 100 + 400 + 1,900 + 2,400 = 5,200, so an H100
 * (14.8e12 integer operations a second) cannot do better than 0.35 ns a profile, 64 x 64 pairs included; what goes through memory, 12 bytes
 * a profile each way, takes a hundredth of it. Not measured on hardware.
 *
 * No overflow. B and u are below 2^30 in size, so |q| <= 2^24: see PENDING_MAX. A flush adds at most 65535 to a lower
 * limb, and a batch of 2^21 profiles has at most 2^21 / 64 + 1024 < 2^16 flushes; upper limbs grow by less than 2^9 a
 * group. Sums of report parts in workgroup memory have at most 2^14 profiles. Where these do not fit there, they go straight to the
 * result and a batch has 2^16 profiles.
 *
 * What a GPU does not serve (the CPU twin does): more than 512 reports; more than 256 of them in pairs; more rows or classes than a thread
 * has room for. Scheme `breakpoints` is served: its one division is a long division of 32-bit words (webgpu-reports.ts).
 */
import type { GpuDispatch, GpuKernel, GpuLimits, GpuPlan, GpuProgram } from '../gpu-program.ts';
import type { Statistics } from '../kernel.ts';
import { poolFunctionals } from '../linear/pool.ts';
import { roomFor, roomForRows, rowsWgsl } from '../linear/webgpu.ts';
import type { InterimParameters } from './spec.ts';
import { validateInterim } from './validate.ts';
import { groupsWgsl, LIMBS, pairsProgram, pairWorkgroups, slotWords, zeroProgram } from './webgpu-pairs.ts';
import { reportsWgsl } from './webgpu-reports.ts';
import { buildInterimTables, functionalsOf, HEADER } from './webgpu-tables.ts';

const THREADS = 256;
const WORKGROUPS = 1024;
const WORKGROUP_PROFILES_MAX = 2 ** 14;
const BATCH_PROFILES_MAX = 2 ** 21;
const BATCH_PROFILES_MAX_DIRECT = 2 ** 16;
/** Words of groups on the device: 16 MiB. */
const SCRATCH_MAX = 2 ** 22;
const SLOTS_MAX = 4;
const ROWS_MAX = 2048;
const CLASSES_MAX = 512;
const REPORTS_MAX = 512;
/** What every WebGPU device has, and the most that leaves room for several workgroups on a multiprocessor. */
const BYTES_MIN = 16384;
const BYTES_MAX = 32768;
/** The tile's number and alignment. */
const SPARE_BYTES = 64;

/** Words of a batch's result: choices [R, C], report parts [R, 4] (both limbs cut in two), truth [P, 5, 2], gain [P, P, 5, 2]. */
function placesOf({ classes, paired, reports }: InterimParameters): { partsAt: number; truthAt: number; gainAt: number; length: number } {
  const partsAt = reports * classes;
  const truthAt = partsAt + 4 * reports;
  const gainAt = truthAt + 2 * LIMBS * paired.length;
  return { partsAt, truthAt, gainAt, length: gainAt + 2 * LIMBS * paired.length ** 2 };
}

interface Memory {
  readonly slots: number;
  /** Whether choices and report parts of all reports are added up in workgroup memory. */
  readonly shared: boolean;
}

function memoryOf({ classes, groupSize, paired, reports }: InterimParameters, bytes: number): Memory {
  let slots = Math.min(SLOTS_MAX, THREADS / groupSize);
  const room = Math.min(BYTES_MAX, bytes) - SPARE_BYTES;
  while (slots > 1 && 4 * slots * slotWords(paired.length, classes) > room / 2) slots /= 2;
  const left = room - 4 * slots * slotWords(paired.length, classes);
  return { slots, shared: 4 * (reports * classes + 2 * reports) <= left };
}

/** Choices and parts of all reports. */
function totalsWgsl({ classes, reports }: InterimParameters, partsAt: number, shared: boolean): string {
  const cells = reports * classes;
  const [choice, low, high] = shared
    ? ['&choices[r * C + chosen[r]]', '&takings[2u * r]', '&takings[2u * r + 1u]']
    : ['&result[r * C + chosen[r]]', `&result[${partsAt}u + 4u * r]`, `&result[${partsAt}u + 4u * r + 2u]`];
  const flush = /* wgsl */ `
  workgroupBarrier();
  for (var i = localIndex; i < ${cells}u; i += ${THREADS}u) {
    let count = atomicLoad(&choices[i]);
    if (count != 0) { atomicAdd(&result[i], count); }
  }
  for (var i = localIndex; i < ${2 * reports}u; i += ${THREADS}u) {
    let sum = atomicLoad(&takings[i]);
    atomicAdd(&result[${partsAt}u + 2u * i], sum & 65535);
    atomicAdd(&result[${partsAt}u + 2u * i + 1u], sum >> 16u);
  }`;
  return /* wgsl */ `
const C = ${classes}u;
${shared ? `var<workgroup> choices : array<atomic<i32>, ${cells}>;\nvar<workgroup> takings : array<atomic<i32>, ${2 * reports}>;` : ''}
fn addTotals() {
  for (var i = 0u; i < ${reports}u; i++) {
    let r = (i + localIndex) % ${reports}u;
    atomicAdd(${choice}, 1);
    atomicAdd(${low}, reportPart[r] & 65535);
    atomicAdd(${high}, reportPart[r] >> 16u);
  }
}
fn flushTotals() {${shared ? flush : ''}
}
`;
}

/** Draws and solves, and adds totals to the result; where there are pairs, to the scratch, with the groups behind them. */
function drawingProgram(parameters: InterimParameters, rows: number, memory: Memory, groupsAt: number): GpuProgram {
  const { base, classes, groupSize, line, paired, reports } = parameters;
  const groups = paired.length === 0
    ? ''
    : groupsWgsl({ threads: THREADS, classes, pairs: paired.length, groupSize, slots: memory.slots, groupsAt });
  // Up to two classes it is as cheap to compare them for every report.
  const onLine = line !== undefined && classes > 2;
  const sizes = [
    rows, classes, reports, base ? 'insured' : 'plain', onLine ? 'line' : 'list', paired.length, groupSize, memory.slots,
    memory.shared ? 'shared' : 'direct',
  ];
  return {
    key: `interim-${sizes.join('-')}`,
    workgroupSize: THREADS,
    text: /* wgsl */ `${rowsWgsl(HEADER.rows, rows)}
${reportsWgsl({ classes, reports, insured: base !== undefined, onLine, classRoom: roomFor(classes), reportRoom: roomFor(reports) })}
${totalsWgsl(parameters, placesOf(parameters).partsAt, memory.shared)}${groups}
var<workgroup> next : u32;
fn main(index : i32) {
  key = threefrySchedule(uniforms.k0, uniforms.k1);
  var mine = workgroupId.x * ${THREADS}u;
  loop {
    if (localIndex == 0u) { next = mine; }
    let tile = workgroupUniformLoad(&next);
    if (tile >= uniforms.count) { break; }
    let alive = tile + localIndex < uniforms.count;
    if (alive) {
      drawRows(uniforms.first + tile + localIndex);
      solve();
      addTotals();
    }
    ${paired.length > 0 ? 'addGroups(tile, alive);' : ''}
    mine += numWorkgroups.x * ${THREADS}u;
  }
  flushTotals();
}`,
  };
}

function collect(parameters: InterimParameters, result: Int32Array, into: Statistics): void {
  const { classes, paired, reports } = parameters;
  const { partsAt, truthAt, gainAt } = placesOf(parameters);
  for (let i = 0; i < reports * classes; i++) into.choices![i]! += result[i]!;
  // Lower limbs of lower limbs are never negative and may need all 32 bits.
  for (let r = 0; r < reports; r++) {
    const at = partsAt + 4 * r;
    into.reportPartLow![r]! += (result[at]! >>> 0) + 65536 * result[at + 1]!;
    into.reportPartHigh![r]! += result[at + 2]! + 65536 * result[at + 3]!;
  }
  const addMoments = (name: string, start: number, length: number): void =>
    ['Low', 'High', 'Squares0', 'Squares1', 'Squares2'].forEach((suffix, limb) => {
      const sums = into[name + suffix]!;
      for (let i = 0; i < length; i++) {
        const at = start + 2 * (LIMBS * i + limb);
        sums[i]! += (result[at]! >>> 0) + 65536 * result[at + 1]!;
      }
    });
  addMoments('truth', truthAt, paired.length);
  addMoments('gain', gainAt, paired.length ** 2);
}

export function prepareInterimGpu(parameters: InterimParameters, limits: GpuLimits): GpuPlan {
  validateInterim(parameters);
  const { classes, groupSize, paired } = parameters;
  const { gainAt, length, truthAt } = placesOf(parameters);
  // Totals come first in the scratch as in the result.
  const groupsAt = truthAt;
  const pool = poolFunctionals(functionalsOf(parameters));
  const memory = memoryOf(parameters, limits.workgroupBytesMax);
  const drawing = drawingProgram(parameters, roomForRows(pool), memory, groupsAt);
  const pairing = paired.length > 0 ? pairsProgram(paired.length) : undefined;
  const workgroupsMax = Math.min(WORKGROUPS, limits.workgroupsMax);
  const dispatches = (first: number, count: number): GpuDispatch[] => {
    const fewest = Math.ceil(count / WORKGROUP_PROFILES_MAX);
    const draws = { program: drawing, first, count, workgroups: Math.max(fewest, Math.min(Math.ceil(count / THREADS), workgroupsMax)) };
    if (pairing === undefined) return [draws];
    return [
      { program: zeroProgram, scratch: 'written', first: 0, count: groupsAt, workgroups: 1 },
      { ...draws, scratch: 'written' },
      { program: pairing, scratch: 'read', first, count, workgroups: pairWorkgroups(paired.length, count / groupSize, workgroupsMax) },
    ];
  };
  const words = slotWords(paired.length, classes);
  const most = [
    memory.shared ? BATCH_PROFILES_MAX : BATCH_PROFILES_MAX_DIRECT, limits.workgroupsMax * WORKGROUP_PROFILES_MAX,
    ...(pairing ? [(SCRATCH_MAX / words) * groupSize] : []),
  ];
  return {
    tables: buildInterimTables(parameters, pool, { groupsAt, truthAt, gainAt }),
    batchProfilesMax: 2 ** Math.floor(Math.log2(Math.min(...most))),
    resultLength: () => roomFor(length),
    ...(pairing ? { scratchLength: (count: number) => roomFor(groupsAt + (count / groupSize) * words) } : {}),
    dispatches,
    exactDispatches: dispatches,
    collect(result, _batch, into) {
      collect(parameters, result, into);
      return true;
    },
  };
}

export const interimGpu: GpuKernel<InterimParameters> = {
  name: 'interim',
  supports(parameters) {
    const { classes, paired, reports } = parameters;
    if (reports > REPORTS_MAX || classes > CLASSES_MAX || paired.length > THREADS) return false;
    if (4 * slotWords(paired.length, classes) > BYTES_MIN - SPARE_BYTES) return false;
    return roomForRows(poolFunctionals(functionalsOf(parameters))) <= ROWS_MAX;
  },
  prepare: prepareInterimGpu,
};
