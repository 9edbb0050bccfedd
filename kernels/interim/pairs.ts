/**
 * Second moments over groups: of Gamma(r, s), the gain of reporting paired[r] as type paired[s], and Lambda(s), the
 * truthful payoff. With U(r, s) the group's sum of u(r, s):  Lambda(s) = U(s, s),  Gamma(r, s) = U(r, s) - U(s, s).
 *
 * Exactness: payoffs fit in 32 bits, so U and all its parts stay below 2^38 and sums over a block of 2^14 profiles below
 * 2^46: doubles hold them. q = Gamma >> groupShift is at most 2^25 in size, so of 32 groups the sums of its three
 * products stay within 2^31: 32-bit sums (of the two squares unsigned), moved on after as many groups.
 *
 * Only low limbs and squares are summed group by group: sums of Gamma follow from counts, report parts and slopes of the block.
 */
import type { Statistics } from '../kernel.ts';
import { LISTED_BYTES } from '../simd/layout.ts';
import type { Step, Workbench } from '../simd/workbench.ts';
import { groupShift, type InterimParameters } from './spec.ts';
import type { ReportSums } from './sums.ts';

const SPILL = 32;
/** Doubles that loop addMoments takes at a time. */
const WIDE = 8;
const PLANES = ['Low', 'Squares0', 'Squares1', 'Squares2'] as const;

const padded = (length: number): number => WIDE * Math.ceil(length / WIDE);

/** Rows of a group's payoffs, as loop addMoments wants them. */
interface Rows {
  readonly lists: number;
  readonly listSize: number;
  readonly ends: number;
  readonly reportParts: number;
}

/** Low limbs and squares of x = U(row) - minus for `count` rows of `length` numbers. */
function createMoments(
  bench: Workbench,
  name: 'gain' | 'truth',
  count: number,
  length: number,
  rows: Rows,
  minus: number,
  groupSize: number,
) {
  const width = padded(length);
  const size = count * width;
  const limbs = bench.reserve(16 * size);
  const sums = bench.reserve(32 * size);
  const shift = groupShift(groupSize);
  return {
    step: ['addMoments', count, 8 * width, rows.lists, rows.listSize, rows.ends, rows.reportParts, minus, shift, limbs] as Step,
    spill: (): void => bench.spill(limbs, limbs + 16 * size, sums),
    /** totals [count, length]: sums of x over all that was added. */
    flush(into: Statistics, totals: Float64Array): void {
      const view = bench.doubles(sums, 4 * size);
      /** Where row r has its low limb of number s; the squares follow at distances of four. */
      const indexOf = (r: number, s: number): number => 4 * (r * width + (s & ~3)) + (s & 3);
      const high = into[`${name}High`]!;
      PLANES.forEach((plane, i) => {
        const target = into[name + plane]!;
        for (let r = 0; r < count; r++) for (let s = 0; s < length; s++) target[r * length + s]! += view[indexOf(r, s) + 4 * i]!;
      });
      for (let r = 0; r < count; r++) {
        for (let s = 0; s < length; s++) high[r * length + s]! += (totals[r * length + s]! - view[indexOf(r, s)]!) / 65536;
      }
      view.fill(0);
    },
  };
}

/** The running group. */
interface Group extends Rows {
  /** List its rows and its truthful payoffs [P], and clear it. */
  closing(truth: number): Step[];
  /** U of the block: weights [P, terms], values [terms, P], report parts [P]. Cleared for the next block. Before the sums are. */
  totals(): { weights: Float64Array; values: readonly Float64Array[]; reportPart: Float64Array };
}

/** U(r, s) = sum_c counts[r, c] typeValue[s, c] + report parts[r], out of what addReports sums. */
function createCountGroup(bench: Workbench, { classes, paired, typeValue }: InterimParameters, sums: ReportSums): Group {
  const length = paired.length;
  const width = padded(length);
  const values = Array.from(
    { length: classes },
    (_, c) => Float64Array.from({ length: width }, (_, s) => (s < length ? typeValue[paired[s]! * classes + c]! : 0)),
  );
  const valuesAt = bench.reserve(8 * classes * width);
  values.forEach((row, c) => bench.doubles(valuesAt + 8 * c * width, width).set(row));
  const reportsAt = bench.put(paired);
  const before = bench.reserve(4 * length * classes);
  const moneyBefore = bench.reserve(8 * length);
  const rows = {
    lists: bench.reserve(LISTED_BYTES * length * classes), listSize: LISTED_BYTES * classes, ends: bench.reserve(4 * length),
    reportParts: bench.reserve(8 * length),
  };
  const { lists, listSize, ends, reportParts } = rows;
  return {
    ...rows,
    closing: (truth) =>
      [[
        'listCounts', length, reportsAt, sums.counts, 4 * classes, sums.limbs, before, moneyBefore, valuesAt, 8 * width, lists, listSize,
        ends, reportParts, truth,
      ]],
    totals() {
      // A block ends with a group, so what was remembered last is the block's sum.
      const [counted, reportPart] = [bench.ints(before, length * classes), bench.doubles(moneyBefore, length)];
      const totals = { weights: Float64Array.from(counted), values, reportPart: Float64Array.from(reportPart) };
      counted.fill(0);
      reportPart.fill(0);
      return totals;
    },
  };
}

/** Addresses of what loop addPieces adds for pairs; `counts` 0 where no table is paid. */
export interface PiecePairs {
  readonly index: number;
  readonly sums: number;
  readonly counts: number;
  readonly countsSize: number;
}

/** [R + 1]: the first pair at or after each report. */
function firstPairs(paired: Int32Array, reports: number): Int32Array {
  let p = 0;
  return Int32Array.from({ length: reports + 1 }, (_, r) => {
    while (p < paired.length && paired[p]! < r) p++;
    return p;
  });
}

/** On a line typeValue[s, c] = valueStart[c] + s valueStep[c], so U(r, s) = report parts[r] + s slope[r]. */
function createLineGroup(bench: Workbench, { classes, paired, reports }: InterimParameters, table?: Int32Array): Group & PiecePairs {
  const length = paired.length;
  const index = bench.put(firstPairs(paired, reports));
  const sums = bench.reserve(16 * (length + 1));
  const countsSize = 4 * (length + 1);
  const counts = table ? bench.reserve(classes * countsSize) : 0;
  const paid = table
    ? bench.put(Int32Array.from({ length: classes * length }, (_, i) => table[paired[i % length]! * classes + Math.floor(i / length)]!))
    : 0;
  const extra = table ? bench.reserve(8 * length) : 0;
  const types = Float64Array.from({ length: padded(length) }, (_, s) => (s < length ? paired[s]! : 0));
  const typesAt = bench.put(types);
  const totals = bench.reserve(16 * length);
  const rows = {
    lists: bench.reserve(LISTED_BYTES * length), listSize: LISTED_BYTES, ends: bench.reserve(4 * length),
    reportParts: bench.reserve(8 * length),
  };
  return {
    ...rows,
    index,
    sums,
    counts,
    countsSize,
    closing: (truth) => [
      ...(table ? [['addPaid', classes, length, counts, paid, extra] as const] : []),
      ['listLines', length, sums, extra, typesAt, rows.lists, rows.ends, rows.reportParts, truth, totals],
    ],
    totals() {
      const view = bench.doubles(totals, 2 * length);
      const result = { weights: view.filter((_, i) => i % 2 === 1), values: [types], reportPart: view.filter((_, i) => i % 2 === 0) };
      view.fill(0);
      return result;
    },
  };
}

/** [P, P]: U over the block. */
function blockPayoffs({ weights, values, reportPart }: ReturnType<Group['totals']>, length: number): Float64Array {
  const payoffs = new Float64Array(length * length);
  for (let r = 0; r < length; r++) {
    payoffs.fill(reportPart[r]!, r * length, (r + 1) * length);
    values.forEach((row, c) => {
      const weight = weights[r * values.length + c]!;
      if (weight !== 0) for (let s = 0; s < length; s++) payoffs[r * length + s]! += weight * row[s]!;
    });
  }
  return payoffs;
}

export interface PairMoments {
  /** After the last profile of a group. */
  closeGroup(): void;
  /** Before the sums that groups rest on are cleared. */
  flush(into: Statistics): void;
}

function createPairMoments(bench: Workbench, { groupSize, paired }: InterimParameters, group: Group): PairMoments {
  const length = paired.length;
  const width = padded(length);
  const truth = bench.reserve(8 * width);
  // Lambda as a row: nothing but once the truthful payoffs.
  const list = bench.reserve(LISTED_BYTES);
  bench.doubles(list, 1).fill(1);
  bench.ints(list + 8, 1).fill(truth);
  const truthRow = {
    lists: list, listSize: LISTED_BYTES, ends: bench.put(Int32Array.of(list + LISTED_BYTES)), reportParts: bench.reserve(8),
  };
  const gains = createMoments(bench, 'gain', length, length, group, truth, groupSize);
  const truths = createMoments(bench, 'truth', 1, length, truthRow, bench.reserve(8 * width), groupSize);
  const closing = bench.program([...group.closing(truth), gains.step, truths.step]);
  let groups = 0;
  const spill = (): void => {
    gains.spill();
    truths.spill();
    groups = 0;
  };
  return {
    closeGroup() {
      closing.run(1);
      if (++groups === SPILL) spill();
    },
    flush(into) {
      spill();
      const totals = blockPayoffs(group.totals(), length);
      const truthful = Float64Array.from({ length }, (_, s) => totals[s * length + s]!);
      for (let i = 0; i < totals.length; i++) totals[i]! -= truthful[i % length]!;
      gains.flush(into, totals);
      truths.flush(into, truthful);
    },
  };
}

export const createReportPairs = (bench: Workbench, parameters: InterimParameters, sums: ReportSums): PairMoments =>
  createPairMoments(bench, parameters, createCountGroup(bench, parameters, sums));

/** `table` as in createPieceSums. */
export function createPiecePairs(bench: Workbench, parameters: InterimParameters, table?: Int32Array): PairMoments & PiecePairs {
  const group = createLineGroup(bench, parameters, table);
  return {
    ...createPairMoments(bench, parameters, group), index: group.index, sums: group.sums, counts: group.counts,
    countsSize: group.countsSize,
  };
}
