/**
 * Kernel `function-regret`: what a bidder who knows all bids could have gained by another one, profile by profile, in a mechanism that
 * JavaScript computes from the bids (kernels/function). Profiles, statistics and units are those of kernel `regret`; regret is
 *
 *     max over reports r of t_i . (Q_i(r, t_-i) - Q_i(t)) - P_i(r, t_-i) + P_i(t)     >= 0, for the truth is a report.
 *
 * Nothing is known of a function but its values. Where no bound of slopes is given, reports are a list, every profile is finished, and both
 * ends are the maximum over the list. Where one is, `|u_i(t_i, r) - u_i(t_i, r')| <= slope sum_j |r_j - r'_j|` (an assumption), the box of
 * reports is cut as by Piyavskii (1972): a box is worth at most what its middle is, and slope times half its widths more; the
 * most promising box is cut in two along its widest side, until the ends are `gap` apart or `boxes` middles were tried. Middles of boxes
 * and of what they were cut from that break the bound of slopes are faults. So are outcomes that are none, and a truth that has another
 * outcome when it is evaluated again, after all reports of the profile.
 *
 * Ties: of reports worth as much the first stays; of boxes with the same bound the older one is cut first.
 */
import type { FunctionMechanism } from '../function/mechanism.ts';
import { requireWhole, validateRegrets, type RegretsAsked } from '../regret/spec.ts';

export type FunctionSearch =
  | { readonly kind: 'list'; readonly reports: readonly Float64Array[] }
  | { readonly kind: 'slope'; readonly slope: number; readonly boxes: number; readonly gap: number };

export interface FunctionRegretParameters extends RegretsAsked {
  readonly mechanism: FunctionMechanism;
  /** `reports`: of every bidder, [reports, objects]. */
  readonly search: FunctionSearch;
}

/** Throws RangeError, `field: problem`, for whatever the loops could not cope with. */
export function validateFunctionRegret(parameters: FunctionRegretParameters): void {
  const { mechanism: { source, bidders, objects, payments }, search } = parameters;
  if (typeof source !== 'string') throw new RangeError('mechanism: its source is no text');
  if (!(payments[0] <= payments[1] && payments.every(Number.isFinite))) throw new RangeError('mechanism: payments have no range');
  validateRegrets(parameters);
  if (search.kind === 'list') {
    if (search.reports.length !== bidders || search.reports.some((list) => list.length === 0 || list.length % objects !== 0)) {
      throw new RangeError('search.reports: no list of reports for every bidder');
    }
    return;
  }
  requireWhole('search.boxes', search.boxes, 1);
  for (const name of ['slope', 'gap'] as const) {
    if (!(search[name] > 0 && Number.isFinite(search[name]))) throw new RangeError(`search.${name}: ${search[name]} is not positive`);
  }
}
