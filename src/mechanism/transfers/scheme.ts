/**
 * What a transfer scheme says of itself: one file a scheme, listed in ../mechanism.ts. Everything else asks through this interface, and
 * hands a scheme no more than the narrow views below.
 */
import type { Tensor1D, Tensor2D, Tfjs } from '../../../kernels/tensors.ts';
import type { InterimTransferKind } from '../../../kernels/interim/spec.ts';
import type { AuditedAgent } from '../../../kernels/ex-post/spec.ts';
import type { LinearValuations, SocialChoiceProblem, ValueStructure } from '../../environment/social-choice.ts';
import { hullOf, type Range } from '../range.ts';
import type { Kinded, RuleFacts, UserCall, Values, Weighing } from '../rules/rule.ts';
import type { Strategy } from '../strategy.ts';

export type { Kinded } from '../rules/rule.ts';

/** A mechanism inside a scheme, whatever its rule and transfers are. */
export interface AnyMechanism {
  readonly name: string;
  readonly rule: Kinded;
  readonly transfers: Kinded;
  readonly strategies?: readonly Strategy[];
}

/** What a scheme is checked against. The last two check what is inside it. */
export interface Checked {
  readonly problem: SocialChoiceProblem;
  readonly rule: RuleFacts;
  readonly strategies?: readonly Strategy[];
  transfers(field: string, transfers: unknown): void;
  mechanism(field: string, mechanism: unknown): void;
}

export interface Structured {
  readonly problem: SocialChoiceProblem;
  readonly values: ValueStructure;
  readonly rule: RuleFacts;
}

/** Linear values and truthful reports. */
export interface Sloped {
  readonly problem: SocialChoiceProblem;
  readonly valuations: LinearValuations;
  readonly rule: RuleFacts;
  readonly agent: number;
  /** The agent's, in `problem.signals`. */
  readonly coordinates: readonly number[];
  /** [C] of another mechanism. */
  slopesOf(mechanism: AnyMechanism): Range[] | undefined;
}

/** Bounds on one profile's numbers, for one agent. */
export interface Bounded {
  readonly agent: number;
  readonly agents: number;
  /** Her value of any alternative; at her bid. */
  readonly own: Range;
  readonly acted: Range;
  /** [K] of any agent, at her bid. */
  actedOf(agent: number): readonly Range[];
  /** The others' welfare as it counts for agent j, of any alternative. */
  othersWelfare(j: number): Range;
  /** Her truthful payoff in another mechanism. */
  payoff(mechanism: AnyMechanism): Range;
}

/** One type of an agent with private values. */
export interface Typed {
  /** [K] own values, and at her bid. */
  readonly values: readonly number[];
  readonly acted: readonly number[];
  readonly strategic: boolean;
  /** In another mechanism. */
  rangeIn(mechanism: AnyMechanism): Range | undefined;
}

/** A batch of reported profiles with what the rule does on it. Row = draw of the others and own signal. */
export interface TransferBatch {
  readonly tf: Tfjs;
  readonly problem: SocialChoiceProblem;
  readonly agents: number;
  readonly alternatives: number;
  readonly rows: number;
  /** [rows, K] */
  readonly probabilities: Tensor2D;
  /** [rows, K] values of an agent as reported, and at her bid. */
  valuesOf(agent: number): Tensor2D;
  actedValuesOf(agent: number): Tensor2D;
  /** [rows] sum_k p_k amounts_k. */
  expected(amounts: Tensor2D): Tensor1D;
  /** [rows, K] the others' welfare as it counts for the agent: weighted as the rule weighs it, over her own weight. */
  othersWelfareOf(agent: number): Tensor2D;
  /** The same mechanism where the coordinates that move are at the top of their support; undefined where none moves. */
  raised(moves: (d: number) => boolean): TransferBatch | undefined;
  /** [rows] a number of the agent's own signal, computed on the host. */
  byType(agent: number, of: (signal: readonly number[]) => number): Tensor1D;
  /** [rows] a number of the others' signals alone, computed on the host; the agent's own are given as they are. */
  byOthers(agent: number, of: (signals: ArrayLike<number>) => number): Tensor1D;
  user(call: UserCall): Tensor2D;
}

/** Expectations over the others at an agent's reported type, in whatever form the experiment has them: [rows]. */
export interface Expectations {
  /** Of the others' welfare as it counts for agent j, of what is chosen. */
  externality(j: number): Tensor1D;
  /** The sum of it over all agents but this one. */
  othersExternalities(): Tensor1D;
  /** Interim utility of the agent in another mechanism. */
  utility(mechanism: AnyMechanism): Tensor1D;
}

/** Signals of a batch on the host: [drawCount, D] beside [ownCount, D]; coordinates that a part does not hold are zero in it. */
export interface HostBatch {
  readonly draws: Float64Array;
  readonly drawCount: number;
  readonly own: Float64Array;
  readonly ownCount: number;
  /** Whose coordinates `own` holds; absent: `draws` are whole profiles. */
  readonly agent?: number;
}

/** For every row the alternative chosen and the agent's transfer. */
export interface ChoiceAndTransfer {
  readonly choice: Int32Array;
  readonly transfer: Float64Array;
}

export type Signal = readonly number[];

/** A linear problem with independent signals as kernel `interim` has it, for one agent and a list of reports. */
export interface Lowered {
  readonly problem: SocialChoiceProblem;
  /** Itself. */
  readonly mechanism: AnyMechanism;
  readonly agent: number;
  readonly reports: readonly Signal[];
  /** Reports lie on a line at equal steps. */
  readonly line: boolean;
  readonly isPrivate: boolean;
  readonly rule: RuleFacts;
}

/** A scheme of kernel `interim`, or in words why there is none. */
export type IntegerTransfers =
  | { readonly transfer: Exclude<InterimTransferKind, 'table'> }
  /** By report and what own value (private, with its constant) it stands for in the class; `level` is added. */
  | { readonly transfer: 'table'; table(report: number, own: readonly number[], alternative: number): number; readonly level?: number }
  /** Full insurance of the truthful payoff of another mechanism, which is given `reports` where these are there. */
  | { readonly insured: AnyMechanism; readonly reports?: readonly Signal[] }
  | { readonly unsupported: string };

/** One profile in plain numbers, for references. */
export interface TransferProfile {
  readonly problem: SocialChoiceProblem;
  /** Types, and what they act as. */
  readonly signals: readonly number[];
  readonly acted: readonly number[];
  readonly weighing: Weighing;
  /** [N][K] at any signals. */
  valuesAt(signals: readonly number[]): Values;
  /** [K] of the mechanism's rule. */
  probabilitiesAt(acted: readonly number[]): readonly number[];
  externality(agent: number): number;
  utility(mechanism: AnyMechanism, agent: number): number;
  /** The plain twin of the user's function: [N]. */
  user?(values: Values, signals: readonly number[], probabilities: readonly number[]): readonly number[];
}

/** Everything about transfers of one kind. x^i is money that agent i receives. */
export interface Scheme<T extends Kinded> {
  readonly kind: T['kind'];
  /** Beside `kind`; others are refused. */
  readonly fields: readonly Exclude<keyof T, 'kind'>[];
  /** Throws InputError naming the field. */
  validate(field: string, transfers: T, checked: Checked): void;

  /** Why truth-telling is optimal on the whole type space, or undefined where nothing says so; reports are truthful. */
  incentiveCompatible?(transfers: T, structured: Structured): string | undefined;
  /** [C] rates at which the truthful payoff changes in the agent's own coordinates; absent or undefined: not known. */
  utilitySlopes?(transfers: T, sloped: Sloped): Range[] | undefined;
  /** `utilitySlopes` holds along the coordinates of everybody, not of the agent alone. */
  readonly slopesAlongAll?: true;
  /** Transfers are a function of the reports, and of no law. */
  readonly ofReportsAlone?: true;
  /** The truthful interim utility of a type, where the transfers say what it is. */
  utility?(transfers: T, problem: SocialChoiceProblem, agent: number): (type: number) => number;
  /** The same where it is a table at equal steps over the support of her one signal, linear between. */
  utilityTable?(transfers: T, agent: number): readonly number[];
  /** What an agent is paid beside her value is what the rule maximises, which her report moves by the choice alone. */
  readonly paysWelfare?: true;
  /** Where what one pays depends on one's own report and on being served alone: see `Payment`. */
  readonly payment?: Payment;
  /** Who trade do so at this weight of the buyer's bid (agent 1), and the rest of the seller's (agent 0). */
  pricedBetween?(transfers: T): number;
  /** The mechanism whose truthful interim utility the transfers insure. */
  insures?(transfers: T): AnyMechanism;
  /** The agent's transfer holds an expectation over the others of their welfare, at her own type. */
  readonly holdsExternality?: true;
  /**
   * How payoffs stay what they are where a constant goes off what every alternative that can be chosen is worth to all together: `alone`;
   * `of-nothing`, if what goes off is 0 in sum; `pivot`, if it goes off what it is worth to the others, too (src/experiments/recentred.ts).
   * Absent: they do not.
   */
  readonly cancels?: 'alone' | 'of-nothing' | 'pivot';
  /** What must be estimated first: the transfers then become data. */
  repairs?(transfers: T): { readonly base: Kinded; readonly epsilon: number };
  /** The scheme raises own-payoff irrelevant coordinates; which are relevant, where it is declared. */
  relevance?(transfers: T): { readonly declared?: readonly boolean[] };

  /** Bounds on one profile's transfer, and on the truthful payoff where it is not the own value plus that. */
  transferRange(transfers: T, bounded: Bounded): Range;
  payoffRange?(transfers: T, bounded: Bounded): Range;
  /** Bounds on the truthful payoff of one type, of private values whose rule maximises; absent: not known. */
  typeRange?(transfers: T, typed: Typed): Range | undefined;
  /** Both rest on the signals of the profile alone, and so hold of profiles from narrower supports. */
  readonly pointwise?: true;

  /** [rows] on tensors; absent where choice and transfer come from the host together. */
  transfer?(transfers: T, batch: TransferBatch, agent: number, expectations: Expectations): Tensor1D;
  onHost?(transfers: T, problem: SocialChoiceProblem, rule: RuleFacts, batch: HostBatch, agent: number): ChoiceAndTransfer;

  integer(transfers: T, lowered: Lowered): IntegerTransfers;
  /** The integer form takes bids for reports. */
  readonly strategic?: true;
  /** Scheme of kernel `ex-post`; absent: none. */
  readonly wholeProfiles?: AuditedAgent['transfer'];

  /**
   * Whether `reference` is computed exactly, and so may be played where all profiles are gone through: `straight`, and affine in the report
   * of an agent with one signal wherever neither the choice, nor the others' best alternative, nor the sign of a value of hers changes, but
   * for the knots of a table; `asked`, in a form that is not known. Absent: an approximation, good for tests.
   */
  readonly played?: 'straight' | 'asked';
  /** The transfer in one profile from the definition; absent where the transfers are not a mechanism yet. */
  reference?(transfers: T, profile: TransferProfile, agent: number): number;
}

export interface Payment {
  /** By the reported value of what is chosen and of what else there is. */
  paid(mine: number, other: number): number;
  /** Linear in the report, so that the ends tell whether it ever falls. */
  readonly linear: boolean;
  /** Paid by the reported value of what is chosen: bounds on the continuum know this form. */
  readonly asBid: boolean;
}

/** Bounds on the truthful payoff of a type who pays by her report and by what is chosen, of two values at most. */
export function payerRange({ paid }: Payment, { values, acted }: Typed): Range {
  return hullOf(values.flatMap((value, k) => acted.map((other) => value - paid(acted[k]!, other))));
}
