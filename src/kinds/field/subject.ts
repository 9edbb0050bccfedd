/** The agent whose field is asked for, and the types of hers that are looked at. */
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';

export interface Subject {
  readonly problem: LinearProblem;
  readonly space: OwnSpace;
  readonly name: string;
  readonly points: readonly (readonly number[])[];
  /** [C] half the width of what a type stands for; 0 where all types share the coordinate. */
  readonly halfWidths: readonly number[];
}
