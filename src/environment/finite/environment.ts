/** A finite environment: entries linear in parameters, and the model that it is at given values of them. */
import type { Expression } from '../../programs/expression.ts';
import type { Rational } from '../../programs/rational.ts';
import type { ProfileSpace } from './profiles.ts';

export interface FiniteAgent {
  readonly name: string;
  readonly types: readonly string[];
}

/** slopes · consumption + constant. */
export interface UtilityPiece<N> {
  readonly slopes: readonly N[];
  readonly constant: N;
}

/** Goods that agents own and can redistribute; utilities are private values. */
export interface ExchangeEconomy<N> {
  readonly goods: readonly string[];
  /** `[agent][good]`. */
  readonly endowments: readonly (readonly N[])[];
  /** `[agent][type]`: the least of the pieces. */
  readonly utilities: readonly (readonly (readonly UtilityPiece<N>[])[])[];
}

/** Agents of each coalition in ascending order; singletons first, then by size (`coalitions.ts` reads it). */
export type CoalitionPattern = readonly (readonly number[])[];

export interface Parameter {
  readonly name: string;
  readonly value: Rational;
  /** Closed. */
  readonly range?: readonly [Rational, Rational];
}

/** Σ weight · probability >= bound, over the others' profiles. */
export interface BeliefInequality<N> {
  readonly weights: readonly N[];
  readonly bound: N;
}

/** A closed set of beliefs over the others' profiles: a hull, or what inequalities leave of the simplex. */
export type BeliefSet<N> = { readonly vertices: readonly (readonly N[])[] } | { readonly inequalities: readonly BeliefInequality<N>[] };

/** A type of a general type space: what it is worth and what it believes. */
export interface SpaceType<N> {
  readonly name: string;
  /** Index of a type in the agent's list. */
  readonly payoffType: number;
  /** Over the others' profiles of types of the space. */
  readonly belief: readonly N[];
}

/** `[agent][type][profile of the others]` unless said otherwise. */
export type Beliefs<N> =
  | { readonly kind: 'prior'; /** By profile. */ readonly probabilities: readonly N[] }
  | {
      readonly kind: 'beliefs';
      readonly conditionals: readonly (readonly (readonly N[])[])[];
      /** By profile: that of a type space; a model that has one is of kind `prior`. */
      readonly prior?: readonly N[];
    }
  | { readonly kind: 'belief-sets'; /** By agent and type. */ readonly sets: readonly (readonly BeliefSet<N>[])[] }
  | {
      readonly kind: 'type-space';
      /** By agent. */ readonly space: readonly (readonly SpaceType<N>[])[];
      /** By profile of types of the space: what their beliefs follow from. */ readonly prior?: readonly N[];
    };

/** `efficient`: at each profile the outcome of the highest total payoff, the first listed of several. */
export type Rule<N> =
  | { readonly kind: 'efficient' }
  | {
      readonly kind: 'table';
      /** By profile and outcome. */ readonly lotteries: readonly (readonly N[])[];
      /** It is claimed to be efficient. */ readonly efficient: boolean;
    };

/** What an auction's environment knows beyond its tables: outcome 0 keeps the object, outcome i + 1 gives it to agent i. */
export interface Auction {
  /** `[agent][type]`, strictly increasing. */
  readonly values: readonly (readonly Rational[])[];
}

/** `[agent][profile]`: money to agents. */
export type TransferTable<N> = readonly (readonly N[])[];

/** Transfers that a file gives: a menu {base + c bet, base - c bet}. `surplus`: each agent pays what the outcome is worth to her. */
export interface GivenMenu<N> {
  readonly base: TransferTable<N> | 'surplus';
  readonly bet: TransferTable<N>;
}

/** Weights over the rules of a menu and the slopes of v between its kinks (Guo18 section 1.5.3). */
export interface GivenSmooth<N> {
  readonly weights: readonly N[];
  readonly kinks: readonly N[];
  readonly slopes: readonly N[];
}

/** An indirect mechanism with strategies to be tested; tables are by profile of messages. */
export interface GivenMechanism<N> {
  /** By agent. */
  readonly messages: readonly (readonly string[])[];
  /** By profile and outcome. */
  readonly lotteries: readonly (readonly N[])[];
  readonly transfers: TransferTable<N>;
  /** `[agent][type of the type space]`: a message. */
  readonly strategies: readonly (readonly number[])[];
  /** `[agent][type][profile of the others]`: beliefs that are conditioned where Bayes' rule says nothing. */
  readonly updates?: readonly (readonly (readonly N[])[])[];
}

/** As read. Of entries `N` the numbers, linear in parameters. */
export interface FiniteEnvironment {
  readonly title?: string;
  readonly source?: string;
  readonly agents: readonly FiniteAgent[];
  readonly profiles: ProfileSpace;
  /** The first is the outside option, worth 0. */
  readonly outcomes: readonly string[];
  /** `[agent][outcome][profile]`. */
  readonly payoffs: readonly (readonly (readonly Expression[])[])[];
  /** The agent who stands for states of nature: types are states, and nobody plays. */
  readonly nature?: number;
  /** `[profile]`: outcomes of which any will do. */
  readonly choices?: readonly (readonly number[])[];
  /** Where the file describes an auction. */
  readonly auction?: Auction;
  /** None where only payoffs are asked about (ex post notions). */
  readonly beliefs?: Beliefs<Expression>;
  /** Of bidders, where side bets are asked: `[agent][type][profile of the others]`. */
  readonly doubts?: readonly (readonly (readonly Expression[])[])[];
  readonly rule?: Rule<Expression>;
  /** Rules that will do as well, at all profiles alike: with the rule a social choice set (Guo18 chapter 3). By profile and outcome. */
  readonly socialChoiceSet?: readonly (readonly (readonly Expression[])[])[];
  /** Money that belongs to the rule: what coalitional notions ask about is both together. */
  readonly ruleTransfers?: TransferTable<Expression>;
  /** Groups that can deviate together. */
  readonly coalitions?: CoalitionPattern;
  readonly mechanism?: GivenMechanism<Expression>;
  readonly exchange?: ExchangeEconomy<Expression>;
  readonly menu?: GivenMenu<Expression>;
  readonly smooth?: GivenSmooth<Expression>;
  /** By how much any payoff may be off: of data that are rounded or sampled. */
  readonly tolerance?: Rational;
  /** By how much every probability of any type's belief may be off. */
  readonly beliefTolerance?: Rational;
  readonly parameters: readonly Parameter[];
  /** What it was read from, in a form that JSON keeps. */
  readonly file: unknown;
}

/** The environment at values of its parameters: nothing but rationals. */
export interface FiniteModel {
  readonly agents: readonly FiniteAgent[];
  /** `[agent][type]`: names of payoff types, where the agents' types are those of a type space; else types are payoff types. */
  readonly payoffTypes?: readonly (readonly string[])[];
  readonly profiles: ProfileSpace;
  readonly outcomes: readonly string[];
  /** `[agent][outcome][profile]`. */
  readonly payoffs: readonly (readonly (readonly Rational[])[])[];
  readonly nature?: number;
  readonly choices?: readonly (readonly number[])[];
  readonly auction?: Auction;
  readonly beliefs?: Beliefs<Rational>;
  readonly doubts?: readonly (readonly (readonly Rational[])[])[];
  /** `[profile][outcome]`: a lottery a profile, from the file's rule. */
  readonly rule?: readonly (readonly Rational[])[];
  readonly socialChoiceSet?: readonly (readonly (readonly Rational[])[])[];
  readonly ruleTransfers?: TransferTable<Rational>;
  readonly coalitions?: CoalitionPattern;
  readonly mechanism?: GivenMechanism<Rational>;
  readonly exchange?: ExchangeEconomy<Rational>;
  readonly menu?: GivenMenu<Rational>;
  readonly smooth?: GivenSmooth<Rational>;
}
