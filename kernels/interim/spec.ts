/**
 * Kernel `interim`: payoffs of one agent for every report of a list, in a linear environment, against common draws of
 * the others' signals.
 *
 * The others report truthfully. Draw d of a profile is coordinate d of the others' signals. Functionals of them give
 * every alternative k = 0..K-1
 *   objective[k]      what the rule maximises, less the part that depends on the agent's own report
 *   othersWelfare[k]  sum over j != i of j's value (weighted as the rule weighs it), less that part
 *   ownValue[k]       the part of the agent's own value that comes from the others' signals
 * and the agent's report r = 0..R-1 adds tables over her classes c of alternatives (she cannot tell the alternatives of
 * a class apart by anything in her own signal).
 *
 * With c(k) the class of k:
 *   choice      k*(r) = argmax_k objective[k] + reportObjective[r, c(k)];  ties: the lowest class, in it the lowest k
 *   transfer    x(r) as the scheme says, below
 *   reportPart  B(r) = ownValue[k*(r)] + x(r)
 *   payoff      u(r, s) = typeValue[s, c(k*(r))] + B(r)     of type s who reports r
 * Types are numbered as reports are, so u(s, s) is the truthful payoff and u(r, s) - u(s, s) the gain from reporting r.
 *
 * Schemes, with k = k*(r) and W(k) = othersWelfare[k] + reportOthers[r, c(k)]:
 *   none          0
 *   table         transferTable[r, c(k)]: payments that depend on the report and the class alone (first price, all-pay)
 *   groves        W(k)
 *   vcg           W(k) - max_l W(l): VCG; generalised VCG where reportOthers is not zero
 *   breakpoints   Jehiel and Moldovanu (2001), (7.12), for one-dimensional reports on a grid of equal steps; needs `line`
 *                 (below). x(0) = 0; where the choice changes from k at r - 1 to k' at r, the lines of the two objectives
 *                 cross at r - 1 + f / 1024, f in 0..1024 rounded down, and with a = valueStep[c(k')] - valueStep[c(k)]
 *                   x(r) = x(r - 1) - (valueStart[c(k')] - valueStart[c(k)] + a (r - 1) + floor(a f / 1024)
 *                                      + ownValue[k'] - ownValue[k]):
 *                 the type at the crossing is indifferent. A transfer stays within 2^28 where payoffs do.
 * A scheme may be insured (Song22 Definition 1; also the modified VCG of section 6.2.1): with a `base` mechanism,
 *   x(r) = base payoff of type r who reports r - (typeValue[r, c(k)] + ownValue[k]),
 * the base having its own objective, tables and transfer. Interim payoffs are those of the full-insurance mechanism built
 * from the base's interim utility, draw by draw without a second stage.
 *
 * All numbers are integers in one money unit; |objective + table|, |W|, |value|, |transfer| <= 2^28 (lowering sees to
 * it), so payoffs fit in 32 bits and every comparison is exact on every device.
 *
 * Statistics (integers; sums of signed numbers in two limbs: x = high 2^16 + low with 0 <= low < 2^16, `>>` arithmetic):
 *   choices          [R, C]   profiles in which report r ends in class c
 *   reportPartLow, High [R]      sum of B(r)
 * and for the P reports of `paired`, from groups of `groupSize` consecutive profiles (aligned at multiples), with
 * Gamma(r, s) = sum over the group of u(r, s) - u(s, s), and Lambda(s) = sum over the group of u(s, s):
 *   gainLow, High            [P, P]  sum over groups of Gamma, row = report, column = type
 *   gainSquares0, 1, 2       [P, P]  sum of h^2, h l, l^2 for q = Gamma >> groupShift = h 2^12 + l, 0 <= l < 2^12
 *   truthLow, High, truthSquares0, 1, 2   [P]  the same for Lambda
 * with groupShift = log2(groupSize) + 6, so |q| <= 2^24. Counts of profiles must be multiples of groupSize and start at
 * one (the caller sees to it).
 */
import type { Statistics } from '../kernel.ts';
import type { Coordinate, Functional } from '../linear/positions.ts';

export const TRANSFER_KINDS = ['none', 'table', 'groves', 'vcg', 'breakpoints'] as const;
export type InterimTransferKind = (typeof TRANSFER_KINDS)[number];

/** Rule and transfers as one agent meets them. */
export interface InterimMechanism {
  readonly objective: Functional;
  readonly othersWelfare: Functional;
  /** [R, C] row by row. */
  readonly reportObjective: Int32Array;
  /** [R, C]: informational externality of the own report on the others' welfare. Zero with private values. */
  readonly reportOthers: Int32Array;
  readonly transfer: InterimTransferKind;
  /** [R, C], for scheme `table`. */
  readonly transferTable?: Int32Array;
}

export interface InterimParameters {
  /** Of the others, in the order of their draws. */
  readonly coordinates: readonly Coordinate[];
  /** K */
  readonly alternatives: number;
  /** C */
  readonly classes: number;
  /** [K] class of each alternative; every class occurs. */
  readonly classOf: Int32Array;
  /** R */
  readonly reports: number;
  /** [R, C] own value of type r in class c, from her own signal. */
  readonly typeValue: Int32Array;
  readonly ownValue: Functional;
  readonly mechanism: InterimMechanism;
  readonly base?: InterimMechanism;
  /**
   * One-dimensional reports on a grid of equal steps: reportObjective[r, c] = objectiveStart[c] + r objectiveStep[c] and
   * typeValue[r, c] = valueStart[c] + r valueStep[c] exactly, for `mechanism` (and `base`, with its own `baseObjective*`).
   * All reports' choices are then found by the upper envelope of C lines. Never changes a result.
   */
  readonly line?: {
    readonly objectiveStart: Int32Array;
    readonly objectiveStep: Int32Array;
    readonly valueStart: Int32Array;
    readonly valueStep: Int32Array;
    readonly baseObjectiveStart?: Int32Array;
    readonly baseObjectiveStep?: Int32Array;
  };
  /** [P] increasing report numbers whose pairs get second moments; may be empty. */
  readonly paired: Int32Array;
  /** A power of two from 1 to 64. */
  readonly groupSize: number;
}

const zeros = (length: number): Float64Array => new Float64Array(length);

export function emptyInterimStatistics({ reports, classes, paired }: InterimParameters): Statistics {
  const squares = paired.length ** 2;
  return {
    choices: zeros(reports * classes),
    reportPartLow: zeros(reports),
    reportPartHigh: zeros(reports),
    gainLow: zeros(squares),
    gainHigh: zeros(squares),
    gainSquares0: zeros(squares),
    gainSquares1: zeros(squares),
    gainSquares2: zeros(squares),
    truthLow: zeros(paired.length),
    truthHigh: zeros(paired.length),
    truthSquares0: zeros(paired.length),
    truthSquares1: zeros(paired.length),
    truthSquares2: zeros(paired.length),
  };
}

/** Bits that a group's sum loses before it is squared. */
export const groupShift = (groupSize: number): number => Math.log2(groupSize) + 6;
