/**
 * Kernel `worst-regret`: what no profile's regret exceeds, bidder by bidder, in a mechanism that a graph computes (kernels/network). A
 * profile of this kernel is a part of the work on a bidder: the one at index `first + a parts + n` is part n of `agents[a]`, and others add
 * nothing. Of each
 *
 *     upper [agents, parts]     sup over types t and reports r in the part's boxes of t_i . (Q_i(r, t_-i) - Q_i(t)) - P_i(r, t_-i)
 *                               + P_i(t) at most; over all types and reports it is at most the largest of the parts'
 *     boxes [agents, parts]     how many were looked at
 *
 * by branch and bound over the types of all and the report of one at once (worst.ts), in units of `unit`, rounded up to whole ones. Parts
 * are dealt by what all of them find in the first boxes, so they do not depend on each other, or on who does which. Nothing is drawn; it
 * is a kernel so that parts and bidders are looked at side by side.
 */
import { inputsOf } from '../network/graph.ts';
import type { NetworkMechanism } from '../network/mechanism.ts';
import { requireWhole } from '../regret/spec.ts';
import type { Statistics } from '../kernel.ts';

export interface WorstRegretParameters {
  readonly mechanism: NetworkMechanism;
  /** [bidders * objects]: ends of types and reports. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly first: number;
  readonly agents: readonly number[];
  /** [agents]: regrets that some profile is known to have; boxes whose bound is within `gap` of it are not cut. */
  readonly floors: readonly number[];
  readonly gap: number;
  /** Boxes for each bidder, at most. */
  readonly boxes: number;
  /** Default 1. */
  readonly parts?: number;
  readonly unit: number;
}

export const emptyWorstRegret = ({ agents, parts = 1 }: WorstRegretParameters): Statistics =>
  ({ upper: new Float64Array(agents.length * parts), boxes: new Float64Array(agents.length * parts) });

/** Place among all parts of the profile with this lower word; whatever is no place there is not looked at. */
export const placeOf = ({ first }: WorstRegretParameters, profile: number): number => (profile - (first % 2 ** 32)) >>> 0;

/** Throws RangeError, `field: problem`, for whatever the loops could not cope with. */
export function validateWorstRegret(
  { mechanism, low, high, first, agents, floors, gap, boxes, parts = 1, unit }: WorstRegretParameters,
): void {
  const size = mechanism.bidders * mechanism.objects;
  if (mechanism.graph[0]?.op !== 'bids' || mechanism.graph[0].size !== size) {
    throw new RangeError('mechanism: its first node is not the bids');
  }
  if (mechanism.graph.some((node, n) => inputsOf(node).some((input) => input >= n))) {
    throw new RangeError('mechanism: a node comes too early');
  }
  if (low.length !== size || high.length !== size) throw new RangeError(`low, high: need ${size} entries`);
  if (low.some((end, c) => !(end <= high[c]!))) throw new RangeError('low, high: an end is above the other');
  requireWhole('first', first, 0);
  requireWhole('boxes', boxes, 1);
  requireWhole('parts', parts, 1);
  if (!agents.every((agent) => Number.isInteger(agent) && agent >= 0 && agent < mechanism.bidders)) {
    throw new RangeError('agents: not bidders');
  }
  if (floors.length !== agents.length || !floors.every((floor) => floor >= 0 && Number.isFinite(floor))) {
    throw new RangeError('floors: need a number from 0 on for every agent');
  }
  for (const [name, value] of [['gap', gap], ['unit', unit]] as const) {
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${name}: ${value} is not positive`);
  }
}
