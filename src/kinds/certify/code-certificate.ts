/** What is proved of the regret of code as a file that src/notions/verify checks: what reports are worth, box by box. */
import { functionOutcome } from '../../../kernels/function/mechanism.ts';
import type { Outcome } from '../../../kernels/network/mechanism.ts';
import type { ProfileSums } from '../../experiments/network/profiles.ts';
import { reportSpace, searchOf, type FunctionStudy } from './problem.ts';
import { claimsOf, sealed, unknownLaw } from './regret-claims.ts';

/** Worths in a file, so that it stays within what `misreport verify` reads. */
const NUMBERS_MAX = 2 ** 19;
/** Axes have one digit each. */
const OBJECTS_MAX = 10;

export interface CodeProved {
  readonly study: FunctionStudy;
  /** Of every bidder; the profiles are the first of the stream under the seed. */
  readonly regret: ProfileSums;
  readonly most: readonly number[];
  readonly confidence: number;
  readonly seed: string;
  readonly stream: string;
}

/** Why there is no file, in words; undefined where there is one. */
function lacking({ study: { laws, code: { mechanism } }, regret: { boxes, profiles } }: CodeProved): string | undefined {
  const unknown = unknownLaw(laws);
  if (unknown !== undefined) return unknown;
  if (mechanism.objects > OBJECTS_MAX) return `regret of code is written for at most ${OBJECTS_MAX} objects`;
  const worths = boxes.reduce((sum, row) => row.reduce((total, count) => total + count, sum), 0) + profiles * boxes.length * 4;
  if (worths <= NUMBERS_MAX) return undefined;
  return `the file would hold up to ${worths} numbers, and at most ${NUMBERS_MAX} are written; --proved asks for fewer`;
}

interface Cover {
  readonly cuts: string;
  readonly worths: readonly number[];
}

/**
 * Boxes halved along their widest sides, of equal ones the first, until what their middles and the slope allow is at most `level`: at most
 * those that the search cut to prove it.
 */
function coverOf(worth: (report: ArrayLike<number>) => number, low: Float64Array, high: Float64Array, slope: number, level: number): Cover {
  const worths: number[] = [];
  let cuts = '';
  const open: (readonly [Float64Array, Float64Array])[] = [[low, high]];
  while (open.length > 0) {
    const [from, to] = open.pop()!;
    const middle = from.map((end, j) => end + (to[j]! - end) / 2);
    const widths = from.map((end, j) => to[j]! - end);
    const here = worth(middle);
    const axis = widths.indexOf(Math.max(...widths));
    const most = here + slope * widths.reduce((sum, width) => sum + width / 2, 0);
    if (most <= level || !(middle[axis]! > from[axis]! && middle[axis]! < to[axis]!)) {
      worths.push(here);
      cuts += '.';
      continue;
    }
    cuts += String(axis);
    open.push([from.with(axis, middle[axis]!), to], [from, to.with(axis, middle[axis]!)]);
  }
  return { cuts, worths };
}

/** The file, or why there is none. */
export function codeCertificate(proved: CodeProved): Readonly<Record<string, unknown>> | string {
  const why = lacking(proved);
  if (why !== undefined) return why;
  const { study, regret, most, confidence, seed, stream } = proved;
  const { code: { name, hash, mechanism }, laws } = study;
  const { bidders, objects, payments } = mechanism;
  const size = bidders * objects;
  const search = searchOf(study);
  const { low, high } = reportSpace(study);
  const outcomeAt = functionOutcome(mechanism);
  const outcome: Outcome = { amounts: new Float64Array(size), payments: new Float64Array(bidders) };
  const bids = new Float64Array(size);
  const rowAt = (p: number): Float64Array => regret.types.subarray(p * size, (p + 1) * size);
  const worthOf = (p: number, i: number) => (report: ArrayLike<number>): number => {
    const row = rowAt(p);
    bids.set(row);
    bids.set(report, i * objects);
    outcomeAt(bids, outcome);
    let worth = -outcome.payments[i]!;
    for (let j = i * objects; j < (i + 1) * objects; j++) worth += row[j]! * outcome.amounts[j]!;
    return worth;
  };
  const own = (list: Float64Array, i: number): Float64Array => list.slice(i * objects, (i + 1) * objects);
  const listOf = (reports: Float64Array): number[][] =>
    Array.from({ length: reports.length / objects }, (_, k) => [...reports.subarray(k * objects, (k + 1) * objects)]);
  const profiles = Array.from({ length: regret.profiles }, (_, p) => p);
  // Ends are whole units of 2^-36 of the largest value.
  const slack = 2 ** -34 * low.reduce((largest, end, c) => Math.max(largest, Math.abs(end), Math.abs(high[c]!)), 0);
  const bidderOf = (i: number): object => {
    const ends = { lower: regret.lower[i]!, upper: regret.upper[i]!, most: most[i]! };
    const reports = profiles.map((p) => regret.report[i]!.map((column) => column[p]!));
    const truths = profiles.map((p) => worthOf(p, i)(own(rowAt(p), i)));
    const covers = profiles.map((p): Cover => (search.kind === 'list'
      ? { cuts: '', worths: listOf(search.reports[i]!).map(worthOf(p, i)) }
      : coverOf(worthOf(p, i), own(low, i), own(high, i), search.slope, truths[p]! + ends.upper[p]! + slack)));
    return {
      truths, reports, found: profiles.map((p) => worthOf(p, i)(reports[p]!)), lower: [...ends.lower], upper: [...ends.upper],
      most: ends.most, ...(search.kind === 'slope' ? { cuts: covers.map(({ cuts }) => cuts) } : {}),
      worths: covers.map(({ worths }) => worths),
      claims: claimsOf(ends, confidence),
    };
  };
  const content = {
    schema: 'misreport.code-regret/1', code: { name, hash, bidders, objects, payments },
    search: search.kind === 'slope' ? { kind: 'slope', slope: search.slope } : { kind: 'list', reports: search.reports.map(listOf) },
    laws: laws.map((list) => list.map(({ text }) => text)), seed, stream, confidence, types: profiles.map((p) => [...rowAt(p)]),
    bidders: laws.map((_, i) => bidderOf(i)),
  };
  return sealed(content);
}
