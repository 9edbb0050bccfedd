/**
 * Kernel `report-gains`: what reports of a list give a bidder of a mechanism that a graph computes (kernels/network) or JavaScript
 * (kernels/function), against draws of the others. Profiles are rows of types, drawn beforehand; the bidder's own entries in them are not
 * looked at. The list serves as types too: values are linear in the type, so one evaluation of a report serves them all,
 *
 *     gain_p(t, r) = t . (Q(r, p) - Q(t, p)) - (P(r, p) - P(t, p)).
 *
 * P is counted in units of `unit` and Q in units of `amountUnit`, rounded to the nearest, floor(x + 1/2); so are gains, in units of
 * `coarse`, for their squares.
 *
 *     amounts [reports, objects], payments [reports]     sums over profiles
 *     squares [types, reports]                           sums of squared gains
 *
 * With `whole`, what reports are worth above nothing is asked for, not above the truth: its square is a quadratic form of Q and P, so in
 * place of squares
 *
 *     moments [reports, (objects + 1) (objects + 2) / 2]     sums of products of Q_1, .., P, (1, 1), (1, 2), .., P in units of `coarse`, Q
 *                                                            in units that are as much coarser than `amountUnit`
 *
 * With `parted`, curves of sums of bids are taken in two parts (kernels/network/parted.ts), where the list is so long that its reports do
 * not share a block of lanes. With `single`, networks are evaluated in single precision, which their outcomes are rounded from.
 */
import type { FunctionMechanism } from '../function/mechanism.ts';
import { DOUBLE, SINGLE } from '../network/batch.ts';
import type { NetworkMechanism } from '../network/mechanism.ts';
import { holdParts, partedNodes, type Parted } from '../network/parted.ts';
import type { Statistics } from '../kernel.ts';

export interface ReportGainsParameters {
  readonly mechanism: NetworkMechanism | FunctionMechanism;
  readonly bidder: number;
  /** [reports, objects]. */
  readonly reports: Float64Array;
  /** Index of the profile in the first row of `types` [profiles, bidders * objects]. */
  readonly first: number;
  readonly types: Float64Array;
  /** Of money. */
  readonly unit: number;
  /** Of amounts; absent: `unit`. */
  readonly amountUnit?: number;
  readonly coarse: number;
  /** Moments of what reports give, not squares of what they give above the truth. */
  readonly whole?: boolean;
  readonly parted?: boolean;
  readonly single?: boolean;
}

/** Of `SINGLE` where a network is evaluated in single precision. */
export const lanesOf = ({ single }: Pick<ReportGainsParameters, 'single'>): number => (single ? SINGLE : DOUBLE).lanes;

/** Whether so many reports fill blocks by themselves, so that curves may be taken in parts. */
export const fillBlocks = (reports: number, of: Pick<ReportGainsParameters, 'single'>): boolean => 2 * reports > lanesOf(of);

/** Nodes that are taken in parts. */
export function partsOf(parameters: ReportGainsParameters): Parted[] {
  const { mechanism, parted } = parameters;
  return parted && 'graph' in mechanism && fillBlocks(reportsIn(parameters), parameters) ? partedNodes(mechanism.graph) : [];
}

/** Products of two of so many numbers, the first no later than the second. */
export const productsOf = (count: number): (readonly [number, number])[] =>
  Array.from({ length: count }, (_, a) => Array.from({ length: count - a }, (__, b) => [a, a + b] as const)).flat();

export const reportsIn = ({ reports, mechanism: { objects } }: ReportGainsParameters): number => reports.length / objects;

export function emptyReportGains(parameters: ReportGainsParameters): Statistics {
  const count = reportsIn(parameters);
  return {
    amounts: new Float64Array(parameters.reports.length), payments: new Float64Array(count),
    ...(parameters.whole ? { moments: new Float64Array(count * productsOf(parameters.mechanism.objects + 1).length) }
      : { squares: new Float64Array(count * count) }),
  };
}

/** In size, of every bidder and object. */
function largestBids({ mechanism: { bidders, objects }, bidder, reports, types }: ReportGainsParameters): Float64Array {
  const most = new Float64Array(bidders * objects);
  for (let k = 0; k < types.length; k++) most[k % most.length] = Math.max(most[k % most.length]!, Math.abs(types[k]!));
  reports.forEach((bid, k) => {
    const c = bidder * objects + (k % objects);
    most[c] = Math.max(most[c]!, Math.abs(bid));
  });
  return most;
}

/** Throws RangeError, `field: problem`, for whatever the loops could not cope with. */
export function validateReportGains(parameters: ReportGainsParameters): void {
  const { mechanism, bidder, reports, first, types, unit, amountUnit = unit, coarse, single } = parameters;
  const { bidders, objects } = mechanism;
  const size = bidders * objects;
  if ('graph' in mechanism && (mechanism.graph[0]?.op !== 'bids' || mechanism.graph[0].size !== size)) {
    throw new RangeError('mechanism: its first node is not the bids');
  }
  if (!(Number.isInteger(bidder) && bidder >= 0 && bidder < bidders)) throw new RangeError(`bidder: ${bidder} is not one`);
  if (reports.length === 0 || reports.length % objects !== 0) throw new RangeError('reports: no list of reports');
  if (types.length % size !== 0) throw new RangeError('types: no list of profiles');
  const parts = partsOf(parameters);
  if (parts.length > 0 && !holdParts(parts, largestBids(parameters), single)) {
    throw new RangeError('parted: exponentials of bids are too large');
  }
  if (single && !('graph' in mechanism && mechanism.result.kind === 'outcome')) {
    throw new RangeError('single: only outcomes that a graph computes');
  }
  if (!(Number.isInteger(first) && first >= 0)) throw new RangeError(`first: ${first} is not a whole number from 0 on`);
  for (const [name, value] of [['unit', unit], ['amountUnit', amountUnit], ['coarse', coarse]] as const) {
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${name}: ${value} is not positive`);
  }
}
