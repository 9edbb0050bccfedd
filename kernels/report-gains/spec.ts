/**
 * Kernel `report-gains`: what reports of a list give a bidder of a mechanism that a graph computes (kernels/network) or JavaScript
 * (kernels/function), against draws of the others. Profiles are rows of types, drawn beforehand; the bidder's own entries in them are not
 * looked at. The list serves as types too: values are linear in the type, so one evaluation of a report serves them all,
 *
 *     gain_p(t, r) = t . (Q(r, p) - Q(t, p)) - (P(r, p) - P(t, p)).
 *
 * Q and P are counted in units of `unit`, rounded to the nearest, floor(x + 1/2); so are gains, in units of `coarse`, for their squares.
 *
 *     amounts [reports, objects], payments [reports]     sums over profiles
 *     squares [types, reports]                           sums of squared gains; `whole`: of t . Q(r, p) - P(r, p)
 */
import type { FunctionMechanism } from '../function/mechanism.ts';
import type { NetworkMechanism } from '../network/mechanism.ts';
import type { Statistics } from '../kernel.ts';

export interface ReportGainsParameters {
  readonly mechanism: NetworkMechanism | FunctionMechanism;
  readonly bidder: number;
  /** [reports, objects]. */
  readonly reports: Float64Array;
  /** Index of the profile in the first row of `types` [profiles, bidders * objects]. */
  readonly first: number;
  readonly types: Float64Array;
  readonly unit: number;
  readonly coarse: number;
  /** Squares are of what reports are worth, not of what they are worth above the truth. */
  readonly whole?: boolean;
}

export const reportsIn = ({ reports, mechanism: { objects } }: ReportGainsParameters): number => reports.length / objects;

export function emptyReportGains(parameters: ReportGainsParameters): Statistics {
  const count = reportsIn(parameters);
  return {
    amounts: new Float64Array(parameters.reports.length), payments: new Float64Array(count), squares: new Float64Array(count * count),
  };
}

/** Throws RangeError, `field: problem`, for whatever the loops could not cope with. */
export function validateReportGains(parameters: ReportGainsParameters): void {
  const { mechanism, bidder, reports, first, types, unit, coarse } = parameters;
  const { bidders, objects } = mechanism;
  const size = bidders * objects;
  if ('graph' in mechanism && (mechanism.graph[0]?.op !== 'bids' || mechanism.graph[0].size !== size)) {
    throw new RangeError('mechanism: its first node is not the bids');
  }
  if (!(Number.isInteger(bidder) && bidder >= 0 && bidder < bidders)) throw new RangeError(`bidder: ${bidder} is not one`);
  if (reports.length === 0 || reports.length % objects !== 0) throw new RangeError('reports: no list of reports');
  if (types.length % size !== 0) throw new RangeError('types: no list of profiles');
  if (!(Number.isInteger(first) && first >= 0)) throw new RangeError(`first: ${first} is not a whole number from 0 on`);
  for (const [name, value] of [['unit', unit], ['coarse', coarse]] as const) {
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${name}: ${value} is not positive`);
  }
}
