/**
 * Worst cases without sampling, for an agent who faces one opponent with one one-dimensional signal y: any values, rule and
 * transfers, any number of own coordinates. The opponent's support is cut in cells whose masses are exact by the law's cdf;
 * probabilities, values and transfers are known at the cells' ends, the nodes, and the ends of a cell bound what is inside it.
 *
 * So bounds hold wherever, between neighbouring nodes, each number stays between its values at the two: where it is monotone there,
 * or jumps once. A rule that changes within a cell and changes back is not seen. Jumps of the choice that are seen are narrowed
 * down to a bracket of 2^-20 of the support, whose ends become nodes. Tensor ops are single precision; `rounding` covers
 * that for payoffs.
 */
import type { BeliefSet, Metric } from '../../ambiguity/belief-set.ts';
import type { Bounds, InsuranceLoss } from '../../ambiguity/insurance-loss.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Point, WorstBelief } from '../../results.ts';

export interface LatticeOptions {
  /** Equal cells of the opponent's support before jumps are narrowed down. Default: 1024 where values are linear, else 4096. */
  readonly cells?: number;
  /** Further nodes, where the caller knows of kinks or jumps. */
  readonly nodes?: readonly number[];
}

/** Reports and types are the same list; both are given by position in it. lower <= estimate <= upper everywhere. */
export interface LatticeExperiment {
  readonly agent: number;
  /** [R] own signal vectors. */
  readonly reports: readonly (readonly number[])[];
  /** Cells, those round jumps included. */
  readonly cells: number;
  /** Bound on what single precision moves a payoff by; contained in all bounds on gains. */
  readonly rounding: number;
  /** E_G [u(report, type) - u(type, type)] in the mechanism as it is. */
  gain(report: number, type: number): Bounds;
  /** Lambda of full insurance with the mechanism's rule; `profiles` is 0. Deltas in [0, 1], increasing; computed when asked for. */
  insuranceLoss(metric: Metric, deltas: readonly number[]): InsuranceLoss;
  /** Lambda at any one delta. */
  lossAt(metric: Metric, delta: number, report: number, type: number): Bounds;
  /** Lambda under every belief. */
  wald(report: number, type: number): Bounds;
  /** Gain in the mechanism as it is: worst case of the misreport less worst case of the truth. */
  gainUnder(beliefs: BeliefSet, report: number, type: number): Bounds;
  /** Gain under full insurance from the mechanism's interim utility: g - Lambda. */
  insuredGainUnder(beliefs: BeliefSet, report: number, type: number): Bounds;
  /** [R] interim utility of the truth under the prior. */
  utility(type: number): Bounds;
  /** The belief that makes the lie's payoff under full insurance worst. One axis: the opponent's signal. */
  worstBelief(metric: Metric, delta: number, report: number, type: number, point: Point): WorstBelief;
}

/** One opponent, who sees one coordinate, independent of the agent's own. */
export function latticeSupports({ agents, signals, dependence }: SocialChoiceProblem, agent: number): boolean {
  return agents.length === 2 && !dependence && signals.filter(({ owner }) => owner !== agent).length === 1;
}
