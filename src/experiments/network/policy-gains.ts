/** What a bidder gains, profile by profile, who knows her own type and reports what a pilot found best for it. */
import { functionOutcome } from '../../../kernels/function/mechanism.ts';
import { evaluatorOf, type Outcome } from '../../../kernels/network/mechanism.ts';
import type { ProfilesAsked, ProfileSums } from './profiles.ts';
import type { ReportSums } from './report-gains.ts';

/** Profiles that are played. */
const PROFILES_MAX = 2 ** 16;
/** Profiles between two turns. */
const STRIDE = 64;

/** Place of the report that is best for the type by the pilot's means, where that is not the one nearest to it; else -1: the truth. */
function reportFor(type: ArrayLike<number>, { reports, amounts, payments, objects }: ReportSums): number {
  let [best, most, nearest, least] = [-1, -Infinity, -1, Infinity];
  for (let k = 0; k < payments.length; k++) {
    let [worth, far] = [-payments[k]!, 0];
    for (let j = 0; j < objects; j++) {
      worth += type[j]! * amounts[k * objects + j]!;
      far += Math.abs(type[j]! - reports[k * objects + j]!);
    }
    if (worth > most) [best, most] = [k, worth];
    if (far < least) [nearest, least] = [k, far];
  }
  return best === nearest ? -1 : best;
}

/** Steps to the gains at the first of the profiles, whose truthful utilities are in `sums`; `pilot` is independent of them. */
export function* policyGains({ by: { mechanism } }: ProfilesAsked, bidder: number, pilot: ReportSums, sums: ProfileSums):
Generator<undefined, Float64Array> {
  const { bidders, objects } = mechanism;
  const size = bidders * objects;
  const own = bidder * objects;
  const outcomeAt = 'graph' in mechanism ? evaluatorOf(mechanism, 0).outcome : functionOutcome(mechanism);
  const outcome: Outcome = { amounts: new Float64Array(size), payments: new Float64Array(bidders) };
  const gains = new Float64Array(Math.min(sums.profiles, PROFILES_MAX));
  const bids = new Float64Array(size);
  for (let p = 0; p < gains.length; p++) {
    if (p % STRIDE === STRIDE - 1) yield;
    const row = sums.types.subarray(p * size, (p + 1) * size);
    const type = row.subarray(own, own + objects);
    const report = reportFor(type, pilot);
    if (report < 0) continue;
    bids.set(row);
    bids.set(pilot.reports.subarray(report * objects, (report + 1) * objects), own);
    outcomeAt(bids, outcome);
    let worth = -outcome.payments[bidder]!;
    for (let j = 0; j < objects; j++) worth += type[j]! * outcome.amounts[own + j]!;
    gains[p] = worth - sums.utility[bidder]![p]!;
  }
  return gains;
}
