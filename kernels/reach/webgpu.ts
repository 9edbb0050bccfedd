/**
 * Kernel `reach` on a GPU, whatever the slopes: a workgroup of 32 threads a profile (webgpu-text.ts), one warp where
 * warps have so many, so that its barriers cost little.
 *
 * Cost of a profile in integer operations, X coordinates, K alternatives, C classes, G directions, D radii, R reports: 50 X to place the
 * draws, 10 D G X for the boxes, 30 K^2 D G for the leads of all pairs, and 12 R K C (2 + log2 D) for the reports. A public good of four
 * levels, two others, 33 reports and one radius: about 100 + 20 + 500 + 13,000, so an H100 (14.8e12 integer operations a second) cannot do
 * better than 1 ns a profile. Not measured on hardware.
 *
 * No overflow. Scores and their differences are below 2^49, sums of WITNESS_STEPS of them below 2^53 (spec.ts), in 64 bits. Directions are
 * sums of at most ROOM.coordinates numbers below 2^21, and of a search's 16 points of 32: below 2^30. Slopes of a search add up to below
 * 2^31 where none passes SEARCHED_SLOPE_MAX. A profile changes a counter by at most 1, and a batch has at most 2^22.
 *
 * What a GPU does not serve (the CPU twin does): what does not fit in workgroup memory, counts beyond 2^20, and searches with more than 32
 * coordinates or steeper slopes.
 */
import type { GpuKernel } from '../gpu-program.ts';
import type { Statistics } from '../kernel.ts';
import { roomFor, TableWriter, writeCoordinates } from '../linear/webgpu.ts';
import { entriesOf, isExact, movesAny, type ReachParameters } from './spec.ts';
import { validateReach } from './validate.ts';
import { HEADER, reachProgram, ROOM, SEARCHED_DIRECTIONS_MAX } from './webgpu-text.ts';
import { WITNESS_STEPS } from './witness.ts';

const WORKGROUPS = 2 ** 12;
const BATCH_PROFILES_MAX = 2 ** 22;
const ENTRIES_MAX = 2 ** 20;
/** A difference of two slopes is at most twice one, and a search adds up WITNESS_STEPS. */
const SEARCHED_SLOPE_MAX = 2 ** 30 / WITNESS_STEPS - 1;
/** Beyond the end of every direction. */
const FAR = 2 ** 29;

/** Whole ends: the box's are whole too. */
const hullWords = ({ hulls }: ReachParameters): Int32Array =>
  Int32Array.from(hulls ?? [], (end, i) => Math.max(-FAR, Math.min(FAR, i % 2 === 0 ? Math.ceil(end) : Math.floor(end))));

function tablesOf(parameters: ReachParameters): Int32Array {
  const {
    alternatives, classes, classOf, constants, coordinates, directionOf, directions, excluded, hulls, radii, reportObjective, reports,
    shifts, signs, slopes, sure,
  } = parameters;
  const moves = movesAny(parameters);
  const writer = new TableWriter();
  const header = writer.reserve(HEADER.words);
  writer.set(header, [
    coordinates.length, alternatives, classes, directions, reports, radii, moves.includes(true) ? moves.indexOf(true) : radii,
    writeCoordinates(writer, coordinates),
    ...[classOf, constants, directionOf, signs, slopes, reportObjective, shifts, excluded, sure].map((words) => writer.append(words)),
    hulls ? writer.append(hullWords(parameters)) : 0,
  ]);
  return writer.finish();
}

/** Adds up differences from one radius to the next, from `begin` of the result on. */
function collect(parameters: ReachParameters, result: Int32Array, begin: number, into: Float64Array): void {
  const entries = entriesOf(parameters);
  const stride = entries / parameters.radii;
  for (let at = 0; at < stride; at++) {
    let count = 0;
    for (let i = at; i < entries; i += stride) into[i]! += count += result[begin + i]!;
  }
}

function fits({ alternatives, classes, coordinates, directions, radii, slopes, ...parameters }: ReachParameters): boolean {
  if (coordinates.length > ROOM.coordinates || directions > ROOM.coordinates || radii * directions > ROOM.boxes) return false;
  if (alternatives * classes * radii > ROOM.leads) return false;
  if (parameters.sure.every((one) => one === 1)) return true;
  return coordinates.length <= SEARCHED_DIRECTIONS_MAX && directions <= SEARCHED_DIRECTIONS_MAX
    && slopes.every((slope) => Math.abs(slope) <= SEARCHED_SLOPE_MAX);
}

export const reachGpu: GpuKernel<ReachParameters> = {
  name: 'reach',
  supports: (parameters) => entriesOf(parameters) <= ENTRIES_MAX && fits(parameters),
  prepare(parameters, limits) {
    validateReach(parameters);
    const exact = isExact(parameters);
    const entries = entriesOf(parameters);
    const program = reachProgram(!exact);
    const dispatches = (first: number, count: number) =>
      [{ program, first, count, workgroups: Math.min(count, WORKGROUPS, limits.workgroupsMax) }];
    return {
      tables: tablesOf(parameters),
      batchProfilesMax: BATCH_PROFILES_MAX,
      resultLength: () => roomFor(exact ? entries : 2 * entries),
      dispatches,
      exactDispatches: dispatches,
      collect(result, _batch, into: Statistics) {
        collect(parameters, result, 0, into.outer!);
        if (!exact) collect(parameters, result, entries, into.inner!);
        return true;
      },
    };
  },
};
