/**
 * Kernel `regret`: what a bidder who knows all bids could have gained by another one, profile by profile, in a mechanism that a graph
 * computes (kernels/network). Profiles are rows of types, drawn beforehand. For bidder i of profile p
 *
 *     regret_ip = max over reports r in her box of u_i(t_i, r, t_-i) - u_i(t_i, t_i, t_-i)   >= 0, for r = t_i is a report,
 *
 * and the kernel gives ends of it: below, the best report that a search by gradients found, evaluated with outward rounding; above, what
 * branch and bound over boxes of reports proves. A box is looked at by affine arithmetic (kernels/network/cells.ts), and cut in two along
 * the axis on which slope times width, with a part of the error, is largest. A profile is finished where the ends are `gap`
 * apart; one that is not after `boxes` boxes keeps the bound of its worst open box.
 *
 * Everything stands in units of `unit`, excess in `amountUnit`, ends rounded outwards to whole ones. Statistics have a place for every
 * profile, so adding up disjoint ranges puts them side by side:
 *
 *     lower, upper, boxes, finished [agents, profiles]     report [agents, objects, profiles], the report behind the lower end
 *     utility [bidders, profiles]      u_i at the truth
 *     welfare, revenue, excess [profiles]     excess: the largest of sum_i Q_ij - 1 over objects j, of -Q_ij over entries, and,
 *                                              where values are of unit demand, of sum_j Q_ij - 1 over bidders
 * Ties: of two boxes with the same bound the older one is looked at first.
 */
import { inputsOf } from '../network/graph.ts';
import type { NetworkMechanism } from '../network/mechanism.ts';
import type { Statistics } from '../kernel.ts';

/** How far each profile is searched. */
export interface Effort {
  /** Points from which the search begins, the truth and the middle of the box among them; >= 2. */
  readonly starts: number;
  /** Steps of each; >= 0. */
  readonly steps: number;
  /** Boxes that branch and bound may look at; >= 1. */
  readonly boxes: number;
  /** Distance of the ends at which a profile is finished; > 0. */
  readonly gap: number;
}

/** What regrets are asked of whatever computes the mechanism. */
export interface RegretsAsked {
  readonly mechanism: Pick<NetworkMechanism, 'bidders' | 'objects'>;
  /** [bidders * objects]: ends of the reports of every bidder for every object. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Index of the profile in the first row of `types` [profiles, bidders * objects]. */
  readonly first: number;
  readonly types: Float64Array;
  /** Bidders whose regret is asked for. */
  readonly agents: readonly number[];
  /** Of money; > 0. */
  readonly unit: number;
  /** Of amounts; absent: `unit`. */
  readonly amountUnit?: number;
  /** Whether no bidder may get more than one object in all. */
  readonly unitDemand: boolean;
}

export interface RegretParameters extends RegretsAsked {
  readonly mechanism: NetworkMechanism;
  readonly effort: Effort;
}

export const coordinatesOf = ({ bidders, objects }: Pick<NetworkMechanism, 'bidders' | 'objects'>): number => bidders * objects;

export const profilesIn = ({ mechanism, types }: RegretsAsked): number => types.length / coordinatesOf(mechanism);

export function emptyRegretStatistics(parameters: RegretsAsked): Statistics {
  const { agents, mechanism: { bidders, objects } } = parameters;
  const profiles = profilesIn(parameters);
  const array = (rows: number): Float64Array => new Float64Array(rows * profiles);
  return {
    lower: array(agents.length), upper: array(agents.length), boxes: array(agents.length), finished: array(agents.length),
    report: array(agents.length * objects), utility: array(bidders), welfare: array(1), revenue: array(1), excess: array(1),
  };
}

/** Throws RangeError, `field: problem`, for whatever the loops could not cope with. */
export function validateRegrets({ mechanism, low, high, first, types, agents, unit, amountUnit = unit }: RegretsAsked): void {
  const size = coordinatesOf(mechanism);
  if (low.length !== size || high.length !== size) throw new RangeError(`low, high: need ${size} entries`);
  if (low.some((end, c) => !(end <= high[c]!))) throw new RangeError('low, high: an end is above the other');
  if (types.length % size !== 0 || !types.every((type, n) => type >= low[n % size]! && type <= high[n % size]!)) {
    throw new RangeError('types: a type lies outside the reports');
  }
  requireWhole('first', first, 0);
  if (!agents.every((agent) => Number.isInteger(agent) && agent >= 0 && agent < mechanism.bidders)) throw new RangeError(
    'agents: not bidders');
  for (const [name, one] of [['unit', unit], ['amountUnit', amountUnit]] as const) {
    if (!(one > 0 && Number.isFinite(one))) throw new RangeError(`${name}: ${one} is not positive`);
  }
}

export function requireWhole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) throw new RangeError(`${name}: ${value} is not a whole number from ${least} on`);
}

/** Throws RangeError, `field: problem`. */
export function validateRegret(parameters: RegretParameters): void {
  const { mechanism, effort: { starts, steps, boxes, gap } } = parameters;
  if (mechanism.graph[0]?.op !== 'bids' || mechanism.graph[0].size !== coordinatesOf(mechanism)) {
    throw new RangeError('mechanism: its first node is not the bids');
  }
  if (mechanism.graph.some((node, n) => inputsOf(node).some((input) => input >= n))) throw new RangeError(
    'mechanism: a node comes too early');
  validateRegrets(parameters);
  requireWhole('starts', starts, 2);
  requireWhole('steps', steps, 0);
  requireWhole('boxes', boxes, 1);
  if (!(gap > 0 && Number.isFinite(gap))) throw new RangeError(`gap: ${gap} is not positive`);
}
