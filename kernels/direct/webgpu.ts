/**
 * Kernel `direct` on a GPU. Draws, counts, selects and adds to the histograms in one program; only histograms come back.
 *
 * Three programs: `few` (up to 16 others, a thread a profile), `window` (more), and `exact` for what the window leaves
 * over. All give the reference's integers bit by bit: nothing but 32-bit integer arithmetic takes part.
 *
 * Workgroups of the programs that give a profile to one thread take many profiles, and count those that fall among 512 cells round the
 * expected ranks for themselves: a batch's atomic additions to the result do not queue for the few words where all profiles fall.
 *
 * Roofline. A draw needs 36 integer operations for Threefry and 5 to be filtered; memory traffic is one or two atomic
 * additions a *profile*. An NVIDIA H100 (132 SMs, 64 integer lanes each, 1.75 GHz) issues 14.8e12 integer operations a
 * second, so it cannot do better than 0.0024 ns a draw to generate and 0.0028 ns to generate and filter.
 *
 * No overflow: counters are 32-bit, each profile adds at most 1 to any of them, and a batch has at most
 * BATCH_PROFILES_MAX = 2^26 profiles. Draw numbers stay below 2^31 (checked when tables are built) and profile numbers
 * within a block of 2^32 (chunks.ts).
 */
import type { GpuDispatch, GpuKernel, GpuLimits, GpuPlan, GpuProgram } from '../gpu-program.ts';
import { exactProgram } from './webgpu-exact.ts';
import { FEW_MAX, FEW_THREADS, fewProgram } from './webgpu-few.ts';
import { HOT } from './webgpu-text.ts';
import { othersOf, validateDirect, type DirectParameters } from './spec.ts';
import { ROOM_MAX, subgroupProgram } from './webgpu-subgroup.ts';
import { buildDirectTables, type DirectTables } from './webgpu-tables.ts';
import { WINDOW_STEPS_MAX, windowBytes, windowProgram, type WindowLayout } from './webgpu-window.ts';
import { expectedWindow, type CellWindow } from './window.ts';

const BATCH_PROFILES_MAX = 2 ** 26;
/** Room for indices of unfinished profiles; one in 2,000 is expected to be. */
const LIST_MAX = 2 ** 17;
/** Width of the window in standard deviations: what is left over costs less than a wider one. */
const DEVIATIONS = 3.5;
const WORKGROUP = 64;
const THREADS_MAX = 256;
/** Entries a thread: few different ones, since each is a program to compile. */
const ROOMS = [8, 16, 24, 32, 48, 64, 96, 128];
/**
 * Longest private lists. 48 entries are 12 KiB for 64 threads, so an H100's multiprocessor (228 KiB) holds 19 such
 * workgroups, 9 warps for each of its schedulers; a chain of dependent additions needs 4 to 5 to hide its latency.
 */
const ROOM = 48;
const ROOM_ALONE = 64;
/** Most workgroups of the exact program, enough to fill a large GPU. Where it clears up behind the window, one for this many profiles. */
const EXACT_WORKGROUPS = 1024;
const PROFILES_PER_CLEARING = 256;
/** Most workgroups of programs that count for themselves: enough to fill a large GPU, and few enough to hand counts on rarely. */
const COUNTING_WORKGROUPS = 4096;

/** For tests and the benchmark: what would not be chosen, or would hardly ever happen. */
export interface DirectGpuOptions {
  readonly program?: 'few' | 'window' | 'subgroup';
  readonly window?: CellWindow;
  readonly listMax?: number;
  readonly layout?: Partial<WindowLayout>;
}

/** The fewest threads a profile whose private lists are short enough; else a shared list; else nothing. */
function windowLayout(others: number, { expectedKept, windowSteps }: DirectTables, limits: GpuLimits): WindowLayout | undefined {
  if (windowSteps > WINDOW_STEPS_MAX) return undefined;
  const threadsMax = 2 ** Math.floor(Math.log2(Math.min(THREADS_MAX, limits.workgroupThreadsMax)));
  const layoutOf = (threads: number, keeping: WindowLayout['keeping']): WindowLayout => {
    const lists = keeping === 'private' ? threads : 1;
    const mean = expectedKept / lists;
    // Five standard deviations of slack where many lists must all suffice, four for a list alone.
    const slack = Math.ceil((threads === 1 ? 4 : 5) * Math.sqrt(mean * (1 - expectedKept / others))) + 2;
    // A list never takes more than is drawn: blocks of two, and half a block at either end of every group.
    const drawn = 2 * Math.ceil(Math.ceil(others / 2) / lists) + 4;
    const entries = (Math.min(drawn, mean + slack) * lists) / threads;
    return {
      threads, workgroupSize: Math.max(WORKGROUP, threads), keeping, room: ROOMS.find((room) => room >= entries) ?? Math.ceil(entries),
    };
  };
  for (let threads = 1; threads <= threadsMax; threads *= 2) {
    const layout = layoutOf(threads, 'private');
    if (layout.room <= (threads === 1 ? ROOM_ALONE : ROOM) && windowBytes(layout) <= limits.workgroupBytesMax) return layout;
  }
  const common = layoutOf(threadsMax, 'shared');
  return windowBytes(common) <= limits.workgroupBytesMax ? common : undefined;
}

/** Draws that a lane of a subgroup must have room for; nothing where there are no subgroups or lists would be too long. */
function subgroupRoom(others: number, { expectedKept }: DirectTables, { subgroupLanes }: GpuLimits): number | undefined {
  if (subgroupLanes === undefined) return undefined;
  const mean = expectedKept / subgroupLanes;
  const entries = mean + 5 * Math.sqrt(mean * (1 - expectedKept / others)) + 4;
  return ROOMS.find((room) => room >= entries && room <= ROOM_MAX);
}

export function prepareDirectGpu(parameters: DirectParameters, limits: GpuLimits, options: DirectGpuOptions = {}): GpuPlan {
  validateDirect(parameters);
  const { rank, cells } = parameters;
  const others = othersOf(parameters);
  const { program = others <= FEW_MAX ? 'few' : 'window', listMax = LIST_MAX } = options;
  const few = program === 'few';
  const everything: CellWindow = { low: 0, high: cells + 1 };
  const expected = expectedWindow(parameters, DEVIATIONS);
  const hot = Math.max(0, Math.min(((expected.low + expected.high) >> 1) - HOT / 2, cells + 2 - HOT));
  const tables = buildDirectTables(parameters, few ? everything : (options.window ?? expected), hot);
  const fitting = few ? undefined : windowLayout(others, tables, limits);
  const layout = fitting && { ...fitting, ...options.layout };
  const lanesRoom = program === 'subgroup' ? subgroupRoom(others, tables, limits) : undefined;
  const sizes = tables.groups.map(({ begin, end }) => end - begin);
  const unfinishedAt = 2 * (cells + 2);

  const sliced = (program: GpuProgram, profilesPerWorkgroup: number, first: number, count: number): GpuDispatch[] => {
    const most = limits.workgroupsMax * profilesPerWorkgroup;
    const slices: GpuDispatch[] = [];
    for (let done = 0; done < count; done += most) {
      const part = Math.min(most, count - done);
      slices.push({ program, first: first + done, count: part, workgroups: Math.ceil(part / profilesPerWorkgroup) });
    }
    return slices;
  };
  const counting = (program: GpuProgram, threads: number, first: number, count: number): GpuDispatch => ({
    program, first, count, workgroups: Math.min(Math.ceil(count / threads), COUNTING_WORKGROUPS, limits.workgroupsMax),
  });
  const exact = (serves: 'all' | 'unfinished', first: number, count: number): GpuDispatch => ({
    program: exactProgram(serves, listMax),
    first,
    count,
    workgroups: Math.min(EXACT_WORKGROUPS, serves === 'all' ? count : Math.ceil(count / PROFILES_PER_CLEARING)),
  });
  const exactDispatches = (first: number, count: number): GpuDispatch[] => [exact('all', first, count)];

  return {
    tables: tables.words,
    batchProfilesMax: BATCH_PROFILES_MAX,
    resultLength: (count) => 2 ** Math.ceil(Math.log2(unfinishedAt + 2 + (few ? 0 : Math.min(count, listMax)))),
    dispatches: (first, count) => {
      if (few) return [counting(fewProgram(sizes, rank), FEW_THREADS, first, count)];
      if (lanesRoom !== undefined) {
        return [counting(subgroupProgram(lanesRoom, listMax), 1, first, count), exact('unfinished', first, count)];
      }
      if (layout === undefined) return exactDispatches(first, count);
      const program = windowProgram(layout, listMax);
      if (layout.threads === 1) return [counting(program, layout.workgroupSize, first, count), exact('unfinished', first, count)];
      return [...sliced(program, layout.workgroupSize / layout.threads, first, count), exact('unfinished', first, count)];
    },
    exactDispatches,
    collect: (result, { count }, into) => {
      if (result[unfinishedAt]! > listMax) return false;
      const lower = into.lower!;
      const upper = into.upper!;
      for (let cell = 0; cell < cells + 2; cell++) {
        lower[cell]! += result[cell]!;
        upper[cell]! += result[cells + 2 + cell]!;
      }
      if (rank === 0) lower[0]! += count;
      if (rank === others) upper[cells + 1]! += count;
      return true;
    },
  };
}

export const directGpu: GpuKernel<DirectParameters> = {
  name: 'direct',
  prepare: (parameters, limits) => prepareDirectGpu(parameters, limits),
};
