/**
 * Kernel `assignment` on a GPU. A thread clears a profile's market in its own memory, as solver.ts does, and leaves the bidder's menu in
 * workgroup memory; then a thread takes a report or a type at a time and holds it against the menus of the whole workgroup, so that a row
 * is read once, and its sums are passed on once, for as many profiles as the workgroup has threads.
 *
 * Cost of a profile of N bidders and M objects in integer operations, roughly: 60 N M to draw; 8 M for every step of a path, of which an
 * insertion has at most M and mostly one or two: about 20 N M; four times 6 M (M + N) for prices; 3 M for every report and type. Six
 * bidders, four objects, 64 reports and 64 types: 1,400 + 500 + 1,000 + 1,500 = 4,400, so an H100 (14.8e12 a second) cannot do better than
 * 0.3 ns a profile. Not measured on hardware.
 *
 * No overflow. Worths, prices and lengths of paths are at most 2^22 and welfare at most 2^28. Sums are cut at 16 bits: a thread's own, of
 * at most 2^6 profiles, and again where they join the workgroup's and the batch's; a type's sums of one round are at most 2^6 2^22, and a
 * batch of 2^20 profiles has at most 2^15 rounds of at most 2^16 of the lower and 2^12 of the upper part: below 2^31.
 */
import type { GpuKernel } from '../gpu-program.ts';
import { collectParts, sumAt, wordsOfParts } from '../gpu-sums.ts';
import { roomFor, TableWriter, writeCoordinates } from '../linear/webgpu.ts';
import { validateAssignment, type AssignmentParameters } from './spec.ts';
import { assignmentProgram, HEADER, SUMS, TYPE_SUMS, type AssignmentLayout } from './webgpu-text.ts';

const BATCH_PROFILES_MAX = 2 ** 20;
/** Draws of a batch, about: what is cancelled is over soon. */
const BATCH_DRAWS = 2 ** 26;
const WORKGROUPS = 2 ** 10;
const THREAD_PROFILES = 64;
/** A thread's own arrays are about 4 (N M + 6 N + 10 M) bytes: 8 KiB at most. */
const SIDE_MAX = 64;
const WORTHS_MAX = 1024;
/** Entries of a batch's result. */
const RESULT_MAX = 2 ** 22;

const powerBelow = (x: number): number => 2 ** Math.floor(Math.log2(x));
const resultOf = ({ reports, types, objects }: AssignmentParameters): number =>
  wordsOfParts(SUMS) + reports.length + (2 * TYPE_SUMS * types.length) / objects;

/** Small markets share a program. */
function layoutOf({ bidders, objects }: AssignmentParameters): AssignmentLayout {
  const columns = roomFor(Math.max(8, objects));
  return {
    bidders: roomFor(Math.max(32, bidders)), objects: columns, worths: roomFor(Math.max(128, bidders * objects)),
    // Menus fill 8 KiB of workgroup memory at most.
    threads: columns > 32 ? 32 : 64,
  };
}

function tablesOf({
  bidders, objects, coordinates, bases, spans, lawOf, bidder, reports, types, ties,
}: AssignmentParameters): Int32Array {
  const writer = new TableWriter();
  const header = writer.reserve(HEADER.words);
  writer.set(header, [
    bidders, objects, bidder, reports.length / objects, types.length / objects, ties?.within ?? 0,
    writeCoordinates(writer, coordinates), ...[bases, spans, lawOf, reports, types].map((words) => writer.append(words)),
    ties ? writer.append(ties.tops) : 0,
  ]);
  return writer.finish();
}

export const assignmentGpu: GpuKernel<AssignmentParameters> = {
  name: 'assignment',
  supports: (parameters) => {
    const { bidders, objects, ties } = parameters;
    // A wider band of ties would leave 32 bits.
    return Math.max(bidders, objects) <= SIDE_MAX && bidders * objects <= WORTHS_MAX && resultOf(parameters) <= RESULT_MAX &&
      (ties?.within ?? 0) < 2 ** 24;
  },
  prepare(parameters, limits) {
    validateAssignment(parameters);
    const { bidders, objects, reports, types } = parameters;
    const layout = layoutOf(parameters);
    const program = assignmentProgram(layout);
    const workgroupsMax = Math.min(WORKGROUPS, limits.workgroupsMax);
    const dispatches = (first: number, count: number) =>
      [{ program, first, count, workgroups: Math.min(Math.ceil(count / layout.threads), workgroupsMax) }];
    return {
      tables: tablesOf(parameters),
      batchProfilesMax: Math.min(
        BATCH_PROFILES_MAX, powerBelow(workgroupsMax * layout.threads * THREAD_PROFILES), powerBelow(BATCH_DRAWS / (bidders * objects)),
      ),
      resultLength: () => roomFor(resultOf(parameters)),
      dispatches,
      exactDispatches: dispatches,
      collect(result, _batch, into) {
        collectParts(SUMS, result, into);
        const choices = wordsOfParts(SUMS);
        for (let i = 0; i < reports.length; i++) into.choices![i]! += result[choices + i]!;
        const count = types.length / objects;
        for (let t = 0; t < count; t++) {
          const at = choices + reports.length + 2 * TYPE_SUMS * t;
          into.interim![t]! += sumAt(result, at);
          into.interimSquares![t]! += sumAt(result, at + 2);
          into.interimSquares![count + t]! += sumAt(result, at + 4);
        }
        return true;
      },
    };
  },
};
