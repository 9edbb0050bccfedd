/**
 * Whether a file `misreport.code-regret/1` proves what it claims of the ex post regret of a mechanism written as code. The file holds what
 * reports are worth; whoever has the script gives it, and every worth is computed anew. Without it worths are taken as listed.
 *
 *     types[p] is what the seed draws from the laws; truths[p], found[p] are what the truth and reports[p] are worth to bidder i,
 *     lower[p] <= found[p] - truths[p],     upper[p] >= what no report is worth more than, less truths[p]:
 *         slope   `cuts[p]` cuts the box of reports: a digit an axis along which a box is halved, `.` a box that is not cut, halves below
 *                 before halves above. worths[p] are those of the middles of uncut boxes; a box is worth at most its middle, and the slope
 *                 times half its widths more. Middles whose worths differ by more than the slope allows are faults.
 *         list    worths[p] are those of the reports that the file lists
 *     most >= the largest gain that probabilities and payments within their range allow,
 *     claims: ends of the mean of the lower ends, and of the upper ends (regret-parts.ts).
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { confidenceShape } from './draws.ts';
import type { CheckedLaw } from './laws.ts';
import { claimFaults, claimText, drawFaults, largestOf, lawsOf, numbers, regretClaims, sealOf, TOLERANCE } from './regret-parts.ts';

const whole = (most: number) => z.number().int().min(1).max(most);
const bidder = z.strictObject({
  truths: numbers, reports: z.array(numbers), found: numbers, lower: numbers, upper: numbers, most: z.number(),
  cuts: z.array(z.string().regex(/^[0-9.]*$/)).optional(), worths: z.array(numbers), claims: regretClaims,
});
const shape = z.strictObject({
  schema: z.literal('misreport.code-regret/1'),
  code: z.strictObject({
    name: z.string(), hash: z.string(), bidders: whole(100), objects: whole(10),
    payments: z.tuple([z.number(), z.number()]).refine(([least, most]) => least <= most, 'must be the least, then the most'),
  }),
  search: z.union([
    z.strictObject({ kind: z.literal('slope'), slope: z.number().positive() }),
    z.strictObject({ kind: z.literal('list'), reports: z.array(z.array(numbers)) }),
  ]),
  laws: z.array(z.array(z.string())), seed: z.string(), stream: z.string(), confidence: confidenceShape,
  types: z.array(numbers).min(1), bidders: z.array(bidder), seal: z.string(),
});

type File = z.infer<typeof shape>;
type Proof = z.infer<typeof bidder>;

/** The script, as one text that defines `mechanism`, and its SHA-256. */
export interface Script {
  readonly source: string;
  readonly hash: string;
}

interface Box {
  readonly middle: readonly number[];
  /** Half of all widths. */
  readonly reach: number;
}

/** The uncut boxes. Undefined where the text is none of the kind. */
function boxesOf(cuts: string, low: readonly number[], high: readonly number[]): Box[] | undefined {
  const boxes: Box[] = [];
  const open: (readonly [readonly number[], readonly number[]])[] = [[low, high]];
  for (const mark of cuts) {
    const box = open.pop();
    if (box === undefined) return undefined;
    const [from, to] = box;
    const middle = from.map((end, j) => end + (to[j]! - end) / 2);
    if (mark === '.') {
      boxes.push({ middle, reach: from.reduce((sum, end, j) => sum + (to[j]! - end) / 2, 0) });
      continue;
    }
    const axis = Number(mark);
    if (axis >= low.length) return undefined;
    open.push([from.with(axis, middle[axis]!), to], [from, to.with(axis, middle[axis]!)]);
  }
  return open.length === 0 ? boxes : undefined;
}

type Worth = (report: readonly number[]) => number;

/** What a report of bidder `i` is worth at the types in `row`, by the script. */
function worthBy(call: (bids: number[][]) => unknown, { objects, payments: [least, most] }: File['code'], row: readonly number[],
  i: number, tolerance: number): Worth {
  return (report) => {
    const bids = Array.from({ length: row.length / objects }, (_, k) =>
      (k === i ? [...report] : row.slice(k * objects, (k + 1) * objects)));
    const { allocation, payments } = call(bids) as { readonly allocation: number[][]; readonly payments: number[] };
    const paid = payments[i]!;
    if (!(paid >= least - tolerance && paid <= most + tolerance)) return NaN;
    return Array.from({ length: objects }, (_, j) => allocation[i]![j]!)
      .reduce((sum, share, j) => (share >= -TOLERANCE && share <= 1 + TOLERANCE ? sum + share * row[i * objects + j]! : NaN), -paid);
  };
}

interface Checked {
  readonly file: File;
  readonly laws: readonly CheckedLaw[];
  readonly tolerance: number;
  readonly call?: (bids: number[][]) => unknown;
}

/** Of the reports tried at profile `p`: what all are worth at most, or what is wrong. */
function coverOf({ file: { search }, laws, tolerance }: Checked, { worths, cuts }: Proof, i: number, p: number, objects: number):
{ readonly most: number; readonly tried: readonly (readonly number[])[] } | string {
  const own = worths[p]!;
  if (search.kind === 'list') {
    const tried = search.reports[i] ?? [];
    return tried.length === own.length && tried.every(({ length }) => length === objects)
      ? { most: Math.max(-Infinity, ...own), tried } : 'has not one worth for every report of the list';
  }
  const sides = laws.slice(i * objects, (i + 1) * objects);
  const boxes = boxesOf(cuts?.[p] ?? '', sides.map(({ low }) => low), sides.map(({ high }) => high));
  if (boxes === undefined || boxes.length !== own.length) return 'cuts no box of reports into as many as there are worths';
  let most = -Infinity;
  for (const [k, { middle, reach }] of boxes.entries()) {
    most = Math.max(most, own[k]! + search.slope * reach);
    const before = boxes[k - 1];
    const moved = before ? middle.reduce((sum, x, j) => sum + Math.abs(x - before.middle[j]!), 0) : 0;
    if (before && !(Math.abs(own[k]! - own[k - 1]!) <= search.slope * moved + tolerance)) return `rises faster than the slope at box ${k}`;
  }
  return { most, tried: boxes.map(({ middle }) => middle) };
}

/** Told of the first profile that is wrong. */
function profileFaults(checked: Checked, proof: Proof, i: number): string[] {
  const { file: { types, code }, laws, tolerance, call } = checked;
  const { truths, reports, found, lower, upper, worths } = proof;
  const { objects } = code;
  for (const [p, row] of types.entries()) {
    const at = (name: string): string => `bidders[${i}].${name}[${p}]`;
    const own = row.slice(i * objects, (i + 1) * objects);
    const report = reports[p]!;
    const inside = report.length === objects && report.every((r, j) =>
      r >= laws[i * objects + j]!.low - tolerance && r <= laws[i * objects + j]!.high + tolerance);
    if (!inside) return [`${at('reports')} is none of her reports`];
    const cover = coverOf(checked, proof, i, p, objects);
    if (typeof cover === 'string') return [`${at(proof.cuts ? 'cuts' : 'worths')} ${cover}`];
    if (!(lower[p]! <= Math.max(0, found[p]! - truths[p]!) + tolerance)) {
      return [`${at('lower')} is ${lower[p]}, and the report gains ${found[p]! - truths[p]!}`];
    }
    const follows = cover.most - truths[p]!;
    if (!(upper[p]! >= follows - tolerance)) return [`${at('upper')} is ${upper[p]}, and ${follows} follows`];
    if (!call) continue;
    const worth = worthBy(call, code, row, i, tolerance);
    const wrong = (name: string, said: number, tried: readonly number[]): string[] => {
      const is = worth(tried);
      return Math.abs(is - said) <= tolerance ? []
        : [`${at(name)} says ${said} of report [${tried.join(', ')}], which the script makes ${is}`];
    };
    const faults = [
      ...wrong('truths', truths[p]!, own), ...wrong('found', found[p]!, report),
      ...cover.tried.flatMap((tried, k) => wrong('worths', worths[p]![k]!, tried)),
    ];
    if (faults.length > 0) return faults.slice(0, 1);
  }
  return [];
}

function bidderFaults(checked: Checked, i: number): string[] {
  const { file: { bidders, types, confidence, code, search }, laws, tolerance } = checked;
  const proof = bidders[i]!;
  const lists = [proof.truths, proof.reports, proof.found, proof.lower, proof.upper, proof.worths, ...(proof.cuts ? [proof.cuts] : [])];
  if (lists.some((list) => list.length !== types.length)) return [`bidders[${i}] has not one entry for every profile`];
  if ((search.kind === 'slope') !== (proof.cuts !== undefined)) return [`bidders[${i}].cuts: needed with a slope, wrong with a list`];
  if (!proof.upper.every((x) => x >= 0)) return [`bidders[${i}] has a negative bound of regret`];
  const own = laws.slice(i * code.objects, (i + 1) * code.objects);
  const possible = own.reduce((sum, { low, high }) => sum + Math.max(Math.abs(low), Math.abs(high)), code.payments[1] - code.payments[0]);
  return [
    ...(proof.most >= possible - tolerance ? [] : [`bidders[${i}].most is ${proof.most}, and ${possible} is possible`]),
    ...claimFaults(proof, confidence, tolerance, i), ...profileFaults(checked, proof, i),
  ];
}

function calledFrom({ source, hash }: Script, file: File): (bids: number[][]) => unknown {
  if (hash !== file.code.hash) throw new InputError('--mechanism', `has the SHA-256 ${hash}, and the file is about ${file.code.hash}`);
  // The user's own script, which the command was asked to run.
  return new Function(`${source}\nreturn mechanism.default;`)() as (bids: number[][]) => unknown;
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that makes no sense. */
export function judgeCodeRegretFile(given: unknown, script?: Script): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { code, search, confidence, types, seed, stream } = file;
  const laws = lawsOf(file.laws, code.bidders, code.objects, file.bidders.length);
  const call = script && calledFrom(script, file);
  const checked: Checked = { file, laws, tolerance: TOLERANCE * largestOf(laws), ...(call ? { call } : {}) };
  const drawn = drawFaults(types, seed, stream, laws);
  const over = search.kind === 'list' ? 'over the reports listed' : `where utility changes by at most ${search.slope} a unit of a bid`;
  const by = call ? 'computed anew' : 'as listed: --mechanism FILE computes them anew';
  return {
    what: `ex post regret of ${code.name}, ${over}: ${file.bidders.map(({ claims }, i) => claimText(claims, i)).join('; ')} `
      + `(${100 * confidence}% confidence; shares are taken to be probabilities, and payments to lie in [${code.payments}]; worths ${by})`,
    faults: [
      ...(sealOf(given as object) === file.seal ? [] : ['the seal is not that of the content']), ...drawn,
      ...(drawn.length > 0 ? [] : file.bidders.flatMap((_, i) => bidderFaults(checked, i))),
    ],
  };
}
