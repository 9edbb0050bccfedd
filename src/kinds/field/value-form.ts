/**
 * What a study of the field asks of values that are no linear functions. A kind of values answers it in one file: polynomial-values.ts,
 * expression-values.ts.
 */
import type { Expression } from '../../environment/formula/expression.ts';
import type { GridLaw } from '../../experiments/field/grid-opponents.ts';
import type { Gradients, Walk } from '../../experiments/field/walk-sums.ts';
import type { LieNotion, TypeField } from '../../notions/least-epsilon.ts';
import type { NonlinearBound } from '../../notions/least-epsilon/nonlinear-bound.ts';
import type { LocalGap, Tie } from '../../notions/local-congruence.ts';
import type { TensorExperiment } from '../../run/request.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { ToldField } from './field-curves.ts';

/** Has profiles of one experiment drawn. */
export type Draw = <S extends { readonly profiles: number }>(experiment: TensorExperiment<S>) => Promise<S>;

export interface MeasuredWalks {
  readonly profiles: number;
  /** [walks] Σ gain and Σ gain² over profiles. */
  readonly gain: Float64Array;
  readonly squares: Float64Array;
  /** Mean gains, each at error probability alpha; between what arithmetic leaves open where nothing is drawn. */
  intervals(alpha: number): Interval[];
}

export interface MeasuredTypes {
  readonly profiles: number;
  readonly field: TypeField;
  /** By how much no gain of any type by any report is off per lie, as the notion measures it, at error probability alpha. */
  error(alpha: number, notion: LieNotion): number;
  /** The same at every type as functions of it. */
  told(alpha: number): ToldField;
}

/** Profiles for types of the grid and for each of many shapes, lines on which ties are sought, profiles that certify by default. */
export interface Effort {
  readonly types: number;
  readonly shapes: number;
  readonly lines: number;
  readonly surface: number;
  readonly certify: number;
  /** Of what a grid is certified with, at most. */
  readonly grid: number;
}

/** One agent's values; her types are `points` where types are asked for. */
export interface ValueForm {
  /** `polynomials`, ...: what a refusal calls them. */
  readonly words: string;
  /** [N][K] everybody's values of every alternative. */
  expressions(): readonly (readonly Expression[])[];
  readonly effort: Effort;
  /** Whether nothing is drawn: nobody else sees a signal, or others are at given points. */
  readonly isExact: boolean;
  walks(walks: readonly Walk[], draw: Draw): Promise<MeasuredWalks>;
  types(points: readonly (readonly number[])[], draw: Draw, pictures: boolean): Promise<MeasuredTypes>;
  /** Ties at the top along the line of her types from one to the other, under a profile of all signals; x runs from 0 to 1. */
  tiesAlong(
    from: readonly number[], to: readonly number[], profile: Float64Array,
  ): readonly { readonly pair: readonly [number, number]; readonly x: number }[];
  /** [K][C] slopes of her own values and of welfare by her signals, at a profile of all signals. */
  slopesAt(at: readonly number[]): Gradients;
  /** [K] welfare there. */
  welfareAt(at: readonly number[]): readonly number[];
  /** In steps, and so is the bound; `isKnown`: for every profile of the others by itself. */
  gaps(ties: readonly Tie[]): Generator<undefined, LocalGap[]>;
  bound(isKnown?: boolean): Generator<undefined, NonlinearBound>;
  /**
   * The same where the others are at given points, each with its chance: nothing is drawn, the first profile of a stream stands for all of
   * theirs, and what ties goes to the first-listed alternative or is left open, so that ends hold whichever is chosen.
   */
  against(laws: readonly GridLaw[], ties: 'first' | 'open'): ValueForm;
}
