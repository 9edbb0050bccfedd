/** What shows a number: a lie, a walk, and where no lie can, what does. Agents, alternatives and signals go by their names. */

/** A type or a report; a vector where signals have several dimensions. */
export type Signal = number | readonly number[];

/** A type and the report that gains. */
export interface Witness {
  readonly type: Signal;
  readonly report: Signal;
  /** The closed walk behind a number that no single lie shows; the pair is then its first point and the one across. */
  readonly walk?: WitnessWalk;
  /** The others' signals, where they are what they are while she lies: ex post, and at the point of a belief that decides. */
  readonly under?: Signal;
}

/** `cycle`: each type reports the next, the last the first.  `path`: lies between ever nearer types along the sides. */
export interface WitnessWalk {
  readonly kind: 'cycle' | 'path';
  readonly points: readonly Signal[];
}

/** Two alternatives that tie at the top, and where. */
export interface TieWitness {
  readonly kind: 'tie';
  readonly alternatives: readonly [string, string];
  /** A profile of signals, by their names, at which they tie and everything else is worse. */
  readonly at: Readonly<Record<string, number>>;
  /** Her signals in which products of rates differ. */
  readonly coordinates?: readonly string[];
}

/** Constraints that bind, those that weigh most first. */
export interface BindingWitness {
  readonly kind: 'binding';
  readonly constraints: readonly BindingConstraint[];
  /** How many more bind. */
  readonly rest?: number;
}

export interface BindingConstraint {
  /**
   * `lie`: a true type and the report that tempts it, or all types between the two, each tempted by the next; `participation` of a type, or
   * of all between two; `monotone`: types between which utility may not fall, of second bests gains that are treated alike; `bounded`;
   * `budget`.
   */
  readonly constraint: 'lie' | 'participation' | 'monotone' | 'bounded' | 'budget';
  readonly agent?: string;
  readonly from?: Signal;
  readonly to?: Signal;
  /** By how much the number moves a unit of value by which the constraint is eased, where it is known. */
  readonly multiplier?: number;
}

/** Offers of which that with the highest weighed own values plus price is chosen: who decides is paid price over weight, not charged it. */
export interface MenuWitness {
  readonly kind: 'menu';
  /** By which own values are weighed, by agents. */
  readonly weights: Readonly<Record<string, number>>;
  readonly offers: readonly { readonly lottery: Readonly<Record<string, number>>; readonly price: number }[];
}

/** A rule constant on cells of each agent's signal: from each number on, the chances of alternatives given her signal alone. */
export interface RuleWitness {
  readonly kind: 'rule';
  readonly agents: readonly {
    readonly agent: string;
    readonly cells: readonly { readonly from: number; readonly chances: Readonly<Record<string, number>> }[];
  }[];
}

/** Two types, the agent's and the other's, on a boundary of a choice rule. */
export interface BoundaryWitness {
  readonly kind: 'boundary';
  readonly type: Signal;
  readonly other: Signal;
  /** Of the ex post transfer, at which the number was found there; absent where it is beyond all bounds. */
  readonly gradient?: readonly number[];
}

/** One draw among random values: its place in the stream, and what was drawn of either agent. */
export interface ValuesWitness {
  readonly kind: 'values';
  readonly draw: number;
  readonly own: RandomValues;
  readonly other: RandomValues;
}

/** Coefficients of first type, second type and of their products. */
export interface RandomValues {
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly cross: readonly (readonly number[])[];
}

/** A lie, which has no `kind`, or what else shows a number. */
export type RowWitness = Witness | TieWitness | BindingWitness | MenuWitness | RuleWitness | BoundaryWitness | ValuesWitness;

/** Undefined where something else shows the number. */
export const lieOf = (witness: RowWitness | undefined): Witness | undefined => (witness && !('kind' in witness) ? witness : undefined);
