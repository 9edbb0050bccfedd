/** What there is to say of a second best, however it was found. */
import type { SecondBestQuestion } from './study-point.ts';
import type { Curve, Estimate, Point } from '../../results/document.ts';
import type { Interval } from '../../statistics/interval.ts';

export interface SecondBestAnswer {
  readonly second: Interval;
  readonly first: Interval;
  readonly loss: Interval;
  /** What the second best rests on, in words. */
  readonly basis: string;
  /** What keeps it from the first best, or the mechanism that reaches the lower end. */
  readonly witness?: Estimate['witness'];
  readonly curves: readonly Curve[];
  /** Of the second best and the loss; 1 where nothing is drawn. */
  readonly confidence: number;
  readonly profiles: number;
  /** False where an interruption left it unknown. */
  readonly complete: boolean;
  /** The same at a share of the error probability; absent where nothing is drawn. */
  at?(share: number): SecondBestAnswer;
}

export interface SecondBestCase<Q = SecondBestQuestion> {
  readonly question: Q;
  readonly values: Point;
  /** Whether participation and the budget bind together. */
  readonly isBound: boolean;
}

export const bracket = ({ lower, upper }: { readonly lower: number; readonly upper: number }): Interval =>
  ({ estimate: (lower + upper) / 2, lower, upper });
