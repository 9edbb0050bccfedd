/** What a choice rule says of itself: one file a rule, listed in ../mechanism.ts. Everything else asks through this interface. */
import type { Tensor, Tensor2D, Tensor3D, Tfjs } from '../../../kernels/tensors.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Range } from '../range.ts';

export interface Kinded {
  readonly kind: string;
}

/** [N] and [K]: sum_i weights[i] v_k^i + bonuses[k]. */
export interface Weighing {
  readonly weights: readonly number[];
  readonly bonuses: readonly number[];
}

/** [N][K] */
export type Values = readonly (readonly number[])[];

/** A function of the user's on a batch, and what must hold of what it returns. */
export interface UserCall {
  readonly field: string;
  /** The user's function itself. */
  readonly source: object;
  /** Of the tensor [rows, columns] that it returns. */
  readonly columns: number;
  call(seen: { readonly values: Tensor3D; readonly signals: Tensor2D; readonly probabilities: Tensor2D }): Tensor2D;
  readonly checks: readonly UserCheck[];
}

export interface UserCheck {
  /** What is checked; absent: the numbers returned. */
  of?(result: Tensor2D): Tensor;
  readonly range: Range;
  /** About number `index` of what is checked; `profile` names a row. */
  complain(index: number, value: number, profile: (row: number) => string): string;
}

/** A batch of reported profiles, on which a rule chooses. */
export interface RuleBatch {
  readonly tf: Tfjs;
  readonly problem: SocialChoiceProblem;
  readonly agents: number;
  readonly alternatives: number;
  /** [rows, K] reported values of an agent. */
  valuesOf(agent: number): Tensor2D;
  /** [rows, K] sum_i weights[i] v_k^i + bonuses[k]. */
  welfare(weighing: Weighing): Tensor2D;
  /** [rows, K] one at the largest of each row, ties to the lowest alternative. */
  oneAtLargest(objective: Tensor2D): Tensor2D;
  /** [rows, K] of another rule on the same batch. */
  probabilities(rule: Kinded): Tensor2D;
  user(call: UserCall): Tensor2D;
}

/** One reported profile in plain numbers, for references. */
export interface RuleProfile {
  readonly values: Values;
  readonly signals: readonly number[];
  /** [K] of another rule. */
  probabilities(rule: Kinded): readonly number[];
  /** The plain twin of the user's function. */
  user?(values: Values, signals: readonly number[]): readonly number[];
}

/** Everything about rules of one kind. Ties: the lowest alternative. */
export interface Rule<R extends Kinded> {
  readonly kind: R['kind'];
  /** Beside `kind`; others are refused. */
  readonly fields: readonly Exclude<keyof R, 'kind'>[];
  /** Throws InputError naming the field. `within` checks a rule inside this one. */
  validate(field: string, rule: R, problem: SocialChoiceProblem, within: (field: string, rule: unknown) => void): void;
  /** What the rule maximises, where it maximises a weighted sum of values. */
  maximised?(rule: R, agents: number, alternatives: number): Weighing;
  /** One agent decides: her weight is 1 and the others' are 0. */
  readonly dictated?: true;
  /** Numbers affine in the values, at whose zeros alone the choice may change: for a rule that maximises nothing. Absent: not known. */
  thresholds?(rule: R, values: Values): readonly number[];
  /** At which it trades, for a rule that does. */
  price?(rule: R): number;
  /** Absent: always certain of one alternative. */
  readonly random?: true;
  /** On the host; absent: by `maximised`, or not at all. */
  choose?(rule: R, values: Values): number;
  /** [rows, K] on tensors; absent: by `maximised`. */
  probabilities?(rule: R, batch: RuleBatch): Tensor2D;
  /** [K] the same of one profile from the definition, for the tests. */
  reference(rule: R, profile: RuleProfile): readonly number[];
}

/** What transfers may know of the rule that they go with. */
export interface RuleFacts {
  /** For messages. */
  readonly kind: string;
  readonly maximised?: Weighing;
  readonly dictated: boolean;
  /** Maximises a weighted sum of values, all weights positive. */
  readonly maximises: boolean;
  /** Maximises the plain sum of values. */
  readonly efficient: boolean;
  /** How others' welfare counts in transfers: as in what is maximised, or the plain sum where nobody's weight counts or one's alone. */
  readonly counted: Weighing;
  readonly price?: number;
}

/** [K] certain of one of the largest, the lowest. */
export const certainOfLargest = (numbers: readonly number[]): number[] => {
  const best = numbers.indexOf(Math.max(...numbers));
  return numbers.map((_, k) => Number(k === best));
};

/** [K] */
export const weighed = ({ weights, bonuses }: Weighing, values: Values): number[] =>
  bonuses.map((bonus, k) => weights.reduce((sum, weight, i) => sum + weight * values[i]![k]!, bonus));
