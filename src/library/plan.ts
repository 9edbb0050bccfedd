/**
 * A plan: one study that many tasks draw together, or the studies of a reproduction. `plan.json` freezes the command, its hash, and the
 * requests of the round: ranges of profiles that are cut in as many parts as there are shards. What is drawn lies in `ledger/` beside it.
 * A merge replays the study against the ledger: it is complete, or it asks for shards that are missing, or for a further round. The plan
 * of a reproduction says which shard runs which study; finished ones lie in `studies/`.
 */
import { statSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { kernels } from '../../kernels/registry.ts';
import { InputError } from '../errors.ts';
import { dotted, examine } from '../input/check.ts';
import { quote } from '../input/quote.ts';
import { shown } from '../input/scalar.ts';
import { readUserText } from '../input/user-file.ts';
import { parseUserJson } from '../input/user-json.ts';
import { packageVersion } from '../version.ts';
import { writeAside } from '../run/kept-file.ts';
import { gaps, type Ledger, type Range } from '../run/ledger.ts';
import { whatIsDrawn, type SumsRequest } from '../run/request.ts';
import { cut } from '../run/sums.ts';
import { hashOf } from '../study/configuration-hash.ts';

const SCHEMA = 'misreport.plan/1';
const PLAN_FILE = 'plan.json';
const MEBIBYTES_MAX = 256;

/** Profiles of one request that are shared out. */
export interface SharedRequest {
  /** Of request.ts. */
  readonly name: string;
  readonly what: string;
  readonly ranges: readonly Range[];
  /** Parts begin and end at multiples of it. */
  readonly unit: number;
}

/** A study of a reproduction, and the shard that runs it. */
export interface SharedStudy {
  readonly id: string;
  readonly shard: number;
  /** That it took elsewhere. */
  readonly seconds: number;
}

export interface Plan {
  readonly schema: typeof SCHEMA;
  /** `run`, `rate`, `reproduce`, ... and what followed it. */
  readonly command: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly configHash: string;
  readonly version: string;
  readonly shards: number;
  /** Requests of fewer draws are drawn by whoever meets them. */
  readonly shareFrom: number;
  /** Present where sums in floating point are shared out: the line that all machines must agree on. */
  readonly floatingPoint?: string;
  /** Counted from 1: the first looks, then what follows from them. */
  readonly round: number;
  readonly requests: readonly SharedRequest[];
  /** Of a reproduction, which has no requests of its own. */
  readonly studies?: readonly SharedStudy[];
  /** Of what stands above but the folder, which may move: tells a plan that was edited. Written by writePlan. */
  readonly seal?: string;
}

/** SHA-256 of what a plan says, whatever its layout. */
const sealOf = ({ command, argv, configHash, version, shards, shareFrom, floatingPoint, round, requests, studies }: Plan): string =>
  hashOf({
    command, argv, configHash, version, shards, shareFrom, floatingPoint: floatingPoint ?? '', round, requests, studies: studies ?? [],
  });

const whole = (least: number): z.ZodNumber => z.number({ error: `must be a whole number from ${least} on` })
  .int(`must be a whole number from ${least} on`).min(least, `must be a whole number from ${least} on`);
const text = z.string({ error: 'must be a text' });

/** Of what is read: a plan may have been changed by hand, or cut off. */
const PLAN = z.object({
  schema: z.literal(SCHEMA), command: text, argv: z.array(text, { error: 'must be a list of texts' }), cwd: text, configHash: text,
  version: text, shards: whole(1), shareFrom: z.number({ error: 'must be a number' }), floatingPoint: text.optional(), round: whole(1),
  requests: z.array(z.object({
    name: text, what: text, unit: whole(1), ranges: z.array(z.object({ first: whole(0), count: whole(0) }), { error: 'must be a list' }),
  }), { error: 'must be a list' }),
  studies: z.array(
    z.object({ id: text, shard: whole(0), seconds: z.number({ error: 'must be a number' }) }), { error: 'must be a list' },
  ).optional(),
  seal: text.optional(),
});

export interface OpenPlan extends Plan {
  /** As it was given, for commands that are shown. */
  readonly given: string;
  readonly folder: string;
}

export const ledgerOfPlan = (folder: string): string => join(folder, 'ledger');

/** Throws InputError where there is no plan, or one of another version. `given`: its folder, or plan.json itself. */
export function readPlan(given: string): OpenPlan {
  const path = resolve(given);
  const found = (at: string): Stats | undefined => {
    try {
      return statSync(at, { throwIfNoEntry: false });
    } catch (error) {
      throw new InputError('plan', `${quote(given)} cannot be read (${(error as NodeJS.ErrnoException).code}); give a folder that can`);
    }
  };
  const file = found(path)?.isDirectory() ? join(path, PLAN_FILE) : path;
  if (found(file) === undefined)
    throw new InputError('plan', `${quote(given)} has no ${PLAN_FILE}; misreport plan ... --shards N makes one`);
  let plan: { readonly schema?: unknown } | null;
  try {
    plan = parseUserJson(readUserText(file, 'plan', MEBIBYTES_MAX)) as typeof plan;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('plan', `${quote(given)} is not JSON`);
  }
  if (plan?.schema !== SCHEMA) throw new InputError('plan', `${quote(given)} is not a ${SCHEMA}, its schema is ${shown(plan?.schema)}`);
  const { problems: [damage] } = examine(PLAN, plan);
  if (damage) {
    throw new InputError('plan', `${quote(given)} is damaged: ${dotted(damage.path)} ${damage.problem}; misreport plan makes it anew`);
  }
  const read = plan as unknown as Plan;
  // Plans of other versions may have none; whose they are is said where the study is read again.
  if (read.seal === undefined ? read.version === packageVersion() : read.seal !== sealOf(read)) {
    throw new InputError('plan', `${quote(given)} was edited after it was made, and its shards are of the plan as it was; put it back, or `
      + 'have misreport plan make another');
  }
  return { ...read, given, folder: dirname(file) };
}

export function writePlan(folder: string, plan: Plan): void {
  writeAside(join(folder, PLAN_FILE), Buffer.from(`${JSON.stringify({ ...plan, seal: sealOf(plan) }, undefined, 2)}\n`));
}

/** Whether the open part of a request is worth sharing out: so many draws, or at least two chunks of sums in floating point. */
export function isWorthSharing(request: SumsRequest, open: readonly Range[], shareFrom: number): boolean {
  const profiles = open.reduce((sum, { count }) => sum + count, 0);
  if (profiles === 0) return false;
  if ('experiment' in request) return profiles >= 2 * request.experiment.chunk;
  return profiles * kernels[request.kernel].drawsPerProfile(request.parameters) >= shareFrom;
}

export const sharedRequest = (request: SumsRequest, name: string, ranges: readonly Range[]): SharedRequest => ({
  name, what: whatIsDrawn(request), ranges,
  unit: 'experiment' in request ? request.experiment.chunk : (kernels[request.kernel].profileMultiple?.(request.parameters) ?? 1),
});

/** The shard's part of a range: of its units, as many as every other shard has, or one more; undefined where there are too few. */
export function partOf({ first, count }: Range, unit: number, shards: number, index: number): Range | undefined {
  const [low, high] = [Math.floor(first / unit), Math.ceil((first + count) / unit)];
  const [each, more] = [Math.floor((high - low) / shards), (high - low) % shards];
  const boundary = (i: number): number => unit * (low + each * i + Math.min(i, more));
  const [from, to] = [Math.max(first, boundary(index)), Math.min(first + count, boundary(index + 1))];
  return to > from ? { first: from, count: to - from } : undefined;
}

export const partsOf = ({ ranges, unit }: SharedRequest, shards: number, index: number): Range[] =>
  ranges.flatMap((range) => partOf(range, unit, shards, index) ?? []);

export interface ShardState {
  readonly index: number;
  /** Profiles of its parts, and those that the ledger has; studies of a reproduction. */
  readonly profiles: number;
  readonly done: number;
}

export const isMissing = ({ done, profiles }: ShardState): boolean => done < profiles;

/** Of every shard of a reproduction. */
export const studyStates = ({ shards, studies = [] }: Plan, isDone: (id: string) => boolean): ShardState[] =>
  Array.from({ length: shards }, (_, index) => {
    const own = studies.filter(({ shard }) => shard === index);
    return { index, profiles: own.length, done: own.filter(({ id }) => isDone(id)).length };
  });

/** Where shards are missing: which, and the command for them. */
export function missingText({ given, round }: OpenPlan, missing: readonly ShardState[]): string {
  const indices = indexList(missing.map(({ index }) => index));
  return `round ${round}: ${missing.length} shard${missing.length === 1 ? '' : 's'} missing: ${indices}\n`
    + `  misreport shard ${given} --index ${missing[0]!.index}   (each of them), or misreport submit ${given}\n`;
}

/** Of every shard, from the names of files alone. */
export function shardStates({ shards, requests }: Plan, ledger: Pick<Ledger, 'has'>): ShardState[] {
  const done = new Float64Array(shards);
  const profiles = new Float64Array(shards);
  for (const request of requests) {
    for (const range of request.ranges) {
      const open = openWithin(ledger, request, range);
      for (let index = 0; index < shards; index++) {
        const part = partOf(range, request.unit, shards, index);
        if (part === undefined) continue;
        profiles[index]! += part.count;
        done[index]! += part.count - open.reduce((sum, gap) => sum + overlap(gap, part), 0);
      }
    }
  }
  return [...profiles].map((all, index) => ({ index, profiles: all, done: done[index]! }));
}

const overlap = (a: Range, b: Range): number => Math.max(0, Math.min(a.first + a.count, b.first + b.count) - Math.max(a.first, b.first));

/** What is missing of a range; sums in floating point count by whole chunks only, which are files of their own. */
function openWithin(ledger: Pick<Ledger, 'has'>, { name, what, unit }: SharedRequest, range: Range): Range[] {
  if (what.includes('/')) return gaps(ledger.has(name, range), range);
  return [...cut(range, unit)].filter((chunk) => ledger.has(name, chunk).every(({ count }) => count !== chunk.count));
}

/** `0-4,7,9-11`: as array indices are written. */
export function indexList(indices: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const index of indices) {
    const last = runs.at(-1);
    if (last !== undefined && index === last[1] + 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}
