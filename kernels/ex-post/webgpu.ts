/**
 * Kernel `ex-post` on a GPU: a thread a profile, everything of a profile in the thread's own memory. A workgroup's
 * counters stand in workgroup memory; a thread's sums are its own until it ends, are then added up in the workgroup, and
 * only a workgroup's totals go to the batch's result.
 *
 * Cost of a profile in integer operations, roughly: 40 D for D signals (50 where laws are not uniform), 10 for every term
 * of the pooled rows, and (1 + rows of an alternative) * 2 for each of the K alternatives of every functional that is
 * maximised: objective, welfare, W of agents who pay VCG transfers, and two for each agent with deviations; 3 R C for
 * the latter's reports. Three bidders with one signal and four alternatives each and 16 reports: about 120 + 100 + 200 +
 * 600 = 1,000, so an H100 (14.8e12 integer operations a second) cannot do better than 0.07 ns a profile. Memory traffic
 * is table loads, the same for all threads, and none that grows with profiles. Not measured on hardware.
 *
 * No overflow. Payoffs and sums over agents are at most 2^30 (validate.ts), so |q| <= 2^24, h^2 <= 2^24 and |h l| < 2^24:
 * a thread adds at most THREAD_PROFILES = 64 of them, below 2^31. Its sums are cut at 16 bits: 128 low parts are below 2^23,
 * and a workgroup passes on at most 65535 of them, so 2^15 workgroups have room. Upper parts are at most 2^8 a profile
 * and one a workgroup, and a batch has at most 2^22 profiles: below 2^31. Counters grow by at most one a profile.
 */
import type { GpuKernel } from '../gpu-program.ts';
import { poolFunctionals, type RowPool } from '../linear/pool.ts';
import { roomFor, roomForRows } from '../linear/webgpu.ts';
import { functionalsOf, type ExPostParameters } from './spec.ts';
import { validateExPost } from './validate.ts';
import { buildExPostTables } from './webgpu-tables.ts';
import { counterPlaces, countersOf, exPostProgram, LIMBS, THREADS, wordsOf, type ExPostLayout } from './webgpu-text.ts';

const BATCH_PROFILES_MAX = 2 ** 22;
const THREAD_PROFILES = 64;
/** Enough to fill a large GPU. */
const WORKGROUPS = 1024;
/** A thread's own arrays: 16 KiB at most, beyond which caches no longer hold them. */
const ROWS_MAX = 2048;
const CLASSES_MAX = 512;
/** Every WebGPU device has this much workgroup memory. */
const WORKGROUP_BYTES = 16384;

/** Rounded up so that like problems share a program. */
const multipleOf = (step: number, count: number): number => step * Math.ceil(count / step);

function layoutOf({ agents, alternatives }: ExPostParameters, pool: RowPool): ExPostLayout {
  const classes = agents.reduce((most, { deviations }) => Math.max(most, deviations?.classes ?? 1), 1);
  return {
    rows: roomForRows(pool), classes: roomFor(Math.max(8, classes)), alternatives: multipleOf(8, alternatives),
    agents: multipleOf(4, agents.length),
  };
}

const powerBelow = (x: number): number => 2 ** Math.floor(Math.log2(x));

export const exPostGpu: GpuKernel<ExPostParameters> = {
  name: 'ex-post',
  // Problems with very many rows, classes, alternatives or agents would not fit a thread's or a workgroup's memory.
  supports(parameters) {
    const layout = layoutOf(parameters, poolFunctionals(functionalsOf(parameters)));
    return layout.rows <= ROWS_MAX && layout.classes <= CLASSES_MAX && 4 * wordsOf(layout) <= WORKGROUP_BYTES;
  },
  prepare(parameters, limits) {
    validateExPost(parameters);
    const { agents } = parameters;
    const pool = poolFunctionals(functionalsOf(parameters));
    const layout = layoutOf(parameters, pool);
    const program = exPostProgram(layout);
    const dispatches = (first: number, count: number) => {
      const tiles = Math.ceil(count / THREADS);
      const fewest = Math.ceil(tiles / THREAD_PROFILES);
      return [{ program, first, count, workgroups: Math.max(fewest, Math.min(tiles, WORKGROUPS, limits.workgroupsMax)) }];
    };
    return {
      tables: buildExPostTables(parameters, pool),
      batchProfilesMax: Math.min(BATCH_PROFILES_MAX, powerBelow(limits.workgroupsMax * THREADS * THREAD_PROFILES)),
      resultLength: () => roomFor(wordsOf(layout)),
      dispatches,
      exactDispatches: dispatches,
      collect(result, _batch, into) {
        Object.entries(counterPlaces(layout)).forEach(([name, at]) =>
          into[name]!.forEach((_, i) => (into[name]![i]! += result[at + i]!)));
        const sumAt = (entry: number, limb: number): number => {
          const place = countersOf(layout) + 2 * (LIMBS * entry + limb);
          return 65536 * result[place + 1]! + result[place]!;
        };
        const addMoments = (name: string, i: number, entry: number): void =>
          ['Low', 'High', 'Squares0', 'Squares1', 'Squares2'].forEach((suffix, limb) => (into[name + suffix]![i]! += sumAt(entry, limb)));
        ['firstBest', 'welfare', 'revenue'].forEach((name, entry) => addMoments(name, 0, entry));
        agents.forEach((_, i) => addMoments('payoff', i, 3 + i));
        return true;
      },
    };
  },
};
