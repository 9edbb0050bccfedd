/** What there is to say of the efficient rule of one agent in balls of beliefs. */
import type { Metric } from '../../beliefs/belief-set.ts';
import type { PairGap } from '../../notions/congruence-gap.ts';
import type { Estimate, Point } from '../../results/document.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { BallMetric } from './study-point.ts';

/** Two alternatives that show a number, and where they tie. */
type Shown = Pick<PairGap, 'pair' | 'at'> | undefined;

export interface Answer {
  /** Between which shares of all beliefs the largest ball lies that will do: 1 and 1 where every belief does. */
  readonly share: readonly [number, number];
  readonly why: string;
  /** Of the share. */
  readonly confidence: number;
  readonly profiles: number;
  readonly witness?: Estimate['witness'];
  /** Shares by the metric, monotone and robust, where they are neither none nor all; absent: as `share`, by any. */
  by?(metric: Metric): {
    readonly monotone: readonly [number, number]; readonly robust: readonly [number, number]; readonly witness?: Estimate['witness'];
  };
  /** What proves a radius, or why nothing does; absent: nothing. */
  file?(metric: BallMetric, quantity: 'monotonicityRadius' | 'robustRadius', values: Point): Readonly<Record<string, unknown>> | string;
  /** Its least ε in a ball that holds contaminations of share `delta`, and what that rests on; `isOpen`: without an upper end. */
  least(delta: number, metric: Metric): {
    readonly least: Interval; readonly basis: string; readonly isOpen?: boolean; readonly pair?: Shown
  };
}
