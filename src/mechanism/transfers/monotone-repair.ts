/**
 * Song22 Proposition 4.1 (Appendix A.4): transfers that make the interim utility of an epsilon-LIC mechanism monotone.
 *
 * With m the least slope of any value in its own signal, R_- holds the types whose chance of an alternative of K^i is
 * below epsilon / m, the others are R_+. The repaired utility is mu on R_+ and inf over R_+ of mu on R_-; the transfers
 * insure it. mu is estimated on a pilot stream, whereupon it is data: what is certified later is the mechanism with this
 * table, on fresh draws.
 */
import type { LinearValuations, SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { requireOneDimensional } from '../checks.ts';
import type { InsuredTable } from './insured-table.ts';
import type { Kinded, Scheme } from './scheme.ts';

export interface MonotoneRepair<T extends Kinded> {
  readonly kind: 'monotone-repair';
  /** A scheme for the same rule. */
  readonly base: T;
  readonly epsilon: number;
}

const unrepaired = 'monotone-repair must be turned into a table of interim utilities before it is sampled';

/** Until its base's interim utility is estimated it is no mechanism: see `repairedTransfers`. */
export const monotoneRepair: Scheme<MonotoneRepair<Kinded>> = {
  kind: 'monotone-repair',
  fields: ['base', 'epsilon'],
  validate(field, { epsilon, base }, { problem, transfers }) {
    if (!(epsilon > 0 && Number.isFinite(epsilon))) throw new InputError(`${field}.epsilon`, `must be a positive number, got ${epsilon}`);
    requireOneDimensional(`${field}.kind`, 'monotone-repair', problem);
    if (problem.dependence) {
      const way = 'leave dependence out, or insure its base, which pays what is expected given the report';
      throw new InputError(`${field}.kind`, `monotone-repair is defined here for independent signals only; ${way}`);
    }
    transfers(`${field}.base`, base);
  },
  repairs: ({ base, epsilon }) => ({ base, epsilon }),
  transferRange: () => [0, 0],
  transfer() {
    throw new InputError('mechanism.transfers', unrepaired);
  },
  integer: () => ({ unsupported: 'monotone-repair needs the interim utility of its base first (see repairedTransfers)' }),
};

/** What is known of one agent's choices and report parts along her reports: sums over `profiles` draws of the others. */
export interface LineSums {
  readonly question: { readonly line: boolean; readonly reports: readonly (readonly number[])[] };
  readonly profiles: number;
  readonly classes: number;
  /** [R, C] */
  readonly choices: ArrayLike<number>;
  /** [R, C] and [R]; absent where values do not separate. */
  readonly typeValue?: ArrayLike<number>;
  readonly reportPart?: ArrayLike<number>;
}

/** Least slope of a value in the own signal, over all agents and K^i. Throws InputError where one is negative, or none is there. */
export function leastSlope({ signals, valuations }: SocialChoiceProblem): number {
  if (valuations.kind !== 'linear') throw new InputError('valuations', 'monotone-repair needs linear values');
  const slopes = (valuations as LinearValuations).coefficients.flatMap((rows, i) =>
    rows.flatMap((row) => row.filter((a, d) => signals[d]!.owner === i && a !== 0)));
  const least = Math.min(...slopes);
  if (!(least > 0 && Number.isFinite(least))) {
    throw new InputError('valuations', 'monotone-repair needs values that increase in the own signal');
  }
  return least;
}

/**
 * [R] repaired utility along the reports of `sums`, a line from the lowest to the highest type. R_+ starts at the first
 * type that reaches the threshold: Song22 assumes that the chance of K^i does not fall. Where no type reaches it, the
 * utility is that of the lowest type throughout. `known`: the utility to repair, where the base's transfers say it.
 */
export function repairedUtility(sums: LineSums, epsilon: number, slope: number, known?: (type: number) => number): number[] {
  const { choices, classes, reportPart, profiles, question, typeValue } = sums;
  if (!question.line || !typeValue || !reportPart) {
    throw new InputError('transfers.kind', 'monotone-repair needs one-dimensional signals and separable values');
  }
  const own = Array.from({ length: classes }, (_, c) => question.reports.some((_report, r) => typeValue[r * classes + c] !== typeValue[c]));
  const over = (r: number, weight: (c: number) => number): number =>
    own.reduce((sum, _, c) => sum + (choices[r * classes + c]! / profiles) * weight(c), 0);
  const utility = question.reports.map(([type], r) =>
    known?.(type!) ?? over(r, (c) => typeValue[r * classes + c]!) + reportPart[r]! / profiles);
  const start = question.reports.findIndex((_, r) => over(r, (c) => Number(own[c])) >= epsilon / slope);
  if (start < 0) return utility.map(() => utility[0]!);
  const floor = Math.min(...utility.slice(start));
  return utility.map((mu, r) => (r < start ? floor : mu));
}

/** [N] tables over the agents' supports, insured on the same rule. */
export const repairedTransfers = (utility: readonly (readonly number[])[]): InsuredTable => ({ kind: 'insured-table', utility });
