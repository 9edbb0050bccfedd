/**
 * How far the means of whole profiles' numbers are from those under the true laws, whose signals are drawn to cells (cells.ts).
 *
 * A continuous number of slope at most L_d along coordinate d is off by at most sum_d L_d int |F_drawn - F|. Continuous are first best;
 * welfare and revenue where the rule is efficient; payoffs under VCG and Groves transfers, which are the rule's own objective less what
 * the report does not move. Others jump with the choice: law-error.ts bounds them by a share of their range. Whole numbers add `off`.
 */
import type { CellLaw } from './cells.ts';
import { widthOf, type Range } from '../../mechanism/range.ts';
import type { ExPostRanges } from './drawn-ranges.ts';
import type { Form } from './forms.ts';
import { lawError } from './law-error.ts';

export interface Biases {
  readonly firstBest: number;
  readonly welfare: number;
  readonly revenue: number;
  /** [N] */
  readonly payoffs: readonly number[];
}

interface Audited {
  readonly laws: readonly CellLaw[];
  readonly objective: Form;
  readonly welfare: Form;
  /** [N] own value, what the others would get by their weights, and whether her value enters the objective. */
  readonly audits: readonly { readonly value: Form; readonly others: Form; readonly counts: boolean }[];
  /** Two alternatives closer than this may be taken for each other. */
  readonly tie: number;
  /** Most that whole numbers move a payoff by where the choice is right, or wrong by a tie. */
  readonly off: number;
  readonly kind: 'none' | 'groves' | 'vcg';
  readonly ranges: ExPostRanges;
}

export function exPostBiases({
  laws, objective, welfare, audits, tie, off, kind, ranges,
}: Audited): { readonly biases: Biases; readonly probability: number } {
  // Revenue is made of the choice and of what would be chosen without each agent.
  const { share, probability } = lawError(laws, [{ form: objective, tie }], objective.constants.map((_, k) => k), audits.length + 2);
  const smooth = (forms: readonly Form[]): number =>
    off + laws.reduce(
      (sum, { shift }, d) =>
        sum + shift * forms.reduce(
          (slope, { coefficients }) => slope + coefficients.reduce((most, row) => Math.max(most, Math.abs(row[d]!)), 0),
          0,
        ),
      0,
    );
  const jumping = (range: Range): number => off + share * widthOf(range);
  const isEfficient = objective.coefficients.every((row, k) => row.every((x, d) => x === welfare.coefficients[k]![d]))
    && objective.constants.every((x, k) => x === welfare.constants[k]);
  const least = (range: Range, forms: readonly Form[] | undefined): number => Math.min(jumping(range), forms ? smooth(forms) : Infinity);
  return {
    probability: Math.min(1, probability + share),
    biases: {
      firstBest: least(ranges.welfare, [welfare]),
      welfare: least(ranges.welfare, isEfficient ? [welfare] : undefined),
      revenue: kind === 'none' ? 0 : least(ranges.revenue, isEfficient ? audits.flatMap(({ others }) => [others, others]) : undefined),
      payoffs: audits.map(({ value, others, counts }, i) =>
        least(ranges.payoffs[i]!, kind !== 'none' && counts ? [value, others, others] : undefined)),
    },
  };
}
