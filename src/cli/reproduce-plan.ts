/** A reproduction that many tasks run together: its plan, a shard's studies, and the pages of them all. */
import { resolve } from 'node:path';
import { EXIT, InputError } from '../errors.ts';
import { isMissing, missingText, studyStates, writePlan, type OpenPlan, type Plan, type ShardState } from '../library/plan.ts';
import { hashOfStudies, shareStudies } from '../library/reproduction/sharing.ts';
import { cheapestFirst } from '../library/reproduction/studies.ts';
import { formatSeconds } from '../report/numbers.ts';
import { packageVersion } from '../version.ts';
import { planLine, requireVersion } from './planned-study.ts';
import { REPRODUCE_OPTIONS, readReproduction, type ReproductionLine } from './reproduce-line.ts';
import { readStudies, runStudies, type ReproductionRun } from './reproduce-studies.ts';
import { conclude, readKept } from './reproduce-verdicts.ts';
import { requireFolder } from './reproduce.ts';

/** Undefined where help was printed. Throws InputError where the line asks for what a plan does not do. */
export async function plannedReproduction(argv: readonly string[]): Promise<ReproductionLine | undefined> {
  const line = await readReproduction(argv);
  if (line?.listed !== undefined) throw new InputError('--list', 'runs nothing, and has no plan');
  return line;
}

/** Writes the plan; the words that say how to go on. */
export function planReproduction(
  { studies, profiles }: ReproductionLine, plan: Pick<Plan, 'argv' | 'shards' | 'shareFrom'>, folder: string, given: string,
): string {
  const seconds = readKept<number>('seconds', profiles !== undefined);
  const planned = cheapestFirst(studies, (id) => seconds[id]);
  writePlan(folder, {
    schema: 'misreport.plan/1', command: 'reproduce', ...plan, cwd: process.cwd(), configHash: hashOfStudies(studies),
    version: packageVersion(), round: 1, requests: [], studies: shareStudies(planned, plan.shards),
  });
  const all = planned.reduce((sum, { expected }) => sum + expected, 0);
  return `${given}: ${studies.length} studies, about ${formatSeconds(all)} on one machine, ${plan.shards} shards\n`;
}

/** The planned line, with options of this call in place of its own; undefined where help was printed. */
async function lineOf(plan: OpenPlan, more: readonly string[] = []): Promise<ReproductionLine | undefined> {
  const line = await plannedReproduction(planLine(plan, more, REPRODUCE_OPTIONS));
  if (line === undefined) return undefined;
  requireVersion(plan);
  if (hashOfStudies(line.studies) !== plan.configHash) {
    throw new InputError('plan', 'is of other studies than papers ask for here; plan it anew with this version');
  }
  return line;
}

/** Of every shard of a planned reproduction, by what its folder has. */
export async function reproductionStates(plan: OpenPlan): Promise<ShardState[]> {
  const { studies, profiles } = (await lineOf(plan))!;
  const there = readStudies(studies, plan.folder, profiles);
  return studyStates(plan, (id) => there.has(id));
}

export interface ReproductionShard extends Pick<ReproductionRun, 'quiet' | 'signal' | 'machine'> {
  readonly index: number;
  progressed(): void;
}

/** Runs a shard's studies; those that could not be run are tried again. */
export async function shardReproduction(plan: OpenPlan, { index, quiet, signal, machine, progressed }: ReproductionShard): Promise<number> {
  const { studies, profiles } = (await lineOf(plan))!;
  const own = new Set((plan.studies ?? []).filter(({ shard }) => shard === index).map(({ id }) => id));
  const outcomes = await runStudies(studies.filter(({ id }) => own.has(id)), {
    folder: plan.folder, profiles, quiet, seconds: readKept<number>('seconds', profiles !== undefined), signal,
    ...(machine === undefined ? {} : { machine }), onKept: progressed,
  });
  if (!quiet) process.stderr.write(`shard ${index} of ${plan.shards}: ${outcomes.size} of ${own.size} studies there\n`);
  if (outcomes.size < own.size) return EXIT.requeue;
  return [...outcomes.values()].some(({ error }) => error !== undefined) ? EXIT.failed : EXIT.done;
}

/** Pages and verdicts, where no shard is missing; what a shard could not run stays as it is. */
export async function mergeReproduction(plan: OpenPlan, more: readonly string[]): Promise<number> {
  const line = await lineOf(plan, more);
  if (line === undefined) return EXIT.done;
  const outcomes = readStudies(line.studies, plan.folder, line.profiles);
  const missing = studyStates(plan, (id) => outcomes.has(id)).filter(isMissing);
  if (missing.length > 0) {
    process.stderr.write(missingText(plan, missing));
    return EXIT.incomplete;
  }
  requireFolder(line.out);
  return conclude(line, outcomes, resolve(plan.folder));
}
