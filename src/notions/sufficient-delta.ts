/**
 * The delta for which Song22 Theorem 4.2 promises incentive compatibility under ambiguity: with epsilon such that the mechanism is
 * epsilon-LIC and epsilon-bounded, and m the least slope of an own valuation on K^i,
 *     one-dimensional signals        max(epsilon, epsilon / m)             (Appendix A.3)
 *     several dimensions             max(epsilon, K^i epsilon / m)         (Appendix D, additively separable values)
 * The rule must be rich and the interim utility monotone.
 */
import type { Derivatives } from '../environment/derivatives.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../environment/social-choice.ts';
import { sides } from '../statistics/interval.ts';
import type { Certified } from './certified.ts';

export interface OwnValuation {
  /** K^i: alternatives in which own signals matter. */
  readonly alternatives: number;
  /** m */
  readonly leastSlope: number;
  readonly dimensions: number;
}

/** Undefined where some own slope may vanish or be negative on K^i. */
export function ownValuation(
  { signals, alternatives }: SocialChoiceProblem,
  { slopes }: Pick<Derivatives, 'slopes'>,
  agent: number,
): OwnValuation | undefined {
  const own = coordinatesOf({ signals }, agent);
  const entering = alternatives
    .map((_, k) => own.map((d) => slopes[agent]![k]![d]!).filter(({ low, high }) => low !== 0 || high !== 0))
    .filter((ranges) => ranges.length > 0);
  const leastSlope = entering.flat().reduce((least, { low }) => Math.min(least, low), Infinity);
  return leastSlope > 0 && entering.length > 0 ? { alternatives: entering.length, leastSlope, dimensions: own.length } : undefined;
}

type Known = Omit<Certified, 'witness'>;

/** Both constants at 1 - alpha give bounds at 1 - 2 alpha. Not cut at 1, where the theorem is silent. */
export function sufficientDelta(lic: Known, bounded: Known, { alternatives, leastSlope, dimensions }: OwnValuation): Certified {
  const factor = Math.max(1, (dimensions === 1 ? 1 : alternatives) / leastSlope);
  return {
    ...sides((side) => factor * Math.max(0, lic[side], bounded[side])),
    guarantee: lic.guarantee === bounded.guarantee ? lic.guarantee : 'grid',
  };
}
