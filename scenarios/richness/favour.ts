/** How far a rule favours bidder 1, and the two interim utilities that are insured with it. */
import type { Distribution } from '../../src/distributions/distribution.ts';

export interface Favour {
  readonly dictatorial: boolean;
  /** In units of value. */
  readonly bonus: number;
  readonly epsilon: number;
  readonly width: number;
  readonly residual: number;
  readonly bidders: number;
  readonly law: Distribution;
}

/** Interim utility grows by epsilon less than the chance of winning for high types, and by epsilon more for low types. */
export const SHADED = 'shaded at the top';
export const RAISED = 'raised at the bottom';
export const MECHANISMS = [SHADED, RAISED] as const;
export type MechanismName = (typeof MECHANISMS)[number];
