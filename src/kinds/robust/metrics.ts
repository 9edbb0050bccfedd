/** The metrics of balls, by the set of beliefs that a ball of each is. */
import type { Metric } from '../../beliefs/belief-set.ts';
import type { BallMetric } from './study-point.ts';

/** The set's kind, and the metric's distance in units of the set's size; 1 is then the set of all beliefs. */
export const SETS: Readonly<Record<BallMetric, { readonly metric: Metric; readonly unit: number }>> = {
  'total-variation': { metric: 'totalVariation', unit: 1 },
  'absolute-variation': { metric: 'totalVariation', unit: 2 },
  contamination: { metric: 'contamination', unit: 1 },
  prokhorov: { metric: 'prokhorov', unit: 1 },
};
