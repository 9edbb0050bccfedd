/**
 * Laws without an end: what rows about means and chances owe to types that no draw has.
 *
 * Types are drawn, and reports are made, on the interval [a, b] of a law, outside of which it has 2^-32 at an open end
 * (src/distributions/unbounded.ts): who has a type beyond an end reports that end. The others' types enter by their reports alone, so one
 * type differs from what was drawn, the own one, by d_j = (t_j - b)^+ + (a - t_j)^+ in object j. With amounts Q_j between ends that are
 * `spread` apart, and at most `amount` in size, whatever all bid, her utility and welfare differ from what was drawn by at most
 * amount sum_j d_j, and her regret, a largest difference of utilities, by spread sum_j d_j: nothing where the type is not beyond, which has
 * the probability `mass` at most. So means move by that times E d_j, the excess of the law beyond its ends, and chances by `mass`.
 *
 * Least and largest values over types (epsilonIc, epsilonLic, interimIr, maximumExPostRegret, exPostIr) are about types on the interval,
 * which their rows name: of types without an end utilities have none either.
 */
import type { Distribution } from '../../distributions/distribution.ts';
import { openSupports, outside } from '../../distributions/unbounded.ts';
import { outcomeSize } from '../../experiments/network/report-gains.ts';
import { withinTypes } from '../../notions/types-within.ts';
import type { Estimate } from '../../results/document.ts';
import { bidderName, reportSpace, subjectOf, type MechanismStudy } from './problem.ts';

export interface Tail {
  /** Of a type of hers beyond an end. */
  readonly mass: number;
  /** Of mean utilities, and of mean regret, at most. */
  readonly utility: number;
  readonly regret: number;
}

const ROUNDED_UP = 1 + 2 ** -40;

/** Of every bidder; zeros of laws on an interval. */
export function tailsOf(study: MechanismStudy): Tail[] {
  const { mechanism } = subjectOf(study);
  return study.laws.map((own: readonly Distribution[], i) => {
    const beyond = own.map(outside);
    const mass = Math.min(1, beyond.reduce((sum, one) => sum + one.mass, 0) * ROUNDED_UP);
    if (mass === 0) return { mass: 0, utility: 0, regret: 0 };
    const far = beyond.reduce((sum, { above, below }) => sum + above + below, 0) * ROUNDED_UP;
    // Shares that code gives are probabilities.
    const { spread, amount } = 'graph' in mechanism ? outcomeSize(mechanism, reportSpace(study), i) : { spread: 1, amount: 1 };
    return { mass, utility: far * amount, regret: far * spread };
  });
}

const CHANCES = new Set(['exPostRegretExceedance', 'exPostIrViolation']);
const REGRETS = new Set(['expectedExPostRegret', 'meanInterimRegret']);
const UTILITIES = new Set(['exAnteUtility', 'expectedIrShortfall']);
/** Never below 0. */
const SIGNED = 'exAnteUtility';

/** Rows with the ends that hold for the laws themselves; quantiles have theirs already. */
export function withTails(given: readonly Estimate[], tails: readonly Tail[], { laws }: Pick<MechanismStudy, 'laws'>): Estimate[] {
  if (tails.every(({ mass }) => mass === 0)) return [...given];
  const lawsOf = new Map(laws.map((own: readonly Distribution[], i) => [bidderName(i), own]));
  const rows = given.map((row) => withinTypes(row, lawsOf.get(row.agent) ?? []));
  const total = tails.reduce((sum, { utility }) => sum + utility, 0);
  const of = new Map(tails.map((tail, i) => [bidderName(i), tail]));
  return rows.map((row) => {
    const { quantity, agent } = row;
    const own = of.get(agent ?? '');
    if (quantity === 'welfare') return { ...row, lower: row.lower - total, upper: row.upper + total };
    if (!own) return row;
    const by = CHANCES.has(quantity) ? own.mass : REGRETS.has(quantity) ? own.regret : UTILITIES.has(quantity) ? own.utility : 0;
    if (by === 0) return row;
    const [lower, upper] = [row.lower - by, row.upper + by];
    return {
      ...row, lower: quantity === SIGNED ? lower : Math.max(0, lower), upper: CHANCES.has(quantity) ? Math.min(1, upper) : upper,
    };
  });
}

/** Over which types rows about all of them are. */
export const openNotes = ({ laws }: MechanismStudy): string[] => openSupports(laws.flat());
