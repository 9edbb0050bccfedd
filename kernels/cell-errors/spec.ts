/**
 * Kernel `cell-errors`: how far from straight what a bidder gets and pays is over cells of her reports, in a mechanism that a graph
 * computes (kernels/network). Profiles are rows of types, drawn beforehand, of which the others' entries are looked at. At each, over each
 * cell, half of what interpolation between the corners may be off (enclosures.ts) is at most e; `caps` are such e that hold whatever the
 * others bid. The smaller of the two counts, in whole units rounded up:
 *
 *     sums, squares [cells, objects + 2]     of e over profiles: of the amount of every object, of the payment, of what the truth is worth
 */
import { inputsOf } from '../network/graph.ts';
import type { NetworkMechanism } from '../network/mechanism.ts';
import { requireWhole } from '../regret/spec.ts';
import type { Statistics } from '../kernel.ts';

export interface CellErrorsParameters {
  readonly mechanism: NetworkMechanism;
  readonly bidder: number;
  /** [cells, objects]: ends of her bids. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** [cells, objects + 2]. */
  readonly caps: Float64Array;
  /** Index of the profile in the first row of `types` [profiles, bidders * objects]. */
  readonly first: number;
  readonly types: Float64Array;
  /** No cap is more than 2^20 units, so that sums of squares of 2^13 profiles stay below 2^53. Of money. */
  readonly unit: number;
  /** Of amounts; absent: `unit`. */
  readonly amountUnit?: number;
}

/** [objects + 2]: of what every number of a cell is counted in. */
export const unitsOf = ({ mechanism: { objects }, unit, amountUnit = unit }: CellErrorsParameters): Float64Array =>
  Float64Array.from({ length: objects + 2 }, (_, k) => (k < objects ? amountUnit : unit));

/** Numbers of a cell. */
export const kindsIn = ({ objects }: Pick<NetworkMechanism, 'objects'>): number => objects + 2;

export const cellsIn = ({ low, mechanism: { objects } }: CellErrorsParameters): number => low.length / objects;

export const CAP_UNITS = 2 ** 20;

export function emptyCellErrors({ caps }: CellErrorsParameters): Statistics {
  return { sums: new Float64Array(caps.length), squares: new Float64Array(caps.length) };
}

/** Throws RangeError, `field: problem`, for whatever the loops could not cope with. */
export function validateCellErrors(parameters: CellErrorsParameters): void {
  const { mechanism, bidder, low, high, caps, first, types, unit, amountUnit = unit } = parameters;
  const { graph, bidders, objects, result } = mechanism;
  const size = bidders * objects;
  if (graph[0]?.op !== 'bids' || graph[0].size !== size) throw new RangeError('mechanism: its first node is not the bids');
  if (graph.some((node, n) => inputsOf(node).some((input) => input >= n))) throw new RangeError('mechanism: a node comes too early');
  if (result.kind !== 'outcome') throw new RangeError('mechanism: offers have no affine forms');
  if (!(Number.isInteger(bidder) && bidder >= 0 && bidder < bidders)) throw new RangeError(`bidder: ${bidder} is not one`);
  if (low.length !== high.length || low.length % objects !== 0) throw new RangeError('low, high: need as many entries, objects to a cell');
  if (low.some((end, c) => !(end <= high[c]!))) throw new RangeError('low, high: an end is above the other');
  if (caps.length !== cellsIn(parameters) * kindsIn(mechanism)) throw new RangeError('caps: need objects + 2 for every cell');
  if (types.length % size !== 0) throw new RangeError('types: no list of profiles');
  requireWhole('first', first, 0);
  if (!(unit > 0 && Number.isFinite(unit))) throw new RangeError(`unit: ${unit} is not positive`);
  if (!(amountUnit > 0 && Number.isFinite(amountUnit))) throw new RangeError(`amountUnit: ${amountUnit} is not positive`);
  const units = unitsOf(parameters);
  if (!caps.every((cap, k) => cap >= 0 && cap <= CAP_UNITS * units[k % units.length]!)) {
    throw new RangeError(`caps: must be from 0 to ${CAP_UNITS} units`);
  }
}
