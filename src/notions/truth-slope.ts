/**
 * The slope mu' of the truth's interim utility mu(s) = u(s, s) on the continuum of types, and what follows from it: one signal, own values
 * affine in it, others whose law is the same whatever it is. By structure (marginal-gain.ts)
 *
 *     incentive-compatible     mu' = A, the expected slope of the own value: mu(s) = max_t u(t, s), and u is affine in s with slope A(t)
 *     insured                  mu' = A of the base that is insured
 *     pay-as-bid               mu' = 0
 *     known-utility            mu' is that of a table
 *     generalised VCG, (7.12)  sums of chances, rising and falling (generalised-vcg.ts)
 *
 * so that over every cell of a line of reports mu' lies between two ends, all of which hold at once. Then
 *
 *     monotonicity    the steepest fall is ess sup -mu': mean slopes of pairs are means of mu', and short pairs reach almost every
 *                     value. So it is at most -low of some cell, and at least -high of each. Where mu' does not fall, the first cell has it
 *     participation   mu(s) is mu at any one type plus the integral of mu' between them, so that one type that another stream chose is all
 *                     that is estimated. Over a cell the integral of a constant is largest and least at its ends. Where mu' has one sign
 *                     for certain the least mu is at that end of the types
 */
import type { InterimSums } from '../experiments/interim-sums.ts';
import { meetRanges, type Range } from '../mechanism/range.ts';
import { certain, type Certified } from './certified.ts';
import { cellsOfEnvelope, riseOfGeneralisedVcg } from './generalised-vcg.ts';
import { utilityAt } from './interim-utility.ts';
import { slopesOfTable, type UtilityTable } from './known-utility.ts';
import { ofBase, type IncentiveStructure } from './marginal-gain.ts';
import { typeRange } from './misreport-gain.ts';
import { axis, knownSlope, ownSlopes, slopeBand, type SlopeBand } from './slope-band.ts';

/** Over every cell between neighbours of x: ends of mu' that hold at once, and as the sample has it. */
export interface TruthSlope {
  readonly x: ArrayLike<number>;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly middle: Float64Array;
}

/** Of which mu' does not fall with the type. */
type Rising = Extract<IncentiveStructure, { kind: 'incentive-compatible' | 'pay-as-bid' | 'insured' }>;
const rises = (structure: IncentiveStructure): structure is Rising =>
  structure.kind === 'incentive-compatible' || structure.kind === 'pay-as-bid' || structure.kind === 'insured';

/** mu' at every report. */
function risingSlope(sums: InterimSums, slopes: Float64Array, structure: Rising, alpha: number): SlopeBand | undefined {
  if (structure.kind === 'pay-as-bid') return knownSlope(sums.question.reports.length, 0);
  return slopeBand(structure.kind === 'insured' ? ofBase(sums, structure.base) : sums, slopes, alpha);
}

/** Undefined where the values or the sample do not have the structure. Holds with probability 1 - alpha. */
export function truthSlope(sums: InterimSums, structure: IncentiveStructure, alpha: number): TruthSlope | undefined {
  const slopes = ownSlopes(sums);
  if (!slopes) return undefined;
  const x = axis(sums);
  if (rises(structure)) {
    const band = risingSlope(sums, slopes, structure, alpha);
    return band && { x, low: band.lower.subarray(0, -1), high: band.upper.subarray(1), middle: middles(band.estimate) };
  }
  if (structure.kind === 'known-utility') {
    const { least, most, blur } = slopesOfTable(x, structure.table);
    return { x, low: least.map((m) => m - blur), high: most.map((m) => m + blur), middle: least.map((flat, c) => (flat + most[c]!) / 2) };
  }
  const found = structure.kind === 'envelope' ? cellsOfEnvelope(sums, structure.welfare, alpha)
    : riseOfGeneralisedVcg(sums, structure, alpha);
  return found && { x, low: found.rise[0], high: found.rise[1], middle: found.middle };
}

const middles = (at: Float64Array): Float64Array => at.subarray(1).map((to, c) => (to + at[c]!) / 2);

/** Of the first two reports alone. */
function firstCell(sums: InterimSums): InterimSums {
  const { question, choices, classes, sure } = sums;
  const kept = 2 * classes;
  return {
    ...sums, question: { ...question, reports: question.reports.slice(0, 2) }, choices: choices.subarray(0, kept),
    ...(sure && { sure: sure.subarray(0, kept) }),
  };
}

/** The steepest fall of mu, on the continuum; undefined as above. */
export function monotonicityBySlope(sums: InterimSums, structure: IncentiveStructure, alpha: number): Certified | undefined {
  if (structure.kind === 'known-utility') return steepestOfTable(structure.table);
  if (!rises(structure)) {
    const slope = truthSlope(sums, structure, alpha);
    return slope && steepestFall(slope);
  }
  const slopes = ownSlopes(sums);
  if (!slopes) return undefined;
  const base = structure.kind === 'insured' ? { ...structure, base: firstCell(ofBase(sums, structure.base)) } : structure;
  const band = risingSlope(firstCell(sums), slopes, base, alpha);
  return band && steepestFall({
    x: axis(sums).slice(0, 2), low: band.lower.subarray(0, -1), high: band.upper.subarray(1), middle: middles(band.estimate),
  });
}

/** ess sup -mu'. */
export function steepestFall({ x, low, high, middle }: TruthSlope): Certified {
  const least = (values: Float64Array): number => values.reduce((size, value) => Math.min(size, value), Infinity);
  const [lower, upper, estimate] = [0 - least(high), 0 - least(low), 0 - least(middle)];
  const at = middle.indexOf(least(middle));
  return {
    lower, upper, estimate: Math.min(upper, Math.max(lower, estimate)), guarantee: 'continuum',
    witness: { type: x[at]!, report: x[at + 1]! },
  };
}

/** +1: mu rises with the type for certain, whatever the sample; -1: it falls; 0: neither is known. */
function signOf(sums: InterimSums, { kind }: IncentiveStructure): -1 | 0 | 1 {
  if (kind === 'pay-as-bid') return 1;
  if (kind === 'generalised-vcg' || kind === 'known-utility') return 0;
  const slopes = ownSlopes(sums);
  if (!slopes) return 0;
  return slopes.every((slope) => slope >= 0) ? 1 : slopes.every((slope) => slope <= 0) ? -1 : 0;
}

/**
 * The least mu over all types. `pilot` is an earlier sample of the same question, and `ranges` says what a type's payoff may be, where that
 * is known by structure. Undefined as above.
 */
export function participationBySlope(
  sums: InterimSums, structure: IncentiveStructure, alpha: number, pilot: Pick<InterimSums, 'truth'>,
  ranges: (signal: readonly number[]) => Range | undefined = () => undefined,
): Certified | undefined {
  const x = axis(sums);
  if (structure.kind === 'known-utility') return leastOfTable(structure.table);
  const { question: { paired } } = sums;
  const sign = signOf(sums, structure);
  if (sign !== 0) {
    const position = paired.indexOf(sign > 0 ? 0 : x.length - 1);
    if (position < 0 || !ownSlopes(sums)) return undefined;
    const type = x[paired[position]!]!;
    return { ...ofType(sums, position, alpha / 2, ranges), guarantee: 'continuum', witness: { type, report: type } };
  }
  const slope = truthSlope(sums, structure, alpha / 2);
  if (!slope) return undefined;
  const position = pilot.truth.length === paired.length ? pilot.truth.indexOf(pilot.truth.reduce((a, b) => Math.min(a, b), Infinity)) : 0;
  return leastFrom(slope, paired[position]!, ofType(sums, position, alpha / 4, ranges));
}

interface Ends {
  readonly lower: number;
  readonly upper: number;
  readonly estimate: number;
}

/** mu at a position of `paired`. */
function ofType(sums: InterimSums, position: number, each: number, ranges: (signal: readonly number[]) => Range | undefined): Ends {
  const { question: { paired, reports }, rounding } = sums;
  const known = ranges(reports[paired[position]!]!);
  if (!known) return utilityAt(sums, position, each);
  const level = sums.level ?? 0;
  const narrower = paired.map((_, p): Range =>
    (p === position ? meetRanges(typeRange(sums, p), [known[0] - rounding, known[1] + rounding]) : typeRange(sums, p)));
  return utilityAt({ ...sums, level, typeRanges: narrower }, position, each);
}

/** From mu at x[from]: the least of it over all types. */
export function leastFrom({ x, low, high, middle }: TruthSlope, from: number, at: Ends): Certified {
  /** Least of 0 and of sums of what mu rises by on the way from x[from]. */
  const reached = (up: Float64Array, down: Float64Array): { size: number; where: number } => {
    let best = { size: 0, where: from };
    for (let c = from, sum = 0; c + 1 < x.length; c++) {
      sum += up[c]! * (x[c + 1]! - x[c]!);
      if (sum < best.size) best = { size: sum, where: c + 1 };
    }
    for (let c = from - 1, sum = 0; c >= 0; c--) {
      sum -= down[c]! * (x[c + 1]! - x[c]!);
      if (sum < best.size) best = { size: sum, where: c };
    }
    return best;
  };
  const { size, where } = reached(middle, middle);
  const [lower, upper] = [at.lower + reached(low, high).size, at.upper + reached(high, low).size];
  return {
    lower, upper, estimate: Math.min(upper, Math.max(lower, at.estimate + size)), guarantee: 'continuum',
    witness: { type: x[where]!, report: x[where]! },
  };
}

const knotsOf = ({ values, support: [low, high] }: UtilityTable): number[] =>
  values.map((_, n) => (n + 1 === values.length ? high : low + ((high - low) * n) / (values.length - 1)));

/** The least of a table, between whose knots mu is a line. */
export function leastOfTable(table: UtilityTable): Certified {
  const least = table.values.reduce((size, value) => Math.min(size, value), Infinity);
  const type = knotsOf(table)[table.values.indexOf(least)]!;
  return { ...certain(least), witness: { type, report: type } };
}

/** The steepest fall of a table: of its pieces. */
export function steepestOfTable(table: UtilityTable): Certified {
  const x = knotsOf(table);
  const { least, blur } = slopesOfTable(x, table);
  return steepestFall({ x, low: least.map((m) => m - blur), high: least.map((m) => m + blur), middle: least });
}
